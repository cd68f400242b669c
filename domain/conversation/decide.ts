// The mind: from what is remembered and what happened to what is remembered next and what shall be done. Pure and total.
import { confirm } from './terms-reply.ts';
import type { Context, Turn } from './turn.ts';
import { assistantSpeaks, escalate, say, startTurn } from './turn.ts';
import type { Decision, Stimulus } from './decision.ts';
import { meetDeadlines, nextWake } from './deadlines.ts';
import { findProblem, fingerprint, missingSlots, partyOf, propose, type Problem } from './draft.ts';
import { handleMessage } from './messages.ts';
import { findAlternatives, offer } from './offering.ts';
import type { ConversationState } from './state.ts';
import { assertNever } from '../vocabulary.ts';
import { alternativesText, askText, gotItText, problemText, readBackText, sentence } from './wording.ts';

export function decide(before: ConversationState, stimuli: readonly Stimulus[], context: Context): Decision {
  const turn = startTurn(before, context);
  catchUp(turn);
  for (const stimulus of stimuli) if (stimulus.kind === 'state_mismatch') escalate(turn, 'state_mismatch');
  for (const stimulus of stimuli) if (stimulus.kind === 'message') handleMessage(turn, stimulus);
  for (const stimulus of stimuli) if (stimulus.kind !== 'message') handleEvent(turn, stimulus);
  meetDeadlines(turn);
  answer(turn);
  return finish(turn, before);
}

/** What became true in the database since the last turn. */
function catchUp(turn: Turn): void {
  const { state, facts } = turn;
  if (facts.booking?.status === 'confirmed' && facts.booking.id === state.bookingId && state.outcome !== 'booked') {
    state.outcome = 'booked';
    if (state.stage === 'escalated') state.stageBeforeEscalation = 'booking_complete';
    else state.stage = 'booking_complete';
  }
  if (facts.task?.status === 'resolved' && facts.task.id === state.taskId) state.taskId = null;
}

function handleEvent(turn: Turn, stimulus: Exclude<Stimulus, { kind: 'message' }>): void {
  const { state, facts } = turn;
  switch (stimulus.kind) {
    case 'state_mismatch': return;
    case 'refused': refused(turn, stimulus.refusal.step, stimulus.refusal.code); return;
    case 'acknowledged_by_link':
      // The page recorded it; the booking follows here, once.
      if (facts.challenge?.id === stimulus.challengeId && facts.challenge.status === 'agreed' && facts.booking?.status === 'pending_terms') confirm(turn, facts.challenge);
      return;
    case 'task_unanswered':
      if (state.taskId === stimulus.taskId && facts.task?.status === 'open') say(turn, 'notice', turn.business.texts.nobody_answered, { fact: `unanswered:${stimulus.taskId}` });
      return;
    case 'delivery_failed': if (stimulus.messageClass !== 'stop_confirmation') escalate(turn, 'delivery_failed'); return;
    case 'task_resolved': handBack(turn); return;
    case 'staff': staffActed(turn, stimulus.act, stimulus.outboxId); return;
    default: assertNever(stimulus);
  }
}

function staffActed(turn: Turn, act: 'took_over' | 'handed_back' | 'replied' | 'closed', outboxId: string | null): void {
  const { state } = turn;
  switch (act) {
    case 'took_over':
      if (state.stage !== 'escalated') state.stageBeforeEscalation = state.stage;
      state.stage = 'escalated';
      return;
    case 'replied':
      if (outboxId !== null) turn.effects.push({ kind: 'speak_existing', outboxId });
      return;
    case 'handed_back': handBack(turn); return;
    case 'closed':
      state.outcome = turn.facts.booking?.status === 'confirmed' ? 'booked' : 'resolved_by_staff';
      state.taskId = null;
      return;
    default: assertNever(act);
  }
}

function handBack(turn: Turn): void {
  const { state } = turn;
  state.taskId = null;
  if (state.stage !== 'escalated') return;
  state.stage = state.stageBeforeEscalation ?? 'collecting_info';
  state.stageBeforeEscalation = null;
  state.escalation = null;
  state.attempts = 0;
  if (state.stage !== 'booking_complete' && state.stage !== 'creating_booking') state.readBack = null;
  if (state.stage === 'confirming_info') state.stage = 'collecting_info';
  say(turn, 'notice', turn.business.texts.handed_back);
}

