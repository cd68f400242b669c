// What an audit of one conversation says: faults, information, the timeline.
export type FindingCode =
  /** A turn's row is not what was written, or not what Temporal's history has. */
  | 'changed_turn'
  /** Temporal's history or the chain of turns has it, the table has not. */
  | 'missing_turn'
  /** The table has it, a history that should have it has not. */
  | 'turn_not_in_history'
  /** A turn that does not follow the one before it, or a thread that does not end with its last turn. */
  | 'broken_chain'
  | 'changed_history'
  | 'missing_history'
  /** Today's workflow code would not have done what the history says was done. */
  | 'changed_shell'
  | 'missing_thread';

export type Finding = { code: FindingCode; text: string; turnId?: string; workflowId?: string; runId?: string };

/** A turn that today's reader and rules would decide otherwise. No fault: the assistant is meant to get better. */
export type Difference = { turnId: string; position: number; changes: string[] };

export type TimelineEntry = { at: string; who: 'customer' | 'assistant' | 'staff' | 'system'; text: string };

export type AuditedRun = { workflowId: string; runId: string; workflowType: string; source: 'temporal' | 'archive' | 'both'; startedAt: string; closedAt: string | null; events: number; turns: number; replayed: boolean };

export type AuditReport = {
  threadId: string;
  ok: boolean;
  findings: Finding[];
  runs: AuditedRun[];
  turns: number;
  timeZone: string;
  timeline: TimelineEntry[];
  differences: Difference[];
  /** What could not be looked at, and why; no faults. */
  notes: string[];
};
