// What a simulated customer wants: facts only, no words.
import type { Dice } from './dice.ts';

export type Party = { adults: number; children: number; infants: number };
export type Spot = { line1: string; city: string; zip: string };
/** `id` as the price list has it, `label` as people say it. */
export type Extra = { id: string; label: string; quantity: number | 'everybody' };
export type Wish = { /** `YYYY-MM-DD` */ date: string; /** `HH:MM` */ time: string; party: Party; spot: Spot; extras: Extra[]; name: string };

export const guestsOf = ({ adults, children, infants }: Party): number => adults + children + infants;

/** Within the area that is served. Streets are invented, cities and postal codes are real and belong together. */
export const SPOTS: readonly Spot[] = [
  { line1: '2140 Mowry Ave', city: 'Fremont', zip: '94538' }, { line1: '87 Willow St', city: 'San Jose', zip: '95112' }, { line1: '1415 Adeline St', city: 'Oakland', zip: '94607' },
  { line1: '912 Capitol Ave', city: 'Sacramento', zip: '95814' }, { line1: '33 Oakland Blvd', city: 'Walnut Creek', zip: '94596' }, { line1: '640 Brookwood Ave', city: 'Santa Rosa', zip: '95404' },
  { line1: '1201 Jefferson St', city: 'Napa', zip: '94558' }, { line1: '5520 Pacific Ave', city: 'Stockton', zip: '95207' }, { line1: '318 Burney St', city: 'Modesto', zip: '95354' },
  { line1: '76 Maple Ct', city: 'Livermore', zip: '94550' }, { line1: '450 Lytton Ave', city: 'Palo Alto', zip: '94301' }, { line1: '29 Baldwin Ave', city: 'San Mateo', zip: '94401' },
  { line1: '701 Ocean St', city: 'Santa Cruz', zip: '95060' }, { line1: '1850 Douglas Blvd', city: 'Roseville', zip: '95661' }, { line1: '9101 Elk Grove Blvd', city: 'Elk Grove', zip: '95624' },
  { line1: '14 Natoma St', city: 'Folsom', zip: '95630' }, { line1: '222 D Street', city: 'Davis', zip: '95616' }, { line1: '505 Tennessee St', city: 'Vallejo', zip: '94590' },
  { line1: '1766 Clayton Rd', city: 'Concord', zip: '94520' }, { line1: '61 Mission Dr', city: 'Daly City', zip: '94014' }, { line1: '384 Murphy Ave', city: 'Sunnyvale', zip: '94086' },
  { line1: '120 Castro St', city: 'Mountain View', zip: '94041' }, { line1: '7300 Church St', city: 'Gilroy', zip: '95020' }, { line1: '417 Alvarado St', city: 'Monterey', zip: '93940' },
  { line1: '2201 Central Ave', city: 'Alameda', zip: '94501' }, { line1: '8 Sand Creek Rd', city: 'Brentwood', zip: '94513' }, { line1: '930 Alamo Dr', city: 'Vacaville', zip: '95687' },
  { line1: '26 Petaluma Blvd', city: 'Petaluma', zip: '94952' }, { line1: '4405 Rosewood Dr', city: 'Pleasanton', zip: '94588' }, { line1: '1077 Winchester Blvd', city: 'Campbell', zip: '95008' },
  { line1: '55 University Ave', city: 'Los Gatos', zip: '95032' }, { line1: '1338 Fourth St', city: 'San Rafael', zip: '94901' }, { line1: '603 Santa Cruz Ave', city: 'Menlo Park', zip: '94025' },
];

export const TIMES = ['11:30', '12:00', '12:30', '13:00', '15:00', '16:00', '16:30', '17:00', '17:30', '18:00', '18:00', '18:30', '19:00', '19:30', '20:00'] as const;
export const NAMES = ['Priya Raman', 'Dan Kowalski', 'Monique Baptiste', 'Hector Villa', 'Grace Oyelaran', 'Tom Lindqvist', 'Yuki Mori', 'Andrea Silva', 'Kevin Tran', 'Ruth Abrams', 'Malik Jordan', 'Sofia Petrova'] as const;

export function someParty(dice: Dice): Party {
  const adults = 8 + Math.floor(dice.roll() * 25);
  return dice.chance(0.35) ? { adults, children: 2 + Math.floor(dice.roll() * 7), infants: 0 } : { adults, children: 0, infants: 0 };
}

export function someWish(dice: Dice, date: string): Wish {
  return { date, time: dice.pick(TIMES), party: someParty(dice), spot: dice.pick(SPOTS), extras: [], name: dice.pick(NAMES) };
}

export function addDays(date: string, days: number): string {
  const day = new Date(`${date}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

export function todayIn(timeZone: string, nowMs: number): string {
  return new Date(nowMs).toLocaleDateString('en-CA', { timeZone });
}

/** Days for the goals: the calendar has three chefs, so no day is given out more than twice, unless it is meant to be full. */
export type Diary = { today: string; freeDay(): string; fullDay(): string };

/** Notice is two days, and bookings are taken a year ahead; both ends keep their distance from that. */
const FIRST_FREE_DAY = 5;
const LAST_FREE_DAY = 345;
const FULL_DAYS = [346, 347, 348, 349, 350, 351, 352, 353, 354, 355];

export function openDiary(today: string): Diary {
  let given = 0;
  let full = 0;
  const days = LAST_FREE_DAY - FIRST_FREE_DAY + 1;
  return {
    today,
    freeDay: () => {
      // A step that has no factor in common with the number of days visits each once before any twice.
      const day = FIRST_FREE_DAY + ((given * 83) % days);
      given += 1;
      return addDays(today, day);
    },
    fullDay: () => {
      full += 1;
      return addDays(today, FULL_DAYS[full % FULL_DAYS.length] ?? 350);
    },
  };
}
