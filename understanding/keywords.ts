// Carrier keywords (STOP, START, HELP) standing alone, and opt-outs in the customer's own words.
import { normalizeText } from './normalize.ts';

export type Keyword = 'opt_out' | 'opt_in' | 'help';

/*
 * The words that carriers and 47 CFR 64.1200(a)(10) list. CANCEL and END are among them: alone they stop the texts, even
 * in the middle of a booking; inside a sentence ("cancel my booking", "the end of June") they mean what they say.
 */
const OPT_OUT: ReadonlySet<string> = new Set([
  'stop', 'stopall', 'stop all', 'unsubscribe', 'cancel', 'end', 'quit', 'remove', 'revoke', 'opt out', 'optout', 'arret', 'arrete', 'arrett', 'td', 'alto', 'no mas',
]);
// YES is an opt-in word with some carriers; here it answers a question, so it is not one.
const OPT_IN: ReadonlySet<string> = new Set(['start', 'unstop', 'subscribe', 'opt in', 'optin', 'resume']);
const HELP: ReadonlySet<string> = new Set(['help', 'info', 'ayuda']);
/** A keyword with nothing but courtesy or itself around it. */
const COURTESY = /^(?:(?:(?:please|pls|plz|just|ok|no) )?(stop|unsubscribe|quit|remove me|opt me out|stop it|stop this)(?: (?:it|now|please|pls|plz|immediately|this|thanks|thank you|\1))*|(?:please |pls |plz )?cancel(?: (?:please|pls|plz|cancel))*)$/;

const MESSAGES = "(?:text(?:s|ing)?(?: messages?)?|messages?|messaging|sms(?:es)?|contact(?:ing)?|spam(?:ming)?|bother(?:ing)?|bugging|harass(?:ing)?|pestering|notifications?|reminders?|writing|reaching out)";
const TO_ME = "(?:me|us|my (?:phone|number|cell)|this (?:number|phone)|here)";
const FREE_FORM: readonly RegExp[] = [
  new RegExp(`\\b(?:stop|quit|cease) (?:with )?(?:all |the |these |those |your |sending (?:me |us )?(?:all |these |any |your |more )*)*${MESSAGES}(?! (?:him|her|them|my))\\b`),
  new RegExp(`\\b(?:stop|quit) (?:sending|calling) (?:me|us)\\b(?! (?:the )?(?:chef|quote|price|menu|food))`),
  new RegExp(`\\b(?:do not|don't|dont|never|no longer) (?:ever )?(?:text|message|contact|sms|write to|bother|spam|send (?:me|us) (?:any ?more |any |more |these |those )*(?:texts?|messages?|sms|anything)) ?(?:${TO_ME})? ?(?:again|anymore|any more|ever|please)?$`),
  new RegExp(`\\b(?:do not|don't|dont|never) (?:text|message|contact|sms|bother|spam) ${TO_ME}\\b(?! (?:before|until|after|at|between|during|on|about|unless|if|while|when|tomorrow|today|tonight|now|yet))`),
  new RegExp(`\\b(?:take|remove|delete|drop|get) (?:me|my (?:number|phone|cell|info|contact)|us|this number) (?:off|from|out of)\\b`),
  new RegExp(`\\b(?:remove|delete) (?:me|my (?:number|phone number|cell))\\b(?! (?:to|with))`),
  new RegExp(`\\bunsubscribe (?:me|us|my|this|from)\\b`),
  new RegExp(`\\bopt(?:ing)?(?: me| us)?[ -]?out(?: (?:of|from))?\\b`),
  new RegExp(`\\b(?:i )?(?:revoke|withdraw|withdrew) (?:my )?consent\\b`),
  new RegExp(`^(?:please |just )*(?:leave (?:me|us) alone|lose my number|go away)\\b`),
  new RegExp(`\\bno more (?:of (?:these|those|your) )?(?:texts?|messages?|sms|text messages|notifications)(?: please)?$`),
  new RegExp(`\\b(?:do not|don't|dont|no longer) (?:want|wish|need)(?: to (?:receive|get|be (?:sent|texted|contacted)))? (?:any ?(?:more |further )?|these |your |to hear |more |anymore )*(?:texts?|messages?|sms|text messages|from you|(?:being )?(?:texted|contacted))\\b`),
  new RegExp(`\\bnot (?:to )?be (?:texted|contacted|messaged)\\b`),
  new RegExp(`^(?:you have the |you've got the |this is the )?wrong (?:number|person)[.! ]*$`),
];
// "Stop by at 5", "stop the music" are not about messages; nor is a question about how it would work.
const NOT_ABOUT_US = /\b(?:how (?:do|can|would) (?:i|we)|what happens if|if i (?:opt|text|reply))\b/;

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}' -]+/gu, ' ').replace(/(?<=\w)-(?=\w)/g, ' ').replace(/[\s-]+/g, ' ').trim().normalize('NFD').replace(/\p{M}/gu, '');

/** A keyword is short; anything longer cannot be one. */
const LONGEST_KEYWORD_CHARACTERS = 60;

/** The keyword that a message is, as a whole. Takes the text as it came: the webhook asks before anything else has read it. */
export function readKeyword(text: string): Keyword | null {
  const normalized = normalizeText(text);
  if (normalized.length > LONGEST_KEYWORD_CHARACTERS) return null;
  const word = bare(normalized).replace(/^'+|'+$/g, '').trim();
  if (OPT_OUT.has(word) || COURTESY.test(word)) return 'opt_out';
  if (OPT_IN.has(word)) return 'opt_in';
  return HELP.has(word) ? 'help' : null;
}

/** True when the customer asks in a sentence not to be written to any more. */
export function isFreeFormOptOut(normalizedText: string): boolean {
  const text = bare(normalizedText);
  return !NOT_ABOUT_US.test(text) && FREE_FORM.some((pattern) => pattern.test(text));
}
