// The yardstick: a workflow that does nothing but run one no-op activity when it is asked.
import { condition, defineSignal, defineUpdate, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';

type NoOp = { noOp(): Promise<void> };

// An activity that does nothing ends at once; the limit is there because one is required.
const asRegular = proxyActivities<NoOp>({ startToCloseTimeout: '10 seconds' });
const asLocal = proxyLocalActivities<NoOp>({ startToCloseTimeout: '10 seconds' });

export const regular = defineUpdate('regular');
export const local = defineUpdate('local');
export const finished = defineSignal('finished');

export async function bare(): Promise<void> {
  let isFinished = false;
  setHandler(regular, () => asRegular.noOp());
  setHandler(local, () => asLocal.noOp());
  setHandler(finished, () => { isFinished = true; });
  await condition(() => isFinished);
}
