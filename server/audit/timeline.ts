// The conversation told in order: what came in, what was decided, what was sent, what people did.
import { initialState } from '../../domain/conversation/state.ts';
import type { OpenedTurn } from './decide-again.ts';
import type { Run } from './collect.ts';
import type { TimelineEntry } from './report.ts';
import type { Rows, TurnRow } from './rows.ts';
import { decisionWords, deliveryWords, stepWords } from './words.ts';

export type Telling = {
  rows: Rows;
  runs: readonly Run[];
  /** By position; a turn that could not be opened is missing. */
  opened: ReadonlyMap<number, OpenedTurn>;
  /** By message id; a text that was erased is missing. */
  texts: ReadonlyMap<string, string>;
};

/** In this order where times are equal: what came in goes before what was decided about it, and that before what was said. */
type Rank = 0 | 1 | 2 | 3;
type Told = TimelineEntry & { rank: Rank };

export function tellTimeline({ rows, runs, opened, texts }: Telling): TimelineEntry[] {
  const told: Told[] = [...runs.flatMap(tellRun), ...rows.messages.map((row) => tellMessage(row, texts)), ...rows.turns.map((row) => tellTurn(row, opened)), ...rows.staffActions.map(tellAction), ...rows.tasks.flatMap(tellTask)];
  return told.sort((a, b) => a.at.localeCompare(b.at) || a.rank - b.rank).map(({ at, who, text }) => ({ at, who, text }));
}

function tellRun({ workflowType, runId, startedAtMs, closedAtMs, continuedAs, continuedFrom, turns, source }: Run): Told[] {
  const began = `a run of ${workflowType} ${continuedFrom === null ? 'began' : 'went on'} (${runId}, history from ${source === 'both' ? 'Temporal and the archive' : source === 'archive' ? 'the archive' : 'Temporal'})`;
  const entries: Told[] = [{ at: iso(startedAtMs), who: 'system', rank: 0, text: began }];
  if (closedAtMs !== null) entries.push({ at: iso(closedAtMs), who: 'system', rank: 3, text: `that run ended${continuedAs === null ? '' : ', continued as new'} (${runId}, ${String(turns.length)} turns)` });
  return entries;
}

function tellMessage({ message, sending }: Rows['messages'][number], texts: Telling['texts']): Told {
  const text = texts.get(message.id);
  const words = text === undefined ? '(erased)' : `"${text}"`;
  const at = message.receivedAt.toISOString();
  if (message.direction === 'inbound') return { at, who: 'customer', rank: 1, text: `wrote by ${message.channel} (origin check: ${message.originCheck ?? 'none'}): ${words}` };
  return { at, who: message.author === 'customer' ? 'system' : message.author, rank: 3, text: `${sending?.class ?? 'message'}: ${words} [${deliveryWords(sending)}${sending?.sentAt == null ? '' : `, ${sending.sentAt.toISOString()}`}]` };
}

function tellTurn(row: TurnRow, opened: Telling['opened']): Told {
  const turn = opened.get(row.position);
  const steps = row.result.steps.length === 0 ? 'no steps' : row.result.steps.map(stepWords).join(', ');
  const wake = row.result.wakeAtMs === null ? '' : ` To be woken at ${iso(row.result.wakeAtMs)}.`;
  const before = row.position === 1 ? initialState() : (opened.get(row.position - 1)?.record.decision.state ?? null);
  const words = turn === undefined ? `Stage ${row.result.stage} (its record is erased or cannot be opened).` : decisionWords(before, turn.record.stimuli, turn.record.decision);
  return { at: row.decidedAt.toISOString(), who: 'assistant', rank: 2, text: `turn ${String(row.position)} (${row.engine} ${row.engineVersion}), ${words} Steps: ${steps}.${wake}` };
}

function tellAction(action: Rows['staffActions'][number]): Told {
  return { at: action.createdAt.toISOString(), who: 'staff', rank: 1, text: `${action.actor}: ${action.action.replaceAll('_', ' ')}` };
}

function tellTask(task: Rows['tasks'][number]): Told[] {
  const opened: Told = { at: task.createdAt.toISOString(), who: 'system', rank: 2, text: `task for a person: ${task.reason} (${task.id})` };
  if (task.resolvedAt === null) return [opened];
  return [opened, { at: task.resolvedAt.toISOString(), who: 'staff', rank: 2, text: `task ${task.id} resolved by ${task.resolvedBy ?? 'not recorded'} (${task.resolvedVia ?? 'not recorded'}): ${task.resolution ?? ''}` }];
}

function iso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
