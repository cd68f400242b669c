// The booking being put together: takes what a message said, knows what is missing, and prices what is there.
import { checkRequest, type Availability } from '../availability.ts';
import type { Business } from '../business.ts';
import { isDate, timeToMinutes } from '../calendar.ts';
import { partyFrom, headCount, type Party } from '../party.ts';
import { roadMiles, type LocateResult } from '../places.ts';
import { quote, type Quote } from '../quote.ts';
import type { MenuChoice, Reading, Slots } from '../reading.ts';
import { checkDate, checkParty, checkPlace, checkTime, type Refusal } from '../scheduling-rules.ts';
import type { SlotName } from '../vocabulary.ts';
import type { Facts } from './decision.ts';
import type { Draft } from './state.ts';

/** What a booking cannot do without, in the order it is asked for. Name and menu are welcome, and may come later. */
const REQUIRED = ['date', 'party_size', 'time', 'address'] as const satisfies readonly SlotName[];

/** Takes the slots of one message; returns the names of those that changed. */
export function takeSlots(draft: Draft, { reading: { slots }, located }: { reading: Pick<Reading, 'slots'>; located: LocateResult | null }): SlotName[] {
  const before = structuredClone(draft);
  // A reader may be a model, and what it says is checked before it is remembered.
  if (slots.date !== undefined && isDate(slots.date)) draft.date = slots.date;
  if (slots.time !== undefined && timeToMinutes(slots.time) !== null) draft.time = slots.time;
  takeParty(draft, slots);
  if (slots.address !== undefined) {
    // A bare city after a street keeps the street; a new street replaces all.
    draft.address = slots.address.line1 === undefined ? { ...draft.address, ...slots.address } : slots.address;
    draft.place = located?.ok === true ? { ...located.place, ...(draft.address.line1 === undefined ? {} : { line1: draft.address.line1 }), ...(draft.address.unit === undefined ? {} : { unit: draft.address.unit }) } : null;
  }
  if (slots.name !== undefined) draft.name = slots.name;
  if (slots.email !== undefined) draft.email = slots.email;
  if (slots.menu !== undefined) draft.menu = mergeMenu(draft.menu, slots.menu);
  if (slots.dietary !== undefined) draft.dietary = [...new Set([...draft.dietary, ...slots.dietary])];
  const changed = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other);
  const pairs: [SlotName, unknown, unknown][] = [
    ['date', before.date, draft.date],
    ['time', before.time, draft.time],
    ['party_size', [before.partySize, before.adults, before.children, before.infants], [draft.partySize, draft.adults, draft.children, draft.infants]],
    ['address', [before.address, before.place], [draft.address, draft.place]],
    ['name', before.name, draft.name],
    ['email', before.email, draft.email],
    ['menu', before.menu, draft.menu],
    ['dietary', before.dietary, draft.dietary],
  ];
  return pairs.filter(([, one, other]) => changed(one, other)).map(([name]) => name);
}

/** New counts replace old ones as a whole: "make it 25" after "18 adults and 2 kids" means 25, not 18 of 25. */
function takeParty(draft: Draft, { partySize, adults, children, infants }: Pick<Slots, 'partySize' | 'adults' | 'children' | 'infants'>): void {
  const given = [partySize, adults, children, infants].filter((count) => count !== undefined);
  if (given.length === 0 || !given.every(isHeadCount)) return;
  if (adults === undefined && partySize === undefined) {
    const known = draft.children ?? 0;
    // "4 of them are kids": the head count stands, some of it are children; "one is a baby": one of the children, where there are any. Whom they called adults are no babies.
    const total = infants !== undefined && children === undefined && draft.adults !== null && known === 0 ? draft.adults + infants : draft.partySize ?? (draft.adults === null ? null : draft.adults + known + (draft.infants ?? 0));
    const grownOut = infants !== undefined && known >= infants ? known - infants : known;
    draft.children = children ?? (draft.children === null ? null : grownOut);
    draft.infants = infants ?? draft.infants;
    draft.adults = total === null || draft.adults === null ? draft.adults : Math.max(0, total - (draft.children ?? 0) - (draft.infants ?? 0));
    draft.partySize = total;
    return;
  }
  draft.partySize = partySize ?? (adults ?? 0) + (children ?? 0) + (infants ?? 0);
  draft.children = children ?? null;
  draft.infants = infants ?? null;
  draft.adults = adults ?? (children === undefined && infants === undefined ? null : draft.partySize - (children ?? 0) - (infants ?? 0));
}

