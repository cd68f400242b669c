// Finds the system's servers for a command: those the environment names, those that `npm start` runs, or local ones for the command's time.
import { join } from 'node:path';
import { migrateUp } from '../../db/migrate.ts';
import type { Config } from '../../server/config.ts';
import { startLocalPostgres } from '../../server/local/postgres.ts';
import { findTemporalAddress } from '../../server/local/temporal-place.ts';
import { startLocalTemporal } from '../../server/local/temporal.ts';
import type { Places } from '../../server/services.ts';
import { findRunningPostgres } from './local-postgres.ts';

/** Where something is, or null: the environment names none and none runs. */
export type FoundPlaces = { applicationUrl: string | null; ownerUrl: string | null; temporalAddress: string | null };
export type OpenPlaces = Places & { close(): Promise<void> };

export function temporalFile(dataDir: string): string {
  return join(dataDir, 'temporal.db');
}

/** Starts nothing. */
export async function findPlaces(config: Config): Promise<FoundPlaces> {
  const { database, temporal, dataDir } = config;
  const local = database.applicationUrl === null ? await findRunningPostgres(dataDir) : undefined;
  return {
    applicationUrl: database.applicationUrl ?? local?.applicationUrl ?? null,
    ownerUrl: database.ownerUrl ?? local?.ownerUrl ?? null,
    temporalAddress: temporal.address ?? (await findTemporalAddress(temporalFile(dataDir))) ?? null,
  };
}

/** A command that needs no Temporal starts none; its address is then a port where nobody listens. */
export async function openPlaces(config: Config, needs: { temporal: boolean }, onProgress: (line: string) => void): Promise<OpenPlaces> {
  const found = await findPlaces(config);
  const stops: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    let { applicationUrl, ownerUrl, temporalAddress } = found;
    if (applicationUrl === null) {
      const server = await startLocalPostgres({ dataDir: config.dataDir, onProgress });
      stops.push(() => server.stop());
      await migrateUp(server.ownerUrl);
      ({ appUrl: applicationUrl, ownerUrl } = server);
    }
    if (temporalAddress === null && needs.temporal) {
      const { namespace } = config.temporal;
      const server = await startLocalTemporal({ dbFile: temporalFile(config.dataDir), logFile: join(config.dataDir, 'temporal.log'), namespace, uiPort: 'none', onProgress });
      stops.push(() => server.stop());
      temporalAddress = server.address;
    }
    return { applicationUrl, ownerUrl, temporalAddress: temporalAddress ?? '127.0.0.1:1', close };
  } catch (error) {
    await close();
    throw error;
  }
}
