// The grammar of plain assent: every word of the message must belong to it, and one phrase must bind.

import { WORD_CLASSES, type Role } from './assent-words.ts';

const any = (role: Role, ...phrases: readonly string[]): string => `(?:${[...phrases, ...WORD_CLASSES[role].words].join('|')})`;

// Small words are taken as they stand: correcting "teh" is harmless, correcting "nto" is not.
const RELATIVE = '(?:wife|husband|partner|fiance|fiancee|spouse|boyfriend|girlfriend|family)';
const I = `(?:i|we|my ${RELATIVE} and i|both of us)`;
const ADVERB = '(?:do|am|m|also|fully|completely|totally|hereby|both|all|absolutely|definitely|certainly|have read and|have read the terms and|have read (?:it|them|everything) and|100%|100 percent|very much|read and|read the terms and|ve read and|ive read and|understand and|have read and understand and|am happy to|am glad to|understand the terms and)';
const LINK = '(?:all|of|to|too|with|the|these|those|your|it|this|that|everything|above|stated|here|on|for|my|our|booking|said|as)';
const TERMS = any('terms', 'terms of (?:service|use)', 't c', 't cs', 'tcs', 'contract', 'it', 'that', 'this', 'them', 'these', 'those', 'above', 'all', 'you');
/** What is agreed to is the whole: a part of it ("the deposit", "your cancellation policy") may only be named beside the terms. */
const OBJECT = `(?: ${LINK})*(?: ${TERMS}(?:(?: and)?(?: the)? (?:terms|conditions|condition|policy|policies|agreement)| and(?: the)? (?:deposit|deposit policy|cancellation policy))*(?: for booking| (?:for|of|in) (?:my|our|the|this|your) (?:terms|booking|party|event|order|reservation|message|text|link)| you (?:sent|listed|wrote)(?: me)?| above| below| as stated)?)?`;
const AGREE = any('agree');
const DONE = any('done');
const YES = any('yes', 'of course', 'for sure', 'sure thing');
const OKAY = any('ok');
const GOOD = any('praise', 'ok', 'okey', 'okay', 'all good', 'all right');
const EMPHASIS = '(?:100%|100 percent|indeed|completely|totally|fully|absolutely|very much|so much|for sure|definitely)';
const COURTESY = '(?:please|thanks|thank you|thanks again|thank you so much|thanks so much|sir|maam|ma am|many thanks|thx|ty|pls|plz)';

/** Assent that stands by itself. */
const CORE = [
  `(?:${I} )?(?:${ADVERB} )*${AGREE}${OBJECT}`,
  `${I} agree to accept${OBJECT}`,
  `${I} (?:${ADVERB} )*${DONE}${OBJECT}`,
  `${I} (?:am|m|are|re) (?:in agreement|${GOOD}|in|happy)(?: (?:with|to)${OBJECT})`,
  `${I} (?:am|m|are|re) in agreement`,
  `(?:(?:all|the|these|those|your|both|everything) )*(?:(?:terms|conditions|policy|policies)(?: and conditions)? )?(?:(?:are|is) )?${DONE}${OBJECT}`,
  `read and ${DONE}`,
  `${YES} to(?: ${LINK})* ${TERMS}`,
  `(?:(?:that|it|this|everything|all|the terms|terms|they|all of it) )?(?:all )?${any('sounds')} ${GOOD}(?: to (?:me|us))?`,
  `(?:that|it|this|everything|all|the terms|terms|they|those)(?: is| are| s| re)? (?:all )?${GOOD}(?: (?:with|by|for|to) (?:me|us))?`,
  `(?:fine|good|ok|okay|perfect) (?:with|by|for) (?:me|us)`,
  `(?:that |it |this )?(?:works|work) (?:for (?:me|us)|${GOOD})|that works`,
  'it s a deal|its a deal|you have a deal|you got a deal|we have a deal',
  `(?:${I} )?(?:say|said) yes|${I} do|my answer is yes|that s a yes|its a yes|that is a yes`,
].map((form) => `(?:${form})`).join('|');

