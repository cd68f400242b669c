// What a party costs, reckoned here from the caterer's published prices. Written apart from the assistant's own quote, so that one can catch the other.
import zipcodes from 'zipcodes';
import type { Extra, Party, Spot } from './wish.ts';

const ADULT_DOLLARS = 55;
const CHILD_DOLLARS = 30;
const LEAST_PARTY_DOLLARS = 550;
const EXTRA_DOLLARS: Readonly<Record<string, number>> = {
  salmon: 5, scallops: 5, filet_mignon: 5, lobster_tail: 15,
  yakisoba_noodles: 5, extra_rice: 5, extra_vegetables: 5, edamame: 5, gyoza: 10, third_protein: 10,
};
const FREE_MILES = 30;
const DOLLARS_PER_MILE = 2;

/** The kitchen, in Fremont. */
const BASE = { latitude: 37.5485, longitude: -121.9886 };
/** Roads are longer than the crow's flight; the caterer reckons a quarter more, and whole miles only. */
const ROADS_OVER_STRAIGHT = 1.25;
const EARTH_RADIUS_MILES = 3_958.7613;

type Point = { latitude: number; longitude: number };

export function totalCents(party: Party, extras: readonly Extra[], miles: number): number {
  const plates = party.adults + party.children;
  const guests = party.adults * ADULT_DOLLARS + party.children * CHILD_DOLLARS;
  const extra = extras.reduce((sum, { id, quantity }) => sum + (EXTRA_DOLLARS[id] ?? 0) * (quantity === 'everybody' ? plates : quantity), 0);
  const travel = Math.max(0, miles - FREE_MILES) * DOLLARS_PER_MILE;
  return (Math.max(guests + extra, LEAST_PARTY_DOLLARS) + travel) * 100;
}

/** From the postal code where the customer gave one, else from the middle of the city. */
export function milesTo({ city, zip }: Spot, isZipKnown: boolean): number {
  return Math.floor(straightMiles(BASE, isZipKnown ? pointOfZip(zip) : middleOfCity(city)) * ROADS_OVER_STRAIGHT);
}

function pointOfZip(zip: string): Point {
  const found = zipcodes.codes[zip];
  if (found === undefined) throw new Error(`no such postal code: ${zip}`);
  return found;
}

const middles = new Map<string, Point>();

function middleOfCity(city: string): Point {
  // The directory has forty thousand codes, and a run asks for the same few cities thousands of times.
  const known = middles.get(city) ?? findMiddle(city);
  middles.set(city, known);
  return known;
}

/** Upper median of each coordinate over the city's postal codes. */
function findMiddle(city: string): Point {
  const points = Object.values(zipcodes.codes).filter((one) => one.country === 'US' && one.state === 'CA' && one.city.toUpperCase() === city.toUpperCase());
  const middle = (values: number[]): number => {
    const sorted = values.sort((a, b) => a - b);
    const value = sorted[Math.floor(sorted.length / 2)];
    if (value === undefined) throw new Error(`no such city: ${city}`);
    return value;
  };
  return { latitude: middle(points.map((one) => one.latitude)), longitude: middle(points.map((one) => one.longitude)) };
}

function straightMiles(from: Point, to: Point): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const h = Math.sin(radians(to.latitude - from.latitude) / 2) ** 2
    + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  return 2 * EARTH_RADIUS_MILES * Math.asin(Math.sqrt(h));
}

/** How long a chef is away for an event: three quarters of an hour to set up, two hours at the table, the drive both ways at 45 miles an hour. */
export function chefAway(startsAtMs: number, miles: number): { fromMs: number; toMs: number } {
  const drive = Math.ceil((miles * 60) / 45);
  return { fromMs: startsAtMs - (45 + drive) * 60_000, toMs: startsAtMs + (120 + drive) * 60_000 };
}

export function dollars(cents: number): string {
  return `$${(cents / 100).toLocaleString('en-US', cents % 100 === 0 ? {} : { minimumFractionDigits: 2 })}`;
}
