// Plants a bug into a copy of the workflows, for twins that show that a test can fail. The production code has no switch for it.
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { sharedBundle } from './system.ts';

export async function mutatedBundle(original: string, replacement: string): Promise<WorkflowBundleWithSourceMap> {
  const bundle = await sharedBundle();
  const parts = bundle.code.split(original);
  if (parts.length !== 2) throw new Error(`the bundle has the code to be changed ${String(parts.length - 1)} times, expected once: ${original}`);
  return { ...bundle, code: parts.join(replacement) };
}
