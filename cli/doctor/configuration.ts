// The configuration and the business profile, all faults at once, and what the owner has yet to confirm.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BusinessDataError, loadBusiness } from '../../business/load.ts';
import { LONGEST_LINK } from '../../business/text-checks.ts';
import type { Business } from '../../domain/business.ts';
import type { RawEnvironment } from '../../server/config-rules.ts';
import { type Config, ConfigError, loadConfig, readConfig } from '../../server/config.ts';
import { freshKeys } from '../../server/dev-keys.ts';
import { variables } from '../../server/environment.ts';
import { type Check, codeOf, lookingAt } from './check.ts';

const look = lookingAt('configuration');
const lookAtBusiness = lookingAt('business');

export async function checkConfiguration(env: RawEnvironment, now: Date): Promise<{ config: Config | null; checks: Check[] }> {
  try {
    const config = await read(env, now);
    return { config, checks: [look('ok', `configuration for ${config.appEnv}`), ...checkPublicUrl(config), ...checkSwitches(config)] };
  } catch (error) {
    if (!(error instanceof ConfigError)) return { config: null, checks: [look('fault', `the configuration cannot be read (${codeOf(error)})`, 'Look at DATA_DIR and .env: both must be readable.')] };
    return { config: null, checks: error.faults.map(({ variable, message }) => look('fault', `${variable}: ${message}`, meaningOf(variable))) };
  }
}

function meaningOf(variable: string): string {
  const known = Object.entries(variables).find(([name]) => name === variable);
  return known === undefined ? 'See .env.example for the names there are.' : `${known[1].meaning} Set it in the environment or in .env.`;
}

/** A look must leave nothing behind: where no keys have been made yet, it is done with keys that are thrown away. */
async function read(env: RawEnvironment, now: Date): Promise<Config> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const hasKeys = existsSync(join(resolve(given['DATA_DIR'] ?? variables.DATA_DIR.schema.parse(undefined)), 'keys.json'));
  if (given['APP_ENV'] === 'production' || hasKeys) return readConfig(env, now);
  return loadConfig({ ...freshKeys(), ...given }, now);
}

/** The token of a terms link: 16 bytes in base64url. */
const TOKEN_CHARACTERS = 22;

function checkPublicUrl({ publicUrl, ringCentral }: Config): Check[] {
  const url = new URL(publicUrl);
  const length = `${publicUrl}/t/`.length + TOKEN_CHARACTERS;
  const checks: Check[] = [];
  if (length > LONGEST_LINK) {
    checks.push(look('fault', `PUBLIC_URL makes terms links of ${String(length)} characters; more than ${String(LONGEST_LINK)} do not fit the first part of a text`, 'Use a shorter host name, without a path.'));
  }
  if (ringCentral.mode === 'real' && url.protocol !== 'https:') {
    checks.push(look('fault', 'PUBLIC_URL is not https, and RingCentral delivers webhooks to https only', 'Set PUBLIC_URL to the https address under which this server is reached from outside.'));
  }
  if (checks.length === 0) checks.push(look('ok', `PUBLIC_URL ${url.origin}`));
  return checks;
}

function checkSwitches({ webhooks, assistant, ringCentral }: Config): Check[] {
  const checks: Check[] = [];
  if (webhooks.skipValidation !== null) {
    const end = webhooks.skipValidation.until;
    checks.push(look('warning', `SKIP_WEBHOOK_VALIDATION is on${end === null ? '' : ` until ${end.toISOString()}`}: messages are taken unverified`, 'Remove it as soon as the emergency is over.'));
  }
  if (!assistant.isEnabled) checks.push(look('warning', 'AI_BOOKING_ENABLED=false: every conversation goes to people'));
  if (ringCentral.mode === 'disabled') checks.push(look('warning', 'RingCentral is switched off: no texts are received or sent'));
  return checks;
}

export function checkBusiness(directory: string): { business: Business | null; checks: Check[] } {
  try {
    const business = loadBusiness(directory);
    const { name, unconfirmed } = business.profile;
    const checks = [lookAtBusiness('ok', `${name}, profile version ${business.profileVersion}`)];
    if (unconfirmed.length > 0) {
      checks.push(lookAtBusiness('warning', `${String(unconfirmed.length)} values that the owner has yet to confirm: ${unconfirmed.join(', ')}`, `Ask the owner, correct profile.json, and take each one out of its list "unconfirmed".`));
    }
    return { business, checks };
  } catch (error) {
    if (!(error instanceof BusinessDataError)) throw error;
    return { business: null, checks: error.problems.map((problem) => lookAtBusiness('fault', problem, `Correct the file in ${directory}.`)) };
  }
}
