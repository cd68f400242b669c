// Decides where the cluster's files live: in the data directory, or, when the database's user cannot get there, beside it.
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canEnter, type SystemUser } from './postgres-binaries.ts';

export interface ClusterPlace {
  /** Holds the cluster and nothing else of ours. */
  directory: string;
  /** True when the cluster could not be put into the data directory. */
  isElsewhere: boolean;
}

// A pointer, not a name derived from the data directory's path: a new clone at an old path must not find the old clone's data.
const POINTER_FILE = 'postgres-location.json';
const Pointer = z.object({ directory: z.string() });

export async function placeCluster(dataDir: string, user: SystemUser | undefined, sharedDataDir: string, onProgress: (line: string) => void): Promise<ClusterPlace> {
  await mkdir(dataDir, { recursive: true });
  const pointerFile = join(dataDir, POINTER_FILE);
  const pointer = await readFile(pointerFile, 'utf8').catch(() => undefined);
  if (pointer !== undefined) {
    const { directory } = Pointer.parse(JSON.parse(pointer));
    await makeOwnedDirectory(directory, user);
    onProgress(`The database's files are in ${directory}.`);
    return { directory, isElsewhere: true };
  }

  const inside = join(dataDir, 'postgres');
  await makeOwnedDirectory(inside, user);
  if (canEnter(inside, user)) return { directory: inside, isElsewhere: false };

  await rm(inside, { recursive: true });
  const directory = join(sharedDataDir, `postgres-${randomBytes(6).toString('hex')}`);
  await mkdir(sharedDataDir, { recursive: true, mode: 0o755 });
  await makeOwnedDirectory(directory, user);
  if (!canEnter(directory, user)) throw new Error(`The user "postgres" can enter neither ${dataDir} nor ${sharedDataDir}: choose another DATA_DIR, or set DATABASE_URL.`);
  await writeFile(pointerFile, JSON.stringify({ directory }));
  onProgress(`The database's user cannot enter ${dataDir}, so its files are in ${directory} (written down in ${pointerFile}).`);
  return { directory, isElsewhere: true };
}

export async function removeCluster(place: ClusterPlace, dataDir: string): Promise<void> {
  await rm(place.directory, { recursive: true, force: true });
  if (place.isElsewhere) await rm(join(dataDir, POINTER_FILE), { force: true });
}

async function makeOwnedDirectory(directory: string, user: SystemUser | undefined): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (user !== undefined && (await stat(directory)).uid !== user.uid) await chown(directory, user.uid, user.gid);
}
