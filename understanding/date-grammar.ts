// The ways customers write a day, each as one pattern and the day it means. Works on canonical text.
import { addMonths, dayOf, mondayOf, partsOf, weekdayOf } from './calendar.ts';
import type { LocalMoment } from './calendar.ts';
import { findHolidays } from './holidays.ts';
import { allMatches } from './matches.ts';

/** `weak` gives way to any other date in the message ("can I book today for the 20th?"). */
export type DateCandidate = {
  start: number; end: number; day: number; strength: 'weak' | 'weekday' | 'full'; past: boolean;
  weekend?: true;
  /** Said of something that happened ("6 days ago"), not of a day to come. */
  told?: true;
};

const MONTHS = ['jan(?:uary)?', 'feb(?:ruary|uary)?', 'mar(?:ch)?', 'apr(?:il)?', 'may', 'june?', 'july?', 'aug(?:ust)?', 'sept?(?:ember)?', 'oct(?:ober)?', 'nov(?:ember)?', 'dec(?:ember)?'];
const MONTH_ALTERNATIVES = MONTHS.join('|');
const MONTH_PATTERNS = MONTHS.map((pattern) => new RegExp(`^(?:${pattern})$`));
const WEEKDAY_STARTS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
export const WEEKDAY = '(?:sunday|monday|tuesday|teusday|tuseday|wednesday|wensday|wednsday|thursday|thrusday|thurday|friday|firday|saturday|saterday|saturdy|tues|weds|thurs?|tue|wed|fri|mon|sat|sun)';
export const MONTH = `(?:${MONTH_ALTERNATIVES})\\.?`;
const DAY = '(\\d{1,2})(?:\\s?(?:st|nd|rd|th))?';
const YEAR = "(?:(?:,|\\s|-|/|of|in)+\\s*'?((?:19|20)\\d{2}|next year|this year)(?![\\d:]))?";
export const TO_DAY = '(?:\\s|-|/|the|on|,)*';
const UNIT = '(day|week|fortnight|month|year|hour|hr|minute|min)s?';

// What a number must not be followed by to be a day of the month.
export const NOT_A_DAY =
  "(?![\\d:/.]\\d|\\d|\\s*(?:%|\\$|a\\.?m\\b|p\\.?m\\b|o'?clock|people|persons?|ppl|pax|guests?|adults?|kids?|child|children|of us|others|friends|tickets?|seats?|hours?|days?|weeks?|min|miles?|st\\b|street|ave|floor|birthday|bday|b-day|anniversary|grade|person|time|one\\b|dollars|bucks))";

type Rule = { pattern: RegExp; cues: readonly Cue[]; read: (groups: (string | undefined)[], reference: LocalMoment) => Omit<DateCandidate, 'start' | 'end'> | null };

const full = (day: number | null, past = false): Omit<DateCandidate, 'start' | 'end'> | null => (day === null ? null : { day, strength: 'full', past });
const told = (day: number): Omit<DateCandidate, 'start' | 'end'> => ({ day, strength: 'full', past: true, told: true });

/** A date without its year is the next one; passed no longer ago than this, it was more likely a slip than a year ahead. */
const JUST_PASSED_DAYS = 7;

/** The next day with this month and date, the reference day included; a 29 February waits for its year. */
function nextMonthDay(month: number, date: number, reference: number): number | null {
  const { year } = partsOf(reference);
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const day = dayOf(year + ahead, month, date);
    if (day !== null && day >= reference) return day;
  }
  return null;
}

function nextDayOfMonth(date: number, reference: number): number | null {
  const { year, month } = partsOf(reference);
  for (let ahead = 0; ahead <= 12; ahead += 1) {
    const day = dayOf(year + Math.floor((month - 1 + ahead) / 12), ((month - 1 + ahead) % 12) + 1, date);
    if (day !== null && day >= reference) return day;
  }
  return null;
}

