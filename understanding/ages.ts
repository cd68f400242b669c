// Ages in a head count, turned into the words the count knows: "a toddler" for "a 2 year old", "1 toddler and 2 kids" for "3 kids (2, 7 and 9)".
import { rewrite } from './canonical.ts';
import type { Canonical, Replacement } from './canonical.ts';
import { allMatches } from './matches.ts';
import { CHILDREN } from './relatives.ts';

/** From which age a guest is priced as a child, and from which as an adult; whoever is younger than a child is an infant. */
export type Ages = { childFrom: number; adultFrom: number };
export const DEFAULT_AGES: Ages = { childFrom: 6, adultFrom: 13 };

/** Above this the age is of no minor: a whiskey, a house, a birthday. */
const OLDEST_MINOR = 17;

const AGE = '\\d{1,2}';
const COUNT = '(?<![\\d.,:/$#-])(\\d{1,3}|an?|one)';
const SEVERAL = `${AGE}(?:(?:,? (?:and|&) |, ?| ?& ?)${AGE})*`;
const BOUND_BEFORE = '(?:(?:under|below|younger than|less than|not yet)(?: the age of| age)? )';
const BOUND_AFTER = '(?: (?:and|or|&) (?:under|below|younger))';
const AGED = '(?:ages?|aged|of age|their ages are)';
const OLD = '(?: ?(?:years?|yrs?|yr)(?: of age| old)?| ?y/?o)?';
// What follows shows that the number was an hour, a price or a count of something else.
const NO_AGE_AFTER = "(?![\\d:/%]|\\.\\d|-\\d| ?(?:a\\.?m|p\\.?m|o'?clock|adults?|grown|people|persons?|guests?|ppl|kids?|child|toddlers?|bab|other|more|of|dollars|hours?|proteins?|chicken|steak|shrimp)(?![a-z]))";
const YEARS = `(?:${BOUND_BEFORE}${AGE}|${AGE}${BOUND_AFTER}|${AGE} ?(?:-|to|through) ?${AGE}|${SEVERAL})`;

