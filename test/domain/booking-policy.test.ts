// The policy on cancelling and changing: deposit, notice and the price of new dates, in the event's local time and across both clock changes.
import assert from 'node:assert/strict';
import { cancellationTerms, isInTime, reschedulesAfter } from '../../domain/booking-policy.ts';
import { quote } from '../../domain/quote.ts';
import { business, HOUR_MS, instant, MINUTE_MS } from './conversation-world.ts';

const { profile } = business;
const booking = { date: '2026-12-20', depositCents: 10_000, isDepositPaid: true };
const termsAt = (date: string, time: string, change: Partial<typeof booking> = {}) => cancellationTerms(profile, { ...booking, ...change }, instant(date, time));

describe('the deposit of a cancelled booking', () => {
  it('comes back on the last minute of the seventh day before, in California, and not a minute later', () => {
    assert.deepEqual(termsAt('2026-12-13', '23:59'), { fate: 'returned', refundDueCents: 10_000 });
    assert.deepEqual(termsAt('2026-12-14', '00:00'), { fate: 'kept', refundDueCents: 0 });
  });

  it('is claimed by nobody to have been paid when no payment is on record', () => {
    assert.deepEqual(termsAt('2026-12-01', '12:00', { isDepositPaid: false }), { fate: 'returned_if_paid', refundDueCents: 10_000 });
    assert.deepEqual(termsAt('2026-12-19', '12:00', { isDepositPaid: false }), { fate: 'kept', refundDueCents: 0 });
  });

  it('counts days, not hours: a week with a change of the clocks is a week', () => {
    for (const date of ['2026-11-04', '2027-03-17']) {
      const weekBefore = date === '2026-11-04' ? '2026-10-28' : '2027-03-10';
      assert.equal(termsAt(weekBefore, '23:59', { date }).fate, 'returned', date);
      assert.equal(termsAt(weekBefore.replace(/\d\d$/, (day) => String(Number(day) + 1)), '00:00', { date }).fate, 'kept', date);
    }
  });

  it('has nothing to return where there is none', () => {
    assert.deepEqual(termsAt('2026-12-01', '12:00', { depositCents: 0 }), { fate: 'kept', refundDueCents: 0 });
  });
});

describe('the notice of a change', () => {
  it('is 48 hours to the instant of the start', () => {
    const startsAtMs = instant('2026-12-20', '18:00');
    assert.equal(isInTime(profile, startsAtMs, startsAtMs - 48 * HOUR_MS), true);
    assert.equal(isInTime(profile, startsAtMs, startsAtMs - 48 * HOUR_MS + MINUTE_MS), false);
    assert.equal(isInTime(profile, startsAtMs, startsAtMs + HOUR_MS), false, 'nor when it is over');
  });
});

describe('a new date', () => {
  const totals = [0, 1, 2, 3].map((reschedules) => quote(profile, { adults: 20, children: 0, infants: 0, menu: [], roadMiles: 0, reschedules }));

  it('is free once, and each further one is a line of the quote', () => {
    assert.deepEqual(totals.map(({ totalCents }) => totalCents), [110_000, 110_000, 120_000, 130_000]);
    assert.deepEqual(totals[3]?.lines.at(-1), { code: 'new_date_fee', label: 'New date', quantity: 2, unitCents: 10_000, amountCents: 20_000 });
    assert.equal(totals[1]?.lines.some(({ code }) => code === 'new_date_fee'), false);
  });

  it('costs on top of the minimum party total', () => {
    const small = quote(profile, { adults: 4, children: 0, infants: 0, menu: [], roadMiles: 0, reschedules: 2 });
    assert.equal(small.totalCents, profile.prices.minimumPartyTotalCents + profile.changes.rescheduleFeeCents);
  });

  it('is counted when the date differs, not when the hour does', () => {
    assert.equal(reschedulesAfter({ date: '2026-12-20', reschedules: 1 }, '2026-12-20'), 1);
    assert.equal(reschedulesAfter({ date: '2026-12-20', reschedules: 1 }, '2026-12-27'), 2);
  });

  it('is no number of times below none', () => {
    assert.throws(() => quote(profile, { adults: 20, children: 0, infants: 0, menu: [], roadMiles: 0, reschedules: -1 }), RangeError);
  });
});
