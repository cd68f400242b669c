// The names of American cities and the states they are in, from the postal code data.
import zipcodes from 'zipcodes';
import { isCommonWord } from './english-words.ts';
import { isGivenName } from './given-names.ts';
import { createVocabulary } from './typo.ts';

/** Only names of this state are looked for behind a misspelling: among all the country's, most slips lie near several. */
const REPAIRED_STATE = 'CA';
/** A shorter name has too many neighbours. */
const SHORTEST_REPAIRED = 5;

/** By the letters alone: the space slips as easily as a letter. */
const repairable = new Map<string, string>();
const lettersOf = (name: string): string => name.replace(/[^a-z]/g, '');
const statesOfCity = new Map<string, Set<string>>();
for (const { city, state, country } of Object.values(zipcodes.codes)) {
  if (country !== 'US') continue;
  const name = city.toLowerCase();
  if (state === REPAIRED_STATE) repairable.set(lettersOf(name), city);
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

const spelling = createVocabulary([...repairable.keys()].filter((letters) => letters.length >= SHORTEST_REPAIRED));

/** The one city that these lower-case words are a slip of. Words that are all English, a given name, or a city somewhere, are no slip. */
export function misspeltCity(name: string, state: string = REPAIRED_STATE): string | null {
  if (state !== REPAIRED_STATE || isCity(name) || isGivenName(name) || name.split(' ').every((word) => isCommonWord(word))) return null;
  const letters = lettersOf(name);
  const meant = letters.length < SHORTEST_REPAIRED ? null : spelling.correct(letters);
  return meant === null ? null : (repairable.get(meant) ?? null);
}

export function nicknameOf(name: string): string | undefined {
  return NICKNAMES.get(name.toLowerCase());
}

export function isPostalCode(code: string): boolean {
  return zipcodes.codes[code.slice(0, 5)]?.country === 'US';
}
