// What every long-running process needs: where its servers are, and when to stop.
import type { Config } from '../../server/config.ts';
import type { Places } from '../../server/services.ts';

/** A process that runs alone starts no servers: they must be named. */
export function placesOf(config: Config): Places {
  const { applicationUrl, ownerUrl } = config.database;
  const { address } = config.temporal;
  if (applicationUrl === null || address === null) throw new Error('DATABASE_URL and TEMPORAL_ADDRESS must be set to run this process alone; `npm start` runs everything.');
  return { applicationUrl, ownerUrl, temporalAddress: address };
}

export function untilSignal(): Promise<'signal'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { resolve('signal'); });
  });
}
