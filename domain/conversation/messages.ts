// One message: who has to deal with it, and at which point of the conversation it came.
import type { Reading } from '../reading.ts';
import { afterBooking } from './after-booking.ts';
import { beforeBooking } from './before-booking.ts';
import { answerAboutBooking } from './changing.ts';
import type { MessageStimulus } from './decision.ts';
import { escalate } from './escalation.ts';
import { cancelFollowUp } from './follow-up.ts';
import { handleKeyword } from './keywords.ts';
import { startNewMatter } from './state.ts';
import { handleTermsReply } from './terms-reply.ts';
import { assistantSpeaks, personInCharge, type Turn } from './turn.ts';

export function handleMessage(turn: Turn, message: MessageStimulus): void {
  turn.heard = true;
  cancelFollowUp(turn);
  noteLanguage(turn, message.reading);
  if (handleKeyword(turn, message)) return;
  beginAfterClosing(turn);
  if (handleTermsReply(turn, message)) return;
  if (turn.facts.owner !== 'assistant' || turn.optedOut) return;
  if (!turn.facts.assistantEnabled) {
    escalate(turn, 'assistant_disabled');
    return;
  }
  // A person has been called and will answer; the assistant does not talk over them.
  if (turn.state.stage === 'escalated') return;
  if (message.reading.escalation !== null) {
    escalate(turn, message.reading.escalation);
    return;
  }
  // "Si" to a question is an answer in any language; for more than that somebody who speaks it is needed.
  if (message.reading.language === 'es' && message.reading.confirmation === null) {
    escalate(turn, 'language');
    return;
  }
  if (answerAboutBooking(turn, message)) return;
  if (turn.state.stage === 'creating_booking' || turn.state.stage === 'booking_complete') afterBooking(turn, message);
  else beforeBooking(turn, message);
}

/** A bare yes, number or name is of no language. */
function noteLanguage({ state }: Turn, { language, topics, smallTalk, slots }: Reading): void {
  if (language !== undefined) state.language = language;
  else if (topics.some((topic) => topic !== 'other') || smallTalk || Object.keys(slots).length > 1) state.language = 'en';
}

/** Staff closed the conversation and the customer is back: to the terms that are still out, else to something new. */
function beginAfterClosing(turn: Turn): void {
  const { state } = turn;
  if (state.stage !== 'escalated' || personInCharge(turn) || !assistantSpeaks(turn)) return;
  if (turn.challenge === null) turn.state = startNewMatter(state);
  else Object.assign(state, { stage: 'sending_terms', stageBeforeEscalation: null, escalation: null, outcome: null });
}
