// The address of the event, found in running text and split into line, unit, city, state and postal code.
import type { AddressText } from '../domain/reading.ts';
import type { Span } from './canonical.ts';
import { isCommonWord } from './english-words.ts';
import { beginsCity, isCity, isPostalCode, LONGEST_CITY_WORDS, misspeltCity, nicknameOf } from './gazetteer.ts';
import { allMatches } from './matches.ts';
import { lowerCase } from './normalize.ts';
import { DIRECTIONS, PLAIN_STREET_TYPES, STATE_CODES, STATES, STREET_PREFIXES, STREET_TYPES, STREET_TYPES_IN_DOUBT, UNIT } from './street-words.ts';

export type AddressFound = Span & { value: AddressText; words: string };

const HOUSE = "(?:[nsewt]\\d{1,5} ?)?[nsewt]?\\d{1,6}(?:-?[a-z](?![a-z])|-\\d{1,5})?(?: 1/2)?";
// A word of a street's name: never one that tells that the sentence goes on.
const STOP_WORD = '(?:one(?= way)|people|persons?|guests?|ppl|adults?|kids?|children|for|on|in|at|am|pm|and|or|with|to|of us|of|is|are|it|to|want|wants|go|goes|going|would|will|have|has|need|needs|my|our|we|i|you|please|from|by|tomorrow|today|tonight|o\'clock|dollars|minutes?|hours?|days?|weeks?|months?|years?|per|miles?|chicken|steak|shrimp|tofu|salmon|january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|party|backyard|tickets?|seats?|rooms?|bedrooms?)';
// A month is a street's name only right before the word that makes it a street.
const MONTH_STREET = '(?:january|february|march|april|june|july|august|september|october|november|december)';
// A number in a name is an ordinal, stands right before the street's type ("42 St") or after a direction ("N 2900 E"): any other number is a house of its own.
const NUMBER_WORD = `(?:\\d{1,3}(?:st|nd|rd|th)(?![a-z0-9])|\\d{1,4}-[a-z]+|(?<=(?<![a-z])(?:[nsew]\\.?|north|south|east|west) )\\d{3,5}(?![a-z0-9])|\\d{1,4}(?= (?:mile|${STREET_TYPES}|${STREET_TYPES_IN_DOUBT})(?![a-z0-9'])))`;
/** A word that no city's name holds, whatever stands behind it. */
const NOT_IN_A_CITY = /^(?:and|for|on|with|is|are|please|my|we|i|it|thanks|thank|to|from|at|tickets?|seats?|people|guests?|one|way|want|need|go|going|leaving|economy|a|an|this|that)$/;
const LETTERED_WORD = `(?:(?!${STOP_WORD}(?![a-z]))[a-z][a-z0-9'.&/-]*|&)`;
const NAME_WORD = `(?:${LETTERED_WORD}|${NUMBER_WORD})`;
// In answer to the question for it, an address may hold any number after a word: "4440 N Western Apt 2A", "200 Spur 113".
const ANSWER_WORD = `(?:${LETTERED_WORD}|${NUMBER_WORD}|(?<=[a-z#]\\.?,? )(?<!(?:\\b[ap]\\.?m|\\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec))\\.? )\\d[a-z0-9'.&/-]*)`;
const TYPE_END = "\\.?(?![a-z0-9'])";
/** "Port St Lucie Blvd": a saint, not a street. */
const SAINT = `st\\.? [a-z]+ (?:${STREET_TYPES})(?![a-z])`;
const SURE_TYPE = `(?!${SAINT})(?:${STREET_TYPES})${TYPE_END}`;
const ANY_TYPE = `(?:${STREET_TYPES}|${STREET_TYPES_IN_DOUBT})${TYPE_END}`;
/** "Foster Square Lane": of two types the second is the street's. */
const SECOND_TYPE = `(?: (?:${PLAIN_STREET_TYPES})${TYPE_END}| (?:${STREET_TYPES})${TYPE_END}(?=,|$| ${DIRECTIONS}(?![a-z])))?`;
const AFTER = `(?: ?,? ${DIRECTIONS}(?![a-z0-9'.]))?`;
const START = "(?<![a-z0-9$#:/.-])(?<!# )";
// A number that these lead to is a head count or a day, never a house; one set off by a comma may be an hour as well.
const HEADS_BEFORE = /\b(?:party|group|table|total) (?:of|for) $/;
const MONTH_BEFORE = /(\d(?:st|nd|rd|th)?,? (?:of )?)?\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august|september|october|november|december)\.?(?: the)? $/;
/** A box at the post office is no place to cook. */
const BOX_BEFORE = /\b(?:box|drawer|lbx) ?#? ?$/;
const DIRECTIONS_ALONE = new RegExp(`^(?: ?${DIRECTIONS},?)+$`);
/** A building's name may stand between the street and the city that a state and a postal code close. */
const LATER_CITY = new RegExp(`^[^,;.!?]{0,40},[ ]*(?=[a-z][a-z .'-]{1,40},? (?:${STATES})\\.?,? \\d{5})`);
const BEFORE_COMMA = /\b(?:for|at|around|about|are|is|be|we're|past|to) $/;
const LINES: readonly RegExp[] = [
  new RegExp(`${START}${HOUSE},? (?:${DIRECTIONS} )?${STREET_PREFIXES}(?![a-z0-9])(?: ${SURE_TYPE})?${AFTER}`, 'g'),
  new RegExp(`${START}${HOUSE},? (?:${DIRECTIONS} )?(?:the )?(?:(?:${NAME_WORD} ){1,4}?|${MONTH_STREET} )${SURE_TYPE}${SECOND_TYPE}${AFTER}`, 'g'),
  new RegExp(`${START}${HOUSE},? (?:${DIRECTIONS} )?(?:the )?(?:(?:${NAME_WORD} ){1,4}?|${MONTH_STREET} )${ANY_TYPE}${SECOND_TYPE}${AFTER}`, 'g'),
];
/** Only where an address is expected, or a state or postal code ends it: a street without its type. */
const bareLine = (word: string): RegExp => new RegExp(`${START}${HOUSE},? (?:${DIRECTIONS} )?(?:${word}(?: |(?=,|$))){1,4}`, 'g');
const BARE_LINE = bareLine(NAME_WORD);
const ANSWER_LINE = bareLine(ANSWER_WORD);
const STREET_ONLY = new RegExp(`(?<![a-z0-9])(?:${DIRECTIONS} )?(?:${NAME_WORD} ){1,3}${SURE_TYPE}${AFTER}`, 'g');
const UNIT_NEXT = new RegExp(`^[ ,.-]*(${UNIT})(?![a-z0-9])`);
/** "Apt 1B, 626 Elm Ave": the unit said first. */
const UNIT_BEFORE = new RegExp(`(?<![a-z0-9])(${UNIT})[ ,]+$`);
const STATE_ZIP_NEXT = new RegExp(`^[ ,.]*(?:(${STATES})(?![a-z'0-9])\\.?)?[ ,]*(\\d{5}(?:-\\d{4})?)?(?![\\d-])(?:[ ,]+(?:usa|u\\.s\\.a\\.?|united states)(?![a-z]))?`);
const CLOSING_STATE = new RegExp(`(?<![a-z])(${STATES})\\.?,? \\d{5}`);
const STATE_NEXT = new RegExp(`^[ ,.]*(?:${STATES})(?![a-z'0-9])`);
const ZIP_CITY = new RegExp(`(?<![a-z0-9$#-])((?:[a-z][a-z.'-]* ?){1,4})[ ,]+(?:(${STATES})(?![a-z']),? ?)?(\\d{5})(?:-\\d{4})?(?![\\d-])`, 'g');
const POSTAL_CODE = /(?<![\d$#.,-])(\d{5})(?:-\d{4})?(?![\d,-]|\.\d)/g;
const CITY_LEAD = /\b(?:in|at|near|to|around|from|outside|you (?:guys |even |also )?(?:do|cover|serve|reach)|live in|located in|city is|city of|town of|area is|is)\s+(?:the |downtown |north |south |east |west )?$/;

const MOSTLY_A_NAME = /^\W*(?:(?:in|at|near|it's|its|we're in|we are in|i'm in|i live in|the city is|city of)\s+)?([a-z]+(?:[ -][a-z]+){0,2}?)(?=[\s.!]*$|,|\s+(?:ca|california)(?![a-z])|\s+\d{5})/;
/** Where a city's name may end without a state. */
const ENDS = /^\s*(?:$|[.,;!\n])/;

const PLAIN_WORD = /[a-z][a-z'.-]*/g;
const APART_BEFORE = /(?:^|[.,;:!?\n]|\s-)\s*$/;
const APART_AFTER = /^\s*(?:$|[.,;!?\n]|-\s)/;
const FAREWELL_BEFORE = /\b(?:thanks?|thank you|thx|regards|cheers|best|sincerely|bye|love|soon|name)\b[\s.,;:!-]*$/i;

type Tail = { end: number; city?: string; state?: string; postalCode?: string };

/** `lines` may hold line breaks: they set a city apart as a full stop does, and are spaces to everything else. */
export function findAddress(lines: string, requested: boolean): AddressFound | null {
  const text = lines.replace(/\n/g, ' ');
  const lower = lowerCase(text);
  return streetAddress(text, lower, requested) ?? cityOrPostalCode(text, lines, lower, requested) ?? (requested ? streetOnly(text, lower) : null);
}

function streetAddress(text: string, lower: string, requested: boolean): AddressFound | null {
  if (!/\d/.test(lower)) return null;
  for (const pattern of LINES) {
    for (const match of allMatches(pattern, lower)) {
      if (isClaimed(lower, match)) continue;
      const found = complete(text, lower, match.index, match.index + match[0].trimEnd().length);
      if (found !== null) return found;
    }
  }
  for (const match of allMatches(requested ? ANSWER_LINE : BARE_LINE, lower)) {
    if (isClaimed(lower, match)) continue;
    const found = bareStreet(text, lower, match, requested);
    if (found !== null) return found;
  }
  return null;
}

function isClaimed(lower: string, match: RegExpExecArray): boolean {
  const before = lower.slice(Math.max(0, match.index - 28), match.index);
  const month = MONTH_BEFORE.exec(before);
  // "The 20th of December 6 Laguna Ct": that month has its day already.
  const isDay = month !== null && month[1] === undefined && /^\d{1,2}(?!\d)/.test(match[0]);
  return isDay || BOX_BEFORE.test(before) || HEADS_BEFORE.test(before) || (/^\d+,/.test(match[0]) && BEFORE_COMMA.test(before));
}

/** The rest of an address after its first line. */
function complete(text: string, lower: string, start: number, lineEnd: number): AddressFound | null {
  const line1 = text.slice(start, lineEnd).replace(/[,\s]+$/, '').replace(/,/g, '');
  const unit = UNIT_NEXT.exec(lower.slice(lineEnd));
  const afterUnit = lineEnd + (unit?.[0].length ?? 0);
  const leading = unit === null ? UNIT_BEFORE.exec(lower.slice(Math.max(0, start - 24), start)) : null;
  const before = leading?.[1] !== undefined && /\d|[ #][a-z]$/.test(leading[1]) ? leading[0].length : 0;
  const unitWords = (unit?.[1] === undefined ? text.slice(start - before, start) : text.slice(afterUnit - unit[1].length, afterUnit)).replace(/[\s,]+$/, '').trim();
  const next = tailFrom(text, lower, afterUnit);
  const between = next.end > afterUnit ? null : LATER_CITY.exec(lower.slice(afterUnit));
  const tail = between === null ? next : tailFrom(text, lower, afterUnit + between[0].trimEnd().length - 1);
  const words = text.slice(start - before, tail.end).replace(/[\s,]+$/, '');
  return { start: start - before, end: start - before + words.length, words, value: { line1, ...(unitWords === '' ? {} : { unit: unitWords }), ...withoutEnd(tail) } };
}

const withoutEnd = ({ city, state, postalCode }: Tail): AddressText => ({ ...(city === undefined ? {} : { city }), ...(state === undefined ? {} : { state }), ...(postalCode === undefined ? {} : { postalCode }) });

/** City, state and postal code, each of which may be missing. */
function tailFrom(text: string, lower: string, from: number): Tail {
  const gap = /^(?:[\s,.;-]*(?:in\s+|at\s+)?)/.exec(lower.slice(from))?.[0] ?? '';
  const start = from + gap.length;
  const direct = stateAndZip(lower, from);
  // "MO" may begin a city's name and "New York" be one, but a city never follows a state.
  if (direct !== null && direct.state !== undefined && !isCityAt(lower, start, direct.end) && !STATE_NEXT.test(lower.slice(direct.end))) return direct;
  const words = [...lower.slice(start, start + 60).matchAll(/^[a-z][a-z.'-]*|(?<=\s)[a-z][a-z.'-]*/g)].slice(0, LONGEST_CITY_WORDS);
  const closing = CLOSING_STATE.exec(lower.slice(from))?.[1]?.replace(/\./g, '');
  const closedBy = closing === undefined ? undefined : STATE_CODES.get(closing);
  let best: Tail | null = null;
  for (let count = words.length; count > 0; count -= 1) {
    const last = words[count - 1];
    if (last === undefined) continue;
    const end = start + last.index + last[0].length;
    const name = lower.slice(start, end).replace(/\.$/, '');
    if (/[^a-z .'-]/.test(name)) continue;
    const rest = stateAndZip(lower, end);
    const meant = best === null && (rest !== null || ENDS.test(lower.slice(end))) ? misspeltCity(name, rest?.state ?? closedBy) : null;
    if (meant !== null) return { end: rest?.end ?? end, city: meant, ...(rest === null ? {} : withoutEnd(rest)) };
    const known = isCity(name, rest?.state) || nicknameOf(name) !== undefined;
    const written = rest !== null || (gap.includes(',') && ENDS.test(lower.slice(end)));
    const unlikely = name.split(' ').some((word) => NOT_IN_A_CITY.test(word));
    if (known && rest === null && best !== null && (best.state !== undefined || best.postalCode !== undefined)) return best;
    if (known && !(count === 1 && isCommonWord(name) && rest === null && !gap.includes(',') && name !== 'fremont' && name !== 'sacramento')) {
      return { end: rest?.end ?? end, city: nicknameOf(name) ?? text.slice(start, end).replace(/\.$/, ''), ...(rest === null ? {} : withoutEnd(rest)) };
    }
    if (written && !unlikely && best === null && (rest?.state !== undefined || rest?.postalCode !== undefined || name.split(' ').every((word) => !isCommonWord(word)))) {
      best = { end: rest?.end ?? end, city: text.slice(start, end).replace(/\.$/, ''), ...(rest === null ? {} : withoutEnd(rest)) };
    }
  }
  return best ?? direct ?? { end: from };
}

function isCityAt(lower: string, start: number, stateEnd: number): boolean {
  const firstTwo = /^[a-z.'-]+ [a-z.'-]+/.exec(lower.slice(start))?.[0];
  return firstTwo !== undefined && start + firstTwo.length > stateEnd && isCity(firstTwo);
}

function stateAndZip(lower: string, from: number): Tail | null {
  const match = STATE_ZIP_NEXT.exec(lower.slice(from));
  const name = match?.[1]?.replace(/\./g, '');
  const state = name === undefined ? undefined : STATE_CODES.get(name);
  const postalCode = match?.[2];
  if (match === null || (state === undefined && postalCode === undefined)) return null;
  // "in", "or", "me", "hi", "ok", "oh" are states and words: without a comma or a postal code they are words.
  if (name !== undefined && /^(?:in|or|me|hi|ok|oh|pa|ma|la|al|id|de)$/.test(name) && postalCode === undefined && !/^\s*,/.test(match[0]) && from + match[0].length < lower.trimEnd().length) return null;
  return { end: from + match[0].length, ...(state === undefined ? {} : { state }), ...(postalCode === undefined ? {} : { postalCode }) };
}

/** "5429 Woodlawn Chicago": believed only when asked for, or when a state or postal code closes it. */
function bareStreet(text: string, lower: string, match: RegExpExecArray, requested: boolean): AddressFound | null {
  const words = [...match[0].matchAll(/\S+/g)];
  const house = new RegExp(`^${HOUSE},?`).exec(match[0])?.[0] ?? '';
  for (let count = 2; count <= words.length; count += 1) {
    const last = words[count - 1];
    if (last === undefined || last.index + last[0].length <= house.length) continue;
    const lineEnd = match.index + last.index + last[0].replace(/,$/, '').length;
    const name = lower.slice(match.index + house.length, lineEnd);
    if (!/[a-z]{2}/.test(name) || DIRECTIONS_ALONE.test(name)) continue;
    const found = complete(text, lower, match.index, lineEnd);
    if (found === null) continue;
    const closed = found.value.postalCode !== undefined || (found.value.state !== undefined && found.value.city !== undefined);
    if (closed || (requested && found.value.city !== undefined)) return found;
  }
  const whole = match[0].trim().length >= lower.trim().replace(/[.!]$/, '').length - 1;
  return requested && whole && /[a-z]{3}/.test(match[0]) && !words.slice(1).every((word) => isCommonWord(word[0])) ? complete(text, lower, match.index, match.index + match[0].trimEnd().length) : null;
}

function cityOrPostalCode(text: string, lines: string, lower: string, requested: boolean): AddressFound | null {
  const mayHavePostalCode = /\d{5}/.test(lower);
  for (const match of mayHavePostalCode ? allMatches(ZIP_CITY, lower) : []) {
    const name = match[1]?.trim() ?? '';
    const words = name.split(' ');
    for (let drop = 0; drop < words.length; drop += 1) {
      const city = words.slice(drop).join(' ');
      if (!isCity(city)) continue;
      const start = match.index + name.length - city.length;
      const state = match[2] === undefined ? undefined : STATE_CODES.get(match[2].replace(/\./g, ''));
      const end = match.index + match[0].length;
      return { start, end, words: text.slice(start, end), value: { city: text.slice(start, start + city.length), ...(state === undefined ? {} : { state }), ...(match[3] === undefined ? {} : { postalCode: match[3] }) } };
    }
  }
  const city = findCity(text, lines, lower, requested);
  for (const match of allMatches(POSTAL_CODE, lower)) {
    const led = requested || /\b(?:zip|postal|area)\b/.test(lower) || /\b(?:in|to|at|near)\s+$/.test(lower.slice(0, match.index)) || lower.trim() === match[0];
    if (led && match[1] !== undefined && isPostalCode(match[1])) {
      return { start: match.index, end: match.index + match[0].length, words: match[0], value: { ...(city?.value ?? {}), postalCode: match[0] } };
    }
  }
  return city;
}

/** A city by name, where the words say that a place is meant. */
function findCity(text: string, lines: string, lower: string, requested: boolean): AddressFound | null {
  const words = allMatches(PLAIN_WORD, lower);
  for (let from = 0; from < words.length; from += 1) {
    if (!beginsCity((words[from]?.[0] ?? '').replace(/[.'-]+$/, ''))) continue;
    for (let count = Math.min(LONGEST_CITY_WORDS, words.length - from); count > 0; count -= 1) {
      const first = words[from];
      const last = words[from + count - 1];
      if (first === undefined || last === undefined) continue;
      const start = first.index;
      const end = last.index + last[0].replace(/[.'-]+$/, '').length;
      const name = lower.slice(start, end);
      if (name.length < 2 || /[^a-z .'-]/.test(name)) continue;
      const rest = stateAndZip(lower, end);
      const nickname = nicknameOf(name);
      // Elsewhere a city needs its state: many a common word is the name of a town.
      if (nickname === undefined && !isCity(name, rest?.state ?? 'CA')) continue;
      const alone = start <= (/^\W*/.exec(lower)?.[0].length ?? 0) && lower.slice(rest?.end ?? end).replace(/\W/g, '') === '';
      const led = CITY_LEAD.test(lower.slice(Math.max(0, start - 26), start));
      const ordinary = count === 1 && isCommonWord(name) && name !== 'sacramento' && name !== 'fremont';
      if (ordinary && !(rest?.state !== undefined && led)) continue;
      const placed = alone || led || rest?.state !== undefined || (requested && count + name.length > 4);
      if (!placed && !isSetApart(lines, start, rest?.end ?? end, count > 1 || nickname !== undefined)) continue;
      const stop = rest?.end ?? end;
      return { start, end: stop, words: text.slice(start, stop).trim(), value: { city: nickname ?? text.slice(start, end), ...(rest === null ? {} : withoutEnd(rest)) } };
    }
  }
  return requested ? misspeltCityAlone(text, lower) : null;
}

/** "Elk Grve", and nothing else, in answer to the question where. */
function misspeltCityAlone(text: string, lower: string): AddressFound | null {
  const name = MOSTLY_A_NAME.exec(lower)?.[1];
  if (name === undefined) return null;
  const start = lower.indexOf(name);
  const end = start + name.length;
  const rest = stateAndZip(lower, end);
  if (!ENDS.test(lower.slice(rest?.end ?? end))) return null;
  const city = misspeltCity(name, rest?.state);
  const stop = rest?.end ?? end;
  return city === null ? null : { start, end: stop, words: text.slice(start, stop).trim(), value: { city, ...(rest === null ? {} : withoutEnd(rest)) } };
}

/** Between stops: "20 people at 6. Elk Grove". One word there may be a signature, so it needs details beside it and no farewell before it. */
function isSetApart(lines: string, start: number, end: number, sure: boolean): boolean {
  const before = lines.slice(0, start);
  if (!APART_BEFORE.test(before) || !APART_AFTER.test(lines.slice(end))) return false;
  return sure || (/\d/.test(lines) && !FAREWELL_BEFORE.test(before));
}

function streetOnly(text: string, lower: string): AddressFound | null {
  const match = allMatches(STREET_ONLY, lower)[0];
  return match === undefined ? null : complete(text, lower, match.index, match.index + match[0].length);
}
