// Audits one conversation: Temporal's histories against the database, both against today's code.
import type { Client } from '@temporalio/client';
import { RECORD_CONTEXT, type TurnRecord } from '../../activities/take-turn.ts';
import type { DatabaseHandle } from '../../db/client.ts';
import type { KeyCache } from '../../db/people.ts';
import { open, openJson, type PersonKey } from '../../db/sealing.ts';
import { conversationWorkflowId, taskWorkflowId, threadIdOf } from '../../domain/workflow-ids.ts';
import { collectRuns, type Run } from './collect.ts';
import { decideAgain, type Mind, type OpenedTurn } from './decide-again.ts';
import { replayRuns, type Shell } from './replay.ts';
import type { AuditReport, Finding } from './report.ts';
import { loadRows, type Rows } from './rows.ts';
import { tellTimeline } from './timeline.ts';
import { checkTurns } from './turn-checks.ts';

export type AuditDeps = {
  database: DatabaseHandle;
  keys: KeyCache;
  /** Null when there is none: the archive alone is read. */
  temporal: Client | null;
  shell: Shell;
  mind: Mind;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A thread id, or the id of its workflow. Null: neither. */
export function parseConversationId(given: string): string | null {
  const id = given.trim().toLowerCase();
  const threadId = threadIdOf(id) ?? id;
  return UUID.test(threadId) ? threadId : null;
}

export async function auditConversation(deps: AuditDeps, threadId: string): Promise<AuditReport> {
  const rows = await loadRows(deps.database, threadId);
  const collected = await collectRuns(deps.temporal, rows.archived, seedsOf(threadId, rows));
  const { replayed, findings: replayFindings } = await replayRuns(deps.shell, collected.runs);
  const checked = rows.thread === null ? missingThread(threadId, collected.runs) : checkTurns(rows.thread, rows.turns, collected.runs);
  const opened = openTurns(deps.keys, rows);
  const texts = openTexts(deps.keys, rows);
  const again = await decideAgain(deps.mind, opened.turns, texts);
  const findings = [...collected.findings, ...checked.findings, ...replayFindings];
  return {
    threadId,
    ok: findings.length === 0,
    findings,
    runs: collected.runs.map((run) => ({
      workflowId: run.workflowId, runId: run.runId, workflowType: run.workflowType, source: run.source, events: run.events, turns: run.turns.length, replayed: replayed.has(run.runId),
      startedAt: new Date(run.startedAtMs).toISOString(), closedAt: run.closedAtMs === null ? null : new Date(run.closedAtMs).toISOString(),
    })),
    turns: rows.turns.length,
    timeZone: deps.mind.business.profile.timeZone,
    timeline: tellTimeline({ rows, runs: collected.runs, opened: new Map(opened.turns.map((turn) => [turn.position, turn])), texts }),
    differences: again.differences,
    notes: [...collected.notes, ...checked.notes, ...opened.notes, ...again.notes],
  };
}

/** Every workflow that may have a history, with the runs that the database knows of. */
function seedsOf(threadId: string, rows: Rows): Map<string, string[]> {
  const seeds = new Map<string, string[]>([[conversationWorkflowId(threadId), []], ...rows.tasks.map((task): [string, string[]] => [taskWorkflowId(task.id), []])]);
  for (const { workflowId, firstRunId } of rows.turns) seeds.set(workflowId, [...new Set([...(seeds.get(workflowId) ?? []), firstRunId])]);
  for (const { history } of rows.archived) if (!seeds.has(history.workflowId)) seeds.set(history.workflowId, []);
  return seeds;
}

function missingThread(threadId: string, runs: readonly Run[]): { findings: Finding[]; notes: string[] } {
  const known = runs.length === 0 ? 'neither the database nor Temporal knows it' : `the database does not know it, but Temporal has ${String(runs.length)} run(s) of it`;
  return { findings: [{ code: 'missing_thread', text: `conversation ${threadId}: ${known}` }], notes: [] };
}

function openTurns(keys: KeyCache, rows: Rows): { turns: OpenedTurn[]; notes: string[] } {
  if (rows.key === null) return { turns: [], notes: [] };
  if (rows.key.wrapped === null) return { turns: [], notes: ['The person was erased: hashes were checked, texts and records cannot be opened.'] };
  const { id: keyId, wrapped } = rows.key;
  const key = attempt(() => keys.get(keyId, wrapped));
  if (key === null) return { turns: [], notes: ["The person's key does not open with this MASTER_KEY: hashes were checked, texts and records cannot be opened."] };
  const turns: OpenedTurn[] = [];
  const notes: string[] = [];
  for (const { id, position, profileVersion, recordSealed } of rows.turns) {
    const record = attempt(() => openJson<TurnRecord>(key, RECORD_CONTEXT(id), recordSealed));
    if (record === null) notes.push(`Turn ${String(position)} cannot be opened, so it cannot be told or decided again.`);
    else turns.push({ turnId: id, position, profileVersion, record });
  }
  return { turns, notes };
}

function openTexts(keys: KeyCache, rows: Rows): Map<string, string> {
  const byId = new Map<string, PersonKey | null>(rows.keys.flatMap(({ id, wrapped }) => (wrapped === null ? [] : [[id, attempt(() => keys.get(id, wrapped))]])));
  return new Map(rows.messages.flatMap(({ message }) => {
    const key = byId.get(message.keyId);
    const text = key == null ? null : attempt(() => open(key, `messages.body:${message.id}`, message.bodySealed).toString('utf8'));
    return text === null ? [] : [[message.id, text]];
  }));
}

/** What was tampered with does not open; that is reported by its hash, not by a crash here. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
