// Has one step of a turn done, each kind through its own activity.
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { getExternalWorkflowHandle, isCancellation, ParentClosePolicy, startChild, WorkflowIdReusePolicy } from '@temporalio/workflow';
import type { Step, StepResult } from '../domain/steps.ts';
import { assertNever } from '../domain/vocabulary.ts';
import { taskWorkflowId } from '../domain/workflow-ids.ts';
import { humanTask } from './human-task.ts';
import { taskRaised } from './messages.ts';
import { localFirst, patient, provider, quick } from './policies.ts';

export function runStep(step: Step): Promise<StepResult> {
  switch (step.kind) {
    case 'speak': return step.live ? localFirst(() => quick.speak(step.outboxId), () => provider.speak(step.outboxId)) : provider.speak(step.outboxId, ...(step.more ?? []));
    case 'offer': return patient.offer(step);
    case 'confirm_booking': return patient.confirmBooking(step.bookingId);
    case 'open_task': return openTask(step.taskId);
    default: return assertNever(step);
  }
}

export function stepId(step: Step): string {
  switch (step.kind) {
    case 'speak': return step.outboxId;
    case 'offer': case 'confirm_booking': return step.bookingId;
    case 'open_task': return step.taskId;
    default: return assertNever(step);
  }
}

/** The task outlives this run, so only its start is awaited: a child's result would be lost at continue-as-new. */
async function openTask(taskId: string): Promise<StepResult> {
  const input = await patient.openTask(taskId);
  if (input === null) return { outcome: 'done' }; // resolved before it was opened
  try {
    await startChild(humanTask, {
      workflowId: taskWorkflowId(taskId),
      args: [input],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      staticSummary: input.summary,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    await raise(taskId);
  }
  return { outcome: 'done' };
}

/** Whoever was alerted to a question is alerted again, to what has become of it. */
async function raise(taskId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(taskWorkflowId(taskId)).signal(taskRaised);
  } catch (error) {
    if (isCancellation(error)) throw error;
    // Resolved meanwhile: its workflow is over, and there is nobody left to alert.
  }
}
