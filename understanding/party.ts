// How many people are coming: heads, adults and children, lists of relatives. Works on canonical text.
import type { Doubt } from '../domain/reading.ts';
import { originalWords } from './canonical.ts';
import type { Canonical, Span } from './canonical.ts';
import { countListedPeople } from './relatives.ts';

export type PartyReading = { size: number | null; adults: number | null; children: number | null; words: string; doubt: Extract<Doubt, { slot: 'party_size' }> | null };

const NOTHING: PartyReading = { size: null, adults: null, children: null, words: '', doubt: null };
/** A caterer's crowd: beyond this a number is a price, a year or a house. */
const LARGEST_PARTY = 2000;

const ADULTS = "(?:adults?|grown[ -]?ups?|grownups?|seniors?)";
const CHILDREN = "(?:kids?|children|child|kiddos?|toddlers?|babies|baby|infants?|teens?|teenagers?|little ones?|minors?|under (?:12|13|10))";
const HEADS = "(?:people|peoples|peopel|poeple|ppeople|peolpe|persons?|ppl|pple|pax|guests?|gusets|attendees|heads|mouths|folks|humans|individuals|diners|passengers?|riders?|travell?ers|seats?|tickets?|members|men|women|ladies|gentlemen|guys|girls|friends|family members|employees|coworkers|colleagues|kids|children|adults?|seniors?|of us|of them)";
const APPROX = '(?:about |around |approximately |approx\\.? |roughly |like |maybe |probably |only |just |exactly |at least |up to |over |nearly |almost |say |~ ?)*';
const N = '(?<![\\d.,:/$#-])(\\d{1,4})';
const BETWEEN_WORDS = '(?: (?:more or less|or so|other|total|lovely|hungry|young|older|adult|additional|extra)| ?(?:-?ish)| ?\\+)*';
const DASH = '\\s*(?:-|to|or|through|and)\\s*';
// What a number after "for" must not be followed by to be a head count.
const NOT_HEADS = "(?![\\d:/%]|[.,]\\d|-\\d|\\s*(?:st|nd|rd|th|a\\.?m|p\\.?m|o'?clock|days?|nights?|hours?|hrs?|minutes?|mins?|seconds?|secs?|weeks?|months?|years?|dollars|bucks|miles?|rooms?|bedrooms?|bathrooms?|baths?|beds?|cars?|bags?|buses|stars?|percent|in the (?:morning|afternoon|evening)|chickens?|steaks?|shrimps?|tofus?|salmons?|proteins?|scallops?|lobsters?|filets?|more\\b|morning|st\\.?\\b|street|ave|road|different|times?|stops?|songs?|units?|tables?|each)\\b|\\s*\\$)";

