// Where programs fetched or built once are kept, and where this machine's own programs are looked for.
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The variables that say where things are on this machine; `server/config.ts` reads them. */
export interface HostEnvironment {
  path: string;
  cacheHome: string | undefined;
  temporalCliPath: string | undefined;
}

/** A directory of our own in the user's cache. */
export function userCacheDir(host: HostEnvironment): string {
  return join(host.cacheHome ?? join(homedir(), '.cache'), 'booking-assistant');
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The first executable of that name on the search path. */
export async function findOnPath(host: HostEnvironment, name: string): Promise<string | undefined> {
  for (const directory of host.path.split(delimiter).filter((part) => part !== '')) {
    const candidate = join(directory, name);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}
