// Bookings that stand: finding the one that is meant, taking it up for a change, and going back to it when the change comes to nothing.
import { isInTime } from '../booking-policy.ts';
import type { StandingBooking } from './decision.ts';
import { release, revokeTerms } from './replies.ts';
import { startNewMatter, type Change } from './state.ts';
import { withoutItself, type Turn } from './turn.ts';

export function standingBookings({ facts }: Turn): StandingBooking[] {
  return facts.standing ?? [];
}

/** The booking that a cancellation or modification is about; null where there is none, or it ended meanwhile. */
export function bookingInQuestion(turn: Turn): StandingBooking | null {
  const { change } = turn.state;
  if (change === null || change.kind === 'which') return null;
  return standingBookings(turn).find((booking) => booking.id === change.bookingId) ?? null;
}

/** By the number that made it, in time, and as long as no member of staff answers for it; anything else is for a person. */
export function maySeeTo({ business, nowMs }: Turn, { isOwn, isByStaff, startsAtMs }: StandingBooking): boolean {
  return isOwn && !isByStaff && isInTime(business.profile, startsAtMs, nowMs);
}

/** A matter of its own, begun with the booking as it stands. Terms that are still out end here: a "yes" must answer one question only. */
export function takeUp(turn: Turn, booking: StandingBooking, change: Exclude<Change, { kind: 'which' }>): void {
  const { state, facts } = turn;
  revokeTerms(turn);
  release(turn, 'cancelled', 'another wish came first');
  // Nor does a yes of this same turn, given before the question was put.
  turn.unsettled = true;
  const { taskId } = state;
  const matterId = state.change === null ? null : state.matterId;
  const [stage, intent] = change.kind === 'cancel' ? ['confirming_info', 'cancellation'] as const : ['collecting_info', 'modification'] as const;
  Object.assign(state, startNewMatter(state), { matterId, taskId, stage, intent, change, draft: structuredClone(booking.draft), earlierBookingId: facts.booking?.id ?? null });
  if (change.kind === 'modify') turn.facts = withoutItself(turn.facts, change);
}

/** The change is given up: the conversation is about the booking as it stands, whoever has the conversation. */
export function keepBooking(turn: Turn): void {
  const { state, facts } = turn;
  const booking = bookingInQuestion(turn);
  state.change = null;
  if (booking === null) return;
  const isEscalated = state.stage === 'escalated';
  Object.assign(state, {
    stage: isEscalated ? 'escalated' : 'booking_complete', stageBeforeEscalation: isEscalated ? 'booking_complete' : null, outcome: 'booked',
    bookingId: booking.id, earlierBookingId: facts.booking?.id ?? null, bookedByStaff: booking.isByStaff, draft: structuredClone(booking.draft),
    readBack: null, requested: [], offered: [], remindersSent: 0,
  });
}

/** A person takes over: what was only asked is forgotten, what can still be agreed to stays. */
export function shelveChange(turn: Turn): void {
  if (turn.state.change !== null && turn.challenge === null) keepBooking(turn);
}