const re = (source: string): RegExp => new RegExp(source, 'g');
const ADULTS_AND_CHILDREN = re(`${N} ${ADULTS}(?:,? ?(?:and|plus|&|with|\\+|,|w\\/)) ?(?:also |another |the |my |our )?${APPROX}(\\d{1,3}|an?) ${CHILDREN}`);
const CHILDREN_AND_ADULTS = re(`${N} ${CHILDREN}(?:,? ?(?:and|plus|&|with|\\+|,)) ?${APPROX}(\\d{1,3}) ${ADULTS}`);
const INCLUDING_CHILDREN = re(`${N} ${HEADS}[ ,(]*(?:including|incl\\.?|with|of which|of whom|of them|where|counting|,)? ?(?:are |about )?(\\d{1,3}|an?) (?:of (?:them|whom|which) )?(?:are |being |is )?${CHILDREN}`);
const RANGE = re(`(?:between )?${N}${DASH}(\\d{1,4}) ?${HEADS}`);
const GROUP_RANGE = re(`(?:party|group|table|total|headcount) (?:size )?(?:of|for|is) ${APPROX}(?:between )?${N}${DASH}(\\d{1,4})${NOT_HEADS}`);
const ME_AND = re(`(?:\\b(?:me|myself|i|us)(?:,? (?:and|plus|with|\\+|&)|\\+| ?&) ?|\\bplus )(?:my |our |the )?(\\d{1,3}|an?other|another|an?)(?: (?:other|more|additional|of my|close|best|good))*(?: (?:friends?|others?|people|persons?|guests?|colleagues?|coworkers?|relatives?|buddies|pals|family members|kids?|children|sons?|daughters?|siblings?|cousins?|brothers?|sisters?|mates?|girlfriends|adults?|one|ppl|of them))?(?![a-z0-9])`);
const AND_ME = re(`${N}(?: other| of my| close| good)*(?: (?:friends?|others?|people|persons?|guests?|colleagues?|coworkers?|relatives?|buddies|family members|kids?|children|sons?|daughters?|siblings?|cousins?|adults?))?,? (?:and|plus|\\+|&|besides|apart from|with) (?:me|myself|i|us)(?![a-z'])`);
const COUPLES = re(`${N} couples?(?![a-z])`);
const WITH_HEADS = re(`${N}(?:${BETWEEN_WORDS} ?-?${HEADS}|(?: [a-z-]+){1,3} (?:tickets?|seats?))(?![a-z])`);
const GROUP_OF = re(`(?:part(?:y|ies)|group|table|total|headcount|head count|crowd|gathering|team|family|reservation|booking|guest count|party size|event|dinner|number of (?:people|guests))(?: size)?(?: (?:of|for|is|will be|would be|to|at|being))*:? ${APPROX}${N}${NOT_HEADS}`);
const FOR = re(`(?<![a-z])(?:for|serve|feed|seat|host|hosting|feeding|seating|fit) ${APPROX}${N}${BETWEEN_WORDS}${NOT_HEADS}`);
const WE_ARE = re(`(?<![a-z])(?:we(?:'re| are|'ll be| will be| would be| have|'ll have|'ve got)?|there(?:'s|'re|'ll be| are| is| will be| would be)|it(?:'s|'ll be| is| will be| would be)|that(?:'s|'ll be| is| will be)|make it|make that|change (?:it |that )?to|expecting|invit(?:ed|ing)|count(?: is)?|is) (?:going to be |now |actually )?(?:for )?${APPROX}${N}(?: (?:of us|total|in total|altogether|coming|attending|going|in all|all together|all in all|now|heads?))*${NOT_HEADS}`);
const US = re(`(?<![a-z])(?:for |of |just )?us ${N}(?![\\d:])${NOT_HEADS}|(?<![\\d.,:/$#-])(\\d{1,3})[ -](?:top|seater)(?![a-z])`);
const TOTAL = re(`${N} (?:in total|total|altogether|all together|in all|coming|attending|max)(?![a-z])`);
const JUST_US = /\b(?:just|only|for|both|it's|it is) (?:the )?(?:2|both|two) of us\b|\bboth of us\b|\b(?:as|are|we're|for|just) a couple\b(?! (?:of|more|days|hours|dozen|weeks|minutes))|\bthe 2 of us\b/;
const ALONE = /\b(?:just (?:for )?(?:me|myself|1)|only (?:me|myself)|by myself|(?:on )?my own|for (?:me|myself) only|a single (?:person|guest|passenger|ticket|seat)|single person|for myself|solo|a (?:ticket|seat))\b(?! (?:and|plus|with|&))/;
const LONE = new RegExp(`^\\W*(?:(?:yes|ok|sure|hi|um|uh|well|oh|i think|i'd say|we will be|we'll be|we are|there will be|probably|maybe|about|around|approximately|roughly|just|only|for|say|like|exactly|it's|its|it'll be|make it|actually|sorry|no|let's say|let's do|so)\\W+)*(\\d{1,4})(?: ?(?:ish|or so|total|please|pls|thanks|in total|altogether|max|tops|plus|is good|probably|i think|guests?|people))*\\W*$`);
const ANY_COUNT = re(`${N}${NOT_HEADS}(?!\\d|[a-z])`);
const LONE_RANGE = /^\W*(?:about |around |between |probably |maybe |like )*(\d{1,4})\s*(?:-|to|or|and|through)\s*(\d{1,4})\W*$/;
const CORRECTED = /\b(?:actually|sorry|instead|rather|no|wait|mean|meant|make (?:it|that)|change|changed|to)\b/;

const one = (word: string | undefined): number => (word === undefined || /^an?/.test(word) ? 1 : Number(word));
const sized = (size: number): boolean => size > 0 && size <= LARGEST_PARTY;

/** True when the message is a head count and nothing else, so that "about 20" is not a time. */
export function isLoneCount(canonical: Canonical): boolean {
  return LONE.test(canonical.text) || LONE_RANGE.test(canonical.text);
}

export function readParty(canonical: Canonical, requested: boolean): PartyReading {
  return splitParty(canonical) ?? doubtfulParty(canonical, requested) ?? compoundParty(canonical) ?? plainParty(canonical) ?? (requested ? loneNumber(canonical) : null) ?? wordedParty(canonical, requested) ?? NOTHING;
}

function reading(canonical: Canonical, span: Span, size: number, parts?: { adults: number; children: number }): PartyReading | null {
  if (!sized(size)) return null;
  return { size, adults: parts?.adults ?? null, children: parts?.children ?? null, words: originalWords(canonical, span), doubt: null };
}

const spanOf = (match: RegExpExecArray): Span => ({ start: match.index, end: match.index + match[0].length });

/** Adults and children said apart. */
function splitParty(canonical: Canonical): PartyReading | null {
  const { text } = canonical;
  for (const match of text.matchAll(ADULTS_AND_CHILDREN)) {
    const [adults, children] = [Number(match[1]), one(match[2])];
    return reading(canonical, spanOf(match), adults + children, { adults, children });
  }
  for (const match of text.matchAll(CHILDREN_AND_ADULTS)) {
    const [children, adults] = [Number(match[1]), Number(match[2])];
    return reading(canonical, spanOf(match), adults + children, { adults, children });
  }
  for (const match of text.matchAll(INCLUDING_CHILDREN)) {
    const [all, children] = [Number(match[1]), one(match[2])];
    if (children < all) return reading(canonical, spanOf(match), all, { adults: all - children, children });
  }
  return null;
}

