// A wish about a booking that stands: which one, whether the assistant may see to it, and the changed draft until it can be offered.
import { reschedulesAfter } from '../booking-policy.ts';
import { renderText, type Business } from '../business.ts';
import { assertNever } from '../vocabulary.ts';
import { answerCancel, askCancel } from './cancelling.ts';
import { bookingWhen, WHAT_TO_CHANGE, whichText } from './change-wording.ts';
import type { ChallengeFacts, MessageStimulus, StandingBooking } from './decision.ts';
import { partyOf, takeSlots } from './draft.ts';
import { escalate } from './escalation.ts';
import { answerTopics, narrowed } from './inquiry.ts';
import { chosenFrom } from './offering.ts';
import { misunderstood, release, revokeTerms } from './replies.ts';
import { bookingInQuestion, keepBooking, maySeeTo, standingBookings, takeUp } from './standing.ts';
import { EMPTY_DRAFT, type Draft, type Wish } from './state.ts';
import { ask, remark, say, type Turn } from './turn.ts';
import { ADDED, addressText } from './wording.ts';

/**
 * A wish about a booking, said while no booking is the matter at hand: about one that stands, or (from another number, or after the event)
 * about one that this conversation knows nothing of. In the midst of planning an event "change" means the plan.
 */
export function wishAboutBooking(turn: Turn, { reading: { intent, slots } }: MessageStimulus): Wish | null {
  const { stage, change, draft, outcome } = turn.state;
  if (change !== null) return intent === 'cancellation' && standingBookings(turn).length > 0 && draft.date === (slots.date ?? draft.date) ? 'cancel' : null;
  const knows = standingBookings(turn).length > 0;
  const isNew = stage === 'initial' && outcome === null && JSON.stringify(draft) === JSON.stringify({ ...EMPTY_DRAFT, name: draft.name, email: draft.email });
  if (intent === 'cancellation') return knows || isNew ? 'cancel' : null;
  // Somebody who says for how many and where describes a party, whatever else the words are.
  if (intent === 'modification' && stage === 'initial' && (knows || isNew) && (slots.partySize === undefined || slots.address === undefined)) return 'modify';
  return null;
}

/** True: the wished changes are to be taken into the draft, as for a booking that is being put together. */
export function aboutBooking(turn: Turn, message: MessageStimulus, wish: Wish): boolean {
  const { state, facts } = turn;
  const isBeingMade = state.stage === 'creating_booking' || (facts.booking?.status === 'pending_terms' && facts.challenge?.status === 'agreed');
  const [only, ...others] = isBeingMade ? [] : candidates(turn, message);
  if (only === undefined) escalate(turn, 'change_or_cancellation');
  else if (others.length > 0) askWhich(turn, [only, ...others], wish, message);
  else return takeUpWish(turn, only, wish);
  return false;
}

/** The one whose date is named; without that, all that stand. */
function candidates(turn: Turn, { reading: { slots } }: MessageStimulus): StandingBooking[] {
  const standing = standingBookings(turn);
  const named = standing.filter(({ draft }) => draft.date === slots.date);
  return named.length > 0 ? named : standing;
}

function takeUpWish(turn: Turn, booking: StandingBooking, wish: Wish): boolean {
  if (!maySeeTo(turn, booking)) {
    escalate(turn, 'change_or_cancellation');
    return false;
  }
  switch (wish) {
    case 'cancel': askCancel(turn, booking); return false;
    case 'modify': takeUp(turn, booking, { kind: 'modify', bookingId: booking.id }); return true;
    default: return assertNever(wish);
  }
}

function askWhich(turn: Turn, bookings: StandingBooking[], wish: Wish, { reading: { slots }, located }: Pick<MessageStimulus, 'reading' | 'located'>): void {
  turn.state.change = { kind: 'which', wish, bookingIds: bookings.map(({ id }) => id), said: { slots, located } };
  ask(turn, whichText(turn.business, bookings, turn.nowMs), ['date']);
}

