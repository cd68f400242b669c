// A worker is frozen around a send and thawed when another has taken over: the customer gets one text, and the late one changes nothing.
import assert from 'node:assert/strict';
import { markFailed, markUnknown, markUnsent } from '../../db/outbox.ts';
import { activityDeps, createActivities } from '../../server/services.ts';
import { armFault } from '../support/desk.ts';
import { asOwner, assertNothingLostOrDoubled, ledger } from '../support/judge.ts';
import { daysAhead, eventually, startSystem, type Phone, type System } from '../support/system.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

// Longer than lease, absence and everything else that lets another worker send again.
const LONG_PAUSE_MS = 10 * 60_000;

describe('a worker that is frozen around a send', function () {
  this.timeout(150_000);
  let system: System;
  let phone: Phone;
  let zombie: WorkerProcess | null = null;
  let clockAheadMs = 0;

  beforeEach(async () => {
    clockAheadMs = 0;
    system = await startSystem({ startWorker: false, adjust: (services) => ({ ...services, clock: () => Date.now() + clockAheadMs }) });
    phone = system.phone();
  });
  afterEach(async () => {
    await zombie?.kill();
    await system.stop();
  });

  type Row = { id: string; state: string; attempts: number };
  const row = () => asOwner(system, async (sql) => (await sql<Row[]>`SELECT id, state, attempts FROM outbox`)[0]);
  const expireLease = () => asOwner(system, (sql) => sql`UPDATE outbox SET lease_until = lease_until - interval '10 minutes' WHERE lease_until IS NOT NULL`);

  it('before it reached the provider sends nothing when it is thawed after the next worker has sent', async () => {
    zombie = await startWorkerProcess(system, { halt: { signal: 'SIGSTOP', at: 'claimed', skipMs: LONG_PAUSE_MS } });
    await phone.send(`I want to book for 20 people on ${daysAhead(30)}`);
    await zombie.halting;
    const claimed = await eventually(row, 'the row is claimed');
    assert.deepEqual([claimed.state, claimed.attempts], ['sending', 1]);

    // The next worker, one activity at a time, with the minutes in between left out.
    await expireLease();
    const { speak } = createActivities(activityDeps(system.services));
    for (let looks = 0; (await row())?.state !== 'sent'; looks += 1) {
      assert.ok(looks < 5, 'the next worker sends after it has looked twice');
      await speak(claimed.id);
      clockAheadMs += 61_000;
    }
    assert.equal((await ledger(system)).length, 1);

    zombie.resume();
    // Thawed it goes on polling: when it has taken the next turn, it is done with the frozen send.
    await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
    await eventually(async () => (await asOwner(system, (sql) => sql`SELECT FROM outbox WHERE state <> 'sent'`)).length === 0, 'all is marked as sent');
    assert.equal((await row())?.attempts, 2);
    await assertNothingLostOrDoubled(system);
  });

  it('while the provider answers finds its text in the store, and it is not sent again', async () => {
    zombie = await startWorkerProcess(system);
    await armFault(system.simulatorUrl, 'slow', { count: 1, delayMs: 4_000 });
    await phone.send(`I want to book for 20 people on ${daysAhead(30)}`);
    await phone.receive(/time/i);
    zombie.freeze();
    const claimed = await eventually(row, 'the row is claimed');
    assert.equal(claimed.state, 'sending', 'the provider has it, the worker does not know yet');
    await expireLease();
    assert.deepEqual(await createActivities(activityDeps(system.services)).speak(claimed.id), { outcome: 'done' });
    // Had its request failed, the frozen worker would now write one of these: what was found to be sent stays sent.
    const { database } = system.services;
    await markUnknown(database, claimed.id, claimed.attempts, 'timeout');
    await markUnsent(database, claimed.id, claimed.attempts, 'connection_refused');
    await markFailed(database, claimed.id, claimed.attempts, 'rejected');
    assert.deepEqual([(await row())?.state, (await row())?.attempts], ['sent', 1]);
    zombie.resume();
    await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
    await eventually(async () => (await asOwner(system, (sql) => sql`SELECT FROM outbox WHERE state <> 'sent'`)).length === 0, 'all is marked as sent');
    await assertNothingLostOrDoubled(system);
  });
});
