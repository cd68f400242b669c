// What the assistant had asked for, guessed from its last words when nobody says.
import type { SlotName } from '../domain/vocabulary.ts';

const ASKS: ReadonlyArray<readonly [slot: SlotName, cue: RegExp]> = [
  ['party_size', /\bhow many\b|\b(?:party|group) size\b|\bhow (?:large|big) is\b|\bnumber of (?:people|guests|passengers|tickets|riders|seats)\b|\bhead ?count\b|\bhow much people\b/],
  ['date', /\b(?:what|which) (?:date|day)\b|\bwhen\b|\bdate\b.{0,40}\?|\bwhat day\b/],
  ['time', /\bwhat time\b|\bwhich time\b|\bwhen\b|\btime\b.{0,40}\?|\bat what\b/],
  ['address', /\baddress\b|\bwhere\b|\bwhat city\b|\bwhich city\b|\bwhat area\b|\bdestination\b|\blocation\b/],
  ['name', /\b(?:your|the|what) name\b|\bname should\b|\bname (?:for|on) the\b|\bwho (?:is|am)\b/],
  ['phone', /\bphone\b|\bnumber (?:can|should|to) (?:we|i)\b|\bcell\b|\bcall you\b/],
  ['email', /\be-?mail\b/],
];

/** "How many bedrooms?": the number that answers it counts no heads. */
const COUNTS_SOMETHING_ELSE = /\bhow (?:many|much) (?!people|guests|persons|seats|tickets|passengers|riders|adults|of you|are|will|do you need|would you)(?:[a-z-]+ )?(?!people|guests|seats|tickets)[a-z]+/;

/** True when the last question asked how many of something that is not people. */
export function asksForOtherCount(lastSaid: string | null): boolean {
  const lower = (lastSaid ?? '').slice(-400).toLowerCase();
  return COUNTS_SOMETHING_ELSE.test(lower) && !/\bhow many (?:people|guests|persons|seats|tickets|passengers|riders)\b/.test(lower);
}

export function requestedIn(lastSaid: string | null): SlotName[] {
  if (lastSaid === null || lastSaid === '') return [];
  // Only the end of a long message is the question.
  const lower = lastSaid.slice(-400).toLowerCase();
  if (!lower.includes('?') && !/\b(?:please (?:provide|tell|give|let|send|share)|let me know|tell me|may i have)\b/.test(lower)) return [];
  const otherCount = asksForOtherCount(lower);
  return ASKS.filter(([slot, cue]) => cue.test(lower) && !(slot === 'party_size' && otherCount)).map(([slot]) => slot);
}