export const monthIndex = (word: string | undefined): number => MONTH_PATTERNS.findIndex((pattern) => pattern.test((word ?? '').replace(/\.$/, ''))) + 1;
const weekdayIndex = (word: string | undefined): number => {
  const start = (word ?? '').slice(0, 3);
  const fixed = start === 'teu' || start === 'tus' ? 'tue' : start === 'wen' ? 'wed' : start === 'thr' ? 'thu' : start === 'fir' ? 'fri' : start;
  return WEEKDAY_STARTS.indexOf(fixed);
};

function monthDay(month: number, date: number, year: string | undefined, reference: number): Omit<DateCandidate, 'start' | 'end'> | null {
  const thisYear = partsOf(reference).year;
  if (year === undefined) {
    const passed = dayOf(thisYear, month, date) ?? reference;
    return passed < reference && reference - passed <= JUST_PASSED_DAYS ? full(passed, true) : full(nextMonthDay(month, date, reference));
  }
  const written = year === 'next year' ? thisYear + 1 : year === 'this year' ? thisYear : Number(year);
  const day = dayOf(written < 100 ? 2000 + written : written, month, date);
  return full(day, day !== null && day < reference);
}

function numeric(first: string | undefined, second: string | undefined, year: string | undefined, reference: number): Omit<DateCandidate, 'start' | 'end'> | null {
  const month = Number(first);
  const date = Number(second);
  // American order, unless only the other one can be a date.
  return month > 12 ? monthDay(date, month, year, reference) : monthDay(month, date, year, reference);
}

const upcoming = (weekday: number, reference: number): number => reference + ((weekday - weekdayOf(reference) + 6) % 7) + 1;
const onOrAfter = (weekday: number, reference: number): number => reference + ((weekday - weekdayOf(reference) + 7) % 7);
const inWeekOf = (weekday: number, day: number): number => mondayOf(day) + ((weekday + 6) % 7);

function shifted(count: number, unit: string | undefined, from: LocalMoment): number {
  switch (unit) {
    case 'week':
      return from.day + 7 * count;
    case 'fortnight':
      return from.day + 14 * count;
    case 'month':
      return addMonths(from.day, count);
    case 'year':
      return addMonths(from.day, 12 * count);
    case 'hour':
    case 'hr':
      return from.day + Math.floor((from.minutes + 60 * count) / 1440);
    case 'minute':
    case 'min':
      return from.day + Math.floor((from.minutes + count) / 1440);
    default:
      return from.day + count;
  }
}

/** Hours and minutes are a time first of all: they leave their words to it. */
function inUnits(many: number, unit: string | undefined, from: LocalMoment): Omit<DateCandidate, 'start' | 'end'> {
  return { day: shifted(many, unit, from), strength: /^(?:h|min)/.test(unit ?? '') ? 'weak' : 'full', past: false };
}

export function nthWeekday(which: string | undefined, weekday: number, month: number, year: string | undefined, reference: number): number | null {
  const first = year === undefined ? null : dayOf(Number(year), month, 1);
  const years = year === undefined ? [partsOf(reference).year, partsOf(reference).year + 1] : [Number(year)];
  for (const candidate of years) {
    const start = first ?? dayOf(candidate, month, 1);
    if (start === null) continue;
    const firstOne = onOrAfter(weekday, start);
    const last = firstOne + (partsOf(firstOne + 28).month === month ? 28 : 21);
    const day = which === 'last' ? last : firstOne + 7 * (Number((which ?? '1').slice(0, 1)) - 1);
    if (day >= reference || year !== undefined) return day;
  }
  return null;
}

/** A weekday with a day of the month names a day only where the two meet; half a year ahead they were more likely mixed up. */
function weekdayAndDate(weekday: number, date: number, reference: number): number | null {
  const next = nextDayOfMonth(date, reference);
  for (let day = next, months = 0; day !== null && months < 6; months += 1) {
    if (weekdayOf(day) === weekday) return day;
    day = nextDayOfMonth(date, day + 1);
  }
  return next;
}

