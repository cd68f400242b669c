// The whole system for one test: its own database and task queue, the shared Temporal, a simulated provider, API and worker in this process.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DefaultLogger, makeTelemetryFilterString, Runtime, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { startSimulators } from '../../simulators/server.ts';
import { startApi, type RunningApi } from '../../server/api.ts';
import { loadConfig, type Config } from '../../server/config.ts';
import { createLog } from '../../server/log.ts';
import { freePort } from '../../server/local/free-port.ts';
import { activityDeps, createActivities, openServices, type Services } from '../../server/services.ts';
import { bundleWorkflows, startWorker, type RunningWorker, type WorkerTuning } from '../../server/worker.ts';
import { hardTuning, isHard, runTwice } from './hard-mode.ts';
import { freshNumber } from './numbers.ts';
import { createTestDatabase, freshTaskQueue, testTemporal, type TestDatabase } from './servers.ts';

export type SystemOptions = {
  environment?: Record<string, string>;
  simulator?: Omit<Parameters<typeof startSimulators>[0], 'port'>;
  worker?: WorkerTuning;
  /** Another Temporal than the shared one, for tests that stop it. */
  temporal?: { address: string; namespace: string };
  database?: TestDatabase;
  /** Changes to the parts before they start: a clock, a failing provider. */
  adjust?: (services: Services) => Services;
  startWorker?: boolean;
};

export type System = {
  config: Config;
  /** What `config` was read from, for a worker in a process of its own. */
  environment: Record<string, string>;
  services: Services;
  database: TestDatabase;
  api: RunningApi;
  simulatorUrl: string;
  adminToken: string;
  phone(number?: string): Phone;
  startWorker(tuning?: WorkerTuning): Promise<RunningWorker>;
  stopWorker(): Promise<void>;
  stop(): Promise<void>;
};

export type Text = { id: string; direction: 'inbound' | 'outbound'; from: string; to: string; text: string; at: string; status: string };

export type Phone = {
  number: string;
  /** Sends a text; resolves when the webhook was delivered, or was not. */
  send(text: string): Promise<void>;
  texts(): Promise<Text[]>;
  /** Waits for the next text from the assistant that this phone object has not seen, matching `pattern` if given. */
  receive(pattern?: RegExp, timeoutMs?: number): Promise<string>;
  /** Sends and waits for the next answer. */
  ask(text: string, pattern?: RegExp): Promise<string>;
};

// Workers report failed attempts as warnings; tests provoke hundreds of them on purpose.
Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }) } } });

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;
/** Made once for a test run: webpack takes seconds. */
export function sharedBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflows();
  return bundle;
}

export { freshNumber };

/** A date so far ahead that no rule of notice refuses it, and near enough to be taken. */
export function daysAhead(days: number): string {
  const date = new Date(Date.now() + days * 86_400_000);
  return date.toLocaleDateString('en-US', { month: 'long', day: 'numeric', timeZone: 'America/Los_Angeles' });
}

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const [database, temporal, simulator, port] = await Promise.all([
    options.database ?? createTestDatabase(), options.temporal ?? testTemporal(), startSimulators({ port: 0, ...options.simulator }), freePort(),
  ]);
  const key = () => randomBytes(32).toString('base64');
  const adminToken = randomBytes(24).toString('hex');
  const environment = {
    APP_ENV: 'test', PORT: String(port), SIM_PORT: String(simulator.port), LOG_LEVEL: process.env.TEST_LOG ?? 'fatal', MASTER_KEY: key(), OPT_OUT_KEY: key(), EVIDENCE_SIGNING_KEY: key(), SESSION_SECRET: key(),
    RC_WEBHOOK_SECRET: randomBytes(24).toString('hex'), ADMIN_TOKENS: `anna:${adminToken}`, TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace, TEMPORAL_TASK_QUEUE: freshTaskQueue(),
    DATABASE_URL: database.appUrl, BUSINESS_DIR: 'business/my-hibachi-chef', STAFF_NUMBERS: '+19165550190,+19165550191', SMS_RATE_PER_MINUTE: '6000', PUBLIC_URL: `http://127.0.0.1:${String(port)}`,
    ...options.environment,
  };
  const config = loadConfig(environment);
  const opened = await openServices(config, { applicationUrl: config.database.applicationUrl ?? database.appUrl, ownerUrl: null, temporalAddress: temporal.address }, createLog({ level: config.logLevel }));
  const services = options.adjust?.(opened) ?? opened;
  const api = await startApi(services);
  let worker: RunningWorker | null = null;
  const system: System = {
    config, environment, services, database, api, simulatorUrl: simulator.url, adminToken,
    phone: (number) => openPhone(simulator.url, number ?? freshNumber()),
    async startWorker(tuning) {
      const hard = isHard ? { ...hardTuning, activities: runTwice(createActivities(activityDeps(services))) } : {};
      worker = await startWorker(services, { workflowBundle: await sharedBundle(), ...hard, ...options.worker, ...tuning });
      return worker;
    },
    async stopWorker() {
      await worker?.stop();
      worker = null;
    },
    async stop() {
      await system.stopWorker();
      await api.stop();
      await services.close();
      await simulator.close();
      if (options.database === undefined) await database.drop();
    },
  };
  await api.subscribe();
  if (options.startWorker ?? true) await system.startWorker();
  return system;
}

function openPhone(simulatorUrl: string, number: string): Phone {
  const seen = new Set<string>();
  const phone: Phone = {
    number,
    async send(text) {
      const response = await fetch(`${simulatorUrl}/_sim/sms`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ from: number, text }) });
      if (!response.ok) throw new Error(`the simulator refused the text: ${String(response.status)} ${await response.text()}`);
      await response.arrayBuffer();
    },
    async texts() {
      const response = await fetch(`${simulatorUrl}/_sim/sms?with=${encodeURIComponent(number)}`);
      return (await response.json()) as Text[];
    },
    // A bound on a hang, far above what an answer takes on a busy machine.
    async receive(pattern = /[^]/, timeoutMs = 20_000) {
      const endsAt = Date.now() + timeoutMs;
      for (;;) {
        const texts = await phone.texts();
        for (const text of texts) {
          if (text.direction !== 'outbound' || seen.has(text.id)) continue;
          seen.add(text.id);
          if (pattern.test(text.text)) return text.text;
        }
        if (Date.now() > endsAt) throw new Error(`no text like ${String(pattern)} came; the last was: ${texts.at(-1)?.text ?? '(none)'}`);
        await sleep(25);
      }
    },
    async ask(text, pattern) {
      await phone.send(text);
      return phone.receive(pattern);
    },
  };
  return phone;
}

/** From the first word to "I agree": the shortest way to a booking. Returns what the assistant said. */
export async function book(phone: Phone, when = daysAhead(30), time = '6pm'): Promise<string[]> {
  const said = [await phone.ask(`I want to book for 20 people on ${when}`, /time/i)];
  said.push(await phone.ask(`${time}, 123 Main St Sacramento`, /is that right/i));
  said.push(await phone.ask('yes', /I AGREE/));
  said.push(await phone.ask('I agree', /booked/i));
  return said;
}

/** Polls until `check` gives something; for what happens behind the messages. */
export async function eventually<T>(check: () => Promise<T | null | undefined | false>, what: string, timeoutMs = 20_000): Promise<T> {
  const endsAt = Date.now() + timeoutMs;
  for (;;) {
    const found = await check();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > endsAt) throw new Error(`did not happen in time: ${what}`);
    await sleep(25);
  }
}
