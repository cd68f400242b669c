// Reads a reply to a live terms challenge. Only a whole message of plain assent binds; anything else is asked about again.
import type { ReplyVerdict } from '../domain/vocabulary.ts';
import { ACKNOWLEDGES_ONLY, ASSENT, assentVocabulary, BINDING, REFUSAL_WORDS, STRONG_THEN_GO_ON } from './assent-words.ts';
import { asksForPerson } from './escalation.ts';
import { isFreeFormOptOut, readKeyword } from './keywords.ts';
import { isTooLong, normalizeText } from './normalize.ts';

export type ReplyReading = { verdict: ReplyVerdict; rule: string; normalized: string };

// Pictures that go with a yes. Alone they bind nobody; beside any other picture ("sure" with rolled eyes) nothing does.
const FRIENDLY_PICTURES = /[\u{1F44D}\u{1F44C}\u{1F642}\u{1F60A}\u{1F600}\u{1F603}\u{1F604}\u{1F601}\u{1F64F}\u{2705}\u{2714}\u{1F389}\u{2764}\u{1F64C}\u{1F917}\u{263A}\u{1F970}\u{1F60D}\u{1F44F}\u{1F973}\u{1F91D}]/gu;
const PICTURE_PARTS = /[\u{1F3FB}-\u{1F3FF}\u{FE0F}\u{200D}]/gu;
const ANY_PICTURE = /\p{Extended_Pictographic}/u;

/** Plain assent fits in far less; a longer message says something else as well. */
const LONGEST_ASSENT_CHARACTERS = 160;

const refusals: ReadonlySet<string> = new Set(REFUSAL_WORDS);

