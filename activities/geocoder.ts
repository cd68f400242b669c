// Finds where an address is. The seam for a real geocoder; this one knows US postal codes and cities from data that comes with a package.
import zipcodes from 'zipcodes';
import { straightMiles } from '../domain/places.ts';
import type { Coordinates, LocateResult, Place, PlaceCandidate } from '../domain/places.ts';
import type { BusinessProfile } from '../domain/profile.ts';
import type { AddressText } from '../domain/reading.ts';

export type Geocoder = { locate(address: AddressText): Promise<LocateResult> };

export type ZipGeocoderOptions = { base: Coordinates } & Pick<BusinessProfile['serviceArea'], 'states' | 'placeNames'>;

type Spot = Coordinates & { city: string; state: string; postalCode: string };

// Mail carriers name a code after one of the towns it covers; a neighbouring town's name on it is usual. Farther off it is a mistake.
const SAME_NEIGHBOURHOOD_MILES = 15;
const MOST_CANDIDATES = 5;

// Military mail: no place to cook at, and most of it is filed at latitude and longitude zero.
const MILITARY_STATES = new Set(['AA', 'AE', 'AP']);

const FIRST_WORDS: Readonly<Record<string, string>> = { ST: 'SAINT', FT: 'FORT', MT: 'MOUNT', N: 'NORTH', S: 'SOUTH', SO: 'SOUTH', E: 'EAST', W: 'WEST' };

/** One spelling for every way of writing a city: capitals, no accents or points, common first words in full. No typo is corrected. */
function cityKey(city: string): string {
  const plain = city.normalize('NFD').replace(/[\u0300-\u036f.'’]/g, '').replace(/[\s-]+/g, ' ').trim().toUpperCase();
  const [first = '', ...rest] = plain.split(' ');
  return [rest.length > 0 ? (FIRST_WORDS[first] ?? first) : first, ...rest].join(' ');
}

/** The two-letter code for a code or a full name, or undefined. */
function stateCode(state: string): string | undefined {
  const plain = state.replace(/\./g, '').trim().toUpperCase();
  return zipcodes.states.full[plain] ?? (STATE_CODES.has(plain) ? plain : undefined);
}

const STATE_CODES = new Set(Object.values(zipcodes.states.full));

/** Half the values are below it: a few post-office boxes filed in the wrong county do not move it. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function middleOf(spots: readonly Spot[]): Coordinates {
  return { latitude: median(spots.map((spot) => spot.latitude)), longitude: median(spots.map((spot) => spot.longitude)) };
}

/** Cities by name, then by state. */
type CityIndex = Map<string, Map<string, Spot[]>>;

function addSpot(index: CityIndex, name: string, spot: Spot): void {
  const byState = index.get(cityKey(name)) ?? new Map<string, Spot[]>();
  byState.set(spot.state, [...(byState.get(spot.state) ?? []), spot]);
  index.set(cityKey(name), byState);
}

function readDirectory(options: ZipGeocoderOptions): { byZip: Map<string, Spot>; byCity: CityIndex } {
  const byZip = new Map<string, Spot>();
  const byCity: CityIndex = new Map();
  for (const { zip, city, state, country, latitude, longitude } of Object.values(zipcodes.codes)) {
    if (country !== 'US' || MILITARY_STATES.has(state)) continue;
    const spot = { city, state, postalCode: zip, latitude, longitude };
    byZip.set(zip, spot);
    addSpot(byCity, city, spot);
  }
  for (const place of options.placeNames) {
    if (!('postalCode' in place)) continue;
    const spot = byZip.get(place.postalCode);
    if (spot) addSpot(byCity, place.name, { ...spot, city: place.name });
  }
  return { byZip, byCity };
}

const failure = (kind: (LocateResult & { ok: false })['failure'], candidates: PlaceCandidate[] = []): LocateResult => ({ ok: false, failure: kind, candidates });
const named = ({ city, state, postalCode }: Spot): PlaceCandidate => ({ city, state, postalCode });

export function createZipGeocoder(options: ZipGeocoderOptions): Geocoder {
  const { byZip, byCity } = readDirectory(options);
  const timeZones = new Map(options.states.map((state) => [state.code, state.timeZone]));
  const nicknames = new Map(options.placeNames.flatMap((place) => ('sameAs' in place ? [[cityKey(place.name), place.sameAs] as const] : [])));
  const statesOf = (city: string): Map<string, Spot[]> => byCity.get(cityKey(nicknames.get(cityKey(city)) ?? city)) ?? new Map<string, Spot[]>();
  const nearestFirst = (groups: readonly Spot[][]): Spot[][] =>
    [...groups].sort((a, b) => straightMiles(options.base, middleOf(a)) - straightMiles(options.base, middleOf(b)));

  function toPlace(address: AddressText, spot: Spot, coordinates: Coordinates, precision: Place['precision']): LocateResult {
    const timeZone = timeZones.get(spot.state);
    const place: Place = {
      ...(address.line1 === undefined ? {} : { line1: address.line1 }),
      ...(address.unit === undefined ? {} : { unit: address.unit }),
      city: spot.city, state: spot.state,
      ...(precision === 'postal_code' ? { postalCode: spot.postalCode } : {}),
      latitude: coordinates.latitude, longitude: coordinates.longitude, precision,
      ...(timeZone === undefined ? {} : { timeZone }),
    };
    return { ok: true, place };
  }

  /** The code says where; city and state must agree with it. A city name unknown in that state is a neighbourhood, and the code counts. */
  function byPostalCode(address: AddressText, spot: Spot, state: string | undefined): LocateResult {
    const written = address.city === undefined ? undefined : statesOf(address.city).get(spot.state);
    const [nearest] = [...(written ?? [])].sort((a, b) => straightMiles(spot, a) - straightMiles(spot, b));
    if (state !== undefined && state !== spot.state) return failure('contradiction', [named(spot), ...(address.city === undefined ? [] : [{ city: address.city, state }])]);
    if (nearest && straightMiles(spot, nearest) > SAME_NEIGHBOURHOOD_MILES) return failure('contradiction', [named(spot), named(nearest)]);
    return toPlace(address, { ...spot, city: nearest?.city ?? spot.city }, spot, 'postal_code');
  }

  function byCityName(address: AddressText, city: string, state: string | undefined): LocateResult {
    const groups = statesOf(city);
    const served = nearestFirst([...groups.values()].filter(([spot]) => spot !== undefined && timeZones.has(spot.state)));
    const chosen = state !== undefined ? groups.get(state) : (served[0] ?? (groups.size === 1 ? [...groups.values()][0] : undefined));
    const [spot] = chosen ?? [];
    if (chosen && spot) return toPlace(address, spot, middleOf(chosen), 'city');
    const candidates = nearestFirst([...groups.values()]).flatMap(([first]) => (first ? [{ city: first.city, state: first.state }] : []));
    return failure(state === undefined && groups.size > 1 ? 'ambiguous_city' : 'unknown_place', candidates.slice(0, MOST_CANDIDATES));
  }

  return {
    locate: (address) => {
      const state = address.state === undefined ? undefined : stateCode(address.state);
      if (address.state !== undefined && state === undefined) return Promise.resolve(failure('unknown_place'));
      const spot = address.postalCode === undefined ? undefined : byZip.get(address.postalCode.trim().slice(0, 5));
      if (spot) return Promise.resolve(byPostalCode(address, spot, state));
      if (address.city !== undefined && address.city.trim() !== '') return Promise.resolve(byCityName(address, address.city, state));
      return Promise.resolve(failure(address.postalCode === undefined ? 'incomplete' : 'unknown_place'));
    },
  };
}
