// A conversation of several runs, archived, and Temporal's database gone: what the tests of the audit start from.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import postgres from 'postgres';
import { archiveHistories } from '../../activities/archive.ts';
import { openDatabase } from '../../db/client.ts';
import { createKeyCache } from '../../db/people.ts';
import { createKeyring } from '../../db/sealing.ts';
import { decide } from '../../domain/conversation/decide.ts';
import { auditConversation, type AuditDeps } from '../../server/audit/audit.ts';
import type { AuditReport } from '../../server/audit/report.ts';
import { startLocalTemporal, type LocalTemporal } from '../../server/local/temporal.ts';
import { activityDeps } from '../../server/services.ts';
import { connectClient } from '../../server/temporal-connection.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { createTestDatabase, testPostgres, type TestDatabase } from '../support/servers.ts';
import { book, eventually, sharedBundle, startSystem, type System } from '../support/system.ts';

/** So few events in a run that a short conversation needs several. */
const EVENTS_IN_A_RUN = 30;

export type ArchivedConversation = {
  threadId: string;
  /** Of the conversation, in order. */
  runIds: string[];
  deps(adjust?: Partial<AuditDeps>): Promise<AuditDeps>;
  /** Audits a copy of the database on which `tamper` has been at work as its owner. */
  auditCopy(tamper?: (owner: postgres.Sql) => Promise<unknown>, adjust?: Partial<AuditDeps>): Promise<AuditReport>;
  close(): Promise<void>;
};

export async function archiveAConversation(): Promise<ArchivedConversation> {
  const directory = await scratchDirectory();
  const dbFile = join(directory, 'temporal.db');
  const startTemporal = (port?: number) => startLocalTemporal({
    dbFile, logFile: join(directory, 'temporal.log'), namespace: 'audit-test', uiPort: 'none', suggestContinueAsNewAfterEvents: EVENTS_IN_A_RUN, onProgress: () => undefined, ...(port === undefined ? {} : { port }),
  });
  const [database, before] = await Promise.all([createTestDatabase(), startTemporal()]);
  let temporal: LocalTemporal = before;
  const system = await startSystem({ database, temporal, environment: { CONVERSATION_GRACE_MINUTES: '0' } });
  let threadId: string;
  let runIds: string[];
  try {
    threadId = await converse(system);
    runIds = await archived(system, threadId);
  } finally {
    await system.stop();
  }
  await temporal.stop();
  for (const suffix of ['', '-wal', '-shm']) await rm(`${dbFile}${suffix}`, { force: true });
  temporal = await startTemporal();
  const { client, close } = await connectClient({ ...system.config.temporal, address: temporal.address });
  const conversation = auditing(system, database, client, threadId);
  return {
    threadId, runIds, ...conversation,
    async close() {
      await close();
      await temporal.stop();
      await database.drop();
    },
  };
}

/** Booked and completed; then the same customer writes again, which begins a new chain of runs. */
async function converse(system: System): Promise<string> {
  const phone = system.phone();
  await book(phone);
  const [row] = await system.services.database.client<{ thread_id: string }[]>`SELECT thread_id FROM conversation_threads`;
  const threadId = row?.thread_id ?? '';
  await eventually(() => hasEnded(system.services.temporal, threadId), 'the booked conversation completes');
  await phone.ask('Can I talk to a person please?');
  await eventually(async () => (await system.services.database.client`SELECT FROM human_tasks WHERE thread_id = ${threadId}`).length > 0, 'a person is called');
  return threadId;
}

async function hasEnded(client: Client, threadId: string): Promise<boolean> {
  return (await client.workflow.getHandle(`conversation-${threadId}`).describe()).status.name === 'COMPLETED';
}

/** Ends what is open, as an operator would, so that everything is in the archive. */
async function archived(system: System, threadId: string): Promise<string[]> {
  const { temporal, database } = system.services;
  await eventually(async () => (await database.client`SELECT FROM outbox WHERE thread_id = ${threadId} AND state = 'intended'`).length === 0, 'everything is sent');
  for await (const run of temporal.workflow.list({ query: "ExecutionStatus = 'Running'" })) await temporal.workflow.getHandle(run.workflowId, run.runId).terminate('end of the test');
  const deps = activityDeps(system.services);
  // The list of closed runs may lag a moment behind.
  return eventually(async () => {
    await archiveHistories(deps);
    const open = await database.client<{ run_id: string }[]>`SELECT run_id FROM archived_histories WHERE workflow_id = ${`conversation-${threadId}`} ORDER BY started_at`;
    const tasks = await database.client`SELECT FROM archived_histories WHERE workflow_type = 'humanTask' AND thread_id = ${threadId}`;
    return tasks.length === 1 && open.length >= 3 ? open.map((row) => row.run_id) : null;
  }, 'all runs are archived');
}

function auditing(system: System, database: TestDatabase, client: Client, threadId: string): Pick<ArchivedConversation, 'deps' | 'auditCopy'> {
  const { services, config } = system;
  const { geocoder, readers, business } = activityDeps(services);
  async function deps(adjust: Partial<AuditDeps> = {}, url = database.appUrl): Promise<AuditDeps> {
    return {
      database: openDatabase({ url, poolMax: 2 }), keys: createKeyCache(createKeyring(config.keys.master, config.keys.optOut)), temporal: client,
      shell: { workflowBundle: await sharedBundle() }, mind: { reader: readers.rules, decide, geocoder, business }, ...adjust,
    };
  }
  return {
    deps,
    async auditCopy(tamper, adjust) {
      const name = `${database.name}_${Math.random().toString(36).slice(2, 10)}`;
      const at = (url: string, path: string) => Object.assign(new URL(url), { pathname: `/${path}` }).href;
      const admin = postgres((await testPostgres()).ownerUrl, { max: 1, onnotice: () => undefined });
      await admin.unsafe(`CREATE DATABASE ${name} TEMPLATE ${database.name}`);
      const owner = postgres(at(database.ownerUrl, name), { max: 1, onnotice: () => undefined });
      const copy = await deps(adjust, at(database.appUrl, name));
      try {
        await tamper?.(owner);
        return await auditConversation(copy, threadId);
      } finally {
        await copy.database.close();
        await owner.end();
        await admin.unsafe(`DROP DATABASE ${name} WITH (FORCE)`);
        await admin.end();
      }
    },
  };
}