const ONE_AGED = new RegExp(`(?<![\\d.,:/$#-])(?<!\\b(?:for|of|from|turning) (?:an?|my|our|the|his|her) )(\\d{1,2})[ -]?(?:(?:year|yr)s?[ -]olds?|(months?|mos?)[ -]olds?|y/?o)(?![a-z])(?: (twins|boys?|girls?|kids?|child(?:ren)?|sons?|daughters?|nephews?|nieces?))?(?!'s|[ -](?:birthday|bday|b-day|party|house|home|bottle))`, 'g');
const GROUP_AGED = new RegExp(`${COUNT} (?:little |small |young )?${CHILDREN}(?: |, ?|: ?| ?\\(| - )(?:who are |that are |which are |all |both |are )*(${AGED}:? )?(?:(between|from) )?(${YEARS})${OLD}\\)?${NO_AGE_AFTER}`, 'g');
const SOME_AGED = new RegExp(`${COUNT} of (?:the|our|my|them|those|these|whom|which)(?: (?:\\d{1,2} )?${CHILDREN})?,? (?:(?:who )?(?:are|is|being|will be) )?(${AGED}:? )?(?:(between|from) )?(${YEARS})${OLD}${NO_AGE_AFTER}(?=\\s*(?:$|[.,;!?)]|and|so|but))`, 'g');
const LISTED_AGES = new RegExp(`(?<!\\d )(?:the |our |my )?(?:kids|children)(?:'s ages)? (?:are |will be |aged |ages )+(${AGE}(?:(?:,? (?:and|&) |, ?)${AGE})+)${OLD}${NO_AGE_AFTER}`, 'g');
const WORTH_TRYING = /\d ?-?(?:y|month|mo\b)|(?:kid|child|toddler|bab|infant|them|those|ones)[a-z']*[^.?!]{0,24}?\d/;

type Kind = 'toddler' | 'kid' | 'teen';

export function withAges(canonical: Canonical, ages: Ages): Canonical {
  if (!WORTH_TRYING.test(canonical.text)) return canonical;
  return [someAged, groupsAged, oneAged, listedAges].reduce((text, find) => rewrite(text, find(text.text, ages)), canonical);
}

function kindOf(age: number, { childFrom, adultFrom }: Ages): Kind {
  return age < childFrom ? 'toddler' : age < adultFrom ? 'kid' : 'teen';
}

const countOf = (word: string | undefined): number => (/^(?:an?|one)$/.test(word ?? '') ? 1 : Number(word));
const counted = (count: number, kind: Kind): string => `${String(count)} ${kind}${count === 1 ? '' : 's'}`;
const numbersIn = (words: string): number[] => (words.match(/\d+/g) ?? []).map(Number);

/** "A 2 year old": the words before it go on counting. */
function oneAged(text: string, ages: Ages): Replacement[] {
  return allMatches(ONE_AGED, text).flatMap((match) => {
    const age = match[2] === undefined ? Number(match[1]) : 0;
    if (age > OLDEST_MINOR) return [];
    const plural = /olds$/.test(match[0]) || /s$|children/.test(match[3] ?? '');
    const words = match[3] === 'twins' ? counted(2, kindOf(age, ages)) : `${kindOf(age, ages)}${plural ? 's' : ''}`;
    return [{ start: match.index, end: match.index + match[0].length, words }];
  });
}

function groupsAged(text: string, ages: Ages): Replacement[] {
  return allMatches(GROUP_AGED, text).flatMap((match) => {
    const count = countOf(match[1]);
    const said = match[2] !== undefined || match[3] !== undefined || match[0].includes('(');
    const kinds = kindsOf(count, match[4] ?? '', match[3] !== undefined, said, ages);
    return kinds === null ? [] : [{ start: match.index, end: match.index + match[0].length, words: kinds.map(([kind, many]) => counted(many, kind)).join(' and ') }];
  });
}

/** "2 of the kids are under 5": a part of those counted elsewhere. */
function someAged(text: string, ages: Ages): Replacement[] {
  return allMatches(SOME_AGED, text).flatMap((match) => {
    const count = countOf(match[1]);
    const kinds = kindsOf(count, match[4] ?? '', match[3] !== undefined, true, ages);
    return kinds === null ? [] : [{ start: match.index, end: match.index + match[0].length, words: kinds.map(([kind, many]) => `${String(many)} of them are ${kind}s`).join(' and ') }];
  });
}

/** "The kids are 2, 7 and 9": as many as there are ages. */
function listedAges(text: string, ages: Ages): Replacement[] {
  return allMatches(LISTED_AGES, text).flatMap((match) => {
    const kinds = kindsOf(numbersIn(match[1] ?? '').length, match[1] ?? '', false, true, ages);
    return kinds === null ? [] : [{ start: match.index, end: match.index + match[0].length, words: kinds.map(([kind, many]) => counted(many, kind)).join(' and ') }];
  });
}

/** How many of `count` are of which kind; null where the ages do not tell. Unsaid to be ages, numbers are ages only when there is one for each. */
function kindsOf(count: number, years: string, isRange: boolean, saidToBeAges: boolean, ages: Ages): [Kind, number][] | null {
  const numbers = numbersIn(years);
  const [first = 0, last = first] = [numbers[0], numbers.at(-1)];
  if (numbers.some((age) => age > OLDEST_MINOR + 1)) return null;
  if (/[a-z]{5}/.test(years)) return [[first <= ages.childFrom ? 'toddler' : 'kid', count]];
  if (isRange || /-|to/.test(years)) return [[last < ages.childFrom ? 'toddler' : first >= ages.adultFrom ? 'teen' : 'kid', count]];
  if (numbers.length === 1 && saidToBeAges) return [[kindOf(first, ages), count]];
  if (numbers.length !== count || (count === 1 && !saidToBeAges)) return null;
  const kinds = numbers.map((age) => kindOf(age, ages));
  return (['teen', 'kid', 'toddler'] as const).flatMap((kind): [Kind, number][] => {
    const many = kinds.filter((one) => one === kind).length;
    return many === 0 ? [] : [[kind, many]];
  });
}
