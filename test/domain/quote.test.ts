// Prices worked out by hand, then the laws that hold for every quote.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadBusiness } from '../../business/load.ts';
import { formatCents, quote } from '../../domain/quote.ts';
import type { Quote, QuoteRequest } from '../../domain/quote.ts';
import { headCount, partyFrom } from '../../domain/party.ts';

const { profile } = loadBusiness('business/my-hibachi-chef');

function priced(request: Partial<QuoteRequest>): Quote {
  return quote(profile, { adults: 0, children: 0, infants: 0, menu: [], roadMiles: 0, ...request });
}
const lineOf = (result: Quote, code: string) => result.lines.find((line) => line.code === code);

describe('quotes by hand', () => {
  it('prices 20 adults in Sacramento: 20 x $55 and 65 of 95 miles at $2', () => {
    const result = priced({ adults: 20, roadMiles: 95 });
    assert.deepEqual(result.lines, [
      { code: 'adult', label: 'Adults (13+)', quantity: 20, unitCents: 5_500, amountCents: 110_000 },
      { code: 'travel', label: 'Travel beyond 30 miles', quantity: 65, unitCents: 200, amountCents: 13_000 },
    ]);
    assert.equal(result.totalCents, 123_000);
    assert.equal(result.depositCents, 10_000);
    assert.equal(result.balanceCents, 113_000);
  });

  it('prices 15 people near Fremont at $825', () => {
    assert.equal(priced({ adults: 15, roadMiles: 12 }).totalCents, 82_500);
  });

  it('lifts 4 adults ($220) to the minimum of $550, and adds travel on top', () => {
    const result = priced({ adults: 4, roadMiles: 40 });
    assert.equal(result.subtotalCents, 22_000);
    assert.equal(result.minimumAdjustmentCents, 33_000);
    assert.equal(lineOf(result, 'minimum_adjustment')?.amountCents, 33_000);
    assert.equal(result.travelCents, 2_000);
    assert.equal(result.totalCents, 57_000);
  });

  it('needs no lift for exactly 10 adults, $550', () => {
    const result = priced({ adults: 10 });
    assert.equal(result.totalCents, 55_000);
    assert.equal(lineOf(result, 'minimum_adjustment'), undefined);
  });

  it('prices 10 adults, 4 children and 2 infants: $550 + $120 + nothing', () => {
    const result = priced({ adults: 10, children: 4, infants: 2 });
    assert.equal(result.totalCents, 67_000);
    assert.deepEqual(result.lines.map((line) => [line.code, line.quantity, line.amountCents]), [['adult', 10, 55_000], ['child', 4, 12_000], ['infant', 2, 0]]);
  });

  it('charges lobster for 5 of 20 adults: $1,100 + $75', () => {
    const result = priced({ adults: 20, menu: [{ id: 'lobster_tail', quantity: 5 }] });
    assert.deepEqual(lineOf(result, 'upgrade'), { code: 'upgrade', itemId: 'lobster_tail', label: 'Lobster tail', quantity: 5, unitCents: 1_500, amountCents: 7_500 });
    assert.equal(result.totalCents, 117_500);
  });

  it('takes an upgrade without a count for everybody with a plate, infants not', () => {
    const result = priced({ adults: 10, children: 4, infants: 2, menu: [{ id: 'filet_mignon', quantity: null }] });
    assert.equal(lineOf(result, 'upgrade')?.quantity, 14);
    assert.equal(result.totalCents, 67_000 + 14 * 500);
  });

  it('prices add-ons: gyoza for 12 ($120), noodles for all 12 ($60), a third protein for 3 ($30)', () => {
    const result = priced({ adults: 12, menu: [{ id: 'gyoza', quantity: 12 }, { id: 'yakisoba_noodles', quantity: null }, { id: 'third_protein', quantity: 3 }] });
    assert.equal(result.totalCents, 66_000 + 12_000 + 6_000 + 3_000);
  });

  it('counts extras towards the minimum', () => {
    assert.equal(priced({ adults: 8, menu: [{ id: 'lobster_tail', quantity: 8 }] }).totalCents, 44_000 + 12_000);
  });

  it('charges nothing for included proteins', () => {
    const result = priced({ adults: 20, menu: [{ id: 'chicken', quantity: null }, { id: 'shrimp', quantity: 20 }] });
    assert.equal(result.totalCents, 110_000);
    assert.deepEqual(result.unpriced, []);
  });

  it('charges from the thirty-first mile', () => {
    assert.deepEqual([0, 29, 30, 31, 150].map((roadMiles) => priced({ adults: 10, roadMiles }).travelCents), [0, 0, 0, 200, 24_000]);
  });

  it('never charges gratuity', () => {
    const result = priced({ adults: 20, roadMiles: 95 });
    assert.ok(result.lines.every((line) => !/gratuity|tip/i.test(line.label)));
    assert.equal(result.gratuityNote, profile.gratuity.note);
  });

  it('gives back, unpriced, what the menu does not have and counts that cannot be', () => {
    const menu = [{ id: 'caviar', quantity: 2 }, { id: 'gyoza', quantity: -1 }, { id: 'gyoza', quantity: 1.5 }, { id: '__proto__', quantity: null }];
    const result = priced({ adults: 10, menu });
    assert.equal(result.totalCents, 55_000);
    assert.deepEqual(new Set(result.unpriced), new Set(menu));
  });

  it('asks no larger deposit than there is to pay', () => {
    const cheap = { ...profile, prices: { ...profile.prices, minimumPartyTotalCents: 0 } };
    assert.equal(quote(cheap, { adults: 1, children: 0, infants: 0, menu: [], roadMiles: 0 }).depositCents, 5_500);
  });

  it('refuses head counts and miles that are no counts, rather than bill them', () => {
    for (const wrong of [{ adults: -1 }, { adults: 2.5 }, { children: Number.NaN }, { roadMiles: 12.3 }, { infants: Infinity }, { adults: 1e9 }]) {
      assert.throws(() => priced(wrong), RangeError);
    }
  });
});

