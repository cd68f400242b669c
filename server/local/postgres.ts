// Runs a real PostgreSQL on this machine, its data kept from one start to the next.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { z } from 'zod';
import { withBuildLock } from './build-lock.ts';
import { type Child, startChild } from './child-process.ts';
import { freePort } from './free-port.ts';
import { type PostgresBinaries, postgresUser, preparePostgresBinaries, type SystemUser } from './postgres-binaries.ts';
import { placeCluster, removeCluster } from './postgres-place.ts';

export interface LocalPostgresOptions {
  /** Credentials and log live here, and the cluster too wherever the database's user may enter. */
  dataDir: string;
  /** Without it, any free port. */
  port?: number;
  onProgress: (line: string) => void;
  /** `false` trades the data's safety for speed: for tests only. */
  durable?: boolean;
  /** Where root puts what the database's user must reach. */
  sharedCacheDir?: string;
  sharedDataDir?: string;
}

export interface LocalPostgres {
  /** Owns the database and migrates it. */
  ownerUrl: string;
  /** Logs in as the application, with the rights of the group `app` only. */
  appUrl: string;
  port: number;
  /** The server's process, for tests that kill it. */
  pid: number;
  stop(): Promise<void>;
  /** Stops, and deletes the cluster wherever it is. */
  destroy(): Promise<void>;
}

export const DATABASE_NAME = 'booking';
const OWNER = 'booking_owner';
const APPLICATION = 'booking_app';
/** The group that holds the application's rights; migrations grant to it. */
const APPLICATION_GROUP = 'app';

// A first start on a slow disk replays or initialises for a while; a server silent for longer than this is broken.
const READY_LIMIT_MS = 60_000;
const POLL_MS = 40;
// When our predecessor was killed, its watchdog is still stopping the server. Orderly stops take a second or two.
const PREDECESSOR_LIMIT_MS = 20_000;

const Credentials = z.object({ ownerPassword: z.string(), applicationPassword: z.string() });
type Credentials = z.infer<typeof Credentials>;

export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const { dataDir, onProgress } = options;
  const user = postgresUser(onProgress);
  const binaries = await preparePostgresBinaries(user, options.sharedCacheDir ?? '/var/cache/booking-assistant', onProgress);
  const place = await placeCluster(dataDir, user, options.sharedDataDir ?? '/var/lib/booking-assistant', onProgress);
  const cluster = join(place.directory, 'cluster');
  const credentials = await withBuildLock(join(dataDir, 'postgres-init.lock'), () => onProgress('Waiting for another start that is creating the database.'), async () => {
    const known = await readCredentials(dataDir, cluster);
    if (await exists(cluster)) return known;
    onProgress('Creating the database (once).');
    await initialise(binaries, user, place.directory, cluster, known, options.durable ?? true);
    return known;
  });

  await waitForPredecessor(cluster);
  const port = options.port ?? (await freePort());
  const child = await startChild({
    command: binaries.postgres,
    args: ['-D', cluster, '-p', String(port), ...serverSettings(options.durable ?? true).flatMap((setting) => ['-c', setting])],
    logFile: join(dataDir, 'postgres.log'),
    // SIGINT is PostgreSQL's "fast" stop: open sessions are rolled back, a checkpoint is written.
    stopSignal: 'SIGINT',
    ...(user === undefined ? {} : { user }),
  });
  const url = (login: string, password: string, database: string): string => `postgres://${login}:${password}@127.0.0.1:${port}/${database}`;
  try {
    await waitUntilReady(child, url(OWNER, credentials.ownerPassword, 'postgres'));
    await prepareRoles(url(OWNER, credentials.ownerPassword, 'postgres'), credentials);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return {
    ownerUrl: url(OWNER, credentials.ownerPassword, DATABASE_NAME),
    appUrl: url(APPLICATION, credentials.applicationPassword, DATABASE_NAME),
    port,
    pid: child.pid,
    stop: () => child.stop(),
    destroy: async () => {
      await child.stop();
      await removeCluster(place, dataDir);
    },
  };
}

