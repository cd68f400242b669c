// One process of the system under test: the API, the worker, or the worker of the yardstick. Ends when its parent does.
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { startApi } from '../server/api.ts';
import { loadConfig } from '../server/config.ts';
import { createLog } from '../server/log.ts';
import { openServices, type Services } from '../server/services.ts';
import { connectWorker } from '../server/temporal-connection.ts';
import { ensureSchedules, startWorker } from '../server/worker.ts';
import { BARE_TASK_QUEUE } from './bare.ts';

export type Role = 'api' | 'worker' | 'bare';
export type Order = { role: Role; environment: Record<string, string> };

type Config = ReturnType<typeof loadConfig>;
type Running = { stop(): Promise<void> };

async function run(role: Role, config: Config): Promise<Running> {
  switch (role) {
    case 'bare': return runBare(config);
    case 'api': {
      const services = await open(config);
      const api = await startApi(services);
      await api.subscribe();
      return { stop: async () => { await api.stop(); await services.close(); } };
    }
    case 'worker': {
      const services = await open(config);
      const worker = await startWorker(services);
      await ensureSchedules(services.temporal, config.temporal.taskQueue);
      return { stop: async () => { await worker.stop(); await services.close(); } };
    }
  }
}

function open(config: Config): Promise<Services> {
  const { applicationUrl } = config.database;
  const { address } = config.temporal;
  if (applicationUrl === null || address === null) throw new Error('the benchmark names its servers');
  return openServices(config, { applicationUrl, ownerUrl: null, temporalAddress: address }, createLog({ level: config.logLevel }));
}

/** With the SDK's own settings: nothing about the yardstick is tuned for or against. */
async function runBare({ temporal }: Config): Promise<Running> {
  const connection = await connectWorker({ ...temporal, address: temporal.address ?? '' });
  const worker = await Worker.create({
    connection, namespace: temporal.namespace, taskQueue: BARE_TASK_QUEUE, workflowsPath: fileURLToPath(new URL('./bare-workflow.ts', import.meta.url)),
    activities: { noOp: () => Promise.resolve() },
  });
  const running = worker.run();
  return { stop: async () => { worker.shutdown(); await running; await connection.close(); } };
}

function isOrder(message: unknown): message is Order {
  return typeof message === 'object' && message !== null && 'role' in message && 'environment' in message;
}

// Ctrl-C reaches the whole group; the parent decides in which order we stop.
process.on('SIGINT', () => undefined);
const disconnected = new Promise<void>((resolve) => { process.once('disconnect', resolve); });
process.once('message', (message) => {
  if (!isOrder(message)) return;
  run(message.role, loadConfig(message.environment)).then(
    async (running) => {
      process.send?.('ready');
      await disconnected;
      await running.stop();
      process.exit(0);
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
