// Lets the Temporal SDK download one of its two local servers, in a process of its own that we can give up on.
import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTool } from './run-tool.ts';

export type DownloadableServer = 'dev-server' | 'time-skipping';

const DOWNLOAD_HOST = 'https://temporal.download';
// Where the host is not reachable (no name, no route, a firewall that drops), we must not make the first start wait.
const PROBE_LIMIT_MS = 4_000;
// The archive is some 100 MB; a line that needs longer than this is better served by the build.
const DOWNLOAD_LIMIT_MS = 180_000;

/** True when the server's executable is now at `target`. Never throws: there is another way to get it. */
export async function downloadWithSdk(kind: DownloadableServer, version: string, target: string, onProgress: (line: string) => void): Promise<boolean> {
  try {
    await fetch(DOWNLOAD_HOST, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE_LIMIT_MS) });
  } catch {
    return false;
  }
  const directory = await mkdtemp(`${dirname(target)}/download-`);
  try {
    onProgress(`Downloading the Temporal ${kind} (once).`);
    // The SDK only downloads as part of starting the server, so it starts and is stopped at once.
    const create = kind === 'dev-server' ? 'createLocal' : 'createTimeSkipping';
    const executable = JSON.stringify({ type: 'cached-download', downloadDir: directory, version });
    const script = `import { TestWorkflowEnvironment } from '@temporalio/testing';
      const environment = await TestWorkflowEnvironment.${create}({ server: { executable: ${executable} } });
      await environment.teardown();`;
    await runTool({
      command: process.execPath,
      args: ['--input-type=module', '--eval', script],
      // Where the packages of this program are found from.
      cwd: dirname(fileURLToPath(import.meta.url)),
      limitMs: DOWNLOAD_LIMIT_MS,
      onProgress,
      label: `Downloading the Temporal ${kind}`,
    });
    const [file] = await readdir(directory);
    if (file === undefined) return false;
    await chmod(join(directory, file), 0o755);
    await rename(join(directory, file), target);
    return true;
  } catch {
    return false;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
