// All the details in one breath, in any order and however they are joined: every order reads the same four slots.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { AddressText } from '../../domain/reading.ts';
import { read } from './helpers.ts';

type Detail = 'party' | 'date' | 'time' | 'address';
type Said<Value> = readonly (readonly [words: string, value: Value])[];

type Phrasebook = { parties: Said<number>; dates: Said<string>; times: Said<string>; addresses: Said<AddressText>; joiners: readonly string[] };

const WRITTEN_OUT: Phrasebook = {
  parties: [['party of 12', 12], ['20 people', 20], ['for 15', 15], ['18 adults and 4 kids', 22], ['we are 25', 25], ['thirty guests', 30]],
  dates: [['Dec 20th', '2026-12-20'], ['December 20', '2026-12-20'], ['on the 20th of December', '2026-12-20'], ['12/20', '2026-12-20'], ['Sunday Dec 20', '2026-12-20'], ['2026-12-20', '2026-12-20']],
  times: [['6pm', '18:00'], ['18:30', '18:30'], ['6:30 PM', '18:30'], ['at 6', '18:00'], ['half past 6', '18:30'], ["7 o'clock", '19:00']],
  addresses: [
    ['42 Elm Ave, Fremont', { line1: '42 Elm Ave', city: 'Fremont' }],
    ['123 Main St Sacramento', { line1: '123 Main St', city: 'Sacramento' }],
    ['4523 Oak Park Blvd Apt 4B, Fremont, CA 94538', { line1: '4523 Oak Park Blvd', unit: 'Apt 4B', city: 'Fremont', state: 'CA', postalCode: '94538' }],
    ['88 N 1st St #5, San Jose', { line1: '88 N 1st St', unit: '#5', city: 'San Jose' }],
    ['1200 5th Avenue, unit 12, Oakland CA', { line1: '1200 5th Avenue', unit: 'unit 12', city: 'Oakland', state: 'CA' }],
    ['6 Laguna Ct., Elk Grove', { line1: '6 Laguna Ct.', city: 'Elk Grove' }],
  ],
  joiners: [', ', ' ', '. ', '\n', ' at '],
};
// No bare space here: "for twelve noon" has two readings, whoever reads it.
const OFFHAND: Phrasebook = {
  parties: [['20 ppl', 20], ['we will be 18', 18], ['12 guests', 12], ['group of about 40', 40], ['for twelve', 12], ["there'll be 16 of us", 16]],
  dates: [['20 December', '2026-12-20'], ['Dec. 20, 2026', '2026-12-20'], ['12/20/26', '2026-12-20'], ['dec 5', '2026-12-05'], ['sunday the 20th', '2026-12-20'], ['next friday', '2026-12-04']],
  times: [['@ 6', '18:00'], ['6 pm', '18:00'], ['noon', '12:00'], ['5:30', '17:30'], ['6 in the evening', '18:00'], ['around 7', '19:00']],
  addresses: [
    ['42 elm ave fremont', { line1: '42 elm ave', city: 'fremont' }],
    ['7 Broadway, Oakland', { line1: '7 Broadway', city: 'Oakland' }],
    ['12 S 2nd St, San Jose, CA', { line1: '12 S 2nd St', city: 'San Jose', state: 'CA' }],
    ['30 March Way, Elk Grove 95624', { line1: '30 March Way', city: 'Elk Grove', postalCode: '95624' }],
    ['9 Oak Park Dr Apt 3, Daly City', { line1: '9 Oak Park Dr', unit: 'Apt 3', city: 'Daly City' }],
    ['88 El Camino Real, Palo Alto', { line1: '88 El Camino Real', city: 'Palo Alto' }],
  ],
  joiners: [', ', '. ', '; ', ' and ', ' on '],
};
const ORDERS: readonly Detail[][] = permutations(['party', 'date', 'time', 'address']);

function permutations<Item>(items: readonly Item[]): Item[][] {
  return items.length === 0 ? [[]] : items.flatMap((item, at) => permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]));
}

type Case = { text: string; expected: object };

/** One sentence for each order, from four phrasings. "At at 6" is nobody's English. */
function sentence(order: readonly Detail[], joiner: string, chosen: Readonly<Record<Detail, readonly [string, unknown]>>): Case {
  const text = order.map((detail) => chosen[detail][0]).join(joiner).replace('at at', 'at');
  return { text, expected: { partySize: chosen.party[1], date: chosen.date[1], time: chosen.time[1], address: chosen.address[1] } };
}

/** A Latin square: over its 36 rows each phrasing meets every phrasing of at least two other details. */
function* cases({ parties, dates, times, addresses }: Phrasebook, joiner: string): Generator<Case> {
  for (const order of ORDERS) {
    for (let i = 0; i < 6; i += 1) {
      for (let j = 0; j < 6; j += 1) {
        yield sentence(order, joiner, { party: parties[i]!, date: dates[j]!, time: times[(i + j) % 6]!, address: addresses[(i + 2 * j) % 6]! });
      }
    }
  }
}

const CASES_PER_JOINER = 24 * 36;

for (const [title, book] of [['written out', WRITTEN_OUT], ['said offhand', OFFHAND]] as const) {
  describe(`all four details in one breath, ${title},`, () => {
    for (const joiner of book.joiners) {
      it(`are read in each of ${String(CASES_PER_JOINER)} ways when joined by ${JSON.stringify(joiner)}`, () => {
        const sentences = [...cases(book, joiner)];
        assert.equal(new Set(sentences.map(({ text }) => text)).size, CASES_PER_JOINER);
        const misread = sentences.flatMap(({ text, expected }) => {
          const { slots, doubts } = read(text);
          const got = { partySize: slots.partySize, date: slots.date, time: slots.time, address: slots.address, doubts };
          return isDeepStrictEqual(got, { ...expected, doubts: [] }) ? [] : [{ text, got }];
        });
        assert.deepEqual(misread, []);
      });
    }
  });
}
