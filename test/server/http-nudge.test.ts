// Nudges and readiness against a real Temporal: what the server is asked to start, and what it answers when it is not there.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { readinessChecks } from '../../server/readiness.ts';
import { createNudger, type Nudger } from '../../server/nudge.ts';
import { createLog } from '../../server/log.ts';
import { conversationWorkflowId } from '../../domain/workflow-ids.ts';
import { freshTaskQueue, testTemporal } from '../support/servers.ts';

// Of the protocol; the SDK does not name it.
const NORMAL_TASK_QUEUE = 1;
const outcomes: string[] = [];
const log = createLog({ level: 'silent' });

function nudgerFor(client: Client, taskQueue: string, timeoutMs = 5_000): Nudger {
  return createNudger({ client: () => client, taskQueue, engine: 'rules', consoleUrl: 'https://book.example.com/console', timeoutMs, metrics: { nudge: (outcome) => { outcomes.push(outcome); } }, log });
}

describe('nudges, with Temporal', () => {
  let connection: Connection;
  let client: Client;
  const taskQueue = freshTaskQueue();
  before(async function () {
    this.timeout(300_000); // the server may have to be fetched or built first
    const { address, namespace } = await testTemporal();
    connection = await Connection.connect({ address });
    client = new Client({ connection, namespace });
  });
  after(() => connection.close());

  it('start the conversation once, signal it each time, and carry ids only', async () => {
    const threadId = randomUUID();
    const ids = [randomUUID(), randomUUID()];
    const nudger = nudgerFor(client, taskQueue);
    for (const id of ids) assert.equal(await nudger.nudge(threadId, id), true);
    const handle = client.workflow.getHandle(conversationWorkflowId(threadId));
    const { events } = await handle.fetchHistory();
    const started = events?.[0]?.workflowExecutionStartedEventAttributes;
    assert.equal(started?.workflowType?.name, 'conversation');
    assert.equal(started?.taskQueue?.name, taskQueue);
    const payload = (data: Uint8Array | null | undefined) => JSON.parse(Buffer.from(data ?? []).toString()) as unknown;
    assert.deepEqual(payload(started?.input?.payloads?.[0]?.data), { threadId, engine: 'rules' });
    const signals = (events ?? []).flatMap((event) => (event.workflowExecutionSignaledEventAttributes ? [event.workflowExecutionSignaledEventAttributes] : []));
    assert.deepEqual(signals.map((signal) => [signal.signalName, payload(signal.input?.payloads?.[0]?.data)]), ids.map((id) => ['nudged', { id }]));
    const described = await handle.describe();
    assert.equal(await described.staticSummary(), `https://book.example.com/console/conversations/${threadId}`);
    await handle.terminate('the test is over');
    assert.equal(await nudger.nudge(threadId, randomUUID()), true, 'a conversation that ended begins again');
    await handle.terminate('the test is over');
  });

  it('do not mind a task that has ended', async () => {
    await nudgerFor(client, taskQueue).tellTask(randomUUID());
  });

  it('say in time that Temporal is not there', async () => {
    const lazy = Connection.lazy({ address: '127.0.0.1:1' });
    const startedMs = performance.now();
    assert.equal(await nudgerFor(new Client({ connection: lazy }), taskQueue, 300).nudge(randomUUID(), randomUUID()), false);
    assert.ok(performance.now() - startedMs < 2_000);
    assert.equal(outcomes.at(-1), 'failed');
    await nudgerFor(new Client({ connection: lazy }), taskQueue, 300).tellTask(randomUUID());
    await lazy.close();
  });

  it('are ready only once a worker polls', async () => {
    const queue = freshTaskQueue();
    const [, temporal, workers] = readinessChecks({ database: { transaction: () => Promise.reject(new Error('not asked')) } as never, client: () => client, taskQueue: queue, now: Date.now });
    assert.equal(await temporal!.check(), true);
    assert.equal(await workers!.check(), false);
    // What a worker does all day; the deadline ends it, as the test needs no more of it (the server takes none below 2 s).
    const polling = client.withDeadline(Date.now() + 3_000, () => client.workflowService.pollWorkflowTaskQueue({ namespace: client.options.namespace, taskQueue: { name: queue, kind: NORMAL_TASK_QUEUE }, identity: 'test' }));
    const ended = polling.then(() => undefined, () => undefined);
    const untilMs = Date.now() + 10_000;
    while (!(await workers!.check()) && Date.now() < untilMs) await sleep(50);
    assert.equal(await workers!.check(), true);
    await ended;
  });
});
