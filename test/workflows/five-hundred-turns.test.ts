// A conversation of 500 turns goes through many continuations, with nothing lost or doubled at any of them.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { conversationWorkflowId } from '../../domain/workflow-ids.ts';
import { startLocalTemporal, type LocalTemporal } from '../../server/local/temporal.ts';
import { CHANNEL_ATTRIBUTE, conversationView } from '../../workflows/messages.ts';
import { answersIn, asOwner, assertNothingLostOrDoubled } from '../support/judge.ts';
import { mutatedBundle } from '../support/mutant.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { eventually, startSystem, type System } from '../support/system.ts';

const TURNS = 500;
// A message every so often that is not waited for, so that some arrive while the run before is being closed.
const PAIR_EVERY = 25;

describe('a conversation of 500 turns', function () {
  this.timeout(240_000);
  let temporal: LocalTemporal;
  let system: System;

  before(async () => {
    const directory = await scratchDirectory();
    temporal = await startLocalTemporal({ dbFile: join(directory, 'temporal.db'), logFile: join(directory, 'temporal.log'), namespace: 'long', uiPort: 'none', suggestContinueAsNewAfterEvents: 200, onProgress: () => undefined });
    system = await startSystem({ temporal });
  });
  after(async () => {
    await system.stop();
    await temporal.stop();
  });

  it('continues as new at least ten times, and every message is taken and answered once', async () => {
    const phone = system.phone();
    const taken = async () => (await system.services.database.client<{ turns: number }[]>`SELECT turns FROM conversation_threads`)[0]?.turns ?? 0;
    for (let turn = 1; turn <= TURNS; turn += 1) {
      await phone.send(`How much for ${String(10 + (turn % 40))} people?`);
      if (turn % PAIR_EVERY !== 0) await eventually(async () => (await taken()) >= turn - Math.floor(turn / PAIR_EVERY), `turn ${String(turn)}`);
    }
    const { turns, messages, outbox } = await eventually(async () => {
      const [waiting] = await asOwner(system, (sql) => sql`SELECT FROM messages WHERE direction = 'inbound' AND consumed_by IS NULL UNION ALL SELECT FROM outbox WHERE state <> 'sent' LIMIT 1`);
      return waiting === undefined && assertNothingLostOrDoubled(system);
    }, 'all is answered');

    const inbound = messages.filter(({ direction }) => direction === 'inbound');
    assert.equal(inbound.length, TURNS);
    assert.deepEqual(turns.map(({ turnNumber }) => turnNumber), turns.map((_, index) => index + 1), 'turn numbers have no gap');
    assert.equal(new Set(turns.map(({ firstRunId }) => firstRunId)).size, 1, 'one execution from first to last');
    const answered = new Set(inbound.map(({ consumedBy }) => consumedBy));
    assert.equal(answersIn(outbox), answered.size, 'one answer for each turn that took messages');
    assert.ok(answered.size >= TURNS - 2 * (TURNS / PAIR_EVERY));

    const handle = system.services.temporal.workflow.getHandle(conversationWorkflowId(turns[0]!.threadId));
    const runs: string[] = [];
    for await (const run of system.services.temporal.workflow.list({ query: `WorkflowId = '${handle.workflowId}'` })) runs.push(run.status.name);
    assert.ok(runs.filter((status) => status === 'CONTINUED_AS_NEW').length >= 10, `runs: ${runs.join(' ')}`);
    assert.equal((await handle.query(conversationView)).turnNumber, turns.length, 'the last run carries the count on');
    // What the operator sees in the Temporal UI survives the continuations.
    const description = await handle.describe();
    assert.equal(description.typedSearchAttributes.get(CHANNEL_ATTRIBUTE), 'sms');
    assert.ok(String(description.memo?.['console']).endsWith(turns[0]!.threadId), 'the link to the conversation too');
  });

  it('(twin) a shell that takes another conversation\'s place at a continuation is noticed at the next turn', async () => {
    await system.stopWorker();
    await system.startWorker({ workflowBundle: await mutatedBundle(['carried: mind', 'carried: { ...mind, previousHash: "another" }']) });
    const phone = system.phone();
    const tasks = () => asOwner(system, (sql) => sql<{ reason: string }[]>`SELECT reason FROM human_tasks`);
    const unread = () => asOwner(system, (sql) => sql`SELECT FROM messages WHERE direction = 'inbound' AND consumed_by IS NULL`);
    for (let turn = 1; turn <= TURNS && (await tasks()).length === 0; turn += 1) {
      await phone.send(`How much for ${String(10 + (turn % 40))} people?`);
      await eventually(async () => (await unread()).length === 0, `turn ${String(turn)}`);
    }
    assert.deepEqual((await tasks()).map(({ reason }) => reason), ['state_mismatch']);
  });
});
