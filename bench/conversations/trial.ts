// Plays one goal once, and judges what is left of it.
import { createCustomer, Stuck, type Entry } from './customer.ts';
import { createDice, seedFrom } from './dice.ts';
import type { BookingRow } from './end-state.ts';
import type { Goal } from './goals/index.ts';
import { gradeTrial, type Expectation } from './grade.ts';
import { brokenInvariants } from './invariants.ts';
import type { Stand } from './line.ts';
import { someWish, type Diary } from './wish.ts';

export type Trial = {
  goal: Goal;
  number: number;
  outcome: 'passed' | 'failed' | 'customer_failed';
  /** Why it failed; for `customer_failed` what the customer could not do. */
  faults: string[];
  broken: string[];
  transcript: Entry[];
  messages: number;
  bookings: BookingRow[];
};

type Played = { expected: Expectation } | { stuck: string };

export type TrialOptions = { stand: Stand; goal: Goal; number: number; seed: number; diary: Diary };

/** One conversation that cannot be played must not end all others. */
export async function playTrial(options: TrialOptions): Promise<Trial> {
  const { goal, number } = options;
  return judgeTrial(options).catch((error: unknown) => ({
    goal, number, outcome: 'customer_failed' as const, faults: [`the benchmark itself: ${error instanceof Error ? error.message : String(error)}`], broken: [], transcript: [], messages: 0, bookings: [],
  }));
}

async function judgeTrial({ stand, goal, number, seed, diary }: TrialOptions): Promise<Trial> {
  const dice = createDice(seedFrom(seed, goal.id, number));
  const wish = someWish(dice, goal.isDayFull === true ? diary.fullDay() : diary.freeDay());
  if (goal.isDayFull === true) await stand.fillDay(wish.date, wish.time);
  const line = await stand.openLine();
  const customer = createCustomer({ line, dice, persona: goal.persona, pace: goal.pace, wish, diary });
  const played = await goal.play(customer).then(
    (expected): Played => ({ expected }),
    (error: unknown): Played => {
      if (error instanceof Stuck) return { stuck: error.message };
      throw error;
    },
  );
  const state = await line.endState();
  const faults = 'expected' in played ? gradeTrial(state, played.expected) : [`stuck: ${played.stuck}`];
  // The customer is to blame only where they got stuck right after a question they could not place; a conversation that was played to its end is graded.
  const unplaced = 'stuck' in played ? customer.lastUnplaced() : null;
  return {
    goal, number, outcome: faults.length === 0 ? 'passed' : unplaced !== null ? 'customer_failed' : 'failed',
    faults: unplaced === null ? faults : [`could not place: ${unplaced}`, ...faults],
    broken: brokenInvariants(state, customer.sent), transcript: customer.transcript, messages: customer.sent.length, bookings: state.bookings,
  };
}
