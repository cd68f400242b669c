// Answers JSONL on stdin with JSONL on stdout: one line out for each line in, same order, a bad line included.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export type JsonlResult = { lines: number; badLines: number };

/** Written at once when this much has gathered: a write for each line costs more than the work. */
const FLUSH_AT_CHARACTERS = 64 * 1024;

/** A fault of one line: its message is shown to whoever sent the line, so it never repeats the text. */
export class BadLine extends Error {}

export async function answerLines(input: Readable, output: Writable, answer: (row: Record<string, unknown>) => Promise<unknown>): Promise<JsonlResult> {
  const result: JsonlResult = { lines: 0, badLines: 0 };
  let pending = '';
  const flush = async (): Promise<void> => {
    const chunk = pending;
    pending = '';
    if (chunk !== '' && !output.write(chunk)) await once(output, 'drain');
  };
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    result.lines += 1;
    let answered: unknown;
    try {
      answered = await answer(parseRow(line));
    } catch (error) {
      result.badLines += 1;
      answered = { id: null, error: error instanceof BadLine ? error.message : 'this line could not be read' };
    }
    pending += `${JSON.stringify(answered)}\n`;
    // A person typing, or a program that waits for its answer, gets it at once.
    if (pending.length >= FLUSH_AT_CHARACTERS || input.readableLength === 0) await flush();
  }
  await flush();
  return result;
}

function parseRow(line: string): Record<string, unknown> {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw new BadLine('not JSON');
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw new BadLine('not a JSON object');
  return row as Record<string, unknown>;
}