/** Far above any party that is booked without a person, far below where sums stop being exact. */
const MOST_GUESTS = 10_000;

function isHeadCount(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 0 && count <= MOST_GUESTS;
}

function mergeMenu(had: MenuChoice[], said: MenuChoice[]): MenuChoice[] {
  const merged = new Map(had.map((choice) => [choice.id, choice]));
  for (const choice of said) {
    if (choice.quantity === 0) merged.delete(choice.id);
    else merged.set(choice.id, choice);
  }
  return [...merged.values()];
}

export function partyOf(draft: Draft): Party | null {
  const found = partyFrom({
    ...(draft.partySize === null ? {} : { partySize: draft.partySize }),
    ...(draft.adults === null ? {} : { adults: draft.adults }),
    ...(draft.children === null ? {} : { children: draft.children }),
    ...(draft.infants === null ? {} : { infants: draft.infants }),
  });
  return found.ok ? found.party : null;
}

export function missingSlots(draft: Draft): (typeof REQUIRED)[number][] {
  const has: Record<(typeof REQUIRED)[number], boolean> = {
    date: draft.date !== null,
    party_size: partyOf(draft) !== null,
    time: draft.time !== null,
    // The kitchen comes to a door, so a city alone prices the drive but does not book it.
    address: draft.place !== null && draft.address?.line1 !== undefined,
  };
  return REQUIRED.filter((slot) => !has[slot]);
}

export function milesTo(draft: Draft, { profile }: Business): number | null {
  return draft.place === null ? null : roadMiles(profile.travel.base, draft.place, profile.travel.roadFactor);
}

/** Null until the party is known; without a place the drive is not priced yet. */
export function priceOf(draft: Draft, business: Business): Quote | null {
  const party = partyOf(draft);
  if (party === null) return null;
  return quote(business.profile, { ...party, menu: draft.menu, roadMiles: milesTo(draft, business) ?? 0, reschedules: draft.reschedules ?? 0 });
}

export type Problem = { slot: SlotName; refusal: Refusal | Extract<Availability, { ok: false }> };

/** What already stands in the way, as far as it can be said from what is known. */
export function findProblem(draft: Draft, business: Business, nowMs: number): Problem | null {
  const { profile } = business;
  const date = draft.date === null ? null : checkDate(profile, draft.date, nowMs);
  if (date !== null) return { slot: 'date', refusal: date };
  const time = draft.time === null ? null : checkTime(profile, draft.time);
  if (time !== null) return { slot: 'time', refusal: time };
  const miles = milesTo(draft, business);
  const place = draft.place === null || miles === null ? null : checkPlace(profile, draft.place, miles);
  if (place !== null) return { slot: 'address', refusal: place };
  const party = partyOf(draft);
  const size = party === null ? null : checkParty(profile, headCount(party));
  return size === null ? null : { slot: 'party_size', refusal: size };
}

export type Proposal = { quote: Quote; party: Party; startsAtMs: number };

/** A complete draft either can be offered, or something stands in the way. Call only when nothing is missing. */
export function propose(draft: Draft, business: Business, facts: Facts, nowMs: number): { ok: true; proposal: Proposal } | { ok: false; problem: Problem } {
  const party = partyOf(draft);
  const price = priceOf(draft, business);
  const miles = milesTo(draft, business);
  if (draft.date === null || draft.time === null || draft.place === null || party === null || price === null || miles === null) throw new Error('propose: the draft is not complete');
  const found = checkRequest(business.profile, { date: draft.date, time: draft.time, partySize: headCount(party), place: draft.place, roadMiles: miles }, facts.calendar, nowMs);
  if (!found.ok) {
    const slot: Record<typeof found.reason, SlotName> = {
      past: 'date', too_soon: 'date', too_far_ahead: 'date', nonexistent_time: 'time', outside_hours: 'time', after_hours_to_person: 'time',
      outside_area: 'address', party_too_large: 'party_size', no_chef: 'time',
    };
    return { ok: false, problem: { slot: slot[found.reason], refusal: found } };
  }
  return { ok: true, proposal: { quote: price, party, startsAtMs: found.startsAtMs } };
}

/** Same text for the same event at the same price; a "yes" is bound to it. */
export function fingerprint(draft: Draft, price: Quote): string {
  const { date, time, address, menu, dietary } = draft;
  return JSON.stringify([date, time, partyOf(draft), address, draft.place?.city ?? null, menu, dietary, price.totalCents, price.lines.map((line) => [line.code, line.itemId ?? null, line.quantity, line.unitCents])]);
}
