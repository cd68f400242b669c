// A message while a booking is being put together: what it changes, and what the joint answer must say about it.
import type { Intent } from '../vocabulary.ts';
import { aboutBooking, giveUpChange, wishAboutBooking } from './changing.ts';
import type { MessageStimulus } from './decision.ts';
import { takeSlots } from './draft.ts';
import { escalate } from './escalation.ts';
import { answersFollowUp, offerFollowUp } from './follow-up.ts';
import { givesUp, letGo } from './giving-up.ts';
import { answerObjection } from './objection.ts';
import { chosenFrom } from './offering.ts';
import { answerQuestions, ordered } from './questions.ts';
import { misunderstood, release, revokeTerms } from './replies.ts';
import { isGreeting, isThanks } from './small-talk.ts';
import { reopen, startNewMatter } from './state.ts';
import { ask, dropAnswer, remark, type Turn } from './turn.ts';
import { invite, nothingAsked, recall } from './welcoming.ts';
import { doubtText, locateText, WELCOME } from './wording.ts';

export function beforeBooking(turn: Turn, message: MessageStimulus): void {
  const { reading } = message;
  const saidYes = turn.wantsOffer;
  // Whatever comes after a yes may be a second thought; only thanks are none.
  turn.wantsOffer = false;
  if (takeChoice(turn, message) || answersFollowUp(turn, message)) return;
  if (givesUp(turn, message)) {
    letGo(turn);
    return;
  }
  if (!isUnderstood(turn, message)) {
    if (!misunderstood(turn)) turn.puzzled = true;
    turn.unsettled = true;
    return;
  }
  const wish = wishAboutBooking(turn, message);
  if (wish !== null && !aboutBooking(turn, message, wish)) return;
  openMatter(turn, reading.intent);
  const { state } = turn;
  const changes = takeSlots(state.draft, ordered(turn, message));
  for (const slot of changes) turn.news.add(slot);
  if (changes.length > 0) revokeTerms(turn);
  if (changes.includes('date') || changes.includes('time')) state.offered = [];
  if (turn.question?.about.some((slot) => changes.includes(slot)) === true) turn.question = null;
  const says = changes.length > 0 || reading.doubts.length > 0;
  if (says) turn.unsettled = true;

  if (reading.intent === 'cancellation' && !says) {
    withdraw(turn);
    return;
  }
  if (reading.intent === 'objection' && !says) {
    answerObjection(turn, message);
    offerFollowUp(turn);
    // A "yes" to what comes now is none to the details.
    state.readBack = null;
    turn.unsettled = true;
    return;
  }
  const greets = !says && isGreeting(reading);
  if (!says && isThanks(reading) && nothingAsked(turn)) {
    if (state.lastSaid !== WELCOME) remark(turn, WELCOME);
    return;
  }
  if (greets || (!says && reading.topics.length === 0 && reading.confirmation !== 'yes')) recall(turn);
  askAbout(turn, message);
  if (!greets) answerQuestions(turn, message, says);
  else state.attempts = 0;
  if (turn.question !== null) return;
  if (state.stage === 'initial' && reading.intent === 'inquiry' && state.draft.date === null) {
    invite(turn, message, greets || reading.smallTalk);
    return;
  }
  if (reading.confirmation === 'no' && !says && answerNo(turn)) return;
  if (hasReservation(message)) {
    turn.unsettled = true;
    if (!says && turn.remarks.length === 0 && state.stage === 'confirming_info') {
      askWhatToChange(turn);
      return;
    }
  }
  turn.wantsOffer = state.stage === 'confirming_info' && !turn.unsettled && (reading.confirmation === 'yes' || (saidYes && reading.smallTalk));
  turn.prompt = true;
}

/** "The second one", "6:30 works": one of the times offered last. */
function takeChoice(turn: Turn, { reading }: MessageStimulus): boolean {
  const { state } = turn;
  const chosen = chosenFrom(state.offered, reading, state.draft.date);
  if (chosen === null) return false;
  const { date, time } = chosen;
  revokeTerms(turn);
  Object.assign(state.draft, { date, time });
  Object.assign(state, { offered: [], attempts: 0 });
  turn.news.add('date').add('time');
  turn.question = null;
  turn.unsettled = true;
  turn.prompt = true;
  return true;
}

function isUnderstood({ settings }: Turn, { reading }: MessageStimulus): boolean {
  if (reading.confidence < settings.confidenceThreshold) return false;
  return Object.keys(reading.slots).length > 0 || reading.confirmation !== null || reading.doubts.length > 0 || reading.smallTalk || reading.topics.length > 0 || reading.intent !== 'inquiry';
}

function openMatter(turn: Turn, intent: Intent): void {
  const { outcome } = turn.state;
  if (outcome !== null) revokeTerms(turn);
  // What came to nothing for want of an answer can still be had; what was ended by somebody begins from nothing.
  if (outcome === 'declined' || outcome === 'expired') turn.state = reopen(turn.state);
  else if (outcome !== null) turn.state = startNewMatter(turn.state);
  if (turn.state.change === null) turn.state.intent = mergedIntent(turn.state.intent, intent);
}

/** An inquiry in the middle of a booking does not make the booking an inquiry. */
function mergedIntent(had: Intent | null, read: Intent): Intent {
  if (had === null) return read;
  if (read === 'inquiry') return had;
  if (had === 'booking' && (read === 'modification' || read === 'objection')) return had;
  return read === 'modification' || read === 'cancellation' ? had : read;
}

function askAbout(turn: Turn, { reading, located }: MessageStimulus): void {
  if (located?.ok === false) ask(turn, locateText(located.failure), ['address']);
  for (const doubt of reading.doubts) ask(turn, doubtText(doubt, turn.business, turn.nowMs), [doubt.slot]);
}

function answerNo(turn: Turn): boolean {
  const { state } = turn;
  if (state.offered.length === 0 && giveUpChange(turn)) return true;
  if (state.stage === 'confirming_info') askWhatToChange(turn);
  else if (state.lastSaid?.endsWith(turn.business.texts.outside_area) === true) escalate(turn, 'outside_policy');
  else if (state.offered.length > 0) ask(turn, 'No problem. Which other date or time would suit you?', ['date', 'time']);
  else return false;
  return true;
}

function askWhatToChange(turn: Turn): void {
  turn.state.readBack = null;
  turn.unsettled = true;
  ask(turn, 'No problem. What should I change?');
}

const RESERVATION = /\b(?:but|however|except|although|though|unless|only if|as long as|on condition|provided)\b/;

/** "Ok but ..." confirms nothing, whether the rest is understood or not. */
function hasReservation({ reading: { confirmation, reply } }: MessageStimulus): boolean {
  return confirmation === 'yes' && RESERVATION.test(reply.normalized);
}

function withdraw(turn: Turn): void {
  revokeTerms(turn);
  release(turn, 'cancelled', 'customer withdrew');
  const { matterId, bookingId } = turn.state;
  turn.state = { ...startNewMatter(turn.state), matterId, bookingId, intent: 'cancellation', outcome: 'cancelled' };
  dropAnswer(turn);
  remark(turn, turn.business.texts.withdrawn);
}
