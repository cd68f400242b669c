// Menu wishes: what from the profile's menu, and for how many. Works on canonical text.
import type { MenuChoice } from '../domain/reading.ts';
import { originalWords } from './canonical.ts';
import type { Canonical, Span } from './canonical.ts';
import { allMatches } from './matches.ts';
import type { MenuVocabulary } from './menu-vocabulary.ts';
import { convertNumberWords } from './numbers.ts';

export type MenuReading = { choices: MenuChoice[]; words: string; taken: Span[] };
export type MenuMatcher = { pattern: RegExp; idOf: ReadonlyMap<string, string> };

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '[ -]');
const BEFORE = '(?:(?<![\\d.:/$])(\\d{1,3})(?: orders?)?(?: of)?(?: the)? )?';
const AFTER = '(?:(?: for| x) (\\d{1,3})(?! ?(?:people|ppl|guests|persons|adults|kids|pm|am|:|o\'clock|st\\b|nd\\b|rd\\b|th\\b)|[\\d:/]))?';
const UNWANTED_BEFORE = /\b(?:no|not|without|except|hold the|skip the|skip|don't (?:want|like|eat|need)|do not (?:want|like|eat|need)|dont (?:want|like|eat|need)|doesn't (?:want|like|eat)|won't need|instead of|allergic to|remove(?: the)?|minus|drop the)\s+(?:any |the |to |extra |\d+ )*$/;
const ASKED_ABOUT = /\b(?:do you (?:have|offer|serve|do)|is there|are there|how much (?:is|are|for)|what about)\s+(?:the |a |an |any )?$/;

/** Made once for each menu; names are matched whole, the longest first, with or without a plural s. */
export function createMenuMatcher(menu: MenuVocabulary): MenuMatcher {
  const idOf = new Map<string, string>();
  for (const { id, names } of menu) {
    for (const name of [...names, id.replace(/_/g, ' ')]) {
      const key = inDigits(name.toLowerCase().replace(/-/g, ' ').trim());
      if (key !== '' && !idOf.has(key)) idOf.set(key, id);
    }
  }
  const names = [...idOf.keys()].sort((a, b) => b.length - a.length);
  // With no menu there is nothing to match, and an empty alternative would match everywhere.
  const alternatives = names.length === 0 ? '(?!)' : names.map(escaped).join('|');
  return { pattern: new RegExp(`(?<![a-z0-9])${BEFORE}(${alternatives})(?:e?s)?(?![a-z0-9])${AFTER}`, 'g'), idOf };
}

/** The canonical text has digits where names may have words ("third protein"). */
function inDigits(name: string): string {
  let out = '';
  let at = 0;
  for (const number of convertNumberWords(name)) {
    out += name.slice(at, number.start) + number.digits;
    at = number.end;
  }
  return out + name.slice(at);
}

export function readMenu(canonical: Canonical, matcher: MenuMatcher): MenuReading {
  const choices = new Map<string, MenuChoice>();
  const taken: Span[] = [];
  for (const match of allMatches(matcher.pattern, canonical.text)) {
    const id = matcher.idOf.get((match[2] ?? '').replace(/-/g, ' '));
    if (id === undefined) continue;
    const before = canonical.text.slice(Math.max(0, match.index - 30), match.index);
    if (UNWANTED_BEFORE.test(before) || ASKED_ABOUT.test(before) || /^ (?:allerg|free)/.test(canonical.text.slice(match.index + match[0].length))) continue;
    const quantity = match[1] ?? match[3];
    const known = choices.get(id);
    if (known === undefined || known.quantity === null) choices.set(id, { id, quantity: quantity === undefined ? null : Number(quantity) });
    taken.push({ start: match.index, end: match.index + match[0].length });
  }
  const first = taken[0];
  const last = taken.at(-1);
  const words = first === undefined || last === undefined ? '' : originalWords(canonical, { start: first.start, end: last.end });
  return { choices: [...choices.values()], words, taken };
}
