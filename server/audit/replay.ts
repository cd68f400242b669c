// Replays histories against today's workflow code: it must still do, command for command, what was done.
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import type { Run } from './collect.ts';
import type { Finding } from './report.ts';

/** `workflowBundle` or `workflowsPath`, as for a worker. */
export type Shell = Pick<ReplayWorkerOptions, 'workflowBundle' | 'workflowsPath'>;

export async function replayRuns(shell: Shell, runs: readonly Run[]): Promise<{ replayed: Set<string>; findings: Finding[] }> {
  const replayed = new Set<string>();
  const findings: Finding[] = [];
  if (runs.length === 0) return { replayed, findings };
  const histories = runs.map(({ workflowId, history }) => ({ workflowId, history }));
  let index = 0;
  // One at a time and in order, which is how a result is matched with its run.
  for await (const { error } of Worker.runReplayHistories(shell, histories)) {
    const run = runs[index];
    index += 1;
    if (run === undefined) break;
    const { workflowId, runId } = run;
    if (error === undefined) replayed.add(runId);
    else findings.push({ code: 'changed_shell', workflowId, runId, text: `today's workflow code does not replay run ${runId} of ${workflowId}: ${error.message.split('\n')[0] ?? error.name}` });
  }
  return { replayed, findings };
}
