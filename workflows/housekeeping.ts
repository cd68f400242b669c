// What runs on a schedule: the provider's subscription, missed messages, the archive of closed runs.
import { housekeeping } from './policies.ts';

/** Keeps the webhook subscription alive, reads back what arrived while it was not, and learns what became of our texts. */
export async function watchSmsProvider(): Promise<void> {
  await housekeeping.watchSubscription();
  await housekeeping.backfillMessages();
  await housekeeping.checkDeliveries();
}

/** Archives the history of every closed run before Temporal's retention removes it. */
export async function archiveClosedRuns(): Promise<void> {
  await housekeeping.archiveHistories();
}
