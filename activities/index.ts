// All activities of the worker, made once from what they need.
import { archiveHistories } from './archive.ts';
import { confirmBooking } from './confirm-booking.ts';
import { checkDeliveries } from './deliveries.ts';
import type { ActivityDeps } from './deps.ts';
import { withSafeFailures } from './failures.ts';
import { offer } from './offer.ts';
import { backfillMessages, watchSubscription } from './sms-provider.ts';
import { speakAll } from './speak.ts';
import { takeTurn } from './take-turn.ts';
import { alertStaff, openTask, remindStaff, resolveTask, taskStatus } from './tasks.ts';
import type { Step, TurnInput } from '../domain/steps.ts';

export type Activities = ReturnType<typeof createActivities>;

export function createActivities(deps: ActivityDeps) {
  return withSafeFailures({
    takeTurn: (input: TurnInput) => takeTurn(deps, input),
    speak: (...outboxIds: string[]) => speakAll(deps, outboxIds),
    offer: (step: Extract<Step, { kind: 'offer' }>) => offer(deps, step),
    confirmBooking: (bookingId: string) => confirmBooking(deps, bookingId),
    openTask: (taskId: string) => openTask(deps, taskId),
    alertStaff: (taskId: string) => alertStaff(deps, taskId),
    remindStaff: (input: { taskId: string; level: number }) => remindStaff(deps, input),
    resolveTask: (input: { taskId: string; by: string; resolution: string }) => resolveTask(deps, input),
    taskStatus: (taskId: string) => taskStatus(deps, taskId),
    watchSubscription: () => watchSubscription(deps),
    backfillMessages: () => backfillMessages(deps),
    checkDeliveries: () => checkDeliveries(deps),
    archiveHistories: () => archiveHistories(deps),
  }, deps.log);
}
