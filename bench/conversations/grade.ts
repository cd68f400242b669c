// Judges one trial by its end state: what must stand, what must not, to the cent.
import { flat } from './customer.ts';
import type { BookingRow, EndState } from './end-state.ts';
import { dollars, milesTo, totalCents } from './price-list.ts';
import { looksLikeDate, looksLikeTime } from './spelling.ts';
import type { Wish } from './wish.ts';

export type ExpectedBooking = Pick<Wish, 'date' | 'time' | 'party' | 'spot' | 'extras'> & { isZipKnown: boolean; /** Where the customer took one of the times offered: it must be the one read back to them. */ asReadBack?: string; /** Reschedule fees and the like. */ feeCents?: number };

export type Expectation = {
  /** Exactly these are confirmed at the end. */
  bookings: ExpectedBooking[];
  /** Exactly these wait for an answer to their terms. */
  held?: ExpectedBooking[];
  /** How many were made and cancelled again. */
  cancelled?: number;
  /** Reasons, one of which a task must have; none: no task at all. */
  tasks?: readonly string[];
  /** A task is no fault, but not needed. */
  mayHaveTask?: boolean;
  /** They asked what no approved answer covers: to ask the team is right, and no more than that. */
  mayAskTeam?: boolean;
  isOptedOut?: boolean;
  /** What the customer must have been told. */
  told?: readonly { what: string; pattern: RegExp }[];
  /** What they must not have been told. */
  untold?: readonly { what: string; pattern: RegExp }[];
  dietary?: string;
  name?: string;
};

export function expectedTotalCents({ party, extras, spot, isZipKnown, feeCents = 0 }: ExpectedBooking): number {
  return totalCents(party, extras, milesTo(spot, isZipKnown)) + feeCents;
}

/** Every fault, in words without a person's data; empty when the goal was reached. */
export function gradeTrial(state: EndState, expected: Expectation): string[] {
  const confirmed = state.bookings.filter((row) => row.status === 'confirmed');
  const held = state.bookings.filter((row) => row.status === 'pending_terms');
  const texts = state.texts.filter((text) => text.state === 'sent').map((text) => text.text).join('\n');
  return [
    ...gradeBookings('confirmed', confirmed, expected.bookings),
    ...gradeBookings('held', held, expected.held ?? []),
    ...gradeAcknowledgments(state, confirmed),
    ...(expected.cancelled === undefined || state.bookings.filter((row) => row.status === 'cancelled').length === expected.cancelled ? [] : [`expected ${String(expected.cancelled)} cancelled`]),
    ...gradeTasks(state, expected),
    ...((state.optedOutAtMs !== null) === (expected.isOptedOut ?? false) ? [] : [expected.isOptedOut === true ? 'the opt-out was not taken' : 'opted out without asking']),
    ...(expected.told ?? []).filter(({ pattern }) => !pattern.test(texts)).map(({ what }) => `was not told ${what}`),
    ...(expected.untold ?? []).filter(({ pattern }) => pattern.test(texts)).map(({ what }) => `was told ${what}`),
    ...(expected.dietary === undefined || confirmed.some((row) => row.dietary.join(' ').includes(expected.dietary ?? '')) ? [] : [`the dietary need is not on the booking`]),
    ...(expected.name === undefined || confirmed.some((row) => flat(row.name ?? '') === flat(expected.name ?? '')) ? [] : ['the name is not on the booking']),
  ];
}

function gradeBookings(kind: string, rows: readonly BookingRow[], expected: readonly ExpectedBooking[]): string[] {
  if (rows.length !== expected.length) return [`${String(rows.length)} ${kind}, expected ${String(expected.length)}`];
  const left = [...rows];
  return expected.flatMap((wish) => {
    const faults = left.map((row) => ({ row, faults: bookingFaults(row, wish) })).sort((a, b) => a.faults.length - b.faults.length);
    const [best] = faults;
    if (best === undefined) return [];
    left.splice(left.indexOf(best.row), 1);
    return best.faults.map((fault) => `${kind}: ${fault}`);
  });
}

function bookingFaults(row: BookingRow, wish: ExpectedBooking): string[] {
  const { party, spot, asReadBack } = wish;
  const total = expectedTotalCents(wish);
  const rightTime = asReadBack === undefined ? row.date === wish.date && row.time === wish.time : looksLikeDate(asReadBack, row.date) && looksLikeTime(asReadBack, row.time);
  return [
    ...(rightTime ? [] : [`${row.date} ${row.time}, wanted ${wish.date} ${wish.time}`]),
    ...(row.adults === party.adults && row.children === party.children && row.infants === party.infants ? [] : [`party ${[row.adults, row.children, row.infants].join('+')}, wanted ${[party.adults, party.children, party.infants].join('+')}`]),
    ...(flat(row.line1) === flat(spot.line1) && flat(row.city) === flat(spot.city) ? [] : ['another address than wanted']),
    ...(row.totalCents === total ? [] : [`total ${dollars(row.totalCents)}, should be ${dollars(total)}`]),
  ];
}

/** Every confirmed booking that nobody answers for has exactly one acknowledgment, at its price. */
function gradeAcknowledgments({ acknowledgments }: EndState, confirmed: readonly BookingRow[]): string[] {
  return confirmed.filter((row) => !row.byStaff).flatMap((row) => {
    const own = acknowledgments.filter((one) => one.bookingId === row.id && one.outcome === 'booked');
    return own.length === 1 && own[0]?.totalCents === row.totalCents ? [] : [`${String(own.length)} acknowledgments for a booking`];
  });
}

function gradeTasks({ tasks: all }: EndState, { tasks: wanted = [], mayHaveTask = false, mayAskTeam = false }: Expectation): string[] {
  const tasks = mayAskTeam ? all.filter((task) => task.reason !== 'open_question') : all;
  if (mayHaveTask && wanted.length === 0) return [];
  if (wanted.length === 0) return tasks.length === 0 ? [] : [`a person was called for: ${tasks.map((task) => task.reason).join(', ')}`];
  return tasks.some((task) => wanted.includes(task.reason)) ? [] : [`a person should have been called (${wanted.join(' or ')}), tasks: ${tasks.map((task) => task.reason).join(', ') || 'none'}`];
}
