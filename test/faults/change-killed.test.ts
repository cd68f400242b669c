// A worker is killed while a booking is being changed: of the one event one booking stands at every instant, and the change is made once.
import assert from 'node:assert/strict';
import { asOwner, assertNothingLostOrDoubled, ledger } from '../support/judge.ts';
import { book, daysAhead, startSystem, type Phone, type System } from '../support/system.ts';
import { startWorkerProcess, type Halt, type WorkerProcess } from '../support/worker-process.ts';

// A killed worker's workflow task is given to another one after 10 s.
const HEALED_WITHIN_MS = 45_000;

describe('a worker that is killed while a booking is changed', function () {
  this.timeout(120_000);
  let system: System;
  let phone: Phone;
  const processes: WorkerProcess[] = [];

  const startProcess = async (halt?: Halt) => {
    const worker = await startWorkerProcess(system, halt === undefined ? {} : { halt });
    processes.push(worker);
    return worker;
  };
  const statuses = () => asOwner(system, async (sql) => (await sql<{ status: string }[]>`SELECT status FROM bookings ORDER BY created_at`).map(({ status }) => status));

  before(async () => {
    system = await startSystem({ startWorker: false });
    phone = system.phone();
  });
  after(async () => {
    await Promise.all(processes.map((worker) => worker.kill()));
    await system.stop();
  });

  it('between "agreed" and "changed": the old booking stands until the next worker puts the new one in its place', async () => {
    const first = await startProcess();
    await book(phone, daysAhead(30));
    await first.kill();
    const second = await startProcess({ signal: 'SIGKILL', at: { after: 'takeTurn', stage: 'creating_booking' } });
    await phone.send(`Can we move it to ${daysAhead(31)}?`);
    await phone.receive(/Is that right/, HEALED_WITHIN_MS);
    await phone.ask('yes', /I AGREE/);
    await phone.send('I agree');
    await second.gone;
    assert.deepEqual(await statuses(), ['confirmed', 'pending_terms'], 'the agreement is committed and nothing is replaced yet');
    await startProcess();
    await phone.receive(/is changed!/, HEALED_WITHIN_MS);
    assert.deepEqual(await statuses(), ['cancelled', 'confirmed']);
    assert.equal((await ledger(system)).filter(({ text }) => /is changed!/.test(text)).length, 1);
    const kinds = await asOwner(system, (sql) => sql<{ kind: string }[]>`SELECT kind FROM evidence_entries WHERE kind LIKE 'booking%' ORDER BY kind`);
    assert.deepEqual(kinds.map(({ kind }) => kind), ['booking_confirmed', 'booking_confirmed', 'booking_replaced']);
    await assertNothingLostOrDoubled(system);
  });
});
