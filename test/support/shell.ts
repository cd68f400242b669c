// The conversation workflow alone on real Temporal, with activities that a test writes: for what the shell does, whatever the mind decides.
import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import type { ConversationInput, Step, TurnInput, TurnResult } from '../../domain/steps.ts';
import type { conversation } from '../../workflows/index.ts';
import { nudged } from '../../workflows/messages.ts';
import { freshTaskQueue, testTemporal } from './servers.ts';
import { sharedBundle } from './system.ts';

export type Shell = {
  client: Client;
  /** Starts or signals a conversation. */
  nudge(threadId: string, id: string): Promise<WorkflowHandle<typeof conversation>>;
  stop(): Promise<void>;
};

export async function startShell(activities: Partial<Activities>, bundle?: WorkflowBundleWithSourceMap): Promise<Shell> {
  const [{ address, namespace }, workflowBundle] = await Promise.all([testTemporal(), bundle ?? sharedBundle()]);
  const [connection, nativeConnection] = await Promise.all([Connection.connect({ address }), NativeConnection.connect({ address })]);
  const taskQueue = freshTaskQueue();
  const worker = await Worker.create({ connection: nativeConnection, namespace, taskQueue, workflowBundle, activities });
  const running = worker.run();
  const client = new Client({ connection, namespace });
  const input = (threadId: string): ConversationInput => ({ threadId, engine: 'rules' });
  return {
    client,
    async nudge(threadId, id) {
      return client.workflow.signalWithStart<typeof conversation, [{ id: string }]>('conversation', { workflowId: `shell-${threadId}`, taskQueue, args: [input(threadId)], signal: nudged, signalArgs: [{ id }] });
    },
    async stop() {
      worker.shutdown();
      await running;
      await Promise.all([connection.close(), nativeConnection.close()]);
    },
  };
}

/** What a turn returns when nothing is asked for. */
export function turnResult(input: TurnInput, changes: Partial<TurnResult> = {}): TurnResult {
  return {
    turnId: randomUUID(), consumed: input.nudges, stage: 'collecting_info', channel: 'sms', needsPerson: false, steps: [], wakeAtMs: null, engine: input.engine,
    recordHash: `hash-${String(input.turnNumber)}`, settled: false, graceMs: 0, ...changes,
  };
}

export function speak(outboxId: string, live = false): Step {
  return { kind: 'speak', outboxId, live };
}
