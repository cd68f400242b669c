// Zone arithmetic against a fixed table: both US clock changes, zones without any, half-hour and whole-day changes, leap days, year ends.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addDays, daysBetween, formatDateLong, formatTime, inQuietHours, instantToLocal, isDate, isTimeZone, localToInstant, nextAllowedInstant, weekdayName } from '../../domain/calendar.ts';
import type { Zones } from '../../domain/calendar.ts';

const LA = 'America/Los_Angeles';
const PHX = 'America/Phoenix';
const LHI = 'Australia/Lord_Howe';
const NY = 'America/New_York';

/** Zone, local date and time, then the instant it means (`+` marks a doubled time), or the error. Written by hand from the zones' rules. */
const LOCAL_TO_INSTANT: readonly [zone: string, date: string, time: string, expected: string][] = [
  // California, ordinary days: UTC-8 in winter, UTC-7 in summer.
  [LA, '2026-12-20', '18:00', '2026-12-21T02:00Z'],
  [LA, '2026-12-20', '11:00', '2026-12-20T19:00Z'],
  [LA, '2026-07-04', '18:00', '2026-07-05T01:00Z'],
  [LA, '2026-07-04', '00:00', '2026-07-04T07:00Z'],
  [LA, '2026-07-04', '23:59', '2026-07-05T06:59Z'],
  // California, spring forward: 2026-03-08, 02:00 becomes 03:00.
  [LA, '2026-03-07', '12:00', '2026-03-07T20:00Z'],
  [LA, '2026-03-08', '00:00', '2026-03-08T08:00Z'],
  [LA, '2026-03-08', '01:59', '2026-03-08T09:59Z'],
  [LA, '2026-03-08', '02:00', 'nonexistent'],
  [LA, '2026-03-08', '02:30', 'nonexistent'],
  [LA, '2026-03-08', '02:59', 'nonexistent'],
  [LA, '2026-03-08', '03:00', '2026-03-08T10:00Z'],
  [LA, '2026-03-08', '18:00', '2026-03-09T01:00Z'],
  [LA, '2027-03-14', '02:30', 'nonexistent'],
  [LA, '2027-03-14', '03:00', '2027-03-14T10:00Z'],
  [LA, '2028-03-12', '02:15', 'nonexistent'],
  // California, fall back: 2026-11-01, 02:00 becomes 01:00 again.
  [LA, '2026-10-31', '18:00', '2026-11-01T01:00Z'],
  [LA, '2026-11-01', '00:59', '2026-11-01T07:59Z'],
  [LA, '2026-11-01', '01:00', '2026-11-01T08:00Z+'],
  [LA, '2026-11-01', '01:30', '2026-11-01T08:30Z+'],
  [LA, '2026-11-01', '01:59', '2026-11-01T08:59Z+'],
  [LA, '2026-11-01', '02:00', '2026-11-01T10:00Z'],
  [LA, '2026-11-01', '18:00', '2026-11-02T02:00Z'],
  [LA, '2027-11-07', '01:30', '2027-11-07T08:30Z+'],
  [LA, '2028-11-05', '01:30', '2028-11-05T08:30Z+'],
  // New York changes three hours before California does.
  [NY, '2026-03-08', '02:30', 'nonexistent'],
  [NY, '2026-03-08', '03:00', '2026-03-08T07:00Z'],
  [NY, '2026-11-01', '01:30', '2026-11-01T05:30Z+'],
  [NY, '2026-11-01', '12:00', '2026-11-01T17:00Z'],
  // Arizona never changes; the Navajo Nation, with Denver, does.
  [PHX, '2026-03-08', '02:30', '2026-03-08T09:30Z'],
  [PHX, '2026-11-01', '01:30', '2026-11-01T08:30Z'],
  [PHX, '2026-07-04', '18:00', '2026-07-05T01:00Z'],
  [PHX, '2026-12-20', '18:00', '2026-12-21T01:00Z'],
  ['America/Denver', '2026-03-08', '02:30', 'nonexistent'],
  ['America/Denver', '2026-11-01', '01:30', '2026-11-01T07:30Z+'],
  // Hawaii, Alaska, Central.
  ['Pacific/Honolulu', '2026-03-08', '02:30', '2026-03-08T12:30Z'],
  ['America/Anchorage', '2026-03-08', '02:30', 'nonexistent'],
  ['America/Chicago', '2026-11-01', '01:00', '2026-11-01T06:00Z+'],
  // Lord Howe changes by half an hour: 2026-10-04 forward at 02:00, 2026-04-05 back at 02:00.
  [LHI, '2026-10-04', '01:59', '2026-10-03T15:29Z'],
  [LHI, '2026-10-04', '02:00', 'nonexistent'],
  [LHI, '2026-10-04', '02:29', 'nonexistent'],
  [LHI, '2026-10-04', '02:30', '2026-10-03T15:30Z'],
  [LHI, '2026-04-05', '01:29', '2026-04-04T14:29Z'],
  [LHI, '2026-04-05', '01:30', '2026-04-04T14:30Z+'],
  [LHI, '2026-04-05', '01:45', '2026-04-04T14:45Z+'],
  [LHI, '2026-04-05', '02:00', '2026-04-04T15:30Z'],
  [LHI, '2026-07-01', '12:00', '2026-07-01T01:30Z'],
  [LHI, '2026-12-31', '12:00', '2026-12-31T01:00Z'],
  // Offsets that are no whole hours, and the farthest there are.
  ['Asia/Kolkata', '2026-06-01', '12:00', '2026-06-01T06:30Z'],
  ['Asia/Kathmandu', '2026-06-01', '12:00', '2026-06-01T06:15Z'],
  ['Pacific/Chatham', '2026-06-01', '12:00', '2026-05-31T23:15Z'],
  ['Pacific/Kiritimati', '2026-06-01', '12:00', '2026-05-31T22:00Z'],
  ['Pacific/Pago_Pago', '2026-06-01', '12:00', '2026-06-01T23:00Z'],
  // Samoa skipped a whole day.
  ['Pacific/Apia', '2011-12-29', '12:00', '2011-12-29T22:00Z'],
  ['Pacific/Apia', '2011-12-30', '12:00', 'nonexistent'],
  ['Pacific/Apia', '2011-12-31', '12:00', '2011-12-30T22:00Z'],
  // Cairo changes at midnight, so the day itself starts at 01:00.
  ['Africa/Cairo', '2026-04-24', '00:30', 'nonexistent'],
  ['Africa/Cairo', '2026-04-24', '01:00', '2026-04-23T22:00Z'],
  ['UTC', '2026-11-01', '01:30', '2026-11-01T01:30Z'],
  // Leap days and year ends.
  [LA, '2028-02-29', '18:00', '2028-03-01T02:00Z'],
  [LA, '2028-02-28', '23:59', '2028-02-29T07:59Z'],
  [LA, '2027-02-29', '18:00', 'invalid_date'],
  [LA, '2100-02-29', '18:00', 'invalid_date'],
  [LA, '2026-12-31', '16:00', '2027-01-01T00:00Z'],
  [LA, '2026-12-31', '23:59', '2027-01-01T07:59Z'],
  [LA, '2027-01-01', '00:00', '2027-01-01T08:00Z'],
  // What is no date, no time, no zone.
  [LA, '2026-13-01', '18:00', 'invalid_date'],
  [LA, '2026-11-31', '18:00', 'invalid_date'],
  [LA, '2026-1-5', '18:00', 'invalid_date'],
  [LA, '0026-01-05', '18:00', 'invalid_date'],
  [LA, '', '18:00', 'invalid_date'],
  [LA, '2026-12-20', '24:00', 'invalid_time'],
  [LA, '2026-12-20', '18:60', 'invalid_time'],
  [LA, '2026-12-20', '6pm', 'invalid_time'],
  ['America/Fremont', '2026-12-20', '18:00', 'unknown_zone'],
];

