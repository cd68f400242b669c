// Runs and their histories, as the archive and the audit read them from Temporal.
import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { HistorySource } from '../activities/archive.ts';
import { historyToJson } from './history-json.ts';

/** Replayed by an audit, so only the workflows that decide about customers. */
const ARCHIVED_TYPES = "WorkflowType IN ('conversation', 'humanTask')";

/** `taskQueue` keeps apart two systems that share a namespace. */
export function createHistorySource(client: Client, taskQueue: string): HistorySource {
  return {
    async *closedRuns() {
      for await (const run of client.workflow.list({ query: `${ARCHIVED_TYPES} AND TaskQueue = ${quoted(taskQueue)} AND ExecutionStatus != 'Running'` })) {
        if (run.closeTime === undefined) continue;
        yield { workflowId: run.workflowId, runId: run.runId, workflowType: run.type, startedAt: run.startTime, closedAt: run.closeTime, closeStatus: run.status.name };
      }
    },
    async history(workflowId, runId) {
      const history = await fetchHistory(client, workflowId, runId);
      if (history === null) return null;
      return { json: historyToJson(history), eventCount: history.events?.length ?? 0, firstRunId: firstRunIdOf(history) ?? runId };
    },
  };
}

/** Null when Temporal does not have it, or no longer. */
export async function fetchHistory(client: Client, workflowId: string, runId?: string): Promise<History | null> {
  try {
    return await client.workflow.getHandle(workflowId, runId).fetchHistory();
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Written in every run's first event, so that nothing else has to be asked. */
export function firstRunIdOf(history: History): string | null {
  return history.events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId ?? null;
}

/** Every run of one workflow id, open ones included. */
export async function listRunIds(client: Client, workflowId: string): Promise<string[]> {
  const runIds = new Set<string>();
  for await (const run of client.workflow.list({ query: `WorkflowId = ${quoted(workflowId)}` })) runIds.add(run.runId);
  // The list comes from the visibility store, which may lag behind; the newest run is known at once.
  try {
    runIds.add((await client.workflow.getHandle(workflowId).describe()).runId);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return [...runIds];
}

/** The SDK wraps this answer for some calls and hands it on as it came for others. */
function isNotFound(error: unknown): boolean {
  const NOT_FOUND = 5; // gRPC status
  return error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && Number(error.code) === NOT_FOUND);
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
