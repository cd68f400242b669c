// The words that assent and refusal are made of, and the grammar that a whole message of assent must fit.
import { createVocabulary } from './typo.ts';

/** Each class is one role in the grammar of `ASSENT`; a word has one role. */
const CLASSES = {
  /** Says yes by itself. */
  yes: ['yes', 'yeah', 'yea', 'yep', 'yup', 'yess', 'absolutely', 'definitely', 'certainly', 'affirmative', 'agreed', 'accepted', 'confirmed', 'approved'],
  /** Says yes by itself, with less weight. */
  ok: ['ok', 'okay', 'okey', 'sure', 'deal'],
  /** A verb of assent, in the first person or bare. */
  agree: ['agree', 'accept', 'consent', 'acknowledge', 'approve', 'confirm'],
  /** Praise that assents when said of the terms. */
  good: ['good', 'great', 'fine', 'perfect', 'right', 'wonderful', 'excellent', 'alright', 'acceptable'],
  terms: ['terms', 'term', 'conditions', 'condition', 'policy', 'policies', 'agreement', 'everything'],
  sounds: ['sounds', 'looks', 'sound', 'look'],
  please: ['please', 'thanks', 'thank'],
} as const;
type Role = keyof typeof CLASSES;

/** Words that turn an assent around; a misspelling nearer to one of these is never read as assent. */
export const REFUSAL_WORDS = ['no', 'not', 'nope', 'nah', 'never', 'none', 'disagree', 'disagreed', 'decline', 'declined', 'refuse', 'reject', 'rejected', 'deny', 'cannot', 'disapprove', 'dont', 'wont', 'cant', 'unacceptable', 'disaccept'] as const;

const roles = new Map<string, Role>(Object.entries(CLASSES).flatMap(([role, words]) => words.map((word): [string, Role] => [word, role as Role])));
const refusals: ReadonlySet<string> = new Set(REFUSAL_WORDS);

/** These lie too near to names and other words ("Del", "concert") to be corrected to, so they must be spelt right. */
const EXACT_ONLY: ReadonlySet<string> = new Set(['deal', 'consent']);

/** "Confirmd" may be confirm or confirmed: both say yes. */
function assents(word: string): boolean {
  const role = roles.get(word);
  return role === 'yes' || role === 'ok' || role === 'agree';
}

/** One vocabulary for both sides, so that a slip between the two is a tie and corrects to neither. */
export const assentVocabulary = createVocabulary([...[...roles.keys()].filter((word) => !EXACT_ONLY.has(word)), ...REFUSAL_WORDS], (a, b) => (refusals.has(a) ? refusals.has(b) : !refusals.has(b) && (roles.get(a) === roles.get(b) || (assents(a) && assents(b)))));

// Small words are taken as they stand: correcting "teh" is harmless, correcting "nto" is not.
const I = "(?:i|we)";
const ADVERB = '(?:do|also|fully|completely|totally|hereby|both|all|absolutely|definitely|certainly|will|have read and|have read the terms and|read and|read the terms and|ve read and|understand and|have read and understand and|am happy to|am glad to|understand the terms and)';
const ALL = '(?:all|of|to|with|the|these|those|your|it|this|that|everything|above|stated|here|on|for|my|our|booking|said|as)';
const TERMS = '(?:terms|term|conditions|condition|policy|policies|agreement|everything|it|that|this|them|these|those|above|all|you)';
const OBJECT = `(?: ${ALL})*(?: ${TERMS})?(?:(?: and|,)?(?: the)? (?:terms|conditions|policy|policies|agreement|deposit|deposit policy|cancellation policy))*`;
const AGREE = '(?:agree|accept|consent|acknowledge|approve|confirm)';
const DONE = '(?:agreed|accepted|confirmed|approved)';
const YES = '(?:yes|yeah|yea|yep|yup|yess|absolutely|definitely|certainly|affirmative|of course|for sure|sure thing)';
const OKAY = '(?:ok|okay|okey|sure|deal|alright|all right)';
const GOOD = '(?:good|great|fine|perfect|wonderful|excellent|ok|okey|okay|alright|acceptable|all good|all right)';
const EMPHASIS = '(?:100%|100 percent|completely|totally|fully|absolutely|very much|so much|for sure|definitely)';
const COURTESY = '(?:please|thanks|thank you|thanks again|thank you so much|thanks so much|sir|maam|ma am|many thanks|thx|ty|pls|plz)';

/** Assent that stands by itself. */
const CORE = [
  `(?:${I} )?(?:${ADVERB} )*${AGREE}${OBJECT}`,
  `${I} (?:${ADVERB} )*${DONE}${OBJECT}`,
  `${I} (?:am|m|are|re) (?:in agreement|${GOOD}|in|happy)(?: (?:with|to)${OBJECT})`,
  `${I} (?:am|m|are|re) in agreement`,
  `(?:(?:all|the|these|those|your|both|everything) )*(?:(?:terms|conditions|policy|policies)(?: and conditions)? )?(?:(?:are|is) )?${DONE}${OBJECT}`,
  `read and ${DONE}`,
  `(?:(?:that|it|this|everything|all|the terms|terms|they|all of it) )?(?:all )?(?:sounds|looks|sound|look) ${GOOD}(?: to (?:me|us))?`,
  `(?:that|it|this|everything|all|the terms|terms|they|those)(?: is| are| s| re)? (?:all )?${GOOD}(?: (?:with|by|for|to) (?:me|us))?`,
  `(?:fine|good|ok|okay|perfect) (?:with|by|for) (?:me|us)`,
  `(?:that |it |this )?(?:works|work) (?:for (?:me|us)|${GOOD})|that works`,
  'it s a deal|its a deal|you have a deal|you got a deal|we have a deal',
  `(?:${I} )?(?:say|said) yes|${I} do|my answer is yes|that s a yes|its a yes|that is a yes`,
].map((form) => `(?:${form})`).join('|');

const LEAD = '(?:hi|hello|hey|great|perfect|awesome|cool|excellent|wonderful|oh|well|lol|haha|good morning|good evening|good afternoon|hi there|hello there)';
const UNIT = `(?:${YES}|${OKAY}|${CORE}|${COURTESY}|${EMPHASIS}|${LEAD}|and|so|then)`;

/** Every word belongs to a phrase of assent or of courtesy. */
export const ASSENT = new RegExp(`^(?:${UNIT}(?: |$))+$`);
/** At least one phrase must bind; courtesy and praise alone do not. */
export const BINDING = new RegExp(`(?:^| )(?:${YES}|${OKAY}|${CORE})(?: |$)`);
/** "Ok thanks" says that the message arrived, not that its terms are accepted. */
export const ACKNOWLEDGES_ONLY = new RegExp(`^(?:(?:${OKAY}|${LEAD}|and|so|then) )*(?:${OKAY})(?: (?:${LEAD}|and|so|then|good|fine))*(?: ${COURTESY})+$`);
/** "Yes" and "I agree" bear a request to go on ("yes, go ahead"); "ok book it" is not clear enough to bind. */
export const STRONG_THEN_GO_ON = new RegExp(`^(?:${YES}|${I} (?:${ADVERB} )*${AGREE}${OBJECT}|${AGREE}|${DONE})(?: (?:${COURTESY}|${OKAY}|${GOOD}))*(?: (?:and|so|lets|let s|please|just|you can|you may|we can))*(?: (?:go ahead|proceed|book it|book us|lock it in|reserve it|do it|move forward|continue|confirm it|confirm|go for it|book)(?: and| with it| with the booking| please| thanks| thank you| the booking| it)*)+$`);
