// pass^k: how probable it is that all of k trials of a goal pass, estimated from n >= k trials of it and averaged over the goals.
import type { Trial } from './trial.ts';

export const DEPTHS = [1, 2, 3, 4] as const;
export type PassScores = Record<`pass_${(typeof DEPTHS)[number]}`, number | null>;

export type GoalScore = { id: string; habit: string; valid: number; passed: number };

function choose(n: number, k: number): number {
  let ways = 1;
  for (let step = 0; step < k; step += 1) ways = (ways * (n - step)) / (step + 1);
  return ways;
}

export function scoreGoals(trials: readonly Trial[]): GoalScore[] {
  const scores = new Map<string, GoalScore>();
  for (const { goal, outcome } of trials) {
    const score = scores.get(goal.id) ?? { id: goal.id, habit: goal.habit, valid: 0, passed: 0 };
    // A trial that the customer spoilt says nothing of the assistant; it is counted apart.
    if (outcome !== 'customer_failed') score.valid += 1;
    if (outcome === 'passed') score.passed += 1;
    scores.set(goal.id, score);
  }
  return [...scores.values()];
}

/** Null where no goal has that many valid trials. */
export function passAt(k: number, goals: readonly GoalScore[]): number | null {
  const fit = goals.filter(({ valid }) => valid >= k);
  if (fit.length === 0) return null;
  return fit.reduce((sum, { valid, passed }) => sum + choose(passed, k) / choose(valid, k), 0) / fit.length;
}

export function passScores(goals: readonly GoalScore[]): PassScores {
  return { pass_1: passAt(1, goals), pass_2: passAt(2, goals), pass_3: passAt(3, goals), pass_4: passAt(4, goals) };
}
