// The ways customers write a head count, each as one pattern. Works on canonical text, from which days and times are taken out.
import { CHILDREN, INFANTS } from './relatives.ts';

/** Leads to a number that may be rough: it is read back, so a rough one is taken. */
const APPROX = '(?:about |around |approximately |approx\\.? |roughly |like |maybe |probably |only |just |exactly |at least |up to |over |nearly |almost |say |all |the |~ ?)*';
const N = '(?<![\\d.,:/$#-])(\\d{1,4})';
const GUESTS = "people|peoples|peopel|poeple|ppeople|peolpe|persons?|ppl|pple|pax|guests?|gusets|attendees|heads|folks|diners|of use?";
const HEADS = `(?:${GUESTS}|mouths|humans|individuals|passengers?|riders?|travell?ers|seats?|tickets?|members|men|women|ladies|gentlemen|guys|girls|friends|family members|employees|coworkers|colleagues|teen(?:ager)?s|adults?|grown[ -]?ups?|seniors?|of them|${CHILDREN})`;
const BETWEEN_WORDS = '(?: (?:more or less|or so|other|total|lovely|hungry|young|older|adult|additional|extra)| ?(?:-?ish)| ?\\+)*';
const DASH = '\\s*(?:-|to|or|through|and)\\s*';
const NOT_A_HEAD = 'rooms?|bedrooms?|bathrooms?|baths?|beds?|cars?|bags?|buses|stars?|days?|nights?|hours?|hrs?|minutes?|mins?|seconds?|secs?|weeks?|months?|years?|dollars|bucks|miles?|chickens?|steaks?|shrimps?|tofus?|salmons?|proteins?|scallops?|lobsters?|filets?|stops?|songs?|units?|tables?|trips?|chefs?|grills?';
// What a number must not be followed by to be a head count.
const NOT_HEADS = `(?![\\d:/%]|[.,]\\d|-\\d|\\s*(?:st|nd|rd|th|a\\.?m|p\\.?m|o'?clock|(?:[a-z]+[ -])?(?:${NOT_A_HEAD})|percent|in the (?:morning|afternoon|evening)|more|morning|street|ave|road|different|times?|each|hundred|thousand)\\b|\\s*\\$)`;
const HEADS_LEAD = 'party|group|table|total|headcount|head count|guest count|party size|crowd|gathering|team|family|cohort|reservation|booking|event|dinner|number of (?:people|guests|seats|tickets|persons|attendees)';
/** Stands where another slot was taken. */
const TAKEN = '\\u00a6';

const re = (source: string): RegExp => new RegExp(source, 'g');

// "20 people, 4 of them kids": the children are among those counted; "20 people and 4 kids" are 24.
const ARE = '(?:are |is |being |will be |would be |were )';
const OF_THEM = '(?:of (?:them|whom|which|us|those|the (?:guests|people|group)) )';
export const AMONG = re(`${N}${BETWEEN_WORDS}(?: (?:${GUESTS}|in total|total)|(?=,? (?:including|incl|counting|of which|of whom)(?![a-z])))(?:[ ,.;(]*(?:including|incl\\.?|with|of which|of whom|of them|where|counting|,) ?|[ ,.;(]+(?:and )?(?=(?:\\d{1,3}|an?) (?:${OF_THEM}|${ARE})))(?:about |around )?(\\d{1,3}|an?) ${OF_THEM}?${ARE}?(?:little |small |young )?${CHILDREN}(?![a-z])`);
export const CHILDREN_AMONG = re(`(?<![\\d.,:/$#-])(\\d{1,3}|an?) (?:${OF_THEM}${ARE}?|${ARE})(?:little |small |young )?${CHILDREN}(?![a-z])|(?:including|incl\\.?|${OF_THEM}) ?(?:about )?(\\d{1,3}|an?) (?:little |small |young )?${CHILDREN}(?![a-z])`);
export const ONLY_CHILDREN = re(`${N} (?:(?:little|small|young|more) )?${CHILDREN}(?![a-z])`);
/** "Including 3 kids and 2 babies": the list of those counted goes on. */
export const MORE_CHILDREN = new RegExp(`^(?:,? (?:and|plus|&) |, ?)(\\d{1,3}|an?) (?:of (?:them|whom) are )?(?:little |small |young )?${CHILDREN}(?![a-z])`);
/** One infant with no number, said to be there: "we have a toddler". */
export const ONE_INFANT = re(`(?<![a-z])(?:have|has|having|bring|bringing|brings|with|plus|including|include|is) (an?) (?:little |small |young )?${INFANTS}(?![a-z])(?! (?:shower|seat|grand|chair|friendly))`);
export const CALLS_INFANTS = new RegExp(`${INFANTS}$`);
export const NO_CHILDREN = new RegExp(`(?<![a-z])(?:no|without|0|not any) (?:${CHILDREN})(?![a-z])|(?<![a-z])(?:adults only|(?:just|only|all) (?:\\d{1,3} )?adults)(?![a-z])`);

