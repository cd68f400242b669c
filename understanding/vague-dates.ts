// Words that say roughly when and name no day: "next week", "sometime in January", "the weekend of the 20th". Works on canonical text.
import { mondayOf } from './calendar.ts';
import type { LocalMoment } from './calendar.ts';
import type { Span } from './canonical.ts';
import { MONTH, monthIndex, NOT_A_DAY, nthWeekday, TO_DAY, WEEKDAY } from './date-grammar.ts';
import type { DateCandidate } from './date-grammar.ts';
import { allMatches } from './matches.ts';

/** `days` are the ones it may be, where they are few enough to be asked about. */
export type VagueDate = Span & { days: number[] };

const SATURDAY = 6;
const WITHOUT_DAY = `(?![a-z])(?!${TO_DAY}\\d{1,2}(?:st|nd|rd|th)?${NOT_A_DAY})`;
const MONTH_ALONE = `(?:${MONTH})${WITHOUT_DAY}`;
const SEASON = '(?:spring|summer|fall|autumn|winter|(?:new |next |coming )*year|next month|this month|the month)';
const WHILE = `(?:${MONTH_ALONE}|(?:the )?${SEASON}(?![a-z]))`;
const WHOLE_WEEKDAY = '(?:sunday|monday|tuesday|wednesday|thursday|friday|saturday)';
const PART_OF_DAY = '(?: (?:morning|afternoon|evening|night)s?)?';
const ANY = '(?:an?|any|some|every|either|another|(?:1|one) of the)';
const words = (source: string): RegExp => new RegExp(`(?<![a-z0-9])(?:${source})(?![a-z0-9])`, 'g');

// These hold the words of a day that must not be read by itself.
const AROUND_A_DAY: readonly RegExp[] = [
  words(`${ANY} (?:other )?${WHOLE_WEEKDAY}${PART_OF_DAY}(?: (?:in|of|during) ${WHILE})?`),
  words(`(?<!(?:1st|2nd|3rd|4th|last) )${WEEKDAY}s?${PART_OF_DAY},? (?:(?:some|any) ?time )?(?:in|of|during) (?:(?:early|mid|late)[ -])?${WHILE}`),
  words(`${WHOLE_WEEKDAY}s|(?:${MONTH}) (?:weekends?|${WHOLE_WEEKDAY}s)`),
  words(`(?:${ANY}|the) weekends?,? (?:(?:some|any) ?time )?(?:in|of|during) ${WHILE}`),
];
// These give way to any day that shares their words ("Friday next week").
const BY_ITSELF: readonly RegExp[] = [
  words(`(?:(?:some|any) ?time |early |late |mid-?|(?:the )?(?:end|middle|beginning|start|latter part|half|rest) of )*(?:in |during )?(?:the )?(?:next|this|following|coming|upcoming) (?:week|month|year|few (?:days|weeks|months))(?:end)?`),
  words(`(?:week|weekend|month) after next|(?:the )?week of`),
  words(`(?:(?:some|any) ?time|early|late|mid|middle|end|beginning|start|half|part) ?-? ?(?:in|around|during|of)? ?(?:(?:early|mid|late)[ -])?(?:the )?(?:${WHILE}|week)`),
  words(`(?:an? few|few|several|some) (?:days|weeks|months)(?: (?:from now|later|out|away|time))?`),
];
const NTH_WEEKEND = new RegExp(`(?<![a-z0-9])(?:the )?(1st|2nd|3rd|4th|last) weekend (?:of|in) (${MONTH})${WITHOUT_DAY}`, 'g');
// "The weekend of the 20th" is that weekend, "the week after Christmas" any day of one.
const NOT_THE_DAY_ITSELF = /(?:the )?\b(?:(weekend) (?:of|around|near|nearest|closest to)|(?:weekend|week|weeks|days) (?:of|around|near|before|after|following)) (?:the |on )?$/;
/** "Around Christmas" is a season; "around Dec 20th" is still the best guess at a day, and is read back. */
const BESIDE_A_HOLIDAY = /\b(?:around|near|before|after|close to) $/;
/** Without one of these nothing here can match. */
const WORTH_TRYING = /day|week|month|time|year|early|late|mid|end|begin|start|half|part|few|several|christmas|xmas|thanksgiving|easter|halloween| (?:in|of|during) /;
const LONGEST_LEAD = 40;

/** The days that are really named, and the vague words around or beside them. */
export function separateVague(text: string, named: readonly DateCandidate[], reference: LocalMoment): { days: DateCandidate[]; vague: VagueDate[] } {
  if (!WORTH_TRYING.test(text)) return { days: [...named], vague: [] };
  const vague: VagueDate[] = [];
  const add = (span: Span, days: number[]): void => {
    if (!vague.some((other) => overlap(span, other))) vague.push({ start: span.start, end: span.end, days });
  };
  for (const match of allMatches(NTH_WEEKEND, text)) {
    const saturday = nthWeekday(match[1], SATURDAY, monthIndex(match[2]), undefined, reference.day);
    add(spanOf(match), saturday === null ? [] : [saturday, saturday + 1]);
  }
  for (const day of named) {
    const lead = leadOf(text, day);
    if (lead === null) continue;
    const saturday = mondayOf(day.day) + 5;
    add({ start: lead.start, end: day.end }, lead.isWeekend ? [saturday, saturday + 1] : []);
  }
  for (const pattern of AROUND_A_DAY) {
    // "2 Saturdays from now" says more than the weekday in it, and "Dec 20, a Saturday" has its day already.
    const isSaid = (match: RegExpExecArray): boolean => named.some(({ strength, start, end }) => strength === 'full' && ((start <= match.index && end > match.index + match[0].length) || (end <= match.index && /^[\s,(]*$/.test(text.slice(end, match.index)))));
    for (const match of allMatches(pattern, text)) if (!isSaid(match)) add(spanOf(match), []);
  }
  const days = named.filter((day) => !vague.some((other) => overlap(day, other)));
  for (const pattern of BY_ITSELF) {
    for (const match of allMatches(pattern, text)) if (!days.some((day) => overlap(day, spanOf(match)))) add(spanOf(match), []);
  }
  return { days, vague: vague.sort((a, b) => a.start - b.start) };
}

const spanOf = (match: RegExpExecArray): Span => ({ start: match.index, end: match.index + match[0].length });
const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

function leadOf(text: string, day: DateCandidate): { start: number; isWeekend: boolean } | null {
  const from = Math.max(0, day.start - LONGEST_LEAD);
  const before = text.slice(from, day.start);
  const match = NOT_THE_DAY_ITSELF.exec(before);
  if (match !== null) return { start: from + match.index, isWeekend: match[1] !== undefined };
  const around = /^(?:christmas|xmas|thanksgiving|new year|easter|halloween)/.test(text.slice(day.start, day.end)) ? BESIDE_A_HOLIDAY.exec(before) : null;
  return around === null ? null : { start: from + around.index, isWeekend: false };
}
