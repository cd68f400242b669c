// Gets Temporal's time-skipping test server once into the user's cache; tests of long waits run on it.
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hostEnvironment } from '../config.ts';
import { withBuildLock } from './build-lock.ts';
import { findOnPath, type HostEnvironment, isExecutable, userCacheDir } from './host-paths.ts';
import { runTool } from './run-tool.ts';
import { downloadWithSdk } from './sdk-download.ts';

const TEST_SERVER_VERSION = '1.32.0';
// 39 jars, some ten seconds; a slow mirror may need minutes.
const MAVEN_LIMIT_MS = 10 * 60_000;

/** The path goes to `TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } })`. */
export async function findOrBuildTestServer(onProgress: (line: string) => void = () => undefined, host: HostEnvironment = hostEnvironment()): Promise<string> {
  const home = join(userCacheDir(host), `temporal-test-server-${TEST_SERVER_VERSION}`);
  const executable = join(home, 'temporal-test-server');
  if (await isExecutable(executable)) return executable;

  await mkdir(dirname(home), { recursive: true });
  const waiting = (): void => onProgress('Another run is getting the Temporal test server; waiting for it.');
  return withBuildLock(`${home}.lock`, waiting, async () => {
    if (await isExecutable(executable)) return executable;
    const partial = await mkdtemp(`${home}.partial-`);
    try {
      if (!(await downloadWithSdk('time-skipping', 'default', join(partial, 'temporal-test-server'), onProgress))) await fetchWithMaven(partial, host, onProgress);
      await rm(home, { recursive: true, force: true });
      await rename(partial, home);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
    return executable;
  });
}

async function fetchWithMaven(directory: string, host: HostEnvironment, onProgress: (line: string) => void): Promise<void> {
  const maven = await findOnPath(host, 'mvn');
  if (maven === undefined || (await findOnPath(host, 'java')) === undefined) {
    throw new Error('The Temporal test server could not be downloaded, and fetching it needs Java and Maven on PATH. Only tests of long waits use it.');
  }
  onProgress('Fetching the Temporal test server with Maven (once).');
  await writeFile(join(directory, 'pom.xml'), projectFile());
  await runTool({
    command: maven,
    args: ['--batch-mode', '--quiet', 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${join(directory, 'jars')}`],
    cwd: directory,
    limitMs: MAVEN_LIMIT_MS,
    onProgress,
    label: 'Fetching the Temporal test server',
  });
  const script = join(directory, 'temporal-test-server');
  await writeFile(script, startScript());
  await chmod(script, 0o755);
}

function projectFile(): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${TEST_SERVER_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;
}

/** The SDK passes the port first and flags after it, which this main class does not know; `exec` so that its pid is the server's. */
function startScript(): string {
  return `#!/bin/sh
# Starts the time-skipping Temporal server on the port given as first argument.
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m -cp "$(dirname "$0")/jars/*" io.temporal.testserver.TestServer "$1"
`;
}