const iso = (instantMs: number): string => `${new Date(instantMs).toISOString().slice(0, 16)}Z`;
const at = (text: string): number => Date.parse(text);

describe('calendar: local time to instant', () => {
  it('has at least sixty rows', () => {
    assert.ok(LOCAL_TO_INSTANT.length >= 60);
  });

  for (const [timeZone, date, time, expected] of LOCAL_TO_INSTANT) {
    it(`${timeZone} ${date} ${time} is ${expected}`, () => {
      const result = localToInstant({ date, time, timeZone });
      assert.equal('error' in result ? result.error : `${iso(result.instantMs)}${result.doubled ? '+' : ''}`, expected);
    });
  }

  it('reads every instant of the table back as the same wall time', () => {
    for (const [timeZone, date, time] of LOCAL_TO_INSTANT) {
      const result = localToInstant({ date, time, timeZone });
      if ('instantMs' in result) assert.deepEqual(instantToLocal(result.instantMs, timeZone), { date, time }, `${timeZone} ${date} ${time}`);
    }
  });

  it('finds every minute of three years again, or the earlier twin of a doubled one, in four zones', () => {
    const from = at('2026-01-01T00:00Z') / 60_000;
    const to = at('2029-01-01T00:00Z') / 60_000;
    fc.assert(fc.property(fc.constantFrom(LA, NY, PHX, LHI), fc.integer({ min: from, max: to }), (timeZone, minute) => {
      const instantMs = minute * 60_000;
      const result = localToInstant({ ...instantToLocal(instantMs, timeZone), timeZone });
      assert.ok('instantMs' in result);
      const twinOffsets = result.doubled ? [0, 1_800_000, 3_600_000] : [0];
      assert.ok(twinOffsets.includes(instantMs - result.instantMs));
    }), { numRuns: 2_000 });
  });

  it('takes any text without throwing', () => {
    fc.assert(fc.property(fc.string(), fc.string(), fc.string(), (date, time, timeZone) => {
      assert.ok('error' in localToInstant({ date, time, timeZone }) || (isDate(date) && isTimeZone(timeZone)));
    }));
  });
});

