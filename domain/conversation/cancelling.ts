// Cancelling a booking that stands: one question that names it and says what becomes of the deposit, and a plain yes to exactly that question.
import { cancellationTerms } from '../booking-policy.ts';
import { renderText } from '../business.ts';
import type { Topic } from '../reading.ts';
import { bookingWhen, cancelText } from './change-wording.ts';
import type { MessageStimulus, StandingBooking } from './decision.ts';
import { callPerson, escalate } from './escalation.ts';
import { answerTopics, askTeam, narrowed } from './inquiry.ts';
import { misunderstood } from './replies.ts';
import { bookingInQuestion, keepBooking, maySeeTo, standingBookings, takeUp } from './standing.ts';
import { startNewMatter } from './state.ts';
import { ask, dropAnswer, remark, say, type Turn } from './turn.ts';

export function askCancel(turn: Turn, booking: StandingBooking): void {
  const { business, nowMs } = turn;
  const question = cancelText(business, 'cancel_question', booking, nowMs);
  takeUp(turn, booking, { kind: 'cancel', bookingId: booking.id, readBack: question });
  ask(turn, question);
}

/** `modify`: they would rather change it, and the caller goes on with that. */
export function answerCancel(turn: Turn, message: MessageStimulus): 'dealt_with' | 'modify' {
  const { state, business, nowMs, settings } = turn;
  const booking = bookingInQuestion(turn);
  // Whatever stands beside a yes may be a second thought; only thanks are none.
  if (turn.cancels !== null && message.reading.smallTalk) return 'dealt_with';
  const isAlone = !turn.unsettled;
  turn.cancels = null;
  turn.unsettled = true;
  if (booking === null || state.change?.kind !== 'cancel' || !maySeeTo(turn, booking)) {
    escalate(turn, 'change_or_cancellation');
    return 'dealt_with';
  }
  const answer = message.reading.confidence < settings.confidenceThreshold && !keeps(message) ? 'unclear' : meant(message, booking);
  switch (answer) {
    case 'yes':
      state.attempts = 0;
      // Asked yesterday, the deposit may have become another matter since.
      if (isAlone && state.change.readBack === cancelText(business, 'cancel_question', booking, nowMs)) turn.cancels = message.id;
      else askCancel(turn, booking);
      return 'dealt_with';
    case 'no':
      state.attempts = 0;
      keepBooking(turn);
      remark(turn, renderText(business, 'change_dropped', { when: bookingWhen(business, booking, nowMs) }));
      return 'dealt_with';
    case 'modify': return 'modify';
    case 'question': answerQuestion(turn, narrowed(message.reading.topics, false)); break;
    case 'unclear': if (misunderstood(turn)) return 'dealt_with';
  }
  askCancel(turn, booking);
  return 'dealt_with';
}

const NEGATED = /^(?:no|nope|nah)\b|\b(?:don'?t|do not|never ?mind|keep|not)\b/;

/** "Cancel it" is no answer to the question: it may repeat the wish, or be the "no" of somebody who has had enough of it. */
function meant({ reading: { confirmation, intent, slots: { date, ...slots }, doubts, topics, reply } }: MessageStimulus, booking: StandingBooking): 'yes' | 'no' | 'modify' | 'question' | 'unclear' {
  // "Yes, cancel the one on the 20th" says no more than yes.
  const saysMore = Object.keys(slots).length > 0 || doubts.length > 0 || (date !== undefined && date !== booking.draft.date);
  if (intent === 'modification' || saysMore) return 'modify';
  if (reply.verdict === 'question' || topics.some((topic) => topic !== 'other')) return 'question';
  if (confirmation === 'yes') return 'yes';
  if (confirmation === null) return keeps({ reading: { reply } }) ? 'no' : 'unclear';
  return intent !== 'cancellation' || NEGATED.test(reply.normalized) ? 'no' : 'unclear';
}

function answerQuestion(turn: Turn, topics: readonly Topic[]): void {
  if (topics.length > 0) answerTopics(turn, topics);
  else askTeam(turn);
}

/** In whatever words that is said, it does no harm to believe it. */
function keeps({ reading: { reply } }: { reading: Pick<MessageStimulus['reading'], 'reply'> }): boolean {
  return /\bkeep (?:it|my|our|the)\b/.test(reply.normalized);
}

/** Written with the turn itself, so the booking ends, the chef is free and the customer is told, or none of it. */
export function cancel(turn: Turn, messageId: string): void {
  const { state, business, nowMs, facts } = turn;
  const booking = bookingInQuestion(turn);
  if (booking === null) return;
  const { fate, refundDueCents } = cancellationTerms(business.profile, { ...booking, date: booking.draft.date }, nowMs);
  const { taskId } = state;
  dropAnswer(turn);
  turn.effects.push({ kind: 'cancel_booking', bookingId: booking.id, refundDueCents, messageId });
  // Money is given back by people.
  if (fate !== 'kept') callPerson(turn, 'refund_due');
  say(turn, 'confirmation', cancelText(business, 'booking_cancelled', booking, nowMs), `cancelled:${booking.id}`);
  const { matterId, intent } = state;
  const [next] = standingBookings(turn).filter((other) => other.id !== booking.id);
  const rest = next === undefined ? { bookingId: booking.id } : { stage: 'booking_complete', bookingId: next.id, draft: structuredClone(next.draft), bookedByStaff: next.isByStaff };
  Object.assign(state, startNewMatter(state), { matterId, intent, taskId, outcome: 'cancelled', earlierBookingId: facts.booking?.id ?? null, ...rest });
}