const count = (word: string | undefined): number => (word === undefined || word === 'a' || word === 'an' || word === 'the' ? 1 : Number(word));
/** Cheap signs that a text may hold what a rule looks for: most texts hold none, and most rules are not run. */
const CUES = { digit: /\d/, month: /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/, weekday: /day|sun|mon|tue|teu|tus|wed|wen|thu|thr|fri|fir|sat/, unit: /day|week|fortnight|month|year|hour|hr|min/ } as const;
type Cue = keyof typeof CUES;
const CUE_NAMES: readonly Cue[] = ['digit', 'month', 'weekday', 'unit'];

/** The signs that every match of a pattern has. */
function cuesOf(source: string): Cue[] {
  const needs: Readonly<Record<Cue, boolean>> = { digit: /\\d\{1,[23]\}\)/.test(source) && !source.includes('|an?)'), month: source.includes(`(${MONTH})`), weekday: source.includes(`(${WEEKDAY})`) && !source.includes(`|${WEEKDAY})`), unit: source.includes(UNIT) };
  return CUE_NAMES.filter((cue) => needs[cue]);
}

const rule = (source: string, read: Rule['read']): Rule => ({ cues: cuesOf(source), pattern: new RegExp(`(?<![a-z0-9/])(?<!\\d[:.])${source}`, 'g'), read });

const readMonthDay: Rule['read'] = ([month, date, year], { day }) => monthDay(monthIndex(month), Number(date), year, day);

