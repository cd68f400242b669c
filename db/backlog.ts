// How much is waiting: mail that no turn has taken, messages not yet sent, messages of which nobody knows.
import { inArray, sql } from 'drizzle-orm';
import type { DatabaseHandle } from './client.ts';
import { oldestWaiting } from './relay.ts';
import { outbox } from './schema.ts';

export type Backlog = { oldestWaitingSeconds: number; outboxUnknown: number; outboxUnfinished: number };

export async function readBacklog(database: DatabaseHandle, now: Date): Promise<Backlog> {
  return database.transaction(async (tx) => {
    const oldest = await oldestWaiting(tx);
    const rows = await tx.select({ state: outbox.state, count: sql<number>`count(*)::int` }).from(outbox)
      .where(inArray(outbox.state, ['intended', 'sending', 'unknown'])).groupBy(outbox.state);
    const count = (...states: string[]) => rows.filter((row) => states.includes(row.state)).reduce((total, row) => total + row.count, 0);
    return {
      oldestWaitingSeconds: oldest === null ? 0 : Math.max(0, (now.getTime() - oldest.getTime()) / 1_000),
      outboxUnknown: count('unknown'),
      outboxUnfinished: count('intended', 'sending'),
    };
  });
}
