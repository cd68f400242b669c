// Round trips through the yardstick, as a client sees them.
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';

export const BARE_TASK_QUEUE = 'bench-bare';

export type Bare = { update(name: 'regular' | 'local'): Promise<number> };

/** Several workflows, as there are several conversations, so that no history grows long. */
export async function startBare(client: Client, count: number): Promise<Bare[]> {
  return Promise.all(Array.from({ length: count }, async () => {
    const handle = await client.workflow.start('bare', { workflowId: `bare-${randomUUID()}`, taskQueue: BARE_TASK_QUEUE });
    return {
      async update(name: 'regular' | 'local') {
        const startedAt = performance.now();
        await handle.executeUpdate(name);
        return performance.now() - startedAt;
      },
    };
  }));
}
