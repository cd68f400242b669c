// Rules that look at several variables at once, and what production refuses.
import { isGenerated } from './dev-keys.ts';
import { type Environment, type VariableName, variableNames, variables } from './environment.ts';
import { isProviderGiven, type ProviderVariables, providerVariables } from './providers.ts';

export interface Fault {
  variable: string;
  /** Never holds the value: it may be a secret. */
  message: string;
}

/** The variables as given, blank ones left out. */
export type RawEnvironment = Readonly<Partial<Record<string, string>>>;

export function crossFaults(raw: RawEnvironment, env: Partial<Environment>, now: Date): Fault[] {
  return [...unknownNames(raw), ...generalFaults(env), ...providerFaults(env), ...(env.APP_ENV === 'production' ? productionFaults(raw, env, now) : [])];
}

// A misspelt safety switch would silently do nothing, so unknown names that begin like one are refused.
const GUARDED_PREFIXES = ['AI_BOOKING_', 'SKIP_WEBHOOK_', 'TERMS_'];

function unknownNames(raw: RawEnvironment): Fault[] {
  return Object.keys(raw)
    .filter((name) => GUARDED_PREFIXES.some((prefix) => name.startsWith(prefix)) && !(name in variables))
    .map((variable) => ({ variable, message: 'there is no such variable; is it misspelt?' }));
}

function generalFaults(env: Partial<Environment>): Fault[] {
  const faults: Fault[] = [];
  if (env.STAFF_WEBHOOK_URL !== undefined && env.STAFF_WEBHOOK_SECRET === undefined) {
    faults.push({ variable: 'STAFF_WEBHOOK_SECRET', message: 'missing, though STAFF_WEBHOOK_URL is set: alerts must be signed' });
  }
  const reminders = env.TERMS_REMINDER_MINUTES ?? [];
  if (reminders.some((after, index) => after <= (reminders[index - 1] ?? 0))) {
    faults.push({ variable: 'TERMS_REMINDER_MINUTES', message: 'expected rising minutes' });
  }
  if (env.TERMS_EXPIRE_AFTER_MINUTES !== undefined && reminders.some((after) => after >= (env.TERMS_EXPIRE_AFTER_MINUTES ?? 0))) {
    faults.push({ variable: 'TERMS_REMINDER_MINUTES', message: 'expected less than TERMS_EXPIRE_AFTER_MINUTES' });
  }
  const names = (env.ADMIN_TOKENS ?? []).map((entry) => entry.name);
  if (new Set(names).size < names.length) faults.push({ variable: 'ADMIN_TOKENS', message: 'a name is used twice: the audit could not tell the two apart' });
  return faults;
}

function providerFaults(env: Partial<Environment>): Fault[] {
  return Object.values(providerVariables).flatMap((provider: ProviderVariables) => {
    if (env[provider.disabledBy] === true) return [];
    const given = isProviderGiven(provider, env);
    if (!given && env.APP_ENV !== 'production') return [];
    return provider.required
      .filter((name) => env[name] === undefined)
      .map((variable) => ({ variable, message: `missing; set it, or ${provider.disabledBy}=true to do without` }));
  });
}

const REQUIRED_IN_PRODUCTION: readonly VariableName[] = ['PUBLIC_URL', 'DATABASE_URL', 'TEMPORAL_ADDRESS'];
const PROVIDER_URLS: readonly VariableName[] = ['RC_SERVER_URL', 'OPENAI_BASE_URL', 'DEEPGRAM_BASE_URL', 'WHATSAPP_BASE_URL', 'STAFF_WEBHOOK_URL', 'PUBLIC_URL'];
const SKIP_LIMIT_MS = 24 * 3_600_000;

function productionFaults(raw: RawEnvironment, env: Partial<Environment>, now: Date): Fault[] {
  const faults: Fault[] = REQUIRED_IN_PRODUCTION.filter((name) => raw[name] === undefined).map((variable) => ({ variable, message: 'missing; production needs it' }));
  for (const name of variableNames) {
    const value = raw[name];
    if (value === undefined || !variables[name].isCredential) continue;
    // A token stands behind its name and a colon, and there may be several.
    const parts = name === 'ADMIN_TOKENS' ? value.split(',').map((pair) => pair.slice(pair.indexOf(':') + 1)) : [value];
    if (parts.some(isGenerated)) faults.push({ variable: name, message: 'a generated development key; npm run doctor -- --generate-secrets prints fresh ones' });
    else if (parts.some(looksLikeTestCredential)) faults.push({ variable: name, message: 'looks like a test credential' });
  }
  for (const name of PROVIDER_URLS) {
    const value = env[name];
    if (typeof value === 'string') faults.push(...urlFaults(name, new URL(value)));
  }
  for (const name of ['RC_SMS_FROM', 'TWILIO_PHONE_NUMBER'] as const) {
    if (/^\+1\d{3}55501\d\d$|^\+1500555\d{4}$/.test(env[name] ?? '')) faults.push({ variable: name, message: 'a number reserved for tests' });
  }
  if (env.SKIP_WEBHOOK_VALIDATION === true) faults.push(...skipFaults(env.SKIP_WEBHOOK_VALIDATION_UNTIL, now));
  return faults;
}

function skipFaults(until: Date | undefined, now: Date): Fault[] {
  const variable = 'SKIP_WEBHOOK_VALIDATION_UNTIL';
  if (until === undefined) return [{ variable, message: 'missing; in production SKIP_WEBHOOK_VALIDATION needs an end, at most 24 hours ahead' }];
  // An end that has passed is no fault: validation is simply on again, and a restart must not become an outage.
  return until.getTime() - now.getTime() > SKIP_LIMIT_MS ? [{ variable, message: 'more than 24 hours ahead' }] : [];
}

function urlFaults(variable: string, { protocol, hostname }: URL): Fault[] {
  if (/(^|\.)devtest\.ringcentral\.com$/.test(hostname)) return [{ variable, message: 'the sandbox' }];
  if (/^(localhost|127\.|0\.0\.0\.0$|\[::1?\]$)/.test(hostname)) return [{ variable, message: 'this machine: a simulator, or unreachable for others' }];
  return protocol === 'https:' ? [] : [{ variable, message: 'expected https' }];
}

function looksLikeTestCredential(value: string): boolean {
  return /^(sk-)?(test|sim|simulat(or|ed)|fake|dummy|example|sandbox|placeholder|change-?me|your|xxx)/i.test(value);
}
