// One message: who has to deal with it, and at which point of the conversation it came.
import { afterBooking } from './after-booking.ts';
import { beforeBooking } from './before-booking.ts';
import type { MessageStimulus } from './decision.ts';
import { escalate } from './escalation.ts';
import { handleKeyword } from './keywords.ts';
import { startNewMatter } from './state.ts';
import { handleTermsReply } from './terms-reply.ts';
import { assistantSpeaks, personInCharge, type Turn } from './turn.ts';

export function handleMessage(turn: Turn, message: MessageStimulus): void {
  turn.heard = true;
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
  if (turn.state.stage === 'creating_booking' || turn.state.stage === 'booking_complete') afterBooking(turn, message);
  else beforeBooking(turn, message);
}

/** Staff closed the conversation and the customer is back: to the terms that are still out, else to something new. */
function beginAfterClosing(turn: Turn): void {
  const { state } = turn;
  if (state.stage !== 'escalated' || personInCharge(turn) || !assistantSpeaks(turn)) return;
  if (turn.challenge === null) turn.state = startNewMatter(state);
  else Object.assign(state, { stage: 'sending_terms', stageBeforeEscalation: null, escalation: null, outcome: null });
}
