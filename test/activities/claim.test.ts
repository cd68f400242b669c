// Invariants 3 and 4 at their root: what forbids a send is seen by the claim, or waits for it.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { speak } from '../../activities/speak.ts';
import type { DatabaseHandle } from '../../db/client.ts';
import { conversationThreads, optOuts, switches, type MessageClass } from '../../db/schema.ts';
import { takeOver } from '../../db/staff.ts';
import { openDesk, type Customer, type Desk } from '../support/desk.ts';

/** Holds a transaction open between its last statement and its commit. */
function gated(database: DatabaseHandle) {
  let release: () => void = () => undefined;
  let arrived: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => { release = resolve; });
  const isThere = new Promise<void>((resolve) => { arrived = resolve; });
  const handle: DatabaseHandle = {
    ...database,
    transaction: (work) => database.transaction(async (tx) => {
      const result = await work(tx);
      arrived();
      await gate;
      return result;
    }),
  };
  return { handle, isThere, release };
}

/** True when `work` has not ended although everything else had time to. */
async function isWaiting(work: Promise<unknown>): Promise<boolean> {
  const ended = await Promise.race([work.then(() => true, () => true), sleep(150).then(() => false)]);
  return !ended;
}

/** Seeded, so that a run can be repeated (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('claiming a send', function () {
  this.timeout(60_000);
  let desk: Desk;
  before(async () => { desk = await openDesk(); });
  after(() => desk.close());

  const stop = (customer: Customer, database = desk.database) => desk.receive(customer.number, 'STOP', 'opt_out', database);
  const takeItOver = async (customer: Customer, database = desk.database) => {
    const [thread] = await desk.database.db.select({ version: conversationThreads.version }).from(conversationThreads).where(eq(conversationThreads.threadId, customer.threadId));
    return takeOver({ database, keys: desk.process().keys, newId: () => crypto.randomUUID() }, { threadId: customer.threadId, version: thread?.version ?? 0, actor: 'anna', now: new Date() });
  };

  const forbidders = [
    { name: 'a STOP', forbid: stop, code: 'opted_out' },
    { name: 'a take-over', forbid: takeItOver, code: 'person_owns_conversation' },
  ];
  for (const { name, forbid, code } of forbidders) {
    it(`waits for ${name} that is being committed, and then sends nothing`, async () => {
      const customer = await desk.customer();
      const outboxId = await desk.intend(customer, { class: 'reply', text: 'an answer' });
      const gate = gated(desk.database);
      const forbidding = forbid(customer, gate.handle);
      await gate.isThere;
      const speaking = speak(desk.process(), outboxId);
      const waited = await isWaiting(speaking);
      gate.release();
      await forbidding;
      assert.deepEqual(await speaking, { outcome: 'done' });
      assert.ok(waited, 'the claim passed a transaction that forbids it');
      const row = await desk.row(outboxId);
      assert.deepEqual([row.state, row.failureCode], ['void', code]);
      assert.deepEqual(await desk.sentTo(customer.number), []);
    });

    it(`makes ${name} wait for a claim that is being committed`, async () => {
      const customer = await desk.customer();
      const outboxId = await desk.intend(customer, { class: 'reply', text: 'an answer' });
      const gate = gated(desk.process().database);
      const speaking = speak(desk.process({}, { database: () => gate.handle }), outboxId);
      await gate.isThere;
      const forbidding = forbid(customer);
      const waited = await isWaiting(forbidding);
      gate.release();
      await Promise.all([forbidding, speaking]);
      assert.ok(waited, 'it was committed between the check and the claim');
      assert.equal((await desk.row(outboxId)).state, 'sent');
    });
  }

  it('waits for a STOP that reaches the number through another conversation', async () => {
    const customer = await desk.customer();
    const outboxId = await desk.intend(customer, { class: 'reply', text: 'an answer' });
    // The old conversation was closed; what the customer writes now belongs to a new one.
    await desk.database.db.update(conversationThreads).set({ closedAt: new Date() }).where(eq(conversationThreads.threadId, customer.threadId));
    const gate = gated(desk.database);
    const stopping = stop(customer, gate.handle);
    await gate.isThere;
    const speaking = speak(desk.process(), outboxId);
    const waited = await isWaiting(speaking);
    gate.release();
    assert.notEqual((await stopping).threadId, customer.threadId);
    await speaking;
    assert.ok(waited);
    assert.equal((await desk.row(outboxId)).state, 'void');
  });

  it('sends nothing that was claimed after a STOP was committed, in 300 races', async () => {
    const roll = dice(20_261_123);
    const violations: number[] = [];
    let sent = 0;
    let voided = 0;
    const shared = desk.process();
    const race = async (round: number): Promise<void> => {
      const customer = await desk.customer();
      const outboxId = await desk.intend(customer, { class: round % 2 === 0 ? 'reply' : 'staff_reply', text: `answer ${String(round)}` });
      const [stopAfterMs, speakAfterMs, holdMs] = [roll() * 12, roll() * 12, roll() * 8];
      let claimUncommittedAt = 0;
      let stopCommittedAt = Number.POSITIVE_INFINITY;
      const slow: DatabaseHandle = {
        ...shared.database,
        transaction: (work) => shared.database.transaction(async (tx) => {
          const result = await work(tx);
          if (claimUncommittedAt === 0) await sleep(holdMs);
          claimUncommittedAt ||= performance.now();
          return result;
        }),
      };
      await Promise.all([
        sleep(stopAfterMs).then(() => stop(customer)).then(() => { stopCommittedAt = performance.now(); }),
        sleep(speakAfterMs).then(() => speak({ ...shared, database: slow }, outboxId)),
      ]);
      const { state } = await desk.row(outboxId);
      if (state === 'sent') sent += 1;
      else voided += 1;
      // Its claim was certainly not committed yet when the STOP certainly was.
      if (state === 'sent' && stopCommittedAt < claimUncommittedAt) violations.push(round);
    };
    for (let first = 0; first < 300; first += 10) await Promise.all(Array.from({ length: 10 }, (_, index) => race(first + index)));
    assert.deepEqual(violations, []);
    assert.ok(sent > 20 && voided > 20, `both sides have to win often: ${String(sent)} sent, ${String(voided)} void`);
  });

  it('lets only the confirmation of STOP through afterwards, whoever wrote the rest', async () => {
    const customer = await desk.customer();
    const classes: MessageClass[] = ['reply', 'terms', 'terms_reply', 'confirmation', 'reminder', 'notice', 'handover', 'help', 'start_confirmation', 'staff_reply'];
    const ids = await Promise.all(classes.map((one) => desk.intend(customer, { class: one, text: `class ${one}` })));
    const confirmation = await desk.intend(customer, { class: 'stop_confirmation', text: 'you are unsubscribed' });
    await stop(customer);
    const deps = desk.process();
    for (const id of [...ids, confirmation]) await speak(deps, id);
    assert.deepEqual(await desk.sentTo(customer.number), ['you are unsubscribed']);
    for (const id of ids) assert.deepEqual([(await desk.row(id)).state, (await desk.row(id)).failureCode], ['void', 'opted_out']);
  });

  it('sends again after START', async () => {
    const customer = await desk.customer();
    await stop(customer);
    await desk.database.db.update(optOuts).set({ optedInAt: new Date() }).where(eq(optOuts.addressHash, desk.keyring.optOutHash(customer.number)));
    const id = await desk.intend(customer, { class: 'reply', text: 'welcome back' });
    await speak(desk.process(), id);
    assert.equal((await desk.row(id)).state, 'sent');
  });

  it('lets only fixed texts and staff through while a person has the conversation', async () => {
    const customer = await desk.customer();
    assert.ok((await takeItOver(customer)).ok);
    const outcome: Record<string, string> = {};
    const deps = desk.process();
    for (const one of ['reply', 'terms', 'reminder', 'notice', 'handover', 'terms_reply', 'confirmation', 'stop_confirmation', 'help', 'staff_reply'] as const) {
      const id = await desk.intend(customer, { class: one, text: `class ${one}` });
      await speak(deps, id);
      outcome[one] = (await desk.row(id)).state;
    }
    assert.deepEqual(outcome, {
      reply: 'void', terms: 'void', reminder: 'void', notice: 'void', handover: 'void', terms_reply: 'sent', confirmation: 'sent', stop_confirmation: 'sent', help: 'sent', staff_reply: 'sent',
    });
  });

  it("obeys both kill switches: the environment's and the console's", async () => {
    const customer = await desk.customer();
    const [byEnvironment, byConsole, fixed] = await Promise.all([1, 2, 3].map((index) => desk.intend(customer, { class: index === 3 ? 'terms_reply' : 'reply', text: `text ${String(index)}` })));
    await speak(desk.process({ assistantEnabled: false }), byEnvironment ?? '');
    await desk.database.db.insert(switches).values({ name: 'assistant_enabled', value: false, changedBy: 'anna', changedAt: new Date() });
    try {
      await speak(desk.process(), byConsole ?? '');
      await speak(desk.process({ assistantEnabled: false }), fixed ?? '');
    } finally {
      await desk.database.db.update(switches).set({ value: true }).where(eq(switches.name, 'assistant_enabled'));
    }
    assert.equal((await desk.row(byEnvironment ?? '')).failureCode, 'assistant_disabled');
    assert.equal((await desk.row(byConsole ?? '')).failureCode, 'assistant_disabled');
    assert.equal((await desk.row(fixed ?? '')).state, 'sent');
  });

  it('keeps a reminder that comes late for the next polite hour, and answers at any hour', async () => {
    const customer = await desk.customer();
    const [reminder, reply] = await Promise.all((['reminder', 'reply'] as const).map((messageClass) => desk.intend(customer, { class: messageClass, text: `a late ${messageClass}` })));
    const hours = { zones: ['America/Los_Angeles'] as [string], hours: { from: '09:00', to: '20:00' } };
    const night = { ...desk.process({ sendingHours: hours }), clock: () => Date.parse('2026-12-01T06:30:00Z') }; // 22:30 there
    assert.deepEqual(await speak(night, reminder ?? ''), { outcome: 'later', atMs: Date.parse('2026-12-01T17:00:00Z') });
    assert.deepEqual(await speak(night, reply ?? ''), { outcome: 'done' });
    assert.deepEqual(await speak({ ...night, clock: () => Date.parse('2026-12-01T17:00:00Z') }, reminder ?? ''), { outcome: 'done' });
  });

  it('gives a text to one of many processes that want it at once', async () => {
    const customer = await desk.customer();
    const id = await desk.intend(customer, { class: 'reply', text: 'only once' });
    const processes = [desk.process(), desk.process(), desk.process()];
    await Promise.all(Array.from({ length: 12 }, (_, index) => speak(processes[index % 3]!, id)));
    assert.deepEqual(await desk.sentTo(customer.number), ['only once']);
  });
});
