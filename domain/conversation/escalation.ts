// Calling a person, and going on when the person hands back.
import type { TextId } from '../business.ts';
import type { EscalationReason } from '../vocabulary.ts';
import type { StaffAct } from './decision.ts';
import { shelveChange } from './standing.ts';
import { assistantSpeaks, dropAnswer, say, type Turn } from './turn.ts';
import { assertNever } from '../vocabulary.ts';

/** What the customer is told; the rest of the sentence is the same for all. */
const HANDOVER_TEXTS: Readonly<Record<EscalationReason, TextId>> = {
  asked_for_person: 'connecting_with_team', not_understood: 'connecting_not_understood', upset: 'connecting_upset', payment_dispute: 'connecting_payment', allergy_risk: 'connecting_allergy',
  party_too_large: 'connecting_large_party', after_hours_event: 'connecting_late_start', outside_policy: 'connecting_with_team', booking_failed: 'connecting_with_team', delivery_failed: 'connecting_with_team',
  state_mismatch: 'connecting_with_team', change_or_cancellation: 'connecting_with_team', refund_due: 'connecting_with_team', open_question: 'connecting_with_team', language: 'connecting_with_team', unexpected: 'connecting_with_team',
  // While the assistant is switched off it is the team that writes from here on.
  assistant_disabled: 'assistant_off',
};

/** Calls a person, once. What the assistant was about to say is dropped: the fixed text says what happens now. `told`: the customer knows already. */
export function escalate(turn: Turn, reason: EscalationReason, told = false): void {
  const { state, business } = turn;
  dropAnswer(turn);
  if (state.stage === 'escalated' && state.taskId !== null) return;
  shelveChange(turn);
  if (state.stage !== 'escalated') state.stageBeforeEscalation = state.stage;
  state.stage = 'escalated';
  state.intent = reason === 'asked_for_person' ? 'escalation' : (state.intent ?? 'escalation');
  state.escalation = reason;
  state.attempts = 0;
  const taskId = callPerson(turn, reason);
  const text = state.language === 'es' && reason !== 'assistant_disabled' ? business.spanishTexts.connecting_with_team : business.texts[HANDOVER_TEXTS[reason]];
  if (!told) say(turn, 'handover', text, `connecting:${taskId}`);
}

/** A task is open: for this conversation there is one at most. */
export function personIsCalled({ facts: { task }, effects }: Turn): boolean {
  return (task !== null && task.status !== 'resolved') || effects.some((effect) => effect.kind === 'open_task');
}

/** Opens the task, or gives the one that is open its new and more urgent reason. */
export function callPerson(turn: Turn, reason: EscalationReason): string {
  const { state, facts: { task, ids } } = turn;
  const taskId = task !== null && task.status !== 'resolved' ? task.id : ids.task;
  turn.effects = [...turn.effects.filter((effect) => effect.kind !== 'open_task'), { kind: 'open_task', taskId, reason }];
  state.taskId = taskId;
  return taskId;
}

export function staffActed(turn: Turn, act: StaffAct, outboxId: string | null): void {
  const { state } = turn;
  switch (act) {
    case 'took_over':
      shelveChange(turn);
      if (state.stage !== 'escalated') state.stageBeforeEscalation = state.stage;
      state.stage = 'escalated';
      return;
    case 'replied':
      if (outboxId !== null) turn.effects.push({ kind: 'speak_existing', outboxId });
      return;
    case 'handed_back': handBack(turn); return;
    case 'closed':
      state.taskId = null;
      state.outcome ??= 'resolved_by_staff';
      // A customer with a booking is talked to about it; anybody else begins anew.
      if (state.stage === 'escalated' && state.stageBeforeEscalation === 'booking_complete') state.stage = 'booking_complete';
      return;
    default: assertNever(act);
  }
}

export function handBack(turn: Turn): void {
  const { state } = turn;
  state.taskId = null;
  if (state.stage !== 'escalated') return;
  // A person talked about it meanwhile, so what was read back before is read back again.
  const before = state.stageBeforeEscalation ?? 'collecting_info';
  state.stage = before === 'confirming_info' || before === 'terms_confirmed' ? 'collecting_info' : before;
  state.readBack = null;
  state.stageBeforeEscalation = null;
  state.escalation = null;
  state.attempts = 0;
  if (assistantSpeaks(turn)) say(turn, 'notice', turn.business.texts.handed_back);
}
