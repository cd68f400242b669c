// How many people are coming: heads, adults and children, lists of relatives. Works on canonical text.
import type { Doubt } from '../domain/reading.ts';
import { originalWords } from './canonical.ts';
import type { Canonical, Span } from './canonical.ts';
import { allMatches } from './matches.ts';
import { ALONE, ALONE_ANSWER, AMONG, AND_ME, ANY_COUNT, CALLS_INFANTS, CHANGED_TO, CHILDREN_AMONG, COUPLES, GROUP_RANGE, LONE, LONE_RANGE, MADE_TO, ME_AND, MORE_CHILDREN, NO_CHILDREN, ONE_INFANT, ONLY_CHILDREN, PLAIN, PLUS_ONE, RANGE, ROUGHLY, TWO, WANTED, WITH_HEADS } from './party-grammar.ts';
import { countListedPeople } from './relatives.ts';
import type { ListedPeople } from './relatives.ts';

type PartyDoubt = Extract<Doubt, { slot: 'party_size' }>;
/** Those who are no adults; null where nobody was said to be one. */
type Young = { children: number | null; infants: number | null };
/** `size` stays null when only children were counted: "two kids" says nothing about the rest. */
export type PartyReading = Young & { size: number | null; adults: number | null; words: string; doubt: PartyDoubt | null };
/** What the last question counted: heads, something else ("how many nights?"), or nothing. */
export type Counting = 'heads' | 'other' | null;

const NO_YOUNG: Young = { children: null, infants: null };
const NOTHING: PartyReading = { size: null, adults: null, ...NO_YOUNG, words: '', doubt: null };
/** A caterer's crowd: beyond this a number is a price, a year or a house. */
const LARGEST_PARTY = 2000;
/** An unasked number up to here may be an hour. */
const LATEST_HOUR = 12;
const CORRECTED = /\b(?:actually|sorry|instead|rather|no|wait|mean|meant|make (?:it|that)|change|changed|to)\b/;
/** Moved is the hour or the day, not the number of people. */
const MOVED_TO_BEFORE = /\b(?:move|moving|moved|push|pushed|shift|reschedule) [^.?!\d]{0,40}?\bto $/;
/** "Traffic on 880": a road, not a crowd. */
const ROAD_BEFORE = /\b(?:on|off|hwy|highway|interstate|route|rt|i|exit|freeway|the)[ -]$/;
const WORTH_TRYING = /\d|couple|both|(?<![a-z])(?:me|i|my|own|single|solo|ticket|seat|kid|child|bab|infant|toddler|newborn)/;

const one = (word: string | undefined): number => (word === undefined || /^an?/.test(word) ? 1 : Number(word));
const sized = (size: number): boolean => size > 0 && size <= LARGEST_PARTY;
const spanOf = (match: RegExpExecArray): Span => ({ start: match.index, end: match.index + match[0].length });

/** True when the message is a head count and nothing else, so that "about 20" is not a time. */
export function isLoneCount({ text }: Canonical): boolean {
  return LONE.test(text) || LONE_RANGE.test(text);
}

/** Unasked numbers that count heads all the same: nobody says "20ish" or "two dozen" of an hour or a day. */
export function headCountSpans({ text, original }: Canonical): Span[] {
  const dozens = /\b(?:doz|dz)/i.test(original);
  const lone = dozens || ROUGHLY.test(text) ? LONE.exec(text) : null;
  if (lone?.[1] !== undefined && (dozens || Number(lone[1]) > LATEST_HOUR)) return [{ start: 0, end: text.length }];
  return allMatches(CHANGED_TO, text).filter(({ index }) => !/\b(?:move|push|shift)[a-z]* (?:the |our |my )?$/.test(text.slice(0, index))).map((match) => ({ start: match.index + match[0].length - (match[1] ?? '').length, end: match.index + match[0].length }));
}

export function readParty(canonical: Canonical, counting: Counting): PartyReading {
  if (!WORTH_TRYING.test(canonical.text)) return NOTHING;
  const asked = counting === 'heads';
  return (
    partyWithChildren(canonical) ??
    listedParty(canonical) ??
    doubtfulParty(canonical, asked) ??
    compoundParty(canonical) ??
    plainParty(canonical, counting) ??
    childrenOnly(canonical) ??
    (asked ? loneNumber(canonical) : roughNumber(canonical)) ??
    wordedParty(canonical, asked) ??
    NOTHING
  );
}

function reading(canonical: Canonical, span: Span, size: number, { children, infants }: Young = NO_YOUNG): PartyReading | null {
  const young = (children ?? 0) + (infants ?? 0);
  if (!sized(size) || young > size) return null;
  return { size, adults: children === null && infants === null ? null : size - young, children, infants, words: originalWords(canonical, span), doubt: null };
}