// The most specific first: a stretch that one rule took is not read by the next.
const RULES: readonly Rule[] = [
  rule(`((?:19|20)\\d{2})[-/.](\\d{1,2})[-/.](\\d{1,2})(?![\\d])`, ([year, month, date], { day }) => monthDay(Number(month), Number(date), year, day)),
  rule(`(\\d{1,2})([-/.])(\\d{1,2})\\2((?:19|20)?\\d{2})(?![\\d/])`, ([first, , second, year], { day }) => numeric(first, second, year, day)),
  rule(`((?:19|20)\\d{2})[-/. ](${MONTH})[-/. ](\\d{1,2})(?![\\d])`, ([year, month, date], { day }) => monthDay(monthIndex(month), Number(date), year, day)),
  rule(`(?:${WEEKDAY}),?\\s+(\\d{1,2})[.-](\\d{1,2})(?![\\d.-])(?!\\s*[ap]\\.?m)`, ([first, second], { day }) => numeric(first, second, undefined, day)),
  // "Party of 12, Dec 20th", "at 6 Dec 20": the number before the month is spoken for, so the one after it is the day.
  rule(`(?=[jfmasond])(?<!\\d(?:st|nd|rd|th),?\\s+(?:of\\s+)?)(${MONTH})${TO_DAY}(\\d{1,2})\\s?(?:st|nd|rd|th)${NOT_A_DAY}(?![a-z]|\\s+(?:of\\s+)?(?:${MONTH_ALTERNATIVES})\\b)${YEAR}`, readMonthDay),
  rule(`(?=[jfmasond])(?<=\\d,\\s*|\\d\\s+-\\s+|(?:\\b(?:of|for|at|around|about|are|is|be|us|have|serve|feed|expecting|past|to)|'re|@)\\s*\\d{1,4}\\s+)(${MONTH})${TO_DAY}${DAY}${NOT_A_DAY}(?![a-z]|\\s+(?:of\\s+)?(?:${MONTH_ALTERNATIVES})\\b)${YEAR}`, readMonthDay),
  rule(`${DAY}(?:\\s|-|/|of|the|,)+(${MONTH})(?![a-z])${YEAR}`, ([date, month, year], { day }) => monthDay(monthIndex(month), Number(date), year, day)),
  rule(`(${MONTH})${TO_DAY}${DAY}${NOT_A_DAY}(?![a-z])${YEAR}`, readMonthDay),
  rule(`(\\d{1,2})\\/(\\d{1,2})(?![\\d/])(?!\\s*(?:of|lb|pound|inch|cup|hour|price|off|size)\\b)`, ([first, second], { day }) => numeric(first, second, undefined, day)),
  rule(`(?:on |by |date (?:is )?)(\\d{1,2})[.-](\\d{1,2})(?![\\d.-])(?!\\s*[ap]\\.?m)`, ([first, second], { day }) => numeric(first, second, undefined, day)),
  rule(`(?:the\\s+)?(1st|2nd|3rd|4th|last)\\s+(${WEEKDAY})\\s+(?:of|in)\\s+(${MONTH})(?![a-z])${YEAR}`, ([which, name, month, year], { day }) => full(nthWeekday(which, weekdayIndex(name), monthIndex(month), year, day))),
  rule(`(${WEEKDAY}),?\\s+(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th)(?![a-z])(?!\\s+(?:of\\s+)?(?:${MONTH_ALTERNATIVES})\\b)`, ([name, date], { day }) => full(weekdayAndDate(weekdayIndex(name), Number(date), day))),
  rule(`(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th)\\s+(?:of\\s+)?(?:this|the|current)\\s+month`, ([date], { day }) => full(nextDayOfMonth(Number(date), day))),
  rule(`(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th)\\s+(?:of\\s+)?next\\s+month`, ([date], { day }) => {
    const { year, month } = partsOf(addMonths(dayOf(partsOf(day).year, partsOf(day).month, 1) ?? day, 1));
    return full(dayOf(year, month, Number(date)));
  }),
  rule(`(?:the\\s+)?day after (?:tomorrow|tmrw|tomorow)(?![a-z])`, (_, { day }) => full(day + 2)),
  rule(`(?:the\\s+)?day before yesterday`, (_, { day }) => told(day - 2)),
  rule(`(\\d{1,3})\\s+(years?|months?|weeks?),?\\s+(?:and\\s+)?(\\d{1,3})\\s+(months?|weeks?|days?)\\s+(later|from now|from today|ago)(?![a-z])`, ([many, unit, more, smaller, direction], reference) => {
    const sign = direction === 'ago' ? -1 : 1;
    const first = shifted(sign * Number(many), unit?.replace(/s$/, ''), reference);
    const day = shifted(sign * Number(more), smaller?.replace(/s$/, ''), { day: first, minutes: reference.minutes });
    return sign < 0 ? told(day) : full(day);
  }),
  rule(`(\\d{1,3}|an?)\\s+${UNIT}\\s+(?:from|after)\\s+(today|now|tomorrow|${WEEKDAY})(?![a-z])`, ([many, unit, anchor], reference) => {
    const base = anchor === 'today' || anchor === 'now' ? reference.day : anchor === 'tomorrow' ? reference.day + 1 : upcoming(weekdayIndex(anchor), reference.day);
    return inUnits(count(many), unit, { day: base, minutes: reference.minutes });
  }),
  rule(`in\\s+(?:about\\s+|exactly\\s+)?(\\d{1,3}|an?)\\s+(?:more\\s+)?${UNIT}(?![a-z])(?!\\s+or\\s+(?!so))`, ([many, unit], reference) => inUnits(count(many), unit, reference)),
  rule(`in\\s+(?:a\\s+quarter\\s+of|half)\\s+an\\s+hour(?![a-z])`, (_, reference) => inUnits(30, 'minute', reference)),
  rule(`(\\d{1,2})\\s+(${WEEKDAY})s?\\s+(?:later|from now|out)(?![a-z])`, ([many, name], { day }) => full(upcoming(weekdayIndex(name), day) + 7 * (Number(many) - 1))),
  rule(`(\\d{1,3}|an?)\\s+${UNIT}\\s+(?:later|out|hence)(?![a-z])`, ([many, unit], reference) => full(shifted(count(many), unit, reference))),
  rule(`(\\d{1,3}|an?)\\s+${UNIT}\\s+(?:ago|back|earlier)(?![a-z])`, ([many, unit], reference) => told(shifted(-count(many), unit, reference))),
  rule(`(${WEEKDAY})\\s+(?:of\\s+)?next\\s+week(?![a-z])`, ([name], { day }) => full(inWeekOf(weekdayIndex(name), day + 7))),
  rule(`next\\s+week,?\\s+(?:on\\s+|-\\s*)?(${WEEKDAY})(?![a-z])`, ([name], { day }) => full(inWeekOf(weekdayIndex(name), day + 7))),
  rule(`(${WEEKDAY})\\s+(?:of\\s+)?this\\s+week(?![a-z])`, ([name], { day }) => full(inWeekOf(weekdayIndex(name), day))),
  rule(`(${WEEKDAY})\\s+after\\s+next(?![a-z])`, ([name], { day }) => full(inWeekOf(weekdayIndex(name), day + 14))),
  rule(`(?:last|past|previous)\\s+(${WEEKDAY})(?![a-z])`, ([name], { day }) => told(upcoming(weekdayIndex(name), day) - 7)),
  rule(`(?:a\\s+)?week\\s+(${WEEKDAY})(?![a-z])`, ([name], { day }) => full(upcoming(weekdayIndex(name), day) + 7)),
  rule(`next\\s+(${WEEKDAY})(?![a-z])`, ([name], { day }) => ({ day: inWeekOf(weekdayIndex(name), day + 7), strength: 'weekday', past: false })),
  rule(`(?:(?:the|this)\\s+)?(?:coming|upcoming)\\s+(${WEEKDAY})(?![a-z])`, ([name], { day }) => ({ day: upcoming(weekdayIndex(name), day), strength: 'weekday', past: false })),
  rule(`this\\s+(${WEEKDAY})(?![a-z])`, ([name], { day }) => ({ day: onOrAfter(weekdayIndex(name), day), strength: 'weekday', past: false })),
  rule(`(next|this|the)\\s+(?:coming\\s+)?weekend(?![a-z])`, ([which], { day }) => ({ day: inWeekOf(6, which === 'next' ? day + 7 : day), strength: 'weekday', past: false, weekend: true })),
  rule(`(tomorrow|tommorow|tommorrow|tomorow|tomorrows|tmrw|tmrow|tmr|2morrow)(?![a-z])`, (_, { day }) => full(day + 1)),
  rule(`(?:yesterday|last night)(?![a-z])`, (_, { day }) => told(day - 1)),
  rule(`(?:on\\s+)?the\\s+(\\d{1,2})\\s?(?:st|nd|rd|th)?${NOT_A_DAY}(?![a-z0-9])(?!\\s+(?:guests?|other|big|main|best|extra|days?|nights?|proteins?)\\b)(?=\\s*(?:$|[.,;!?)\\u00a6]|(?:at|in|on|for|if|and|or|please|pls|works?|would|will|is|around|about|from|to|with|until|between|by|thanks?|thank|instead|then|of|before|after|between|morning|evening|afternoon|night|not|but|when|i|we|my|because|since|good|fine|sounds|ok|available|open|free|taken|possible|could|can|should|might|do|does|plase|plz)\\b))`, ([date], { day }) => full(nextDayOfMonth(Number(date), day))),
  rule(`on\\s+(\\d{1,2})(?=\\s*(?:$|[.,;!?]|at\\b|please\\b))`, ([date], { day }) => full(nextDayOfMonth(Number(date), day))),
  rule(`(?<=(?:^|\\b(?:on|for|by|date|is|it|change|to|till|until|from|make it|actually|maybe|,))\\s*)(\\d{1,2})\\s?(?:st|nd|rd|th)(?![a-z])${NOT_A_DAY}(?!\\s+(?:half|part|weekends?|weeks?|though|thoughts?|name|names|guess|off|of all|class|choice|course|option|time|thing|i|we|let|look)\\b)`, ([date], { day }) => full(nextDayOfMonth(Number(date), day))),
  rule(`(?:today|tonight|tonite|this (?:morning|afternoon|evening))(?![a-z])`, (_, { day }) => ({ day, strength: 'weak', past: false })),
];

