// Looks at everything the system needs, in the order in which one would repair it.
import type { RawEnvironment } from '../../server/config-rules.ts';
import { variables } from '../../server/environment.ts';
import { findPlaces } from '../support/places.ts';
import { type Check, lookingAt } from './check.ts';
import { checkBusiness, checkConfiguration } from './configuration.ts';
import { checkDatabase } from './database.ts';
import { checkDisk, checkNode } from './machine.ts';
import { checkProvider } from './provider.ts';
import { checkTemporal } from './temporal.ts';

export async function diagnose(env: RawEnvironment, { now, nodeVersion }: { now: Date; nodeVersion: string }): Promise<Check[]> {
  const { config, checks } = await checkConfiguration(env, now);
  const start = [checkNode(nodeVersion), ...checks];
  if (config === null) {
    const directory = env['BUSINESS_DIR']?.trim();
    const { checks: business } = checkBusiness(directory === undefined || directory === '' ? variables.BUSINESS_DIR.schema.parse(undefined) : directory);
    return [...start, ...business, lookingAt('configuration')('note', 'database, Temporal and provider were not looked at: the configuration comes first')];
  }
  const places = await findPlaces(config);
  const [disk, database, temporal, provider] = await Promise.all([
    checkDisk(config.dataDir), checkDatabase(places, config.database.applicationUrl !== null), checkTemporal(config, places.temporalAddress), checkProvider(config, now),
  ]);
  return [...start, disk, ...checkBusiness(config.businessDir).checks, ...database, ...temporal, ...provider];
}
