// Which chef is free for an event, drive and set-up included, and which other times are. The database's constraint has the last word.
import { addDays, isDate, timeToMinutes } from './calendar.ts';
import type { LocalTime } from './calendar.ts';
import { driveMinutes } from './places.ts';
import type { Place } from './places.ts';
import type { BusinessProfile } from './profile.ts';
import { checkParty, checkPlace, checkWhen, latestDate, noticeEndsMs, offeredTimes, startOf } from './scheduling-rules.ts';
import type { Refusal } from './scheduling-rules.ts';

/** Half open, as in the database: an interval that ends at the instant another starts does not overlap it. */
export type Interval = { fromMs: number; toMs: number };
/** `bookingId` only where it is the customer's own, which is not in the way of its own move. */
export type Busy = Interval & { chef: number; bookingId?: string };

export type AvailabilityRequest = LocalTime & { partySize: number; place: Pick<Place, 'state'>; roadMiles: number };

export type Availability =
  /** `chefs` are all the free ones, `chef` the first of them; when the database refuses it, the next may still win. */
  | { ok: true; chef: number; chefs: number[]; startsAtMs: number; endsAtMs: number; busy: Interval; doubled: boolean }
  | { ok: false; reason: 'no_chef' }
  | Refusal;

const MINUTE_MS = 60_000;
// How far neighbouring days are searched, each way: beyond a month a day is no longer near.
const NEIGHBOUR_DAYS = 30;

export function eventEndMs(profile: BusinessProfile, startsAtMs: number): number {
  return startsAtMs + profile.event.tableMinutes * MINUTE_MS;
}

/** When the chef is away from base: from setting out, through set-up and the meal, to being back. */
export function busyInterval(profile: BusinessProfile, startsAtMs: number, roadMiles: number): Interval {
  const driveMs = driveMinutes(roadMiles, profile.travel.averageMph) * MINUTE_MS;
  return { fromMs: startsAtMs - profile.event.setUpMinutes * MINUTE_MS - driveMs, toMs: eventEndMs(profile, startsAtMs) + driveMs };
}

export function overlaps(one: Interval, other: Interval): boolean {
  return one.fromMs < other.toMs && other.fromMs < one.toMs;
}

/** In the order given. */
export function freeChefs(busy: readonly Busy[], interval: Interval, chefs: readonly number[]): number[] {
  const taken = new Set(busy.filter((other) => overlaps(other, interval)).map((other) => other.chef));
  return chefs.filter((chef) => !taken.has(chef));
}

export function chefIds(profile: BusinessProfile): number[] {
  return profile.chefs.map((chef) => chef.id);
}

export function checkRequest(profile: BusinessProfile, request: AvailabilityRequest, busy: readonly Busy[], nowMs: number): Availability {
  const start = checkWhen(profile, request, nowMs);
  if (!start.ok) return start;
  const refusal = checkPlace(profile, request.place, request.roadMiles) ?? checkParty(profile, request.partySize);
  if (refusal) return refusal;
  const interval = busyInterval(profile, start.startsAtMs, request.roadMiles);
  const chefs = freeChefs(busy, interval, chefIds(profile));
  const [chef] = chefs;
  if (chef === undefined) return { ok: false, reason: 'no_chef' };
  return { ...start, chef, chefs, endsAtMs: eventEndMs(profile, start.startsAtMs), busy: interval };
}

/**
 * The nearest free offered starts: other times of the same day first, nearest first and earlier before later, then the best time of each
 * neighbouring day, the day after before the day before.
 */
export function nearestFreeTimes(
  profile: BusinessProfile, request: LocalTime & { roadMiles: number }, busy: readonly Busy[], nowMs: number, count = 3,
): LocalTime[] {
  const wanted = timeToMinutes(request.time);
  if (wanted === null || !isDate(request.date)) return [];
  const times = offeredTimes(profile)
    .filter((time) => time !== request.time)
    .sort((a, b) => Math.abs((timeToMinutes(a) ?? 0) - wanted) - Math.abs((timeToMinutes(b) ?? 0) - wanted) || (a < b ? -1 : 1));
  const isFree = freeAt(profile, request.roadMiles, busy, nowMs);

  const found: LocalTime[] = [];
  const keep = (date: string, candidates: readonly string[], most: number): void => {
    for (const time of candidates) {
      if (most <= 0 || found.length >= count) return;
      if (isFree({ date, time })) {
        found.push({ date, time });
        most -= 1;
      }
    }
  };
  keep(request.date, times, count);
  // On another day the wanted time itself is the best one, if it is a time that can be had.
  const otherDayTimes = isOffered(profile, request.time) ? [request.time, ...times] : times;
  for (let days = 1; days <= NEIGHBOUR_DAYS && found.length < count; days += 1) {
    keep(addDays(request.date, days), otherDayTimes, 1);
    keep(addDays(request.date, -days), otherDayTimes, 1);
  }
  return found;
}

function isOffered({ hours }: BusinessProfile, time: string): boolean {
  return time >= hours.firstStart && time <= hours.lastStart;
}

function freeAt(profile: BusinessProfile, roadMiles: number, busy: readonly Busy[], nowMs: number): (local: LocalTime) => boolean {
  const latest = latestDate(profile, nowMs);
  const earliestMs = noticeEndsMs(profile, nowMs);
  return (local) => {
    if (local.date > latest) return false;
    const start = startOf(profile, local);
    if (start === null || start.startsAtMs < earliestMs) return false;
    return freeChefs(busy, busyInterval(profile, start.startsAtMs, roadMiles), chefIds(profile)).length > 0;
  };
}