// "sat", "sun", "wed", "mon" are words too: they need a sign beside them that a day is meant.
const BARE_WEEKDAY = new RegExp(
  `(?<![a-z0-9])(?:(sunday|monday|tuesday|teusday|tuseday|wednesday|wensday|wednsday|thursday|thrusday|thurday|friday|firday|saturday|saterday|saturdy|tues|thurs|weds)s?|(?<=(?:^|\\b(?:on|for|by|every|coming|date|and|or|to|from|is|,))\\s*)(mon|tue|wed|thu|thur|fri|sat|sun)\\b|(mon|tue|wed|thu|thur|fri|sat|sun)(?=,|\\.?\\s*(?:the\\s+)?\\d))(?![a-z])`,
  'g',
);

const BESIDE_HOLIDAY = new RegExp(`(?<![a-z])(?:the )?(?:day|(\\d{1,2}) (day|week)s?|(${WEEKDAY})) (before|after) $`);

/** "The Saturday before Christmas", "two days after Thanksgiving". */
function besideHoliday(text: string, at: number, holiday: number): { start: number; day: number } | null {
  const from = Math.max(0, at - 32);
  const match = BESIDE_HOLIDAY.exec(text.slice(from, at));
  if (match === null) return null;
  const [, many, unit, weekday, side] = match;
  const sign = side === 'before' ? -1 : 1;
  const start = from + match.index;
  if (weekday === undefined) return { start, day: holiday + sign * Number(many ?? 1) * (unit === 'week' ? 7 : 1) };
  const next = upcoming(weekdayIndex(weekday), holiday);
  return { start, day: sign > 0 ? next : onOrAfter(weekdayIndex(weekday), holiday) - 7 };
}

