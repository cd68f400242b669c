// What a goal is, and the ends that most of them share.
import type { Customer } from '../customer.ts';
import type { Expectation, ExpectedBooking } from '../grade.ts';
import type { Pace, Persona } from '../persona.ts';

export type Goal = {
  /** Stable: the seed is made from it. */
  id: string;
  habit: string;
  persona: Persona;
  pace: Pace;
  /** The day wished for is full. */
  isDayFull?: boolean;
  /** Steers the customer and says what must be true at the end. */
  play(customer: Customer): Promise<Expectation>;
};

export type Script = (customer: Customer) => Promise<Expectation>;

/** One goal for each hand it is written in. */
export function goals(habit: string, hands: readonly (readonly [Persona, Pace])[], play: Script, more: Partial<Goal> = {}): Goal[] {
  return hands.map(([persona, pace]) => ({ id: `${habit}/${persona}/${pace}`, habit, persona, pace, play, ...more }));
}

export function wished(customer: Customer): ExpectedBooking {
  const { wish, isZipKnown, takesAnyTime, lastReadBack } = customer;
  return { ...structuredClone(wish), isZipKnown, ...(takesAnyTime ? { asReadBack: lastReadBack } : {}) };
}

export const booked = (customer: Customer, more: Partial<Expectation> = {}): Expectation => ({ bookings: [wished(customer)], ...more });
export const nothing = (more: Partial<Expectation> = {}): Expectation => ({ bookings: [], ...more });
export const held = (customer: Customer, more: Partial<Expectation> = {}): Expectation => ({ bookings: [], held: [wished(customer)], ...more });

export async function bookIt(customer: Customer): Promise<void> {
  await customer.open();
  await customer.toBooked();
}

/** Another head count than before, as people come and go. */
export function changeParty(customer: Customer): void {
  const { adults } = customer.wish.party;
  customer.wish.party = { adults: adults + customer.dice.pick([1, 2, 3, 4, 5]), children: 0, infants: 0 };
}

export function changeTime(customer: Customer): void {
  const { time } = customer.wish;
  customer.wish.time = customer.dice.pick(['12:30', '14:00', '17:00', '18:30', '19:30', '20:30'].filter((other) => other !== time));
}

export function changeDate(customer: Customer): void {
  customer.wish.date = customer.diary.freeDay();
}
