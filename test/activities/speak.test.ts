// What becomes of a text when the provider fails in each of its ways, with the provider's ledger as judge.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ActivityDeps } from '../../activities/deps.ts';
import { ABSENCE_MS, speak, speakAll } from '../../activities/speak.ts';
import type { RingCentral } from '../../channels/ringcentral/client.ts';
import type { MessageClass } from '../../db/schema.ts';
import type { StepResult } from '../../domain/steps.ts';
import { openDesk, type Desk } from '../support/desk.ts';
import { judge, type Intended } from '../support/verdict.ts';

/** Scaled down from a minute: the same code path, a shorter patience. */
const PATIENCE = { absenceMs: 1_000 };
const NOTHING_WRONG = { duplicates: [], lost: [] };

/** Does what the shell does: comes back when `speak` said, until there is nothing to come back for. */
async function speakUntilSettled(deps: ActivityDeps, outboxId: string): Promise<StepResult> {
  for (let tries = 0; tries < 60; tries += 1) {
    const result = await speak(deps, outboxId);
    const againMs = result.outcome === 'later' ? result.atMs : result.outcome === 'unknown' ? result.recheckAtMs : null;
    if (againMs === null) return result;
    await sleep(Math.max(1, againMs - Date.now()));
  }
  throw new Error('never settled');
}

/** A mistake one could make: to try again after a timeout. */
function resendingOnUnknown(client: RingCentral): RingCentral {
  return {
    ...client,
    async sendSms(sms) {
      const first = await client.sendSms(sms);
      return first.kind === 'unknown' ? client.sendSms(sms) : first;
    },
  };
}

