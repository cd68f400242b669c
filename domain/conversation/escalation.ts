// Calling a person, and going on when the person hands back.
import type { EscalationReason } from '../vocabulary.ts';
import type { StaffAct } from './decision.ts';
import { assistantSpeaks, dropAnswer, say, type Turn } from './turn.ts';
import { assertNever } from '../vocabulary.ts';

/** Calls a person, once. What the assistant was about to say is dropped: the fixed text says what happens now. `told`: the customer knows already. */
export function escalate(turn: Turn, reason: EscalationReason, told = false): void {
  const { state, facts, business: { texts } } = turn;
  dropAnswer(turn);
  if (state.stage === 'escalated' && state.taskId !== null) return;
  if (state.stage !== 'escalated') state.stageBeforeEscalation = state.stage;
  state.stage = 'escalated';
  state.intent = reason === 'asked_for_person' ? 'escalation' : (state.intent ?? 'escalation');
  state.escalation = reason;
  state.attempts = 0;
  // A second reason joins the task that is already open.
  const joined = facts.task !== null && facts.task.status !== 'resolved' ? facts.task.id : null;
  state.taskId = joined ?? facts.ids.task;
  const opened = turn.effects.some((effect) => effect.kind === 'open_task');
  if (joined === null && !opened) turn.effects.push({ kind: 'open_task', taskId: state.taskId, reason });
  // While the assistant is switched off it is the team that writes from here on, so the text differs.
  if (!told) say(turn, 'handover', reason === 'assistant_disabled' ? texts.assistant_off : texts.connecting_with_team, `connecting:${state.taskId}`);
}

export function staffActed(turn: Turn, act: StaffAct, outboxId: string | null): void {
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
