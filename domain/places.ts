// Where an event is, and how far that is from the kitchen. Estimates from coordinates; a real router may replace them.

export type Coordinates = { latitude: number; longitude: number };

export type Place = Coordinates & {
  line1?: string;
  unit?: string;
  city: string;
  /** Two-letter code. */
  state: string;
  postalCode?: string;
  /** What the coordinates stand for: the middle of a postal code or of a city, never the door. */
  precision: 'postal_code' | 'city';
  timeZone?: string;
};

export type PlaceCandidate = { city: string; state: string; postalCode?: string };

export type LocateFailure =
  /** Neither a postal code nor a city to go by. */
  | 'incomplete'
  | 'unknown_place'
  /** The city's name exists in several states, none of them served. */
  | 'ambiguous_city'
  /** Postal code, city and state do not belong together. */
  | 'contradiction';

export type LocateResult = { ok: true; place: Place } | { ok: false; failure: LocateFailure; candidates: PlaceCandidate[] };

/** Mean radius of the Earth (IUGG, 6,371.0088 km) in statute miles. */
const EARTH_RADIUS_MILES = 3_958.7613;

const toRadians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance. */
export function straightMiles(from: Coordinates, to: Coordinates): number {
  const halfLatitude = toRadians(to.latitude - from.latitude) / 2;
  const halfLongitude = toRadians(to.longitude - from.longitude) / 2;
  const h = Math.sin(halfLatitude) ** 2 + Math.cos(toRadians(from.latitude)) * Math.cos(toRadians(to.latitude)) * Math.sin(halfLongitude) ** 2;
  // Rounding can push h a hair over 1 for opposite points, where asin would be NaN.
  return 2 * EARTH_RADIUS_MILES * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Estimated road miles: straight line times `roadFactor`, rounded down to whole miles, so that no part of a mile is charged. */
export function roadMiles(base: Coordinates, place: Coordinates, roadFactor: number): number {
  return Math.floor(straightMiles(base, place) * roadFactor);
}

/** Minutes at the average speed, rounded up, so that a chef is never promised to arrive early. */
export function driveMinutes(miles: number, averageMph: number): number {
  return Math.ceil((miles * 60) / averageMph);
}
