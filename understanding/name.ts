// The customer's name, introduced ("my name is…") or alone in answer to the question.
import type { Span } from './canonical.ts';
import { isCommonWord } from './english-words.ts';
import { isCity } from './gazetteer.ts';

export type NameFound = Span & { value: string };

const PART = "[\\p{L}][\\p{L}'.-]{0,24}";
const NAME = `(${PART}(?: ${PART}){0,3})`;
const INTRODUCTIONS: readonly { pattern: RegExp; needsCapital: boolean; introduces?: true }[] = [
  { pattern: new RegExp(`(?<!(?:(?<!customer)'s|restaurant|hotel|salon|venue|company|event|doctor|dentist|chef)\\s?)\\b(?:my|the|our|full|first|last|contact|his|her|customer)?\\s*name(?:'s| is| will be| would be| should be|:| for the booking is)\\s*(?:going to be )?${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:under|in|on|by)(?: the| my)?(?: (?:full|last|first))? name(?: of|:| is)?\\s+${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:call me|i go by|name me|i'm known as|i am known as|use the name|(?:and|in) the name of)\\s+${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\bfor the name(?: of|:)?\\s+${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:it's|its|it is|this is|i'm|i am|im)\\s+${NAME}(?=\\s+(?:calling|speaking|here\\b|writing|texting))`, 'iu'), needsCapital: false, introduces: true },
  { pattern: new RegExp(`\\b(?:booked|booking|reservation|reserved|reserve|table|made|put it|it's|its|is|be)\\s+under\\s+${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:first|last|second|family|full|sur) ?name\\s*(?:is|:)?\\s*${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:i am|i'm|am) called\\s+${NAME}`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`^\\W*${NAME} is my (?:\\w+ )?name\\b`, 'iu'), needsCapital: false },
  { pattern: new RegExp(`\\b(?:this is|i'm|i am|im|it's|under my name,?|under)\\s+${NAME}`, 'iu'), needsCapital: true },
];
// Capitals make these sure: a booking is for somebody, and the party is somebody's.
const CAPITAL_PART = "\\p{Lu}[\\p{L}'-]{1,24}";
const FULL_NAME = `(${CAPITAL_PART}(?: ${CAPITAL_PART}){1,3})`;
const FULL_NAME_PLACES: readonly RegExp[] = [
  new RegExp(`(?<![\\p{L}'])[Mm]y names ${FULL_NAME}`, 'u'),
  // Of a booking that exists: a new one "for" two capitals may be for a place.
  new RegExp(`(?:(?<![\\p{L}'])(?:[Cc]ancel|[Cc]hange|[Ss]witch|[Rr]eschedule|[Vv]erify|have|had|made|has|was|is|[Oo]ur|my|[Tt]he|I booked|that's)(?![\\p{L}'])[^.?!\\n]{0,60})(?<![\\p{L}'])(?:[Rr]eservation|[Bb]ooking|[Bb]ooked|[Tt]able|[Rr]eserved|[Cc]ancel)(?![\\p{L}'])[^.?!\\n]{0,70}? for (?:I think )?${FULL_NAME}`, 'u'),
  new RegExp(`(?:^|[.!?]\\s+)The reservation is (?:for|under) ${FULL_NAME}`, 'u'),
  new RegExp(`(?<![\\p{L}'])(?:[Aa]n?|[Tt]he|[Ww]ith|[Ff]rom) ${FULL_NAME},? (?:[Pp]arty|booking|reservation|table)(?![\\p{L}'])`, 'u'),
  new RegExp(`^\\W*(?:[Hh](?:i|ello|ey)[\\s,.!]+)?${FULL_NAME} here(?=\\s*(?:$|[.,;:!-]|and|calling|from))`, 'u'),
  new RegExp(`^\\W*(?:[Tt]he )?${FULL_NAME},? (?:[Pp]arty|table|group) (?:of|for) `, 'u'),
  new RegExp(`^\\W*${FULL_NAME} is (?:the name|what you can call me|my name)(?![\\p{L}'])`, 'u'),
  new RegExp(`(?<![\\p{L}'])(?:under|it'?s) ${FULL_NAME}(?= name(?![\\p{L}'])|\\s*[.!]?$)`, 'u'),
  new RegExp(`^(?:\\W*[Pp]robably )?${FULL_NAME} (?:has|made|has done) (?:a|the) (?:booking|reservation)`, 'u'),
];
const NOT_SOMEBODY = /^(?:mon|tues|wednes|thurs|fri|satur|sun)day|^(?:january|february|march|april|june|july|september|october|november|december|christmas|xmas|new|thanksgiving|easter|halloween|hanukkah|diwali|valentine'?s?|mother'?s|father'?s|labor|memorial|independence|(?:sat|sun|mon|tues?|wed|thu|thurs?|fri|feb|aug|sept?|oct|nov|dec)$|super|happy|san|santa|los|las|saint|lake|palo|elk|mountain|half)$/iu;
/** Without its capital, a name after "this is" is believed only at the head of a sentence, and only where the phrase ends with it. */
const LOWER_CASE_INTRODUCTION = new RegExp(`(?:[.!?]\\s+|^\\W*)(?:(?:hi|hello|hey|hiya|howdy|yo|there|ok|okay|yes|yeah|good (?:morning|afternoon|evening|day)|oh|so|sure|thanks|thank you)\\b[\\s,.!-]*)*this is\\s+${NAME}`, 'iu');
const NAME_ENDS = /^\s*(?:$|[.,;:!()\d-]|(?:and|from|here|with|again|i|i'm|i'd|im|we|we're|we'd|can|could|looking|need|want|writing|texting|calling|on|at|for|party|about|in|btw)\b)/iu;
// What people say "this" is, besides a name, and what such words end in.
const JUDGEMENT = /^(?:perfect|breezy|easier|insane|urgent|nuts|wild|lame|dumb|sick|epic|lit|dope|bs|bull|bullshit|spam|scam|fraud|wack|trash|garbage|absurd|rad|fab|legit|bogus|gross|kinda|sorta|gonna|def|lol|fyi|asap|hella|super|brutal|hell|shit|crap|bonkers|hilarious|re|bout|tho|tbd|tba|nonsense|fun|exactly|ass|what|u|n)$|(.)\1\1|(?:ing|ed|ful|ous|able|ible|less|ive|ably|ally|ish|est|tic|ment|tion)$/iu;
const FILLER = /^\W*(?:(?:yes|ok|sure|hi|hello|hey|it's|its|it is|that's|this is|i'm|im|i am|my name is|name is|call me|under|the name is|(?:you can |just |please )*(?:put|use|say|write)(?: it| that| us)?(?: under| down as)?|for|please|thanks|thank you|of course|oh|uh|um|mr\.?|mrs\.?|ms\.?)\b[\s,.:!]*)*/i;

/** Asked for a name: "Lashon, a table for 5", "Isabell, Raniero". */
const LED_BY_NAME = new RegExp(`^(${CAPITAL_PART}), (?:an?|the|for|and|i|we|it|my|please|party|table)(?![\\p{L}'])`, 'u');
const LAST_AFTER_COMMA = new RegExp(`^(${CAPITAL_PART}), (${CAPITAL_PART})$`, 'u');

export function findName(text: string, requested: boolean): NameFound | null {
  for (const { pattern, needsCapital, introduces } of INTRODUCTIONS) {
    const match = pattern.exec(text);
    if (match?.[1] === undefined) continue;
    const value = trimmed(match[1], needsCapital);
    if (value === null || (introduces === true && isCapitalless(value) && value.split(' ').some((word) => JUDGEMENT.test(word)))) continue;
    const start = match.index + match[0].lastIndexOf(match[1]);
    return { start, end: start + value.length, value };
  }
  return fullName(text) ?? lowerCaseIntroduction(text) ?? (requested ? bareName(text) : null);
}

function fullName(text: string): NameFound | null {
  if (!/\p{Lu}\p{Ll}+ \p{Lu}/u.test(text)) return null;
  for (const pattern of FULL_NAME_PLACES) {
    const match = pattern.exec(text);
    const value = match?.[1];
    if (match === null || value === undefined) continue;
    const words = value.toLowerCase().split(' ');
    if (isCity(value) || NOT_SOMEBODY.test(words[0] ?? '') || words.every(isCommonWord) || words.some((word) => /^(?:the|and|of|for|at|i|party|restaurant|grill|cafe|hotel|street|birthday|dinner|lunch)$/.test(word))) continue;
    const start = match.index + match[0].lastIndexOf(value);
    return { start, end: start + value.length, value };
  }
  return null;
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
  const parts = words.split(' ');
  // "August Wurzer", "Page Einhorn": a common word, but the name goes on in capitals.
  if (parts.length > 1 && isCapital(parts[0] ?? '') && isCapital(parts[1] ?? '') && isCommonWord((parts[0] ?? '').toLowerCase()) && !isCommonWord((parts[1] ?? '').toLowerCase().replace(/[.,]+$/, '')) && !NOT_SOMEBODY.test(parts[0] ?? '') && !/^(?:The|A|An|My|Our|It|This|I|At|On|For)$/.test(parts[0] ?? '')) kept.push(parts.shift() ?? '');
  for (const word of parts) {
    const bare = word.replace(/[.,]+$/, '');
    if (bare === 'I') break;
    if (kept.length > 0 && /[.,]$/.test(kept.at(-1) ?? '') && (kept.at(-1) ?? '').length > 3) break;
    if (bare === '' || (isCommonWord(bare.toLowerCase()) && !(kept.length > 0 && isCapital(bare) && !isCapitalless(words)))) break;
    if (needsCapital && !isCapital(bare)) break;
    kept.push(word);
  }
  const value = kept.join(' ').replace(/[.,'-]+$/, '');
  return value.length > 1 ? value : null;
}

/** Typed in place of an answer. */
const SHORT_TALK = /^(?:nvm|nm|idk|idc|dunno|ttyl|omg|lol|lmao|brb|tbd|tba|ok+|kk|hmm+|thx|ty)$/i;

function bareName(text: string): NameFound | null {
  const lead = FILLER.exec(text)?.[0].length ?? 0;
  const rest = text.slice(lead).replace(/(?:[\s.,!]+(?:please|thanks|thank you|here|(?:i|we) appreciate it|(?:is|would be) (?:fine|good|great|ok|okay)|works|will do))*[\s.,!]*$/i, '');
  const led = LED_BY_NAME.exec(rest);
  if (led?.[1] !== undefined) return isCommonWord(led[1].toLowerCase()) ? null : { start: lead, end: lead + led[1].length, value: led[1] };
  const listed = LAST_AFTER_COMMA.exec(rest);
  if (listed !== null && !isCommonWord((listed[1] ?? '').toLowerCase())) return { start: lead, end: lead + rest.length, value: rest.replace(',', '') };
  if (rest.length < 2 || SHORT_TALK.test(rest) || !new RegExp(`^${NAME}$`, 'u').test(rest)) return null;
  if (rest.split(' ').every((word) => isCommonWord(word.toLowerCase()))) return null;
  // "Don Worman": asked for a name, capitals outweigh a common word.
  const capitals = rest.split(' ').length > 1 && rest.split(' ').every(isCapital);
  const value = capitals ? rest.replace(/[.,'-]+$/, '') : trimmed(rest, false);
  return value === null || value.length !== rest.replace(/[.,'-]+$/, '').length ? null : { start: lead, end: lead + value.length, value };
}

const isCapital = (word: string): boolean => /^\p{Lu}/u.test(word);
const isCapitalless = (words: string): boolean => !/\p{Lu}/u.test(words);
