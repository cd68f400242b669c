// A worker in a process of its own, which can be killed or paused at a named point. The child side is `worker-child.ts`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Activities } from '../../activities/index.ts';
import { scratchDirectory } from './scratch.ts';
import { sharedBundle, type System } from './system.ts';

/** Where the worker does it to itself, once. */
export type Halt = {
  signal: 'SIGKILL' | 'SIGSTOP';
  /** `claimed`: `speak` has claimed its outbox row and not yet called the provider. `after`: the activity's work is committed. */
  at: { after: keyof Activities; stage?: string } | 'claimed';
  /** Added to the worker's clock from then on: a long pause that the test need not sit through. */
  skipMs?: number;
};

export type WorkerJob = { environment: Record<string, string>; bundlePath: string; halt: Halt | null };

export type WorkerProcess = {
  pid: number;
  /** Resolves when the worker is about to halt itself. */
  halting: Promise<void>;
  /** Resolves when the process is gone. */
  gone: Promise<void>;
  freeze(): void;
  resume(): void;
  kill(): Promise<void>;
};

const CHILD = fileURLToPath(new URL('worker-child.ts', import.meta.url));

let bundlePath: Promise<string> | undefined;
function sharedBundlePath(): Promise<string> {
  bundlePath ??= Promise.all([sharedBundle(), scratchDirectory()]).then(async ([{ code }, directory]) => {
    const path = join(directory, 'workflows.js');
    await writeFile(path, code);
    return path;
  });
  return bundlePath;
}

/** Resolves when the worker polls, or keeps trying to reach a Temporal that is away when `waitUntilReady` is false. */
export async function startWorkerProcess(system: Pick<System, 'environment'>, options: { halt?: Halt; waitUntilReady?: boolean } = {}): Promise<WorkerProcess> {
  const job: WorkerJob = { environment: system.environment, bundlePath: await sharedBundlePath(), halt: options.halt ?? null };
  const child = spawn(process.execPath, ['--import=tsx', CHILD], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child, 'spawn');
  const gone = once(child, 'exit').then(() => undefined);
  const said = listen(child);
  child.stdin.end(JSON.stringify(job));
  if (options.waitUntilReady ?? true) {
    await Promise.race([said('ready'), gone.then(() => { throw new Error('the worker process ended before it was ready'); })]);
  }
  return {
    pid: child.pid ?? 0,
    halting: said('halting'),
    gone,
    freeze: () => { child.kill('SIGSTOP'); },
    resume: () => { child.kill('SIGCONT'); },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await gone;
    },
  };
}

function listen(child: ChildProcess & { stdout: NodeJS.ReadableStream }): (word: string) => Promise<void> {
  const heard = new Map<string, { promise: Promise<void>; resolve: () => void }>();
  const entry = (word: string) => {
    let known = heard.get(word);
    if (known === undefined) {
      let resolve: () => void = () => undefined;
      const promise = new Promise<void>((settle) => { resolve = settle; });
      known = { promise, resolve };
      heard.set(word, known);
    }
    return known;
  };
  createInterface({ input: child.stdout }).on('line', (line) => { entry(line).resolve(); });
  return (word) => entry(word).promise;
}