const LEAD = '(?:ya|alright|all right|hi|hello|hey|great|perfect|awesome|cool|excellent|wonderful|oh|well|good morning|good evening|good afternoon|hi there|hello there)';
const JOY = '(?:so excited|excited|looking forward to it|see you (?:then|soon)|yay)';
const UNDERSTANDS = `(?:${I} )?(?:have read|ve read|understand)(?: ${TERMS}| the terms)?`;
const whole = (form: string): RegExp => new RegExp(`^(?:${form})$`);
/** A phrase that agrees by itself. */
const BINDS = whole([YES, OKAY, CORE].join('|'));
/** What may stand beside it and says nothing else. */
const ACCOMPANIES = whole([UNDERSTANDS, COURTESY, EMPHASIS, LEAD, JOY, 'and', 'so', 'then'].join('|'));

/** A message with any other word is no plain assent, and need not be divided. */
const GRAMMAR_WORDS: ReadonlySet<string> = new Set(`${BINDS.source} ${ACCOMPANIES.source}`.match(/[a-z0-9]+%?/g));
// Far above what people write: they bound the work of dividing a message into phrases.
const MOST_WORDS = 30;
const LONGEST_PHRASE_WORDS = 16;

/** "Ok thanks" says that the message arrived, not that its terms are accepted. */
const ACKNOWLEDGES = new RegExp(`^(?:(?:${OKAY}|${LEAD}|and|so|then) )*(?:${OKAY})(?: (?:${LEAD}|and|so|then|good|fine))*(?: ${COURTESY})+$`);
/** "Yes I understand" may answer no more than whether it was understood: beside such a verb only a verb of assent binds. */
const COMPREHENDS = /\b(?:understand|read)\b/;
const ASSENT_VERB = new RegExp(`\\b(?:${AGREE}|${DONE})\\b`);
/** "Yeah yeah" and "sure sure" wave the matter away. */
const DISMISSIVE = /^(yeah|yea|sure|ok|okay|right|fine)(?: \1)+$/;
/** "Yes" and "I agree" bear a request to go on ("yes, go ahead"); "ok book it" is not clear enough to bind. */
const STRONG_THEN_GO_ON = new RegExp(`^(?:${YES} )*(?:${YES}|${I} (?:${ADVERB} )*${AGREE}${OBJECT}|${AGREE}|${DONE})(?: (?:${COURTESY}|${OKAY}|${GOOD}))*(?: (?:and|so|lets|let s|please|just|you can|you may|we can))*(?: (?:go ahead|proceed|book(?: it| us)?|lock it in|reserve it|do it|move forward|continue|confirm(?: it)?|go for it)(?: and| with it| with the booking| please| thanks| thank you| the booking)*)+$`);

export type AssentRule = 'assent' | 'assent_and_go_on' | 'acknowledges_only' | 'not_plain_assent';

/** Takes words in lower case with one space between, nothing else: no sign that could turn the meaning around. */
export function readAssent(words: string): AssentRule {
  if (STRONG_THEN_GO_ON.test(words)) return 'assent_and_go_on';
  if (ACKNOWLEDGES.test(words) || (COMPREHENDS.test(words) && !ASSENT_VERB.test(words))) return 'acknowledges_only';
  const said = words.split(' ');
  return said.length <= MOST_WORDS && said.every((word) => GRAMMAR_WORDS.has(word)) && isAssent(said) && !DISMISSIVE.test(words) ? 'assent' : 'not_plain_assent';
}

/**
 * True when the words can be divided into phrases of the grammar with a binding one among them. Phrase by phrase, because one
 * expression for the whole message would try every division of it, and there are exponentially many.
 */
function isAssent(words: readonly string[]): boolean {
  // For each position: whether it can be reached, and whether a binding phrase lay on the way.
  const reached: ('bound' | 'unbound' | undefined)[] = ['unbound'];
  for (let start = 0; start < words.length; start += 1) {
    const state = reached[start];
    if (state === undefined) continue;
    for (let end = start + 1; end <= Math.min(words.length, start + LONGEST_PHRASE_WORDS); end += 1) {
      if (reached[end] === 'bound') continue;
      const phrase = words.slice(start, end).join(' ');
      if (BINDS.test(phrase)) reached[end] = 'bound';
      else if (ACCOMPANIES.test(phrase)) reached[end] = state;
    }
  }
  return reached[words.length] === 'bound';
}