describe('speaking through a failing provider', function () {
  this.timeout(60_000);
  const desks: Desk[] = [];
  const newDesk = async (simulator: Parameters<typeof openDesk>[0] = {}) => {
    const desk = await openDesk(simulator);
    desks.push(desk);
    return desk;
  };
  after(() => Promise.all(desks.map((desk) => desk.close())));

  async function intendOne(desk: Desk, messageClass: MessageClass, text = `a ${messageClass} ${String(desks.length)}-${String(Math.random())}`) {
    const customer = await desk.customer();
    const id = await desk.intend(customer, { class: messageClass, text });
    return { id, intended: { class: messageClass, to: customer.number, text } satisfies Intended };
  }
  const judged = async (desk: Desk, intended: Intended[], mayRepeat: MessageClass[] = []) => judge(intended, (await desk.ledger()).sms, { mayRepeat });

  it('believes in absence after a minute, unless told otherwise', () => {
    assert.ok(ABSENCE_MS >= 60_000);
  });

  for (const mode of ['accept_then_drop', 'error_500_accepted']) {
    it(`finds a text that was taken without an answer (${mode}) and does not send it again`, async () => {
      const desk = await newDesk();
      for (const messageClass of ['reply', 'terms', 'reminder'] as const) {
        await desk.fault(mode);
        const { id, intended } = await intendOne(desk, messageClass);
        assert.deepEqual(await speakUntilSettled(desk.process(PATIENCE), id), { outcome: 'done' });
        assert.deepEqual(await judged(desk, [intended]), NOTHING_WRONG);
        assert.equal((await desk.sentTo(intended.to)).length, 1);
        assert.equal((await desk.row(id)).state, 'sent');
      }
      assert.equal((await desk.ledger()).counts.faults[mode], 3);
    });
  }

  it('sends the texts of one answer in order, waits with all that follow, and when run again sends only what is left', async () => {
    const desk = await newDesk();
    const customer = await desk.customer();
    const ids: string[] = [];
    for (const text of ['first', 'second', 'third']) ids.push(await desk.intend(customer, { class: 'reply', text }));
    const deps = desk.process(PATIENCE);
    assert.deepEqual(await speak(deps, ids[0]!), { outcome: 'done' });
    await desk.fault('rate_limit');
    assert.equal((await speakAll(deps, ids)).outcome, 'later');
    assert.equal((await desk.sentTo(customer.number)).length, 1, 'the third does not pass the second');
    for (let result: StepResult = { outcome: 'later', atMs: 0 }; result.outcome === 'later'; result = await speakAll(deps, ids)) await sleep(Math.min(2_000, Math.max(1, result.atMs - Date.now())));
    assert.deepEqual(await desk.sentTo(customer.number), ['first', 'second', 'third']);
  });

  for (const mode of ['error_500', 'drop_before_accept']) {
    it(`sends again what was never taken (${mode}), once it was missing twice, and shows it as unknown until then`, async () => {
      const desk = await newDesk();
      await desk.fault(mode);
      const { id, intended } = await intendOne(desk, 'reply');
      const deps = desk.process(PATIENCE);
      const first = await speak(deps, id);
      assert.equal(first.outcome, 'unknown');
      assert.equal((await desk.row(id)).state, 'unknown');
      assert.equal((await speak(deps, id)).outcome, 'unknown', 'too early to believe that it is missing');
      assert.deepEqual(await desk.sentTo(intended.to), []);
      assert.deepEqual(await speakUntilSettled(deps, id), { outcome: 'done' });
      assert.deepEqual(await judged(desk, [intended]), NOTHING_WRONG);
    });

    it(`never sends a reminder again (${mode}): it stays unknown, where staff see it`, async () => {
      const desk = await newDesk();
      await desk.fault(mode);
      const { id, intended } = await intendOne(desk, 'reminder');
      assert.deepEqual(await speakUntilSettled(desk.process(PATIENCE), id), { outcome: 'unknown', recheckAtMs: null });
      assert.deepEqual(await desk.sentTo(intended.to), []);
      const [tracked] = await desk.database.client<{ status: string }[]>`SELECT status FROM sms_tracking WHERE id = ${id}`;
      assert.equal(tracked?.status, 'unknown');
    });
  }

  it('waits a whole patience again when the second attempt is unknown too', async () => {
    const desk = await newDesk();
    await desk.fault('error_500', { count: 2 });
    const { id, intended } = await intendOne(desk, 'terms');
    const startedAt = Date.now();
    assert.deepEqual(await speakUntilSettled(desk.process(PATIENCE), id), { outcome: 'done' });
    assert.ok(Date.now() - startedAt >= 2 * PATIENCE.absenceMs);
    assert.deepEqual(await judged(desk, [intended]), NOTHING_WRONG);
  });

  it('waits as long as the provider asks, from every process, and then sends', async () => {
    const desk = await newDesk();
    const [first, second] = [desk.process(PATIENCE), desk.process(PATIENCE)];
    await desk.fault('rate_limit', { retryAfterSeconds: 2 });
    const texts = await Promise.all(['reply', 'terms', 'reminder', 'staff_reply'].map((messageClass) => intendOne(desk, messageClass as MessageClass)));
    const held = await speak(first, texts[0]!.id);
    assert.equal(held.outcome, 'later');
    await Promise.all(texts.map(({ id }, index) => speakUntilSettled(index % 2 === 0 ? first : second, id)));
    const { refused } = await desk.ledger();
    assert.deepEqual(refused.map(({ reason }) => reason), ['fault rate_limit'], 'no call inside the penalty');
    assert.deepEqual(await judged(desk, texts.map(({ intended }) => intended)), NOTHING_WRONG);
  });

  it('takes an answer that is too slow for unknown, and finds the text', async () => {
    const desk = await newDesk();
    await desk.fault('slow', { delayMs: 2_000 });
    const { id, intended } = await intendOne(desk, 'reply');
    assert.deepEqual(await speakUntilSettled(desk.process(PATIENCE, { requestTimeoutMs: 300 }), id), { outcome: 'done' });
    assert.deepEqual(await judged(desk, [intended]), NOTHING_WRONG);
    assert.equal((await desk.row(id)).state, 'sent');
  });

  it('is not fooled by a store that shows new texts late', async () => {
    const desk = await newDesk({ readBackLagMs: 600 });
    await desk.fault('accept_then_drop');
    const { id, intended } = await intendOne(desk, 'reply');
    const deps = desk.process(PATIENCE);
    assert.equal((await speak(deps, id)).outcome, 'unknown', 'the store does not show it yet');
    assert.deepEqual(await speakUntilSettled(deps, id), { outcome: 'done' });
    assert.deepEqual(await judged(desk, [intended]), NOTHING_WRONG);
    assert.equal((await desk.sentTo(intended.to)).length, 1);
  });

  it('repeats terms word for word, and a reminder not at all, when the store lags beyond all patience', async () => {
    const desk = await newDesk({ readBackLagMs: 2_500 });
    const terms = await intendOne(desk, 'terms', 'Reply I AGREE to accept our terms for booking 7K2PQ');
    const reminder = await intendOne(desk, 'reminder');
    await desk.fault('accept_then_drop', { count: 2 });
    const deps = desk.process(PATIENCE);
    await Promise.all([speakUntilSettled(deps, terms.id), speakUntilSettled(deps, reminder.id)]);
    assert.deepEqual(await judged(desk, [terms.intended, reminder.intended], ['terms']), NOTHING_WRONG);
    const copies = await desk.sentTo(terms.intended.to);
    assert.ok(copies.length >= 1 && copies.every((text) => text === terms.intended.text), 'the same reference on each copy');
    assert.equal((await desk.sentTo(reminder.intended.to)).length, 1);
  });

  it('adopts each copy once when two equal texts to one number are both unknown', async () => {
    const desk = await newDesk();
    const customer = await desk.customer();
    const ids = await Promise.all([1, 2].map(() => desk.intend(customer, { class: 'reply', text: 'Sorry, what time?' })));
    await desk.fault('accept_then_drop', { count: 2 });
    const deps = desk.process(PATIENCE);
    await Promise.all(ids.map((id) => speakUntilSettled(deps, id)));
    assert.equal((await desk.sentTo(customer.number)).length, 2);
    const providerIds = await Promise.all(ids.map(async (id) => (await desk.row(id)).providerMessageId));
    assert.equal(new Set(providerIds).size, 2);
  });

  it('asks the store, and nobody else, after a process died with the send in its hands', async () => {
    const desk = await newDesk();
    const { id, intended } = await intendOne(desk, 'reply');
    const dying = desk.process(PATIENCE, { sms: (client) => ({ ...client, async sendSms(sms) { await client.sendSms(sms); throw new Error('killed'); } }) });
    await assert.rejects(speak(dying, id), /killed/);
    const deps = desk.process(PATIENCE);
    const waiting = await speak(deps, id);
    assert.equal(waiting.outcome, 'later', 'its lease still runs');
    await desk.database.client`UPDATE outbox SET lease_until = clock_timestamp() - interval '1 second' WHERE id = ${id}`;
    assert.deepEqual(await speakUntilSettled(deps, id), { outcome: 'done' });
    assert.deepEqual(await judged(desk, [intended]), NOTHING_WRONG);
    assert.equal((await desk.sentTo(intended.to)).length, 1);
  });

  it('does not forget what became of a text when the database stumbles just then', async () => {
    const desk = await newDesk();
    const { id, intended } = await intendOne(desk, 'reply');
    let calls = 0;
    const deps = desk.process(PATIENCE, {
      database: (database) => ({ ...database, transaction: (work) => ((calls += 1) === 2 || calls === 3 ? Promise.reject(new Error('connection lost')) : database.transaction(work)) }),
    });
    assert.deepEqual(await speak(deps, id), { outcome: 'done' });
    assert.equal((await desk.row(id)).state, 'sent');
    assert.deepEqual(await judged(desk, [intended]), NOTHING_WRONG);
  });

  const chaos = async (change: (client: RingCentral) => RingCentral) => {
    const desk = await newDesk();
    const processes = [1, 2, 3].map(() => desk.process(PATIENCE, { sms: change, requestTimeoutMs: 1_000 }));
    const classes: MessageClass[] = ['reply', 'terms', 'reminder', 'confirmation', 'staff_reply', 'notice'];
    const texts = await Promise.all(Array.from({ length: 60 }, (_, index) => intendOne(desk, classes[index % classes.length]!, `text ${String(index)}`)));
    for (const [index, mode] of ['accept_then_drop', 'error_500_accepted', 'error_500', 'drop_before_accept'].entries()) await desk.fault(mode, { count: 12, probability: 0.2, seed: 7 + index });
    await Promise.all(texts.map(({ id }, index) => speakUntilSettled(processes[index % 3]!, id)));
    const struck = Object.values((await desk.ledger()).counts.faults).reduce((sum, count) => sum + count, 0);
    const unsettled = (await Promise.all(texts.map(async ({ id, intended }) => ({ ...(await desk.row(id)), intended })))).filter((row) => row.state !== 'sent');
    return { verdict: await judged(desk, texts.map(({ intended }) => intended)), struck, unsettled };
  };

  it('loses nothing that must arrive and repeats nothing in a storm of all faults', async () => {
    const { verdict, struck, unsettled } = await chaos((client) => client);
    assert.ok(struck >= 15, `only ${String(struck)} faults struck`);
    assert.deepEqual(verdict, NOTHING_WRONG);
    assert.ok(unsettled.every((row) => row.state === 'unknown' && ['reminder', 'notice'].includes(row.class)), 'what is left is unknown, visible, and of the classes told at most once');
  });

  it('has a judge that sees a planted bug: a second try after an unknown outcome', async () => {
    const { verdict } = await chaos(resendingOnUnknown);
    assert.notDeepEqual(verdict.duplicates, []);
  });
});
