// Knows when the assistant has dealt with all that a customer wrote: everything read, every step of the last turn done. One query for all who wait.
import { setTimeout as sleep } from 'node:timers/promises';
import type { TurnResult } from '../../domain/steps.ts';
import type { Services } from '../../server/services.ts';

export type Quiet = {
  /** Until nothing of the first `sent` messages is pending; rejects when that takes longer than `limitMs`. */
  wait(number: string, sent: number, limitMs: number): Promise<void>;
  stop(): void;
};

type Waiting = { index: Buffer; sent: number; endsAtMs: number; resolve(): void; reject(error: Error): void };
type Row = { blind_index: Buffer; inbound: number; unread: number; result: TurnResult | null };

/** Half of what a turn takes at its fastest: nobody waits long for having looked too early. */
const LOOK_EVERY_MS = 40;

export function watchQuiet({ database, keyring }: Pick<Services, 'database' | 'keyring'>): Quiet {
  const waiting = new Set<Waiting>();
  let isStopped = false;

  async function look(): Promise<void> {
    const now = performance.now();
    const asked = [...waiting];
    const indexes = asked.map(({ index }) => index.toString('hex'));
    const rows = await database.client<Row[]>`
      SELECT a.blind_index, count(m.id) FILTER (WHERE m.direction = 'inbound')::int AS inbound,
        (count(m.id) FILTER (WHERE m.direction = 'inbound' AND m.consumed_by IS NULL) + (SELECT count(*) FROM stimuli s WHERE s.thread_id = t.thread_id AND s.consumed_by IS NULL))::int AS unread,
        (SELECT u.result FROM turns u WHERE u.thread_id = t.thread_id ORDER BY u.position DESC LIMIT 1) AS result
      FROM customer_addresses a JOIN conversation_threads t ON t.address_id = a.id LEFT JOIN messages m ON m.thread_id = t.thread_id
      WHERE encode(a.blind_index, 'hex') = ANY(${indexes}) GROUP BY a.id, t.thread_id`;
    const read = new Map(rows.map((row) => [row.blind_index.toString('hex'), row]));
    const open = await pendingSteps(rows);
    for (const one of asked) {
      const row = read.get(one.index.toString('hex'));
      const isQuiet = row !== undefined && row.inbound >= one.sent && row.unread === 0 && (row.result?.steps ?? []).every((step) => stepIds(step).every((id) => !open.has(id)));
      if (isQuiet) settle(one, () => { one.resolve(); });
      else if (now > one.endsAtMs) settle(one, () => { one.reject(new Error('the assistant did not answer in time')); });
    }
  }

  function settle(one: Waiting, end: () => void): void {
    waiting.delete(one);
    end();
  }

  /** Of all steps of these turns, those whose effect is not there yet. A text that waits for a time of day waits for nobody. */
  async function pendingSteps(rows: readonly Row[]): Promise<Set<string>> {
    const steps = rows.flatMap((row) => row.result?.steps ?? []);
    const texts = steps.flatMap((step) => (step.kind === 'speak' ? stepIds(step) : []));
    const confirmed = steps.flatMap((step) => (step.kind === 'confirm_booking' ? [step.bookingId] : []));
    const [sent, booked] = await Promise.all([
      texts.length === 0 ? [] : database.client<{ id: string }[]>`SELECT id FROM outbox WHERE id = ANY(${texts}) AND (state NOT IN ('intended', 'sending') OR not_before > now())`,
      confirmed.length === 0 ? [] : database.client<{ id: string }[]>`SELECT id FROM bookings WHERE id = ANY(${confirmed}) AND status <> 'pending_terms'`,
    ]);
    const done = new Set([...sent, ...booked].map(({ id }) => id));
    return new Set([...texts, ...confirmed].filter((id) => !done.has(id)));
  }

  async function loop(): Promise<void> {
    while (!isStopped) {
      if (waiting.size > 0) {
        await look().catch((error: unknown) => {
          for (const one of waiting) settle(one, () => { one.reject(error instanceof Error ? error : new Error(String(error))); });
        });
      }
      await sleep(LOOK_EVERY_MS);
    }
  }
  void loop();

  return {
    wait: (number, sent, limitMs) => new Promise((resolve, reject) => {
      waiting.add({ index: keyring.blindIndex('phone', number), sent, endsAtMs: performance.now() + limitMs, resolve, reject });
    }),
    stop: () => { isStopped = true; },
  };
}

function stepIds(step: TurnResult['steps'][number]): string[] {
  return step.kind === 'speak' ? [step.outboxId, ...(step.more ?? [])] : step.kind === 'confirm_booking' ? [step.bookingId] : [];
}
