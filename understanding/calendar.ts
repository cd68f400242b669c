// Calendar arithmetic on plain days, with no clock and no time zone: day 0 is 1 January 1970.

const DAY_MS = 86_400_000;

export type LocalMoment = { day: number; minutes: number };

/** The day of a civil date, or null when the calendar has no such date. */
export function dayOf(year: number, month: number, date: number): number | null {
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || date < 1 || date > 31) return null;
  const day = Date.UTC(year, month - 1, date) / DAY_MS;
  return partsOf(day).month === month ? day : null;
}

export function partsOf(day: number): { year: number; month: number; date: number } {
  const moment = new Date(day * DAY_MS);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, date: moment.getUTCDate() };
}

/** 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The Monday of the week that a day is in. */
export function mondayOf(day: number): number {
  return day - ((weekdayOf(day) + 6) % 7);
}

export function isoDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function addMonths(day: number, months: number): number {
  const { year, month, date } = partsOf(day);
  const index = year * 12 + (month - 1) + months;
  const targetYear = Math.floor(index / 12);
  const targetMonth = (index % 12) + 1;
  for (let back = 0; back < 4; back += 1) {
    const found = dayOf(targetYear, targetMonth, date - back);
    if (found !== null) return found;
  }
  return day;
}

/** Reads `YYYY-MM-DD` with an optional `THH:MM`; null for anything else. */
export function parseMoment(text: string): LocalMoment | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?/.exec(text);
  if (match === null) return null;
  const day = dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
  return day === null ? null : { day, minutes: Number(match[4] ?? 0) * 60 + Number(match[5] ?? 0) };
}
