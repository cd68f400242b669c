// The booking that follows from an acknowledgment, and the text that says "you are booked".
import { renderText } from '../business.ts';
import { instantToLocal } from '../calendar.ts';
import { formatCents } from '../quote.ts';
import { PARAGRAPH } from '../text-parts.ts';
import type { SlotName } from '../vocabulary.ts';
import { carriedDepositText } from './change-wording.ts';
import { RECEIPT_MARK, type ChallengeFacts } from './decision.ts';
import { partyOf, priceOf } from './draft.ts';
import { bookingInQuestion } from './standing.ts';
import { assistantSpeaks, dropAnswer, personInCharge, say, type Turn } from './turn.ts';
import { addressText, guestsText, stillWantedText, whenText } from './wording.ts';

const MINUTE_MS = 60_000;

export function confirm(turn: Turn, challenge: Pick<ChallengeFacts, 'bookingId' | 'reference'>): void {
  const { state } = turn;
  if (turn.effects.some((effect) => effect.kind === 'confirm_booking')) return;
  turn.challenge = null;
  state.attempts = 0;
  state.bookingId = challenge.bookingId;
  // With a person in charge the stage stays theirs; the booking is confirmed all the same.
  if (personInCharge(turn)) state.stageBeforeEscalation = 'booking_complete';
  else state.stage = 'creating_booking';
  confirmAndTell(turn, { bookingId: challenge.bookingId, reference: challenge.reference, waiverId: null });
}

/** `waiverId`: confirmed without terms, and the text says so. */
export function confirmAndTell(turn: Turn, { bookingId, reference, waiverId }: { bookingId: string; reference: string; waiverId: string | null }): void {
  const { state } = turn;
  dropAnswer(turn);
  turn.effects.push({ kind: 'confirm_booking', bookingId, waiverId });
  if (turn.optedOut) state.untoldBookingId = bookingId;
  const isChange = state.change !== null;
  const wanted = assistantSpeaks(turn) && !isChange ? wantedSlots(turn) : [];
  const closing = stillWantedText(turn.business, wanted);
  const booked = bookedText(turn, reference, waiverId === null ? (turn.facts.receipt ?? RECEIPT_MARK) : 'none, as the terms were waived this time');
  say(turn, 'confirmation', closing === '' ? booked : `${booked}${PARAGRAPH}${closing}`, `confirmed:${bookingId}`);
  state.requested = wanted;
  state.lastSaid = closing === '' ? null : closing;
  state.repeats = 0;
  state.offered = [];
  state.change = null;
}

/** Welcome, not required: asked for once, when nothing hangs on it any more. */
function wantedSlots({ state: { draft } }: Turn): SlotName[] {
  const missing: Partial<Record<SlotName, boolean>> = { name: draft.name === null, menu: draft.menu.length === 0, dietary: draft.dietary.length === 0 };
  return (['name', 'menu', 'dietary'] as const).filter((slot) => missing[slot]);
}

/** On START: what was agreed to after STOP was recorded, and could not be answered. */
export function tellUntold(turn: Turn): void {
  const { state, business, facts } = turn;
  const bookingId = state.untoldBookingId;
  state.untoldBookingId = null;
  const stands = state.bookingId === bookingId && (facts.booking?.status === 'confirmed' || turn.effects.some((effect) => effect.kind === 'confirm_booking'));
  if (bookingId === null || !stands || facts.challenge?.bookingId !== bookingId) return;
  say(turn, 'confirmation', renderText(business, 'booking_stands', { reference: facts.challenge.reference, ...eventWords(turn), proof: facts.receipt ?? RECEIPT_MARK }), `stands:${bookingId}`);
}

/** "When", for whom, where and how much, as it is booked. */
function eventWords({ business, nowMs, state: { draft } }: Turn): Record<'when' | 'guests' | 'address' | 'total', string> {
  const party = partyOf(draft);
  const price = priceOf(draft, business);
  return {
    when: draft.date === null || draft.time === null ? '' : whenText(business, draft.date, draft.time, nowMs),
    guests: party === null ? '' : guestsText(party),
    address: addressText(draft.address, draft.place),
    total: price === null ? '' : formatCents(price.totalCents),
  };
}

function bookedText(turn: Turn, reference: string, proof: string): string {
  const { business, nowMs, state: { change } } = turn;
  const due = instantToLocal(nowMs + business.profile.deposit.dueWithinMinutes * MINUTE_MS, business.profile.timeZone);
  const words = { reference, ...eventWords(turn), proof };
  if (change !== null) return renderText(business, 'booking_changed', { ...words, deposit: carriedDepositText(business, bookingInQuestion(turn), nowMs) });
  return renderText(business, 'booking_confirmed', { ...words, depositDue: whenText(business, due.date, due.time, nowMs) });
}
