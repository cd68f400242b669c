// The checks behind `/readyz`: database, Temporal, and workers that poll the task queue.
import type { Client } from '@temporalio/client';
import { sql } from 'drizzle-orm';
import type { DatabaseHandle } from '../db/client.ts';
import type { ReadinessCheck } from './http/deps.ts';

// Of the protocol's task queue types; the SDK does not name it.
const WORKFLOW_TASK_QUEUE = 1;
// Pollers stay listed for five minutes after their last poll; a long poll ends after one, so a live worker is younger than this.
const POLLED_WITHIN_MS = 90_000;

export type ReadinessOptions = { database: DatabaseHandle; client: () => Client; taskQueue: string; now: () => number };

export function readinessChecks({ database, client, taskQueue, now }: ReadinessOptions): ReadinessCheck[] {
  return [
    {
      name: 'database',
      async check() {
        await database.transaction((tx) => tx.execute(sql`SELECT 1`));
        return true;
      },
    },
    {
      name: 'temporal',
      async check() {
        await client().workflowService.getSystemInfo({});
        return true;
      },
    },
    {
      name: 'workers',
      async check() {
        const connected = client();
        const { pollers } = await connected.workflowService.describeTaskQueue({
          namespace: connected.options.namespace, taskQueue: { name: taskQueue }, taskQueueType: WORKFLOW_TASK_QUEUE,
        });
        return (pollers ?? []).some(({ lastAccessTime }) => now() - Number(lastAccessTime?.seconds ?? 0) * 1_000 < POLLED_WITHIN_MS);
      },
    },
  ];
}
