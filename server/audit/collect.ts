// Gathers every run of a conversation and of its tasks, from Temporal and from the archive, and follows each link between them.
import { gunzipSync } from 'node:zlib';
import type { Client } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { historyEntryBody } from '../../activities/archive.ts';
import { canonicalJson, leafHash, sha256Hex } from '../../evidence/canonical.ts';
import { fetchHistory, listRunIds } from '../histories.ts';
import { historyFromJson, historyToJson } from '../history-json.ts';
import type { Finding } from './report.ts';
import type { ArchivedRow } from './rows.ts';
import { readHistory, type RunHistory } from './run-history.ts';

export type Run = RunHistory & {
  workflowId: string;
  runId: string;
  source: 'temporal' | 'archive' | 'both';
  history: History;
};

export type Collected = { runs: Run[]; findings: Finding[]; notes: string[] };

/** Long enough for a server that is slow to wake, short enough that an audit without Temporal goes on with the archive. */
const TEMPORAL_LIMIT_MS = 5_000;

/** @param seeds workflow ids, each with the run ids that the database knows of. */
export async function collectRuns(client: Client | null, archived: readonly ArchivedRow[], seeds: ReadonlyMap<string, readonly string[]>): Promise<Collected> {
  const found: Collected = { runs: [], findings: [], notes: [] };
  const temporal = client !== null && (await answers(client)) ? client : null;
  if (temporal === null) found.notes.push('Temporal does not answer: only archived histories were looked at.');
  const seen = new Set<string>();
  const waiting: { workflowId: string; runId: string; told: string | null }[] = [];
  for (const [workflowId, runIds] of seeds) {
    const listed = temporal === null ? [] : await listRunIds(temporal, workflowId);
    const kept = archived.filter((row) => row.history.workflowId === workflowId).map((row) => row.history.runId);
    for (const runId of [...listed, ...kept]) waiting.push({ workflowId, runId, told: null });
    for (const runId of runIds) waiting.push({ workflowId, runId, told: 'turns in the database were taken by it' });
  }
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { workflowId, runId } = next;
    if (seen.has(runId)) continue;
    seen.add(runId);
    const run = await readRun(temporal, archived.find((row) => row.history.runId === runId), next, found);
    if (run === null) continue;
    found.runs.push(run);
    if (run.continuedFrom !== null) waiting.push({ workflowId, runId: run.continuedFrom, told: `run ${runId} continues it` });
    if (run.continuedAs !== null) waiting.push({ workflowId, runId: run.continuedAs, told: `run ${runId} continued as it` });
    for (const child of run.children) waiting.push({ ...child, told: `run ${runId} started it` });
  }
  found.runs.sort((a, b) => a.startedAtMs - b.startedAtMs);
  return found;
}

async function answers(client: Client): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + TEMPORAL_LIMIT_MS, () => client.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}

async function readRun(client: Client | null, row: ArchivedRow | undefined, { workflowId, runId, told }: { workflowId: string; runId: string; told: string | null }, found: Collected): Promise<Run | null> {
  const fault = (code: Finding['code'], text: string) => { found.findings.push({ code, text, workflowId, runId }); };
  const live = client === null ? null : await fetchHistory(client, workflowId, runId);
  const kept = row === undefined ? null : openArchived(row);
  for (const text of kept?.faults ?? []) fault('changed_history', text);
  // A copy that was changed proves nothing; Temporal's own is then the only one.
  const history = live ?? kept?.history ?? null;
  if (history === null) {
    if (kept === null && told !== null) fault('missing_history', `the history of run ${runId} of ${workflowId} is neither in Temporal nor in the archive, but ${told}`);
    return null;
  }
  try {
    const read = readHistory(history, runId);
    if (live !== null && kept?.history != null && comparable(live) !== comparable(kept.history)) fault('changed_history', `the archived history of run ${runId} is not the one that Temporal has`);
    return { ...read, workflowId, runId, history, source: live === null ? 'archive' : row === undefined ? 'temporal' : 'both' };
  } catch (error) {
    fault('changed_history', `the history of run ${runId} cannot be read: ${error instanceof Error ? error.message : 'unknown cause'}`);
    return null;
  }
}

/** The archive's went through JSON once, which loses the order of maps and fields that were set to nothing. */
function comparable(history: History): string {
  return canonicalJson(JSON.parse(historyToJson(historyFromJson(historyToJson(history)))));
}

/** Null history: it cannot be opened, or is not the one that was archived. */
function openArchived({ history: row, entry }: ArchivedRow): { history: History | null; faults: string[] } {
  const faults: string[] = [];
  const { workflowId, runId, firstRunId, eventCount, historyHash } = row;
  if (canonicalJson(historyEntryBody({ workflowId, runId, firstRunId, eventCount, historyHash })) !== entry.body) faults.push(`the archive's record of run ${runId} is not what its evidence entry says`);
  if (!leafHash(entry.body).equals(entry.leafHash)) faults.push(`the evidence entry of run ${runId} was changed`);
  try {
    const json = gunzipSync(row.historyGzip).toString('utf8');
    if (sha256Hex(json) !== historyHash) faults.push(`the archived history of run ${runId} does not have the hash it was archived with`);
    return { history: faults.length > 0 ? null : historyFromJson(json), faults };
  } catch {
    return { history: null, faults: [...faults, `the archived history of run ${runId} cannot be read`] };
  }
}
