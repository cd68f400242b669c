// "2" for "to" and "4" for "for", as people type them: taken for words only where no number can stand.
import type { Replacement } from './canonical.ts';
import { allMatches } from './matches.ts';

const VERBS = 'make|book|reserve|schedule|have|get|hire|host|order|do|know|see|ask|plan|set up|set|change|cancel|confirm|talk|speak|be|pay|add|move|find|check|arrange|cater|celebrate|come|go';
const TO = new RegExp(`(?<=\\b(?:like|want|wanted|need|needed|have|going|trying|looking|able|hoping|love|prefer|u|you|us|me|ready|how|here|someone|chef|wish|decided|planning) )2(?= (?:${VERBS})(?![a-z]))`, 'g');
const FOR = new RegExp(`(?<=\\b(?:book|reserve|make|need|want|get|reservation|booking|chef|chefs|table|party|dinner|lunch|event|hibachi|catering|caterer|quote|price|cost|much|date|it|that|this|thanks|thank you|ready|available|availability|open|time|u|you|pay|looking|food|menu|deposit|person|people|somebody|someone) )4(?= (?:an?|my|our|us|me|the|you|your|his|her|dinner|lunch|tomorrow|tonight|this|next|\\d{1,3} (?:people|ppl|guests?|persons?|adults?|kids|of us))(?![a-z.]))`, 'g');

/** In order, not overlapping. */
export function findTextSpeak(lower: string): Replacement[] {
  const found = [...(lower.includes('2 ') ? allMatches(TO, lower).map((match) => ({ start: match.index, words: 'to' })) : []), ...(lower.includes('4 ') ? allMatches(FOR, lower).map((match) => ({ start: match.index, words: 'for' })) : [])];
  return found.sort((one, other) => one.start - other.start).map((replacement) => ({ ...replacement, end: replacement.start + 1 }));
}
