// Plants a bug into a copy of the workflows, for twins that show that a test can fail. The production code has no switch for it.
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { sharedBundle } from './system.ts';

/** Each pair says what is replaced by what; white space does not count, since the compiler formats the code anew. */
export async function mutatedBundle(...changes: [original: string, replacement: string][]): Promise<WorkflowBundleWithSourceMap> {
  const bundle = await sharedBundle();
  let { code } = bundle;
  for (const [original, replacement] of changes) {
    const parts = code.split(looseSpaces(original));
    if (parts.length !== 2) throw new Error(`the bundle has the code to be changed ${String(parts.length - 1)} times, expected once: ${original}`);
    code = parts.join(replacement);
  }
  return { ...bundle, code };
}

function looseSpaces(code: string): RegExp {
  const tokens = code.match(/\w+|[^\w\s]/g) ?? [];
  return new RegExp(tokens.map((token) => token.replace(/[^\w]/g, '\\$&')).join('\\s*'));
}
