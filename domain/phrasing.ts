// How far a model may word an approved answer: it may leave out sentences that are no condition, and put one courteous sentence in front. Anything else is refused.
import type { ModelFailure } from './model-usage.ts';
import type { Topic } from './reading.ts';
import { sentencesOf } from './text-parts.ts';

/** Answers about money, allergies and whatever else we answer for are sent as approved, whole. */
export const PHRASED_TOPICS: readonly Topic[] = ['menu', 'area', 'equipment', 'weather', 'tipping', 'availability', 'vegetarian', 'place', 'how_it_works', 'contact'];

/** What a model proposes: sentences of the approved answer by their place, from 1, and a sentence of its own to begin with. */
export type PhrasingProposal = { opening: string | null; sentences: readonly number[] };

export type PhrasingFault = 'empty' | 'number' | 'date' | 'link' | 'promise' | 'own_words' | 'order' | 'condition_left_out';

/** One answer of a turn, as it went out; kept with the turn. */
export type Phrasing = {
  approved: string;
  /** Null: the approved text was sent as it is. */
  worded: PhrasingProposal | null;
  /** Why a proposal was not taken, or why there was none. */
  fault: PhrasingFault | ModelFailure | null;
};

export function approvedSentences(approved: string): string[] {
  return approved.split('\n').flatMap(sentencesOf).filter((sentence) => sentence !== '');
}

/** With a single sentence there is nothing to choose. */
export function isWorthPhrasing(approved: string): boolean {
  return approvedSentences(approved).length > 1;
}

export function composePhrasing(approved: string, { opening, sentences }: PhrasingProposal): string {
  const known = approvedSentences(approved);
  const chosen = sentences.flatMap((place) => known[place - 1] ?? []);
  return [...(opening === null || opening.trim() === '' ? [] : [opening.trim()]), ...chosen].join(' ');
}

/** Null when every word of `said` is approved, or says nothing. It looks at the finished text, so it does not matter who composed it. */
export function phrasingFault(approved: string, said: string): PhrasingFault | null {
  const known = approvedSentences(approved);
  const places = placesOf(known, said);
  const own = places.rest;
  if (own !== '') {
    const fault = openingFault(own);
    if (fault !== null) return fault;
  }
  if (places.taken.length === 0) return 'empty';
  if (places.taken.some((place, index) => index > 0 && place <= (places.taken[index - 1] ?? 0))) return 'order';
  if (known.some((sentence, place) => CONDITION.test(sentence) && !places.taken.includes(place))) return 'condition_left_out';
  return null;
}

/** The longest run of approved sentences that the text ends with; what stands before it is the model's own. */
function placesOf(known: readonly string[], said: string): { taken: number[]; rest: string } {
  const taken: number[] = [];
  let rest = said.trim();
  for (;;) {
    const place = known.findLastIndex((sentence) => rest === sentence || rest.endsWith(` ${sentence}`));
    const sentence = known[place];
    if (sentence === undefined) return { taken, rest };
    taken.unshift(place);
    rest = rest.slice(0, rest.length - sentence.length).trim();
  }
}

/** A sentence that limits what another one says must not be lost. */
const CONDITION = /\b(?:not|no|never|only|unless|except|if|must|without|least|most|otherwise|but|please|needs?)\b|n't\b/i;

const LINK = /https?:|www\.|@|\b[a-z0-9-]+\.(?:com|net|org|io|co|us|example)\b|\//i;
const NUMBER = /[\d$%#]|\p{N}|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen|couple|half|twice|double|third|quarter|percent|dollars?|bucks|cents?|uno|dos|tres|cuatro|cinco|diez|cien)\b/iu;
const DATE = /\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|today|tonight|tomorrow|weekends?|weeks?|months?|years?|days?|hours?|minutes?|noon|midnight|morning|evening|christmas|easter|hoy|ma\u00F1ana)\b/iu;
const PROMISE = /\b(?:yes|no|not|never|always|free|promise|guarantee\w*|sure|surely|certainly|definitely|absolutely|of course|will|shall|can|could|would|may|might|must|have|has|had|do|does|did|be|been|get|give|include\w*|discount\w*|refund\w*|deposit\w*|waive\w*|confirm\w*|book\w*|reserv\w*|hold\w*|agree\w*|accept\w*|happy|glad|ok|okay|works?|fine|great|perfect)\b|n't\b|'ll\b/i;
/** All that an opening may be made of; nothing can be promised in these words. */
const COURTESIES: ReadonlySet<string> = new Set(['good', 'thanks', 'thank', 'you', 'for', 'asking', 'question', 'questions', 'here', "here's", 'is', 'what', 'to', 'know', 'about', 'the', 'our', 'your', 'on', 'and', 'answer', 'quick', 'short', 'a', 'menu', 'food', 'area', 'weather', 'rain', 'tips', 'tipping', 'gratuity', 'place', 'space', 'equipment', 'grill', 'availability', 'dates']);
const IS_AN_OPENING = /\b(?:question|asking|here's|here is|about)\b/;

/** The finer codes come first, for the figures; the list of words alone would refuse all the same. */
function openingFault(opening: string): PhrasingFault | null {
  const text = opening.toLowerCase();
  if (LINK.test(text)) return 'link';
  if (NUMBER.test(text)) return 'number';
  if (DATE.test(text)) return 'date';
  if (PROMISE.test(text)) return 'promise';
  const words = text.match(/[\p{L}\p{N}']+/gu) ?? [];
  const isPlain = /^[a-z' ,!.:-]+$/.test(text) && sentencesOf(opening).length === 1;
  return isPlain && IS_AN_OPENING.test(text) && words.every((word) => COURTESIES.has(word)) ? null : 'own_words';
}

/** Whether an approved answer is said whole in these texts; a long reply is cut into several, between sentences. */
export function isSaidIn(texts: readonly string[], approved: string): boolean {
  const said = new Set(texts.flatMap(approvedSentences));
  return approvedSentences(approved).every((sentence) => said.has(sentence));
}

/** The texts of a reply with the approved answers in them as they were worded; everything else stays as it is. */
export function phrased(texts: readonly string[], phrasings: readonly Phrasing[]): string[] {
  return phrasings.reduce<string[]>((said, { approved, worded }) => (worded === null ? said : wordedIn(said, approved, worded)), [...texts]);
}

function wordedIn(texts: string[], approved: string, { opening, sentences }: PhrasingProposal): string[] {
  const known = approvedSentences(approved);
  const instead = (sentence: string): string[] => {
    const place = known.indexOf(sentence) + 1;
    if (place === 0) return [sentence];
    if (!sentences.includes(place)) return [];
    return opening !== null && place === sentences[0] ? [opening.trim(), sentence] : [sentence];
  };
  const said = texts.map((text) => text.split('\n').flatMap((line) => (line === '' ? [''] : withoutEmpty(sentencesOf(line).flatMap(instead)))).join('\n'));
  // An empty text cannot be sent, and one text less is not for the wording to decide.
  return said.every((text) => text.trim() !== '') ? said : texts;
}

const withoutEmpty = (sentences: readonly string[]): string[] => (sentences.length === 0 ? [] : [sentences.join(' ')]);
