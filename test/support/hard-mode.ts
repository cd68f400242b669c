// Hard mode (HARD=1): every activity runs twice and the second answer counts, with a workflow cache of two. Whoever is not idempotent shows it.
import type { WorkerTuning } from '../../server/worker.ts';

export const isHard = process.env.HARD === '1';

type ActivityFunction = (...args: never[]) => Promise<unknown>;

/** How often each activity type ran twice, over all systems of this run. */
const doubled = new Map<string, number>();

export function timesDoubled(type: string): number {
  return doubled.get(type) ?? 0;
}

/** As when Temporal loses an activity's answer: the work was done, and is asked for again. */
export function runTwice<Activities extends Record<string, ActivityFunction>>(activities: Activities): Activities {
  const twice = Object.entries(activities).map(([type, activity]) => [type, async (...args: never[]) => {
    await activity(...args);
    const second = await activity(...args);
    doubled.set(type, (doubled.get(type) ?? 0) + 1);
    return second;
  }]);
  return Object.fromEntries(twice) as Activities;
}

/** Two cached workflows: all others are replayed from their history at every step. */
export const hardTuning: WorkerTuning = { maxCachedWorkflows: 2 };
