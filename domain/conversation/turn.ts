// The working copy of one turn: the state being changed, the effects so far, and the pieces of the one joint answer.
import type { Business } from '../business.ts';
import { assertNever, type SlotName } from '../vocabulary.ts';
import type { ChallengeFacts, Effect, Facts, SayClass } from './decision.ts';
import { inLines, LONGEST_PART_CHARACTERS, PARAGRAPH, splitForPhone } from '../text-parts.ts';
import { initialState, type Change, type ConversationState } from './state.ts';

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
  /** Statements, in order; joined with one closing question into one message. */
  remarks: string[];
  /** The one question the answer closes with; `about` are the slots it asks for. */
  question: { text: string; about: SlotName[] } | null;
  /** Without a question of its own the answer closes with the next step: what is missing, or the read-back. */
  prompt: boolean;
  /** What this turn's messages changed and nothing has repeated yet, for "Got it". */
  news: Set<SlotName>;
  /** A message of this turn changed the draft or left it in doubt: a "yes" beside it confirms nothing. */
  unsettled: boolean;
  /** The customer said yes to the read-back, and nothing beside it says otherwise. */
  wantsOffer: boolean;
  /** The message that said yes to the question whether a booking shall be cancelled, with nothing beside it that says otherwise. */
  cancels: string | null;
  /** A message of this turn was not understood. */
  puzzled: boolean;
  /** The customer wrote, so whatever is due as a reminder is not sent on top of the answer. */
  heard: boolean;
  /** As of this turn: an acknowledgment or decline above makes it dead for what follows. */
  challenge: ChallengeFacts | null;
  optedOut: boolean;
  holdReleased: boolean;
};

export function startTurn(state: ConversationState, context: Context): Turn {
  const { challenge } = context.facts;
  // What was remembered before a field existed lacks it.
  const remembered = structuredClone({ ...initialState(), ...state });
  return {
    ...context, facts: withoutItself(context.facts, remembered.change), state: remembered, effects: [], remarks: [], question: null, prompt: false, news: new Set(), unsettled: false, wantsOffer: false, cancels: null, puzzled: false, heard: false,
    challenge: challenge?.status === 'live' ? challenge : null, optedOut: context.facts.optedOut, holdReleased: false,
  };
}

/** An event is not in the way of its own move. */
export function withoutItself(facts: Facts, change: Change | null): Facts {
  return change?.kind === 'modify' ? { ...facts, calendar: facts.calendar.filter((busy) => busy.bookingId !== change.bookingId) } : facts;
}

/** Nobody else has the conversation, and the assistant may speak of its own. */
export function assistantSpeaks(turn: Turn): boolean {
  return turn.facts.owner === 'assistant' && turn.facts.assistantEnabled && !turn.optedOut;
}

/** Besides, no person has been called: the assistant does not talk over somebody who is about to answer. */
export function assistantConverses(turn: Turn): boolean {
  return assistantSpeaks(turn) && turn.state.stage !== 'escalated';
}

/** Someone has the conversation or has been called to it; false again once it was closed. */
export function personInCharge({ state, facts }: Turn): boolean {
  return state.stage === 'escalated' && (state.taskId !== null || facts.owner !== 'assistant');
}

export function remark(turn: Turn, text: string): void {
  if (!turn.remarks.includes(text)) turn.remarks.push(text);
}

/** One question an answer: the last one asked is the one that matters now. */
export function ask(turn: Turn, text: string, about: SlotName[] = []): void {
  turn.question = { text, about };
}

/** Whatever was going to be answered is overtaken by something greater. */
export function dropAnswer(turn: Turn): void {
  turn.remarks = [];
  turn.question = null;
  turn.prompt = false;
  turn.wantsOffer = false;
  turn.cancels = null;
  turn.puzzled = false;
  turn.news.clear();
}

/** The claim of the send checks all of this again, in its own transaction. A fact is told once. */
export function say(turn: Turn, message: SayClass, text: string, fact: string | null = null): void {
  if (turn.optedOut && message !== 'stop_confirmation') return;
  if (!maySay(turn, message)) return;
  if (fact !== null && turn.effects.some((effect) => effect.kind === 'say' && effect.fact === fact)) return;
  partsOf(turn, message, text).forEach((part, index) => {
    turn.effects.push({ kind: 'say', class: message, text: part, fact: fact === null || index === 0 ? fact : `${fact}:${String(index + 1)}`, notBeforeMs: null });
  });
}

/** Long answers are cut for a phone's screen, and what follows a confirmation comes after it; fixed texts stay one message, and speech has no screen. */
function partsOf({ facts }: Turn, message: SayClass, text: string): string[] {
  const whole = inLines(text);
  if (facts.channel === 'phone' || whole.length <= LONGEST_PART_CHARACTERS) return [whole];
  if (message === 'confirmation') return text.split(PARAGRAPH);
  return message === 'reply' ? splitForPhone(text) : [whole];
}

/** Invariant 4: what may be said whoever has the conversation, what as long as no person has it, and what only while the assistant converses. */
function maySay(turn: Turn, message: SayClass): boolean {
  switch (message) {
    case 'stop_confirmation': case 'start_confirmation': case 'help': case 'confirmation': case 'terms_reply': return true;
    // Fixed texts too, which the switch does not stop: they tell people who wait for the team how things stand.
    case 'notice': case 'handover': return turn.facts.owner === 'assistant';
    case 'reply': case 'reminder': return assistantSpeaks(turn);
    default: return assertNever(message);
  }
}