export const RANGE = re(`(?:between )?${N}${DASH}(\\d{1,4})(?:${BETWEEN_WORDS}) ?${HEADS}(?![a-z])`);
export const GROUP_RANGE = re(`(?:party|group|table|total|headcount) (?:size )?(?:of|for|is) ${APPROX}(?:between )?${N}${DASH}(\\d{1,4})${NOT_HEADS}`);
export const LONE_RANGE = /^\W*(?:about |around |between |probably |maybe |like )*(\d{1,4})\s*(?:-|to|or|and|through)\s*(\d{1,4})\W*$/;

const ANYONE = 'friends?|others?|people|persons?|guests?|colleagues?|coworkers?|relatives?|buddies|pals|family members|kids?|children|sons?|daughters?|siblings?|cousins?|brothers?|sisters?|mates?|girlfriends|adults?|one|ppl|of them';
export const ME_AND = re(`\\b(?<!\\d of )(?:me|myself|i|us)(?:(?:,? (?:and|plus|with|\\+|&)|\\+| ?&) ?)(?:my |our |the )?(\\d{1,3}|an?other|another|an?)(?: (?:other|more|additional|of my|close|best|good))*(?: (?:${ANYONE}))?(?![a-z0-9])`);
export const AND_ME = re(`${N}(?: other| of my| close| good)*(?: (?:${ANYONE}|associates?|employees|men|women))?,? (?:and|plus|\\+|&|besides|apart from|with) (?:me|myself|i|us)(?![a-z'])`);
/** "A party of 8 plus the host": one more. */
export const PLUS_ONE = re(`${N}(?: (?:${GUESTS}|adults?))?,? ?(?:and|plus|\\+|&) ?(?:also )?(?:the|a|an|1|my|our) (?:host|hostess|baby|infant|toddler|kid|child|high ?chair|wife|husband|mom|dad|guest of honou?r|birthday (?:girl|boy))(?![a-z])`);
export const COUPLES = re(`${N} couples?(?![a-z])`);

