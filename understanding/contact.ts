// Phone number and email address of the customer.
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Span } from './canonical.ts';

export type Found = Span & { value: string; words: string };

// Seven or more digits with the usual separators; the library decides which of these are numbers.
const PHONE_SHAPE = /(?<![\w$#.-])(?:\+|\()?\d(?:[\d\s().\-/+]{5,22})\d(?![\w-])/g;
/** A head count, a day or a postal code beside a number is no part of it, and digits that hold a date are no number. */
const AMERICAN_SHAPE = /(?<!\d)(?:\+?1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]{0,2}[2-9]\d{2}[ .-]?\d{4}(?!\d)/;
const DATE_SHAPE = /(?<!\d)(?:(?:19|20)\d{2}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)\d{2}|\d{1,2}\/\d{1,2})(?!\d)/;
const EMAIL_SHAPE = /(?<![\w.+-])[a-z0-9](?:[\w.+-]{0,62}[\w+-])?@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}(?![\w-])/gi;
const SPOKEN_EMAIL = /(?<![\w.+-])([a-z0-9][\w.+-]{0,62}) (?:at|\(at\)|\[at\]) ([a-z0-9-]{1,63}) (?:dot|\(dot\)|\[dot\]) (com|net|org|edu|gov|io|us|co)(?![\w-])/i;

export function findPhone(text: string): Found | null {
  if (!/\d/.test(text)) return null;
  for (const match of text.matchAll(PHONE_SHAPE)) {
    const whole = DATE_SHAPE.test(match[0]) ? null : /\S.*\S/s.exec(match[0]);
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
  const match = text.matchAll(EMAIL_SHAPE).next().value;
  if (match !== undefined) return { start: match.index, end: match.index + match[0].length, value: match[0].toLowerCase(), words: match[0] };
  const spoken = SPOKEN_EMAIL.exec(text);
  if (spoken === null) return null;
  return { start: spoken.index, end: spoken.index + spoken[0].length, value: `${spoken[1] ?? ''}@${spoken[2] ?? ''}.${spoken[3] ?? ''}`.toLowerCase(), words: spoken[0] };
}
