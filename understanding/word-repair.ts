// Repairs misspellings, only towards the words that details are written in: days, months, numbers, people, food.
import { isCity } from './gazetteer.ts';
import { allMatches } from './matches.ts';
import { createVocabulary, typingDistance } from './typo.ts';

const CAPITALIZED = 'sunday monday tuesday wednesday thursday friday saturday january february april august september october november december thanksgiving christmas halloween easter';
const OTHERS = `tomorrow tonight weekend noon midnight morning afternoon evening
  people persons guests adults children friends couples kids
  three seven eight eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred dozen couple
  chicken steak shrimp tofu salmon scallops lobster filet noodles vegetables
  vegetarian vegan gluten shellfish peanuts allergy allergic allergies`;
const split = (words: string): string[] => words.split(/\s+/).filter((word) => word !== '');
const capitalized: ReadonlySet<string> = new Set(split(CAPITALIZED));
const vocabulary = createVocabulary([...capitalized, ...split(OTHERS)]);
/** "Fridays", "seventeenth", "steaks", "noodle": forms of these words, spelt right. */
const FORM = /(?:'?s|es|th|ly)$/;
const isForm = (word: string): boolean => vocabulary.has(word.replace(FORM, '')) || vocabulary.has(`${word}s`) || /^(?:seven|eigh|ten|nin)th$/.test(word);

/** Shorter words have too many neighbours; their letters in another order, or one twice, are the only slip. */
const SHORTEST_REPAIRED = 5;
/** One slip: what lies further off is more likely a name or a word that no list here has. */
const FURTHEST = 1;
const WORD = /(?<![a-z0-9@.'_-])[a-z]{4,15}(?![a-z0-9@'_])/g;

export type Repair = { start: number; end: number; words: string };

/** The misspelt words of a text; `lower` is `original` in lower case, character for character. */
export function findRepairs(lower: string, original: string): Repair[] {
  const repairs: Repair[] = [];
  for (const { 0: word, index } of allMatches(WORD, lower)) {
    const meant = vocabulary.correct(word);
    if (meant === null || meant === word || isForm(word) || !isSlip(word, meant)) continue;
    // Inside a sentence a capital begins a name, unless the word meant has one as well.
    if (/[A-Z]/.test(original[index] ?? '') && /[a-z,] $/.test(original.slice(Math.max(0, index - 2), index)) && !capitalized.has(meant)) continue;
    if (!isCity(word)) repairs.push({ start: index, end: index + word.length, words: meant });
  }
  return repairs;
}

function isSlip(word: string, meant: string): boolean {
  if (word.length < SHORTEST_REPAIRED || meant.length < SHORTEST_REPAIRED) return [...word].sort().join('') === [...meant].sort().join('') || typingDistance(word, meant) < FURTHEST;
  return typingDistance(word, meant) <= (meant.length > 7 ? 2 * FURTHEST : FURTHEST);
}
