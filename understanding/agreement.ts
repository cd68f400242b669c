// Reads a reply to a live terms challenge. Only a whole message of plain assent binds; anything else is asked about again.
import type { ReplyVerdict } from '../domain/vocabulary.ts';
import { readAssent } from './assent-grammar.ts';
import { assentVocabulary, refuses, roleOf, type Role } from './assent-words.ts';
import { isCommonWord } from './english-words.ts';
import { escalationReason } from './escalation.ts';
import { isFreeFormOptOut, readKeyword } from './keywords.ts';
import { isTooLong, normalizeLines } from './normalize.ts';
import { isUnlikeAssent, UNSETTLING } from './reservations.ts';
import { withoutSignature } from './signature.ts';
import { isSpanish, readSpanish } from './spanish.ts';

export type ReplyReading = { verdict: ReplyVerdict; rule: string; normalized: string };

// Pictures that go with a yes. Alone they bind nobody; beside any other picture ("sure" with rolled eyes) nothing does.
const FRIENDLY_PICTURES = /[\u{1F44D}\u{1F44C}\u{1F642}\u{1F60A}\u{1F600}\u{1F603}\u{1F604}\u{1F601}\u{1F64F}\u{2705}\u{2714}\u{1F389}\u{2764}\u{1F64C}\u{1F917}\u{263A}\u{1F970}\u{1F60D}\u{1F44F}\u{1F973}\u{1F91D}\u{1F4AF}]|(?<=^|[\s.,!])[:=]-?[)D](?=$|[\s.,!])/giu;
const PICTURE_PARTS = /[\u{1F3FB}-\u{1F3FF}\u{FE0F}\u{200D}]/gu;
const ANY_PICTURE = /\p{Extended_Pictographic}/u;

/** Plain assent fits in far less; a longer message says something else as well. */
const LONGEST_ASSENT_CHARACTERS = 160;

