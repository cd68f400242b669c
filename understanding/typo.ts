// Which word a misspelling stands for: a weighted Damerau-Levenshtein distance over a small vocabulary, never a list of misspellings.
import { isCommonWord } from './english-words.ts';

const KEYBOARD_ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
/** How far to the right each row of the keyboard begins, in keys. */
const ROW_OFFSETS = [0, 0.25, 0.75];
const ADJACENT_WITHIN_KEYS = 1.2;

/** Longer than any word of any vocabulary here; a longer string is not a slip of one of them. */
const LONGEST_WORD = 24;

// A doubled or halved letter is the commonest slip; the first letter is the one people get right.
const REPEATED_LETTER = 0.5;
const SLIP = 1;
const FIRST_LETTER_EXTRA = 0.5;
const FIRST_LETTER_INSERTED_EXTRA = 1;
const FAR_LETTER_EXTRA = 0.25;
const VOWELS: ReadonlySet<string> = new Set('aeiouy');

const positions = new Map<string, readonly [x: number, y: number]>(
  KEYBOARD_ROWS.flatMap((row, y) => [...row].map((letter, x): [string, readonly [number, number]] => [letter, [x + (ROW_OFFSETS[y] ?? 0), y]])),
);

const ALPHABET = 26;
const FIRST_CODE = 97;

/** One flag for each pair of letters: the distance between two words asks this many times. */
const neighbours = new Uint8Array(ALPHABET * ALPHABET);
for (const [a, [ax, ay]] of positions) {
  for (const [b, [bx, by]] of positions) {
    if (Math.hypot(ax - bx, ay - by) <= ADJACENT_WITHIN_KEYS) neighbours[(a.charCodeAt(0) - FIRST_CODE) * ALPHABET + b.charCodeAt(0) - FIRST_CODE] = 1;
  }
}

function areNeighbours(a: string, b: string): boolean {
  const [x, y] = [a.charCodeAt(0) - FIRST_CODE, b.charCodeAt(0) - FIRST_CODE];
  return x >= 0 && x < ALPHABET && y >= 0 && y < ALPHABET && neighbours[x * ALPHABET + y] === 1;
}

/** What it costs to have typed `typed` for `meant`: insertions, deletions, substitutions and swaps of neighbours. Beyond `limit` it may say Infinity instead. */
export function typingDistance(typed: string, meant: string, limit = Infinity): number {
  const width = meant.length + 1;
  let beforePrevious: number[] = [];
  let previous: number[] = Array.from({ length: width }, () => 0);
  for (let j = 1; j < width; j += 1) previous[j] = (previous[j - 1] ?? 0) + dropped(meant, j - 1);
  let previousLeast = 0;
  for (let i = 1; i <= typed.length; i += 1) {
    const current: number[] = [(previous[0] ?? 0) + inserted(typed, i - 1)];
    let least = current[0] ?? 0;
    for (let j = 1; j < width; j += 1) {
      const same = typed[i - 1] === meant[j - 1];
      let best = (previous[j - 1] ?? 0) + (same ? 0 : substituted(typed, meant, i - 1, j - 1));
      best = Math.min(best, (previous[j] ?? 0) + inserted(typed, i - 1), (current[j - 1] ?? 0) + dropped(meant, j - 1));
      if (i > 1 && j > 1 && typed[i - 1] === meant[j - 2] && typed[i - 2] === meant[j - 1]) best = Math.min(best, (beforePrevious[j - 2] ?? 0) + SLIP);
      current.push(best);
      least = Math.min(least, best);
    }
    // A swap reaches back over one row, nothing over two.
    if (least > limit && previousLeast > limit) return Infinity;
    previousLeast = least;
    beforePrevious = previous;
    previous = current;
  }
  return previous[width - 1] ?? Infinity;
}

function inserted(typed: string, at: number): number {
  if (at > 0 && typed[at] === typed[at - 1]) return REPEATED_LETTER;
  return at === 0 && typed[0] !== typed[1] ? SLIP + FIRST_LETTER_INSERTED_EXTRA : SLIP;
}

function dropped(meant: string, at: number): number {
  if (at > 0 && meant[at] === meant[at - 1]) return REPEATED_LETTER;
  return at === 0 ? SLIP + FIRST_LETTER_EXTRA : SLIP;
}

function substituted(typed: string, meant: string, i: number, j: number): number {
  const [a, b] = [typed[i] ?? '', meant[j] ?? ''];
  if (areNeighbours(a, b)) return SLIP;
  if (j === 0) return SLIP + FIRST_LETTER_EXTRA;
  // Vowels are confused by ear; any other letter far away on the keyboard is hardly a slip.
  return VOWELS.has(a) && VOWELS.has(b) ? SLIP : SLIP + FAR_LETTER_EXTRA;
}

/** How much a word of this length may be mistyped and still be recognised: short words have too many neighbours. */
export function toleranceFor(meant: string): number {
  if (meant.length <= 2) return REPEATED_LETTER;
  if (meant.length <= 4) return SLIP;
  if (meant.length <= 7) return SLIP + REPEATED_LETTER;
  return 2 * SLIP;
}

/** One bit for each letter: a letter that the other word has not costs at least a slip, which rules most words out unread. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i += 1) letters |= 1 << (word.charCodeAt(i) - 97);
  return letters;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

export type Vocabulary = { has(word: string): boolean; correct(word: string): string | null };

/**
 * A corrector over these words. A word of the vocabulary is itself; a common English word is never corrected; a tie
 * between two meanings (say, of assent and of refusal) is no correction, unless `sameMeaning` says it makes no difference.
 */
export function createVocabulary(words: Iterable<string>, sameMeaning: (a: string, b: string) => boolean = () => false): Vocabulary {
  const known = new Set(words);
  const list = [...known].map((meant) => ({ meant, tolerance: toleranceFor(meant), letters: lettersOf(meant) }));
  const nearest = (word: string): string | null => {
    let best: string | null = null;
    let bestDistance = Infinity;
    let tied = false;
    const letters = lettersOf(word);
    for (const candidate of list) {
      const { meant, tolerance } = candidate;
      if (Math.abs(meant.length - word.length) > 3) continue;
      if (bitCount(letters & ~candidate.letters) > tolerance || bitCount(candidate.letters & ~letters) > tolerance) continue;
      const distance = typingDistance(word, meant, tolerance);
      if (distance > tolerance || distance > bestDistance) continue;
      if (distance === bestDistance) {
        tied = tied || (best !== null && !sameMeaning(best, meant));
        continue;
      }
      [best, bestDistance, tied] = [meant, distance, false];
    }
    return tied ? null : best;
  };
  return {
    has: (word) => known.has(word),
    correct: (word) => {
      if (known.has(word)) return word;
      if (word.length < 2 || word.length > LONGEST_WORD || !/^[a-z]+$/.test(word) || isCommonWord(word)) return null;
      return nearest(word);
    },
  };
}
