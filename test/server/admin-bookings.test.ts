// Bookings made by hand, the kill switch and waivers, over HTTP.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { loadKey } from '../../db/people.ts';
import * as t from '../../db/schema.ts';
import { openJson } from '../../db/sealing.ts';
import { addDays, instantToLocal } from '../../domain/calendar.ts';
import { testKeyring } from '../db/fixture.ts';
import { assertFailure, business, openApi, schemaValidator, startTestApp, type Reply, type StaffName, type TestApp } from './http-support.ts';

const { profile } = business;
const PHONE = '+19165550188';
type Made = { booking: { id: string; status: string; confirmedByStaff: string; chef: number; totalCents: number; source: string; threadId: string | null; details: { name: string | null }; quote: { lines: { code: string; amountCents: number }[] } }; warnings: string[] };

describe('bookings by hand', () => {
  let app: TestApp;
  let validator: ReturnType<typeof schemaValidator>;
  beforeEach(async () => {
    app = await startTestApp();
    validator = schemaValidator(await openApi(app.url));
  });
  afterEach(() => app.close());

  async function as(name: StaffName, method: string, path: string, template: string, body?: unknown): Promise<Reply> {
    const reply = await app.staff(name)(method, path, body);
    validator.assertMatches(`/api/v1/admin${template}`, method.toLowerCase(), reply);
    return reply;
  }
  const inDays = (days: number) => addDays(instantToLocal(app.clock.nowMs, profile.timeZone).date, days);
  const wanted = (change: Record<string, unknown> = {}) => ({
    phone: PHONE, date: inDays(30), time: '18:00', party: { adults: 18, children: 2 }, address: { line1: '123 Main St', city: 'Sacramento', state: 'CA', postalCode: '95814' }, name: 'Maya Tanaka', ...change,
  });
  const book = (change: Record<string, unknown> = {}) => as('aki', 'POST', '/bookings', '/bookings', wanted(change));

  it('are confirmed by the member of staff who made them, at the price of the profile, sealed for the customer', async () => {
    const reply = await book();
    assert.equal(reply.status, 201);
    const { booking, warnings } = reply.body as Made;
    assert.deepEqual([booking.status, booking.confirmedByStaff, booking.chef, booking.source, warnings], ['confirmed', 'aki', 1, 'in_person', []]);
    const food = 18 * profile.prices.adultCents + 2 * profile.prices.childCents;
    const travel = booking.quote.lines.find((line) => line.code === 'travel')?.amountCents ?? 0;
    assert.ok(travel > 0);
    assert.equal(booking.totalCents, food + travel);
    const [row] = await app.database.db.select().from(t.bookings);
    const [address] = await app.database.db.select().from(t.customerAddresses).where(eq(t.customerAddresses.blindIndex, testKeyring.blindIndex('phone', PHONE)));
    assert.equal(row?.customerId, address?.customerId);
    assert.equal(row?.depositDeadline?.getTime(), app.clock.nowMs + profile.deposit.dueWithinMinutes * 60_000);
    const [customer] = await app.database.db.select().from(t.customers);
    const key = await loadKey(app.database.db, app.deps.keys, customer!.keyId);
    assert.equal(openJson<{ name: string }>(key, `bookings.details:${booking.id}`, row!.detailsSealed!).name, 'Maya Tanaka');
    const [act] = await app.database.db.select().from(t.staffActions);
    assert.deepEqual([act?.actor, act?.action, act?.bookingId], ['aki', 'create_booking', booking.id]);
    const shown = await as('ben', 'GET', `/bookings/${booking.id}`, '/bookings/{id}');
    assert.equal((shown.body as Made['booking']).details.name, 'Maya Tanaka');
  });

  it('never put a chef in two places: of ten at once exactly as many succeed as there are chefs', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, (_unused, index) => book({ phone: `+1916555019${String(index)}` })));
    const made = replies.filter((reply) => reply.status === 201);
    assert.equal(made.length, profile.chefs.length);
    assert.equal(new Set(made.map((reply) => (reply.body as Made).booking.chef)).size, profile.chefs.length);
    for (const reply of replies.filter((one) => one.status !== 201)) {
      const { nearest } = assertFailure(reply, 409, 'slot_taken') as { nearest: { date: string; time: string }[] };
      assert.ok(nearest.length > 0);
    }
    assert.equal((await app.database.db.select().from(t.bookings)).length, profile.chefs.length);
  });

  it('may break house rules, and say which', async () => {
    const { body } = await book({ date: inDays(1), party: { adults: profile.bookings.largestParty + 1 } });
    assert.deepEqual((body as Made).warnings, ['too_soon', 'party_too_large']);
  });

  it('belong to the customer of their conversation, and replace the hold it had', async () => {
    const { threadId } = await app.customerWrites('can I book?', PHONE);
    const held = await book({ threadId, phone: undefined });
    const heldId = (held.body as Made).booking.id;
    await app.database.db.update(t.bookings).set({ status: 'pending_terms', confirmedByStaff: null, confirmedAt: null, holdExpiresAt: new Date(app.clock.nowMs + 60_000) }).where(eq(t.bookings.id, heldId));
    const { booking } = (await book({ threadId, phone: undefined })).body as Made;
    assert.deepEqual([booking.threadId, booking.source, booking.chef], [threadId, 'sms', 1]);
    const [old] = await app.database.db.select().from(t.bookings).where(eq(t.bookings.id, heldId));
    assert.deepEqual([old?.status, old?.endedReason], ['cancelled', 'booked_by_staff']);
  });

  it('keep the hold they would have replaced when no chef is free', async () => {
    const { threadId } = await app.customerWrites('can I book?', PHONE);
    const heldId = ((await book({ threadId, phone: undefined, time: '12:00' })).body as Made).booking.id;
    await app.database.db.update(t.bookings).set({ status: 'pending_terms', confirmedByStaff: null, confirmedAt: null, holdExpiresAt: new Date(app.clock.nowMs + 60_000) }).where(eq(t.bookings.id, heldId));
    for (const chef of profile.chefs) assert.equal((await book({ time: '19:00', phone: `+191655501${String(10 + chef.id)}` })).status, 201);
    assertFailure(await book({ threadId, phone: undefined, time: '19:00' }), 409, 'slot_taken');
    const [held] = await app.database.db.select().from(t.bookings).where(eq(t.bookings.id, heldId));
    assert.equal(held?.status, 'pending_terms');
  });

  it('take a slot whose hold has run out', async () => {
    for (let chef = 0; chef < profile.chefs.length; chef += 1) await book();
    assert.equal((await book()).status, 409);
    await app.database.db.update(t.bookings).set({ status: 'pending_terms', confirmedByStaff: null, confirmedAt: null, holdExpiresAt: new Date(app.clock.nowMs - 1) });
    assert.equal((await book()).status, 201);
  });

  it('are refused when they make no sense, with the reason', async () => {
    assertFailure(await book({ date: inDays(-1) }), 422, 'time_impossible');
    assertFailure(await book({ address: { line1: '1 Nowhere', city: 'Atlantis', state: 'CA' } }), 422, 'address_not_found');
    assertFailure(await book({ party: { adults: 0 } }), 422, 'validation_failed');
    assertFailure(await book({ menu: [{ id: 'unicorn', quantity: 1 }] }), 422, 'validation_failed');
    assertFailure(await book({ phone: undefined }), 422, 'validation_failed');
    assertFailure(await book({ phone: '916 555 0188' }), 422, 'validation_failed');
    assertFailure(await book({ totalCents: 1 }), 422, 'validation_failed');
    assertFailure(await book({ threadId: randomUUID() }), 404, 'not_found');
    assertFailure(await as('aki', 'GET', `/bookings/${randomUUID()}`, '/bookings/{id}'), 404, 'not_found');
    assert.deepEqual(await app.database.db.select().from(t.bookings), []);
  });
});

