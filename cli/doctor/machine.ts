// This machine: the version of Node, room for data.
import { statfs } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Check, codeOf, lookingAt } from './check.ts';

/** As `engines` in package.json. */
const OLDEST_NODE = [20, 19] as const;
const MIB = 1024 * 1024;
/** PostgreSQL and Temporal stop working, not gracefully, when a write fails; a busy month of both is far below the second figure. */
const LEAST_FREE_BYTES = 256 * MIB;
const COMFORTABLE_FREE_BYTES = 2048 * MIB;

const look = lookingAt('machine');

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isNewEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isNewEnough ? look('ok', `Node ${version}`) : look('fault', `Node ${version} is too old`, `Install Node ${OLDEST_NODE.join('.')} or newer.`);
}

export async function checkDisk(dataDir: string): Promise<Check> {
  let directory = dataDir;
  while (!existsSync(directory) && dirname(directory) !== directory) directory = dirname(directory);
  try {
    const { bavail, bsize } = await statfs(directory);
    const free = bavail * bsize;
    const text = `${String(Math.floor(free / MIB))} MiB free for DATA_DIR`;
    const remedy = 'Free some space, or move DATA_DIR to a larger disk.';
    if (free < LEAST_FREE_BYTES) return look('fault', text, remedy);
    return free < COMFORTABLE_FREE_BYTES ? look('warning', text, remedy) : look('ok', text);
  } catch (error) {
    return look('fault', `DATA_DIR cannot be looked at (${codeOf(error)})`, 'Give this user access to it, or name another directory.');
  }
}
