// Numbers written as words: "twenty five", "half a dozen", "twenty-first".
import { allMatches } from './matches.ts';

export type NumberWords = { start: number; end: number; digits: string };

const UNITS: ReadonlyMap<string, number> = new Map([
  ['zero', 0], ['one', 1], ['two', 2], ['three', 3], ['four', 4], ['five', 5], ['six', 6], ['seven', 7], ['eight', 8], ['nine', 9],
  ['ten', 10], ['eleven', 11], ['twelve', 12], ['thirteen', 13], ['fourteen', 14], ['fifteen', 15], ['sixteen', 16], ['seventeen', 17], ['eighteen', 18], ['nineteen', 19],
]);
const TENS: ReadonlyMap<string, number> = new Map([
  ['twenty', 20], ['thirty', 30], ['forty', 40], ['fourty', 40], ['fifty', 50], ['sixty', 60], ['seventy', 70], ['eighty', 80], ['ninety', 90],
]);
const ORDINALS: ReadonlyMap<string, number> = new Map([
  ['first', 1], ['second', 2], ['third', 3], ['fourth', 4], ['fifth', 5], ['sixth', 6], ['seventh', 7], ['eighth', 8], ['ninth', 9], ['tenth', 10],
  ['eleventh', 11], ['twelfth', 12], ['thirteenth', 13], ['fourteenth', 14], ['fifteenth', 15], ['sixteenth', 16], ['seventeenth', 17], ['eighteenth', 18],
  ['nineteenth', 19], ['twentieth', 20], ['thirtieth', 30],
]);

const alternatives = (words: Iterable<string>): string => [...words].join('|');
const SMALL = alternatives(UNITS.keys());
const TEN = alternatives(TENS.keys());
const ORDINAL = alternatives(ORDINALS.keys());
const DOZEN = '(?:dozens?|dozs?|dzs?)';

// One pass, alternatives from the longest form to the shortest.
const NUMBER_WORDS = new RegExp(
  [
    `(?:a )?couple(?: of)? dozen`,
    `half(?: a)? dozen`,
    `(?:an?|\\d{1,2}|${SMALL}|${TEN}) ${DOZEN}(?: and (?:a )?half)?`,
    `(?:a )?couple of(?= (?:people|persons|guests|adults|kids|children|friends|others|days|weeks|months|hours))`,
    `(?:${SMALL})-(?:fifteen|(?:twenty|thirty|forty|fifty)(?:-five)?)`,
    `(?:${TEN})[ -](?:${ORDINAL})`,
    `(?:an?|${SMALL}) hundred(?:(?: and)? (?:(?:${TEN})(?:[ -](?:${SMALL}))?|${SMALL}))?`,
    `(?:${TEN})(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?`,
    `(?:${ORDINAL})`,
    `(?:${SMALL})`,
  ]
    .map((form) => `(?:${form})`)
    .join('|'),
  'g',
);
const WORD = new RegExp(`(?<![a-z0-9'-])(?:${NUMBER_WORDS.source})(?![a-z0-9'])`, 'g');

// "this one", "the best one": a pronoun, not a number.
const PRONOUN_BEFORE = /(?:\b(?:this|that|the|which|another|any|every|no|each|some|good|best|new|last|other|first|right|wrong|cheapest)|')\s*$/;
// Before a person or an hour it is a number whatever comes first; before "of the" it never is.
const COUNTS = /^ (?:persons?|people|tickets?|adults?|guests?|seats?|passengers?|o'clock|pm|am|p\.m|a\.m)\b/;
// "Book one for Friday" wants such a thing, "a one way ticket" counts nothing.
const SUCH_A_THING_BEFORE = /\b(?:book|booking|find|have|want|schedule|scheduling)\s*$/;
const SUCH_A_THING_AFTER = /^ (?:for|on|at|in|with|that|near|by)\b/;
const WAY = /^[ -]way\b/;
const PART_OF = /^ of (?:the|your|my|them|these|those|our|us|you|his|her|their)\b/;

/** Every number written in words in lower-case text, in order, not overlapping. */
export function convertNumberWords(lower: string): NumberWords[] {
  const found: NumberWords[] = [];
  for (const match of allMatches(WORD, lower)) {
    const words = match[0];
    if (words === 'one' && isPronoun(lower, match.index, match.index + 3)) continue;
    const digits = digitsOf(words);
    if (digits !== null) found.push({ start: match.index, end: match.index + words.length, digits });
  }
  return found;
}

function isPronoun(lower: string, start: number, end: number): boolean {
  const after = lower.slice(end, end + 16);
  if (COUNTS.test(after)) return false;
  if (WAY.test(after)) return true;
  const before = lower.slice(Math.max(0, start - 12), start);
  if (SUCH_A_THING_BEFORE.test(before) && SUCH_A_THING_AFTER.test(after)) return true;
  return PART_OF.test(after) || PRONOUN_BEFORE.test(before);
}

function digitsOf(words: string): string | null {
  if (/^(?:a )?couple/.test(words)) return words.includes('dozen') ? '24' : '2';
  if (words.startsWith('half')) return '6';
  // "Five-thirty" is a time of day.
  const [hour, minute] = words.split(/-(.*)/);
  if (minute !== undefined && UNITS.has(hour ?? '')) return `${String(UNITS.get(hour ?? ''))}:${digitsOf(minute) ?? '00'}`;
  const parts = words.split(/[ -]/).filter((part) => part !== 'and');
  const last = parts.at(-1) ?? '';
  const ordinal = ORDINALS.get(last);
  if (ordinal !== undefined) return ordinalDigits((TENS.get(parts.length > 1 ? (parts[0] ?? '') : '') ?? 0) + ordinal);
  let total = 0;
  let current = 0;
  for (const part of parts) {
    if (part === 'a' || part === 'an') current = 1;
    else if (part === 'half') total += 6;
    else if (/^\d+$/.test(part)) current += Number(part);
    else if (part === 'hundred') current *= 100;
    else if (/^d/.test(part)) {
      total += current * 12;
      current = 0;
    } else current += UNITS.get(part) ?? TENS.get(part) ?? 0;
  }
  return String(total + current);
}

function ordinalDigits(value: number): string {
  const suffix = value % 10 === 1 && value !== 11 ? 'st' : value % 10 === 2 && value !== 12 ? 'nd' : value % 10 === 3 && value !== 13 ? 'rd' : 'th';
  return `${String(value)}${suffix}`;
}