const range = (canonical: Canonical, span: Span, low: number, high: number): PartyReading => ({ ...NOTHING, doubt: { slot: 'party_size', kind: 'range', text: originalWords(canonical, span), options: [low, high] } });

function partyWithChildren(canonical: Canonical): PartyReading | null {
  for (const match of allMatches(AMONG, canonical.text)) {
    const more = MORE_CHILDREN.exec(canonical.text.slice(match.index + match[0].length));
    const groups = [{ count: one(match[2]), words: match[0] }, ...(more === null ? [] : [{ count: one(more[1]), words: more[0] }])];
    const found = reading(canonical, spanOf(match), Number(match[1]), youngOf(groups));
    if (found !== null) return found;
  }
  return null;
}

/** "12 adults and 4 kids", "my wife, her parents and I". */
function listedParty(canonical: Canonical): PartyReading | null {
  const listed = countListedPeople(canonical.text);
  if (listed === null || isOnlyYoung(listed)) return null;
  return listed.least < listed.count ? range(canonical, listed, listed.least, listed.count) : reading(canonical, listed, listed.count, youngListed(canonical.text, listed));
}

/** "4 kids, 2 of them under 5": the two are no others than two of the four. */
function youngListed(text: string, listed: ListedPeople): Young {
  const { children, infants } = listed;
  const among = youngAmong(text, listed);
  if (children === null && infants === null) return among;
  return infants === null && among.infants !== null && children !== null && children >= among.infants ? { children: children - among.infants, infants: among.infants } : { children, infants };
}

/** A list of children alone says nothing about the rest. */
const isOnlyYoung = ({ count, children, infants }: ListedPeople): boolean => count === (children ?? 0) + (infants ?? 0);

type Group = { count: number; words: string };

function youngOf(groups: readonly Group[]): Young {
  const first = (areInfants: boolean): number | null => groups.find(({ words }) => CALLS_INFANTS.test(words) === areInfants)?.count ?? null;
  return { children: first(false), infants: first(true) };
}

function doubtfulParty(canonical: Canonical, asked: boolean): PartyReading | null {
  for (const pattern of [RANGE, GROUP_RANGE, ...(asked ? [LONE_RANGE] : [])]) {
    const match = pattern === LONE_RANGE ? LONE_RANGE.exec(canonical.text) : allMatches(pattern, canonical.text)[0];
    const [low, high] = [Number(match?.[1]), Number(match?.[2])];
    if (match === null || match === undefined || !sized(low) || !sized(high) || high <= low) continue;
    const joint = match[0].slice(0, match[0].lastIndexOf(String(high)));
    if (/\band\b/.test(joint) && !match[0].startsWith('between')) continue;
    if (/\b(?:change|from|instead of)\b[^.]*$/.test(canonical.text.slice(0, match.index)) && /\bto\b/.test(joint)) continue;
    return range(canonical, spanOf(match), low, high);
  }
  return null;
}

/** "Me and 2 others", "two couples", "8 plus the host". */
function compoundParty(canonical: Canonical): PartyReading | null {
  const { text } = canonical;
  for (const match of allMatches(ME_AND, text)) {
    // "Me with an outside table": a or an needs a person after it.
    if (/\b(?:an?|another)$/.test(match[0])) continue;
    return reading(canonical, spanOf(match), one(match[1]) + (match[0].startsWith('us') ? 2 : 1));
  }
  for (const match of allMatches(AND_ME, text)) {
    const after = text.slice(match.index + match[0].length);
    if (/^ (?:and|plus|with|&|,)? ?\d/.test(after)) continue;
    // "Three people and I am fine with sharing" begins a new sentence; "two friends and I would like" does not.
    if (/ i$/.test(match[0]) && !/\b(?:friends?|others?|kids|children|sons?|daughters?|siblings|cousins|colleagues|coworkers|family)\b/.test(match[0]) && !/^\s*(?:$|[.,!?;])/.test(after)) continue;
    return reading(canonical, spanOf(match), Number(match[1]) + (match[0].endsWith('us') ? 2 : 1));
  }
  for (const match of allMatches(PLUS_ONE, text)) {
    const young = CALLS_INFANTS.test(match[0]) ? { children: null, infants: 1 } : /(?:kid|child)$/.test(match[0]) ? { children: 1, infants: null } : NO_YOUNG;
    return reading(canonical, spanOf(match), Number(match[1]) + 1, young);
  }
  for (const match of allMatches(COUPLES, text)) return reading(canonical, spanOf(match), 2 * Number(match[1]));
  return null;
}

type Count = Span & { size: number };

