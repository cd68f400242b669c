// The working copy of one turn: the state being changed, the effects so far, and the parts of the one joint answer.
import type { Business } from '../business.ts';
import { assertNever, type EscalationReason, type SlotName } from '../vocabulary.ts';
import type { ChallengeFacts, Effect, Facts, SayClass } from './decision.ts';
import type { ConversationState } from './state.ts';

export type Settings = {
  /** Below this the assistant asks and does not guess. */
  confidenceThreshold: number;
  /** Messages in a row not understood before a person is called. */
  maxAttempts: number;
};

export type Context = { nowMs: number; business: Business; settings: Settings; facts: Facts };

export type Turn = Context & {
  state: ConversationState;
  effects: Effect[];
  /** Answers and remarks, in order; joined with the closing question into one message. */
  parts: string[];
  /** Close with the next question or the read-back. */
  prompt: boolean;
  /** What this turn's messages changed, for "Got it". */
  changed: Set<SlotName>;
  /** The customer said yes to the read-back and nothing after it changed the draft. */
  wantsOffer: boolean;
  /** As of this turn: an acknowledgment or decline above makes it dead for what follows. */
  challenge: ChallengeFacts | null;
  optedOut: boolean;
  holdReleased: boolean;
};

export function startTurn(state: ConversationState, context: Context): Turn {
  const { challenge } = context.facts;
  return {
    ...context, state: structuredClone(state), effects: [], parts: [], prompt: false, changed: new Set(), wantsOffer: false,
    challenge: challenge?.status === 'live' ? challenge : null, optedOut: context.facts.optedOut, holdReleased: false,
  };
}

export function assistantSpeaks(turn: Turn): boolean {
  return turn.facts.owner === 'assistant' && turn.facts.assistantEnabled && !turn.optedOut;
}

/**
 * Fixed texts named in invariant 4 may be sent whoever owns the conversation; all others only while the assistant has it.
 * The claim of the send checks all of this again, in its own transaction.
 */
export function say(turn: Turn, message: SayClass, text: string, options: { fact?: string; notBeforeMs?: number | null } = {}): void {
  const fixed = isFixedText(message);
  if (!fixed && !assistantSpeaks(turn)) return;
  if (turn.optedOut && message !== 'stop_confirmation') return;
  turn.effects.push({ kind: 'say', class: message, text, fact: options.fact ?? null, notBeforeMs: options.notBeforeMs ?? null });
}

export function isFixedText(message: SayClass): boolean {
  switch (message) {
    case 'stop_confirmation': case 'start_confirmation': case 'help': case 'confirmation': case 'terms_reply': return true;
    case 'reply': case 'reminder': case 'notice': case 'handover': return false;
    default: return assertNever(message);
  }
}

/** Calls a person, once. What the assistant was about to say is dropped: the fixed text says what happens now. */
export function escalate(turn: Turn, reason: EscalationReason): void {
  const { state, facts } = turn;
  turn.parts = [];
  turn.prompt = false;
  turn.wantsOffer = false;
  if (state.stage === 'escalated' && state.taskId !== null) return;
  if (state.stage !== 'escalated') state.stageBeforeEscalation = state.stage;
  state.stage = 'escalated';
  state.intent = reason === 'asked_for_person' ? 'escalation' : (state.intent ?? 'escalation');
  state.escalation = reason;
  // A second reason joins the task that is already open.
  const joined = facts.task !== null && facts.task.status !== 'resolved' ? facts.task.id : null;
  state.taskId = joined ?? facts.ids.task;
  state.attempts = 0;
  // The task first: a text that cannot be delivered must not keep it from being opened.
  if (joined === null) turn.effects.push({ kind: 'open_task', taskId: state.taskId, reason });
  // While the assistant is switched off it is the team that writes from here on, so the text differs.
  const text = reason === 'assistant_disabled' ? turn.business.texts.assistant_off : turn.business.texts.connecting_with_team;
  if (facts.owner === 'assistant' && !turn.optedOut) turn.effects.push({ kind: 'say', class: 'handover', text, fact: `connecting:${state.taskId}`, notBeforeMs: null });
}