function doubtfulParty(canonical: Canonical, requested: boolean): PartyReading | null {
  for (const pattern of [RANGE, GROUP_RANGE, ...(requested ? [LONE_RANGE] : [])]) {
    const match = new RegExp(pattern.source).exec(canonical.text);
    const [low, high] = [Number(match?.[1]), Number(match?.[2])];
    if (match === null || !sized(low) || !sized(high) || high <= low) continue;
    const joint = match[0].slice(0, match[0].lastIndexOf(String(high)));
    if (/\band\b/.test(joint) && !match[0].startsWith('between')) continue;
    if (/\b(?:change|from|instead of)\b[^.]*$/.test(canonical.text.slice(0, match.index)) && /\bto\b/.test(joint)) continue;
    return { ...NOTHING, doubt: { slot: 'party_size', kind: 'range', text: originalWords(canonical, spanOf(match)), options: [low, high] } };
  }
  return null;
}

/** "Me and 2 others", "two couples", "my wife, her parents and I". */
function compoundParty(canonical: Canonical): PartyReading | null {
  const { text } = canonical;
  const listed = countListedPeople(text);
  if (listed !== null) return reading(canonical, listed, listed.count);
  for (const match of text.matchAll(ME_AND)) {
    // "Me with an outside table": a or an needs a person after it.
    if (match[0].startsWith('plus') || /\b(?:an?|another)$/.test(match[0])) continue;
    return reading(canonical, spanOf(match), one(match[1]) + (match[0].startsWith('us') ? 2 : 1));
  }
  for (const match of text.matchAll(AND_ME)) {
    const after = text.slice(match.index + match[0].length);
    if (/^ (?:and|plus|with|&|,)? ?\d/.test(after)) continue;
    // "Three people and I am fine with sharing" begins a new sentence; "two friends and I would like" does not.
    if (/ i$/.test(match[0]) && !/friends?|others?|kids|children|sons?|daughters?|siblings|cousins|colleagues|coworkers|family/.test(match[0]) && !/^\s*(?:$|[.,!?;])/.test(after)) continue;
    return reading(canonical, spanOf(match), Number(match[1]) + (match[0].endsWith('us') ? 2 : 1));
  }
  for (const match of text.matchAll(COUPLES)) return reading(canonical, spanOf(match), 2 * Number(match[1]));
  return null;
}

function plainParty(canonical: Canonical): PartyReading | null {
  const { text } = canonical;
  const found: { start: number; end: number; size: number }[] = [];
  for (const pattern of [WITH_HEADS, GROUP_OF, FOR, WE_ARE, US, TOTAL]) {
    for (const match of text.matchAll(pattern)) {
      const number = match[1] ?? match[2] ?? '';
      const at = text.indexOf(number, match.index);
      const span = pattern === WITH_HEADS || pattern === TOTAL ? spanOf(match) : { start: at, end: at + number.length };
      if (/^\s*(?:more|extra|additional)\b/.test(text.slice(at + number.length)) || /\b(?:adding|add|another)\s*$/.test(text.slice(0, at))) continue;
      if (sized(Number(number))) found.push({ ...span, size: Number(number) });
    }
    if (found.length > 0 && pattern !== WITH_HEADS) break;
  }
  found.sort((a, b) => a.start - b.start);
  const first = found[0];
  const last = found.at(-1);
  if (first === undefined || last === undefined) return null;
  const chosen = first !== last && first.size !== last.size && CORRECTED.test(text.slice(first.end, last.start)) ? last : first;
  return reading(canonical, chosen, chosen.size);
}

function loneNumber(canonical: Canonical): PartyReading | null {
  const match = LONE.exec(canonical.text);
  const at = canonical.text.search(/\d/);
  if (match === null) return onlyNumber(canonical);
  return match[1] === undefined ? null : reading(canonical, { start: at, end: at + match[1].length }, Number(match[1]));
}

/** The head count was asked for, and the sentence has one number that could be it. */
function onlyNumber(canonical: Canonical): PartyReading | null {
  const numbers = [...canonical.text.matchAll(ANY_COUNT)];
  const only = numbers[0];
  return only === undefined || numbers.length > 1 ? null : reading(canonical, spanOf(only), Number(only[1]));
}

function wordedParty(canonical: Canonical, requested: boolean): PartyReading | null {
  const two = JUST_US.exec(canonical.text);
  if (two !== null) return reading(canonical, spanOf(two), 2);
  const single = ALONE.exec(canonical.text) ?? (requested ? /^\W*(?:just |only |it's |for )*(?:me|myself)\W*$/.exec(canonical.text) : null);
  return single === null ? null : reading(canonical, spanOf(single), 1);
}
