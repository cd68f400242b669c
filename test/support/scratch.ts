// Temporary directories for tests, deleted when the run ends.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAllTests } from './hooks.ts';

const directories: string[] = [];

export async function scratchDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'booking-test-'));
  // The database runs as another user when we are root, and must be able to pass through.
  await chmod(directory, 0o711);
  directories.push(directory);
  return directory;
}

export async function removeScratchDirectories(): Promise<void> {
  await Promise.all(directories.splice(0).map((directory) => rm(directory, { recursive: true, force: true })));
}

afterAllTests('delete temporary directories', removeScratchDirectories);
