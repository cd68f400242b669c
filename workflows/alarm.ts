// One durable timer at a time: kept while it rings early enough, so that a turn does not cost a cancelled and a new timer.
import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

export type Alarm = { setFor(instantMs: number | null): void };

/** Calls `ring` at the instant it was last set for. */
export function createAlarm(ring: () => void): Alarm {
  let wantedMs: number | null = null;
  let armedForMs: number | null = null;
  let scope: CancellationScope | null = null;

  function arm(instantMs: number): void {
    const mine = new CancellationScope();
    scope = mine;
    armedForMs = instantMs;
    mine.run(() => sleep(Math.max(1, instantMs - Date.now()))).then(
      () => {
        if (scope !== mine) return;
        armedForMs = null;
        // It rang for an earlier wish: what is wanted now still lies ahead.
        if (wantedMs !== null && wantedMs > Date.now()) arm(wantedMs);
        else if (wantedMs !== null) ring();
      },
      (error: unknown) => {
        if (!isCancellation(error)) throw error;
      },
    );
  }

  return {
    setFor(instantMs) {
      wantedMs = instantMs;
      // A timer that rings too early costs one look; one that rings too late would be a broken promise.
      if (instantMs === null || (armedForMs !== null && armedForMs <= instantMs)) return;
      scope?.cancel();
      arm(instantMs);
    },
  };
}