/** Every day written in the text, in order of position, not overlapping. */
export function findDateCandidates(text: string, reference: LocalMoment, requested: boolean): DateCandidate[] {
  const found: DateCandidate[] = [];
  const add = (candidate: DateCandidate): void => {
    if (!found.some((other) => candidate.start < other.end && other.start < candidate.end)) found.push(candidate);
  };
  for (const holiday of findHolidays(text)) {
    const { year } = partsOf(reference.day);
    const thisYear = holiday.inYear(holiday.year ?? year);
    const day = holiday.year === null && thisYear !== null && thisYear < reference.day ? holiday.inYear(year + 1) : thisYear;
    if (day === null) continue;
    const beside = besideHoliday(text, holiday.start, day);
    const meant = beside?.day ?? day;
    add({ start: beside?.start ?? holiday.start, end: holiday.end, day: meant, strength: 'full', past: meant < reference.day });
  }
  const missing = new Set(CUE_NAMES.filter((cue) => !CUES[cue].test(text)));
  for (const { pattern, cues, read } of RULES) {
    if (missing.size > 0 && cues.some((cue) => missing.has(cue))) continue;
    for (const match of allMatches(pattern, text)) {
      const value = read(match.slice(1), reference);
      if (value !== null) add({ ...value, start: match.index, end: match.index + match[0].length });
    }
  }
  for (const match of allMatches(BARE_WEEKDAY, text)) {
    const weekday = weekdayIndex(match[1] ?? match[2] ?? match[3]);
    add({ start: match.index, end: match.index + match[0].length, day: upcoming(weekday, reference.day), strength: 'weekday', past: false });
  }
  if (found.length === 0 && requested) {
    // The question was about the date, so a lone number is a day of the month.
    const lone = /^\W*(?:on |the |for |maybe |it's |its |is )*(\d{1,2})(?:\s?(?:st|nd|rd|th))?\W*(?:please|pls|thanks|works)?\W*$/.exec(text);
    const day = lone === null ? null : nextDayOfMonth(Number(lone[1]), reference.day);
    if (lone?.[1] !== undefined && day !== null) {
      const start = text.indexOf(lone[1]);
      add({ start, end: start + lone[1].length, day, strength: 'full', past: false });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
