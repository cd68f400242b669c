// Runs the whole system in this process: local servers for what the environment does not name, simulators, API and worker.
import { join } from 'node:path';
import { migrateUp } from '../db/migrate.ts';
import { startApi } from '../server/api.ts';
import type { Config } from '../server/config.ts';
import { preferPort } from '../server/local/free-port.ts';
import { startLocalPostgres } from '../server/local/postgres.ts';
import { startLocalTemporal } from '../server/local/temporal.ts';
import { createLog } from '../server/log.ts';
import { installTemporalLog } from '../server/temporal-log.ts';
import { openServices, type Places, type Services } from '../server/services.ts';
import { ensureSchedules, startWorker } from '../server/worker.ts';
import { startSimulators } from '../simulators/server.ts';

export type RunningSystem = {
  services: Services;
  urls: { api: string; simulator: string | null; temporalUi: string | null };
  /** Settles when the worker has ended by itself, which it should not. */
  workerEnded: Promise<void>;
  stop(): Promise<void>;
};

export type RunOptions = { config: Config; onProgress: (line: string) => void };

/** Temporal's own usual ports, so that its command line and habits work; another where they are taken. */
const TEMPORAL_PORT = 7233;
const TEMPORAL_UI_PORT = 8233;

export async function runSystem({ config: given, onProgress }: RunOptions): Promise<RunningSystem> {
  const log = createLog({ level: given.logLevel });
  installTemporalLog(log);
  const stops: (() => Promise<void>)[] = [];
  // Newest first: the worker lets go of Temporal before Temporal stops, and so on down.
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const [places, temporalUi] = await startServers(given, stops, onProgress);
    // The staff page links to the UI that was started just now.
    const config: Config = { ...given, temporal: { ...given.temporal, uiUrl: temporalUi } };
    if (places.ownerUrl !== null) {
      const applied = await migrateUp(places.ownerUrl);
      if (applied.length > 0) onProgress(`Database: applied ${applied.join(', ')}`);
    }
    let simulator: string | null = null;
    if (config.ringCentral.mode === 'simulator') {
      const simulators = await startSimulators({ port: config.simulatorPort, dataDir: join(config.dataDir, 'simulators') });
      stops.push(() => simulators.close());
      simulator = simulators.url;
    }
    const services = await openServices(config, places, log);
    stops.push(() => services.close());
    const api = await startApi(services);
    stops.push(() => api.stop());
    onProgress('Worker: bundling the workflows');
    const worker = await startWorker(services);
    stops.push(() => worker.stop());
    // Makes the subscription at once, not only when the schedule first fires: the page with the phone works from the start.
    await api.subscribe().catch((error: unknown) => { log.warn({ err: error }, 'subscription not made yet; the schedule goes on trying'); });
    await ensureSchedules(services.temporal, config.temporal.taskQueue);
    return { services, urls: { api: config.publicUrl, simulator, temporalUi }, workerEnded: worker.ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServers(config: Config, stops: (() => Promise<void>)[], onProgress: (line: string) => void): Promise<[Places, string | null]> {
  const { applicationUrl, ownerUrl } = config.database;
  const [database, temporal] = await Promise.all([
    applicationUrl === null ? startLocalPostgres({ dataDir: config.dataDir, onProgress }) : null,
    config.temporal.address === null
      ? startLocalTemporal({
        dbFile: join(config.dataDir, 'temporal.db'), logFile: join(config.dataDir, 'temporal.log'), namespace: config.temporal.namespace,
        port: await preferPort(TEMPORAL_PORT), uiPort: await preferPort(TEMPORAL_UI_PORT), onProgress,
      })
      : null,
  ]);
  if (database !== null) stops.push(() => database.stop());
  if (temporal !== null) stops.push(() => temporal.stop());
  const places = {
    applicationUrl: database?.appUrl ?? applicationUrl ?? '',
    ownerUrl: database?.ownerUrl ?? ownerUrl,
    temporalAddress: temporal?.address ?? config.temporal.address ?? '',
  };
  return [places, temporal?.uiUrl ?? config.temporal.uiUrl];
}
