// Cuts a long reply into texts that fit a phone's screen: between sentences or lines only, in as few parts as possible, of about the same length.

/** What a phone shows without scrolling, and two segments of a text message. */
export const LONGEST_PART_CHARACTERS = 300;

/** Where a long reply is best cut; in a text that needs no cut it is a line break. */
export const PARAGRAPH = '\u2029';

export function inLines(text: string): string {
  return text.replaceAll(PARAGRAPH, '\n');
}

/** A full stop after one of these ends no sentence. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(['st', 'ave', 'blvd', 'rd', 'dr', 'ln', 'ct', 'apt', 'mr', 'mrs', 'ms', 'jr', 'sr', 'no', 'mt', 'ft']);

/** A sentence or line, with the space or line break before it. */
type Piece = { text: string; joint: string };

/** By paragraphs, as many in one part as fit; a paragraph too long for one part by lines and sentences. */
export function splitForPhone(text: string, limit = LONGEST_PART_CHARACTERS): string[] {
  const parts = pack(byLine(text.split(PARAGRAPH)), limit).flatMap((part) => (part.length <= limit ? [part] : splitParagraph(part, limit)));
  // The end of a long paragraph may leave room for what comes after it.
  return pack(byLine(parts), limit);
}

function byLine(texts: readonly string[]): Piece[] {
  return texts.map((text) => ({ text, joint: '\n' }));
}

/** A sentence longer than the limit stays whole: half a sentence helps nobody. */
function splitParagraph(text: string, limit: number): string[] {
  const pieces = piecesOf(text);
  const fewest = pack(pieces, limit);
  // The narrowest limit that needs no more parts; otherwise the last text would often be two words long.
  for (let narrow = Math.ceil(text.length / fewest.length); narrow < limit; narrow += 1) {
    const parts = pack(pieces, narrow);
    if (parts.length === fewest.length) return parts;
  }
  return fewest;
}

function pack(pieces: readonly Piece[], limit: number): string[] {
  const parts: string[] = [];
  for (const { text, joint } of pieces) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + joint.length + text.length <= limit) parts[parts.length - 1] = `${last}${joint}${text}`;
    else parts.push(text);
  }
  return parts;
}

function piecesOf(text: string): Piece[] {
  return text.split('\n').flatMap((line, index) => sentencesOf(line).map((sentence, place) => ({ text: sentence, joint: place > 0 ? ' ' : index === 0 ? '' : '\n' })));
}

export function sentencesOf(line: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const match of line.matchAll(/[.!?]+ (?=[A-Z\d"'¿¡])/g)) {
    const wordBefore = /([A-Za-z]+)$/.exec(line.slice(from, match.index))?.[1] ?? '';
    if (match[0] === '. ' && (wordBefore.length === 1 || ABBREVIATIONS.has(wordBefore.toLowerCase()))) continue;
    const to = match.index + match[0].length;
    sentences.push(line.slice(from, to - 1));
    from = to;
  }
  return [...sentences, line.slice(from)];
}
