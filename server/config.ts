// Reads the environment, once: the only file that does. Everything else gets its values passed in.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadEnvFile } from 'node:process';
import { crossFaults, type Fault, type RawEnvironment } from './config-rules.ts';
import { developmentKeys } from './dev-keys.ts';
import { arrangeConfig, type Config, type OpenAiCredentials } from './config-shape.ts';
import { type Environment, environmentSchema, variableNames, variables } from './environment.ts';
import type { HostEnvironment } from './local/host-paths.ts';

export type { Config };

export class ConfigError extends Error {
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(`The configuration has ${String(faults.length)} fault(s):\n${faults.map(({ variable, message }) => `  ${variable}: ${message}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** The process's environment, after `.env` in the working directory; what is already set wins. */
export function processEnvironment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) loadEnvFile('.env');
  return process.env;
}

/** What a command calls: outside production, missing keys come from `DATA_DIR`, generated at the first start. */
export async function readConfig(env: RawEnvironment = processEnvironment(), now = new Date()): Promise<Config> {
  const { APP_ENV: appEnv, DATA_DIR: dataDir } = parseVariables(withoutBlanks(env)).values;
  // With an unreadable APP_ENV nothing may be written; `loadConfig` reports it.
  if (appEnv === undefined || appEnv === 'production' || dataDir === undefined) return loadConfig(env, now);
  return loadConfig({ ...(await developmentKeys(resolve(dataDir))), ...withoutBlanks(env) }, now);
}

/** Checks everything and throws one error that lists all faults. Reads nothing but its arguments. */
export function loadConfig(given: RawEnvironment, now = new Date()): Config {
  const raw = withoutBlanks(given);
  const { values, faults } = parseVariables(raw);
  const faulty = new Set(faults.map((fault) => fault.variable));
  // A variable that is there but unreadable is reported once, not also as missing.
  const all = [...faults, ...crossFaults(raw, values, now).filter((fault) => !faulty.has(fault.variable))];
  if (all.length > 0) throw new ConfigError(all);
  return arrangeConfig(environmentSchema.parse(raw), now);
}

/** For a command that asks the model and needs nothing else of the configuration: no keys are made, no other variable has to be right. */
export function modelCredentials(env: RawEnvironment = processEnvironment()): OpenAiCredentials {
  const raw = withoutBlanks(env);
  const { values, faults } = parseVariables(raw);
  const ours = faults.filter((fault) => fault.variable.startsWith('OPENAI_'));
  if (ours.length > 0) throw new ConfigError(ours);
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl = '', OPENAI_MODEL: model = '' } = values;
  // A service of one's own often asks for no key; OpenAI's does.
  if (apiKey === undefined && raw['OPENAI_BASE_URL'] === undefined) throw new ConfigError([{ variable: 'OPENAI_API_KEY', message: 'missing; the openai engine needs a key, or OPENAI_BASE_URL of a service that needs none' }]);
  return { apiKey: apiKey ?? 'none', baseUrl, model };
}

/** Where this machine keeps programs; needed before, and independent of, the rest of the configuration. */
export function hostEnvironment(env: RawEnvironment = process.env): HostEnvironment {
  return { path: env['PATH'] ?? '', cacheHome: env['XDG_CACHE_HOME'], temporalCliPath: withoutBlanks(env)['TEMPORAL_CLI_PATH'] };
}

/** Each variable by itself, so that one fault does not hide the others. */
function parseVariables(raw: RawEnvironment): { values: Partial<Environment>; faults: Fault[] } {
  const values: Record<string, unknown> = {};
  const faults: Fault[] = [];
  for (const name of variableNames) {
    const parsed = variables[name].schema.safeParse(raw[name]);
    if (parsed.success) values[name] = parsed.data;
    // Only our own message: zod's may repeat the value.
    else faults.push({ variable: name, message: parsed.error.issues[0]?.message ?? 'not readable' });
  }
  return { values: values as Partial<Environment>, faults };
}

/** A variable set to nothing (as compose files do) counts as not set. */
function withoutBlanks(env: RawEnvironment): RawEnvironment {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined || value.trim() === '' ? [] : [[name, value.trim()]])));
}
