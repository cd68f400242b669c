// The message in lower case, its slips repaired and its numbers written as digits, and the way back to the customer's own words.
import { lowerCase, MAX_READ_CHARACTERS } from './normalize.ts';
import { convertNumberWords } from './numbers.ts';
import { findTextSpeak } from './text-speak.ts';
import { findRepairs } from './word-repair.ts';

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
export type Replacement = Span & { words: string };

/** Before anything is replaced, each character stands for itself; made once for the longest text that is read. */
const PLACES: readonly number[] = Array.from({ length: MAX_READ_CHARACTERS + 1 }, (_, at) => at);
const NEXT_PLACES: readonly number[] = PLACES.map((at) => at + 1);

export function canonicalize(original: string): Canonical {
  const lower = lowerCase(original);
  const written = { text: lower, starts: PLACES, ends: NEXT_PLACES, original };
  const spelt = rewrite(written, findRepairs(lower, original));
  const repaired = rewrite(spelt, findTextSpeak(spelt.text));
  return rewrite(repaired, convertNumberWords(repaired.text).map(({ start, end, digits }) => ({ start, end, words: digits })));
}

/** Puts other words in the place of some, in order; each new character stands for all that was replaced. */
export function rewrite(canonical: Canonical, replacements: readonly Replacement[]): Canonical {
  if (replacements.length === 0) return canonical;
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  const keep = (to: number): void => {
    text += canonical.text.slice(at, to);
    for (let i = at; i < to; i += 1) {
      starts.push(canonical.starts[i] ?? 0);
      ends.push(canonical.ends[i] ?? 0);
    }
  };
  for (const { start, end, words } of replacements) {
    keep(start);
    text += words;
    for (let i = 0; i < words.length; i += 1) {
      starts.push(canonical.starts[start] ?? 0);
      ends.push(canonical.ends[end - 1] ?? 0);
    }
    at = end;
  }
  keep(canonical.text.length);
  return { text, starts, ends, original: canonical.original };
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
