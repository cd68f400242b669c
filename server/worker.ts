// The worker process: runs workflows and activities until stopped, and keeps the schedules.
import { fileURLToPath } from 'node:url';
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { bundleWorkflowCode, Worker, type Logger, type NativeConnection, type WorkflowBundleWithSourceMap, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { connectWorker } from './temporal-connection.ts';
import { temporalLogger } from './temporal-log.ts';
import { activityDeps, type Services } from './services.ts';

export const workflowsPath = fileURLToPath(new URL(`../workflows/index${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));

export type RunningWorker = {
  /** Settles when the worker has ended; rejects when it failed. */
  ended: Promise<void>;
  stop(): Promise<void>;
};

export type WorkerTuning = Partial<Pick<WorkerOptions, 'maxCachedWorkflows' | 'workflowBundle' | 'shutdownGraceTime' | 'activities'>>;

export async function bundleWorkflows(logger?: Logger): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({ workflowsPath, ...(logger === undefined ? {} : { logger }) });
}

/** Retries until Temporal is there: a worker that gave up at boot would look healthy and do nothing. */
export async function startWorker(services: Services, tuning: WorkerTuning = {}): Promise<RunningWorker> {
  const { config } = services;
  const connection = await connectPatiently(services);
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: config.temporal.taskQueue,
    workflowBundle: tuning.workflowBundle ?? (await bundleWorkflows(temporalLogger(services.log))),
    activities: tuning.activities ?? createActivities(activityDeps(services)),
    maxCachedWorkflows: 500, // a caterer's open conversations, many times over; each costs some 100 kB
    maxConcurrentActivityTaskExecutions: 100, // mostly waiting for the provider
    maxConcurrentLocalActivityExecutions: 50, // turns: more than the database pool would only queue there
    maxConcurrentWorkflowTaskExecutions: 100, // more at once would wait for the same core
    shutdownGraceTime: '10 seconds', // an attempt to send is cut off after that, and reconciled as unknown
    ...tuning,
  });
  const running = worker.run();
  // Nobody may be waiting for the end yet; the error is not lost, `ended` carries it.
  running.catch(() => undefined);
  return {
    ended: running,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running.catch(() => undefined);
      await connection.close();
    },
  };
}

const RECONNECT_MS = 1_000;

async function connectPatiently({ config, places, log }: Services): Promise<NativeConnection> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connectWorker({ ...config.temporal, address: places.temporalAddress });
    } catch (error) {
      if (attempt === 1 || attempt % 30 === 0) log.warn({ attempt, error: error instanceof Error ? error.name : 'unknown' }, 'Temporal does not answer yet');
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  }
}

/** Created once and left alone when there already, so that an operator's changes stand. */
export async function ensureSchedules(client: Client, taskQueue: string): Promise<void> {
  const schedules = [
    // Every minute: a blacklisted subscription is found and missed texts are read back within that time.
    { scheduleId: 'watch-sms-provider', workflowType: 'watchSmsProvider', everyMinutes: 1 },
    // Runs stay in Temporal for weeks; an hour keeps the archive close behind.
    { scheduleId: 'archive-closed-runs', workflowType: 'archiveClosedRuns', everyMinutes: 60 },
  ];
  for (const { scheduleId, workflowType, everyMinutes } of schedules) {
    try {
      await client.schedule.create({
        scheduleId,
        spec: { intervals: [{ every: `${String(everyMinutes)} minutes` as `${number} minutes` }] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
        action: { type: 'startWorkflow', workflowType, taskQueue, workflowId: scheduleId, args: [] },
      });
      await client.schedule.getHandle(scheduleId).trigger();
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
