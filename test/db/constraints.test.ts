// What the database itself refuses, whatever the code above it does.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { openDatabase, type DatabaseHandle } from '../../db/client.ts';
import * as t from '../../db/schema.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';
import { acknowledgmentRow, addPerson, addThread, bookingRow, challengeRow, evidenceRow, range, type BookingRow, type ChallengeRow, type Person } from './fixture.ts';
import { refusedWith } from './sql.ts';

const CHECK = '23514';
const UNIQUE = '23505';
const FOREIGN_KEY = '23503';
const EXCLUSION = '23P01';
const HOUR_MS = 3_600_000;

describe('the database refuses', () => {
  let database: TestDatabase;
  let handle: DatabaseHandle;
  let maya: Person;
  const now = new Date();
  const later = (ms: number) => new Date(now.getTime() + ms);
  before(async () => {
    database = await createTestDatabase();
    handle = openDatabase({ url: database.appUrl, poolMax: 4 });
    maya = await addPerson(handle, 'Maya Tanaka', '+19165550101', now);
  });
  after(async () => {
    await handle.close();
    await database.drop();
  });

  // Each test has a chef of its own, so that no test's bookings are in another's way.
  let chefs = 10;
  const freshChef = () => (chefs += 1);
  const insertBooking = (row: BookingRow) => handle.db.insert(t.bookings).values(row);
  async function booked(row: Partial<BookingRow> = {}): Promise<BookingRow> {
    const booking = bookingRow(now, maya.customerId, 20, { chef: freshChef(), ...row });
    await insertBooking(booking);
    return booking;
  }
  async function challenged(row: Partial<ChallengeRow> = {}): Promise<{ booking: BookingRow; challenge: ChallengeRow }> {
    const booking = await booked();
    const challenge = challengeRow(maya.key, booking, now, row);
    await handle.db.insert(t.termsChallenges).values(challenge);
    return { booking, challenge };
  }
  async function acknowledged(change: Parameters<typeof acknowledgmentRow>[4], at = later(HOUR_MS)): Promise<{ booking: BookingRow; id: string }> {
    const { booking, challenge } = await challenged();
    const entry = evidenceRow('acknowledgment', challenge.id, at);
    await handle.db.insert(t.evidenceEntries).values(entry);
    const row = acknowledgmentRow(maya.key, challenge, entry.id, at, change);
    await handle.db.insert(t.termsAcknowledgments).values(row);
    return { booking, id: row.id };
  }

  describe('two events of one chef at once', () => {
    const at = (chef: number, fromHour: number, toHour: number, row: Partial<BookingRow> = {}) => {
      const booking = bookingRow(now, maya.customerId, 25, { chef, ...row });
      const startsAt = booking.startsAt.getTime();
      return { ...booking, busy: range(startsAt + fromHour * HOUR_MS, startsAt + toHour * HOUR_MS) };
    };

    it('when they overlap in the drive alone', async () => {
      const chef = freshChef();
      await insertBooking(at(chef, -2, 3));
      const next = at(chef, 2.9, 8);
      await refusedWith(EXCLUSION, insertBooking({ ...next, startsAt: new Date(next.startsAt.getTime() + 5 * HOUR_MS) }), 'a_chef_is_in_one_place');
    });

    it('but not when one drive ends as the next begins, nor for another chef', async () => {
      const chef = freshChef();
      await insertBooking(at(chef, -2, 3));
      const next = at(chef, 3, 8);
      await insertBooking({ ...next, startsAt: new Date(next.startsAt.getTime() + 5 * HOUR_MS) });
      await insertBooking(at(freshChef(), -2, 3));
    });

    for (const status of ['cancelled', 'expired', 'completed'] as const) {
      it(`but not when the first is ${status}`, async () => {
        const chef = freshChef();
        await insertBooking(at(chef, -2, 3, status === 'completed' ? { status, confirmedAt: now, confirmedByStaff: 'aki' } : { status }));
        await insertBooking(at(chef, -2, 3));
      });
    }

    it('when a cancelled one comes back, or another is moved onto it', async () => {
      const chef = freshChef();
      await insertBooking(at(chef, -2, 3));
      const cancelled = at(chef, -2, 3, { status: 'cancelled' });
      const elsewhere = at(freshChef(), -2, 3);
      await insertBooking(cancelled);
      await insertBooking(elsewhere);
      await refusedWith(EXCLUSION, handle.db.update(t.bookings).set({ status: 'pending_terms' }).where(eq(t.bookings.id, cancelled.id)));
      await refusedWith(EXCLUSION, handle.db.update(t.bookings).set({ chef }).where(eq(t.bookings.id, elsewhere.id)));
    });

    it('when many ask for the last chef in the same moment: one wins', async () => {
      const chef = freshChef();
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => insertBooking(at(chef, -2, 3))));
      assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
    });
  });

  describe('a change of a booking', () => {
    const changeOf = (booking: BookingRow, row: Partial<BookingRow> = {}) => ({ ...booking, id: randomUUID(), replacesBookingId: booking.id, originalBookingId: booking.id, ...row });
    const confirmed = { status: 'confirmed', confirmedAt: now, confirmedByStaff: 'aki' } as const;

    it('but not for being in the way of its own event', async () => {
      const booking = await booked(confirmed);
      await insertBooking(changeOf(booking, { status: 'pending_terms', confirmedAt: null, confirmedByStaff: null }));
    });

    it("when it is in the way of another's", async () => {
      const booking = await booked(confirmed);
      const other = await booked(confirmed);
      await refusedWith(EXCLUSION, insertBooking(changeOf(booking, { chef: other.chef })), 'a_chef_is_in_one_place');
    });

    it('when both would stand: what it replaces has to end first', async () => {
      const booking = await booked(confirmed);
      const change = changeOf(booking);
      await refusedWith(UNIQUE, insertBooking(change), 'bookings_confirmed_once');
      await handle.db.update(t.bookings).set({ status: 'cancelled' }).where(eq(t.bookings.id, booking.id));
      await insertBooking(change);
      await refusedWith(UNIQUE, handle.db.update(t.bookings).set({ status: 'confirmed' }).where(eq(t.bookings.id, booking.id)), 'bookings_confirmed_once');
    });

    it('when it replaces itself, or says not where its line began', async () => {
      const booking = await booked();
      const id = randomUUID();
      await refusedWith(CHECK, insertBooking({ ...booking, chef: freshChef(), id, replacesBookingId: id, originalBookingId: id }));
      await refusedWith(CHECK, insertBooking(changeOf(booking, { originalBookingId: null })), 'replaces_within_its_line');
    });
  });

  it('a refund of a booking that was not cancelled, or above its deposit', async () => {
    const booking = await booked();
    const set = (row: Partial<BookingRow>) => handle.db.update(t.bookings).set(row).where(eq(t.bookings.id, booking.id));
    await refusedWith(CHECK, set({ refundDueCents: 10_000 }), 'refund_follows_a_cancellation');
    await refusedWith(CHECK, set({ status: 'cancelled', cancelledAt: now, refundDueCents: booking.depositCents + 1 }));
    await set({ status: 'cancelled', cancelledAt: now, refundDueCents: booking.depositCents });
  });

  it('a confirmed booking without a ground', async () => {
    const booking = await booked();
    const confirm = (row: Partial<BookingRow>) => handle.db.update(t.bookings).set({ status: 'confirmed', confirmedAt: now, ...row }).where(eq(t.bookings.id, booking.id));
    await refusedWith(CHECK, confirm({}), 'confirmed_needs_a_ground');
    await refusedWith(CHECK, confirm({ confirmedByStaff: '' }));
    await refusedWith(FOREIGN_KEY, confirm({ waiverId: randomUUID() }), 'bookings_waiver');
    await refusedWith(CHECK, confirm({ confirmedByStaff: 'aki', confirmedAt: null }));
    await confirm({ confirmedByStaff: 'aki' });
    await refusedWith(CHECK, handle.db.update(t.bookings).set({ confirmedByStaff: null }).where(eq(t.bookings.id, booking.id)), 'confirmed_needs_a_ground');
  });

  it("a booking confirmed by another booking's acknowledgment", async () => {
    const { booking, id } = await acknowledged({});
    const other = await booked();
    const confirm = (bookingId: string) => handle.db.update(t.bookings).set({ status: 'confirmed', confirmedAt: now, acknowledgmentId: id }).where(eq(t.bookings.id, bookingId));
    await refusedWith(FOREIGN_KEY, confirm(other.id), 'confirmed_by_its_own_acknowledgment');
    await confirm(booking.id);
  });

  const impossible: [string, Partial<BookingRow>][] = [
    ['nobody at the table', { adults: 0, children: 0, infants: 0 }],
    ['a negative number of guests', { children: -1 }],
    ['a negative total', { totalCents: -1, depositCents: 0 }],
    ['a deposit above the total', { depositCents: 110_001 }],
    ['a hold without an end', { holdExpiresAt: null }],
    ['an empty time', { busy: 'empty' }],
    ['a busy time that does not hold the event', { busy: range(now.getTime(), now.getTime() + HOUR_MS) }],
    ['consent without the text that was shown', { smsConsent: true, smsConsentAt: now, smsConsentChannel: 'sms' }],
    ['consent without a time', { smsConsent: false, smsConsentText: 'x', smsConsentChannel: 'sms' }],
  ];
  for (const [what, row] of impossible) {
    it(`a booking with ${what}`, () => refusedWith(CHECK, insertBooking(bookingRow(now, maya.customerId, 20, { chef: freshChef(), ...row }))));
  }

  it('words that are not in its lists', async () => {
    const booking = await booked();
    for (const statement of ["source = 'fax'", "status = 'maybe'", "sms_consent_channel = 'fax'"]) {
      await refusedWith(CHECK, handle.client.unsafe(`UPDATE bookings SET ${statement} WHERE id = '${booking.id}'`));
    }
  });

  describe('a second live challenge', () => {
    it('for one booking', async () => {
      const { booking } = await challenged();
      await refusedWith(UNIQUE, handle.db.insert(t.termsChallenges).values(challengeRow(maya.key, booking, now)), 'terms_challenges_live_booking');
    });

    it('for one address, until the first is closed', async () => {
      const { addressId } = await addPerson(handle, 'Ben Ortiz', '+19165550120', now);
      const { challenge } = await challenged({ addressId });
      await refusedWith(UNIQUE, challenged({ addressId }), 'terms_challenges_live_address');
      await handle.db.update(t.termsChallenges).set({ status: 'superseded', closedAt: now }).where(eq(t.termsChallenges.id, challenge.id));
      await challenged({ addressId });
    });

    it('but not beside any number of closed ones', async () => {
      const { booking, challenge } = await challenged();
      await handle.db.update(t.termsChallenges).set({ status: 'declined', closedAt: now }).where(eq(t.termsChallenges.id, challenge.id));
      await handle.db.insert(t.termsChallenges).values([challengeRow(maya.key, booking, now, { status: 'expired', closedAt: now }), challengeRow(maya.key, booking, now)]);
    });
  });

  const impossibleChallenges: [string, Partial<ChallengeRow>][] = [
    ['live and closed', { closedAt: now }],
    ['over and not closed', { status: 'expired' }],
    ['over before it began', { expiresAt: now }],
    ['with a reference that is hard to read aloud', { reference: 'O0I1' }],
    ['with a hash of the wrong length', { linkTokenHash: randomBytes(31) }],
    ['with a bound hash that is no SHA-256', { boundHash: 'abc' }],
  ];
  for (const [what, row] of impossibleChallenges) it(`a challenge that is ${what}`, () => refusedWith(CHECK, challenged(row)));

  const impossibleAcknowledgments: [string, Parameters<typeof acknowledgmentRow>[4]][] = [
    ['received at the moment the challenge expires', { receivedAt: later(24 * HOUR_MS) }],
    ['received after the challenge expired', { receivedAt: later(25 * HOUR_MS) }],
    ['received before the challenge was sent', { receivedAt: later(-1) }],
    ['called verified though the origin check was skipped', { originCheck: 'skipped' }],
    ['called verified though there was no origin check', { originCheck: 'none' }],
    ['called verified though it came from another number', { fromMatchesChallenge: false }],
    ['by a clock nobody has', { receivedClock: 'guess' as 'worker' }],
    ['with a record hash that is no SHA-256', { recordHash: 'x' }],
  ];
  for (const [what, row] of impossibleAcknowledgments) it(`an acknowledgment ${what}`, () => refusedWith(CHECK, acknowledged(row)));

  it('an acknowledgment made verified later, when its origin check was skipped', async () => {
    const { id } = await acknowledged({ originCheck: 'skipped', verified: false });
    await refusedWith(CHECK, handle.db.update(t.termsAcknowledgments).set({ verified: true }).where(eq(t.termsAcknowledgments.id, id)), 'verified_needs_a_check');
  });

  it('a second acknowledgment of one challenge, and one for another booking', async () => {
    const { challenge } = await challenged();
    const other = await booked();
    const entry = evidenceRow('acknowledgment', challenge.id, now);
    await handle.db.insert(t.evidenceEntries).values(entry);
    const add = (row: Parameters<typeof acknowledgmentRow>[4]) => handle.db.insert(t.termsAcknowledgments).values(acknowledgmentRow(maya.key, challenge, entry.id, later(HOUR_MS), row));
    await refusedWith(FOREIGN_KEY, add({ bookingId: other.id }), 'answers_a_challenge_of_its_booking');
    await add({});
    await refusedWith(UNIQUE, add({}));
  });

  it('a second open thread of one address, and the same turn or message number twice', async () => {
    const person = await addPerson(handle, 'Ken Sato', '+19165550130', now);
    const threadId = await addThread(handle, person, 'sms', now);
    await refusedWith(UNIQUE, addThread(handle, person, 'sms', now), 'conversation_threads_open_address');
    const message = (number: number, providerMessageId: string): typeof t.messages.$inferInsert => ({
      id: randomUUID(), threadId, number, direction: 'inbound', channel: 'sms', author: 'customer', keyId: person.key.id, bodySealed: randomBytes(40), providerMessageId, receivedAt: now, originCheck: 'static_token',
    });
    await handle.db.insert(t.messages).values(message(1, 'a'));
    await refusedWith(UNIQUE, handle.db.insert(t.messages).values(message(1, 'b')), 'messages_thread_id_number_key');
    await refusedWith(UNIQUE, handle.db.insert(t.messages).values(message(2, 'a')), 'messages_provider_id');
    await handle.db.insert(t.messages).values({ ...message(2, 'a'), channel: 'whatsapp' });
    await refusedWith(CHECK, handle.db.insert(t.messages).values({ ...message(3, 'c'), originCheck: null }));
    await handle.db.update(t.conversationThreads).set({ closedAt: now }).where(eq(t.conversationThreads.threadId, threadId));
    await addThread(handle, person, 'sms', now);
  });

  it('a second open task of one thread, and a text for one business fact twice', async () => {
    const person = await addPerson(handle, 'Lea Kim', '+19165550140', now);
    const threadId = await addThread(handle, person, 'sms', now);
    const task = (): typeof t.humanTasks.$inferInsert => ({ id: randomUUID(), threadId, reason: 'asked_for_person', status: 'open', createdAt: now });
    await handle.db.insert(t.humanTasks).values(task());
    await refusedWith(UNIQUE, handle.db.insert(t.humanTasks).values(task()), 'human_tasks_open_thread');
    await refusedWith(CHECK, handle.db.insert(t.humanTasks).values({ ...task(), status: 'resolved' }));
    const send = async (dedupeKey: string, row: Partial<typeof t.outbox.$inferInsert> = {}) => {
      const id = randomUUID();
      await handle.db.insert(t.messages).values({ id, direction: 'outbound', channel: 'sms', author: 'assistant', keyId: person.key.id, bodySealed: randomBytes(40), receivedAt: now });
      await handle.db.insert(t.outbox).values({ id, class: 'reply', channel: 'sms', state: 'intended', dedupeKey, basis: 'reply_to_customer', toSealed: randomBytes(40), createdAt: now, ...row });
    };
    await send('terms:1');
    await refusedWith(UNIQUE, send('terms:1'), 'outbox_dedupe_key_key');
    await refusedWith(CHECK, send('terms:2', { state: 'sent' }));
    await refusedWith(CHECK, send('terms:3', { state: 'sending' }));
  });

  it('a key that is destroyed and still there, or gone without a time', async () => {
    const keyId = maya.key.id;
    await refusedWith(CHECK, handle.db.update(t.personKeys).set({ destroyedAt: now }).where(eq(t.personKeys.id, keyId)));
    await refusedWith(CHECK, handle.db.update(t.personKeys).set({ wrappedKey: null }).where(eq(t.personKeys.id, keyId)));
  });
});
