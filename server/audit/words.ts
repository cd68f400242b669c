// Puts decisions, steps and deliveries into words for the timeline.
import type { outbox } from '../../db/schema.ts';
import type { Decision, Effect, Stimulus } from '../../domain/conversation/decision.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import type { Step } from '../../domain/steps.ts';
import { assertNever } from '../../domain/vocabulary.ts';

type Sending = typeof outbox.$inferSelect;

export function stimulusWords(stimulus: Stimulus, awaitsTerms: boolean): string {
  switch (stimulus.kind) {
    case 'message': {
      const { intent, confidence, reply, keyword } = stimulus.reading;
      if (keyword !== null) return `a message, the keyword ${keyword}`;
      return `a message, read as ${intent} (${confidence.toFixed(2)}${awaitsTerms ? `; as a reply to the terms: ${reply.verdict}` : ''})`;
    }
    case 'refused': return `the step ${stimulus.refusal.step} was refused: ${stimulus.refusal.code}`;
    case 'staff': return `staff ${stimulus.act.replace('_', ' ')}`;
    case 'acknowledged_by_link': return 'the terms were acknowledged on their page';
    case 'task_unanswered': return 'nobody had answered the task';
    case 'task_resolved': return 'the task was resolved';
    case 'delivery_failed': return `a text (${stimulus.messageClass}) could not be delivered`;
    case 'state_mismatch': return 'the stored conversation was not the one the workflow had left';
    default: return assertNever(stimulus);
  }
}

export function effectWords(effect: Effect): string {
  switch (effect.kind) {
    case 'say': return `say something (${effect.class})`;
    case 'speak_existing': return 'send what a person wrote';
    case 'offer': return `hold ${effect.draft.date ?? 'a date'} ${effect.draft.time ?? ''} for booking ${effect.bookingId}${effect.waiverId === null ? ' and send the terms' : ', terms waived in an emergency'}${effect.replacesBookingId === undefined ? '' : `, in the place of booking ${effect.replacesBookingId}`}`;
    case 'acknowledge': return `record that the terms were accepted, for booking ${effect.bookingId}`;
    case 'confirm_booking': return `confirm booking ${effect.bookingId}${effect.waiverId === null ? '' : `, terms waived (${effect.waiverId})`}`;
    case 'decline': return `record that the terms were declined (${effect.reason})`;
    case 'refuse_reply': return `not take the reply as acceptance: ${effect.verdict}, ${effect.why}`;
    case 'revoke_challenge': return 'withdraw the terms that were sent';
    case 'expire_challenge': return 'let the terms expire';
    case 'release_booking': return `release booking ${effect.bookingId} (${effect.status}: ${effect.reason})`;
    case 'cancel_booking': return `cancel booking ${effect.bookingId}, ${String(effect.refundDueCents)} cents of its deposit to be returned`;
    case 'update_details': return `change the details of booking ${effect.bookingId}`;
    case 'not_booked': return `note that booking ${effect.bookingId} was accepted and not booked`;
    case 'opt_out': return `record the opt-out (${effect.ground})`;
    case 'opt_in': return 'record the opt-in';
    case 'invalid_reply': return 'count the message as not understood';
    case 'open_task': return `call a person: ${effect.reason}`;
    case 'close_thread': return 'close the conversation';
    default: return assertNever(effect);
  }
}

export function stepWords(step: Step): string {
  switch (step.kind) {
    case 'speak': return 'speak';
    case 'offer': return 'offer';
    case 'confirm_booking': return 'confirm booking';
    case 'open_task': return 'open task';
    default: return assertNever(step);
  }
}

export function decisionWords(before: ConversationState | null, stimuli: readonly Stimulus[], decision: Decision): string {
  const from = before === null || before.stage === decision.state.stage ? decision.state.stage : `${before.stage} -> ${decision.state.stage}`;
  const because = stimuli.length === 0 ? 'a deadline' : stimuli.map((stimulus) => stimulusWords(stimulus, before?.stage === 'sending_terms')).join('; ');
  const effects = decision.effects.length === 0 ? 'do nothing' : decision.effects.map(effectWords).join('; ');
  return `because of ${because}. Stage ${from}. Decided to ${effects}.`;
}

/** What became of a text, and by which clocks. */
export function deliveryWords(sending: Sending | null): string {
  if (sending === null) return 'no delivery on record';
  const why = sending.failureCode === null ? '' : ` (${sending.failureCode})`;
  switch (sending.state) {
    case 'sent': return `sent${sending.attempts > 1 ? ` at attempt ${String(sending.attempts)}` : ''}, provider's id ${sending.providerMessageId ?? 'not recorded'}, provider's status ${sending.providerStatus ?? 'not recorded'}`;
    case 'intended': return `not sent yet${why}`;
    case 'sending': return 'being sent';
    case 'not_sent': return `not sent${why}`;
    case 'unknown': return `unknown whether it was sent${why}`;
    case 'void': return `never sent${why}`;
    default: return assertNever(sending.state);
  }
}
