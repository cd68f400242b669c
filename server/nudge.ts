// Tells Temporal that mail is waiting: starts the conversation's workflow if it is not running, and signals it either way. Ids only.
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { WorkflowIdReusePolicy } from '@temporalio/common';
import type { ConversationInput } from '../domain/steps.ts';
import type { Engine } from '../domain/vocabulary.ts';
import { conversationWorkflowId, taskWorkflowId } from '../domain/workflow-ids.ts';
import { CHANNEL_ATTRIBUTE, NEEDS_PERSON_ATTRIBUTE, nudged, STAGE_ATTRIBUTE, taskChanged } from '../workflows/messages.ts';
import type { Metrics } from './http/metrics.ts';
import type { Log } from './log.ts';

export type NudgerOptions = {
  /** Asked for at each call, so that a client may be made again. */
  client: () => Client;
  taskQueue: string;
  engine: Engine;
  /** Without a slash at the end. */
  consoleUrl: string;
  /** How long one call may take; the relay repeats what did not get through. */
  timeoutMs: number;
  metrics: Pick<Metrics, 'nudge'>;
  log: Log;
};

export type Nudger = {
  /** True when Temporal has it. Never throws: a message is safe in the database, and will be nudged again. */
  nudge(threadId: string, id: string): Promise<boolean>;
  /** Tells a running task that its row changed. A task that has ended needs no telling. */
  tellTask(taskId: string): Promise<void>;
};

export function createNudger({ client, taskQueue, engine, consoleUrl, timeoutMs, metrics, log }: NudgerOptions): Nudger {
  // The SDK's deadline is an instant of the machine's clock, which is why no clock is passed in.
  const inTime = <T>(call: (connected: Client) => Promise<T>): Promise<T> => {
    const connected = client();
    return connected.withDeadline(Date.now() + timeoutMs, () => call(connected));
  };
  return {
    async nudge(threadId, id) {
      const input: ConversationInput = { threadId, engine };
      try {
        await inTime((connected) => connected.workflow.signalWithStart<(input: ConversationInput) => Promise<void>, [{ id: string }]>('conversation', {
          workflowId: conversationWorkflowId(threadId),
          taskQueue,
          args: [input],
          signal: nudged,
          signalArgs: [{ id }],
          staticSummary: `${consoleUrl}/conversations/${threadId}`,
          // The summary is the first run's only; a memo is carried on when the conversation continues as new.
          memo: { console: `${consoleUrl}/conversations/${threadId}` },
          // A conversation that has ended begins again with the next message.
          workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
          // What is shown until the first turn says better.
          typedSearchAttributes: [
            { key: STAGE_ATTRIBUTE, value: 'initial' },
            { key: CHANNEL_ATTRIBUTE, value: 'sms' },
            { key: NEEDS_PERSON_ATTRIBUTE, value: false },
          ],
        }));
        metrics.nudge('delivered');
        return true;
      } catch (error) {
        metrics.nudge('failed');
        log.warn({ err: error, threadId, id }, 'nudge did not reach Temporal');
        return false;
      }
    },
    async tellTask(taskId) {
      try {
        await inTime((connected) => connected.workflow.getHandle(taskWorkflowId(taskId)).signal(taskChanged, { id: taskId }));
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) log.warn({ err: error, taskId }, 'task change did not reach Temporal');
      }
    },
  };
}
