// The rules an event must meet before anyone looks for a chef: when, how big, how far. Each can be asked alone, as answers come in.
import { addDays, instantToLocal, isDate, localToInstant, minutesToTime, timeToMinutes } from './calendar.ts';
import type { LocalTime } from './calendar.ts';
import type { Place } from './places.ts';
import type { BusinessProfile } from './profile.ts';

export type Refusal =
  | { ok: false; reason: 'past' }
  | { ok: false; reason: 'too_soon'; earliest: LocalTime; noticeHours: number }
  | { ok: false; reason: 'too_far_ahead'; latestDate: string }
  /** Skipped by a clock change, or not a date and time at all. */
  | { ok: false; reason: 'nonexistent_time' }
  | { ok: false; reason: 'outside_hours'; firstStart: string; lastStart: string }
  | { ok: false; reason: 'after_hours_to_person'; lastStart: string }
  | { ok: false; reason: 'outside_area'; roadMiles: number; maxRoadMiles: number }
  | { ok: false; reason: 'party_too_large'; largest: number };

/** `doubled`: the wall time happens twice that day, and the earlier one is meant. */
export type Start = { ok: true; startsAtMs: number; doubled: boolean };

const HOUR_MS = 3_600_000;

/** The first instant an event may start, by the minimum notice. */
export function noticeEndsMs(profile: BusinessProfile, nowMs: number): number {
  return nowMs + profile.bookings.minimumNoticeHours * HOUR_MS;
}

export function latestDate(profile: BusinessProfile, nowMs: number): string {
  return addDays(instantToLocal(nowMs, profile.timeZone).date, profile.bookings.furthestDaysAhead);
}

/** The start times offered on any day, in order. */
export function offeredTimes({ hours }: BusinessProfile): string[] {
  const first = timeToMinutes(hours.firstStart) ?? 0;
  const last = timeToMinutes(hours.lastStart) ?? 0;
  return Array.from({ length: Math.floor((last - first) / hours.offeredEveryMinutes) + 1 }, (_, step) => minutesToTime(first + step * hours.offeredEveryMinutes));
}

export function startOf(profile: BusinessProfile, local: LocalTime): Start | null {
  const found = localToInstant({ ...local, timeZone: profile.timeZone });
  return 'error' in found ? null : { ok: true, startsAtMs: found.instantMs, doubled: found.doubled };
}

/** The first offered start that keeps the minimum notice. */
export function earliestStart(profile: BusinessProfile, nowMs: number): LocalTime {
  const fromMs = noticeEndsMs(profile, nowMs);
  const { date: firstDate } = instantToLocal(fromMs, profile.timeZone);
  for (let date = firstDate; ; date = addDays(date, 1)) {
    // Ends by the next day at the latest: every day offers a start, and no clock change swallows a whole day's offers twice running.
    const time = offeredTimes(profile).find((offered) => (startOf(profile, { date, time: offered })?.startsAtMs ?? -Infinity) >= fromMs);
    if (time !== undefined) return { date, time };
  }
}

function tooSoon(profile: BusinessProfile, nowMs: number): Refusal {
  return { ok: false, reason: 'too_soon', earliest: earliestStart(profile, nowMs), noticeHours: profile.bookings.minimumNoticeHours };
}

/** What can be said of a date before there is a time; null when some start on it may do. */
export function checkDate(profile: BusinessProfile, date: string, nowMs: number): Refusal | null {
  if (!isDate(date)) return { ok: false, reason: 'nonexistent_time' };
  if (date < instantToLocal(nowMs, profile.timeZone).date) return { ok: false, reason: 'past' };
  if (date < earliestStart(profile, nowMs).date) return tooSoon(profile, nowMs);
  const latest = latestDate(profile, nowMs);
  return date > latest ? { ok: false, reason: 'too_far_ahead', latestDate: latest } : null;
}

/** Null when an event may start at that wall time. */
export function checkTime({ hours }: BusinessProfile, time: string): Refusal | null {
  if (time < hours.firstStart) return { ok: false, reason: 'outside_hours', firstStart: hours.firstStart, lastStart: hours.lastStart };
  return time > hours.lastStart ? { ok: false, reason: 'after_hours_to_person', lastStart: hours.lastStart } : null;
}

export function checkWhen(profile: BusinessProfile, local: LocalTime, nowMs: number): Start | Refusal {
  const start = startOf(profile, local);
  if (start === null) return { ok: false, reason: 'nonexistent_time' };
  if (start.startsAtMs <= nowMs) return { ok: false, reason: 'past' };
  const wrongTime = checkTime(profile, local.time);
  if (wrongTime) return wrongTime;
  if (start.startsAtMs < noticeEndsMs(profile, nowMs)) return tooSoon(profile, nowMs);
  return checkDate(profile, local.date, nowMs) ?? start;
}

export function checkPlace(profile: BusinessProfile, place: Pick<Place, 'state'>, roadMiles: number): Refusal | null {
  const { maxRoadMiles } = profile.travel;
  const served = profile.serviceArea.states.some((state) => state.code === place.state);
  return served && roadMiles <= maxRoadMiles ? null : { ok: false, reason: 'outside_area', roadMiles, maxRoadMiles };
}

export function checkParty(profile: BusinessProfile, partySize: number): Refusal | null {
  const { largestParty } = profile.bookings;
  return partySize <= largestParty ? null : { ok: false, reason: 'party_too_large', largest: largestParty };
}
