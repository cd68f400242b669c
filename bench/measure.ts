// Percentiles, and probes taken in turns so that a noisy machine disturbs all of them alike.
import { setTimeout as sleep } from 'node:timers/promises';

export type Times = { p50_ms: number; p95_ms: number };

export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new Error('no samples');
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** To hundredths: what comes after them is noise on every machine. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;

export function timesOf(samples: readonly number[]): Times {
  return { p50_ms: rounded(median(samples)), p95_ms: rounded(percentile(samples, 0.95)) };
}

/** Returns milliseconds. */
export type Probe = () => Promise<number>;

/** What runs on after an answer (a commit, an acknowledgment) must not be charged to the next sample, whichever kind that is. */
const PAUSE_MS = 20;

/** Blocks of each probe, A B C A B C, each round beginning with another one. */
export async function interleave<Name extends string>(probes: Record<Name, Probe>, rounds: number, perBlock: number): Promise<Record<Name, number[]>> {
  const names = Object.keys(probes) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < names.length; place += 1) {
      const name = names[(round + place) % names.length];
      if (name === undefined) continue;
      for (let count = 0; count < perBlock; count += 1) {
        await sleep(PAUSE_MS);
        samples[name].push(await probes[name]());
      }
    }
  }
  return samples;
}

/** Runs a loop of `work` in each lane, all at once, and begins nothing after `ms`; returns how many were done, and in a second, to the last of them. */
export async function rateOf<Lane>(lanes: readonly Lane[], ms: number, work: (lane: Lane) => Promise<unknown>): Promise<{ done: number; perSecond: number }> {
  const startedAt = performance.now();
  let done = 0;
  await Promise.all(lanes.map(async (lane) => {
    while (performance.now() - startedAt < ms) {
      await work(lane);
      done += 1;
    }
  }));
  // To the very end: work begun before and finished after it was paid for too, and there is more of it in the slower of two kinds.
  return { done, perSecond: done / ((performance.now() - startedAt) / 1_000) };
}
