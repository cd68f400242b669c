// How the audit prints times and runs.
import type { AuditReport } from '../../server/audit/report.ts';

/** With seconds; Swedish writes dates the ISO way. */
export function formatInstant(iso: string, timeZone: string): string {
  return new Date(iso).toLocaleString('sv-SE', { timeZone });
}

export function listRuns({ runs, turns }: AuditReport): string[] {
  const sources = { temporal: 'in Temporal', archive: 'in the archive', both: 'in Temporal and the archive' } as const;
  return [
    `${String(runs.length)} run(s), ${String(turns)} turn(s)`,
    ...runs.map((run) => `  ${run.workflowType} ${run.runId}: ${String(run.events)} events, ${String(run.turns)} turns, ${sources[run.source]}, ${run.closedAt === null ? 'open' : 'closed'}, ${run.replayed ? "replays with today's code" : 'DOES NOT REPLAY'}`),
  ];
}
