// One PostgreSQL and one Temporal for a whole test run, started by the first test that needs them, gone after the last.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import postgres from 'postgres';
import { type LocalPostgres, startLocalPostgres } from '../../server/local/postgres.ts';
import { type LocalTemporal, startLocalTemporal } from '../../server/local/temporal.ts';
import { afterAllTests } from './hooks.ts';
import { removeScratchDirectories, scratchDirectory } from './scratch.ts';

export interface TestDatabase {
  name: string;
  ownerUrl: string;
  /** Logs in as the application, a member of the group `app`. */
  appUrl: string;
  drop(): Promise<void>;
}

export interface TestTemporal {
  address: string;
  namespace: string;
  /** Temporal's own SQLite file, for tests that search it. */
  dbFile: string;
}

const TEMPLATE = 'migrated_template';

/** Everything that was started, so that it can be stopped; each promise is made once. */
const started: { postgres?: Promise<LocalPostgres>; template?: Promise<void>; temporal?: Promise<{ server: LocalTemporal; dbFile: string }> } = {};

export async function testPostgres(): Promise<LocalPostgres> {
  started.postgres ??= scratchDirectory().then((dataDir) => startLocalPostgres({ dataDir, durable: false, onProgress: () => undefined }));
  return started.postgres;
}

/** A fresh database: fully migrated (a copy of a template, so it takes milliseconds), or empty with `migrated: false`. */
export async function createTestDatabase(options: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const server = await testPostgres();
  const name = `test_${randomBytes(6).toString('hex')}`;
  if (options.migrated ?? true) {
    started.template ??= createTemplate(server);
    await started.template;
    await asOwner(server, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  } else {
    await asOwner(server, `CREATE DATABASE ${name}`);
  }
  return {
    name,
    ownerUrl: databaseUrl(server.ownerUrl, name),
    appUrl: databaseUrl(server.appUrl, name),
    drop: () => asOwner(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** The shared server. Tests share its namespace and keep apart by `freshTaskQueue` and random workflow ids. */
export async function testTemporal(): Promise<TestTemporal> {
  started.temporal ??= scratchDirectory().then(async (directory) => {
    const dbFile = join(directory, 'temporal.db');
    const server = await startLocalTemporal({ dbFile, logFile: join(directory, 'temporal.log'), namespace: 'booking-test', uiPort: 'none', onProgress: () => undefined });
    return { server, dbFile };
  });
  const { server, dbFile } = await started.temporal;
  return { address: server.address, namespace: server.namespace, dbFile };
}

export function freshTaskQueue(): string {
  return `test-${randomBytes(6).toString('hex')}`;
}

/** For programs other than mocha; under mocha it runs by itself. */
export async function stopTestServers(): Promise<void> {
  const { postgres: database, temporal } = started;
  delete started.postgres;
  delete started.template;
  delete started.temporal;
  // A start that failed has already been reported to the test that asked for it.
  await Promise.all([
    database?.then((server) => server.destroy(), () => undefined),
    temporal?.then(({ server }) => server.stop(), () => undefined),
  ]);
}

async function createTemplate(server: LocalPostgres): Promise<void> {
  const { migrateUp } = await import('../../db/migrate.ts');
  await asOwner(server, `CREATE DATABASE ${TEMPLATE}`);
  await migrateUp(databaseUrl(server.ownerUrl, TEMPLATE));
}

function databaseUrl(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function asOwner(server: LocalPostgres, statement: string): Promise<void> {
  const sql = postgres(server.ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

afterAllTests('stop the shared servers', async () => {
  await stopTestServers();
  await removeScratchDirectories();
});
