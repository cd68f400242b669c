// Runs a build tool to its end within a limit, showing that it is alive, and says what went wrong when it fails.
import { spawn } from 'node:child_process';

export interface ToolRun {
  command: string;
  args: string[];
  cwd: string;
  /** Added to our own environment. */
  environment?: Record<string, string>;
  limitMs: number;
  onProgress: (line: string) => void;
  /** Said again and again with the time passed, because some tools are silent for minutes. */
  label: string;
}

const PROGRESS_EVERY_MS = 15_000;
const OUTPUT_TAIL_CHARACTERS = 2_000;

export async function runTool(run: ToolRun): Promise<void> {
  const started = performance.now();
  let output = '';
  // `env` gives the child our environment plus the additions without our reading it here.
  const additions = Object.entries(run.environment ?? {}).map(([name, value]) => `${name}=${value}`);
  const child = spawn('env', [...additions, run.command, ...run.args], { cwd: run.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const keepTail = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-OUTPUT_TAIL_CHARACTERS);
  };
  child.stdout.on('data', keepTail);
  child.stderr.on('data', keepTail);
  const ticker = setInterval(() => run.onProgress(`${run.label}: ${Math.round((performance.now() - started) / 1000)} s so far.`), PROGRESS_EVERY_MS);
  const limit = setTimeout(() => child.kill('SIGKILL'), run.limitMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`${run.command} failed (${code === null ? `stopped after ${run.limitMs / 1000} s` : `exit ${code}`}): ${output.trim()}`);
  } finally {
    clearInterval(ticker);
    clearTimeout(limit);
  }
}
