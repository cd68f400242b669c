// Finds the database that commands for its owner work on: the one that is named, or the local one, started if need be.
import { resolve } from 'node:path';
import type { RawEnvironment } from '../server/config-rules.ts';
import { variables } from '../server/environment.ts';
import { startLocalPostgres } from '../server/local/postgres.ts';
import { findRunningPostgres } from './support/local-postgres.ts';

export type OwnerDatabase = { ownerUrl: string; close(): Promise<void> };

export class OwnerDatabaseError extends Error {}

/**
 * Looks at the database's own variables only: a rollback must not be held up by a missing provider or key.
 */
export async function openOwnerDatabase(env: RawEnvironment, onProgress: (line: string) => void): Promise<OwnerDatabase> {
  const ownerUrl = read(env, 'DATABASE_URL_SYNC');
  if (ownerUrl !== undefined) return { ownerUrl, close: () => Promise.resolve() };
  if (read(env, 'DATABASE_URL') !== undefined) {
    throw new OwnerDatabaseError('DATABASE_URL_SYNC is missing: DATABASE_URL logs in as the application, which may not change tables. Set it to the owner\'s direct connection.');
  }
  if (read(env, 'APP_ENV') === 'production') throw new OwnerDatabaseError('DATABASE_URL_SYNC is missing: production has no local database.');
  const dataDir = resolve(read(env, 'DATA_DIR') ?? '.data');
  const running = await findRunningPostgres(dataDir);
  if (running !== undefined) return { ownerUrl: running.ownerUrl, close: () => Promise.resolve() };
  const local = await startLocalPostgres({ dataDir, onProgress });
  return { ownerUrl: local.ownerUrl, close: () => local.stop() };
}

function read(env: RawEnvironment, name: 'DATABASE_URL_SYNC' | 'DATABASE_URL' | 'APP_ENV' | 'DATA_DIR'): string | undefined {
  const given = env[name]?.trim();
  const parsed = variables[name].schema.safeParse(given === '' ? undefined : given);
  // Only our own message: the value may hold a password.
  if (!parsed.success) throw new OwnerDatabaseError(`${name}: ${parsed.error.issues[0]?.message ?? 'not readable'}`);
  return parsed.data;
}
