// Pieces of an answer that several parts of the mind use: approved answers, prices on request, not having understood, letting go of a hold or of terms.
import { checkRequest } from '../availability.ts';
import { headCount } from '../party.ts';
import { formatCents } from '../quote.ts';
import type { Topic } from '../reading.ts';
import { partyOf, priceOf } from './draft.ts';
import { escalate } from './escalation.ts';
import { findAlternatives, offerAlternatives } from './offering.ts';
import { priceLines } from './read-back.ts';
import { remark, type Turn } from './turn.ts';
import { guestsText } from './wording.ts';

/** Approved answers only; the price and the calendar for the party at hand are computed, everything else is fixed text. */
export function answerTopics(turn: Turn, topics: readonly Topic[]): void {
  if (topics.length === 0) {
    // Says that a person can be asked for; asked too often, one is called.
    if (!misunderstood(turn)) remark(turn, turn.business.answers.other);
    return;
  }
  turn.state.attempts = 0;
  for (const topic of topics) answerTopic(turn, topic);
}

function answerTopic(turn: Turn, topic: Topic): void {
  const text = topic === 'price' ? priceText(turn) : null;
  if (text !== null) {
    turn.news.delete('party_size');
    remark(turn, text);
  } else if (topic !== 'availability' || turn.state.draft.date === null) remark(turn, turn.business.answers[topic]);
  else tellAvailability(turn, turn.state.draft.date);
}

function priceText({ state: { draft }, business }: Turn): string | null {
  const party = partyOf(draft);
  const price = priceOf(draft, business);
  if (party === null || price === null || headCount(party) > business.profile.bookings.largestParty) return null;
  const { base, freeMiles } = business.profile.travel;
  const travel = draft.place === null ? `Travel is free for the first ${String(freeMiles)} miles from ${base.city}.` : '';
  return [`For ${guestsText(party)} it comes to ${formatCents(price.totalCents)}:`, ...priceLines(price), travel].filter((line) => line !== '').join('\n');
}

/** What stands in the way of the date or time itself is said by the next step. */
function tellAvailability(turn: Turn, date: string): void {
  const { state: { draft }, business: { profile }, facts, nowMs } = turn;
  const time = draft.time ?? profile.hours.lastStart;
  const found = checkRequest(profile, { date, time, partySize: 1, place: { state: profile.travel.base.state }, roadMiles: 0 }, facts.calendar, nowMs);
  if (found.ok) remark(turn, draft.time === null ? 'Yes, we have times free that day.' : 'Yes, that time is free right now.');
  else if (found.reason === 'no_chef' && draft.time !== null) offerAlternatives(turn, { date, time }, 'All our chefs are taken at that time.');
  else if (found.reason === 'no_chef') {
    if (findAlternatives(turn, { date, time }).some((one) => one.date === date)) remark(turn, 'Yes, we have times free that day.');
    else offerAlternatives(turn, { date, time }, 'All our chefs are taken that day.');
  }
}

/** Counts a message that was not understood; true when that was one too many, and a person was called. */
export function misunderstood(turn: Turn): boolean {
  turn.state.attempts += 1;
  if (turn.state.attempts < turn.settings.maxAttempts) return false;
  escalate(turn, 'not_understood');
  return true;
}

/** Frees the chef when a booking was held; once per turn. */
export function release(turn: Turn, status: 'cancelled' | 'expired', reason: string): void {
  const { booking } = turn.facts;
  if (turn.holdReleased || booking?.status !== 'pending_terms') return;
  turn.holdReleased = true;
  turn.effects.push({ kind: 'release_booking', bookingId: booking.id, status, reason });
}

/** A change makes the old terms worthless at once, not only when the new ones go out: an "I agree" in between must not bind. */
export function revokeTerms(turn: Turn): void {
  turn.state.readBack = null;
  if (turn.challenge === null) return;
  turn.effects.push({ kind: 'revoke_challenge', challengeId: turn.challenge.id });
  turn.challenge = null;
}
