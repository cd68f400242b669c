// One run's history, taken apart: which run it continues, which children it started, and what its turns said.
import { defaultPayloadConverter } from '@temporalio/common';
import type { History, Payload } from '@temporalio/common/lib/proto-utils.js';
import { z } from 'zod';
import type { ConversationInput, TurnResult } from '../../domain/steps.ts';

type HistoryEvent = NonNullable<History['events']>[number];

export type ToldTurn = { firstRunId: string; runId: string; turnNumber: number; result: TurnResult };
export type Execution = { workflowId: string; runId: string };

export type RunHistory = {
  workflowType: string;
  firstRunId: string;
  startedAtMs: number;
  /** Null while it runs. */
  closedAtMs: number | null;
  events: number;
  continuedFrom: string | null;
  continuedAs: string | null;
  children: Execution[];
  /** In order, as the workflow was told. */
  turns: ToldTurn[];
};

const TURN_ACTIVITY = 'takeTurn';
const LOCAL_ACTIVITY_MARKER = 'core_local_activity';
/** What the SDK notes about a local activity, beside its result. */
const MarkerData = z.object({ activity_type: z.string() });

/** Throws when the history cannot be read. */
export function readHistory(history: History, runId: string): RunHistory {
  const events = history.events ?? [];
  const started = events[0]?.workflowExecutionStartedEventAttributes;
  if (started == null) throw new Error('the first event does not start a workflow');
  const firstRunId = textOr(started.firstExecutionRunId, runId);
  const last = events.at(-1);
  const { turns, children } = readEvents(events, { firstRunId, runId, turnsBefore: turnsBefore(started.input?.payloads?.[0]) });
  return {
    workflowType: started.workflowType?.name ?? '', firstRunId, startedAtMs: timeOf(events[0]), closedAtMs: last !== undefined && isClosing(last) ? timeOf(last) : null, events: events.length,
    // A chain started by a schedule or a cron has one too, of another workflow; ours only continue as new.
    continuedFrom: textOrNull(started.continuedExecutionRunId), continuedAs: textOrNull(last?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId),
    children, turns,
  };
}

function readEvents(events: HistoryEvent[], run: { firstRunId: string; runId: string; turnsBefore: number }): Pick<RunHistory, 'turns' | 'children'> {
  const turns: ToldTurn[] = [];
  const children: Execution[] = [];
  const scheduledTurns = new Set<string>();
  const tell = (payload: Payload | null | undefined) => {
    if (payload == null) throw new Error('a turn without a result');
    turns.push({ firstRunId: run.firstRunId, runId: run.runId, turnNumber: run.turnsBefore + turns.length + 1, result: defaultPayloadConverter.fromPayload<TurnResult>(payload) });
  };
  for (const event of events) {
    const { markerRecordedEventAttributes: marker, activityTaskScheduledEventAttributes: scheduled, activityTaskCompletedEventAttributes: completed, childWorkflowExecutionStartedEventAttributes: child } = event;
    // A local activity that failed has a marker too, without a result: the patient proxy then took the same turn.
    if (marker?.markerName === LOCAL_ACTIVITY_MARKER && marker.failure == null && isTurn(marker.details?.['data']?.payloads?.[0])) tell(marker.details?.['result']?.payloads?.[0]);
    if (scheduled?.activityType?.name === TURN_ACTIVITY) scheduledTurns.add(String(event.eventId));
    if (completed != null && scheduledTurns.has(String(completed.scheduledEventId))) tell(completed.result?.payloads?.[0]);
    if (child?.workflowExecution?.workflowId != null) children.push({ workflowId: child.workflowExecution.workflowId, runId: child.workflowExecution.runId ?? '' });
  }
  return { turns, children };
}

function isTurn(payload: Payload | null | undefined): boolean {
  if (payload == null) return false;
  const data = MarkerData.safeParse(defaultPayloadConverter.fromPayload(payload));
  return data.success && data.data.activity_type === TURN_ACTIVITY;
}

/** How many turns the chain had taken when this run began: counted through continue-as-new. */
function turnsBefore(input: Payload | null | undefined): number {
  if (input == null) return 0;
  return defaultPayloadConverter.fromPayload<Partial<ConversationInput>>(input).carried?.turnNumber ?? 0;
}

function isClosing(event: HistoryEvent): boolean {
  return event.workflowExecutionCompletedEventAttributes != null || event.workflowExecutionContinuedAsNewEventAttributes != null || event.workflowExecutionFailedEventAttributes != null
    || event.workflowExecutionTerminatedEventAttributes != null || event.workflowExecutionCanceledEventAttributes != null || event.workflowExecutionTimedOutEventAttributes != null;
}

function timeOf(event: HistoryEvent | undefined): number {
  // Seconds come as a Long over the wire and as a number from JSON.
  return event?.eventTime == null ? 0 : Number(event.eventTime.seconds) * 1000 + Math.floor((event.eventTime.nanos ?? 0) / 1_000_000);
}

/** Protobuf leaves a text that was never set empty. */
function textOrNull(text: string | null | undefined): string | null {
  return text == null || text === '' ? null : text;
}

function textOr(text: string | null | undefined, otherwise: string): string {
  return textOrNull(text) ?? otherwise;
}
