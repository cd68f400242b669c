// Lets one process at a time build or fetch a thing into a shared cache; the others wait and find it done.
import { mkdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// The holder touches the lock this often. A lock that has not been touched for the stale time belongs to a process that was
// killed. (A pid would not do: two containers may share one cache.)
const HEARTBEAT_MS = 2_000;
const STALE_AFTER_MS = 20_000;
const POLL_MS = 200;

export async function withBuildLock<T>(lockDir: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lockDir), { recursive: true });
  await acquire(lockDir, onWait);
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A failed touch costs at most a second builder, and the rename that publishes a build is atomic.
    utimes(lockDir, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(lockDir, { recursive: true, force: true });
  }
}

async function acquire(lockDir: string, onWait: () => void): Promise<void> {
  let announced = false;
  for (;;) {
    try {
      await mkdir(lockDir);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const touched = await stat(lockDir).catch(() => undefined);
    if (touched !== undefined && Date.now() - touched.mtimeMs > STALE_AFTER_MS) {
      await rm(lockDir, { recursive: true, force: true });
      continue;
    }
    if (!announced) onWait();
    announced = true;
    await sleep(POLL_MS);
  }
}
