// Counts people who are listed instead of numbered: "my wife, her parents and I".
import type { Span } from './canonical.ts';

const PLURAL_TWO = "parents|grandparents|in-laws|inlaws|twins|folks";
const SINGLE =
  "wife|husband|partner|spouse|fiancee?|fianc\u00e9e?|girlfriend|boyfriend|mom|mum|mother|dad|father|son|daughter|brother|sister|cousin|aunt|uncle|niece|nephew|grandma|grandmother|grandpa|grandfather|friend|boss|neighbor|neighbour|roommate|colleague|coworker|kid|child|baby|toddler|date|mate|guest|mother-in-law|father-in-law|brother-in-law|sister-in-law";
const COUNTED = "kids|children|sons|daughters|brothers|sisters|siblings|cousins|friends|boys|girls|babies|others|nephews|nieces|grandkids|grandchildren|couples|colleagues|coworkers|toddlers|teenagers|teens";
const OWNER = "(?:my|our|her|his|their|the|a|an|with|one)";
const SELF = "(?:me|i|myself)(?!')";
const MEMBER = `(?:${SELF}|(?:${OWNER} )*(?:(?:best|older|younger|little|big|new|good|other) )?(?:${PLURAL_TWO}|${SINGLE})|(?:${OWNER} )*\\d{1,2} (?:of (?:my|our) )?(?:(?:best|older|younger|little|other|close|small) )?(?:${COUNTED}))(?![a-z0-9'])`;
const JOINT = "(?:,? (?:and|plus|&|with|as well as|along with) |, ?(?:and |plus )?| ?\\+ ?)";
const LIST = new RegExp(`(?<![a-z'])${MEMBER}(?:${JOINT}${MEMBER})+`, 'g');
const ONE_MEMBER = new RegExp(MEMBER, 'g');

/** The length of a list that includes the speaker; a list without the speaker says nothing about the whole party. */
export function countListedPeople(text: string): (Span & { count: number }) | null {
  for (const match of text.matchAll(LIST)) {
    let people = 0;
    let self = false;
    for (const [member] of match[0].matchAll(ONE_MEMBER)) {
      if (new RegExp(`^${SELF}$`).test(member)) {
        self = true;
        people += 1;
        continue;
      }
      const number = /\d{1,2}/.exec(member);
      if (number !== null) people += Number(number[0]) * (/couples$/.test(member) ? 2 : 1);
      else people += new RegExp(`(?:${PLURAL_TWO})$`).test(member) ? 2 : 1;
    }
    if (self && people > 1) return { start: match.index, end: match.index + match[0].length, count: people };
  }
  return null;
}
