// Takes the sender's own name off a message ("I agree\n- John", "I, John Smith, agree"), so that what was said can be read by itself.
import { isCommonWord } from './english-words.ts';
import { isGivenName } from './given-names.ts';

const NAME = "[\\p{L}][\\p{L}'.-]*(?: [\\p{L}][\\p{L}'.-]*){0,2}";
/** What mail and phone programs add below a message. */
const DEVICE = /\n+(?:sent (?:from|via) my [\w ]{2,30}|get outlook for \w+)\.?$/i;
const SIGN_OFF = '(?:(?:thanks|thank you|many thanks|regards|best|best regards|kind regards|warm regards|sincerely|cheers)[,.!]*)';
const NAME_BELOW = new RegExp(`\\n+[-~* ]*(${NAME})$`, 'u');
const NAME_AFTER_DASH = new RegExp(`[ ,.!]+-+ ?(${NAME})$`, 'u');
/** Behind a comma only a full name signs: "I agree, John" speaks to John. */
const FULL_NAME_AFTER = /[.,!]+ (\p{Lu}[\p{L}'-]+ \p{Lu}[\p{L}'.-]*)$/u;
const NAME_IN_FRONT = new RegExp(`^(i|we),? (${NAME}),? (?=(?:hereby|do|fully|agree|accept|confirm|consent|have)\\b)`, 'iu');
const SIGN_OFF_LINE = new RegExp(`\\n+${SIGN_OFF}$`, 'i');

/** Takes the text with its line breaks (`normalizeLines`); what is not surely a name stays, and then says something. */
export function withoutSignature(lines: string): string {
  const body = lines.replace(DEVICE, '');
  const ended = takeName(body, NAME_BELOW) ?? takeName(body, NAME_AFTER_DASH) ?? takeName(body, FULL_NAME_AFTER);
  const text = ended === null ? body : ended.replace(SIGN_OFF_LINE, '');
  const front = NAME_IN_FRONT.exec(text);
  return front?.[2] !== undefined && isName(front[2]) ? `${front[1] ?? ''} ${text.slice(front[0].length)}` : text;
}

function takeName(text: string, pattern: RegExp): string | null {
  const match = pattern.exec(text);
  return match?.[1] === undefined || !isName(match[1]) ? null : text.slice(0, match.index);
}

/** A given name that we know, with at most an initial and a surname: "Not", "Kidding" and "John objects" are none. */
function isName(words: string): boolean {
  const [given = '', ...rest] = words.split(' ');
  return isGivenName(given.toLowerCase()) && rest.every((word) => /^\p{Lu}\.?$/u.test(word) || (/^\p{Lu}/u.test(word) && !isWord(word.toLowerCase())));
}

/** "Objects" and "kidding" are words because "object" and "kid" are. */
function isWord(word: string): boolean {
  const stem = word.replace(/(?:ing|ed|es|s|ly)$/, '');
  return [word, stem, `${stem}e`, stem.replace(/(.)\1$/, '$1')].some(isCommonWord);
}
