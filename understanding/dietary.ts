// Dietary needs and allergies, in normalised words.
import type { Span } from './canonical.ts';
import { allMatches } from './matches.ts';

/** `counts` are the numbers of those who have a need: a part of the party, not its size. */
export type DietaryReading = { needs: string[]; words: string; span: Span | null; counts: Span[] };

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
/** What nobody calls "no gluten" on a menu. */
const FREE_OF: ReadonlyMap<string, string> = new Map([['gluten', 'gluten-free'], ['dairy', 'dairy-free']]);
/** Every need that is told apart, in the words it is kept in. */
export const DIETARY_NEEDS: readonly string[] = [...DIETS.map(([, need]) => need), ...FOODS.flatMap(([, food]) => [`${food} allergy`, `no ${food}`])];
const NONE = /\b(?:no|not any|without any|zero|don't have any|do not have any|we have no|nobody has(?: any)?|none of us have(?: any)?) (?:known )?(?:dietary|diet|food|allerg)[a-z]*(?: (?:restrictions?|needs?|allergies|allergy|requirements?|concerns?|or dietary restrictions?))*/;
// "No shrimp" is a wish about the menu; as a need it is said of people.
const ABOUT_PEOPLE = /\b(?:guests?|people|person|kids?|child|children|wife|husband|daughter|son|friend|who|somebody|someone|we|i|he|she|they|mom|dad|is|are|us)\b/;

/** "Two of us are", "one guest has a": counts those whose need is named right after it. */
const WHO_HAVE = /(?<![\d.,:\/$#-])(\d{1,3})(?:(?: (?:of (?:us|them|whom|(?:the|our|my|those) [a-z]+)|people|ppl|persons?|guests?|adults?|kids?|children|friends?|others?|family members?|men|women|girls?|boys?))?(?: (?:is|are|who|that|which|who's|will|be|being|has|have|with|a|an|also|strictly|both|all|severely|really|very|mild|known|bad|serious|severe|deadly|life[- ]threatening|in the (?:group|party)))+| of (?:us|them|whom))? ?$/;
const WHO_AVOID = /(?<![\d.,:\/$#-])(\d{1,3}) (?:of (?:us|them|whom|(?:the|our|my|those) [a-z]+)|people|ppl|persons?|guests?|adults?|kids?|children|friends?|others?) (?:who |that )?$/;
const WHO_ARE_CALLED = /(?<![\d.,:\/$#-])(\d{1,3}) (?:(?:strict|lone|other|total) )?$/;
const AVOIDANCE = /^(?:can|cannot|do|does|won't|avoid)/;
/** These lead to the size of the whole party, whatever it eats. */
const EVERYBODY_BEFORE = /\b(?:for|(?:party|group|table|total|family|team) of|all(?: of)?(?: the)?|the|both|we are|we're|we'll be|we will be|us|serve|feed|host|feeding|hosting|book) (?:about |around |all )?$/;
const A_DISH_AFTER = /^[a-z]* (?:options?|meals?|menus?|dish(?:es)?|food|plates?|choices?|version)\b/;

/** "No pork for two people", "vegan meals for 3". */
const FOR_WHOM = /^(?: (?:meals?|plates?|dish(?:es)?))? for (\d{1,3})(?![\d:]| ?(?:pm|am|nights?|days?|hours?)\b)/;

/** The number that counts the people of a need, where the words beside it hold one. */
function countOf(text: string, match: RegExpExecArray): Span | null {
  const end = match.index + match[0].length;
  const whom = FOR_WHOM.exec(text.slice(end));
  if (whom?.[1] !== undefined) return { start: end + whom[0].length - whom[1].length, end: end + whom[0].length };
  const before = text.slice(0, match.index);
  const found = WHO_HAVE.exec(before) ?? WHO_ARE_CALLED.exec(before) ?? (AVOIDANCE.test(match[0]) ? WHO_AVOID.exec(before) : null);
  if (found?.[1] === undefined || EVERYBODY_BEFORE.test(before.slice(0, found.index)) || A_DISH_AFTER.test(text.slice(end))) return null;
  return { start: found.index, end: found.index + found[1].length };
}

export function readDietary(text: string): DietaryReading {
  const needs = new Set<string>();
  let start = Infinity;
  let end = 0;
  const counts: Span[] = [];
  const note = (match: RegExpExecArray, ...values: string[]): void => {
    for (const value of values) needs.add(value);
    start = Math.min(start, match.index);
    end = Math.max(end, match.index + match[0].length);
    const count = countOf(text, match);
    if (count !== null) counts.push(count);
  };
  for (const match of allMatches(ALLERGIC_TO, text)) note(match, ...allergies(match[1]));
  for (const match of allMatches(FOOD_ALLERGY, text)) if (!/lactose intoleran/.test(match[0])) note(match, ...allergies(match[1]));
  for (const [pattern, need] of DIETS) {
    const match = pattern.exec(text);
    if (match !== null) note(match, need);
  }
  for (const match of allMatches(AVOIDS, text)) {
    if (/^(?:no|without)/.test(match[0]) && !ABOUT_PEOPLE.test(text.slice(0, match.index)) && !FOR_WHOM.test(text.slice(match.index + match[0].length))) continue;
    const named = foodsIn(match[1]);
    if (!/allerg/.test(text.slice(match.index, match.index + match[0].length + 8))) note(match, ...named.map((food) => FREE_OF.get(food) ?? `no ${food}`));
  }
  if (needs.size === 0) {
    const none = NONE.exec(text);
    return none === null ? { needs: [], words: '', span: null, counts } : { needs: ['none'], words: none[0], span: { start: none.index, end: none.index + none[0].length }, counts };
  }
  return { needs: [...needs], words: text.slice(start, end), span: { start, end }, counts };
}

const foodsIn = (words: string | undefined): string[] =>
  (words ?? '').split(/,? (?:and|or|&) |, ?| ?\/ ?/).flatMap((word) => FOODS.filter(([pattern]) => new RegExp(`^(?:${pattern})$`).test(word)).map(([, name]) => name));
const allergies = (words: string | undefined): string[] => foodsIn(words).map((food) => `${food} allergy`);
