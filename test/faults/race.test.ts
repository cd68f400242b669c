// Fifty customers want the same evening. As many get it as chefs are free; the others are offered another time.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createActivities } from '../../activities/index.ts';
import type { Step, StepResult, TurnResult } from '../../domain/steps.ts';
import { activityDeps, type Services } from '../../server/services.ts';
import { openDatabase } from '../../db/client.ts';
import { receiveMessage } from '../../db/inbound.ts';
import { readLedger } from '../support/desk.ts';
import { daysAhead, freshNumber, startSystem, type Phone, type System } from '../support/system.ts';

const CUSTOMERS = 50;
/** Only the "yes" has to come at the same instant; before it, fewer at once are less to wait for. */
const LANES = 10;
const WHEN = daysAhead(30);

function withChefs(chefs: number) {
  return (services: Services): Services => ({ ...services, business: { ...services.business, profile: { ...services.business.profile, chefs: services.business.profile.chefs.slice(0, chefs) } } });
}

/** Chefs who are in two places, by a query of its own: the constraint is not asked. */
async function doubleBooked(system: System): Promise<number> {
  const [row] = await system.services.database.client<{ pairs: number }[]>`
    SELECT count(*)::int AS pairs FROM bookings a JOIN bookings b ON a.id < b.id AND a.chef = b.chef AND a.busy && b.busy
    WHERE a.status IN ('pending_terms', 'confirmed') AND b.status IN ('pending_terms', 'confirmed')`;
  return row?.pairs ?? -1;
}

async function inState(system: System, status: string): Promise<number> {
  const [row] = await system.services.database.client<{ found: number }[]>`SELECT count(*)::int AS found FROM bookings WHERE status = ${status}`;
  return row?.found ?? -1;
}

