// Starts a server as a child: in its own process group, stopped by its own pid, and never outliving us.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { Socket } from 'node:net';

export interface ChildOptions {
  command: string;
  args: string[];
  /** Everything the child prints is appended here. */
  logFile: string;
  /** Run as this user instead of ours (only root may). */
  user?: { uid: number; gid: number };
  /** The signal that asks this server to stop in an orderly way. */
  stopSignal: 'SIGINT' | 'SIGTERM';
}

export interface Child {
  pid: number;
  /** True once the process has ended, by whatever cause. */
  hasExited(): boolean;
  /** The end of the log, for an error message when the server did not come up. */
  logTail(): Promise<string>;
  stop(): Promise<void>;
}

// An orderly stop writes a checkpoint; on a slow disk that takes seconds. After this long we kill instead of hanging.
const STOP_LIMIT_MS = 20_000;
const LOG_TAIL_CHARACTERS = 2_000;

export async function startChild(options: ChildOptions): Promise<Child> {
  const log = await open(options.logFile, 'a', 0o600);
  let child: ChildProcess;
  try {
    // `cwd: '/'`: another user may not be allowed into our working directory. `detached`: Ctrl-C in the terminal must reach
    // us only, so that we can stop the workers before the servers they talk to.
    child = spawn(options.command, options.args, { cwd: '/', detached: true, stdio: ['ignore', log.fd, log.fd], ...options.user });
    await once(child, 'spawn');
  } finally {
    await log.close();
  }
  const { pid } = child;
  if (pid === undefined) throw new Error(`${options.command} did not start`);
  const watchdog = startWatchdog(pid, options.stopSignal);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      // The number may soon belong to another program; nobody may send it a signal any more.
      watchdog.dismiss();
      resolve();
    });
  });
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  // The child alone does not keep us running: when everything else is done we may end, and the watchdog stops it.
  child.unref();

  return {
    pid,
    hasExited,
    logTail: async () => (await readFile(options.logFile, 'utf8').catch(() => '')).slice(-LOG_TAIL_CHARACTERS),
    stop: async () => {
      watchdog.dismiss();
      if (hasExited()) return;
      child.ref();
      child.kill(options.stopSignal);
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await exited;
      clearTimeout(kill);
    },
  };
}

/**
 * A shell that waits for the end of a pipe that we hold open. However we die, kill -9 included, the system closes the pipe and
 * the shell stops the server: no server is left behind holding its data directory.
 */
function startWatchdog(pid: number, signal: string): { dismiss(): void } {
  const script = 'read -r _; kill -s "$2" "$1"';
  const shell = spawn('/bin/sh', ['-c', script, 'watchdog', String(pid), signal.replace('SIG', '')], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell the server still runs; it only loses this protection.
  shell.on('error', () => undefined);
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return { dismiss: () => void shell.kill('SIGKILL') };
}