const QUESTION_START = /^(?:(?:yes|yeah|ok|okay|sure|no|hi|hello|hey|um|so|and|wait|but|thanks|also|great)[\s,.!]+)*(?:what|when(?= (?:is|are|do|does|did|will|would|can|could|should|was)\b|$)|where|who|why|how|which|whose|can(?!'t)|could(?!n't)|would(?!n't)|will(?! do\b)|do(?! not| n't|n't)|does(?!n't)|did(?!n't)|is(?!n't)|are(?!n't)|am i|should|may i|shall|any chance|wondering|i have (?:a|some|one|another|1) (?:quick )?questions?|question|quick question|i was wondering|i'm wondering|just wondering|curious)\b/;
const ASKS_INSIDE = /\b(?:i (?:have|got|had) (?:a |some |another |one |1 |a few |a couple (?:of )?)?(?:quick )?questions?|can you (?:explain|tell|clarify|send|resend)|could you (?:explain|tell|clarify|send|resend)|what (?:is|are|does|do|if|about)|how (?:much|many|do|does|about|long)|i (?:want|need|would like|'d like) to (?:know|understand|ask|read)|wanna know|explain|clarify)\b|\b(?:to|with|for|about) (?:what|whom)\W*$/;
/** "I agree 2 it": between agreeing and what is agreed to, the digit can be nothing else. */
const TYPED_TO = /(?<=\b(?:agree|agreed) )2(?= (?:it|this|that|them|(?:the |your |these |those |all |all the )terms)[\s.!]*$)/;
/** A link that does not open is a question about the terms. */
const LINK_TROUBLE = /\b(?:link|page|url|website|site)\b.{0,30}\b(?:work|works|working|open|opens|load|loads|loading|broken|dead|error|expired)\b|\b(?:can't|cannot|cant|can not|couldn't|unable to|won't let me) (?:open|see|read|find|access|load|click|view)\b/;
const CHANGE = /\b(?:(?!(?<=\bplans? (?:have |has |just )?)changed\W*$)chang(?:e|es|ed|ing)(?! (?:my|our) mind)|(?:re-?)?schedul(?:e|ing)|modif(?:y|ying)|adjust|switch|swap|move (?:it|the|my|our|this|that)|different (?:day|date|time|place|address|menu|number|location)|another (?:day|date|time|place|address|location)|instead|make (?:it|that) \S+|add(?:ing)? \S+|remove (?:the|a|one|some)|bring (?:it )?(?:to|forward)|push (?:it|the)|(?:an? )?(?:earlier|later) (?:time|date|slot|start|day)|but (?:a (?:bit|little) )?(?:earlier|later|sooner)|\d+ (?:more|fewer|less) (?:people|guests|persons|adults|kids)|(?:it'?s|its|it is|we are|we're|there are|should be|meant|not) (?:now |actually |going to be )*\d+ (?:people|guests|adults|kids|pm|am)|wrong (?:date|day|time|address|number|name|price|total|amount|menu|order)|(?:date|time|address|name|price|total|number|menu|count) (?:is|are|was|isn't|is not) (?:\w+ )?(?:wrong|incorrect|off|not right|not correct|supposed|different)|update the|correction|actually)\b/;
/** What is not wanted is one thing of the party, not the party. */
const DROPS_A_PART = new RegExp([
  'never ?mind (?:about )?(?:the|my|our|those|these) (?!(?:booking|reservation|event|party|dinner|date|whole|deal|contract|terms|order|thing)\\b)\\w+',
  'not interested in (?:the |any |a |an )?(?!(?:book|it\\b|this\\b|that\\b|you|proceed|go|continu|do|mov|hav|hir|us|sign|agree|accept|terms|the\\b|any|a\\b)\\w*)\\w+',
  '(?:the|a|an|my|our) (?!(?:booking|reservation|event|party|dinner|date|service|chef|catering)\\b)\\w+ (?:is|are) no longer (?:needed|necessary|required)',
].map((part) => `\\b(?:${part})`).join('|'));
/** A question about the rule for changes is a question. */
const ABOUT_CHANGES = /\b(?:fee|fees|cost|charge|charged|policy|what happens|what if|allowed|penalty|deadline|how late|later on|if i)\b/;
const REFUSAL: readonly RegExp[] = [
  /^(?:(?:sorry|hi|hello|hey|um|uh|well|actually|i'm sorry|oh|ok|okay|thanks|thank you)[\s,.!]+)*(?:no|nope|nah|naw|no way|absolutely not|definitely not|certainly not|of course not|not at all|never|hell no|no no|negative|not interested|no deal)(?:[\s,.!]+(?:no|nope|thanks|thank you|thank u|thx|gracias|muchas gracias|sir|maam|sorry|way|please|never|deal|i'm (?:good|ok|fine|not interested)|not interested|i changed my mind|never mind))*(?:[\s,.!]+(?:i (?:do not|don't|dont|cannot|can't|won't|will not|am not|'m not|disagree|decline|refuse|reject)|we (?:don't|do not|are not)).{0,80})?[\s.!]*$/,
  /\b(?:i|we|they|and)?\s*(?:do not|don't|dont|don t|cannot|can't|cant|can not|won't|wont|will not|would not|wouldn't|never|am not going to|'m not going to|refuse to|not) (?:really |fully |ever |want to |wanna |going to |gonna |think i can |think i |feel comfortable |able to |yet |be )*(?:agree(?:ing)?|accept(?:ing)?|approv(?:e|ing)|consent(?:ing)?|confirm(?:ing)?|acknowledg(?:e|ing)|sign(?:ing)?|agreed|accepted|ok with|okay with|happy with|comfortable with|fine with|acceptable)\b/,
  /\b(?:i|we)?\s*(?:strongly |completely |totally |fully |respectfully |must |have to |hereby |will |would |'d |'ll )*(?:disagree|disagreed|decline|declined|refuse|refused|reject|rejected|disapprove|object)\b/,
  /\b(?:never ?mind|forget (?:it|about it)|call it off|no longer (?:want(?:ed)?|interested|need(?:ed)?|necessary|required)|not interested|changed my mind|don't want (?:it|this|to (?:book|proceed|go|continue|do)|the booking|your)|do not want (?:it|this|to (?:book|proceed|go|continue|do)|the booking)|dont want (?:it|this|to|the)|not (?:going to|gonna) (?:book|do|proceed|happen|work)|pass on (?:this|it)|unacceptable|not acceptable|no deal|deal is off)\b/,
  /\b(?:cancel|call off) (?:it|this|that|my|the|our|everything|all|please)\b/,
];
const NOT_A_REFUSAL = /^(?:no|not) (?:problem|problems|worries|issue|issues|prob|probs|doubt|yet|sure|bad|question|questions|rush|biggie|objection|objections)\b|\bnot (?:yet|sure|right now)\b|\bneither\b.*\bnor\b|\bnot that (?:i|we)\b/;

/** What the customer meant by this reply. Rules are tried from the most protective to the binding one. */
export function readReply(text: string): ReplyReading {
  const lines = normalizeLines(text);
  const lower = lines.replace(/\n/g, ' ').toLowerCase();
  const result = (verdict: ReplyVerdict, rule: string): ReplyReading => ({ verdict, rule, normalized: lower });

  const keyword = readKeyword(lines);
  if (keyword !== null) return result(keyword, 'keyword');
  if (isFreeFormOptOut(lower)) return result('opt_out', 'opt_out_in_words');
  const reason = escalationReason(lower);
  if (reason === 'asked_for_person') return result('escalation', 'asks_for_person');
  if (lower === '') return result('unclear', 'empty');
  if (isTooLong(text)) return result('unclear', 'too_long');
  // "No, this is ridiculous" is a plain no; the other reasons need a person whatever else was said.
  if (reason !== null && reason !== 'upset') return result('escalation', reason);
  if (isSpanish(lower)) return readInSpanish(lower, result);

  const asks = lower.includes('?') || /\u061F|\u037E/.test(lower) || QUESTION_START.test(lower) || ASKS_INSIDE.test(lower) || LINK_TROUBLE.test(lower);
  if ((CHANGE.test(lower) && !(asks && ABOUT_CHANGES.test(lower))) || DROPS_A_PART.test(lower)) return result('change', 'asks_for_change');
  if (asks) return result('question', 'asks_question');

  const said = withoutPictures(withoutSignature(lines).replace(/\n/g, ' ').toLowerCase()).replace(TYPED_TO, 'to');
  const words = toWords(said);
  // Only a short message can be plain assent or plain refusal: the words of a longer one are taken as they stand.
  const corrected = lower.length > LONGEST_ASSENT_CHARACTERS ? words.join(' ') : correctedWords(words);
  if (isRefusal(withoutPictures(lower).trim()) || isRefusal(corrected)) return result('declined', 'refuses');
  if (reason === 'upset') return result('escalation', reason);
  if (words.length === 0) return result('unclear', ANY_PICTURE.test(lower) ? 'picture_only' : 'no_words');
  if (ANY_PICTURE.test(said)) return result('unclear', 'unfriendly_picture');
  if (corrected.split(' ').some(refuses)) return result('unclear', 'negation');
  const unsettled = UNSETTLING.find(({ pattern }) => pattern.test(said));
  if (unsettled !== undefined) return result('unclear', unsettled.rule);
  if (lower.length > LONGEST_ASSENT_CHARACTERS) return result('unclear', 'too_much_said');
  if (isUnlikeAssent(said)) return result('unclear', 'unknown_characters');

  const assent = readAssent(corrected);
  if (assent === 'acknowledges_only' || assent === 'not_plain_assent') return result('unclear', assent);
  return result('agreed', corrected === words.join(' ') ? assent : `${assent}_misspelt`);
}

/** The terms are in English, and what binds must be said in the words that the text asks for: Spanish assent is asked about again. */
function readInSpanish(lower: string, result: (verdict: ReplyVerdict, rule: string) => ReplyReading): ReplyReading {
  const reply = readSpanish(lower);
  return reply === 'assent' || reply === 'other' ? result('unclear', reply === 'assent' ? 'spanish_assent' : 'spanish') : result(reply, `spanish_${reply}`);
}

function isRefusal(text: string): boolean {
  return !NOT_A_REFUSAL.test(text) && REFUSAL.some((pattern) => pattern.test(text));
}

function withoutPictures(text: string): string {
  return text.replace(FRIENDLY_PICTURES, ' ').replace(PICTURE_PARTS, '');
}

function toWords(text: string): string[] {
  return text.replace(/[^\p{L}\p{N}%]+/gu, ' ').trim().split(' ').filter((word) => word !== '');
}

/** Each word as it was meant; words that the space bar tore apart ("a gree", "o k") are put together again. */
function correctedWords(words: readonly string[]): string {
  const meant: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [word = '', next] = [words[at], words[at + 1]];
    const joined = next === undefined ? null : `${word}${next}`;
    if (joined !== null && (assents(roleOf(joined)) || refuses(joined)) && !(assentVocabulary.has(word) && assentVocabulary.has(next ?? ''))) {
      meant.push(joined);
      at += 1;
    } else meant.push(correctedWord(word));
  }
  // Beside a verb of assent, a key next to "I" is an "I"; not "u", which is "you".
  return meant.join(' ').replace(/^(?:l|o|j|ii) (?=(?:agree|accept|confirm)\b)/, 'i ');
}

const assents = (role: Role | null): boolean => role === 'yes' || role === 'ok' || role === 'agree' || role === 'done';

/** The word meant, by the distance; "iagree" and "yesss" are slips of the space bar and of a held key. */
function correctedWord(word: string): string {
  const short = word.replace(/(.)\1{2,}$/, '$1').replace(/^0(?=k)/, 'o');
  if (assentVocabulary.has(short) || short === 'i') return short;
  const glued = /^(i|yes|ok)(i?agree|accept|confirm|agreed|yes|please|thanks|i)$/.exec(short);
  if (glued !== null) return `${glued[1] ?? ''} ${(glued[2] ?? '').replace(/^i(?=agree)/, 'i ')}`;
  const meant = assentVocabulary.correct(short);
  if (meant === null) return iAndVerb(short) ?? short;
  // A letter drawn out inside a weak yes is a tone of voice ("suuure"), not a slip.
  return roleOf(meant) === 'ok' && /(.)\1\1/.test(short) ? short : meant;
}

/** "Iagre": the space and a letter both slipped. */
function iAndVerb(word: string): string | null {
  const verb = word.startsWith('i') && !isCommonWord(word) ? assentVocabulary.correct(word.slice(1)) : null;
  return verb !== null && roleOf(verb) === 'agree' ? `i ${verb}` : null;
}
