// One message: who has to deal with it, and at which point of the conversation it came.
import { afterBooking } from './after-booking.ts';
import { beforeBooking } from './before-booking.ts';
import type { MessageStimulus } from './decision.ts';
import { escalate } from './escalation.ts';
import { handleKeyword } from './keywords.ts';
import { startNewMatter } from './state.ts';
import { handleTermsReply } from './terms-reply.ts';
import { personInCharge, type Turn } from './turn.ts';

export function handleMessage(turn: Turn, message: MessageStimulus): void {
  turn.heard = true;
  if (handleKeyword(turn, message)) return;
  if (handleTermsReply(turn, message)) return;
  if (turn.facts.owner !== 'assistant' || turn.optedOut) return;
  if (!turn.facts.assistantEnabled) {
    escalate(turn, 'assistant_disabled');
    return;
  }
  // A person has been called and will answer; the assistant does not talk over them. Once it is closed, it begins anew.
  if (personInCharge(turn)) return;
  if (turn.state.stage === 'escalated') turn.state = startNewMatter(turn.state);
  if (message.reading.escalation !== null) {
    escalate(turn, message.reading.escalation);
    return;
  }
  if (turn.state.stage === 'creating_booking' || turn.state.stage === 'booking_complete') afterBooking(turn, message);
  else beforeBooking(turn, message);
}