function refused(turn: Turn, step: 'speak' | 'offer' | 'confirm_booking' | 'open_task', code: string): void {
  const { state } = turn;
  switch (step) {
    case 'offer':
      state.challengeId = null;
      state.readBack = null;
      if (state.stage !== 'escalated') state.stage = 'collecting_info';
      if (!assistantSpeaks(turn) || state.stage === 'escalated') return;
      if (code !== 'slot_taken' || state.draft.date === null || state.draft.time === null) {
        turn.prompt = true;
        return;
      }
      turn.parts.push('I am sorry, that time was taken just now.');
      offerAlternatives(turn, { date: state.draft.date, time: state.draft.time });
      return;
    case 'confirm_booking':
      if (state.bookingId !== null) turn.effects.push({ kind: 'not_booked', bookingId: state.bookingId });
      if (state.stage === 'creating_booking') state.stage = 'terms_confirmed';
      say(turn, 'terms_reply', turn.business.texts.agreed_not_booked.replace(/\{\{reference\}\}/g, turn.facts.challenge?.reference ?? ''), { fact: `not_booked:${state.bookingId ?? ''}` });
      escalateQuietly(turn);
      return;
    case 'speak': if (code === 'not_delivered') escalate(turn, 'delivery_failed'); return;
    case 'open_task': return;
    default: assertNever(step);
  }
}

/** The customer was just told that the team will write; a second text saying so would only confuse. */
function escalateQuietly(turn: Turn): void {
  const said = turn.effects.length;
  escalate(turn, 'booking_failed');
  turn.effects = turn.effects.filter((effect, index) => index < said || effect.kind !== 'say');
}

function offerAlternatives(turn: Turn, wanted: { date: string; time: string }): void {
  const { state, business, nowMs } = turn;
  state.offered = findAlternatives(turn, wanted);
  turn.parts.push(alternativesText(state.offered, business, nowMs));
  state.draft.time = null;
  state.requested = ['time', 'date'];
  turn.prompt = false;
}

/** One answer to all that was said: remarks first, then the next question, the read-back or the offer. */
function answer(turn: Turn): void {
  const { state, business, nowMs } = turn;
  if (!assistantSpeaks(turn) || state.stage === 'escalated') return;
  if (turn.wantsOffer || turn.prompt) moveOn(turn);
  if (turn.parts.length === 0 || !assistantSpeaks(turn)) return;
  const gotIt = turn.prompt && state.stage === 'collecting_info' ? gotItText(state.draft, partyOf(state.draft), business, nowMs, [...turn.changed]) : '';
  const greeting = state.greeted ? '' : business.texts.first_message_disclosure;
  state.greeted = true;
  const text = sentence([greeting, gotIt, ...turn.parts], '\n');
  state.lastSaid = text;
  say(turn, 'reply', text);
}

function moveOn(turn: Turn): void {
  const { state, business, nowMs, facts } = turn;
  const early = findProblem(state.draft, business, nowMs);
  if (early !== null) {
    reportProblem(turn, early);
    return;
  }
  const missing = missingSlots(state.draft);
  if (missing.length > 0) {
    state.stage = 'collecting_info';
    state.requested = missing;
    turn.parts.push(askText(missing, state.draft));
    return;
  }
  const found = propose(state.draft, business, facts, nowMs);
  if (!found.ok) {
    reportProblem(turn, found.problem);
    return;
  }
  const { proposal } = found;
  const print = fingerprint(state.draft, proposal.quote);
  if (turn.wantsOffer && state.readBack === print) {
    turn.parts = [];
    offer(turn, proposal);
    return;
  }
  state.stage = 'confirming_info';
  state.readBack = print;
  state.requested = [];
  turn.parts.push(readBackText(business, state.draft, proposal.party, proposal.quote, nowMs));
}

function reportProblem(turn: Turn, problem: Problem): void {
  const { state, business, nowMs } = turn;
  const { reason } = problem.refusal;
  if (reason === 'party_too_large' || reason === 'after_hours_to_person') {
    escalate(turn, reason === 'party_too_large' ? 'party_too_large' : 'after_hours_event');
    return;
  }
  state.stage = 'collecting_info';
  turn.parts.push(problemText(problem, business, nowMs));
  if (reason === 'no_chef' && state.draft.date !== null && state.draft.time !== null) {
    offerAlternatives(turn, { date: state.draft.date, time: state.draft.time });
    return;
  }
  // A value that cannot be had must not be read back later as if it could.
  if (problem.slot === 'date') state.draft.date = null;
  if (problem.slot === 'time') state.draft.time = null;
  if (problem.slot === 'address') {
    state.draft.address = null;
    state.draft.place = null;
  }
  state.requested = [problem.slot];
}

function finish(turn: Turn, before: ConversationState): Decision {
  const { state, facts } = turn;
  const isNew = state.matterId === null;
  state.matterId ??= facts.ids.matter;
  const wakeAtMs = nextWake(turn);
  const confirming = turn.effects.some((effect) => effect.kind === 'confirm_booking');
  const held = facts.booking?.status === 'pending_terms' && !turn.holdReleased && !confirming;
  const offering = turn.effects.some((effect) => effect.kind === 'offer') && !confirming;
  const pending = turn.challenge !== null || held || offering || state.taskId !== null || facts.owner !== 'assistant';
  return {
    state, effects: turn.effects, wakeAtMs, settled: !pending && (confirming || state.outcome !== null),
    matter: { id: state.matterId, intent: state.intent, stage: state.stage, escalation: state.escalation, bookingId: state.bookingId, isNew: isNew || before.matterId !== state.matterId },
  };
}
