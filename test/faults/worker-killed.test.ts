// A worker is killed with SIGKILL in the middle of a conversation; the next one goes on as if nothing had happened.
import assert from 'node:assert/strict';
import { conversationWorkflowId } from '../../domain/workflow-ids.ts';
import { conversationView } from '../../workflows/messages.ts';
import { asOwner, assertNothingLostOrDoubled, ledger, readBooks } from '../support/judge.ts';
import { mutatedBundle } from '../support/mutant.ts';
import { daysAhead, eventually, startSystem, type Phone, type System } from '../support/system.ts';
import { startWorkerProcess, type Halt, type WorkerProcess } from '../support/worker-process.ts';

const FIRST = `I want to book for 20 people on ${daysAhead(30)}`;
const SECOND = '6pm, 123 Main St Sacramento';
// A killed worker's workflow task is given to another one after 10 s.
const HEALED_WITHIN_MS = 45_000;

describe('a worker that is killed', function () {
  this.timeout(120_000);
  let system: System;
  let phone: Phone;
  const processes: WorkerProcess[] = [];

  const startProcess = async (halt?: Halt) => {
    const worker = await startWorkerProcess(system, halt === undefined ? {} : { halt });
    processes.push(worker);
    return worker;
  };

  beforeEach(async () => {
    system = await startSystem({ startWorker: false });
    phone = system.phone();
  });

  afterEach(async () => {
    await Promise.all(processes.splice(0).map((worker) => worker.kill()));
    await system.stop();
  });

  async function askUntilTerms(): Promise<void> {
    await phone.ask(FIRST, /time/i);
    await phone.ask(SECOND, /is that right/i);
    await phone.ask('yes', /I AGREE/);
  }

  async function assertBookedOnce(): Promise<void> {
    await phone.receive(/booked/i, HEALED_WITHIN_MS);
    await eventually(async () => (await asOwner(system, (sql) => sql`SELECT count(*) FILTER (WHERE state = 'sent') = count(*) AND count(*) > 0 AS done FROM outbox WHERE class = 'confirmation'`))[0]?.['done'] === true, 'the confirmation is marked as sent');
    const [rows] = await asOwner(system, (sql) => sql`SELECT
      (SELECT count(*)::int FROM terms_acknowledgments) AS acknowledgments, (SELECT count(*)::int FROM terms_acknowledgments WHERE outcome = 'booked') AS booked,
      (SELECT count(*)::int FROM bookings) AS bookings, (SELECT count(*)::int FROM bookings WHERE status = 'confirmed') AS confirmed,
      (SELECT count(*)::int FROM evidence_entries WHERE kind = 'booking_confirmed') AS confirmations`);
    assert.deepEqual({ ...rows }, { acknowledgments: 1, booked: 1, bookings: 1, confirmed: 1, confirmations: 1 });
    assert.equal((await ledger(system)).filter(({ text }) => /booked with/i.test(text)).length, 1, 'one confirmation text');
    await assertNothingLostOrDoubled(system);
  }

  it('between "terms sent" and "agreed" costs nothing: the agreement waits for the next worker', async () => {
    const first = await startProcess();
    await askUntilTerms();
    await first.kill();
    await phone.send('I agree');
    await startProcess();
    await assertBookedOnce();
  });

  it('between "agreed" and "confirmed" leaves the acknowledgment, and the booking follows from it once', async () => {
    const first = await startProcess({ signal: 'SIGKILL', at: { after: 'takeTurn', stage: 'creating_booking' } });
    await askUntilTerms();
    await phone.send('I agree');
    await first.gone;
    const [committed] = await asOwner(system, (sql) => sql<{ status: string }[]>`SELECT status FROM bookings JOIN terms_acknowledgments a ON a.booking_id = bookings.id`);
    assert.equal(committed?.status, 'pending_terms', 'the acknowledgment is committed and the booking is not yet confirmed');
    await startProcess();
    await assertBookedOnce();
  });

  describe('right after its turn was committed, with a second message in between', () => {
    async function killAfterFirstTurn(): Promise<string> {
      const first = await startProcess({ signal: 'SIGKILL', at: { after: 'takeTurn' } });
      await phone.send(FIRST);
      await first.gone;
      await phone.send(SECOND);
      const { turns, messages } = await readBooks(system);
      assert.equal(turns.length, 1, 'the first turn is committed');
      assert.equal(messages.filter(({ direction, consumedBy }) => direction === 'inbound' && consumedBy === null).length, 1, 'the second message waits');
      assert.deepEqual(await ledger(system), [], 'and nothing was answered yet');
      return turns[0]!.threadId;
    }

    it('neither message is lost or answered twice', async () => {
      await killAfterFirstTurn();
      await startProcess();
      await phone.receive(/time/i, HEALED_WITHIN_MS);
      await phone.receive(/is that right/i, HEALED_WITHIN_MS);
      await eventually(async () => (await readBooks(system)).outbox.every(({ state }) => state === 'sent'), 'both answers are marked as sent');
      const { turns, messages, outbox } = await assertNothingLostOrDoubled(system);
      const taken = messages.filter(({ direction }) => direction === 'inbound').map(({ consumedBy }) => turns.findIndex(({ id }) => id === consumedBy));
      assert.deepEqual(taken, [0, 1], 'each message in a turn of its own, in order');
      assert.equal((await ledger(system)).length, outbox.length, 'each text once');
    });

    it('(twin) a shell that forgets all it was told of after a turn leaves the second message unread', async () => {
      const threadId = await killAfterFirstTurn();
      const forgetful = await mutatedBundle(['mind.unread.filter((id) => !consumed.has(id))', '[]']);
      await system.startWorker({ workflowBundle: forgetful });
      await phone.receive(/time/i, HEALED_WITHIN_MS);
      const handle = system.services.temporal.workflow.getHandle(conversationWorkflowId(threadId));
      await eventually(async () => {
        const view = await handle.query(conversationView);
        return view.turnNumber >= 1 && view.unread === 0 && view.pendingSteps.length === 0;
      }, 'the shell thinks that it is done');
      const unread = (await readBooks(system)).messages.filter(({ direction, consumedBy }) => direction === 'inbound' && consumedBy === null);
      assert.equal(unread.length, 1);
    });
  });
});
