// What an event costs, line by line, in integer cents, from the profile alone. No other code computes a charge.
import type { BusinessProfile } from './profile.ts';
import type { MenuChoice } from './reading.ts';

export { formatCents } from './money.ts';

export type QuoteLineCode = 'adult' | 'child' | 'infant' | 'upgrade' | 'add_on' | 'minimum_adjustment' | 'travel' | 'new_date_fee';
/** `itemId` names the menu item of an upgrade or add-on line. */
export type QuoteLine = { code: QuoteLineCode; itemId?: string; label: string; quantity: number; unitCents: number; amountCents: number };

export type QuoteRequest = {
  adults: number;
  children: number;
  infants: number;
  menu: readonly MenuChoice[];
  /** Whole road miles from the base, one way. */
  roadMiles: number;
  /** How often the event's date was changed after it was booked, this change included. */
  reschedules?: number;
};

export type Quote = {
  currency: 'USD';
  lines: QuoteLine[];
  /** Guests and extras, before the minimum and travel. */
  subtotalCents: number;
  minimumAdjustmentCents: number;
  travelCents: number;
  totalCents: number;
  depositCents: number;
  balanceCents: number;
  /** A sentence for the customer; gratuity is never a line. */
  gratuityNote: string;
  /** Chosen ids the profile does not have, and impossible quantities: not charged, to be asked about. */
  unpriced: MenuChoice[];
};

// Far above any event, far below where cents stop being exact: input beyond it is a fault, never a bill.
const MOST = 100_000;

function requireCount(name: keyof QuoteRequest, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0 || value > MOST) throw new RangeError(`quote: ${name} must be a whole number from 0 to ${String(MOST)}`);
}

function line(code: QuoteLineCode, label: string, quantity: number, unitCents: number, itemId?: string): QuoteLine {
  return { code, ...(itemId === undefined ? {} : { itemId }), label, quantity, unitCents, amountCents: quantity * unitCents };
}

function guestLines({ prices, ages }: BusinessProfile, request: QuoteRequest): QuoteLine[] {
  const bands = [
    line('adult', `Adults (${String(ages.adultFrom)}+)`, request.adults, prices.adultCents),
    line('child', `Children (${String(ages.childFrom)}-${String(ages.adultFrom - 1)})`, request.children, prices.childCents),
    line('infant', `Children under ${String(ages.childFrom)}`, request.infants, prices.infantCents),
  ];
  return bands.filter((band) => band.quantity > 0);
}

/** "Everybody" is everybody with a plate of their own: adults and children, not infants. */
function menuQuantities(request: QuoteRequest): { quantities: Map<string, number>; impossible: MenuChoice[] } {
  const everybody = request.adults + request.children;
  const quantities = new Map<string, number>();
  const impossible: MenuChoice[] = [];
  for (const choice of request.menu) {
    const quantity = choice.quantity ?? everybody;
    if (!Number.isSafeInteger(quantity) || quantity < 0 || quantity > MOST) impossible.push(choice);
    else quantities.set(choice.id, (quantities.get(choice.id) ?? 0) + quantity);
  }
  return { quantities, impossible };
}

function menuLines({ menu }: BusinessProfile, quantities: Map<string, number>): QuoteLine[] {
  const priced = [
    ...menu.upgrades.map((item) => ({ code: 'upgrade' as const, item })),
    ...menu.addOns.map((item) => ({ code: 'add_on' as const, item })),
  ];
  // In the menu's order, so that the same wishes in another order give the same quote and the same hash.
  return priced
    .map(({ code, item }) => line(code, item.label, quantities.get(item.id) ?? 0, item.priceCents, item.id))
    .filter((extra) => extra.quantity > 0);
}

function sum(lines: readonly QuoteLine[]): number {
  return lines.reduce((total, { amountCents }) => total + amountCents, 0);
}

export function quote(profile: BusinessProfile, request: QuoteRequest): Quote {
  for (const name of ['adults', 'children', 'infants', 'roadMiles'] as const) requireCount(name, request[name]);
  const { reschedules = 0 } = request;
  requireCount('reschedules', reschedules);
  const { quantities, impossible } = menuQuantities(request);
  const known = new Set([...profile.menu.proteins, ...profile.menu.upgrades, ...profile.menu.addOns].map((item) => item.id));
  const unknown = request.menu.filter((choice) => !known.has(choice.id) && !impossible.includes(choice));

  const food = [...guestLines(profile, request), ...menuLines(profile, quantities)];
  const subtotalCents = sum(food);
  const minimumAdjustmentCents = Math.max(0, profile.prices.minimumPartyTotalCents - subtotalCents);
  const chargedMiles = Math.max(0, request.roadMiles - profile.travel.freeMiles);
  const chargedReschedules = Math.max(0, reschedules - profile.changes.freeReschedules);
  const lines = [
    ...food,
    ...(minimumAdjustmentCents > 0 ? [line('minimum_adjustment', 'Up to the minimum party total', 1, minimumAdjustmentCents)] : []),
    ...(chargedMiles > 0 && profile.travel.centsPerMile > 0
      ? [line('travel', `Travel beyond ${String(profile.travel.freeMiles)} miles`, chargedMiles, profile.travel.centsPerMile)]
      : []),
    ...(chargedReschedules > 0 && profile.changes.rescheduleFeeCents > 0 ? [line('new_date_fee', 'New date', chargedReschedules, profile.changes.rescheduleFeeCents)] : []),
  ];
  const totalCents = sum(lines);
  const depositCents = Math.min(profile.deposit.amountCents, totalCents);
  return {
    currency: profile.prices.currency, lines, subtotalCents, minimumAdjustmentCents,
    travelCents: chargedMiles * profile.travel.centsPerMile,
    totalCents, depositCents, balanceCents: totalCents - depositCents,
    gratuityNote: profile.gratuity.note, unpriced: [...impossible, ...unknown],
  };
}
