// The token bucket: never more than the provider allows in any minute, however many processes send.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { speak } from '../../activities/speak.ts';
import { bucketFor } from '../../db/send-pacing.ts';
import { openDesk } from '../support/desk.ts';

const WINDOW_MS = 60_000;

/** The most that lie in any window; the ledger's own times. */
function mostInAnyWindow(instantsMs: number[], windowMs = WINDOW_MS): number {
  const sorted = [...instantsMs].sort((a, b) => a - b);
  let first = 0;
  return sorted.reduce((most, atMs, last) => {
    while (atMs - (sorted[first] ?? 0) >= windowMs) first += 1;
    return Math.max(most, last - first + 1);
  }, 0);
}

describe('pacing of sends', function () {
  this.timeout(150_000);

  it('never lets more than the limit pass in any minute, by arithmetic, for any limit and any pattern of wishes', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 800 }), fc.integer({ min: 0, max: 4_999 }), (perMinute, gapsMs, driftMs) => {
      const { capacity, perSecond } = bucketFor(perMinute);
      let [tokens, nowMs, lastMs] = [capacity, 0, 0];
      const takenAtMs: number[] = [];
      for (const gapMs of gapsMs) {
        nowMs += gapMs;
        tokens = Math.min(capacity, tokens + (perSecond * (nowMs - lastMs)) / 1000);
        lastMs = nowMs;
        if (tokens < 1) continue;
        tokens -= 1;
        // The first to arrive late, all others at once: the worst that drift can do to a window.
        takenAtMs.push(takenAtMs.length === 0 ? nowMs + driftMs : nowMs);
      }
      assert.ok(mostInAnyWindow(takenAtMs) <= perMinute);
    }), { seed: 11, numRuns: 500 });
  });

  it('keeps most of what is allowed: a full minute of sending uses at least nine tenths of forty', () => {
    const { capacity, perSecond } = bucketFor(40);
    assert.ok(capacity + perSecond * 60 >= 36);
  });

  it('shows the provider at most forty in any minute, with four processes sending all they can for longer than one', async () => {
    // The provider counts too: the forty-first within its minute would be refused, and be seen.
    const desk = await openDesk({ rateLimits: { medium: 40 } });
    try {
      const processes = [1, 2, 3, 4].map(() => desk.process({ smsPerMinute: 40 }));
      const customers = await Promise.all(Array.from({ length: 16 }, () => desk.customer()));
      const ids = await Promise.all(Array.from({ length: 80 }, (_, index) => desk.intend(customers[index % customers.length]!, { class: 'reply', text: `text ${String(index)}` })));
      const endsAt = Date.now() + 75_000;
      const untilSent = async (id: string, index: number): Promise<void> => {
        while (Date.now() < endsAt) {
          const result = await speak(processes[index % processes.length]!, id);
          if (result.outcome !== 'later') return;
          // Half of what it was told, so that the bucket is asked too early as well.
          await sleep(Math.max(50, Math.min(endsAt - Date.now(), (result.atMs - Date.now()) / 2)));
        }
      };
      await Promise.all(ids.map(untilSent));
      const ledger = await desk.ledger();
      const sentAtMs = ledger.sms.filter((text) => text.direction === 'outbound').map((text) => Date.parse(text.at));
      assert.deepEqual(ledger.refused, []);
      const most = mostInAnyWindow(sentAtMs);
      assert.ok(most <= 40, `${String(most)} in one minute`);
      assert.ok(most >= 30, `only ${String(most)} in the best minute: the bucket holds back more than it must`);
      assert.ok(Math.max(...sentAtMs) - Math.min(...sentAtMs) > WINDOW_MS, 'more than one minute was seen');
    } finally {
      await desk.close();
    }
  });

  it('keeps the last tokens for replies while reminders wait', async () => {
    const desk = await openDesk();
    try {
      const deps = desk.process({ smsPerMinute: 40 });
      const customer = await desk.customer();
      const outcomes: string[] = [];
      for (let index = 0; index < 10; index += 1) outcomes.push((await speak(deps, await desk.intend(customer, { class: 'reminder', text: `reminder ${String(index)}` }))).outcome);
      assert.ok(outcomes.includes('done') && outcomes.at(-1) === 'later');
      assert.equal((await speak(deps, await desk.intend(customer, { class: 'stop_confirmation', text: 'unsubscribed' }))).outcome, 'done');
    } finally {
      await desk.close();
    }
  });
});
