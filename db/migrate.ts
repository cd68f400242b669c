// Numbered migrations, up and down, each in one transaction, under one lock for the whole database.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import postgres from 'postgres';

/** Files lie beside this module, in the compiled tree as well (the build copies them). */
const migrationsDir = fileURLToPath(new URL('./migrations/', import.meta.url));
// Any constant does, as long as nothing else in this database takes it.
const MIGRATION_LOCK = 7_013_015;

export type MigrationStatus = { name: string; appliedAt: Date | null };

export class UnknownMigrationError extends Error {
  readonly code = 'unknown_migration';
  constructor(name: string, known: string[]) {
    super(`no migration is called "${name}"; known: ${known.join(', ')}`);
  }
}

/** The script and the direction, because the server's own message names neither; its error is the cause. */
export class MigrationFailedError extends Error {
  readonly code = 'migration_failed';
  constructor(name: string, direction: 'up' | 'down', cause: unknown) {
    super(`${name} (${direction}) failed and was rolled back: ${cause instanceof Error ? cause.message : 'unknown cause'}`, { cause });
  }
}

/** A newer release has migrated this database: this one knows neither its tables nor their way back. */
export class NewerDatabaseError extends Error {
  readonly code = 'newer_database';
  constructor(unknown: string[]) {
    super(`this database has migrations that this release does not know: ${unknown.join(', ')}; use the release that made them`);
  }
}

/** Applies all migrations, or those up to and including `target`. Returns the names applied now. */
export async function migrateUp(ownerUrl: string, target?: string): Promise<string[]> {
  return withLock(ownerUrl, async (sql, names, applied) => {
    const last = target === undefined ? names.length - 1 : indexOf(names, target);
    const done: string[] = [];
    for (const name of names.slice(0, last + 1)) {
      if (applied.has(name)) continue;
      await run(sql, name, 'up', (tx) => tx`INSERT INTO schema_migrations (name) VALUES (${name})`);
      done.push(name);
    }
    return done;
  });
}

/** Takes back every migration after `target`, newest first; `target` itself stays. Returns the names taken back. */
export async function migrateDown(ownerUrl: string, target: string): Promise<string[]> {
  return withLock(ownerUrl, async (sql, names, applied) => {
    const keep = indexOf(names, target);
    const done: string[] = [];
    for (const name of names.slice(keep + 1).reverse()) {
      if (!applied.has(name)) continue;
      await run(sql, name, 'down', (tx) => tx`DELETE FROM schema_migrations WHERE name = ${name}`);
      done.push(name);
    }
    return done;
  });
}

export async function migrationStatus(ownerUrl: string): Promise<MigrationStatus[]> {
  return withLock(ownerUrl, (_sql, names, applied) => Promise.resolve(names.map((name) => ({ name, appliedAt: applied.get(name) ?? null }))));
}

export async function migrationNames(): Promise<string[]> {
  const entries = await readdir(migrationsDir, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
}

async function withLock<T>(ownerUrl: string, work: (sql: postgres.Sql, names: string[], applied: Map<string, Date>) => Promise<T>): Promise<T> {
  // One connection, so that the session lock and the work share it; notices such as "already exists, skipping" are noise here.
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`SELECT pg_advisory_lock(${MIGRATION_LOCK})`;
    // eslint-disable-next-line no-restricted-syntax -- when it was applied, by the database that did; no deadline hangs on it
    await sql`CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`;
    const rows = await sql<{ name: string; applied_at: Date }[]>`SELECT name, applied_at FROM schema_migrations`;
    const names = await migrationNames();
    const unknown = rows.map((row) => row.name).filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new NewerDatabaseError(unknown);
    return await work(sql, names, new Map(rows.map((row) => [row.name, row.applied_at])));
  } finally {
    await sql.end({ timeout: 5 }); // closing the session frees the lock; 5 s for a connection that is being cut
  }
}

async function run(sql: postgres.Sql, name: string, direction: 'up' | 'down', note: (tx: postgres.TransactionSql) => Promise<unknown>): Promise<void> {
  const script = await readFile(join(migrationsDir, name, `${direction}.sql`), 'utf8');
  try {
    await sql.begin(async (tx) => {
      await tx.unsafe(script);
      await note(tx);
    });
  } catch (error) {
    throw new MigrationFailedError(name, direction, error);
  }
}

function indexOf(names: string[], wanted: string): number {
  const index = names.indexOf(wanted);
  if (index < 0) throw new UnknownMigrationError(wanted, names);
  return index;
}
