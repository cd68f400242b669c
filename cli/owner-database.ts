// Finds the database that commands for its owner work on: the one that is named, or the local one, started if need be.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import postgres from 'postgres';
import { z } from 'zod';
import type { RawEnvironment } from '../server/config-rules.ts';
import { variables } from '../server/environment.ts';
import { DATABASE_NAME, startLocalPostgres } from '../server/local/postgres.ts';

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
  const running = await findRunning(dataDir);
  if (running !== undefined) return { ownerUrl: running, close: () => Promise.resolve() };
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

// An answer on this machine takes milliseconds; a file left by a server that is gone must not cost more than this.
const ANSWER_LIMIT_SECONDS = 2;

/** The system may be running from this data directory: its server says in its pid file on which port. */
async function findRunning(dataDir: string): Promise<string | undefined> {
  const json = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(dataDir, name), 'utf8').catch(() => 'null'));
  const elsewhere = z.object({ directory: z.string() }).safeParse(await json('postgres-location.json'));
  const credentials = z.object({ ownerPassword: z.string() }).safeParse(await json('postgres-credentials.json'));
  const pidFile = join(elsewhere.success ? elsewhere.data.directory : join(dataDir, 'postgres'), 'cluster', 'postmaster.pid');
  const port = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[3]);
  if (!credentials.success || !(port > 0)) return undefined;
  const ownerUrl = `postgres://booking_owner:${credentials.data.ownerPassword}@127.0.0.1:${String(port)}/${DATABASE_NAME}`;
  const sql = postgres(ownerUrl, { max: 1, connect_timeout: ANSWER_LIMIT_SECONDS, onnotice: () => undefined });
  try {
    await sql`SELECT 1`;
    return ownerUrl;
  } catch {
    return undefined;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