/** A message while such a question is open; false where the ordinary conversation has to go on with it. */
export function answerAboutBooking(turn: Turn, message: MessageStimulus): boolean {
  const { change } = turn.state;
  switch (change?.kind) {
    case 'which': answerWhich(turn, message, change); return true;
    case 'cancel': return answerCancel(turn, message) === 'dealt_with' || !aboutBooking(turn, message, 'modify');
    case 'modify': case undefined: return false;
    default: return assertNever(change);
  }
}

function answerWhich(turn: Turn, message: MessageStimulus, { wish, bookingIds, said }: Extract<Turn['state']['change'], { kind: 'which' }>): void {
  const { state } = turn;
  const bookings = standingBookings(turn).filter(({ id }) => bookingIds.includes(id));
  const chosen = chosenFrom(bookings.map(({ draft: { date, time } }) => ({ date, time })), message.reading, null);
  const booking = bookings.find(({ draft }) => draft.date === chosen?.date && draft.time === chosen.time);
  if (booking === undefined) {
    const topics = narrowed(message.reading.topics, false);
    if (message.reading.confirmation === 'no') {
      state.change = null;
      remark(turn, 'No problem, everything stays as it is.');
    } else if (topics.length > 0) {
      answerTopics(turn, topics);
      ask(turn, whichText(turn.business, bookings, turn.nowMs), ['date']);
    } else if (!misunderstood(turn)) ask(turn, whichText(turn.business, bookings, turn.nowMs), ['date']);
    return;
  }
  state.change = null;
  if (!takeUpWish(turn, booking, wish)) return;
  for (const slot of takeSlots(turn.state.draft, { reading: { slots: said.slots }, located: said.located })) turn.news.add(slot);
  turn.unsettled = true;
  turn.prompt = true;
}

/** "No, leave it as it is": before the terms of the change are accepted, that is all it takes. */
export function giveUpChange(turn: Turn): boolean {
  const booking = bookingInQuestion(turn);
  if (booking === null || turn.state.change?.kind !== 'modify') return false;
  revokeTerms(turn);
  release(turn, 'cancelled', 'change given up');
  keepBooking(turn);
  remark(turn, renderText(turn.business, 'change_dropped', { when: bookingWhen(turn.business, booking, turn.nowMs) }));
  return true;
}

/** Declined, a change leaves the booking as it was. False where the terms were those of a booking of its own. */
export function tellDeclinedChange(turn: Turn, challenge: ChallengeFacts): boolean {
  const booking = bookingInQuestion(turn);
  if (challenge.isChange !== true || booking === null) return false;
  keepBooking(turn);
  say(turn, 'terms_reply', renderText(turn.business, 'change_declined', { when: bookingWhen(turn.business, booking, turn.nowMs) }), `declined:${challenge.id}`);
  return true;
}

/** What the changed draft comes to; the booking where there is a change to be read back, null where this was all. */
export function changeToReadBack(turn: Turn): StandingBooking | null {
  const { state, business } = turn;
  const booking = bookingInQuestion(turn);
  if (booking === null || !maySeeTo(turn, booking)) {
    escalate(turn, 'change_or_cancellation');
    return null;
  }
  state.draft.reschedules = reschedulesAfter(booking.draft, state.draft.date);
  if (eventOf(booking.draft, business) !== eventOf(state.draft, business)) return booking;
  if (detailsOf(booking.draft) === detailsOf(state.draft)) {
    state.stage = 'collecting_info';
    turn.news.clear();
    ask(turn, WHAT_TO_CHANGE);
    return null;
  }
  const { draft } = state;
  turn.effects.push({ kind: 'update_details', bookingId: booking.id, draft: structuredClone(draft) });
  keepBooking(turn);
  state.draft = draft;
  remark(turn, ADDED);
  return null;
}

/** What the terms bind and the price hangs on. */
function eventOf(draft: Draft, { profile: { menu } }: Business): string {
  const priced = new Set([...menu.upgrades, ...menu.addOns].map((item) => item.id));
  const party = partyOf(draft);
  return JSON.stringify([
    draft.date, draft.time, party === null ? null : [party.adults, party.children, party.infants], addressText(draft.address, draft.place), draft.menu.filter((choice) => priced.has(choice.id)),
  ]);
}

function detailsOf({ name, email, menu, dietary }: Draft): string {
  return JSON.stringify([name, email, menu, dietary]);
}
