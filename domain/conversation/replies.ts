// Pieces of an answer that several parts of the mind use: approved answers, prices on request, releasing a hold.
import { headCount } from '../party.ts';
import { formatCents } from '../quote.ts';
import type { Reading } from '../reading.ts';
import { partyOf, priceOf } from './draft.ts';
import { findAlternatives } from './offering.ts';
import type { Turn } from './turn.ts';
import { alternativesText, guestsText, priceLines } from './wording.ts';

/** Approved answers only; a price for the party at hand is computed, everything else is fixed text. */
export function answerTopics(turn: Turn, reading: Reading): string[] {
  const { business, state: { draft } } = turn;
  const answers = reading.topics.filter((topic) => topic !== 'other').map((topic) => {
    const party = partyOf(draft);
    const price = topic === 'price' ? priceOf(draft, business) : null;
    if (price !== null && party !== null && headCount(party) <= business.profile.bookings.largestParty) {
      const travel = draft.place === null ? ` Travel is free for the first ${String(business.profile.travel.freeMiles)} miles from ${business.profile.travel.base.city}.` : '';
      return `For ${guestsText(party)} it comes to ${formatCents(price.totalCents)}:\n${priceLines(price)}\n${travel.trim()}`.trim();
    }
    if (topic === 'availability' && draft.date !== null && draft.time === null) {
      const free = findAlternatives(turn, { date: draft.date, time: business.profile.hours.lastStart }, 3).filter((one) => one.date === draft.date);
      return free.length > 0 ? `Yes, we have times free that day.` : alternativesText(findAlternatives(turn, { date: draft.date, time: business.profile.hours.lastStart }, 3), business, turn.nowMs);
    }
    return business.answers[topic];
  });
  return answers.length > 0 ? [...new Set(answers)] : [business.answers.other];
}

/** Frees the chef when a booking was held; once per turn. */
export function release(turn: Turn, status: 'cancelled' | 'expired', reason: string): void {
  const { booking } = turn.facts;
  if (turn.holdReleased || booking?.status !== 'pending_terms') return;
  turn.holdReleased = true;
  turn.effects.push({ kind: 'release_booking', bookingId: booking.id, status, reason });
}
