// The customer's name, introduced ("my name is…") or alone in answer to the question.
import type { Span } from './canonical.ts';
import { isCommonWord } from './english-words.ts';

export type NameFound = Span & { value: string };

const PART = "[\\p{L}][\\p{L}'.-]{0,24}";
const NAME = `(${PART}(?: ${PART}){0,3})`;
const INTRODUCTIONS: readonly { pattern: RegExp; needsCapital: boolean }[] = [
  { pattern: new RegExp(`\\b(?:my|the|our|full|first|last|contact|his|her|customer)?\\s*name(?:'s| is| will be| would be| should be|:| for the booking is)\\s*(?:going to be )?${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:under|in|on|by)(?: the| my)?(?: (?:full|last|first))? name(?: of|:| is)?\\s+${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:call me|i go by|name me)\\s+${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:it's|its|it is|this is|i'm|i am|im)\\s+${NAME}(?=\\s*(?:calling|speaking|here\\b|writing|texting))`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:booked|booking|reservation|reserved|reserve|table|made|put it|it's|its|is|be)\\s+under\\s+${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:first|last|second|family|full|sur) ?name\\s*(?:is|:)?\\s*${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:i am|i'm|am) called\\s+${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`^\\W*${NAME} is my (?:\\w+ )?name\\b`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:this is|i'm|i am|im|it's|under|under my name,?)\\s+${NAME}`, 'iu'), needsCapital: true },
];
/** Without its capital, a name after "this is" is believed only at the head of a sentence, and only where the phrase ends with it. */
const LOWER_CASE_INTRODUCTION = new RegExp(`(?:[.!?]\\s+|^\\W*)(?:(?:hi|hello|hey|hiya|howdy|yo|there|ok|okay|yes|yeah|good (?:morning|afternoon|evening|day)|oh|so|sure|thanks|thank you)\\b[\\s,.!-]*)*this is\\s+${NAME}`, 'iu');
const NAME_ENDS = /^\s*(?:$|[.,;:!()\d-]|(?:and|from|here|with|again|i|i'm|i'd|im|we|we're|we'd|can|could|looking|need|want|writing|texting|calling|on|at|for|party|about|in|btw)\b)/iu;
// What people say "this" is, besides a name, and what such words end in.
const JUDGEMENT = /^(?:insane|urgent|nuts|wild|lame|dumb|sick|epic|lit|dope|bs|bull|bullshit|spam|scam|fraud|wack|trash|garbage|absurd|rad|fab|legit|bogus|gross|kinda|sorta|gonna|def|lol|fyi|asap|hella|super|brutal|hell|shit|crap|bonkers|hilarious|re|bout|tho|tbd|tba|nonsense|fun|exactly|ass|what|u|n)$|(.)\1\1|(?:ing|ed|ful|ous|able|ible|less|ive|ably|ally|ish|est|tic|ment|tion)$/iu;
const FILLER = /^\W*(?:(?:yes|ok|sure|hi|hello|hey|it's|its|it is|that's|this is|i'm|i am|my name is|name is|call me|under|the name is|for|please|thanks|thank you|of course|oh|uh|um|mr\.?|mrs\.?|ms\.?)\b[\s,.:!]*)*/i;

export function findName(text: string, requested: boolean): NameFound | null {
  for (const { pattern, needsCapital } of INTRODUCTIONS) {
    const match = pattern.exec(text);
    if (match?.[1] === undefined) continue;
    const value = trimmed(match[1], needsCapital);
    if (value === null) continue;
    const start = match.index + match[0].lastIndexOf(match[1]);
    return { start, end: start + value.length, value };
  }
  return lowerCaseIntroduction(text) ?? (requested ? bareName(text) : null);
}

function lowerCaseIntroduction(text: string): NameFound | null {
  const match = /this is/i.test(text) ? LOWER_CASE_INTRODUCTION.exec(text) : null;
  const value = match?.[1] === undefined ? null : trimmed(match[1], false);
  if (match?.[1] === undefined || value === null) return null;
  const start = match.index + match[0].length - match[1].length;
  const end = start + value.length;
  const words = value.split(' ');
  return words.length > 3 || words.some((word) => JUDGEMENT.test(word)) || !NAME_ENDS.test(text.slice(end)) ? null : { start, end, value };
}

/** The leading words that can be a name; a sentence goes on in common words, and these end it. */
function trimmed(words: string, needsCapital: boolean): string | null {
  const kept: string[] = [];
  for (const word of words.split(' ')) {
    const bare = word.replace(/[.,]+$/, '');
    if (kept.length > 0 && /[.,]$/.test(kept.at(-1) ?? '') && (kept.at(-1) ?? '').length > 3) break;
    if (bare === '' || (isCommonWord(bare.toLowerCase()) && !(kept.length > 0 && isCapital(bare) && !isCapitalless(words)))) break;
    if (needsCapital && !isCapital(bare)) break;
    kept.push(word);
  }
  const value = kept.join(' ').replace(/[.,'-]+$/, '');
  return value.length > 1 ? value : null;
}

function bareName(text: string): NameFound | null {
  const lead = FILLER.exec(text)?.[0].length ?? 0;
  const rest = text.slice(lead).replace(/[\s.,!]*(?:please|thanks|thank you|here)?[\s.,!]*$/i, '');
  if (rest.length < 2 || !new RegExp(`^${NAME}$`, 'u').test(rest)) return null;
  if (rest.split(' ').every((word) => isCommonWord(word.toLowerCase()))) return null;
  // "Don Worman": asked for a name, capitals outweigh a common word.
  const capitals = rest.split(' ').length > 1 && rest.split(' ').every(isCapital);
  const value = capitals ? rest.replace(/[.,'-]+$/, '') : trimmed(rest, false);
  return value === null || value.length !== rest.replace(/[.,'-]+$/, '').length ? null : { start: lead, end: lead + value.length, value };
}

const isCapital = (word: string): boolean => /^\p{Lu}/u.test(word);
const isCapitalless = (words: string): boolean => !/\p{Lu}/u.test(words);