function serverSettings(durable: boolean): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    // No socket file: its directory would have to be writable for the database's user.
    'unix_socket_directories=',
    // API, worker, relays, LISTEN and a test run's pools side by side.
    'max_connections=200',
    'shared_buffers=256MB',
    'timezone=UTC',
    'log_timezone=UTC',
    // All our statements are short; compiling them costs more than it saves.
    'jit=off',
    // A failed statement's text and detail would put what customers wrote into the log.
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
  ];
  return durable ? settings : [...settings, 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** The passwords are written before the cluster exists, so that no cluster is ever left without them. */
async function readCredentials(dataDir: string, cluster: string): Promise<Credentials> {
  const file = join(dataDir, 'postgres-credentials.json');
  const stored = await readFile(file, 'utf8').catch(() => undefined);
  if (stored !== undefined) return Credentials.parse(JSON.parse(stored));
  if (await exists(cluster)) throw new Error(`${file} is missing but the database in ${cluster} exists: put the file back, or delete the database to start afresh.`);
  const credentials = { ownerPassword: randomBytes(18).toString('base64url'), applicationPassword: randomBytes(18).toString('base64url') };
  await writeFile(file, JSON.stringify(credentials), { mode: 0o600 });
  return credentials;
}

/** Made under another name and renamed: a start that is interrupted here leaves nothing that looks like a database. */
async function initialise(binaries: PostgresBinaries, user: SystemUser | undefined, directory: string, cluster: string, credentials: Credentials, durable: boolean): Promise<void> {
  const partial = `${cluster}.partial`;
  const passwordFile = join(directory, 'initdb-password');
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  await writeFile(passwordFile, credentials.ownerPassword, { mode: 0o600 });
  if (user !== undefined) {
    await chown(partial, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  try {
    // The built-in locale sorts the same on every system, so an index never depends on the machine's C library.
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const args = [`--pgdata=${partial}`, `--username=${OWNER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', ...locale, ...(durable ? [] : ['--no-sync'])];
    await promisify(execFile)(binaries.initdb, args, { cwd: '/', ...user });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(partial, cluster);
}

/** A pid file is left behind by a crash (PostgreSQL copes) or belongs to a server that still runs on these files (we wait). */
async function waitForPredecessor(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
    if (!(pid > 0)) return;
    const runsHere = await isServerOf(cluster, pid);
    if (!runsHere) {
      // The number may since belong to another program, and then PostgreSQL would refuse to start.
      await rm(pidFile, { force: true });
      return;
    }
    if (waitedMs >= PREDECESSOR_LIMIT_MS) throw new Error(`A database server (pid ${pid}) already runs on ${cluster}: is the system already started from here?`);
    await sleep(POLL_MS);
  }
}

async function isServerOf(cluster: string, pid: number): Promise<boolean> {
  const listed = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => undefined);
  if (listed !== undefined) return listed.stdout.includes(cluster);
  // No `ps` (slim images), or no such process; Linux tells the difference.
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(cluster);
}

async function waitUntilReady(child: Child, url: string): Promise<void> {
  const started = performance.now();
  for (;;) {
    if (child.hasExited()) throw new Error(`PostgreSQL ended while starting. The end of its log:\n${await child.logTail()}`);
    const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined });
    try {
      await sql`SELECT 1`;
      return;
    } catch (error) {
      if (performance.now() - started > READY_LIMIT_MS) throw new Error(`PostgreSQL does not answer. The end of its log:\n${await child.logTail()}`, { cause: error });
    } finally {
      await sql.end({ timeout: 1 });
    }
    await sleep(POLL_MS);
  }
}

/** At every start, so that a first start that was interrupted is completed by the next. */
async function prepareRoles(adminUrl: string, credentials: Credentials): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    const roles = new Set((await sql<{ name: string }[]>`SELECT rolname AS name FROM pg_roles`).map((row) => row.name));
    if (!roles.has(APPLICATION_GROUP)) await sql.unsafe(`CREATE ROLE ${APPLICATION_GROUP} NOLOGIN`);
    // Our own random base64url password: no character in it needs quoting, and ALTER ROLE takes no parameters.
    if (!roles.has(APPLICATION)) await sql.unsafe(`CREATE ROLE ${APPLICATION} LOGIN PASSWORD '${credentials.applicationPassword}'`);
    await sql.unsafe(`GRANT ${APPLICATION_GROUP} TO ${APPLICATION}`);
    const [database] = await sql`SELECT 1 FROM pg_database WHERE datname = ${DATABASE_NAME}`;
    if (database === undefined) await sql.unsafe(`CREATE DATABASE ${DATABASE_NAME} OWNER ${OWNER}`);
  } finally {
    await sql.end();
  }
}
