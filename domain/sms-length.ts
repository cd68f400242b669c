// How a text travels: which alphabet it needs and how many segments it takes. What must be read first belongs in the first one.

// The GSM 03.38 basic set, and the extension characters, which take two places each.
const BASIC = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
const EXTENDED = new Set('^{}\\[~]|€\f');

// A lone message, and one part of a longer one, whose header takes room.
const GSM7_SINGLE = 160;
const GSM7_PART = 153;
const UCS2_SINGLE = 70;
const UCS2_PART = 67;

/** What part one of a long text is sure to hold. */
export const FIRST_SEGMENT_CHARACTERS = GSM7_PART;

/** The characters outside GSM-7, each once; any of them more than halves the room in every segment. */
export function nonGsmCharacters(text: string): string[] {
  return [...new Set(text)].filter((character) => !BASIC.has(character) && !EXTENDED.has(character));
}

export function smsSegments(text: string): number {
  const gsm = nonGsmCharacters(text).length === 0;
  const length = gsm ? [...text].reduce((places, character) => places + (EXTENDED.has(character) ? 2 : 1), 0) : text.length;
  const [single, part] = gsm ? [GSM7_SINGLE, GSM7_PART] : [UCS2_SINGLE, UCS2_PART];
  return length <= single ? 1 : Math.ceil(length / part);
}
