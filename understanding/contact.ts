// Phone number and email address of the customer.
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Span } from './canonical.ts';
import { allMatches } from './matches.ts';

export type Found = Span & { value: string; words: string };

// Seven or more digits with the usual separators; the library decides which of these are numbers.
const PHONE_SHAPE = /(?<![\w$#.-])(?:\+|\()?\d(?:[\d\s().\-/+]{5,22})\d(?![\w-])/g;
/** A head count, a day or a postal code beside a number is no part of it, and digits that hold a date are no number. */
const AMERICAN_SHAPE = /(?<!\d)(?:\+?1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]{0,2}[2-9]\d{2}[ .-]?\d{4}(?!\d)/;
const DATE_SHAPE = /(?<!\d)(?:(?:19|20)\d{2}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)\d{2}|\d{1,2}\/\d{1,2})(?!\d)/;
/** Called a phone number, ten digits are one: new area codes come every year, and no list here is the newest. */
const CALLED_A_PHONE = /(?:(?<!(?:account|card|order|confirmation|booking|reservation|tracking) )(?:phone|cell|mobile|telephone|tel|number)(?: number| no\.?|#)?|(?:call|text|reach|ring) (?:me|us)|reached)(?: is|'s|:| at| on| it's)* *$/i;
const TEN_DIGITS = /^\+?1?[1-9]\d{9}$/;
const EMAIL_SHAPE = /(?<![\w.+-])(?![^@\s]{0,64}\.\.)[a-z0-9](?:[\w.+-]{0,62}[\w+-])?@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}(?![\w-])/gi;
const SPOKEN_EMAIL = /(?<![\w.+-])([a-z0-9][\w.+-]{0,62}) (?:at|\(at\)|\[at\]) ([a-z0-9-]{1,63}) (?:dot|\(dot\)|\[dot\]) (com|net|org|edu|gov|io|us|co)(?![\w-])/i;

export function findPhone(text: string, requested = false): Found | null {
  if (!/\d/.test(text)) return null;
  for (const match of allMatches(PHONE_SHAPE, text)) {
    const whole = DATE_SHAPE.test(match[0]) ? null : /\S.*\S/s.exec(match[0]);
    if (whole !== null && (requested || CALLED_A_PHONE.test(text.slice(Math.max(0, match.index - 40), match.index)))) {
      const digits = whole[0].replace(/[^\d+]/g, '');
      if (TEN_DIGITS.test(digits)) return { start: match.index + whole.index, end: match.index + whole.index + whole[0].length, value: `+1${digits.slice(-10)}`, words: whole[0] };
    }
    const inside = /^\+(?!1)/.test(match[0]) ? null : AMERICAN_SHAPE.exec(match[0]);
    for (const found of [whole, inside]) {
      const value = found === null ? null : validNumber(found[0]);
      if (found !== null && value !== null) return { start: match.index + found.index, end: match.index + found.index + found[0].length, value, words: found[0] };
    }
  }
  return null;
}

function validNumber(words: string): string | null {
  const digits = words.replace(/\D/g, '');
  // Shorter is a local number that cannot be called back; longer than E.164 allows is something else.
  if (digits.length < 10 || digits.length > 15) return null;
  const number = parsePhoneNumberFromString(digits.startsWith('00') ? `+${digits.slice(2)}` : words, 'US');
  return number?.isValid() === true ? number.number : null;
}

export function findEmail(text: string): Found | null {
  if (!/@|\bdot\b|\(dot\)|\[dot\]/i.test(text)) return null;
  const match = allMatches(EMAIL_SHAPE, text)[0];
  if (match !== undefined) return { start: match.index, end: match.index + match[0].length, value: match[0].toLowerCase(), words: match[0] };
  const spoken = SPOKEN_EMAIL.exec(text);
  if (spoken === null) return null;
  return { start: spoken.index, end: spoken.index + spoken[0].length, value: `${spoken[1] ?? ''}@${spoken[2] ?? ''}.${spoken[3] ?? ''}`.toLowerCase(), words: spoken[0] };
}