for (const chefs of [1, 3]) {
  describe(`fifty customers and ${String(chefs)} free chef${chefs === 1 ? '' : 's'}`, function () {
    this.timeout(180_000);

    it('exactly as many win as chefs are free, and the others hear of another time', async () => {
      const system = await startSystem({ adjust: withChefs(chefs), environment: { DB_POOL_MAX: '20' } });
      try {
        const phones = Array.from({ length: CUSTOMERS }, () => system.phone());
        await askAll(system, phones, `I want to book for 20 people on ${WHEN}`, LANES);
        await askAll(system, phones, '6pm, 123 Main St Sacramento', LANES);
        const answers = await askAll(system, phones, 'yes');
        const winners = phones.filter((phone) => /I AGREE/.test(answers.get(phone.number) ?? ''));
        assert.equal(winners.length, chefs);
        for (const phone of phones.filter((one) => !winners.includes(one))) assert.match(answers.get(phone.number) ?? '', /\b(?:am|pm)\b/i, 'another time is offered');
        for (const answer of (await askAll(system, winners, 'I agree')).values()) assert.match(answer, /You're booked/);
        assert.equal(await inState(system, 'confirmed'), chefs);
        assert.equal(await inState(system, 'pending_terms'), 0);
        assert.equal(await doubleBooked(system), 0);
        const { webhooks } = await readLedger(system.simulatorUrl);
        assert.ok(webhooks.length >= CUSTOMERS * 3);
        // Late answers are the machine's affair, and healed by the retry; a refusal would be ours.
        assert.deepEqual(webhooks.filter(({ httpStatus }) => httpStatus !== undefined && httpStatus !== 200), []);
      } finally {
        await system.stop();
      }
    });

    it('fifty offers at the same instant leave the same picture', async () => {
      const system = await startSystem({ adjust: withChefs(chefs), startWorker: false });
      const database = openDatabase({ url: system.database.appUrl, poolMax: 25 });
      try {
        const activities = createActivities({ ...activityDeps(system.services), database });
        const steps = await Promise.all(Array.from({ length: CUSTOMERS }, () => untilOffer(system, activities)));
        const results: StepResult[] = await Promise.all(steps.map((step) => activities.offer(step)));
        assert.deepEqual(results.filter(({ outcome }) => outcome === 'done').length, chefs);
        assert.ok(results.every((result) => result.outcome === 'done' || (result.outcome === 'refused' && result.code === 'slot_taken')));
        assert.equal(await inState(system, 'pending_terms'), chefs);
        assert.equal(await doubleBooked(system), 0);
        // A refusal leaves nothing behind: neither a hold nor a challenge nor its text.
        const [left] = await system.services.database.client<{ challenges: number; texts: number; bookings: number }[]>`
          SELECT (SELECT count(*)::int FROM terms_challenges) AS challenges, (SELECT count(*)::int FROM outbox WHERE class = 'terms') AS texts, (SELECT count(*)::int FROM bookings) AS bookings`;
        assert.deepEqual({ ...left }, { challenges: chefs, texts: chefs, bookings: chefs });
      } finally {
        await database.close();
        await system.stop();
      }
    });
  });
}

/** All write, at the same instant unless `atOnce` says fewer; returns each one's answer, its texts joined. One look at the ledger for all of them: fifty who poll would be the load. */
async function askAll(system: System, phones: Phone[], text: string, atOnce = phones.length): Promise<Map<string, string>> {
  const answersSoFar = async () => {
    const { sms } = await readLedger(system.simulatorUrl);
    return phones.map(({ number }) => sms.filter((one) => one.direction === 'outbound' && one.to === number).map((one) => one.text));
  };
  const before = await answersSoFar();
  for (let first = 0; first < phones.length; first += atOnce) await Promise.all(phones.slice(first, first + atOnce).map((phone) => phone.send(text)));
  const endsAt = Date.now() + 90_000;
  for (;;) {
    const now = await answersSoFar();
    // An answer may come as several texts: all of them are out when nothing is under way any more.
    if (now.every((texts, index) => texts.length > before[index]!.length) && (await isQuiet(system))) {
      const all = await answersSoFar();
      return new Map(phones.map(({ number }, index) => [number, all[index]!.slice(before[index]!.length).join('\n')]));
    }
    if (Date.now() > endsAt) throw new Error(`${String(now.filter((texts, index) => texts.length <= before[index]!.length).length)} got no answer to "${text}"`);
    await sleep(200);
  }
}

/** Plays one customer up to the "yes" without Temporal; returns the step that claims the slot. */
async function untilOffer(system: System, activities: ReturnType<typeof createActivities>): Promise<Extract<Step, { kind: 'offer' }>> {
  const from = freshNumber();
  const firstRunId = randomUUID();
  let last: TurnResult | null = null;
  for (const [index, text] of [`I want to book for 20 people on ${WHEN}`, '6pm, 123 Main St Sacramento', 'yes'].entries()) {
    const { threadId, messageId } = await receiveMessage(system.services, {
      provider: 'ringcentral', channel: 'sms', addressKind: 'phone', from, text, providerMessageId: randomUUID(), providerTime: new Date(), originCheck: 'static_token', raw: Buffer.from(text),
      eventId: null, receivedAt: new Date(), keyword: null, closeAfterIdleMs: 1e12,
    });
    last = await activities.takeTurn({
      threadId, workflowId: `conversation-${threadId}`, firstRunId, turnNumber: index + 1, nudges: [messageId], refusal: null, previousHash: last?.recordHash ?? null, workflowTimeMs: Date.now(), engine: 'rules',
    });
  }
  const step = last?.steps.find((one) => one.kind === 'offer');
  assert.ok(step?.kind === 'offer', 'the mind wants to offer');
  return step;
}

async function isQuiet(system: System): Promise<boolean> {
  const [row] = await system.services.database.client<{ waiting: number }[]>`
    SELECT ((SELECT count(*) FROM messages WHERE direction = 'inbound' AND consumed_by IS NULL) + (SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'void')))::int AS waiting`;
  return row?.waiting === 0;
}
