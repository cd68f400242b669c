// All the details in one breath, in any order and however they are joined: every order reads the same four slots.
import assert from 'node:assert/strict';
import type { AddressText } from '../../domain/reading.ts';
import { read } from './helpers.ts';

type Detail = 'party' | 'date' | 'time' | 'address';
type Said<Value> = readonly (readonly [words: string, value: Value])[];

// No address ends in a bare number and no two phrasings run into a third meaning when only a space joins them.
const PARTIES: Said<number> = [['party of 12', 12], ['20 people', 20], ['for 15', 15], ['18 adults and 4 kids', 22], ['we are 25', 25], ['thirty guests', 30]];
const DATES: Said<string> = [['Dec 20th', '2026-12-20'], ['December 20', '2026-12-20'], ['on the 20th of December', '2026-12-20'], ['12/20', '2026-12-20'], ['Sunday Dec 20', '2026-12-20'], ['2026-12-20', '2026-12-20']];
const TIMES: Said<string> = [['6pm', '18:00'], ['18:30', '18:30'], ['6:30 PM', '18:30'], ['at 6', '18:00'], ['half past 6', '18:30'], ["7 o'clock", '19:00']];
const ADDRESSES: Said<AddressText> = [
  ['42 Elm Ave, Fremont', { line1: '42 Elm Ave', city: 'Fremont' }],
  ['123 Main St Sacramento', { line1: '123 Main St', city: 'Sacramento' }],
  ['4523 Oak Park Blvd Apt 4B, Fremont, CA 94538', { line1: '4523 Oak Park Blvd', unit: 'Apt 4B', city: 'Fremont', state: 'CA', postalCode: '94538' }],
  ['88 N 1st St #5, San Jose', { line1: '88 N 1st St', unit: '#5', city: 'San Jose' }],
  ['1200 5th Avenue, unit 12, Oakland CA', { line1: '1200 5th Avenue', unit: 'unit 12', city: 'Oakland', state: 'CA' }],
  ['6 Laguna Ct., Elk Grove', { line1: '6 Laguna Ct.', city: 'Elk Grove' }],
];
const JOINERS = [', ', ' ', '. ', '\n', ' at '];
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

/** A Latin square: over its 36 rows each phrasing meets every phrasing of every other detail. */
function* cases(joiner: string): Generator<Case> {
  for (const order of ORDERS) {
    for (let i = 0; i < 6; i += 1) {
      for (let j = 0; j < 6; j += 1) {
        yield sentence(order, joiner, { party: PARTIES[i]!, date: DATES[j]!, time: TIMES[(i + j) % 6]!, address: ADDRESSES[(i + 2 * j) % 6]! });
      }
    }
  }
}

describe('all four details in one breath', () => {
  let count = 0;
  for (const joiner of JOINERS) {
    it(`are read in every order when joined by ${JSON.stringify(joiner)}`, () => {
      const misread: object[] = [];
      for (const { text, expected } of cases(joiner)) {
        count += 1;
        const { slots, doubts } = read(text);
        const { partySize, date, time, address } = slots;
        try {
          assert.deepEqual({ partySize, date, time, address, doubts }, { ...expected, doubts: [] });
        } catch {
          misread.push({ text, expected, got: { partySize, date, time, address, doubts } });
        }
      }
      assert.deepEqual(misread, []);
    });
  }
  after(() => assert.equal(count, 24 * 36 * JOINERS.length));
});
