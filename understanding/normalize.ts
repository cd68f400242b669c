// Makes every message safe and uniform before anything reads it: one width, one quote, no invisible characters.

/**
 * The longest text that is read. A concatenated SMS carries at most about 1,600 characters, and every rule is
 * bounded by this, so that no message can hold a worker. What lies beyond it is not read.
 */
export const MAX_READ_CHARACTERS = 2000;

/** True when part of the message was left unread: such a message must never bind anybody. */
export function isTooLong(text: string): boolean {
  return text.length > MAX_READ_CHARACTERS;
}

const SPACES = /[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu;
const LINE_BREAK = /[\n\r\u2028\u2029]/u;

/** Anything but single spaces and the visible characters of ASCII that stay as they are: nearly all messages have none. */
const NOT_PLAIN = /[^ -_a-~]| {2}/;
const plain = (text: string): string | null => (text.length > MAX_READ_CHARACTERS || NOT_PLAIN.test(text) ? null : text.trim());

/** Text as the customer wrote it, minus what cannot be seen. Case and emoji stay. */
export function normalizeText(text: string): string {
  return plain(text) ?? withoutHidden(text).replace(SPACES, ' ').trim();
}

/** The same, character for character, but a break between lines is still one. */
export function normalizeLines(text: string): string {
  if (!LINE_BREAK.test(text)) return normalizeText(text);
  return withoutHidden(text).replace(SPACES, (space) => (LINE_BREAK.test(space) ? '\n' : ' ')).trim();
}

/** Lower case, character for character, so that a place in the one is the same place in the other. */
export function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function withoutHidden(text: string): string {
  return (
    text
      .slice(0, MAX_READ_CHARACTERS)
      .replace(/\p{Surrogate}/gu, ' ')
      .normalize('NFKC')
      // NFKC may write one character as many.
      .slice(0, MAX_READ_CHARACTERS)
      .replace(/\p{Surrogate}/gu, ' ')
      .replace(/[\u2018\u2019\u201B\u02BC\u2032\u00B4\u0060]/gu, "'")
      .replace(/[\u201C\u201D\u201F\u2033\u00AB\u00BB]/gu, '"')
      .replace(/[\u2010-\u2015\u2212]/gu, '-')
      .replace(/\u2044/gu, '/')
      // Format characters (zero width, direction marks, tags) hide words; the joiner and the variation selectors belong to emoji.
      .replace(/(?![\u200D])\p{Cf}/gu, '')
  );
}
