// Where a local Temporal server listens, written beside its database, so that commands find the one that runs.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const Place = z.object({ address: z.string(), pid: z.number().int() });

const fileOf = (dbFile: string): string => `${dbFile}.server.json`;

export async function noteTemporalPlace(dbFile: string, place: z.infer<typeof Place>): Promise<void> {
  await writeFile(fileOf(dbFile), JSON.stringify(place));
}

export async function forgetTemporalPlace(dbFile: string): Promise<void> {
  await rm(fileOf(dbFile), { force: true });
}

/** Undefined when none runs: a crash may have left the file behind, so the process is asked for too. */
export async function findTemporalAddress(dbFile: string): Promise<string | undefined> {
  const stored = Place.safeParse(JSON.parse(await readFile(fileOf(dbFile), 'utf8').catch(() => 'null')));
  return stored.success && isRunning(stored.data.pid) ? stored.data.address : undefined;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process counts as running; it is the connection that decides in the end.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
