// Finds the Temporal command line program, whose development server we run, or gets it once into the user's cache.
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hostEnvironment } from '../config.ts';
import { withBuildLock } from './build-lock.ts';
import { findOnPath, type HostEnvironment, isExecutable, userCacheDir } from './host-paths.ts';
import { runTool } from './run-tool.ts';
import { downloadWithSdk } from './sdk-download.ts';

// Newer tags carry a `replace` in their go.mod, which `go install` refuses.
const TEMPORAL_CLI_VERSION = '1.5.1';
// Some four minutes on two cores with an empty module cache.
const BUILD_LIMIT_MS = 30 * 60_000;

export async function findOrBuildTemporal(onProgress: (line: string) => void, host: HostEnvironment = hostEnvironment()): Promise<string> {
  if (host.temporalCliPath !== undefined) {
    if (await isExecutable(host.temporalCliPath)) return host.temporalCliPath;
    throw new Error('TEMPORAL_CLI_PATH does not name an executable file.');
  }
  const installed = await findOnPath(host, 'temporal');
  if (installed !== undefined) return installed;

  const cached = join(userCacheDir(host), `temporal-${TEMPORAL_CLI_VERSION}`, 'bin', 'temporal');
  if (await isExecutable(cached)) return cached;

  await mkdir(dirname(cached), { recursive: true });
  const waiting = (): void => onProgress('Another start is getting the Temporal server; waiting for it.');
  return withBuildLock(`${dirname(dirname(cached))}.lock`, waiting, async () => {
    if (await isExecutable(cached)) return cached;
    if (!(await downloadWithSdk('dev-server', `v${TEMPORAL_CLI_VERSION}`, cached, onProgress))) await buildWithGo(cached, host, onProgress);
    return cached;
  });
}

async function buildWithGo(target: string, host: HostEnvironment, onProgress: (line: string) => void): Promise<void> {
  const go = await findGo(host);
  if (go === undefined) {
    throw new Error('The Temporal server could not be downloaded, and there is no Go to build it with. Install the Temporal CLI (then `temporal` is on PATH), set TEMPORAL_CLI_PATH to it, set TEMPORAL_ADDRESS to a running server, or install Go.');
  }
  const directory = await mkdtemp(`${dirname(target)}/build-`);
  try {
    onProgress('Building the Temporal server from source (once, some minutes).');
    await runTool({
      command: go,
      args: ['install', `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`],
      cwd: directory,
      environment: { GOBIN: directory },
      limitMs: BUILD_LIMIT_MS,
      onProgress,
      label: 'Building the Temporal server',
    });
    // Published in one step: nobody ever sees half a program.
    await rename(join(directory, 'temporal'), target);
    onProgress(`The Temporal server is ready in ${target}.`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function findGo(host: HostEnvironment): Promise<string | undefined> {
  const onPath = await findOnPath(host, 'go');
  if (onPath !== undefined) return onPath;
  // Go's own installer puts it here and leaves PATH to the person.
  const usual = '/usr/local/go/bin/go';
  return access(usual).then(
    () => usual,
    () => undefined,
  );
}
