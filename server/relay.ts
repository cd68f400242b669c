// The relay: nudges conversations about mail that no turn has taken, for when Temporal, or the process that took the mail, was away.
import type { DatabaseHandle } from '../db/client.ts';
import { claimMail, unclaimMail, type Mail } from '../db/relay.ts';
import { boundDatabase } from './bounded-database.ts';
import type { Log } from './log.ts';

export type RelayOptions = {
  database: DatabaseHandle;
  nudge: (threadId: string, id: string) => Promise<boolean>;
  now: () => number;
  log: Log;
  /** Pause between looks when all is well. */
  intervalMs?: number;
  /** Mail nudged and not taken for this long is nudged again: a turn takes milliseconds, and a worker restarts within this. */
  staleAfterMs?: number;
  /** Mail younger than this is left to the process that took it in, which nudges within its time limit of a second. */
  freshForMs?: number;
  batchSize?: number;
};

export type Relay = {
  /** The round under way is finished, none begins. */
  stop(): Promise<void>;
};

// Temporal and PostgreSQL come back within seconds of a restart, and mail must not wait much longer than they do.
const LONGEST_PAUSE_MS = 5_000;
// Claiming takes milliseconds; beyond this the driver is waiting to reconnect, and `stop` must not wait with it.
const DATABASE_LIMIT_MS = 5_000;
// Enough to clear a backlog quickly, few enough to leave a small server room for other work.
const CONCURRENT_THREADS = 16;

export function startRelay(options: RelayOptions): Relay {
  const { log, intervalMs = 1_000, batchSize = 100 } = options;
  const database = boundDatabase(options.database, DATABASE_LIMIT_MS);
  let isStopped = false;
  let wake: () => void = () => undefined;
  let failures = 0;

  const pause = (ms: number) => new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    wake = () => { clearTimeout(timer); resolve(); };
  });

  async function run(): Promise<void> {
    for (;;) {
      if (isStopped) return;
      let isMoreWaiting = false;
      try {
        const round = await relayOnce({ ...options, database });
        failures = round.isTemporalAway ? failures + 1 : 0;
        isMoreWaiting = !round.isTemporalAway && round.claimed >= batchSize;
      } catch (error) {
        failures += 1;
        log.warn({ err: error, failures }, 'relay could not look for mail');
      }
      // `stop` may have come while the round ran, when there was no pause to wake from.
      if (isStopped) return;
      if (!isMoreWaiting) await pause(Math.min(intervalMs * 2 ** Math.min(failures, 10), Math.max(intervalMs, LONGEST_PAUSE_MS)));
    }
  }

  const running = run();
  return {
    async stop() {
      isStopped = true;
      wake();
      await running;
    },
  };
}

export type Round = { claimed: number; nudged: number; isTemporalAway: boolean };

/** One round: claims a batch, nudges each thread about each of its ids in order, gives back what did not get through. */
export async function relayOnce({ database, nudge, now, log, staleAfterMs = 30_000, freshForMs = 2_000, batchSize = 100 }: RelayOptions): Promise<Round> {
  const claimed = await claimMail(database, { now: new Date(now()), staleAfterMs, freshForMs, limit: batchSize });
  if (claimed.length === 0) return { claimed: 0, nudged: 0, isTemporalAway: false };
  const threads = byThread(claimed);
  const undelivered: Mail[] = [];
  let nudged = 0;

  const deliver = async (mail: Mail[]): Promise<void> => {
    for (const [index, item] of mail.entries()) {
      // When a whole round of threads has failed and none got through, Temporal is away: the rest need not wait for their time limits.
      const isHopeless = nudged === 0 && undelivered.length >= CONCURRENT_THREADS;
      if (isHopeless || !(await nudge(item.threadId, item.id))) {
        undelivered.push(...mail.slice(index));
        return;
      }
      nudged += 1;
    }
  };
  const lane = async (): Promise<void> => {
    for (let mail = threads.shift(); mail !== undefined; mail = threads.shift()) await deliver(mail);
  };
  await Promise.all(Array.from({ length: CONCURRENT_THREADS }, lane));

  const isTemporalAway = nudged === 0;
  // One that fails while others get through has a fault of its own: it keeps its mark and waits its 30 s, so that it holds up nobody.
  if (isTemporalAway) await unclaimMail(database, undelivered);
  if (undelivered.length > 0) log.warn({ undelivered: undelivered.length, nudged, isTemporalAway }, 'relay could not deliver all mail');
  else log.info({ nudged }, 'relay delivered mail');
  return { claimed: claimed.length, nudged, isTemporalAway };
}

/** Grouped in the order in which each thread first appears. */
function byThread(mail: readonly Mail[]): Mail[][] {
  const threads = new Map<string, Mail[]>();
  for (const item of mail) {
    const group = threads.get(item.threadId);
    if (group === undefined) threads.set(item.threadId, [item]);
    else group.push(item);
  }
  return [...threads.values()];
}
