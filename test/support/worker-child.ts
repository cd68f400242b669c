// The child side of `worker-process.ts`: the real worker, with one point at which it kills or pauses itself.
import { writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Context } from '@temporalio/activity';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import { loadConfig } from '../../server/config.ts';
import { createLog } from '../../server/log.ts';
import { activityDeps, openServices, type Services } from '../../server/services.ts';
import { startWorker } from '../../server/worker.ts';
import type { Halt, WorkerJob } from './worker-process.ts';

const job = JSON.parse(await text(process.stdin)) as WorkerJob;
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const config = loadConfig(job.environment);
const { applicationUrl } = config.database;
if (applicationUrl === null || config.temporal.address === null) throw new Error('the job names no servers');
const services = await openServices(config, { applicationUrl, ownerUrl: null, temporalAddress: config.temporal.address }, createLog({ level: config.logLevel }));
const { halt } = job;
let hasHalted = false;

await startWorker(services, {
  workflowBundle: { codePath: job.bundlePath },
  ...(halt === null ? {} : { activities: withHalt(services, halt) }),
});
say('ready');

function withHalt(given: Services, { at, skipMs = 0 }: Halt): Record<string, (...input: never[]) => Promise<unknown>> {
  const keys = {
    get: (...input: Parameters<Services['keys']['get']>) => {
      // The customer's key is fetched between the claim and the call to the provider.
      if (at === 'claimed' && Context.current().info.activityType === 'speak') haltOnce();
      return given.keys.get(...input);
    },
  };
  const clock = () => given.clock() + (hasHalted ? skipMs : 0);
  const activities = createActivities(activityDeps({ ...given, clock, keys: { ...given.keys, ...keys } }));
  return Object.fromEntries(Object.entries(activities).map(([name, run]) => [name, async (...input: never[]) => {
    const result: unknown = await (run as (...input: never[]) => Promise<unknown>)(...input);
    if (at !== 'claimed' && at.after === name && (at.stage === undefined || stageOf(result) === at.stage)) haltOnce();
    return result;
  }]));
}

function stageOf(result: unknown): unknown {
  return typeof result === 'object' && result !== null && 'stage' in result ? result.stage : undefined;
}

function haltOnce(): void {
  if (hasHalted || halt === null) return;
  hasHalted = true;
  say('halting');
  process.kill(process.pid, halt.signal);
}

/** Synchronous: what is written must be out before the process ends. */
function say(word: string): void {
  writeSync(1, `${word}\n`);
}
