// How somebody writes: the same phrase from a tidy person, a hurried one and a cross one. Facts are never misspelt, only the words around them.
import type { Dice } from './dice.ts';

export const PERSONAS = ['tidy', 'lowercase', 'terse', 'polite', 'chatty', 'texter', 'typist', 'shouting'] as const;
export type Persona = (typeof PERSONAS)[number];

/** How much of what they know they tell at once. */
export const PACES = ['all_at_once', 'as_asked', 'one_thing', 'fragments'] as const;
export type Pace = (typeof PACES)[number];

const POLITE_AFTER = [' Thank you!', ' Thanks in advance.', ' Thank you so much.', ' I appreciate it.', ' Thanks!'] as const;
const CHATTY_BEFORE = ['Oh wonderful! ', 'Ok so, ', 'Alright, ', 'Haha ok. ', 'Great! ', 'So excited! ', 'Hmm ok, '] as const;
const CHATTY_AFTER = [' We are so excited!', ' The kids will love it', ' 😊', " can't wait", ' It will be so fun'] as const;
const TEXTER: readonly (readonly [RegExp, string])[] = [[/\byou\b/gi, 'u'], [/\bplease\b/gi, 'pls'], [/\bpeople\b/gi, 'ppl'], [/\bthanks\b/gi, 'thx'], [/\bare\b/gi, 'r'], [/\bto\b/gi, '2'], [/\bfor\b/gi, '4'], [/\btomorrow\b/gi, 'tmrw'], [/\bwith\b/gi, 'w/']];
/** "2" and "4" beside a number would be a different number. */
const NEAR_NUMBER = /\d/;
const SHORTEST_MISSPELT = 5;
/** Leave alone what a slip would turn into another message altogether. */
const NOT_MISSPELT = /^(?:stop|start|help|quit|unsubscribe|unstop|agree|agreed)$/i;

/** Applied to the words of a phrase; `fill` puts the facts in afterwards. */
export function styled(dice: Dice, persona: Persona, phrase: string, fill: (words: string) => string, isBare: boolean): string {
  switch (persona) {
    case 'tidy': return fill(phrase.charAt(0).toUpperCase() + phrase.slice(1));
    case 'lowercase': return fill(phrase).toLowerCase().replace(/[!']/g, '');
    case 'terse': return fill(phrase).replace(/[.!]+$/, '');
    case 'polite': return isBare || !dice.chance(0.5) ? fill(phrase) : `${fill(phrase).replace(/[.!?]*$/, (end) => (end === '' ? '.' : end))}${dice.pick(POLITE_AFTER)}`;
    case 'chatty': return isBare ? fill(phrase) : `${dice.chance(0.4) ? dice.pick(CHATTY_BEFORE) : ''}${fill(phrase)}${dice.chance(0.3) ? dice.pick(CHATTY_AFTER) : ''}`;
    case 'texter': return fill(abbreviated(phrase)).toLowerCase();
    case 'typist': return fill(isBare ? phrase : misspelt(dice, phrase));
    case 'shouting': return fill(phrase).toUpperCase();
  }
}

function abbreviated(phrase: string): string {
  return TEXTER.reduce((text, [word, short]) => (NEAR_NUMBER.test(short) && phrase.includes('{') ? text : text.replace(word, short)), phrase);
}

/** One slip of the thumb: two letters swapped, one left out, or one twice. */
function misspelt(dice: Dice, phrase: string): string {
  const words = phrase.split(' ');
  const candidates = words.flatMap((word, index) => (/^[a-z]+$/i.test(word) && word.length >= SHORTEST_MISSPELT && !NOT_MISSPELT.test(word) ? [index] : []));
  if (candidates.length === 0) return phrase;
  const at = dice.pick(candidates);
  const word = words[at] ?? '';
  const letter = 1 + Math.floor(dice.roll() * (word.length - 3));
  const slip = dice.pick([
    () => word.slice(0, letter) + (word[letter + 1] ?? '') + (word[letter] ?? '') + word.slice(letter + 2),
    () => word.slice(0, letter) + word.slice(letter + 1),
    () => word.slice(0, letter) + (word[letter] ?? '') + word.slice(letter),
  ])();
  return words.map((one, index) => (index === at ? slip : one)).join(' ');
}
