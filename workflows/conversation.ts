// One customer conversation: remembers where it is, waits, and has its steps done. It decides nothing.
import { allHandlersFinished, condition, continueAsNew, setHandler, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { ConversationCarry, ConversationInput, PendingStep, RefusalCode, StepResult, TurnInput, TurnResult } from '../domain/steps.ts';
import { assertNever, type Engine } from '../domain/vocabulary.ts';
import { createAlarm } from './alarm.ts';
import { createBell } from './bell.ts';
import { CHANNEL_ATTRIBUTE, conversationView, NEEDS_PERSON_ATTRIBUTE, nudged, STAGE_ATTRIBUTE } from './messages.ts';
import { localFirst, patient, quick, thoughtful } from './policies.ts';
import { runStep, stepId } from './steps.ts';

/** Pacing and retries wait less than this. A longer wait is for a time of day, and what was said since must not wait with it. */
const LONGEST_HOLD_UP_MS = 120_000;

const fresh = (): ConversationCarry => ({
  turnNumber: 0, previousHash: null, unread: [], pending: [], resumeAtMs: null, watched: [], refusal: null, wakeAtMs: null,
  settled: false, graceEndsAtMs: null, stage: 'initial', channel: 'sms', needsPerson: false,
});

export async function conversation(input: ConversationInput): Promise<void> {
  const mind: ConversationCarry = input.carried ?? fresh();
  let engine = input.engine;
  const bell = createBell();
  const alarm = createAlarm(bell.ring);

  // Registered after the state exists and before the first await: messages may be delivered before this function's first step.
  setHandler(nudged, ({ id }) => {
    if (!mind.unread.includes(id)) mind.unread.push(id);
    bell.ring();
  });
  setHandler(conversationView, () => ({
    turnNumber: mind.turnNumber, stage: mind.stage, channel: mind.channel, needsPerson: mind.needsPerson,
    unread: mind.unread.length, pendingSteps: mind.pending.map(({ step }) => step.kind), wakeAtMs: mind.wakeAtMs,
  }));

  for (;;) {
    const next = runnable(mind);
    const overdue = next === null && mind.refusal === null ? mind.watched.find((one) => past(one.atMs)) : undefined;
    if (next !== null) {
      mind.resumeAtMs = null;
      finishStep(mind, next, await runStep(next.step));
    } else if (overdue !== undefined) {
      finishRecheck(mind, overdue, await runStep(overdue.step));
    } else if (mind.unread.length > 0 || mind.refusal !== null || past(mind.wakeAtMs)) {
      const result = await takeTurn(turnInput(input.threadId, mind, engine));
      learn(mind, result);
      engine = result.engine;
    } else if (over(mind) && past(mind.graceEndsAtMs)) {
      await condition(allHandlersFinished);
      if (mind.unread.length === 0) return;
    } else {
      alarm.setFor(nextInstant(mind));
      await bell.heard();
    }
    // Between two pieces of work nothing is half done, so everything fits into the carry.
    if (workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof conversation>({ threadId: input.threadId, engine, carried: mind });
    }
  }
}

function turnInput(threadId: string, mind: ConversationCarry, engine: Engine): TurnInput {
  const { firstExecutionRunId, workflowId } = workflowInfo();
  return {
    threadId, workflowId, firstRunId: firstExecutionRunId, turnNumber: mind.turnNumber + 1, nudges: [...mind.unread], refusal: mind.refusal,
    previousHash: mind.previousHash, workflowTimeMs: Date.now(), engine,
  };
}

function takeTurn(input: TurnInput): Promise<TurnResult> {
  return input.engine === 'rules' ? localFirst(() => quick.takeTurn(input), () => patient.takeTurn(input)) : thoughtful.takeTurn(input);
}

function learn(mind: ConversationCarry, result: TurnResult): void {
  const before = { stage: mind.stage, channel: mind.channel, needsPerson: mind.needsPerson, first: mind.turnNumber === 0 };
  const consumed = new Set(result.consumed);
  // Only what the turn says it took: a message that came while a killed worker's turn was run again stays unread.
  mind.unread = mind.unread.filter((id) => !consumed.has(id));
  mind.refusal = null;
  mind.turnNumber += 1;
  mind.previousHash = result.recordHash;
  mind.pending.push(...result.steps.map((step) => ({ turnNumber: mind.turnNumber, step })));
  mind.wakeAtMs = result.wakeAtMs;
  mind.settled = result.settled;
  mind.graceEndsAtMs = result.settled ? Date.now() + result.graceMs : null;
  mind.stage = result.stage;
  mind.channel = result.channel;
  mind.needsPerson = result.needsPerson;
  showProgress(mind, before);
}

function showProgress(mind: ConversationCarry, before: { stage: string; channel: string; needsPerson: boolean; first: boolean }): void {
  if (!before.first && before.stage === mind.stage && before.channel === mind.channel && before.needsPerson === mind.needsPerson) return;
  upsertSearchAttributes([
    { key: STAGE_ATTRIBUTE, value: mind.stage },
    { key: CHANNEL_ATTRIBUTE, value: mind.channel },
    { key: NEEDS_PERSON_ATTRIBUTE, value: mind.needsPerson },
  ]);
}

function finishStep(mind: ConversationCarry, next: PendingStep, result: StepResult): void {
  switch (result.outcome) {
    case 'done':
      mind.pending.shift();
      if (result.stage !== undefined && result.stage !== mind.stage) {
        const before = { stage: mind.stage, channel: mind.channel, needsPerson: mind.needsPerson, first: false };
        mind.stage = result.stage;
        showProgress(mind, before);
      }
      return;
    case 'refused': refuse(mind, next, result.code); return;
    case 'later':
      if (result.atMs - Date.now() <= LONGEST_HOLD_UP_MS) mind.resumeAtMs = soon(result.atMs);
      else {
        mind.pending.shift();
        mind.watched.push({ ...next, atMs: result.atMs });
      }
      return;
    case 'unknown':
      mind.pending.shift();
      if (result.recheckAtMs !== null) mind.watched.push({ ...next, atMs: soon(result.recheckAtMs) });
      return;
    default: assertNever(result);
  }
}

/** Looked again at a step that the others did not wait for. */
function finishRecheck(mind: ConversationCarry, watched: ConversationCarry['watched'][number], result: StepResult): void {
  mind.watched.splice(mind.watched.indexOf(watched), 1);
  switch (result.outcome) {
    case 'done': return;
    case 'refused': refuse(mind, watched, result.code); return;
    case 'later': mind.watched.push({ ...watched, atMs: soon(result.atMs) }); return;
    case 'unknown': if (result.recheckAtMs !== null) mind.watched.push({ ...watched, atMs: soon(result.recheckAtMs) }); return;
    default: assertNever(result);
  }
}

/** The first refusal voids the rest of its turn; the next turn decides what to do instead. */
function refuse(mind: ConversationCarry, { step, turnNumber }: PendingStep, code: RefusalCode): void {
  mind.refusal = { step: step.kind, id: stepId(step), code, turnNumber };
  mind.pending = mind.pending.filter((other) => other.turnNumber !== turnNumber);
  mind.resumeAtMs = null;
}

/** The next step, unless it has to wait. A refusal is told to the mind before anything else is done. */
function runnable(mind: ConversationCarry): PendingStep | null {
  return mind.refusal === null && (mind.resumeAtMs === null || past(mind.resumeAtMs)) ? mind.pending[0] ?? null : null;
}

/** Nothing is left to do; only the grace period runs. */
function over(mind: ConversationCarry): boolean {
  return mind.settled && mind.pending.length === 0 && mind.watched.length === 0;
}

/** When to look again without being nudged. */
function nextInstant(mind: ConversationCarry): number | null {
  const instants = [mind.wakeAtMs, mind.pending.length > 0 ? mind.resumeAtMs : null, over(mind) ? mind.graceEndsAtMs : null, ...mind.watched.map((one) => one.atMs)];
  const set = instants.filter((instant) => instant !== null);
  return set.length === 0 ? null : Math.min(...set);
}

function past(instantMs: number | null): boolean {
  return instantMs !== null && instantMs <= Date.now();
}

/** An instant named by a clock that lags behind the workflow's must not make it spin. */
function soon(instantMs: number): number {
  return Math.max(instantMs, Date.now() + 1);
}
