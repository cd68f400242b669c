// A message once the booking stands: small additions are taken, a wish to change or cancel is taken up, another event is a new matter.
import type { SlotName } from '../vocabulary.ts';
import { beforeBooking } from './before-booking.ts';
import { aboutBooking } from './changing.ts';
import type { MessageStimulus } from './decision.ts';
import { takeSlots } from './draft.ts';
import { escalate } from './escalation.ts';
import { answerTopics, askTeam } from './inquiry.ts';
import { asked, asksForChange } from './questions.ts';
import { misunderstood } from './replies.ts';
import { isGreeting } from './small-talk.ts';
import { standingBookings } from './standing.ts';
import { startNewMatter } from './state.ts';
import { ask, remark, type Turn } from './turn.ts';
import { ADDED, WELCOME, whenText } from './wording.ts';

export function afterBooking(turn: Turn, message: MessageStimulus): void {
  const { state } = turn;
  const { intent, topics, smallTalk, confirmation, slots, reply } = message.reading;
  if (wantsAnother(turn, message)) {
    turn.state = startNewMatter(state);
    // Whatever else the words are, they begin a booking.
    beforeBooking(turn, { ...message, reading: { ...message.reading, intent: 'booking', confidence: Math.max(message.reading.confidence, turn.settings.confidenceThreshold) } });
    return;
  }
  if (message.reading.confidence < turn.settings.confidenceThreshold) {
    notUnderstood(turn);
    return;
  }
  const trial = structuredClone(state.draft);
  const changes = takeSlots(trial, message);
  const touched = changes.some((slot) => EVENT_SLOTS.includes(slot)) || touchesPrice(turn, message);
  const addsOnly = changes.length > 0 && !touched && intent !== 'cancellation';
  const questions = asked(turn, topics, message);
  if (intent === 'inquiry' && questions.length > 0 && !asksForChange(turn, message) && (changes.length === 0 || touched)) {
    // "How much for 25?" is no wish yet.
    answerTopics(turn, questions, { draft: trial, items: slots.menu ?? [] });
    return;
  }
  const wish = intent === 'cancellation' ? 'cancel' : touched || (intent === 'modification' && !addsOnly) ? 'modify' : null;
  if (wish !== null) {
    if (aboutBooking(turn, message, wish)) beforeBooking(turn, message);
    return;
  }
  if (addsOnly && state.bookedByStaff) {
    // The draft is not what staff booked, so it must not overwrite it.
    escalate(turn, 'change_or_cancellation');
    return;
  }
  if (addsOnly && state.bookingId !== null) {
    state.draft = trial;
    state.attempts = 0;
    turn.effects.push({ kind: 'update_details', bookingId: state.bookingId, draft: structuredClone(trial) });
    remark(turn, ADDED);
    return;
  }
  if (questions.length > 0) answerTopics(turn, questions);
  else if (isGreeting(message.reading)) greet(turn);
  else if (smallTalk || confirmation !== null) thank(turn);
  else if (topics.includes('other') && reply.verdict === 'question') askTeam(turn);
  else notUnderstood(turn);
}

const EVENT_SLOTS: readonly SlotName[] = ['date', 'time', 'party_size', 'address'];
const BOOKS_ANOTHER = /\b(?:another|second|new|also|additional|book|booking|reserve|schedule|hire|order|need (?:a |the |some )?(?:hibachi|chef))\b/;
const SAYS_ANOTHER = /\b(?:another|second|new|one more|additional)\b/;
const ANOTHER_EVENT = /\b(?:another|second|one more|additional|new|different) (?:(?:hibachi|private|birthday|dinner|office) )?(?:party|event|booking|reservation|dinner|hibachi)\b|\b(?:book|reserve|schedule|hire|plan|host)\b.{0,20}\b(?:another (?:chef|one)|one more|a second one)\b/;
const OF_THIS_ONE = /\b(?:chang\w*|mov(?:e|ing)|switch\w*|resched\w*|instead|cancel\w*|swap|update)\b/;

/** Another event on another day, or a wish to book that says nothing of this one. A day alone may be a new day for this one, which is asked about. */
function wantsAnother(turn: Turn, { reading: { intent, slots, confirmation, reply } }: MessageStimulus): boolean {
  const { state } = turn;
  if (state.stage !== 'booking_complete' || intent === 'cancellation') return false;
  if (ANOTHER_EVENT.test(reply.normalized) && !OF_THIS_ONE.test(reply.normalized) && reply.verdict !== 'escalation') return true;
  if (intent !== 'booking') return false;
  if (slots.date === undefined) return SAYS_ANOTHER.test(reply.normalized) || (confirmation === null && Object.keys(slots).length === 0);
  const known = [state.draft.date, ...standingBookings(turn).map(({ draft }) => draft.date)];
  return !known.includes(slots.date) && BOOKS_ANOTHER.test(reply.normalized);
}

function touchesPrice({ business: { profile: { menu } } }: Turn, { reading: { slots } }: MessageStimulus): boolean {
  const priced = new Set([...menu.upgrades, ...menu.addOns].map((item) => item.id));
  return (slots.menu ?? []).some((choice) => priced.has(choice.id));
}

/** Back after a while: how things stand, and what else there is to do. */
function greet(turn: Turn): void {
  const { state, business, nowMs } = turn;
  const { date, time } = state.draft;
  state.attempts = 0;
  if (date !== null && time !== null && !state.bookedByStaff) remark(turn, `Hi again! You're booked for ${whenText(business, date, time, nowMs)}.`);
  ask(turn, 'What can I do for you?');
}

/** Thanks are answered once; two people who thank each other for ever are no conversation. */
function thank(turn: Turn): void {
  turn.state.attempts = 0;
  if (turn.state.lastSaid !== WELCOME) remark(turn, WELCOME);
}

function notUnderstood(turn: Turn): void {
  if (misunderstood(turn)) return;
  remark(turn, "Sorry, I didn't quite get that. Your booking stands as it is.");
  ask(turn, 'What can I do for you?');
}
