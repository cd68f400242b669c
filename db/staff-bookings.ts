// A booking made by hand: a member of staff answers for it, and the database's constraint guards the chef as it does for everybody.
import { and, eq, inArray, isNotNull, lte, sql } from 'drizzle-orm';
import type { Channel } from '../domain/vocabulary.ts';
import type { Quote } from '../domain/quote.ts';
import type { Transaction } from './client.ts';
import { lockAddress } from './inbound.ts';
import { findOrCreatePerson } from './people.ts';
import { sealJson, type Keyring, type PersonKey } from './sealing.ts';
import { bookings, conversationThreads, customers, personKeys, termsChallenges } from './schema.ts';
import { recordAct, type Act, type StaffDeps } from './staff.ts';

export type BookingToMake = {
  /** One of the two says whose booking it is. */
  customer: { threadId: string } | { phone: string };
  /** Null: the channel of the conversation. */
  source: Channel | null;
  event: { date: string; time: string; timeZone: string; startsAt: Date; busy: { fromMs: number; toMs: number } };
  /** In the order in which they shall be tried. */
  chefs: readonly number[];
  party: { adults: number; children: number; infants: number };
  quote: Quote;
  depositDeadline: Date;
  /** Name, mail, address, place, menu, dietary needs. */
  details: unknown;
};

export type BookingMade = { ok: true; bookingId: string; chef: number } | { ok: false; code: 'not_found' | 'person_erased' | 'slot_taken' };

export async function bookByHand(deps: StaffDeps & { keyring: Keyring }, act: Act, wanted: BookingToMake): Promise<BookingMade> {
  return deps.database.transaction(async (tx): Promise<BookingMade> => {
    const customer = await findCustomer(tx, deps, wanted.customer);
    if (!customer.ok) return customer;
    const bookingId = deps.newId();
    const range = `[${new Date(wanted.event.busy.fromMs).toISOString()},${new Date(wanted.event.busy.toMs).toISOString()})`;
    // The conversation's own hold gives way to the booking that replaces it; its terms can no longer be accepted.
    if (customer.threadId !== null) await releaseHolds(tx, customer.threadId, act.now);
    // So do holds that have run out and that nobody has cleared away yet.
    await tx.update(bookings).set({ status: 'expired', endedReason: 'hold_expired', updatedAt: act.now })
      .where(and(eq(bookings.status, 'pending_terms'), lte(bookings.holdExpiresAt, act.now), sql`${bookings.busy} && ${range}::tstzrange`));
    const { event, party, quote } = wanted;
    const row = {
      id: bookingId, customerId: customer.customerId, source: wanted.source ?? customer.channel, status: 'confirmed' as const, eventDate: event.date, eventTime: event.time, timeZone: event.timeZone,
      startsAt: event.startsAt, busy: range, ...party, detailsSealed: sealJson(customer.key, `bookings.details:${bookingId}`, wanted.details),
      quote, totalCents: quote.totalCents, depositCents: quote.depositCents, depositDeadline: wanted.depositDeadline,
      confirmedAt: act.now, confirmedByStaff: act.actor, threadId: customer.threadId, createdAt: act.now, updatedAt: act.now,
    };
    for (const chef of wanted.chefs) {
      // Inserts nothing where the exclusion constraint objects, without ending the transaction.
      const [made] = await tx.insert(bookings).values({ ...row, chef }).onConflictDoNothing().returning({ id: bookings.id });
      if (made === undefined) continue;
      await recordAct(tx, deps, act, { action: 'create_booking', threadId: customer.threadId, bookingId, details: { chef, totalCents: quote.totalCents } });
      return { ok: true, bookingId, chef };
    }
    // Thrown, so that the holds let go above are kept after all.
    throw new SlotTaken();
  }).catch((error: unknown): BookingMade => {
    if (error instanceof SlotTaken) return { ok: false, code: 'slot_taken' };
    throw error;
  });
}

class SlotTaken extends Error {
  override readonly name = 'SlotTaken';
}

type Customer = { ok: true; customerId: string; key: PersonKey; threadId: string | null; channel: Channel };

async function findCustomer(tx: Transaction, deps: StaffDeps & { keyring: Keyring }, who: BookingToMake['customer']): Promise<Customer | { ok: false; code: 'not_found' | 'person_erased' }> {
  if ('phone' in who) {
    await lockAddress(tx, deps.keyring.blindIndex('phone', who.phone));
    const { customerId, key } = await findOrCreatePerson(tx, deps, 'phone', who.phone);
    return { ok: true, customerId, key, threadId: null, channel: 'in_person' };
  }
  const [thread] = await tx
    .select({ customerId: customers.id, keyId: personKeys.id, wrappedKey: personKeys.wrappedKey, channel: conversationThreads.channel })
    .from(conversationThreads)
    .innerJoin(customers, eq(customers.id, conversationThreads.customerId))
    .innerJoin(personKeys, eq(personKeys.id, customers.keyId))
    .where(eq(conversationThreads.threadId, who.threadId))
    .for('no key update', { of: conversationThreads });
  if (thread === undefined) return { ok: false, code: 'not_found' };
  if (thread.wrappedKey === null) return { ok: false, code: 'person_erased' };
  return { ok: true, customerId: thread.customerId, key: deps.keys.get(thread.keyId, thread.wrappedKey), threadId: who.threadId, channel: thread.channel };
}

async function releaseHolds(tx: Transaction, threadId: string, now: Date): Promise<void> {
  const released = await tx.update(bookings).set({ status: 'cancelled', endedReason: 'booked_by_staff', updatedAt: now })
    .where(and(eq(bookings.threadId, threadId), eq(bookings.status, 'pending_terms'), isNotNull(bookings.holdExpiresAt))).returning({ id: bookings.id });
  if (released.length === 0) return;
  await tx.update(termsChallenges).set({ status: 'superseded', closedAt: now })
    .where(and(inArray(termsChallenges.bookingId, released.map((row) => row.id)), eq(termsChallenges.status, 'live')));
}