export const WITH_HEADS = re(`${N}(?:${BETWEEN_WORDS} ?-?${HEADS}|(?: [a-z-]+){1,3} (?:tickets?|seats?))(?![a-z])`);
const GROUP_OF = re(`(?<![a-z])(?:${HEADS_LEAD})(?: size)?(?: (?:of|for|is|will be|would be|to|at|being|now))*:? ${APPROX}${N}${NOT_HEADS}`);
const FOR = re(`(?<![a-z])(?:for|serve|feed|seat|host|hosting|feeding|seating|fit) ${APPROX}${N}${BETWEEN_WORDS}${NOT_HEADS}`);
const WE_ARE = re(`(?<![a-z])(?:we(?:'re| are|'ll be| will be| would be| have|'ll have|'ve got)?|there(?:'s|'re|'ll be| are| is| will be| would be)|it(?:'s|'ll be| is| will be| would be)|that(?:'s|'ll be| is| will be)|expecting|invit(?:ed|ing)|count(?: is)?|is) (?:going to be |now |actually )*(?:for )?${APPROX}${N}(?: (?:of us|total|in total|altogether|coming|attending|going|in all|all together|all in all|now|heads?))*${NOT_HEADS}`);
const US = re(`(?<![a-z])(?:for |of |just )?us ${N}(?![\\d:])${NOT_HEADS}|(?<![\\d.,:/$#-])(\\d{1,3})[ -](?:top|seater)(?![a-z])`);
const TOTAL = re(`${N} (?:in total|total|altogether|in all)(?![a-z])`);
const COMING = re(`${N} (?:(?:are |will be )?(?:coming|attending)|all together|max|in (?:my|our|the) (?:party|group))(?![a-z])`);
const ALL = re(`(?<![a-z])all (?:of )?(?:the )?${N} (?:of us|seated|sitting|together|at)(?![a-z])`);
/** A number that the sentence ends with or rests on, and that can be nothing else. */
const CLAUSE_END = '(?=\\s*(?:$|[.!?;](?!\\d)|,(?! ?\\d)|(?:and|but|please|pls|now|though|then|instead|thanks)(?![a-z])))';
const JUST = re(`(?<![a-z])(?:just|only|now|include|i said|i meant) (?:for )?(?:the )?${N}(?:${CLAUSE_END}|(?= (?:are|is|will|to be precise)(?![a-z])))`);
const GREW = re(`(?<![a-z])(?:grew|grown|growing|shrunk|shrank|bigger|smaller|changed|miscounted|update)(?![a-z])[^.?!]{0,30}?[,;:]? ${N} (?:now|instead)(?=\\W*$)`);
const PRECISELY = re(`${N} to be (?:precise|exact)(?![a-z])`);
/** What was booked changes "to 8"; without the number of people in sight that may as well be an hour. */
export const CHANGED_TO = re(`(?<![a-z])(?:number(?! of (?!people|guests|seats|tickets|attendees|persons))|party|group|head ?count|people|guests|tickets|seats|table|lost|losing)(?![a-z])[^.?!]{0,90}? to ${APPROX}${N}${CLAUSE_END}`);
/** "5 for tomorrow", "9 on the 1st", "tomorrow, 8pm, 7": the number beside what was already read. */
const BESIDE_TAKEN = re(`(?:(?:^\\W*|(?<![a-z])(?:book|reserve|have|need|want|think|say) |[,;] ?)(\\d{1,3})(?= (?:on |for |at |by )?(?:the )?${TAKEN}))|${TAKEN}[,;.]+ (\\d{1,3})(?= ?(?:please|pls)?[.!?]*$)`);
/** In order: the first that finds anything is believed, but a count beside its noun is weighed against the next. */
export const PLAIN: readonly RegExp[] = [TOTAL, WITH_HEADS, GROUP_OF, FOR, WE_ARE, US, COMING, ALL, JUST, GREW, PRECISELY, CHANGED_TO, BESIDE_TAKEN];
export const MADE_TO = re(`(?<![a-z])(?:make (?:it|that)|change (?:it |that )?to|changed (?:it|that) to) (?:now |actually )?(?:for )?${APPROX}${N}(?: (?:of us|total|in total|altogether))*${NOT_HEADS}`);
/** "I need 4.": a count only while nothing else is being counted. */
export const WANTED = re(`(?<![a-z])(?:need|want|get|get me|buy|take|how about|make it|let's say|require|i'd like) ${APPROX}${N}${CLAUSE_END}`);
export const ANY_COUNT = re(`${N}${NOT_HEADS}(?!\\d|[a-z])`);

export const TWO = /\b(?:just|only|for|both|it's|it is) (?:the )?(?:2|both|two) of us\b|\bboth of us\b|\b(?:as|are|we're|for|just|be|us) (?:a|1) couple\b(?! (?:of|more|days|hours|dozen|weeks|minutes))|^\W*a couple\W*$|\bthe 2 of us\b/;
export const ALONE = /\b(?:(?:just|only) (?:be )?(?:for )?(?:me|myself|1(?= (?:person|guest)))|(?:just|only) be (?:me|1)|only (?:me|myself)|by myself|(?:on )?my own|for (?:me|myself) only|a single (?:person|guest|passenger|ticket|seat)|single person|for myself|solo|a (?:ticket|seat)|i'm (?:the )?only (?:1|one)|i am (?:the )?only (?:1|one))\b(?! (?:and|plus|with|&)|,? my\b)/;
/** Only in answer to the question. */
export const ALONE_ANSWER = /^\W*(?:just |only |it's |for )*(?:me|myself)\W*$/;
/** The whole message is one number, with what people say around it. */
export const LONE = new RegExp(`^\\W*(?:(?:yes|ok|sure|hi|um|uh|well|oh|i think|i'd say|we will be|we'll be|we are|there will be|probably|maybe|about|around|approximately|roughly|just|only|for|say|like|exactly|it's|its|it'll be|make it|actually|sorry|no|let's say|let's do|so|how about)\\W+)*(\\d{1,4})(?: ?(?:-?ish|or so|total|please|pls|thanks|in total|altogether|max|tops|plus|is good|probably|i think|guests?|people))*\\W*$`);
/** Said to be rough, a number above the hours of the clock counts heads even unasked. */
export const ROUGHLY = /(?:\b(?:about|around|approximately|approx|roughly|maybe|probably|like) |~ ?)\d|\d ?(?:-?ish|or so)\b/;
