// The test stand: one Temporal, one durable PostgreSQL, the simulated provider, API and worker, each where production has it.
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import postgres from 'postgres';
import { migrateUp } from '../db/migrate.ts';
import { freePort } from '../server/local/free-port.ts';
import { startLocalPostgres } from '../server/local/postgres.ts';
import { startLocalTemporal } from '../server/local/temporal.ts';
import type { Order, Role } from './child.ts';
import { readCpuTimes, type CpuTimes } from './cpu.ts';
import { openExchange, type Exchange } from './customer.ts';
import { startProvider, type Provider } from './provider.ts';

export type Stand = {
  provider: Provider;
  exchange: Exchange;
  temporal: Client;
  sql: postgres.Sql;
  versions: { temporal: string; postgres: string };
  /** Of all the processes here, so far; null where the kernel does not tell. */
  cpuTimes(): CpuTimes | null;
  stop(): Promise<void>;
};

export type StandOptions = {
  say: (line: string) => void;
  /** Folder for a CPU profile of each process. */
  profileDir?: string;
};

const NAMESPACE = 'bench';
/** Half the server's default, so that a conversation of 400 turns is surely continued as new before its last turns are timed. */
const CONTINUE_AS_NEW_AFTER_EVENTS = 2_000;
// Bundling the workflows takes seconds, on a busy machine many.
const READY_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 15_000;

export async function startStand(options: StandOptions): Promise<Stand> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    // Newest first; one that fails must not leave the others running.
    for (const one of stops.splice(0).reverse()) await one().catch((error: unknown) => { options.say(`stopping: ${String(error)}`); });
  };
  try {
    const directory = await mkdtemp(join(tmpdir(), 'booking-bench-'));
    stops.push(() => rm(directory, { recursive: true, force: true }));
    // The database runs as another user when we are root, and must be able to pass through.
    await chmod(directory, 0o711);
    options.say('starting PostgreSQL, Temporal and the simulated provider');
    const database = await startLocalPostgres({ dataDir: directory, onProgress: options.say });
    stops.push(() => database.destroy());
    const server = await startLocalTemporal({
      dbFile: join(directory, 'temporal.db'), logFile: join(directory, 'temporal.log'), namespace: NAMESPACE, uiPort: 'none',
      suggestContinueAsNewAfterEvents: CONTINUE_AS_NEW_AFTER_EVENTS, onProgress: options.say,
    });
    stops.push(() => server.stop());
    const provider = await startProvider();
    stops.push(() => provider.close());
    await migrateUp(database.ownerUrl);

    const port = await freePort();
    const webhookSecret = randomBytes(24).toString('hex');
    const key = () => randomBytes(32).toString('base64');
    const environment = {
      APP_ENV: 'test', PORT: String(port), SIM_PORT: String(provider.port), PUBLIC_URL: `http://127.0.0.1:${String(port)}`, DATABASE_URL: database.appUrl,
      TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: NAMESPACE, TEMPORAL_TASK_QUEUE: 'bench-system', RC_WEBHOOK_SECRET: webhookSecret,
      MASTER_KEY: key(), OPT_OUT_KEY: key(), EVIDENCE_SIGNING_KEY: key(), SESSION_SECRET: key(), ADMIN_TOKENS: `bench:${randomBytes(24).toString('hex')}`,
      BUSINESS_DIR: fileURLToPath(new URL('../business/my-hibachi-chef', import.meta.url)),
      // The provider's limit is not what is measured.
      SMS_RATE_PER_MINUTE: '600000',
    };
    options.say('starting API, worker and the yardstick\'s worker');
    const started = await Promise.allSettled((['api', 'worker', 'bare'] as const).map((role) => startChild({ role, environment }, directory, options)));
    const roles = new Map<number, string>();
    for (const one of started) {
      if (one.status !== 'fulfilled') continue;
      stops.push(one.value.stop);
      if (one.value.pid !== undefined) roles.set(one.value.pid, one.value.role);
    }
    for (const one of started) if (one.status === 'rejected') throw one.reason;

    const connection = await Connection.connect({ address: server.address });
    stops.push(() => connection.close());
    const sql = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
    stops.push(() => sql.end({ timeout: 1 }));
    const exchange = openExchange({ provider, webhookUrl: `http://127.0.0.1:${String(port)}/api/v1/webhooks/sms/incoming`, verificationToken: webhookSecret });
    stops.push(() => Promise.resolve(exchange.close()));
    const [version] = await sql<{ server_version: string }[]>`SHOW server_version`;
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    return {
      provider, exchange, sql, temporal: new Client({ connection, namespace: NAMESPACE }), stop, cpuTimes: () => readCpuTimes(roles),
      versions: { temporal: serverVersion ?? 'unknown', postgres: version?.server_version ?? 'unknown' },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startChild(order: Order, directory: string, { profileDir }: StandOptions): Promise<{ role: Role; pid: number | undefined; stop(): Promise<void> }> {
  const logFile = join(directory, `${order.role}.log`);
  const log = await open(logFile, 'a', 0o600);
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [], {
    execArgv: [...process.execArgv, ...(profileDir === undefined ? [] : await profiling(profileDir, order.role))],
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  await log.close();
  const exited = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
  const stop = async () => {
    if (child.connected) child.disconnect();
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await exited;
    clearTimeout(kill);
  };
  child.send(order);
  try {
    await readiness(child, exited);
  } catch (error) {
    await stop();
    throw new Error(`${order.role}: ${error instanceof Error ? error.message : 'failed'}\n${(await readFile(logFile, 'utf8')).slice(-2_000)}`, { cause: error });
  }
  return { role: order.role, pid: child.pid, stop };
}

/** A file for each thread: the workflows have one of their own. */
async function profiling(directory: string, role: Role): Promise<string[]> {
  const own = join(directory, role);
  await mkdir(own, { recursive: true });
  return ['--cpu-prof', `--cpu-prof-dir=${own}`];
}

async function readiness(child: ChildProcess, exited: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      new Promise<void>((resolve) => { child.once('message', () => { resolve(); }); }),
      exited.then(() => { throw new Error('the process ended while starting'); }),
      new Promise<never>((_resolve, reject) => { timer = setTimeout(() => { reject(new Error('not ready in time')); }, READY_LIMIT_MS); }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
