// The list of recorded histories: what each shows, and the hash it was recorded with.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Recorded = { file: string; shows: string; workflowType: 'conversation' | 'humanTask'; events: number; sha256: string };

export const HISTORIES = fileURLToPath(new URL('histories', import.meta.url));
export const MANIFEST = join(HISTORIES, 'manifest.json');

export async function readManifest(): Promise<Recorded[]> {
  return JSON.parse(await readFile(MANIFEST, 'utf8').catch(() => '[]')) as Recorded[];
}
