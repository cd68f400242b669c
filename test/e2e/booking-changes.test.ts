// A booking that is changed and one that is cancelled, over the wire: what the customer reads, and what the database holds afterwards.
import assert from 'node:assert/strict';
import { activityDeps, createActivities } from '../../server/services.ts';
import { asOwner, assertNothingLostOrDoubled } from '../support/judge.ts';
import { staffOf } from '../support/staff.ts';
import { book, daysAhead, eventually, startSystem, type Phone, type System } from '../support/system.ts';

type Row = {
  id: string; status: string; lineageId: string; replacesBookingId: string | null; endedReason: string | null; reschedules: number; chef: number;
  depositDeadline: Date | null; depositPaidAt: Date | null; refundDueCents: number | null; acknowledgmentId: string | null; totalCents: number;
};

describe('a booking that is changed or cancelled', function () {
  this.timeout(120_000);
  let system: System;
  let staff: ReturnType<typeof staffOf>;
  let days = 40;
  const freshDay = () => daysAhead(days += 1);

  before(async () => {
    system = await startSystem();
    staff = staffOf(system);
  });
  after(() => system.stop());

  const rowsOf = (phone: Phone) => asOwner(system, (sql) => sql<Row[]>`
    SELECT b.* FROM bookings b JOIN conversation_threads t USING (thread_id) JOIN customer_addresses a ON a.id = t.address_id
    WHERE a.opt_out_hash = ${system.services.keyring.optOutHash(phone.number)} ORDER BY b.created_at`);
  const entriesOf = (bookingId: string) => asOwner(system, async (sql) => (await sql<{ kind: string }[]>`SELECT kind FROM evidence_entries WHERE subject_id = ${bookingId}`).map(({ kind }) => kind).sort());
  const reasonsOf = async (phone: Phone) => {
    const found = await staff.find(phone.number);
    return (await staff.tasks()).filter(({ threadId }) => threadId === found?.threadId).map(({ reason }) => reason);
  };

  it('moves to another day on new terms, in the place of the old one, and carries the deposit over', async () => {
    const phone = system.phone();
    await book(phone, freshDay());
    const [before] = await rowsOf(phone);
    assert.ok(before);
    await asOwner(system, (sql) => sql`UPDATE bookings SET deposit_paid_at = created_at WHERE id = ${before.id}`);
    const day = freshDay();
    await phone.ask(`Can we move it to ${day}?`, /Here is the change to your booking/);
    const terms = await phone.ask('yes', /I AGREE/);
    assert.match(terms, /your changed booking/);
    assert.deepEqual((await rowsOf(phone)).map(({ status }) => status), ['confirmed', 'pending_terms'], 'until they are accepted the old one stands');
    const link = /https?:\S+\/t\/\S+/.exec(terms)?.[0] ?? '';
    assert.equal((await fetch(link)).status, 200);
    assert.match(await phone.ask('I agree', /is changed!/), new RegExp(`${day}.*Your deposit carries over`));

    const [old, changed] = await rowsOf(phone);
    assert.ok(old && changed);
    assert.deepEqual([old.status, old.endedReason, changed.status], ['cancelled', 'replaced', 'confirmed']);
    assert.deepEqual([changed.replacesBookingId, changed.lineageId, changed.reschedules, changed.chef], [old.id, old.id, 1, old.chef]);
    assert.deepEqual([changed.depositDeadline, changed.depositPaidAt], [before.depositDeadline, old.depositPaidAt]);
    assert.ok(changed.acknowledgmentId !== null && changed.acknowledgmentId !== before.acknowledgmentId, 'confirmed by an acknowledgment of its own');
    assert.deepEqual(await entriesOf(old.id), ['booking_confirmed', 'booking_replaced']);
    assert.deepEqual(await entriesOf(changed.id), ['booking_confirmed']);

    const activities = createActivities(activityDeps(system.services));
    assert.deepEqual(await activities.confirmBooking(changed.id), { outcome: 'done', stage: 'booking_complete' }, 'run again, it changes nothing');
    assert.deepEqual([...await rowsOf(phone)], [old, changed]);
  });

  it('charges the second new date, on the terms and in the row', async () => {
    const phone = system.phone();
    await book(phone, freshDay());
    await phone.ask(`move it to ${freshDay()} please`, /Is that right/);
    await phone.ask('yes', /I AGREE/);
    await phone.ask('I agree', /is changed!/);
    const [, first] = await rowsOf(phone);
    await phone.ask(`sorry, we have to reschedule to ${freshDay()}`, /New date: \$100/);
    await phone.ask('yes', /I AGREE/);
    await phone.ask('I agree', /is changed!/);
    const [, , second] = await rowsOf(phone);
    assert.equal((second?.totalCents ?? 0) - (first?.totalCents ?? 0), 10_000);
    assert.equal(second?.reschedules, 2);
    assert.equal((await rowsOf(phone)).filter(({ status }) => status === 'confirmed').length, 1);
  });

  it('asks before it cancels, says what is refunded, frees the chef and tells a person to give the deposit back', async () => {
    const phone = system.phone();
    const day = freshDay();
    await book(phone, day);
    await phone.ask('I need to cancel my booking', /you get it back; our team takes care of it\. Reply YES to cancel it, or NO to keep it/);
    assert.deepEqual((await rowsOf(phone)).map(({ status }) => status), ['confirmed']);
    assert.match(await phone.ask('yes', /is cancelled/), /If you've paid the \$100 deposit, you get it back/);
    const [row] = await rowsOf(phone);
    assert.deepEqual([row?.status, row?.endedReason, row?.refundDueCents], ['cancelled', 'cancelled by customer', 10_000]);
    assert.deepEqual(await entriesOf(row?.id ?? ''), ['booking_cancelled', 'booking_confirmed']);
    assert.deepEqual(await eventually(async () => (await reasonsOf(phone)).length > 0 && reasonsOf(phone), 'a task for the refund'), ['refund_due']);
    assert.equal((await staff.find(phone.number))?.stage, 'initial', 'the conversation stays with the assistant');
    const matters = await asOwner(system, (sql) => sql<{ intent: string; stage: string }[]>`SELECT m.intent, m.stage FROM ai_conversations m JOIN bookings b USING (thread_id) WHERE b.id = ${row?.id ?? ''} ORDER BY m.created_at`);
    assert.deepEqual(matters.map(({ intent }) => intent), ['booking', 'cancellation']);
    assert.equal(matters[0]?.stage, 'booking_complete', 'what was booked stays counted as booked');

    // All chefs can be had again at that hour.
    for (let chef = 0; chef < system.services.business.profile.chefs.length; chef += 1) await book(system.phone(), day);
  });

  it('a booking that ended while the terms of its change were out: recorded, told, a person, and nothing is booked twice', async () => {
    const phone = system.phone();
    await book(phone, freshDay());
    await phone.ask(`Can we move it to ${freshDay()}?`, /Is that right/);
    await phone.ask('yes', /I AGREE/);
    const [old, pending] = await rowsOf(phone);
    await asOwner(system, (sql) => sql`UPDATE bookings SET status = 'cancelled', ended_reason = 'by hand' WHERE id = ${old?.id ?? ''}`);
    await phone.ask('I agree', /your agreement for booking \w+ is recorded/);
    assert.deepEqual((await rowsOf(phone)).map(({ status }) => status), ['cancelled', 'expired'], 'and the new hold is let go');
    const outcomes = await asOwner(system, (sql) => sql<{ outcome: string }[]>`SELECT outcome FROM terms_acknowledgments WHERE booking_id = ${pending?.id ?? ''}`);
    assert.deepEqual(outcomes.map(({ outcome }) => outcome), ['not_booked']);
    assert.deepEqual(await eventually(async () => (await reasonsOf(phone)).length > 0 && reasonsOf(phone), 'a person is called'), ['booking_failed']);
  });

  it('another number may not: a person is called, and the booking stands', async () => {
    const phone = system.phone();
    await book(phone, freshDay());
    const stranger = system.phone();
    await stranger.ask('please cancel my booking', /Connecting you with our team/);
    assert.deepEqual((await rowsOf(phone)).map(({ status }) => status), ['confirmed']);
    assert.deepEqual(await eventually(async () => (await reasonsOf(stranger)).length > 0 && reasonsOf(stranger), 'a person is called'), ['change_or_cancellation']);
    await assertNothingLostOrDoubled(system);
  });
});
