// What passes between the conversation workflow and its activities: ids, kinds and times, never what people said.
import type { Channel, Engine, EscalationReason, Stage } from './vocabulary.ts';

/** One thing the shell has to get done, in order. Every id is a row in Postgres that says the rest. */
export type Step =
  /** `live`: the reply goes to an open session (web chat, voice) and is delivered by a local activity. `more`: the further texts of one long answer. */
  | { kind: 'speak'; outboxId: string; more?: string[]; live: boolean }
  /** Claims or moves the slot, supersedes the old challenge and writes the new one with its text (`outboxId`). */
  | { kind: 'offer'; bookingId: string; challengeId: string; outboxId: string; turnId: string }
  | { kind: 'confirm_booking'; bookingId: string }
  | { kind: 'open_task'; taskId: string; reason: EscalationReason };

export type StepKind = Step['kind'];

/** Why a step did not happen. Refusals are stimuli, not failures: the mind decides what to say. */
export const REFUSAL_CODES = ['slot_taken', 'not_held', 'not_acknowledged', 'stale', 'not_delivered'] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export type StepResult =
  | { outcome: 'done'; /** The conversation's stage, where the step moved it. */ stage?: Stage }
  | { outcome: 'refused'; code: RefusalCode }
  /** Not attempted yet (pacing, provider asked to wait); the step and those behind it wait until `atMs`. A wait for a time of day (minutes and more) holds up nobody. */
  | { outcome: 'later'; atMs: number }
  /** Attempted, result unknown; look again at `recheckAtMs` (null: given up, visible to staff). Does not hold up later steps. */
  | { outcome: 'unknown'; recheckAtMs: number | null };

/** A step refusal handed to the next turn; `turnNumber` is the turn whose remaining steps are void with it. */
export type Refusal = { step: StepKind; id: string; code: RefusalCode; turnNumber: number };

/** A step and the turn that asked for it. */
export type PendingStep = { turnNumber: number; step: Step };

export type TurnInput = {
  threadId: string;
  /** Of the first run of this execution chain, so that the number is unique through continue-as-new. */
  firstRunId: string;
  workflowId: string;
  turnNumber: number;
  /** Ids of messages and stimuli that nudged the workflow. */
  nudges: string[];
  refusal: Refusal | null;
  /** Hash of this execution chain's last turn, null before the first. */
  previousHash: string | null;
  /** Workflow time; the activity takes the later of this and its own clock. */
  workflowTimeMs: number;
  engine: Engine;
};

/** Recorded in Temporal's history; stays far under 4 kB. */
export type TurnResult = {
  turnId: string;
  consumed: string[];
  stage: Stage;
  channel: Channel;
  needsPerson: boolean;
  steps: Step[];
  /** When the mind wants to be woken, or null; later than the turn's `now`. */
  wakeAtMs: number | null;
  /** Engine to use for the next turn. */
  engine: Engine;
  recordHash: string;
  /** Nothing is pending in the mind: the run may complete after the grace period. */
  settled: boolean;
  /** How long a settled conversation stays open for more. */
  graceMs: number;
};

export type ConversationInput = {
  threadId: string;
  engine: Engine;
  /** Carried through continue-as-new. */
  carried?: ConversationCarry;
};

export type ConversationCarry = {
  turnNumber: number;
  previousHash: string | null;
  unread: string[];
  /** Unfinished steps in order, and when the first may run. */
  pending: PendingStep[];
  resumeAtMs: number | null;
  watched: (PendingStep & { atMs: number })[];
  refusal: Refusal | null;
  wakeAtMs: number | null;
  settled: boolean;
  graceEndsAtMs: number | null;
  stage: Stage;
  channel: Channel;
  needsPerson: boolean;
};

/** Payload of the one signal a conversation receives: an id, no content. */
export type Nudge = { id: string };

export type ConversationView = {
  turnNumber: number;
  stage: Stage;
  channel: Channel;
  needsPerson: boolean;
  unread: number;
  pendingSteps: StepKind[];
  wakeAtMs: number | null;
};

export type HumanTaskInput = {
  taskId: string;
  /** Waits before each reminder to the next person, in order. */
  remindAfterMs: number[];
  /** For the Temporal UI: reason code and a link to the console. */
  summary: string;
};