describe('every quote', () => {
  const ids = [...profile.menu.proteins, ...profile.menu.upgrades, ...profile.menu.addOns].map((item) => item.id);
  const request = fc.record({
    adults: fc.nat(80), children: fc.nat(40), infants: fc.nat(10), roadMiles: fc.nat(200),
    menu: fc.array(fc.record({ id: fc.constantFrom(...ids, 'unknown'), quantity: fc.option(fc.nat(60)) }), { maxLength: 8 }),
  });

  it('is the sum of its lines, each quantity times unit, all whole cents', () => {
    fc.assert(fc.property(request, (wanted) => {
      const result = quote(profile, wanted);
      for (const line of result.lines) {
        assert.equal(line.amountCents, line.quantity * line.unitCents);
        assert.ok(Number.isSafeInteger(line.amountCents) && line.amountCents >= 0);
      }
      assert.equal(result.totalCents, result.lines.reduce((total, line) => total + line.amountCents, 0));
      assert.equal(result.totalCents, result.subtotalCents + result.minimumAdjustmentCents + result.travelCents);
      assert.equal(result.depositCents + result.balanceCents, result.totalCents);
    }));
  });

  it('is never below the minimum plus travel', () => {
    fc.assert(fc.property(request, (wanted) => {
      const result = quote(profile, wanted);
      assert.ok(result.totalCents >= profile.prices.minimumPartyTotalCents + Math.max(0, wanted.roadMiles - 30) * 200);
    }));
  });

  it('never falls when a guest, a mile or an extra is added', () => {
    fc.assert(fc.property(request, fc.constantFrom('adults' as const, 'children' as const, 'infants' as const, 'roadMiles' as const), fc.constantFrom(...ids), (wanted, what, id) => {
      const before = quote(profile, wanted).totalCents;
      assert.ok(quote(profile, { ...wanted, [what]: wanted[what] + 1 }).totalCents >= before);
      assert.ok(quote(profile, { ...wanted, menu: [...wanted.menu, { id, quantity: 1 }] }).totalCents >= before);
    }));
  });

  it('does not depend on the order of the wishes', () => {
    fc.assert(fc.property(request, (wanted) => {
      const backwards = quote(profile, { ...wanted, menu: [...wanted.menu].reverse() });
      // What could not be priced is listed as it was said; everything else must be the same.
      assert.deepEqual({ ...backwards, unpriced: [] }, { ...quote(profile, wanted), unpriced: [] });
    }));
  });
});

describe('the party', () => {
  const CASES: readonly [says: string, counts: Parameters<typeof partyFrom>[0], expected: string][] = [
    ['a head count alone is all adults, and says so', { partySize: 20 }, '20/0/0 assumed'],
    ['children come off the head count', { partySize: 20, children: 4 }, '16/4/0'],
    ['adults and children add up', { adults: 10, children: 4 }, '10/4/0'],
    ['adults alone are no assumption', { adults: 12 }, '12/0/0'],
    ['infants come off the head count too', { partySize: 12, children: 3, infants: 2 }, '7/3/2'],
    ['all three may be given, when they agree', { partySize: 14, adults: 10, children: 4 }, '10/4/0'],
    ['counts that disagree are a conflict', { partySize: 20, adults: 10, children: 4 }, 'conflict'],
    ['more children than people is a conflict', { partySize: 3, children: 4 }, 'conflict'],
    ['children alone are not enough', { children: 4 }, 'missing'],
    ['nothing is not enough', {}, 'missing'],
    ['nobody is no party', { partySize: 0 }, 'invalid'],
    ['half a guest is no guest', { partySize: 10.5 }, 'invalid'],
    ['fewer than nobody is no party', { adults: -2 }, 'invalid'],
  ];
  for (const [says, counts, expected] of CASES) {
    it(says, () => {
      const result = partyFrom(counts);
      assert.equal(result.ok ? `${String(result.party.adults)}/${String(result.party.children)}/${String(result.party.infants)}${result.party.assumedAllAdults ? ' assumed' : ''}` : result.problem, expected);
    });
  }

  it('counts infants as heads', () => {
    assert.equal(headCount({ adults: 10, children: 4, infants: 2 }), 16);
  });
});

describe('money in words', () => {
  it('shows cents only where there are any', () => {
    assert.deepEqual([0, 5, 5_500, 123_000, 118_650, 100_000_000, -250].map(formatCents), ['$0', '$0.05', '$55', '$1,230', '$1,186.50', '$1,000,000', '-$2.50']);
    assert.throws(() => formatCents(0.5), RangeError);
  });
});
