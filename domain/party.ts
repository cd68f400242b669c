// Who is coming: turns the head counts a customer gave into adults, children and infants, or says why it cannot.

export type Party = {
  adults: number;
  children: number;
  infants: number;
  /** True when only a head count was given: everybody is priced as an adult, and the read-back must say so. */
  assumedAllAdults: boolean;
};

export type Counts = { partySize?: number; adults?: number; children?: number; infants?: number };

export type PartyResult =
  | { ok: true; party: Party }
  /** `missing`: nothing to go by, or children without adults. `conflict`: the counts do not add up. `invalid`: not a head count at all. */
  | { ok: false; problem: 'missing' | 'conflict' | 'invalid' };

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

export function partyFrom(counts: Counts): PartyResult {
  const { partySize, adults, children = 0, infants = 0 } = counts;
  const given = [partySize, adults, children, infants].filter((count) => count !== undefined);
  if (!given.every(isCount)) return { ok: false, problem: 'invalid' };
  if (adults === undefined && partySize === undefined) return { ok: false, problem: 'missing' };
  const reckonedAdults = adults ?? (partySize ?? 0) - children - infants;
  if (reckonedAdults < 0) return { ok: false, problem: 'conflict' };
  if (partySize !== undefined && reckonedAdults + children + infants !== partySize) return { ok: false, problem: 'conflict' };
  if (reckonedAdults + children + infants === 0) return { ok: false, problem: 'invalid' };
  const assumedAllAdults = adults === undefined && counts.children === undefined && counts.infants === undefined;
  return { ok: true, party: { adults: reckonedAdults, children, infants, assumedAllAdults } };
}

/** Everybody at the event, free infants counted: they need a seat, if not a price. */
export function headCount(party: { adults: number; children: number; infants: number }): number {
  return party.adults + party.children + party.infants;
}