describe('calendar: instant to local time', () => {
  it('shows the second 01:30 of the day the clocks go back', () => {
    assert.deepEqual(instantToLocal(at('2026-11-01T09:30Z'), LA), { date: '2026-11-01', time: '01:30' });
  });

  it('drops the seconds', () => {
    assert.deepEqual(instantToLocal(at('2026-12-21T02:00:59.999Z'), LA), { date: '2026-12-20', time: '18:00' });
  });

  it('refuses a zone that does not exist', () => {
    assert.throws(() => instantToLocal(0, 'Mars/Olympus'), RangeError);
  });
});

describe('calendar: days', () => {
  it('counts calendar days across clock changes, leap days and year ends', () => {
    assert.equal(addDays('2026-03-07', 1), '2026-03-08');
    assert.equal(addDays('2026-03-08', 1), '2026-03-09');
    assert.equal(addDays('2026-11-01', 1), '2026-11-02');
    assert.equal(addDays('2028-02-28', 1), '2028-02-29');
    assert.equal(addDays('2027-02-28', 1), '2027-03-01');
    assert.equal(addDays('2026-12-31', 1), '2027-01-01');
    assert.equal(addDays('2027-01-01', -1), '2026-12-31');
    assert.equal(daysBetween('2026-02-28', '2026-03-09'), 9);
    assert.throws(() => addDays('2026-02-30', 1), RangeError);
  });

  it('knows the weekday', () => {
    assert.deepEqual(['2026-12-20', '2026-11-23', '2028-02-29', '2027-01-01'].map(weekdayName), ['Sunday', 'Monday', 'Tuesday', 'Friday']);
  });

  it('writes a date in words, with the year only when it is not the current one', () => {
    assert.equal(formatDateLong('2026-12-20'), 'Sunday, December 20');
    assert.equal(formatDateLong('2026-12-20', '2026-11-23'), 'Sunday, December 20');
    assert.equal(formatDateLong('2027-01-02', '2026-11-23'), 'Saturday, January 2, 2027');
  });

  it('writes a time in words', () => {
    assert.deepEqual(['18:00', '00:00', '12:00', '11:30', '12:59', '23:05'].map(formatTime), ['6:00 PM', '12:00 AM', '12:00 PM', '11:30 AM', '12:59 PM', '11:05 PM']);
    assert.throws(() => formatTime('6pm'), RangeError);
  });
});

describe('calendar: sending hours', () => {
  const hours = { from: '09:00', to: '20:00' };

  const CASES: readonly [instant: string, zones: Zones, quiet: boolean, next: string][] = [
    ['2026-12-20T17:00Z', [LA], false, '2026-12-20T17:00Z'], // 09:00 sharp
    ['2026-12-20T16:59Z', [LA], true, '2026-12-20T17:00Z'], // 08:59
    ['2026-12-21T03:59Z', [LA], false, '2026-12-21T03:59Z'], // 19:59
    ['2026-12-21T04:00Z', [LA], true, '2026-12-21T17:00Z'], // 20:00 sharp, so tomorrow
    ['2026-12-20T17:00Z', [NY, LA], false, '2026-12-20T17:00Z'], // noon and 09:00
    ['2026-12-20T14:00Z', [NY, LA], true, '2026-12-20T17:00Z'], // 09:00 in New York, 06:00 here
    ['2026-12-21T02:00Z', [NY, LA], true, '2026-12-21T17:00Z'], // 21:00 in New York, 18:00 here
    ['2026-03-08T05:00Z', [LA], true, '2026-03-08T16:00Z'], // the night the clocks go forward: one hour shorter
    ['2026-11-01T04:00Z', [LA], true, '2026-11-01T17:00Z'], // the night they go back: one hour longer
    ['2026-11-01T09:00Z', [PHX, LA], true, '2026-11-01T17:00Z'], // Arizona stays where it is
  ];
  for (const [instant, zones, quiet, next] of CASES) {
    it(`${instant} in ${zones.join(' and ')} is ${quiet ? 'quiet' : 'allowed'}, next ${next}`, () => {
      assert.equal(inQuietHours(at(instant), zones, hours), quiet);
      const allowed = nextAllowedInstant(at(instant), zones, hours);
      assert.equal(allowed === null ? null : iso(allowed), next);
    });
  }

  it('says so when two zones never share an hour', () => {
    assert.equal(nextAllowedInstant(at('2026-12-20T17:00Z'), [LA, 'Asia/Kolkata'], { from: '09:00', to: '17:00' }), null);
  });

  it('always finds the first allowed minute', () => {
    const from = at('2026-01-01T00:00Z') / 60_000;
    fc.assert(fc.property(fc.integer({ min: from, max: from + 525_600 }), fc.constantFrom<Zones>([LA], [NY, LA], [PHX, LA]), (minute, zones) => {
      const startMs = minute * 60_000;
      const foundMs = nextAllowedInstant(startMs, zones, hours);
      assert.ok(foundMs !== null && foundMs >= startMs && !inQuietHours(foundMs, zones, hours));
      for (let ms = startMs; ms < foundMs; ms += 15 * 60_000) assert.ok(inQuietHours(ms, zones, hours));
    }), { numRuns: 200 });
  });
});
