// Temporal is stopped while texts arrive: they are taken in all the same, and each is answered once when it is back.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startLocalTemporal, type LocalTemporal } from '../../server/local/temporal.ts';
import { answersIn, asOwner, assertNothingLostOrDoubled, ledger, readBooks } from '../support/judge.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { daysAhead, eventually, startSystem, type System } from '../support/system.ts';

const PHONES = 5;
// The relay looks again after at most 5 s, and the worker's pollers back off for as long.
const HEALED_WITHIN_MS = 60_000;

describe('Temporal stopped while texts arrive', function () {
  this.timeout(150_000);
  let directory: string;
  let temporal: LocalTemporal;
  let system: System;

  const start = (port?: number) => startLocalTemporal({
    dbFile: join(directory, 'temporal.db'), logFile: join(directory, 'temporal.log'), namespace: 'away', uiPort: 'none', onProgress: () => undefined, ...(port === undefined ? {} : { port }),
  });

  beforeEach(async () => {
    directory = await scratchDirectory();
    temporal = await start();
    system = await startSystem({ temporal, startWorker: false });
  });
  afterEach(async () => {
    await system.stop();
    await temporal.stop();
  });

  async function assertAllAnswered(texts: number): Promise<void> {
    const books = await eventually(async () => {
      const { messages, outbox } = await readBooks(system);
      return messages.every(({ direction, consumedBy }) => direction === 'outbound' || consumedBy !== null) && outbox.length > 0 && outbox.every(({ state }) => state === 'sent') && assertNothingLostOrDoubled(system);
    }, 'all is answered', HEALED_WITHIN_MS);
    const inbound = books.messages.filter(({ direction }) => direction === 'inbound');
    assert.equal(inbound.length, texts);
    assert.equal(answersIn(books.outbox), new Set(inbound.map(({ consumedBy }) => consumedBy)).size, 'one answer for each turn that took messages');
  }

  it('costs nothing but time: running conversations and new ones go on', async () => {
    await system.startWorker();
    const known = system.phone();
    await known.ask(`I want to book for 20 people on ${daysAhead(30)}`, /time/i);
    await temporal.stop();

    const phones = Array.from({ length: PHONES }, () => system.phone());
    await Promise.all([known.send('6pm, 123 Main St Sacramento'), ...phones.map((phone) => phone.send(`I want to book for 20 people on ${daysAhead(40)}`))]);
    await Promise.all(phones.map((phone) => phone.send('At 6pm')));
    const [logged] = await asOwner(system, (sql) => sql<{ accepted: number }[]>`SELECT count(*)::int AS accepted FROM webhook_logs WHERE status = 'accepted'`);
    assert.equal(logged?.accepted, 2 + 2 * PHONES, 'every text was taken in');
    assert.equal((await ledger(system)).length, 1, 'and only the one before was answered');

    temporal = await start(temporal.port);
    await known.receive(/is that right/i, HEALED_WITHIN_MS);
    await assertAllAnswered(2 + 2 * PHONES);
  });

  it('and a worker that starts before Temporal is there waits for it', async () => {
    const phone = system.phone();
    await temporal.stop();
    await phone.send(`I want to book for 20 people on ${daysAhead(30)}`);
    const starting = system.startWorker();
    const early = await Promise.race([starting.then(() => 'started'), new Promise<string>((resolve) => { setTimeout(() => { resolve('waiting'); }, 2_000); })]);
    assert.equal(early, 'waiting');
    temporal = await start(temporal.port);
    await starting;
    await phone.receive(/time/i, HEALED_WITHIN_MS);
    await assertAllAnswered(1);
  });

  it('(twin) texts noted as delivered though nobody was there stay unread when it is back', async () => {
    await system.startWorker();
    await system.phone().ask(`I want to book for 20 people on ${daysAhead(30)}`, /time/i);
    await temporal.stop();
    await Promise.all(Array.from({ length: PHONES }, () => system.phone().send(`I want to book for 20 people on ${daysAhead(40)}`)));
    // What a process would leave behind that notes its nudges before Temporal has answered, and never takes one back.
    await asOwner(system, async (sql) => {
      await sql`CREATE FUNCTION note_early() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.nudged_at := now() + interval '1 day'; RETURN NEW; END $$`;
      await sql`CREATE TRIGGER note_early BEFORE UPDATE OF nudged_at ON messages FOR EACH ROW EXECUTE FUNCTION note_early()`;
      await sql`UPDATE messages SET nudged_at = now() WHERE consumed_by IS NULL`;
    });

    temporal = await start(temporal.port);
    await eventually(async () => { await system.phone().ask('Hello there', /./); return true; }, 'new texts are answered again', HEALED_WITHIN_MS);
    const { messages } = await readBooks(system);
    // A nudge that was still being tried may have got through; what had been given up stays given up.
    assert.ok(messages.some(({ direction, consumedBy }) => direction === 'inbound' && consumedBy === null));
  });
});
