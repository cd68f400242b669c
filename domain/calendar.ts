// Dates, wall times and IANA zones, with Intl only. An event's local date, time and zone are the truth; instants are derived.

export type LocalTime = { /** `YYYY-MM-DD` */ date: string; /** `HH:MM`, 24 hours */ time: string };

export type InstantResult =
  /** `doubled`: the wall time happens twice that day (clocks go back); the earlier of the two is meant. */
  | { instantMs: number; doubled: boolean }
  /** `nonexistent`: the wall time is skipped that day (clocks go forward). */
  | { error: 'nonexistent' | 'invalid_date' | 'invalid_time' | 'unknown_zone' };

/** Wall-clock window in which unasked-for messages may be sent: `from` inclusive, `to` exclusive. */
export type SendingHours = { from: string; to: string };
/** At least one, so that nobody can ask about no zone at all and be told that every hour is fine. */
export type Zones = readonly [string, ...string[]];

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

// Making a DateTimeFormat costs some fifty times as much as using one, and availability asks thousands of times.
const formatters = new Map<string, Intl.DateTimeFormat | null>();

function formatterFor(timeZone: string): Intl.DateTimeFormat | null {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat | null;
  try {
    made = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    });
  } catch {
    made = null;
  }
  formatters.set(timeZone, made);
  return made;
}

export function isTimeZone(timeZone: string): boolean {
  return formatterFor(timeZone) !== null;
}

/** The wall clock in that zone, written as if it were UTC, to the second. */
function wallClockMs(formatter: Intl.DateTimeFormat, instantMs: number): number {
  const part = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatter.formatToParts(instantMs)) {
    if (type in part) part[type as keyof typeof part] = Number(value);
  }
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
}

function dateToUtcMs(date: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return null;
  const utcMs = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return utcMsToDate(utcMs) === date ? utcMs : null;
}

function utcMsToDate(utcMs: number): string {
  return new Date(utcMs).toISOString().slice(0, 10);
}

/** Minutes since midnight, or null when it is not `HH:MM`. */
export function timeToMinutes(time: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

export function minutesToTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

export function isDate(date: string): boolean {
  return dateToUtcMs(date) !== null;
}

/** Every instant that shows this wall clock: none in a gap, two when the clocks go back, else one; earliest first. */
function instantsShowing(wallMs: number, formatter: Intl.DateTimeFormat): number[] {
  // Changes of the clocks lie weeks apart, so the offsets a day before and a day after are all there can be; the same twice is certain.
  const [before, after] = [wallClockMs(formatter, wallMs - DAY_MS) - wallMs + DAY_MS, wallClockMs(formatter, wallMs + DAY_MS) - wallMs - DAY_MS];
  if (before === after) return [wallMs - before];
  return [wallMs - before, wallMs - after].filter((instant) => wallClockMs(formatter, instant) === wallMs).sort((a, b) => a - b);
}

export function localToInstant(local: LocalTime & { timeZone: string }): InstantResult {
  const dateMs = dateToUtcMs(local.date);
  if (dateMs === null) return { error: 'invalid_date' };
  const minutes = timeToMinutes(local.time);
  if (minutes === null) return { error: 'invalid_time' };
  const formatter = formatterFor(local.timeZone);
  if (formatter === null) return { error: 'unknown_zone' };
  const [earliest, ...later] = instantsShowing(dateMs + minutes * MINUTE_MS, formatter);
  return earliest === undefined ? { error: 'nonexistent' } : { instantMs: earliest, doubled: later.length > 0 };
}

/** Seconds are dropped: wall times are spoken in minutes. Throws on an unknown zone, which validated data cannot hold. */
export function instantToLocal(instantMs: number, timeZone: string): LocalTime {
  const formatter = formatterFor(timeZone);
  if (formatter === null) throw new RangeError('unknown time zone');
  const iso = new Date(wallClockMs(formatter, instantMs)).toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 16) };
}

function requireDate(date: string): number {
  const utcMs = dateToUtcMs(date);
  if (utcMs === null) throw new RangeError('expected a calendar date, YYYY-MM-DD');
  return utcMs;
}

/** Calendar days, not 24-hour spans: the day after a clock change is still one day later. */
export function addDays(date: string, days: number): string {
  return utcMsToDate(requireDate(date) + days * DAY_MS);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((requireDate(to) - requireDate(from)) / DAY_MS);
}

export function weekdayName(date: string): Weekday {
  return WEEKDAYS[new Date(requireDate(date)).getUTCDay()] ?? 'Sunday';
}

/** "Sunday, December 20"; with the year when `today` is given and lies in another one. */
export function formatDateLong(date: string, today?: string): string {
  const utc = new Date(requireDate(date));
  const year = today !== undefined && today.slice(0, 4) !== date.slice(0, 4) ? `, ${date.slice(0, 4)}` : '';
  return `${weekdayName(date)}, ${MONTHS[utc.getUTCMonth()] ?? ''} ${String(utc.getUTCDate())}${year}`;
}

/** "18:00" -> "6:00 PM". */
export function formatTime(time: string): string {
  const minutes = timeToMinutes(time);
  if (minutes === null) throw new RangeError('expected a wall time, HH:MM');
  const hour = Math.floor(minutes / 60);
  return `${String(hour % 12 === 0 ? 12 : hour % 12)}:${time.slice(3)} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** Quiet when any of the zones is outside the sending hours: an area code and an address may disagree, and both count. */
export function inQuietHours(instantMs: number, zones: Zones, hours: SendingHours): boolean {
  return zones.some((zone) => {
    const { time } = instantToLocal(instantMs, zone);
    return time < hours.from || time >= hours.to;
  });
}

/** The first instant, from `instantMs` on, at which no zone is quiet; null when their sending hours never meet. */
export function nextAllowedInstant(instantMs: number, zones: Zones, hours: SendingHours): number | null {
  if (!inQuietHours(instantMs, zones, hours)) return instantMs;
  const openings = zones.flatMap((zone) => {
    const today = instantToLocal(instantMs, zone).date;
    // Windows repeat daily, so one that does not open within three days will not open.
    return [0, 1, 2, 3].flatMap((days) => openingsOn(addDays(today, days), zone, hours));
  });
  return openings.sort((a, b) => a - b).find((opening) => opening > instantMs && !inQuietHours(opening, zones, hours)) ?? null;
}

function openingsOn(date: string, zone: string, hours: SendingHours): number[] {
  const formatter = formatterFor(zone);
  const minutes = timeToMinutes(hours.from);
  if (formatter === null || minutes === null) return [];
  return instantsShowing(requireDate(date) + minutes * MINUTE_MS, formatter);
}
