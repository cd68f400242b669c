// What happened besides messages: refused steps, acts of staff, the terms page, failed deliveries. They are facts already, so they come before messages.
import { renderText } from '../business.ts';
import type { Refusal } from '../steps.ts';
import { assertNever } from '../vocabulary.ts';
import { confirm } from './booked.ts';
import { tellDeclinedChange } from './changing.ts';
import type { Stimulus } from './decision.ts';
import { escalate, handBack, staffActed } from './escalation.ts';
import { offerAlternatives } from './offering.ts';
import { keepBooking } from './standing.ts';
import { assistantConverses, say, type Turn } from './turn.ts';

export type Event = Exclude<Stimulus, { kind: 'message' }>;

export function handleEvent(turn: Turn, event: Event): void {
  const { state, facts, business: { texts, spanishTexts } } = turn;
  switch (event.kind) {
    case 'state_mismatch': escalate(turn, 'state_mismatch'); return;
    case 'refused': refused(turn, event.refusal); return;
    case 'acknowledged_by_link': if (facts.challenge?.id === event.challengeId) answeredByLink(turn); return;
    case 'task_unanswered':
      if (state.taskId === event.taskId && facts.task?.status === 'open') say(turn, 'notice', (state.language === 'es' ? spanishTexts : texts).nobody_answered, `unanswered:${event.taskId}`);
      return;
    // Somebody who opted out is not reached, as they wished.
    case 'delivery_failed': if (event.messageClass !== 'stop_confirmation' && !turn.optedOut) escalate(turn, 'delivery_failed'); return;
    case 'task_resolved': handBack(turn); return;
    case 'staff': staffActed(turn, event.act, event.outboxId); return;
    default: assertNever(event);
  }
}

/** The page recorded it; what follows from it is done here, once. */
function answeredByLink(turn: Turn): void {
  const { state, facts: { challenge, booking }, business: { texts } } = turn;
  if (challenge?.status === 'agreed' && booking?.id === challenge.bookingId && booking.status === 'pending_terms') confirm(turn, challenge);
  if (challenge?.status !== 'declined' || state.outcome === 'declined') return;
  if (tellDeclinedChange(turn, challenge)) return;
  state.outcome = 'declined';
  state.readBack = null;
  if (state.stage === 'sending_terms') state.stage = 'collecting_info';
  say(turn, 'terms_reply', texts.terms_declined, `declined:${challenge.id}`);
}

function refused(turn: Turn, { step, code, id }: Refusal): void {
  switch (step) {
    case 'offer': offerRefused(turn, code); return;
    case 'confirm_booking': notBooked(turn, id); return;
    case 'speak': if (code === 'not_delivered' && !turn.optedOut) escalate(turn, 'delivery_failed'); return;
    case 'open_task': return;
    default: assertNever(step);
  }
}

function offerRefused(turn: Turn, code: Refusal['code']): void {
  const { state, facts } = turn;
  state.readBack = null;
  // Refused, the offer changed nothing: a booking it would have made is not there.
  if (state.bookingId !== facts.booking?.id) state.bookingId = null;
  if (state.stage !== 'escalated') state.stage = 'collecting_info';
  if (!assistantConverses(turn)) return;
  if (code === 'slot_taken' && state.draft.date !== null && state.draft.time !== null) {
    offerAlternatives(turn, { date: state.draft.date, time: state.draft.time }, 'I am sorry, that time was taken a moment ago.');
  } else turn.prompt = true;
}

/** An acknowledgment stays what it is; the customer is told, and a person makes good. */
function notBooked(turn: Turn, bookingId: string): void {
  const { state, business, facts: { challenge } } = turn;
  turn.effects.push({ kind: 'not_booked', bookingId });
  if (state.stage === 'creating_booking') state.stage = 'terms_confirmed';
  if (state.stageBeforeEscalation === 'booking_complete') state.stageBeforeEscalation = 'terms_confirmed';
  const acknowledged = challenge?.status === 'agreed' && challenge.bookingId === bookingId;
  if (acknowledged) say(turn, 'terms_reply', renderText(business, 'agreed_not_booked', { reference: challenge.reference }), `not_booked:${bookingId}`);
  keepWhatStood(turn);
  // That text says that the team will write; a second one saying so would only confuse.
  escalate(turn, 'booking_failed', acknowledged);
}

/** A change that could not be made leaves the booking that it was to replace. */
function keepWhatStood(turn: Turn): void {
  const { state, facts: { booking } } = turn;
  if (booking?.replacesBookingId === undefined || state.change !== null || booking.id !== state.bookingId) return;
  state.change = { kind: 'modify', bookingId: booking.replacesBookingId };
  keepBooking(turn);
}
