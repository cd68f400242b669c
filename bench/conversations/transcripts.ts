// Writes what was said to files, for whoever wants to know why. The customers are invented; their numbers are in none of it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from './customer.ts';
import type { Trial } from './trial.ts';

const NUMBER = /\+?1?\d{10}\b/g;
const BUSINESS_NUMBER = '19167408768';

export function transcriptPath(directory: string, { goal, number }: Pick<Trial, 'goal' | 'number'>): string {
  return join(directory, `${`${goal.id}-${String(number)}`.replace(/[^a-z0-9-]+/gi, '-')}.txt`);
}

export function writeTranscript(path: string, heading: readonly string[], entries: readonly Entry[]): void {
  mkdirSync(join(path, '..'), { recursive: true });
  const lines = entries.map(({ who, text }) => `${who.padEnd(10)} ${text.replaceAll('\n', '\n           ')}`);
  writeFileSync(path, `${[...heading, '', ...lines].join('\n').replace(NUMBER, (found) => (found.replace(/\D/g, '').endsWith(BUSINESS_NUMBER.slice(1)) ? found : '(number)'))}\n`, { mode: 0o600 });
}