describe('switches and waivers', () => {
  let app: TestApp;
  let validator: ReturnType<typeof schemaValidator>;
  before(async () => {
    app = await startTestApp();
    validator = schemaValidator(await openApi(app.url));
  });
  after(() => app.close());
  async function as(method: string, path: string, template: string, body?: unknown): Promise<Reply> {
    const reply = await app.staff('aki')(method, path, body);
    validator.assertMatches(`/api/v1/admin${template}`, method.toLowerCase(), reply);
    return reply;
  }

  it('turn the assistant off and on, with the name of who did', async () => {
    const path = '/switches/assistant';
    const off = (await as('PUT', path, path, { enabled: false })).body as { effective: boolean; changedBy: string };
    assert.deepEqual([off.effective, off.changedBy], [false, 'aki']);
    assert.deepEqual((await as('GET', path, path)).body, off);
    assert.equal((await app.database.db.select().from(t.switches))[0]?.value, false);
    await as('PUT', path, path, { enabled: true });
    const acts = (await app.database.db.select().from(t.staffActions)).filter((row) => row.action === 'set_assistant');
    assert.deepEqual(acts.map((row) => row.details['enabled']).sort(), [false, true]);
    assertFailure(await as('PUT', path, path, { enabled: 'no' }), 422, 'validation_failed');
  });

  it("cannot turn on what the environment has turned off", async () => {
    const other = await startTestApp({ settings: { assistantEnabled: false } });
    try {
      const { body } = await other.staff('aki')('PUT', '/switches/assistant', { enabled: true });
      const { enabled, environment, effective } = body as Record<string, boolean>;
      assert.deepEqual([enabled, environment, effective], [true, false, false]);
    } finally {
      await other.close();
    }
  });

  it('grant a waiver until a time to come, list it, and revoke it once', async () => {
    const until = new Date(app.clock.nowMs + 3_600_000).toISOString();
    const granted = await as('POST', '/waivers', '/waivers', { reason: 'text provider down', until });
    assert.equal(granted.status, 201);
    const { id, grantedBy, revokedAt } = granted.body as { id: string; grantedBy: string; revokedAt: string | null };
    assert.deepEqual([grantedBy, revokedAt], ['aki', null]);
    assert.ok(((await as('GET', '/waivers', '/waivers')).body as { waivers: { id: string }[] }).waivers.some((waiver) => waiver.id === id));
    const revoked = (await as('DELETE', `/waivers/${id}`, '/waivers/{id}')).body as { revokedAt: string };
    assert.equal(revoked.revokedAt, new Date(app.clock.nowMs).toISOString());
    app.clock.nowMs += 1_000;
    assert.deepEqual((await as('DELETE', `/waivers/${id}`, '/waivers/{id}')).body, revoked);
    assertFailure(await as('DELETE', `/waivers/${randomUUID()}`, '/waivers/{id}'), 404, 'not_found');
    assertFailure(await as('POST', '/waivers', '/waivers', { reason: 'for ever', until: new Date(app.clock.nowMs + 25 * 3_600_000).toISOString() }), 422, 'validation_failed');
    assertFailure(await as('POST', '/waivers', '/waivers', { reason: 'late', until: new Date(app.clock.nowMs).toISOString() }), 422, 'validation_failed');
  });
});
