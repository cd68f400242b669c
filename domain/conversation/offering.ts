// Turning a confirmed draft into an offer, and finding other times when it cannot be.
import { nearestFreeTimes } from '../availability.ts';
import { milesTo, type Proposal } from './draft.ts';
import { say, type Turn } from './turn.ts';
import { confirmationText } from './confirmation.ts';

const ALTERNATIVES = 3; // what fits a text message and a person's memory

export function findAlternatives(turn: Turn, wanted: { date: string; time: string }, count = ALTERNATIVES): { date: string; time: string }[] {
  return nearestFreeTimes(turn.business.profile, { ...wanted, roadMiles: milesTo(turn.state.draft, turn.business) ?? 0 }, turn.facts.calendar, turn.nowMs, count);
}

/** Claims the slot and sends the terms; with an emergency waiver the booking is confirmed without them. */
export function offer(turn: Turn, proposal: Proposal): void {
  const { state, facts, nowMs } = turn;
  const held = facts.booking?.status === 'pending_terms' && !turn.holdReleased ? facts.booking.id : null;
  const bookingId = held ?? facts.ids.booking;
  const waived = facts.waiver !== null && facts.waiver.untilMs > nowMs ? facts.waiver : null;
  state.bookingId = bookingId;
  state.challengeId = waived === null ? facts.ids.challenge : null;
  state.remindersSent = 0;
  state.requested = [];
  state.outcome = null;
  turn.effects.push({ kind: 'offer', bookingId, challengeId: facts.ids.challenge, draft: structuredClone(state.draft), quote: proposal.quote, waiverId: waived?.id ?? null });
  if (waived === null) {
    state.stage = 'sending_terms';
    return;
  }
  state.stage = 'creating_booking';
  turn.effects.push({ kind: 'confirm_booking', bookingId, waiverId: waived.id });
  say(turn, 'confirmation', confirmationText(turn, bookingId.slice(0, 4).toUpperCase(), false), { fact: `confirmed:${bookingId}` });
}
