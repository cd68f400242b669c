// The mind: from what is remembered and what happened to what is remembered next and what shall be done. Pure and total.
import { answer } from './answering.ts';
import { meetDeadlines, nextWake } from './deadlines.ts';
import type { Decision, Effect, Stimulus } from './decision.ts';
import { handleEvent } from './events.ts';
import { handleMessage } from './messages.ts';
import type { ConversationState } from './state.ts';
import { startTurn, type Context, type Turn } from './turn.ts';

export function decide(before: ConversationState, stimuli: readonly Stimulus[], context: Context): Decision {
  const turn = startTurn(before, context);
  catchUp(turn);
  // Events are in the database already, and messages are answered as things stand; deadlines come last, so that an answer in time is in time.
  for (const stimulus of stimuli) if (stimulus.kind !== 'message') handleEvent(turn, stimulus);
  for (const stimulus of stimuli) if (stimulus.kind === 'message') handleMessage(turn, stimulus);
  if (stimuli.some((stimulus) => stimulus.kind === 'message')) turn.state.heardAtMs = context.nowMs;
  meetDeadlines(turn);
  answer(turn);
  return finish(turn, before);
}

/** What became true in the database since the last turn. */
function catchUp(turn: Turn): void {
  const { state, facts: { booking, task } } = turn;
  const stands = booking?.status === 'confirmed' || booking?.status === 'completed';
  // A confirmed booking that the mind did not ask for was made by a person, for the matter at hand.
  if (stands && booking.id !== state.bookingId && booking.id !== state.earlierBookingId) {
    state.bookingId = booking.id;
    state.bookedByStaff = true;
    state.change = null;
  }
  const ours = booking?.id === state.bookingId;
  if (ours && stands && state.outcome !== 'booked') {
    state.outcome = 'booked';
    if (state.stage === 'escalated') state.stageBeforeEscalation = 'booking_complete';
    else state.stage = 'booking_complete';
  }
  if (ours && booking?.status === 'cancelled' && state.stage === 'booking_complete') {
    state.outcome = 'cancelled';
    state.stage = 'collecting_info';
  }
  if (task?.status === 'resolved' && task.id === state.taskId) state.taskId = null;
}

function finish(turn: Turn, before: ConversationState): Decision {
  const { state, facts } = turn;
  state.matterId ??= facts.ids.matter;
  const { matterId, intent, stage, escalation, bookingId, outcome } = state;
  const confirming = turn.effects.some((effect) => effect.kind === 'confirm_booking');
  const offering = turn.effects.some((effect) => effect.kind === 'offer') && !confirming;
  const held = facts.booking?.status === 'pending_terms' && !turn.holdReleased && !confirming;
  const pending = turn.challenge !== null || held || offering || state.taskId !== null || state.untoldExpiry !== null || state.followUp !== null || facts.owner !== 'assistant';
  return {
    state, effects: inOrder(turn.effects), wakeAtMs: nextWake(turn), settled: !pending && (confirming || outcome !== null),
    matter: { id: matterId, intent, stage, escalation, bookingId, isNew: before.matterId !== matterId },
  };
}

/** The first refused step voids those behind it: a call for a person comes first, and a text that cannot be delivered must not void a booking. */
function inOrder(effects: readonly Effect[]): Effect[] {
  if (!effects.some(({ kind }) => kind === 'confirm_booking' || kind === 'open_task')) return [...effects];
  const rank = ({ kind }: Effect): number => (kind === 'open_task' ? 0 : kind === 'say' ? 2 : 1);
  return [...effects].sort((one, other) => rank(one) - rank(other));
}
