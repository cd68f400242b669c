// Bookings: look at one, or make one by hand. Whoever makes it answers for it, so house rules only warn; a chef still cannot be in two places.
import { z } from 'zod';
import { busyInterval, chefIds, nearestFreeTimes } from '../../../domain/availability.ts';
import type { Business } from '../../../domain/business.ts';
import { Failure } from '../../../domain/failures.ts';
import { headCount } from '../../../domain/party.ts';
import { roadMiles, type Place } from '../../../domain/places.ts';
import { quote } from '../../../domain/quote.ts';
import type { AddressText } from '../../../domain/reading.ts';
import { checkParty, checkPlace, checkWhen, startOf } from '../../../domain/scheduling-rules.ts';
import { bookByHand } from '../../../db/staff-bookings.ts';
import { readBooking } from '../../../db/staff-views.ts';
import { loadCalendar } from '../../../db/threads.ts';
import type { AppDeps } from '../deps.ts';
import { jsonRoute, type Route } from '../route.ts';
import { ADMIN } from './path.ts';
import { granted } from './refusal.ts';
import { booking, bookingRequest, byId } from './shapes.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** How far around the wanted day free times are looked for. */
const CALENDAR_DAYS = 32;

type BookingRequest = z.output<typeof bookingRequest>;

export function bookingRoutes(deps: AppDeps): Route[] {
  const { profile } = deps.business;

  async function make(wanted: BookingRequest, actor: string) {
    const nowMs = deps.now();
    const { date, time, party, menu } = wanted;
    const start = startOf(profile, { date, time });
    if (start === null || start.startsAtMs <= nowMs) throw new Failure('time_impossible');
    if (headCount(party) === 0) throw new Failure('validation_failed', [{ path: 'body.party', message: 'expected at least one guest' }]);
    const address = withoutGaps(wanted.address);
    const place = await locate(address);
    const miles = roadMiles(profile.travel.base, place, profile.travel.roadFactor);
    const price = quote(profile, { ...party, menu, roadMiles: miles });
    if (price.unpriced.length > 0) throw new Failure('validation_failed', price.unpriced.map(({ id }) => ({ path: 'body.menu', message: `there is no "${id}" on the menu` })));
    const made = await bookByHand(deps, { actor, now: new Date(nowMs) }, {
      customer: wanted.threadId === undefined ? { phone: wanted.phone ?? '' } : { threadId: wanted.threadId },
      source: wanted.source ?? null,
      event: { date, time, timeZone: profile.timeZone, startsAt: new Date(start.startsAtMs), busy: busyInterval(profile, start.startsAtMs, miles) },
      chefs: chefIds(profile), party, quote: price,
      depositDeadline: new Date(nowMs + profile.deposit.dueWithinMinutes * MINUTE_MS),
      details: { name: wanted.name ?? null, email: wanted.email ?? null, phone: wanted.phone ?? null, address, place, menu, dietary: wanted.dietary },
    });
    if (!made.ok && made.code === 'slot_taken') throw new Failure('slot_taken', { nearest: await nearest(wanted, start.startsAtMs, miles, nowMs) });
    return { bookingId: granted(made).bookingId, warnings: warningsFor(deps.business, wanted, place, miles, nowMs) };
  }

  async function locate(address: AddressText): Promise<Place> {
    const found = await deps.geocoder.locate(address);
    if (!found.ok) throw new Failure('address_not_found', { reason: found.failure, candidates: found.candidates });
    return { ...found.place, ...(address.line1 === undefined ? {} : { line1: address.line1 }), ...(address.unit === undefined ? {} : { unit: address.unit }) };
  }

  async function nearest({ date, time }: BookingRequest, startsAtMs: number, miles: number, nowMs: number) {
    const taken = await deps.database.transaction((tx) => loadCalendar(tx, startsAtMs - CALENDAR_DAYS * DAY_MS, startsAtMs + CALENDAR_DAYS * DAY_MS, null));
    return nearestFreeTimes(profile, { date, time, roadMiles: miles }, taken, nowMs);
  }

  async function show(bookingId: string) {
    const found = await readBooking(deps, bookingId);
    if (found === null) throw new Failure('not_found');
    return found;
  }

  return [
    jsonRoute({
      tag: 'Bookings', access: 'staff', method: 'post', path: `${ADMIN}/bookings`, status: 201, description: 'Booked; warnings name the house rules it breaks.',
      summary: 'Make a booking by hand. You answer for it: it is recorded as confirmed by you, without terms.',
      body: bookingRequest, answer: z.object({ booking, warnings: z.array(z.string()) }), failures: ['not_found', 'slot_taken', 'time_impossible', 'address_not_found', 'person_erased'],
      async handle({ body, actor }) {
        const { bookingId, warnings } = await make(body, actor);
        return { booking: await show(bookingId), warnings };
      },
    }),
    jsonRoute({
      tag: 'Bookings', access: 'staff', method: 'get', path: `${ADMIN}/bookings/:id`, summary: 'One booking, with its terms and whether they were acknowledged.', description: 'The booking.',
      params: byId, answer: booking, handle: ({ params }) => show(params.id),
    }),
  ];
}

/** A key that is there with the value undefined is not the same as one that is not there. */
function withoutGaps(given: BookingRequest['address']): AddressText {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The rules that the assistant would have kept. */
function warningsFor({ profile }: Business, { date, time, party }: BookingRequest, place: Place, miles: number, nowMs: number): string[] {
  const refusals = [checkWhen(profile, { date, time }, nowMs), checkPlace(profile, place, miles), checkParty(profile, headCount(party))];
  return refusals.flatMap((refusal) => (refusal === null || refusal.ok ? [] : [refusal.reason]));
}
