// Counts people who are listed instead of numbered: "my wife, her parents and I", "3 adults, one senior and 2 kids".
import type { Span } from './canonical.ts';
import { allMatches } from './matches.ts';

export const CHILDREN = '(?:kids?|kiddos?|kiddies|child(?:ren)?|toddlers?|bab(?:y|ies)|infants?|newborns?|little ones?|littles|minors?|grand(?:kids?|child(?:ren)?)|youngsters?)';
/** Whoever is called this eats free, whatever the age. */
export const INFANTS = '(?:toddlers?|bab(?:y|ies)|infants?|newborns?)';
export const ADULTS = '(?:adults?|grown[ -]?ups?|seniors?|men|man|women|woman|ladies|lady|gentlemen|gentleman|moms?|dads?)';
const COUPLES = 'couples?';
const PAIRS = 'parents|grandparents|in-laws|inlaws|twins|folks';
const RELATIVES =
  "wife|husband|hubby|partner|spouse|fiancee?|fianc\u00e9e?|girlfriend|boyfriend|gf|bf|mom|mum|mother|mommy|dad|daddy|father|son|daughter|brother|sister|sis|bro|cousin|aunt|auntie|uncle|niece|nephew|grandma|grandmother|grandpa|grandfather|granddad|grandad|nan|nana|granny|grandson|granddaughter|friend|buddy|bestie|boss|neighbou?r|roommate|colleague|coworker|date|mate|guest|host|hostess|highchair";
const COMPANY = 'of us|people|persons?|guests?|heads?|friends?|others?|sons?|daughters?|brothers?|sisters?|siblings?|cousins?|boys?|girls?|guys?|nephews?|nieces?|aunts?|uncles?|colleagues?|co-?workers?|associates?|teammates?|classmates?|roommates?|mates?|buddies|pals|neighbou?rs?|teen(?:ager)?s?|relatives?|family members?|parents|grandparents|hosts?|high ?chairs?';
const OWNER = '(?:my|our|your|her|his|their|the|an?|with|1|another)';
const KINSHIP = '(?:(?:best|older|younger|elder|little|big|baby|new|good|other|close|great|step|half|ex|fellow|birthday)[ -])*';
const OF = '(?:(?:of|more of) (?:my|our|her|his|the|those) )?(?:(?:best|older|younger|little|small|young|close|good|other|more|extra|grown|school|work|additional) )*';
/** What the list's speaker is called; "I'm" and "I'd" begin a sentence. */
const SELF = "(?:me|i|myself)(?!')";
const NUMBER = '(?<![\\d.,:/$#-])\\d{1,3}(?: ?(?:-|to|or) ?\\d{1,3})?';
const END = "(?![a-z0-9'-])";
const IN_LAW = '(?:[- ]in[- ]law)?';
const COUNTED = `(?:${OWNER} )*${NUMBER} ${OF}(?:${CHILDREN}|${ADULTS}|${COUPLES}|${COMPANY})(?: (?:ages?|aged|under) \\d{1,2}(?:(?:-| to )\\d{1,2})?)?|${NUMBER} under (?:the age of |age )?\\d{1,2}`;
const MEMBER = `(?:${SELF}|${COUNTED}|(?:${OWNER} )*${KINSHIP}(?:${PAIRS}|(?:${RELATIVES})${IN_LAW}|${CHILDREN}|${ADULTS}|couple))${END}`;
const JOINT = '(?:,? ?(?:and|plus|&|with|as well as|along with|\\+)(?: also| then| maybe| another)? |, ?| (?=\\d)| ?\\+ ?)';
const LIST = new RegExp(`(?<![a-z0-9'.:/$#-])${MEMBER}(?:${JOINT}${MEMBER})+`, 'g');
const ONE_MEMBER = new RegExp(MEMBER, 'g');
const IS_SELF = new RegExp(`^${SELF}$`);
const IS_CHILD = new RegExp(`(?:${CHILDREN}(?: (?:ages?|aged|under) [\\d to-]+)?|\\d under [a-z\\d ]+)$`);
const IS_INFANT = new RegExp(`${INFANTS}$`);
const IS_NAMED = new RegExp(`(?:${PAIRS}|(?:${RELATIVES})${IN_LAW})$`);
const AGES = /(?<!^\d+ )(?:ages?|aged|under) .*$|(?<=^\d+ )under .*$/;
// "For 1 person and I want a cab": the list is over before the new sentence.
const ENDS_IN_COMPANY = /(?:people|persons?|guests?|heads?|adults?)(?:, ?|,? (?:and|&|plus) )i$/;
/** "3 people, me and my parents": the list says again who the 3 are. */
const APPOSITION = /^\d{1,3} (?:people|persons?|guests?), ?(?:me|myself|my)\b/;
/** Without one of these no list is there to be found. */
const WORTH_TRYING = new RegExp(`(?<![a-z])${SELF}(?![a-z])|\\d ?(?:[a-z-]+ ){0,3}(?:${CHILDREN}|${ADULTS}|${COUPLES}|${COMPANY})(?![a-z])|\\d under \\d|(?<![a-z])couple(?![a-z])`);

/** `least` is below `count` where a group was said as a range. `children` and `infants` are null when nobody was called one. */
export type ListedPeople = Span & { count: number; least: number; children: number | null; infants: number | null };

/** The size of a list that includes the speaker or counts its groups; any other list says nothing about the whole party. */
export function countListedPeople(text: string): ListedPeople | null {
  if (!WORTH_TRYING.test(text)) return null;
  for (const match of allMatches(LIST, text)) {
    const end = match.index + match[0].length;
    if (APPOSITION.test(match[0]) || (ENDS_IN_COMPANY.test(match[0]) && /^ *[a-z]/.test(text.slice(end)))) continue;
    const counted = countMembers(match[0]);
    if (counted !== null) return { ...counted, start: match.index, end };
  }
  return null;
}

function countMembers(list: string): Omit<ListedPeople, keyof Span> | null {
  let [count, least, children, infants, speakers] = [0, 0, 0, 0, 0];
  let named = false;
  for (const [member] of allMatches(ONE_MEMBER, list)) {
    if (IS_SELF.test(member)) speakers += 1;
    const numbers = (member.replace(AGES, '').match(/\d{1,3}/g) ?? []).map(Number);
    const pairs = /couples?$/.test(member) || (numbers.length === 0 && new RegExp(`(?:${PAIRS})$`).test(member));
    named ||= numbers.length === 0 && IS_NAMED.test(member);
    least += (numbers[0] ?? 1) * (pairs ? 2 : 1);
    const most = (numbers.at(-1) ?? 1) * (pairs ? 2 : 1);
    count += most;
    if (IS_INFANT.test(member)) infants += most;
    else if (IS_CHILD.test(member)) children += most;
  }
  // "Find one for me, and I need it soon" has one speaker; "my wife and two children will join me" leaves him out.
  if (count < 2 || speakers > 1 || (speakers === 0 && named)) return null;
  return { count, least, children: children === 0 ? null : children, infants: infants === 0 ? null : infants };
}