const QUESTION_START = /^(?:(?:yes|yeah|ok|okay|sure|no|hi|hello|hey|um|so|and|wait|but|thanks|also|great)[\s,.!]+)*(?:what|when|where|who|why|how|which|whose|can(?!'t)|could(?!n't)|would(?!n't)|will(?! do\b)|do(?! not| n't|n't)|does(?!n't)|did(?!n't)|is(?!n't)|are(?!n't)|am i|should|may i|shall|any chance|wondering|i have (?:a|some|one|another|1) (?:quick )?questions?|question|quick question|i was wondering|i'm wondering|just wondering|curious)\b/;
const ASKS_INSIDE = /\b(?:i (?:have|got|had) (?:a |some |another |one |1 |a few |a couple (?:of )?)?(?:quick )?questions?|can you (?:explain|tell|clarify|send|resend)|could you (?:explain|tell|clarify|send|resend)|what (?:is|are|does|do|if|about)|how (?:much|many|do|does|about|long)|i (?:want|need|would like|'d like) to (?:know|understand|ask|read)|wanna know|explain|clarify)\b/;
const CHANGE = /\b(?:chang(?:e|es|ed|ing)(?! (?:my|our) mind)|(?:re-?)?schedul(?:e|ing)|modif(?:y|ying)|adjust|switch|swap|move (?:it|the|my|our|this|that)|different (?:day|date|time|place|address|menu|number|location)|another (?:day|date|time|place|address|location)|instead|make (?:it|that) \S+|add(?:ing)? \S+|remove (?:the|a|one|some)|bring (?:it )?(?:to|forward)|push (?:it|the)|(?:an? )?(?:earlier|later) (?:time|date|slot|start|day)|\d+ (?:more|fewer|less) (?:people|guests|persons|adults|kids)|(?:it'?s|its|it is|we are|we're|there are|should be|meant|not) (?:now |actually |going to be )*\d+ (?:people|guests|adults|kids|pm|am)|wrong (?:date|day|time|address|number|name|price|total|amount|menu|order)|(?:date|time|address|name|price|total|number|menu|count) (?:is|are|was|isn't|is not) (?:\w+ )?(?:wrong|incorrect|off|not right|not correct|supposed|different)|update the|correction|actually)\b/;
/** A question about the rule for changes is a question. */
const ABOUT_CHANGES = /\b(?:fee|fees|cost|charge|charged|policy|what happens|what if|allowed|penalty|deadline|how late|later on|if i)\b/;
const CONDITION = /\b(?:if|but|unless|except(?:ing)?|only|as long as|so long as|provided|providing|once|until|till|after|before|when|whenever|subject to|depend(?:s|ing)?|assuming|however|although|though|as soon as|first|pending|conditional|with the exception|apart from|other than|just not|most of|some of|part of|partly|partially|almost|nearly)\b/;
const HEDGE = /\b(?:maybe|perhaps|probably|possibly|i guess|guess so|i think|i suppose|suppose so|might|may|kind of|kinda|sort of|sorta|not sure|unsure|idk|dunno|let me (?:think|check|see|ask|read|get back)|hold on|wait|later|thinking|will see|we'?ll see|whatever|yeah right|as if|sarcas\w*|lol sure|ha)\b/;
const REPORTED = /["\u201c]|\b(?:said|says|told|asked|tells|wrote|texted|reply|replied|replying|you want me to|do i have to|supposed to|he|she|they|my (?:wife|husband|partner|boss|mom|dad|friend) )\b/;
const NEGATION = /(?:\b(?:no|not|nope|nah|naw|never|none|nothing|cannot|neither|nor|without|refuse[sd]?|reject(?:ed|s)?|declin(?:e|ed|es|ing)|den(?:y|ied)|dis\w+|un(?:able|willing|acceptable|fair)|hardly|barely|nobody|isnt|dont|doesnt|didnt|wont|cant|wouldnt|couldnt|aint|arent|wasnt|hate|stop|cancel(?!lation)\w*|against|oppose|objection)\b|n't\b|\bn t\b)/;
const REFUSAL: readonly RegExp[] = [
  /^(?:(?:sorry|hi|hello|hey|um|uh|well|actually|i'm sorry|oh)[\s,.!]+)*(?:no|nope|nah|naw|no way|absolutely not|definitely not|certainly not|of course not|not at all|never|hell no|no no|negative|not interested|no deal)(?:[\s,.!]+(?:no|nope|thanks|thank you|thank u|thx|sir|maam|sorry|way|please|never|deal|i (?:do not|don't|dont|cannot|can't|won't|will not|am not|'m not) (?:agree|accept|want|approve|consent|confirm|interested)?.{0,60}|i'm (?:good|ok|fine|not interested)|i (?:disagree|decline|refuse|reject).{0,60}|not interested|we (?:don't|do not|are not).{0,60}|i changed my mind|never mind))*[\s.!]*$/,
  /\b(?:i|we|they|and)?\s*(?:do not|don't|dont|don t|cannot|can't|cant|can not|won't|wont|will not|would not|wouldn't|never|am not going to|'m not going to|refuse to|not) (?:really |fully |ever |want to |wanna |going to |gonna |think i can |think i |feel comfortable |able to |yet )*(?:agree(?:ing)?|accept(?:ing)?|approve|consent|confirm|acknowledge|sign|agreed|accepted|ok with|okay with|happy with|comfortable with|fine with|acceptable)\b/,
  /\b(?:i|we)?\s*(?:strongly |completely |totally |fully |respectfully |must |have to |hereby |will |would |'d |'ll )*(?:disagree|disagreed|decline|declined|refuse|refused|reject|rejected|disapprove|object)\b/,
  /\b(?:never ?mind|forget (?:it|about it)|call it off|no longer (?:want|interested|need)|not interested|changed my mind|don't want (?:it|this|to (?:book|proceed|go|continue|do)|the booking|your)|do not want (?:it|this|to (?:book|proceed|go|continue|do)|the booking)|dont want (?:it|this|to|the)|not (?:going to|gonna) (?:book|do|proceed|happen|work)|pass on (?:this|it)|unacceptable|not acceptable|no deal|deal is off)\b/,
  /\b(?:cancel|call off) (?:it|this|that|my|the|our|everything|all|please)\b/,
];
const NOT_A_REFUSAL = /^(?:no|not) (?:problem|problems|worries|issue|issues|prob|probs|doubt|yet|sure|bad|question|questions|rush|biggie|objection|objections)\b|\bnot (?:yet|sure|right now)\b/;

/** What the customer meant by this reply. Rules are tried from the most protective to the binding one. */
export function readReply(text: string): ReplyReading {
  const normalized = normalizeText(text);
  const lower = normalized.toLowerCase();
  const result = (verdict: ReplyVerdict, rule: string): ReplyReading => ({ verdict, rule, normalized: lower });

  const keyword = readKeyword(normalized);
  if (keyword !== null) return result(keyword, 'keyword');
  if (isFreeFormOptOut(normalized)) return result('opt_out', 'opt_out_in_words');
  if (asksForPerson(lower)) return result('escalation', 'asks_for_person');
  if (lower === '') return result('unclear', 'empty');
  if (isTooLong(text)) return result('unclear', 'too_long');

  const asks = lower.includes('?') || /\u061F|\u037E/.test(lower) || QUESTION_START.test(lower) || ASKS_INSIDE.test(lower);
  if (CHANGE.test(lower) && !(asks && ABOUT_CHANGES.test(lower))) return result('change', 'asks_for_change');
  if (asks) return result('question', 'asks_question');

  const withoutPictures = lower.replace(FRIENDLY_PICTURES, ' ').replace(PICTURE_PARTS, '');
  const words = toWords(withoutPictures);
  // Only a short message can be plain assent or plain refusal: the words of a longer one are taken as they stand.
  const corrected = (lower.length > LONGEST_ASSENT_CHARACTERS ? words : words.map((word) => correctedWord(word))).join(' ').replace(/ +/g, ' ').trim();
  if (isRefusal(withoutPictures.trim()) || isRefusal(corrected)) return result('declined', 'refuses');
  if (words.length === 0) return result('unclear', lower.length > 0 && ANY_PICTURE.test(lower) ? 'picture_only' : 'no_words');
  if (ANY_PICTURE.test(withoutPictures)) return result('unclear', 'unfriendly_picture');
  if (NEGATION.test(lower) || corrected.split(' ').some((word) => refusals.has(word))) return result('unclear', 'negation');
  if (HEDGE.test(lower)) return result('unclear', 'hedged');
  if (CONDITION.test(lower)) return result('unclear', 'conditional');
  if (REPORTED.test(lower)) return result('unclear', 'reported_or_quoted');
  if (lower.length > LONGEST_ASSENT_CHARACTERS) return result('unclear', 'too_much_said');
  // A script or sign that the grammar does not know could say anything.
  if (/[^\p{ASCII}]/u.test(withoutPictures.replace(/[\u2026\u00A1\u2022]/g, ''))) return result('unclear', 'unknown_characters');

  if (STRONG_THEN_GO_ON.test(corrected)) return result('agreed', corrected === words.join(' ') ? 'assent_and_go_on' : 'assent_and_go_on_misspelt');
  if (ACKNOWLEDGES_ONLY.test(corrected)) return result('unclear', 'acknowledges_only');
  if (ASSENT.test(corrected) && BINDING.test(corrected)) return result('agreed', corrected === words.join(' ') ? 'assent' : 'assent_misspelt');
  return result('unclear', 'not_plain_assent');
}

function isRefusal(text: string): boolean {
  return !NOT_A_REFUSAL.test(text) && REFUSAL.some((pattern) => pattern.test(text));
}

function toWords(text: string): string[] {
  return text.replace(/[^\p{L}\p{N}%]+/gu, ' ').trim().split(' ').filter((word) => word !== '');
}

/** The word meant, by the distance; "iagree" and "yesss" are slips of the space bar and of a held key. */
function correctedWord(word: string): string {
  const short = word.replace(/(.)\1{2,}$/, '$1');
  if (assentVocabulary.has(short) || short === 'i') return short;
  const glued = /^(i|yes|ok)(agree|accept|confirm|agreed|yes|please|thanks)$/.exec(short);
  if (glued !== null) return `${glued[1] ?? ''} ${glued[2] ?? ''}`;
  return assentVocabulary.correct(short) ?? short;
}
