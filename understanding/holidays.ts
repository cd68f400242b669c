// The days that customers name instead of dating.
import { dayOf, weekdayOf } from './calendar.ts';
import { allMatches } from './matches.ts';

type Rule = (year: number) => number | null;

const fixed = (month: number, date: number): Rule => (year) => dayOf(year, month, date);

/** The nth given weekday of a month; -1 is the last one. */
const nth = (n: number, weekday: number, month: number): Rule => (year) => {
  if (n > 0) {
    const first = dayOf(year, month, 1);
    return first === null ? null : first + ((weekday - weekdayOf(first) + 7) % 7) + (n - 1) * 7;
  }
  const next = month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1);
  return next === null ? null : next - 1 - ((weekdayOf(next - 1) - weekday + 7) % 7);
};

const plus = (rule: Rule, days: number): Rule => (year) => {
  const day = rule(year);
  return day === null ? null : day + days;
};

/** Western Easter Sunday, by the anonymous Gregorian computation. */
const easter: Rule = (year) => {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const correction = Math.floor((century + 8) / 25);
  const moon = (19 * golden + century - Math.floor(century / 4) - Math.floor((century - correction + 1) / 3) + 15) % 30;
  const sunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - moon - (inCentury % 4)) % 7;
  const shift = Math.floor((golden + 11 * moon + 22 * sunday) / 451);
  const sum = moon + sunday - 7 * shift + 114;
  return dayOf(year, Math.floor(sum / 31), (sum % 31) + 1);
};

const thanksgiving = nth(4, 4, 11);

const NAMED: ReadonlyArray<readonly [pattern: string, rule: Rule]> = [
  ["new year'?s eve|nye", fixed(12, 31)],
  ["new year'?s(?: day)?|new year day", fixed(1, 1)],
  ['mlk day|martin luther king(?: jr\\.?)? day', nth(3, 1, 1)],
  ["presidents?'?s? day", nth(3, 1, 2)],
  ["valentine'?s?'?(?: day)?", fixed(2, 14)],
  ["(?:saint|st\\.?) patrick'?s?(?: day)?", fixed(3, 17)],
  ['good friday', plus(easter, -2)],
  ['easter monday', plus(easter, 1)],
  ['easter(?: sunday)?', easter],
  ['cinco de mayo', fixed(5, 5)],
  ["mother'?s'? day", nth(2, 0, 5)],
  ['memorial day', nth(-1, 1, 5)],
  ["father'?s'? day", nth(3, 0, 6)],
  ['juneteenth', fixed(6, 19)],
  ['independence day|(?:the )?4th of july|july (?:the )?4th', fixed(7, 4)],
  ['labor day|labour day', nth(1, 1, 9)],
  ['columbus day|indigenous peoples? day', nth(2, 1, 10)],
  ['halloween', fixed(10, 31)],
  ["veterans?'? day", fixed(11, 11)],
  ['black friday', plus(thanksgiving, 1)],
  ['cyber monday', plus(thanksgiving, 4)],
  ['thanksgiving eve', plus(thanksgiving, -1)],
  ['thanksgiving(?: day)?', thanksgiving],
  ['christmas eve|xmas eve', fixed(12, 24)],
  ['christmas(?: day)?|xmas', fixed(12, 25)],
  ['boxing day', fixed(12, 26)],
];

const HOLIDAY = new RegExp(`(?<![a-z0-9])(?:${NAMED.map(([pattern]) => `(${pattern})`).join('|')})(?![a-z0-9])(?: (?:of )?(\\d{4}))?`, 'g');

export type NamedDay = { start: number; end: number; year: number | null; inYear: Rule };

/** Every holiday named in canonical text. "Christmas party" names the kind of party, not its day. */
export function findHolidays(text: string): NamedDay[] {
  const found: NamedDay[] = [];
  for (const match of allMatches(HOLIDAY, text)) {
    const end = match.index + match[0].length;
    if (/^['s]*\s+(?:party|parties|dinner|lunch|celebration|gathering|themed?|event|weekend|week|season|time|break|holiday|potluck|tree)/.test(text.slice(end))) continue;
    const which = match.slice(1, NAMED.length + 1).findIndex((group) => group !== undefined);
    const rule = NAMED[which]?.[1];
    const year = match[NAMED.length + 1];
    if (rule !== undefined) found.push({ start: match.index, end, year: year === undefined ? null : Number(year), inYear: rule });
  }
  return found;
}
