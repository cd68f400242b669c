// The demo's date, planned on every day of a leap year, and read back by the reader that the demo talks to.
import assert from 'node:assert/strict';
import { addDays, localToInstant } from '../../domain/calendar.ts';
import { planDemoDate } from '../../domain/demo-dates.ts';
import { checkWhen } from '../../domain/scheduling-rules.ts';
import { createRulesVocabulary, readWithRules } from '../../understanding/rules-reader.ts';
import { business } from './conversation-world.ts';

const { profile } = business;
const vocabulary = createRulesVocabulary([]);
const DAYS_IN_LEAP_YEAR = 366;
const everyDay = Array.from({ length: DAYS_IN_LEAP_YEAR }, (_, day) => addDays('2028-01-01', day));

describe('The date the demo books', () => {
  it('is one that the calendar takes, at the first and at the last minute of every day of a leap year', () => {
    assert.equal(everyDay.at(-1), '2028-12-31');
    for (const today of everyDay) {
      const { date } = planDemoDate(today, profile);
      for (const time of ['00:00', '23:59']) {
        const now = localToInstant({ date: today, time, timeZone: profile.timeZone });
        assert.ok('instantMs' in now);
        const found = checkWhen(profile, { date, time: '18:00' }, now.instantMs);
        assert.ok(found.ok, `${today} ${time}: ${date}`);
      }
    }
  });

  it('is read as that very day, whatever day it is said on', () => {
    for (const today of everyDay) {
      const { spoken, date } = planDemoDate(today, profile);
      const reading = readWithRules(`I want to book for 20 people on ${spoken}`, { lastSaid: null, requested: [], awaiting: null, referenceDate: `${today}T10:00`, timeZone: profile.timeZone }, vocabulary);
      assert.equal(reading.slots.date, date, `${today}: ${spoken}`);
      assert.equal(reading.slots.partySize, 20);
    }
  });

  it('is "Dec 20th" on every day that allows it', () => {
    const others = everyDay.filter((today) => planDemoDate(today, profile).spoken !== 'Dec 20th');
    // Too soon before it and on it; for a week after it, the reader asks which year is meant.
    assert.deepEqual(others, Array.from({ length: 10 }, (_, day) => addDays('2028-12-18', day)));
    assert.deepEqual(others.slice(0, 3).map((today) => planDemoDate(today, profile)), [{ spoken: 'Dec 21st', date: '2028-12-21' }, { spoken: 'Dec 22nd', date: '2028-12-22' }, { spoken: 'Dec 23rd', date: '2028-12-23' }]);
  });

  it('stays within what a stricter caterer takes', () => {
    const bookings = { minimumNoticeHours: 240, furthestDaysAhead: 30, largestParty: 60 };
    assert.deepEqual(planDemoDate('2028-06-01', { bookings }), { spoken: 'Jun 12th', date: '2028-06-12' });
    assert.deepEqual(planDemoDate('2028-12-01', { bookings }), { spoken: 'Dec 20th', date: '2028-12-20' });
  });
});
