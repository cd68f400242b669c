// The message in lower case with its numbers written as digits, and the way back to the customer's own words.
import { convertNumberWords } from './numbers.ts';

/** Stands where something was already taken: no rule matches it, and no word runs across it. */
const TAKEN = '\u00A6';

export type Canonical = {
  readonly text: string;
  /** For each character of `text`, where its source begins and ends in the original. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly original: string;
};

export type Span = { readonly start: number; readonly end: number };

export function canonicalize(original: string): Canonical {
  const lower = original.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  const keep = (from: number, to: number): void => {
    text += lower.slice(from, to);
    for (let i = from; i < to; i += 1) {
      starts.push(i);
      ends.push(i + 1);
    }
  };
  let at = 0;
  for (const number of convertNumberWords(lower)) {
    keep(at, number.start);
    text += number.digits;
    for (let i = 0; i < number.digits.length; i += 1) {
      starts.push(number.start);
      ends.push(number.end);
    }
    at = number.end;
  }
  keep(at, lower.length);
  return { text, starts, ends, original };
}

/** The customer's own words for a stretch of the canonical text. */
export function originalWords(canonical: Canonical, { start, end }: Span): string {
  const from = canonical.starts[start];
  const to = canonical.ends[end - 1];
  return from === undefined || to === undefined ? '' : canonical.original.slice(from, to).trim();
}

/** The same text with a stretch taken out of every later rule's sight. */
export function take(canonical: Canonical, span: Span): Canonical {
  return { ...canonical, text: cover(canonical.text, span) };
}

export function cover(text: string, { start, end }: Span): string {
  return text.slice(0, start) + TAKEN.repeat(end - start) + text.slice(end);
}
