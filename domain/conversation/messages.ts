// One message in the ordinary conversation: what it changes and what the joint answer must say about it.
import type { LocateFailure } from '../places.ts';
import type { Reading } from '../reading.ts';
import type { MessageStimulus } from './decision.ts';
import { findProblem, takeSlots } from './draft.ts';
import { answerTopics, release } from './replies.ts';
import { startNewMatter } from './state.ts';
import { handleTermsReply } from './terms-reply.ts';
import { assistantSpeaks, escalate, say, type Turn } from './turn.ts';
import { doubtText } from './wording.ts';

export function handleMessage(turn: Turn, message: MessageStimulus): void {
  const { reading } = message;
  if (handleKeyword(turn, message)) return;
  if (turn.challenge !== null && handleTermsReply(turn, message, turn.challenge)) return;
  if (turn.facts.owner !== 'assistant' || turn.optedOut) return;
  if (!turn.facts.assistantEnabled) {
    escalate(turn, 'assistant_disabled');
    return;
  }
  if (turn.state.stage === 'escalated') return; // a person has been called and will answer; the assistant does not talk over them
  if (reading.escalation !== null) {
    escalate(turn, reading.escalation);
    return;
  }
  if (turn.state.stage === 'creating_booking' || turn.state.stage === 'booking_complete') afterBooking(turn, message);
  else beforeBooking(turn, message);
}

function handleKeyword(turn: Turn, message: MessageStimulus): boolean {
  const { texts } = turn.business;
  switch (message.reading.keyword) {
    case 'opt_out':
      turn.effects.push({ kind: 'opt_out', messageId: message.id, ground: 'keyword' });
      if (!turn.facts.optedOut || turn.state.outcome !== 'opted_out') {
        turn.optedOut = true;
        // Nothing said before this word is owed an answer after it.
        dropUnsaid(turn);
        say(turn, 'stop_confirmation', texts.stop_confirmation, { fact: `stop:${message.id}` });
      }
      turn.optedOut = true;
      turn.state.outcome = 'opted_out';
      return true;
    case 'opt_in':
      turn.effects.push({ kind: 'opt_in', messageId: message.id });
      turn.optedOut = false;
      if (turn.state.outcome === 'opted_out') turn.state.outcome = null;
      say(turn, 'start_confirmation', texts.start_confirmation, { fact: `start:${message.id}` });
      return true;
    case 'help':
      say(turn, 'help', texts.help, { fact: `help:${message.id}` });
      return true;
    case null: return false;
  }
}

function dropUnsaid(turn: Turn): void {
  turn.parts = [];
  turn.prompt = false;
  turn.wantsOffer = false;
  turn.effects = turn.effects.filter((effect) => effect.kind !== 'say' || effect.class === 'confirmation');
}

function understood(reading: Reading, turn: Turn): boolean {
  if (reading.confidence < turn.settings.confidenceThreshold) return false;
  return Object.keys(reading.slots).length > 0 || reading.confirmation !== null || reading.doubts.length > 0 || reading.smallTalk
    || reading.topics.length > 0 || reading.intent !== 'inquiry';
}

function notUnderstood(turn: Turn): void {
  turn.state.attempts += 1;
  if (turn.state.attempts >= turn.settings.maxAttempts) {
    escalate(turn, 'not_understood');
    return;
  }
  turn.parts.push('Sorry, I did not quite get that.');
  turn.prompt = true;
}

function beforeBooking(turn: Turn, message: MessageStimulus): void {
  const { reading } = message;
  const { state } = turn;
  if (!understood(reading, turn)) {
    notUnderstood(turn);
    return;
  }
  state.attempts = 0;
  // A matter that ended opens again as a new one with the same wishes.
  if (state.outcome !== null) turn.state = { ...startNewMatter(state), draft: state.draft };

  const changes = takeSlots(turn.state.draft, message);
  for (const slot of changes) turn.changed.add(slot);
  const touched = changes.length > 0 || turn.changed.size > 0;
  if (touched) turn.wantsOffer = false;
  if (reading.intent !== 'inquiry' || turn.state.intent === null) turn.state.intent = mergedIntent(turn.state.intent, reading.intent);
  if (message.located?.ok === false) turn.parts.push(locateProblem(message.located.failure));
  turn.parts.push(...reading.doubts.map((doubt) => doubtText(doubt, turn.business, turn.nowMs)));
  if (reading.doubts.length > 0) turn.state.requested = [...new Set(reading.doubts.map((doubt) => doubt.slot))];
  if (reading.intent === 'cancellation' && !touched) {
    dropDraft(turn);
    return;
  }
  if (reading.intent === 'objection' && !touched) {
    turn.parts.push(objectionText(turn));
    return;
  }
  if (reading.topics.length > 0 && (reading.intent === 'inquiry' || reading.topics.some((topic) => topic !== 'other'))) turn.parts.push(...answerTopics(turn, reading));
  if (reading.intent === 'inquiry' && turn.state.stage === 'initial' && turn.state.draft.date === null) {
    inviteToBook(turn, reading);
    return;
  }
  if (turn.state.stage === 'confirming_info' && !touched && reading.doubts.length === 0) {
    if (reading.confirmation === 'yes') {
      turn.wantsOffer = true;
      return;
    }
    if (reading.confirmation === 'no') {
      turn.parts.push('No problem. What should I change?');
      turn.state.readBack = null;
      return;
    }
  }
  if (reading.smallTalk && !touched && turn.state.stage === 'initial' && reading.topics.length === 0) {
    turn.parts.push('How can I help? Tell me the date, the number of guests and the place, and I will check it for you.');
    turn.state.requested = ['date', 'party_size', 'address'];
    return;
  }
  if (reading.doubts.length === 0) turn.prompt = true;
}

