// Finds the local PostgreSQL that runs from a data directory: its server says in its pid file on which port.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { z } from 'zod';
import { DATABASE_NAME } from '../../server/local/postgres.ts';

export type RunningPostgres = { ownerUrl: string; applicationUrl: string };

// An answer on this machine takes milliseconds; a file left by a server that is gone must not cost more than this.
const ANSWER_LIMIT_SECONDS = 2;
const Pointer = z.object({ directory: z.string() });
const Credentials = z.object({ ownerPassword: z.string(), applicationPassword: z.string() });

export async function findRunningPostgres(dataDir: string): Promise<RunningPostgres | undefined> {
  const json = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(dataDir, name), 'utf8').catch(() => 'null'));
  const elsewhere = Pointer.safeParse(await json('postgres-location.json'));
  const credentials = Credentials.safeParse(await json('postgres-credentials.json'));
  const pidFile = join(elsewhere.success ? elsewhere.data.directory : join(dataDir, 'postgres'), 'cluster', 'postmaster.pid');
  const port = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[3]);
  if (!credentials.success || !(port > 0)) return undefined;
  const url = (login: string, password: string) => `postgres://${login}:${password}@127.0.0.1:${String(port)}/${DATABASE_NAME}`;
  const running = { ownerUrl: url('booking_owner', credentials.data.ownerPassword), applicationUrl: url('booking_app', credentials.data.applicationPassword) };
  const sql = postgres(running.ownerUrl, { max: 1, connect_timeout: ANSWER_LIMIT_SECONDS, onnotice: () => undefined });
  try {
    await sql`SELECT 1`;
    return running;
  } catch {
    return undefined;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
