// Where addresses are, by postal code, by city and state, by city alone; and what does not fit together.
import assert from 'node:assert/strict';
import { createZipGeocoder } from '../../activities/geocoder.ts';
import { loadBusiness } from '../../business/load.ts';
import { roadMiles } from '../../domain/places.ts';
import type { AddressText } from '../../domain/reading.ts';

describe('the postal-code geocoder', () => {
  const { profile } = loadBusiness('business/my-hibachi-chef');
  const geocoder = createZipGeocoder({ base: profile.travel.base, ...profile.serviceArea });

  async function found(address: AddressText): Promise<string> {
    const result = await geocoder.locate(address);
    if (!result.ok) return result.failure;
    const { city, state, postalCode, precision } = result.place;
    return [city, state, postalCode ?? '-', precision].join(' ');
  }

  const CASES: readonly [says: string, address: AddressText, expected: string][] = [
    ['finds a postal code', { postalCode: '95814' }, 'Sacramento CA 95814 postal_code'],
    ['reads only the first five digits of a long code', { postalCode: '95814-1234' }, 'Sacramento CA 95814 postal_code'],
    ['finds a city in its state', { city: 'San Jose', state: 'CA' }, 'San Jose CA - city'],
    ['takes a state by its full name', { city: 'san jose', state: 'California' }, 'San Jose CA - city'],
    ['takes a city alone to be in the state that is served', { city: 'Sacramento' }, 'Sacramento CA - city'],
    ['prefers California to a bigger namesake', { city: 'Richmond' }, 'Richmond CA - city'],
    ['finds a city that exists once, though it is not served', { city: 'Albuquerque' }, 'Albuquerque NM - city'],
    ['asks which of several namesakes elsewhere is meant', { city: 'Portland' }, 'ambiguous_city'],
    ['knows nicknames', { city: 'SF' }, 'San Francisco CA - city'],
    ['knows towns the directory files under a neighbour', { city: 'Tiburon' }, 'Tiburon CA - city'],
    ['reads common short forms', { city: 'W. Sacramento' }, 'West Sacramento CA - city'],
    ['reads St. as Saint', { city: 'St. Helena', state: 'CA' }, 'Saint Helena CA - city'],
    ['does not guess at a typo', { city: 'Sacramnto' }, 'unknown_place'],
    ['lets the postal code speak when the city is unknown', { city: 'Sacramnto', postalCode: '95814' }, 'Sacramento CA 95814 postal_code'],
    ['keeps a neighbouring town\'s name on a postal code', { city: 'Carmichael', postalCode: '95814' }, 'Carmichael CA 95814 postal_code'],
    ['sees that a postal code and a city far away contradict', { city: 'Oakland', postalCode: '95814' }, 'contradiction'],
    ['sees that a postal code and a state contradict', { city: 'Reno', state: 'NV', postalCode: '95814' }, 'contradiction'],
    ['falls back to the city when the postal code does not exist', { city: 'Sacramento', postalCode: '00000' }, 'Sacramento CA - city'],
    ['does not know a postal code that does not exist', { postalCode: '00000' }, 'unknown_place'],
    ['does not place military mail', { postalCode: '09012' }, 'unknown_place'],
    ['does not know a city that is not in that state', { city: 'Sacramento', state: 'NV' }, 'unknown_place'],
    ['does not know a state that does not exist', { city: 'Sacramento', state: 'Jefferson' }, 'unknown_place'],
    ['needs a city or a postal code', { line1: '123 Main St', state: 'CA' }, 'incomplete'],
    ['needs more than spaces', { city: '  ' }, 'incomplete'],
    ['is not fooled by names that objects carry', { city: 'constructor' }, 'unknown_place'],
  ];
  for (const [says, address, expected] of CASES) {
    it(says, async () => {
      assert.equal(await found(address), expected);
    });
  }

  it('carries the street and the unit through, adds the zone of a served state, and invents nothing', async () => {
    const result = await geocoder.locate({ line1: '123 Main St', unit: 'Apt 4', city: 'Sacramento' });
    assert.ok(result.ok);
    assert.equal(result.place.line1, '123 Main St');
    assert.equal(result.place.unit, 'Apt 4');
    assert.equal(result.place.timeZone, 'America/Los_Angeles');
    assert.ok(!('postalCode' in result.place));
  });

  it('names both sides of a contradiction', async () => {
    const result = await geocoder.locate({ city: 'Oakland', postalCode: '95814' });
    assert.ok(!result.ok);
    assert.deepEqual(result.candidates.map((candidate) => candidate.city), ['Sacramento', 'Oakland']);
  });

  it('lists namesakes nearest to the base first', async () => {
    const result = await geocoder.locate({ city: 'Portland' });
    assert.ok(!result.ok);
    assert.equal(result.candidates[0]?.state, 'OR');
  });

  it('puts known cities within a few miles of where they are', async () => {
    for (const [city, miles] of [['Fremont', 1], ['San Francisco', 35], ['Sacramento', 95]] as const) {
      const result = await geocoder.locate({ city, state: 'CA' });
      assert.ok(result.ok);
      assert.ok(Math.abs(roadMiles(profile.travel.base, result.place, profile.travel.roadFactor) - miles) <= 3, city);
    }
  });
});
