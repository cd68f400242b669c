// Compares the turns in the database with what Temporal's histories were told, and with one another.
import { canonicalJson } from '../../evidence/canonical.ts';
import { turnRecordHash } from '../../evidence/turn-record.ts';
import type { Run } from './collect.ts';
import type { Finding } from './report.ts';
import type { ThreadRow, TurnRow } from './rows.ts';
import type { ToldTurn } from './run-history.ts';

export type Checked = { findings: Finding[]; notes: string[] };

export function checkTurns(thread: ThreadRow, rows: readonly TurnRow[], runs: readonly Run[]): Checked {
  const told = new Map<string, ToldTurn>();
  // A run that was reset tells its first turns again; they are the same turns.
  for (const turn of runs.flatMap((run) => run.turns)) told.set(turn.result.turnId, told.get(turn.result.turnId) ?? turn);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const missing = [...told.values()].filter((turn) => !byId.has(turn.result.turnId));
  const untold = checkUntold(rows.filter((row) => !told.has(row.id)), runs);
  return {
    findings: [
      ...rows.flatMap((row) => checkRow(row, told.get(row.id) ?? null)),
      ...missing.map((turn): Finding => ({
        code: 'missing_turn', turnId: turn.result.turnId, runId: turn.runId,
        text: `turn ${String(turn.turnNumber)} of run ${turn.firstRunId} is in Temporal's history, but not in the database`,
      })),
      ...untold.findings,
      ...checkRunCounts(runs),
      ...checkChain(thread, rows, missing),
    ],
    notes: untold.notes,
  };
}

function checkRow(row: TurnRow, told: ToldTurn | null): Finding[] {
  const faults: string[] = [];
  if (turnRecordHash(row) !== row.recordHash || row.result.recordHash !== row.recordHash) faults.push('its row does not have the hash it was written with');
  if (told !== null && told.result.recordHash !== row.recordHash) faults.push("its hash is not the one in Temporal's history");
  else if (told !== null && canonicalJson(told.result) !== canonicalJson(row.result)) faults.push("its result is not the one in Temporal's history");
  return faults.length === 0 ? [] : [{ code: 'changed_turn', turnId: row.id, text: `turn ${String(row.position)} was changed: ${faults.join('; ')}` }];
}

/** Rows that no history tells of: being taken just now, or not written by the workflow they name. */
function checkUntold(rows: readonly TurnRow[], runs: readonly Run[]): Checked {
  const checked: Checked = { findings: [], notes: [] };
  const known = new Set(runs.map((run) => run.runId));
  for (const row of rows) {
    const chain = runs.filter((run) => run.firstRunId === row.firstRunId);
    // Reported where the histories were gathered.
    if (!isWhole(chain, row.firstRunId, known)) continue;
    const open = chain.find((run) => run.closedAtMs === null);
    const toldSoFar = Math.max(0, ...chain.flatMap((run) => run.turns.map((turn) => turn.turnNumber)));
    // The result of a turn reaches the history with the end of its workflow task, after the turn was committed.
    if (open !== undefined && row.turnNumber === toldSoFar + 1) checked.notes.push(`turn ${String(row.position)} is committed and not yet in Temporal's history: it is being taken, or waits for a worker.`);
    else checked.findings.push({ code: 'turn_not_in_history', turnId: row.id, text: `turn ${String(row.position)} is in the database, but no history tells of it` });
  }
  return checked;
}

/** All runs from the first on, each continued as the next. */
function isWhole(chain: readonly Run[], firstRunId: string, known: ReadonlySet<string>): boolean {
  return known.has(firstRunId) && chain.every((run) => (run.continuedFrom === null || known.has(run.continuedFrom)) && (run.continuedAs === null || known.has(run.continuedAs)));
}

/** A run begins with the number of turns that the one before it ended with. */
function checkRunCounts(runs: readonly Run[]): Finding[] {
  return runs.flatMap((run): Finding[] => {
    const next = runs.find((other) => other.runId === run.continuedAs);
    const [last, first] = [run.turns.at(-1), next?.turns[0]];
    if (last === undefined || first === undefined || first.turnNumber === last.turnNumber + 1) return [];
    return [{ code: 'changed_history', workflowId: run.workflowId, runId: run.runId, text: `run ${run.runId} ends with turn ${String(last.turnNumber)}, and the run that continues it begins with turn ${String(first.turnNumber)}` }];
  });
}

/** Positions without gaps, each turn on top of the one before it, the thread at the last one. */
function checkChain(thread: ThreadRow, rows: readonly TurnRow[], missing: readonly ToldTurn[]): Finding[] {
  const findings: Finding[] = [];
  const byPosition = new Map(rows.map((row) => [row.position, row]));
  const last = Math.max(thread.turns, rows.at(-1)?.position ?? 0);
  const gaps = Array.from({ length: last }, (_, index) => index + 1).filter((position) => !byPosition.has(position));
  // A gap that a history explains has been reported with it.
  if (gaps.length > missing.length) {
    const which = gaps.length === 1 ? 'turn' : 'turns';
    findings.push({ code: 'missing_turn', text: `${which} ${gaps.map(String).join(', ')} of the conversation: not in the database${missing.length === 0 ? ', and no history tells of it' : ''}` });
  }
  for (const row of rows) {
    const before = byPosition.get(row.position - 1);
    const expected = row.position === 1 ? null : before?.recordHash;
    if (expected !== undefined && row.previousHash !== expected) findings.push({ code: 'broken_chain', turnId: row.id, text: `turn ${String(row.position)} does not follow the turn that is now before it` });
  }
  const newest = rows.at(-1);
  if ((newest?.recordHash ?? null) !== thread.lastTurnHash || (newest?.position ?? 0) !== thread.turns) {
    findings.push({ code: 'broken_chain', text: `the conversation counts ${String(thread.turns)} turns, and the last one in the database is not the one it ended with` });
  }
  return findings;
}
