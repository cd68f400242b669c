// The names of American cities and the states they are in, from the postal code data.
import zipcodes from 'zipcodes';

const statesOfCity = new Map<string, Set<string>>();
for (const { city, state, country } of Object.values(zipcodes.codes)) {
  if (country !== 'US') continue;
  const name = city.toLowerCase();
  const states = statesOfCity.get(name);
  if (states === undefined) statesOfCity.set(name, new Set([state]));
  else states.add(state);
}

/** What people call some cities of the area served. */
const NICKNAMES: ReadonlyMap<string, string> = new Map([['sf', 'San Francisco'], ['frisco', 'San Francisco'], ['sac', 'Sacramento'], ['sacto', 'Sacramento'], ['sacremento', 'Sacramento'], ['san fran', 'San Francisco'], ['sanfrancisco', 'San Francisco'], ['sanjose', 'San Jose'], ['soma', 'San Francisco']]);

export const LONGEST_CITY_WORDS = 4;

const firstWords: ReadonlySet<string> = new Set([...statesOfCity.keys(), ...NICKNAMES.keys()].map((name) => name.split(' ', 1)[0] ?? ''));

/** False for nearly every word: most of a message is no place at all. */
export function beginsCity(word: string): boolean {
  return firstWords.has(word);
}

export function isCity(name: string, state?: string): boolean {
  const states = statesOfCity.get(name.toLowerCase());
  return states !== undefined && (state === undefined || states.has(state));
}

export function nicknameOf(name: string): string | undefined {
  return NICKNAMES.get(name.toLowerCase());
}

export function isPostalCode(code: string): boolean {
  return zipcodes.codes[code.slice(0, 5)]?.country === 'US';
}
