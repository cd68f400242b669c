// Runs Temporal's development server on this machine: durable, tuned for long conversations, with its UI.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { type Child, startChild } from './child-process.ts';
import { freePort } from './free-port.ts';
import { findOrBuildTemporal } from './temporal-binary.ts';
import { forgetTemporalPlace, noteTemporalPlace } from './temporal-place.ts';

export { findOrBuildTemporal };

export type SearchAttributeType = 'Keyword' | 'Bool' | 'Int' | 'Datetime' | 'Text';

/** What staff filter conversations and tasks by in the Temporal UI. No personal data ever. */
export const SEARCH_ATTRIBUTES = { BookingStage: 'Keyword', BookingChannel: 'Keyword', NeedsPerson: 'Bool' } as const satisfies Record<string, SearchAttributeType>;

/** How long Temporal keeps a closed run; the archive sweep copies histories into Postgres well before. */
export const RETENTION_DAYS = 30;

export interface LocalTemporalOptions {
  /** Without it, everything is kept in memory and gone at the stop. */
  dbFile?: string;
  /** The server's own log. */
  logFile: string;
  namespace: string;
  /** Default: `RETENTION_DAYS`. */
  retentionDays?: number;
  /** Default: `SEARCH_ATTRIBUTES`. */
  searchAttributes?: Record<string, SearchAttributeType>;
  port?: number;
  /** Without it any free port; `'none'` starts no UI. */
  uiPort?: number | 'none';
  /** History length from which the server suggests continue-as-new (its own default: 4,096). */
  suggestContinueAsNewAfterEvents?: number;
  onProgress: (line: string) => void;
}

export interface LocalTemporal {
  address: string;
  port: number;
  uiUrl: string | undefined;
  namespace: string;
  /** The server's process, for tests that kill it. */
  pid: number;
  stop(): Promise<void>;
}

// The server answers within a second; a busy machine makes that several.
const READY_LIMIT_MS = 60_000;
const POLL_MS = 50;

export async function startLocalTemporal(options: LocalTemporalOptions): Promise<LocalTemporal> {
  const command = await findOrBuildTemporal(options.onProgress);
  const port = options.port ?? (await freePort());
  const uiPort = options.uiPort ?? (await freePort());
  if (options.dbFile !== undefined) await mkdir(dirname(options.dbFile), { recursive: true });
  await mkdir(dirname(options.logFile), { recursive: true });
  const child = await startChild({ command, args: serverArguments(options, port, uiPort), logFile: options.logFile, stopSignal: 'SIGTERM' });
  const address = `127.0.0.1:${port}`;
  try {
    await waitUntilReady(child, address, options);
    if (options.dbFile !== undefined) await noteTemporalPlace(options.dbFile, { address, pid: child.pid });
  } catch (error) {
    await child.stop();
    throw error;
  }
  return {
    address,
    port,
    uiUrl: uiPort === 'none' ? undefined : `http://127.0.0.1:${uiPort}`,
    namespace: options.namespace,
    pid: child.pid,
    async stop() {
      await child.stop();
      if (options.dbFile !== undefined) await forgetTemporalPlace(options.dbFile);
    },
  };
}

function serverArguments(options: LocalTemporalOptions, port: number, uiPort: number | 'none'): string[] {
  const attributes = Object.entries(options.searchAttributes ?? SEARCH_ATTRIBUTES);
  return [
    'server', 'start-dev',
    '--ip', '127.0.0.1', '--port', String(port),
    ...(uiPort === 'none' ? ['--headless'] : ['--ui-port', String(uiPort)]),
    '--namespace', options.namespace,
    // Write-ahead log: as fast as memory, and it survives a crash of the process.
    ...(options.dbFile === undefined ? [] : ['--db-filename', options.dbFile, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL']),
    ...dynamicConfig(options).flatMap((value) => ['--dynamic-config-value', value]),
    ...attributes.flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    '--log-level', 'warn',
  ];
}

function dynamicConfig(options: LocalTemporalOptions): string[] {
  const suggestAfter = options.suggestContinueAsNewAfterEvents;
  return [
    // One history shard, polled 20 times a second by default, makes each activity of a busy conversation wait 100 ms.
    ...['transfer', 'timer', 'visibility'].map((queue) => `history.${queue}ProcessorMaxPollRPS=10000`),
    ...(suggestAfter === undefined ? [] : [`limit.historyCount.suggestContinueAsNew=${suggestAfter}`]),
  ];
}

async function waitUntilReady(child: Child, address: string, options: LocalTemporalOptions): Promise<void> {
  const started = performance.now();
  for (;;) {
    if (child.hasExited()) throw new Error(`The Temporal server ended while starting. The end of its log:\n${await child.logTail()}`);
    try {
      await prepareNamespace(address, options);
      return;
    } catch (error) {
      if (performance.now() - started > READY_LIMIT_MS) throw new Error(`The Temporal server does not answer. The end of its log:\n${await child.logTail()}`, { cause: error });
    }
    await sleep(POLL_MS);
  }
}

/** Succeeds only when the namespace answers, keeps history as long as it must, and knows the search attributes. */
async function prepareNamespace(address: string, options: LocalTemporalOptions): Promise<void> {
  // A refused connection fails at once; this limit is for a server that accepts and is not ready to speak.
  const connection = await Connection.connect({ address, connectTimeout: '2s' });
  try {
    const { namespace } = options;
    const retention = msToTs(`${options.retentionDays ?? RETENTION_DAYS} days`);
    const described = await connection.workflowService.describeNamespace({ namespace });
    // The development server makes its namespace with one day, too short for the archive sweep to be sure.
    if (String(described.config?.workflowExecutionRetentionTtl?.seconds) !== String(retention.seconds)) {
      await connection.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: retention } });
    }
    const registered = (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;
    for (const name of Object.keys(options.searchAttributes ?? SEARCH_ATTRIBUTES)) {
      if (registered[name] === undefined) throw new Error(`search attribute ${name} is not there yet`);
    }
  } finally {
    await connection.close();
  }
}
