// What the conversation waits for: rung by a signal or a timer, heard by the one loop. Its only promise is the wait itself.
import { CancellationScope } from '@temporalio/workflow';

export type Bell = {
  ring(): void;
  /** Until the next ring; rejects when the workflow is cancelled. */
  heard(): Promise<void>;
};

/**
 * Stands in for `condition`, which asks its question again in every activation and makes several promises each time; the SDK takes a
 * stack trace for every promise of a workflow, and this wait happens in every turn.
 */
export function createBell(): Bell {
  let waiting: { resolve: () => void; reject: (reason: unknown) => void } | null = null;
  let cancelled: { reason: unknown } | null = null;
  CancellationScope.current().cancelRequested.catch((reason: unknown) => {
    cancelled = { reason };
    waiting?.reject(reason);
  });
  return {
    ring() { waiting?.resolve(); },
    heard: () => new Promise<void>((resolve, reject) => {
      if (cancelled === null) waiting = { resolve, reject };
      else reject(cancelled.reason as Error);
    }),
  };
}