/** An inquiry in the middle of a booking does not make the booking an inquiry. */
function mergedIntent(had: Turn['state']['intent'], read: Reading['intent']): Reading['intent'] {
  if (had === 'booking' && (read === 'inquiry' || read === 'modification' || read === 'objection')) return 'booking';
  return read === 'modification' || read === 'cancellation' ? (had ?? read) : read;
}

function inviteToBook(turn: Turn, reading: Reading): void {
  if (reading.topics.length === 0) turn.parts.push(turn.business.answers.other);
  const problem = findProblem(turn.state.draft, turn.business, turn.nowMs);
  if (problem?.refusal.reason === 'party_too_large') {
    escalate(turn, 'party_too_large');
    return;
  }
  turn.parts.push('Which date are you thinking of?');
  turn.state.requested = ['date'];
}

function dropDraft(turn: Turn): void {
  release(turn, 'cancelled', 'customer withdrew');
  const { state } = turn;
  turn.state = { ...startNewMatter(state), matterId: state.matterId, intent: 'cancellation', outcome: 'cancelled', bookingId: state.bookingId };
  turn.parts.push('No problem, nothing is booked. Write any time if you change your mind.');
}

function objectionText(turn: Turn): string {
  const { profile } = turn.business;
  const dollars = Math.ceil(profile.prices.minimumPartyTotalCents / profile.prices.adultCents);
  return `I understand. Our prices are the same for everybody: no extras are needed, children under ${String(profile.ages.childFrom)} eat free, and the minimum covers ${String(dollars)} adults. Take your time; your details are saved here.`;
}

function locateProblem(failure: LocateFailure): string {
  switch (failure) {
    case 'incomplete': return 'Which city is that in?';
    case 'unknown_place': return 'I could not find that place. Could you send me the city or the ZIP code?';
    case 'ambiguous_city': return 'There is more than one place of that name. Which ZIP code is it?';
    case 'contradiction': return 'The city and the ZIP code do not go together. Which ZIP code is right?';
  }
}

/** Changes to a booking that stands go to a person; what does not touch price or date is simply added. */
function afterBooking(turn: Turn, message: MessageStimulus): void {
  const { reading } = message;
  const { slots } = reading;
  const booked = turn.state.bookingId;
  const touchesEvent = slots.date !== undefined || slots.time !== undefined || slots.partySize !== undefined || slots.adults !== undefined || slots.children !== undefined || slots.address !== undefined;
  const priced = new Set([...turn.business.profile.menu.upgrades, ...turn.business.profile.menu.addOns].map((item) => item.id));
  const touchesPrice = (slots.menu ?? []).some((choice) => priced.has(choice.id));
  if (reading.intent === 'booking' && slots.date !== undefined && slots.date !== turn.state.draft.date && turn.state.stage === 'booking_complete') {
    turn.state = startNewMatter(turn.state);
    beforeBooking(turn, message);
    return;
  }
  if (reading.intent === 'modification' || reading.intent === 'cancellation' || touchesEvent || touchesPrice) {
    escalate(turn, 'change_or_cancellation');
    return;
  }
  turn.state.attempts = 0;
  const changes = takeSlots(turn.state.draft, message);
  if (changes.length > 0 && booked !== null) {
    turn.effects.push({ kind: 'update_details', bookingId: booked, draft: structuredClone(turn.state.draft) });
    turn.parts.push('Thank you, I have added that to your booking.');
    return;
  }
  if (reading.topics.some((topic) => topic !== 'other')) {
    turn.parts.push(...answerTopics(turn, reading));
    return;
  }
  if (reading.smallTalk || reading.confirmation !== null) {
    if (assistantSpeaks(turn)) turn.parts.push('You are welcome! Write any time if you need anything.');
    return;
  }
  turn.state.attempts += 1;
  if (turn.state.attempts >= turn.settings.maxAttempts) escalate(turn, 'not_understood');
  else turn.parts.push('Sorry, I did not quite get that. Your booking stands as it is. What can I do for you?');
}
