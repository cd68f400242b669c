// Carrier keywords (STOP, START, HELP) standing alone, and opt-outs in the customer's own words.
import { normalizeLines } from './normalize.ts';
import { isSpanishOptOut } from './spanish.ts';
import { createVocabulary } from './typo.ts';

export type Keyword = 'opt_out' | 'opt_in' | 'help';

/*
 * The words that carriers and 47 CFR 64.1200(a)(10) list, and their Spanish. CANCEL and END are among them: alone they stop
 * the texts, even in the middle of a booking; inside a sentence ("cancel my booking", "the end of June") they mean what they say.
 */
export const OPT_OUT: ReadonlySet<string> = new Set([
  'stop', 'stopall', 'stop all', 'unsubscribe', 'unsub', 'cancel', 'end', 'quit', 'remove', 'revoke', 'opt out', 'optout', 'arret', 'arrete', 'arrett', 'td',
  'alto', 'no mas', 'parar', 'pare', 'detener', 'detenga', 'basta', 'cancelar',
]);
// YES and CONTINUE are opt-in words with some carriers; here they answer a question, so they are none.
export const OPT_IN: ReadonlySet<string> = new Set(['start', 'unstop', 'subscribe', 'opt in', 'optin', 'resume', 'iniciar', 'empezar', 'reanudar']);
export const HELP: ReadonlySet<string> = new Set(['help', 'info', 'ayuda']);
/** A keyword with nothing but courtesy or itself around it. */
const COURTESY = /^(?:(?:(?:please|pls|plz|just|ok|no) )?(stop|unsubscribe|quit|remove me|opt me out|stop it|stop this)(?: (?:it|now|please|pls|plz|immediately|this|thanks|thank you|already|\1))*|(?:please |pls |plz )?cancel(?: (?:please|pls|plz|cancel))*)$/;
const HELP_COURTESY = /^(?:please |pls |plz )?(?:help|ayudame|ayudeme|ayuda)(?: (?:me|us|please|pls|plz|now|por favor|help))*$/;
/** Of these a one-word slip is heard; the shorter keywords have too many neighbours. */
const SLIPS = createVocabulary(['stop', 'stopall', 'unsubscribe', 'cancel', 'optout']);
/** Words and names one slip away from STOP or CANCEL; what is in the common words need not be here. */
const NOT_SLIPS: ReadonlySet<string> = new Set(['tops', 'stoup', 'stob', 'cancer', 'chancel', 'stopper', 'stup']);

