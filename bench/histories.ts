// Reads turns out of Temporal's histories: how many events each cost, and when each phase of it began.
import type { Client } from '@temporalio/client';
import type postgres from 'postgres';
import { conversationWorkflowId } from '../domain/workflow-ids.ts';
import type { Turn } from './customer.ts';
import { median, rounded } from './measure.ts';
import type { Phases } from './report.ts';

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

/** The workflow of the conversation begun last; asked for while no other is beginning. */
export async function newestWorkflowId(sql: postgres.Sql): Promise<string> {
  const [row] = await sql<{ thread_id: string }[]>`SELECT thread_id FROM conversation_threads ORDER BY created_at DESC LIMIT 1`;
  if (row === undefined) throw new Error('no conversation was begun');
  return conversationWorkflowId(row.thread_id);
}

/** The latest run's events, cut before each signal but the first. */
export async function turnsOf(temporal: Client, workflowId: string): Promise<HistoryEvent[][]> {
  const { events } = await temporal.workflow.getHandle(workflowId).fetchHistory();
  const turns: HistoryEvent[][] = [[]];
  for (const event of events ?? []) {
    const isNext = event.workflowExecutionSignaledEventAttributes != null && turns.at(-1)?.some((earlier) => earlier.workflowExecutionSignaledEventAttributes != null) === true;
    if (isNext) turns.push([]);
    turns.at(-1)?.push(event);
  }
  return turns;
}

/** How often the conversation was continued as new. */
export async function continuationsOf(temporal: Client, workflowId: string): Promise<number> {
  let count = 0;
  let runId: string | undefined;
  for (;;) {
    const { events } = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
    if (runId === undefined || runId === '') return count;
    count += 1;
  }
}

/** Medians over turns that are one signal, one local and one regular activity; the machine has one clock, so its times compare. */
export function phasesOf(pairs: readonly { turn: Turn; events: HistoryEvent[] }[]): Phases {
  const samples: Record<string, number[]> = {};
  for (const { turn, events } of pairs) {
    const at = (find: (event: HistoryEvent) => unknown) => {
      const event = events.find((one) => find(one) != null);
      return event === undefined ? Number.NaN : millis(event);
    };
    const instants: [string, number][] = [
      ['', performance.timeOrigin + turn.startMs],
      ['webhook in, committed, signalled', at((event) => event.workflowExecutionSignaledEventAttributes)],
      ['Temporal hands out the workflow task', at((event) => event.workflowTaskStartedEventAttributes)],
      ['turn: read, decide, commit; answer', at((event) => event.activityTaskScheduledEventAttributes)],
      ['Temporal hands out the activity', at((event) => event.activityTaskStartedEventAttributes)],
      ['claim, commit, POST to the provider', performance.timeOrigin + turn.arrivedMs],
      ['(after) provider, note, report', at((event) => event.activityTaskCompletedEventAttributes)],
      ['(after) last workflow task', Math.max(...events.filter((event) => event.workflowTaskCompletedEventAttributes != null).map(millis))],
    ];
    for (const [index, [name, instant]] of instants.entries()) {
      const before = instants[index - 1];
      if (before === undefined || Number.isNaN(instant - before[1])) continue;
      (samples[name] ??= []).push(instant - before[1]);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, rounded(median(values))]));
}

function millis({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + Number(eventTime?.nanos ?? 0) / 1e6;
}
