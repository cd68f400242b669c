// Archives the histories of closed runs in Postgres, before Temporal's retention removes them.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { eq, inArray } from 'drizzle-orm';
import { taskIdOf, threadIdOf } from '../domain/workflow-ids.ts';
import { archivedHistories, conversationThreads, evidenceEntries, humanTasks } from '../db/schema.ts';
import type { Transaction } from '../db/client.ts';
import { canonicalJson, leafHash, sha256Hex } from '../evidence/canonical.ts';
import type { ActivityDeps } from './deps.ts';

export type ClosedRun = {
  workflowId: string;
  runId: string;
  workflowType: string;
  startedAt: Date;
  closedAt: Date;
  closeStatus: string;
};

export type ExportedHistory = {
  /** As Temporal's own tools export it. */
  json: string;
  eventCount: number;
  /** Of the chain of runs that continue each other. */
  firstRunId: string;
};

/** Where histories come from; made by the process from its Temporal client. */
export type HistorySource = {
  /** Closed runs, continued-as-new ones included. Must cost little for each: most are archived already. */
  closedRuns(): AsyncIterable<ClosedRun>;
  /** Null when the run is gone: its retention ended between the list and this call. */
  history(workflowId: string, runId: string): Promise<ExportedHistory | null>;
};

type ArchiveDeps = Pick<ActivityDeps, 'database' | 'histories' | 'newId' | 'clock' | 'log'>;

/** One question to the database for so many listed runs. */
const BATCH = 200;
const compress = promisify(gzip);

/**
 * Returns how many were archived now. Histories hold ids and times only, so nothing here is sealed; each one's hash is an evidence entry.
 * One run that cannot be archived does not hold up the others, and fails the whole at the end, so that it shows and is tried again.
 */
export async function archiveHistories(deps: ArchiveDeps): Promise<number> {
  if (deps.histories === null) return 0;
  let archived = 0;
  let failed = 0;
  for await (const batch of batches(deps.histories.closedRuns())) {
    const known = await knownRuns(deps, batch);
    for (const run of batch.filter((one) => !known.has(one.runId))) {
      try {
        if (await archiveRun(deps, deps.histories, run)) archived += 1;
      } catch (error) {
        failed += 1;
        deps.log.error({ err: error, workflowId: run.workflowId, runId: run.runId }, 'history could not be archived');
      }
    }
  }
  if (failed > 0) throw new Error('archive_incomplete');
  return archived;
}

async function* batches(runs: AsyncIterable<ClosedRun>): AsyncIterable<ClosedRun[]> {
  let batch: ClosedRun[] = [];
  for await (const run of runs) {
    batch.push(run);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function knownRuns({ database }: ArchiveDeps, batch: ClosedRun[]): Promise<Set<string>> {
  const rows = await database.transaction((tx) => tx.select({ runId: archivedHistories.runId }).from(archivedHistories).where(inArray(archivedHistories.runId, batch.map((run) => run.runId))));
  return new Set(rows.map((row) => row.runId));
}

async function archiveRun(deps: ArchiveDeps, source: HistorySource, run: ClosedRun): Promise<boolean> {
  const exported = await source.history(run.workflowId, run.runId);
  if (exported === null) {
    deps.log.warn({ workflowId: run.workflowId, runId: run.runId }, 'history was removed before it could be archived');
    return false;
  }
  return store(deps, run, exported);
}

/** Somebody else archived it in the meantime: the entry written for it is undone with everything else. */
class AlreadyArchived extends Error {}

async function store(deps: ArchiveDeps, run: ClosedRun, { json, eventCount, firstRunId }: ExportedHistory): Promise<boolean> {
  const { workflowId, runId } = run;
  const now = new Date(deps.clock());
  const historyHash = sha256Hex(json);
  const entryId = deps.newId();
  const body = canonicalJson(historyEntryBody({ workflowId, runId, firstRunId, eventCount, historyHash }));
  const historyGzip = await compress(json);
  try {
    await deps.database.transaction(async (tx) => {
      const threadId = await findThread(tx, workflowId);
      await tx.insert(evidenceEntries).values({ id: entryId, kind: 'history_archived', subjectId: threadId ?? runId, body, leafHash: leafHash(body), createdAt: now });
      const written = await tx.insert(archivedHistories).values({ ...run, threadId, firstRunId, eventCount, historyGzip, historyHash, evidenceEntryId: entryId, archivedAt: now })
        .onConflictDoNothing().returning({ runId: archivedHistories.runId });
      if (written.length === 0) throw new AlreadyArchived();
    });
    return true;
  } catch (error) {
    if (error instanceof AlreadyArchived) return false;
    throw error;
  }
}

export function historyEntryBody(history: { workflowId: string; runId: string; firstRunId: string; eventCount: number; historyHash: string }) {
  return { kind: 'history_archived', ...history };
}

/** Null when the database no longer has it (restored to an earlier day): the history is then all that is left, and is kept all the same. */
async function findThread(tx: Transaction, workflowId: string): Promise<string | null> {
  const threadId = threadIdOf(workflowId);
  if (threadId !== null) {
    const [thread] = await tx.select({ id: conversationThreads.threadId }).from(conversationThreads).where(eq(conversationThreads.threadId, threadId));
    return thread?.id ?? null;
  }
  const taskId = taskIdOf(workflowId);
  if (taskId === null) return null;
  const [task] = await tx.select({ id: humanTasks.threadId }).from(humanTasks).where(eq(humanTasks.id, taskId));
  return task?.id ?? null;
}