const MESSAGES = "(?:(?:calling and )?te?xt(?:s|ing)?(?: messages?)?|messages?|msgs?|messaging|blowing up my phone|sms(?:es)?|contact(?:ing)?|spam(?:ming)?|bother(?:ing)?|bugging|harass(?:ing)?|pestering|notifications?|reminders?|writing|reaching out)";
const TO_ME = "(?:me|us|my (?:phone|number|cell)|this (?:number|phone)|here)";
const FREE_FORM: readonly RegExp[] = [
  new RegExp(`\\b(?:stop|quit|cease|discontinue) (?:with )?(?:all |the |these |those |your |sending (?:me |us )?(?:all |these |any |your |more )*)*${MESSAGES}(?! (?:him|her|them|my))\\b`),
  new RegExp(`^(?:please |just )*(?:end|cancel|enough(?: with| of)?|no) (?:all |the |these |those |your |more |any |further )*(?:text(?:s|ing)?|messages?|sms|text messages|messaging|notifications|reminders)(?: please| now)?$`),
  new RegExp(`\\bstop sending (?:these|those|this|any(?:thing| more)?)\\b(?: please)?$|\\bcease and desist\\b`),
  /^(?:i said|i told you(?: to)?|not interested|no|ok|enough|again|for the last time) (?:please )?stop(?: please| now)?$/,
  new RegExp(`\\b(?:stop|quit) (?:sending|calling) (?:me|us)\\b(?! (?:the )?(?:chef|quote|price|menu|food))`),
  new RegExp(`\\b(?:do not|don't|dont|never|no longer) (?:ever )?(?:te?xt|message|disturb|contact|sms|write to|bother|spam|send (?:me|us) (?:any ?more |any |more |these |those )*(?:texts?|messages?|sms|anything)) ?(?:${TO_ME})? ?(?:again|anymore|any more|ever|please)?$`),
  new RegExp(`\\b(?:do not|don't|dont|never) (?:te?xt|message|contact|sms|bother|spam|disturb) ${TO_ME}\\b(?! (?:before|until|after|at|between|during|on|about|unless|if|while|when|tomorrow|today|tonight|now|yet))`),
  new RegExp(`\\b(?:take|remove|delete|drop|get) (?:me|my (?:number|phone|cell|info|contact)|us|this number) (?:off|from|out of)\\b`),
  new RegExp(`\\b(?:remove|delete) (?:me|my (?:number|phone number|cell))\\b(?! (?:to|with))`),
  new RegExp(`\\bunsubscribe (?:me|us|my|this|from)\\b`),
  new RegExp(`\\bopt(?:ing)?(?: me| us)?[ -]?out(?: (?:of|from))?\\b`),
  /\b(?:revoke|revoking|withdraw|withdrew|withdrawing) (?:my )?(?:consent|permission)\b|\bturn off (?:the |these |all |my )*(?:texts?|messages|notifications|reminders)\b/,
  /\b(?:i|we) (?:did not|didn't|didnt|never) (?:sign(?:ed)? up|subscribed?|asked?) (?:for|to) (?:this|these|those|any|your) ?(?:texts?|messages?|sms|list)?$|\b(?:want|get me) out of (?:this|your) list\b/,
  new RegExp(`^(?:please |just )*(?:leave (?:me|us) alone|(?:lose|remove|delete|forget) (?:my|this) number|block me$|go away)\\b`),
  new RegExp(`\\bno more (?:of (?:these|those|your) )?(?:texts?|messages?|sms|text messages|notifications)(?: please)?$`),
  new RegExp(`\\b(?:do not|don't|dont|no longer) (?:want|wish|need)(?: to (?:receive|get|be (?:sent|texted|contacted)))? (?:any ?(?:more |further )?|these |your |to hear |more |anymore )*(?:texts?|messages?|sms|text messages|from you|(?:being )?(?:texted|contacted))\\b`),
  new RegExp(`\\bnot (?:to )?be (?:texted|contacted|messaged)\\b`),
  new RegExp(`^(?:sorry |hi |hello )*(?:you have the |you've got the |you got the |this is the |i think you have the )?wrong (?:number|person)(?: (?:sorry|buddy|pal|dude|man|bro|please))?$`),
];
// "Stop by at 5", "stop the music" are not about messages; nor is a question about how it would work.
const NOT_ABOUT_US = /\b(?:how (?:do|can|would) (?:i|we)|what happens if|if i (?:opt|text|reply))\b/;

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}' -]+/gu, ' ').replace(/(?<=\w)-(?=\w)/g, ' ').replace(/[\s-]+/g, ' ').trim().normalize('NFD').replace(/\p{M}/gu, '');

/** Heard on a line of their own, whatever the other lines say; the other keywords mean too much else. */
const STOP_LINES: ReadonlySet<string> = new Set(['stop', 'stopall', 'stop all', 'unsubscribe']);

/** A keyword is short; anything longer cannot be one. */
const LONGEST_KEYWORD_CHARACTERS = 60;

/** The keyword that a message is, as a whole, or STOP on a line of its own. Takes the text as it came: the webhook asks before anything else has read it. */
export function readKeyword(text: string): Keyword | null {
  const lines = normalizeLines(text);
  if (lines.includes('\n') && lines.split('\n').some((line) => STOP_LINES.has(bare(line)))) return 'opt_out';
  if (lines.length > LONGEST_KEYWORD_CHARACTERS) return null;
  const word = unspaced(bare(lines).replace(/^'+|'+$/g, '').trim());
  if (OPT_OUT.has(word) || COURTESY.test(word) || isSlipOfOptOut(word)) return 'opt_out';
  if (OPT_IN.has(word)) return 'opt_in';
  return HELP.has(word) || HELP_COURTESY.test(word) ? 'help' : null;
}

/** "S T O P" and "S.T.O.P." are one word, spelt out. */
const unspaced = (words: string): string => (/^\p{L}(?: \p{L}){2,}$/u.test(words) ? words.replaceAll(' ', '') : words);

function isSlipOfOptOut(word: string): boolean {
  return !word.includes(' ') && !NOT_SLIPS.has(word) && SLIPS.correct(word) !== null;
}

/** Before what it is to stop, even a half of the word is heard. */
const STOP_HALF_TYPED = /\b(?:stopp+|sto|stp|sotp|stpo|stap)\b(?= (?:texting|txting|messaging|sending|these|contacting))/;

/** True when the customer asks in a sentence not to be written to any more. */
export function isFreeFormOptOut(normalizedText: string): boolean {
  const text = bare(normalizedText).replace(STOP_HALF_TYPED, 'stop');
  return (!NOT_ABOUT_US.test(text) && FREE_FORM.some((pattern) => pattern.test(text))) || isSpanishOptOut(text);
}
