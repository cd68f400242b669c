// How long activities may take and how often they are tried, each with its reason.
import { isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

/** In the workflow's own worker and task: no scheduling, so an ordinary turn costs one workflow task. */
export const quick = proxyLocalActivities<Pick<Activities, 'takeTurn' | 'speak'>>({
  // Two tries of 2 s: longer would outlast the workflow task (10 s) when Postgres is away; the patient proxy takes over then.
  startToCloseTimeout: '2 seconds',
  retry: { maximumAttempts: 2, initialInterval: '100 milliseconds' },
});

/**
 * Local first; when its tries are used up (Postgres away) the same work waits as a regular activity, so that the workflow task is not held.
 * Any failure counts: a local activity ends with its own error or a timeout, not with an `ActivityFailure` as a regular one does.
 */
export function localFirst<T>(local: () => Promise<T>, regular: () => Promise<T>): Promise<T> {
  return local().catch((error: unknown) => {
    if (isCancellation(error)) throw error;
    return regular();
  });
}

/** Database work that must happen, however long the database is away. */
export const patient = proxyActivities<Pick<Activities, 'takeTurn' | 'offer' | 'confirmBooking' | 'openTask' | 'alertStaff' | 'remindStaff' | 'resolveTask' | 'taskStatus'>>({
  startToCloseTimeout: '15 seconds', // one transaction; a stuck connection is given up and tried afresh
  retry: { initialInterval: '250 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' }, // no limit: giving up would lose a customer
});

/** A turn whose reader asks a model: seconds, not milliseconds. */
export const thoughtful = proxyActivities<Pick<Activities, 'takeTurn'>>({
  startToCloseTimeout: '60 seconds', // the model's own limit is shorter; then the rules read instead
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});

/** One attempt to hand a text to a provider. The outcome is a value (sent, not sent, unknown, later), so a retry only repeats a database fault. */
export const provider = proxyActivities<Pick<Activities, 'speak'>>({
  startToCloseTimeout: '30 seconds', // the adapter gives up after 10 s, then one read-back
  retry: { initialInterval: '250 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});

/** Housekeeping on a schedule. */
export const housekeeping = proxyActivities<Pick<Activities, 'watchSubscription' | 'backfillMessages' | 'checkDeliveries' | 'archiveHistories'>>({
  startToCloseTimeout: '5 minutes', // a backfill after a long outage reads many pages
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds', maximumAttempts: 5 }, // the next run of the schedule tries again
});
