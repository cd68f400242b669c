// Dietary needs and allergies, in normalised words.
import type { Span } from './canonical.ts';
import { allMatches } from './matches.ts';

export type DietaryReading = { needs: string[]; words: string; span: Span | null };

const FOODS: ReadonlyArray<readonly [pattern: string, name: string]> = [
  ['shell ?fish', 'shellfish'], ['shrimps?|prawns?', 'shrimp'], ['crab', 'crab'], ['lobsters?', 'lobster'], ['scallops?', 'scallop'], ['sea ?food', 'seafood'], ['fish', 'fish'], ['salmon', 'salmon'],
  ['peanuts?|peanut butter', 'peanut'], ['tree ?nuts?', 'tree nut'], ['nuts?', 'nut'], ['soy(?: sauce)?|soya', 'soy'], ['sesame', 'sesame'], ['eggs?', 'egg'], ['milk|dairy|lactose', 'dairy'],
  ['gluten|wheat', 'gluten'], ['garlic', 'garlic'], ['onions?', 'onion'], ['mushrooms?', 'mushroom'], ['chicken', 'chicken'], ['beef', 'beef'], ['pork', 'pork'], ['msg', 'msg'], ['corn', 'corn'], ['ginger', 'ginger'], ['bell peppers?|peppers?', 'pepper'], ['mustard', 'mustard'], ['rice', 'rice'],
];
const FOOD = `(?:${FOODS.map(([pattern]) => pattern).join('|')})`;
const FOOD_LIST = `${FOOD}(?:(?:,? (?:and|or|&) |, ?| ?\\/ ?)${FOOD})*`;
const ALLERGIC_TO = new RegExp(`\\b(?:allerg(?:ic|y|ies)|alergic|allergik|alergy|intoleran(?:t|ce)|sensitiv(?:e|ity)) (?:to |of |with |is |are |: ?)*(?:all |any |the )*(${FOOD_LIST})(?![a-z])`, 'g');
const FOOD_ALLERGY = new RegExp(`(?<![a-z])(${FOOD_LIST}) (?:allerg(?:y|ies|ic)|alergy|intoleran(?:t|ce)|sensitiv(?:e|ity))`, 'g');
const AVOIDS = new RegExp(`(?:\\b(?:can't|cannot|cant|can not|doesn't|don't|do not|does not|won't) (?:eat|have|do|tolerate)|\\bno|\\bwithout|\\bavoids?) (?:any |the )*(${FOOD_LIST})(?![a-z])`, 'g');
const DIETS: ReadonlyArray<readonly [pattern: RegExp, need: string]> = [
  [/\bvegetarians?\b|\bvegitarians?\b|\bvegeterians?\b|\bveggie (?:option|guest|person|meal)s?\b|\b(?:doesn't|don't|do not|does not) eat meat\b/, 'vegetarian'],
  [/\bvegans?\b|\bplant[- ]based\b/, 'vegan'],
  [/\bpescatarians?\b|\bpescetarians?\b/, 'pescatarian'],
  [/\bgluten[- ]?free\b|\bceliacs?\b|\bcoeliacs?\b|\bno gluten\b|\bgf\b/, 'gluten-free'],
  [/\bdairy[- ]?free\b|\blactose[- ](?:free|intoleran(?:t|ce))\b|\bno dairy\b/, 'dairy-free'],
  [/\bnut[- ]?free\b/, 'nut-free'],
  [/\bsoy[- ]?free\b/, 'soy-free'],
  [/\begg[- ]?free\b/, 'egg-free'],
  [/\bhalal\b/, 'halal'],
  [/\bkosher\b/, 'kosher'],
  [/\bketo\b|\blow[- ]carb\b/, 'low-carb'],
  [/\blow[- ]sodium\b|\blow[- ]salt\b/, 'low-sodium'],
];
/** Every need that is told apart, in the words it is kept in. */
export const DIETARY_NEEDS: readonly string[] = [...DIETS.map(([, need]) => need), ...FOODS.flatMap(([, food]) => [`${food} allergy`, `no ${food}`])];
const NONE = /\b(?:no|not any|without any|zero|don't have any|do not have any|we have no|nobody has(?: any)?|none of us have(?: any)?) (?:known )?(?:dietary|diet|food|allerg)[a-z]*(?: (?:restrictions?|needs?|allergies|allergy|requirements?|concerns?|or dietary restrictions?))*/;
// "No shrimp" is a wish about the menu; as a need it is said of people.
const ABOUT_PEOPLE = /\b(?:guests?|people|person|kids?|child|children|wife|husband|daughter|son|friend|who|somebody|someone|we|i|he|she|they|mom|dad|is|are|us)\b/;

export function readDietary(text: string): DietaryReading {
  const needs = new Set<string>();
  let start = Infinity;
  let end = 0;
  const note = (match: RegExpExecArray, ...values: string[]): void => {
    for (const value of values) needs.add(value);
    start = Math.min(start, match.index);
    end = Math.max(end, match.index + match[0].length);
  };
  for (const match of allMatches(ALLERGIC_TO, text)) note(match, ...allergies(match[1]));
  for (const match of allMatches(FOOD_ALLERGY, text)) if (!/lactose intoleran/.test(match[0])) note(match, ...allergies(match[1]));
  for (const [pattern, need] of DIETS) {
    const match = pattern.exec(text);
    if (match !== null) note(match, need);
  }
  for (const match of allMatches(AVOIDS, text)) {
    if (/^(?:no|without)/.test(match[0]) && !ABOUT_PEOPLE.test(text.slice(0, match.index))) continue;
    const named = foodsIn(match[1]);
    if (!/allerg|gluten|dairy/.test(text.slice(match.index, match.index + match[0].length + 8))) note(match, ...named.map((food) => `no ${food}`));
  }
  if (needs.size === 0) {
    const none = NONE.exec(text);
    return none === null ? { needs: [], words: '', span: null } : { needs: ['none'], words: none[0], span: { start: none.index, end: none.index + none[0].length } };
  }
  return { needs: [...needs], words: text.slice(start, end), span: { start, end } };
}

const foodsIn = (words: string | undefined): string[] =>
  (words ?? '').split(/,? (?:and|or|&) |, ?| ?\/ ?/).flatMap((word) => FOODS.filter(([pattern]) => new RegExp(`^(?:${pattern})$`).test(word)).map(([, name]) => name));
const allergies = (words: string | undefined): string[] => foodsIn(words).map((food) => `${food} allergy`);