function plainParty(canonical: Canonical, counting: Counting): PartyReading | null {
  const { text } = canonical;
  if (!/\d/.test(text)) return null;
  const found: Count[] = [];
  const partial = new Set([...allMatches(ONLY_CHILDREN, text), ...allMatches(CHILDREN_AMONG, text)].map(({ index }) => index));
  const countsOf = (pattern: RegExp): Count[] => allMatches(pattern, text).flatMap((match) => countIn(match, text, partial) ?? []);
  for (const pattern of PLAIN) {
    found.push(...countsOf(pattern));
    if (found.length > 0 && pattern !== WITH_HEADS) break;
  }
  // "For 1, could I make that 2?" has a later word on it.
  for (const count of countsOf(MADE_TO)) if (!found.some(({ start }) => start === count.start)) found.push(count);
  if (found.length === 0 && counting !== 'other') found.push(...countsOf(WANTED));
  found.sort((a, b) => a.start - b.start);
  const first = found[0];
  const last = found.at(-1);
  if (first === undefined || last === undefined) return null;
  const corrected = first.size !== last.size && (CORRECTED.test(text.slice(first.end, last.start)) || /^[^.!?]*\binstead\b/.test(text.slice(last.end)));
  const chosen = corrected ? last : first;
  return reading(canonical, chosen, chosen.size, youngAmong(text, chosen));
}

/** `partial` are the places of numbers that count children only: a part of the party, not its size. */
function countIn(match: RegExpExecArray, text: string, partial: ReadonlySet<number>): Count | null {
  const number = match[1] ?? match[2] ?? '';
  const leads = /^\d/.test(match[0]);
  const at = leads ? match.index : match.index + match[0].lastIndexOf(number);
  const end = at + number.length;
  if (partial.has(at) || !sized(Number(number)) || (!leads && MOVED_TO_BEFORE.test(text.slice(0, at))) || /^\s*(?:more|extra|additional)\b/.test(text.slice(end)) || /\b(?:adding|add|another)\s*$/.test(text.slice(0, at))) return null;
  return { ...(leads ? spanOf(match) : { start: at, end }), size: Number(number) };
}

/** Children told of apart from the number: "20 of us at 6. 4 are kids". */
function youngAmong(text: string, total: Span): Young {
  const apart = allMatches(CHILDREN_AMONG, text).filter((match) => match.index >= total.end || match.index + match[0].length <= total.start);
  if (apart.length === 0) return { children: NO_CHILDREN.test(text) ? 0 : null, infants: null };
  return youngOf(apart.map((match) => ({ count: one(match[1] ?? match[2]), words: match[0] })));
}

/** "4 of them are kids" says nothing about how many there are. */
function childrenOnly(canonical: Canonical): PartyReading | null {
  const { text } = canonical;
  const listed = countListedPeople(text);
  if (listed !== null && isOnlyYoung(listed)) return { ...NOTHING, children: listed.children, infants: listed.infants, words: originalWords(canonical, listed) };
  const among = allMatches(CHILDREN_AMONG, text);
  const counted = among.length > 0 ? among : allMatches(ONLY_CHILDREN, text);
  const matches = counted.length > 0 ? counted : allMatches(ONE_INFANT, text);
  const first = matches[0];
  if (first === undefined) return null;
  const young = youngOf(matches.map((match) => ({ count: one(match[1] ?? match[2]), words: match[0] })));
  return [young.children, young.infants].every((count) => count === null || sized(count)) ? { ...NOTHING, ...young, words: originalWords(canonical, spanOf(first)) } : null;
}

function loneNumber(canonical: Canonical): PartyReading | null {
  const match = LONE.exec(canonical.text);
  const at = canonical.text.search(/\d/);
  if (match === null) return onlyNumber(canonical);
  return match[1] === undefined ? null : reading(canonical, { start: at, end: at + match[1].length }, Number(match[1]));
}

function roughNumber(canonical: Canonical): PartyReading | null {
  return headCountSpans(canonical).length > 0 ? loneNumber(canonical) : null;
}

/** The head count was asked for, and the sentence has one number that could be it. */
function onlyNumber(canonical: Canonical): PartyReading | null {
  const numbers = allMatches(ANY_COUNT, canonical.text).filter(({ index }) => !ROAD_BEFORE.test(canonical.text.slice(0, index)));
  const only = numbers[0];
  return only === undefined || numbers.length > 1 ? null : reading(canonical, spanOf(only), Number(only[1]));
}

function wordedParty(canonical: Canonical, asked: boolean): PartyReading | null {
  const two = TWO.exec(canonical.text);
  if (two !== null) return reading(canonical, spanOf(two), 2);
  const single = ALONE.exec(canonical.text) ?? (asked ? ALONE_ANSWER.exec(canonical.text) : null);
  return single === null ? null : reading(canonical, spanOf(single), 1);
}
