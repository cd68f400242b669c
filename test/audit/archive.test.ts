// The archive keeps each closed run once, whatever happens around it, and does little when there is nothing new.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { archiveHistories, type ClosedRun, type ExportedHistory, type HistorySource } from '../../activities/archive.ts';
import { openDatabase, type DatabaseHandle } from '../../db/client.ts';
import { receiveMessage } from '../../db/inbound.ts';
import { createKeyCache } from '../../db/people.ts';
import { testKeyring } from '../db/fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';

const CLOSED_AT = new Date('2026-11-23T12:00:00Z');
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function closedRun(workflowId: string, workflowType = 'conversation'): ClosedRun {
  return { workflowId, runId: randomUUID(), workflowType, startedAt: CLOSED_AT, closedAt: CLOSED_AT, closeStatus: 'COMPLETED' };
}

/** Answers from memory and counts how often it was asked. */
function sourceOf(runs: ClosedRun[], history: (run: ClosedRun) => ExportedHistory | null = (run) => ({ json: JSON.stringify({ events: [run.runId] }), eventCount: 1, firstRunId: run.runId })): HistorySource & { fetched: string[] } {
  const fetched: string[] = [];
  return {
    fetched,
    async *closedRuns() { yield* runs; },
    history(_workflowId, runId) {
      fetched.push(runId);
      const run = runs.find((one) => one.runId === runId);
      return Promise.resolve(run === undefined ? null : history(run));
    },
  };
}

describe('archive of closed runs', () => {
  let database: TestDatabase;
  let handle: DatabaseHandle;
  before(async function () {
    this.timeout(60_000);
    database = await createTestDatabase();
    handle = openDatabase({ url: database.appUrl, poolMax: 4 });
  });
  after(async () => {
    await handle?.close();
    await database?.drop();
  });

  const archive = (histories: HistorySource) => archiveHistories({ database: handle, histories, newId: randomUUID, clock: () => CLOSED_AT.getTime(), log: silent });
  const entries = (runId: string) => handle.client`SELECT FROM evidence_entries WHERE kind = 'history_archived' AND body LIKE ${`%${runId}%`}`;

  it('keeps a run with its hash as evidence, and does not fetch it again', async () => {
    const run = closedRun(`conversation-${randomUUID()}`);
    const source = sourceOf([run]);
    assert.equal(await archive(source), 1);
    assert.equal(await archive(source), 0);
    assert.deepEqual(source.fetched, [run.runId]);
    const [row] = await handle.client<{ history_gzip: Buffer; event_count: number }[]>`SELECT history_gzip, event_count FROM archived_histories WHERE run_id = ${run.runId}`;
    assert.deepEqual(JSON.parse(gunzipSync(row!.history_gzip).toString('utf8')), { events: [run.runId] });
    assert.equal((await entries(run.runId)).length, 1);
  });

  it('writes one entry for a run that two sweeps archive at once', async () => {
    const run = closedRun(`conversation-${randomUUID()}`);
    const archived = await Promise.all([archive(sourceOf([run])), archive(sourceOf([run])), archive(sourceOf([run]))]);
    assert.equal(archived.reduce((sum, count) => sum + count, 0), 1);
    assert.equal((await entries(run.runId)).length, 1);
  });

  it('knows the conversation of a run and of a task, and keeps a run whose conversation the database lost', async () => {
    const { threadId, taskId } = await insertThread(handle);
    const runs = [closedRun(`conversation-${threadId}`), closedRun(`task-${taskId}`, 'humanTask'), closedRun(`conversation-${randomUUID()}`)];
    assert.equal(await archive(sourceOf(runs)), 3);
    const rows = await handle.client<{ run_id: string; thread_id: string | null }[]>`SELECT run_id, thread_id FROM archived_histories WHERE run_id = ANY (${runs.map((run) => run.runId)}::text[])`;
    assert.deepEqual(runs.map((run) => rows.find((row) => row.run_id === run.runId)?.thread_id), [threadId, threadId, null]);
  });

  it('goes on when a run was removed in between, or cannot be read, and says so at the end', async () => {
    const [gone, broken, fine] = [closedRun(`conversation-${randomUUID()}`), closedRun(`conversation-${randomUUID()}`), closedRun(`conversation-${randomUUID()}`)];
    const answer = (run: ClosedRun): ExportedHistory | null => ({ json: '{}', eventCount: 0, firstRunId: run.runId });
    assert.equal(await archive(sourceOf([gone, fine], (run) => (run === gone ? null : answer(run)))), 1);
    const later = closedRun(`conversation-${randomUUID()}`);
    const source = sourceOf([broken, later], (run) => {
      if (run === broken) throw new Error('unreadable');
      return answer(run);
    });
    await assert.rejects(archive(source), /archive_incomplete/);
    assert.equal((await entries(later.runId)).length, 1);
  });
});

async function insertThread(database: DatabaseHandle): Promise<{ threadId: string; taskId: string }> {
  const { threadId } = await receiveMessage({ database, keyring: testKeyring, keys: createKeyCache(testKeyring), newId: randomUUID }, {
    provider: 'ringcentral', channel: 'sms', addressKind: 'phone', from: '+19165550123', text: 'Hello', providerMessageId: randomUUID(), providerTime: null, originCheck: 'static_token',
    raw: Buffer.from('{}'), eventId: null, receivedAt: CLOSED_AT, keyword: null, closeAfterIdleMs: 86_400_000,
  });
  const taskId = randomUUID();
  await database.client`INSERT INTO human_tasks (id, thread_id, reason, status, created_at) VALUES (${taskId}, ${threadId}, 'asked_for_person', 'open', ${CLOSED_AT.toISOString()})`;
  return { threadId, taskId };
}
