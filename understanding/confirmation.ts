// Whether a message answers yes or no to the question just asked.
import { answerVocabulary, roleOf, WORD_CLASSES } from './assent-words.ts';
import { isCommonWord } from './english-words.ts';
import { isGivenName } from './given-names.ts';
import { isSpanish, readSpanish } from './spanish.ts';
import { typingDistance } from './typo.ts';

/** A longer message answers in more than one word, if it answers at all. */
const LONGEST_CORRECTED_CHARACTERS = 120;

const LEAD = '(?:oh|um|uh|hmm|well|hi|hey|thanks|thank you|great|ah|so|and|actually|let me see|let\'s see|i think|i guess|i believe)';
const GOOD = '(?:good|great|fine|perfect|ok|okay|nice|wonderful|lovely|amazing|right|awesome|correct|excellent|alright|acceptable|about right)';
const VERY = '(?:all |very |just |absolutely |quite |totally |perfectly |pretty |really |so |indeed |exactly |completely )*';
const SAYS_YES = (['yes', 'ok', 'agree', 'done'] as const).flatMap((role) => WORD_CLASSES[role].words).join('|');
const YES_LEAD = new RegExp(`^(?:${LEAD}[\\s,.!]+)*(?:${SAYS_YES}|yes+|ye|yeah+|yeh|ya|yah|yuh|yess?ir|aye|oki|k|kk|alright|all right|of course|for sure|correct|exactly|precisely|indeed|perfect|uh[- ]?huh|mhm|mm[- ]?hmm|you bet|right|true|totally|very much so|yes please|y|please do|please,? (?:that|it) would be ${GOOD}|sounds? ${VERY}(?:${GOOD}|like)|that(?:'s| is|s)? (?:it(?! for)|all (?:sounds?|looks?)|(?:right|correct|fine|good|great|perfect|ok|okay|alright|works?|sounds?|will (?:work|do|be)|all correct|would be|looks?|seems?))|looks? ${VERY}${GOOD}|great|good|fine|cool|awesome|wonderful|excellent|fantastic|amazing|nice|lovely|i (?:agree|accept|confirm|approve|am sure)|i do(?! not|n't)(?=\\s*(?:$|[,.!;-]|and|indeed|want|like|agree|please|need))|go ahead|go for it|let's (?:do|go)|lets (?:do|go)|do (?:it|that|so)|book it(?! later)|proceed|works for me|no problem|no worries|why not|(?:that is|it is|it's|it does)(?=\\s*(?:$|[,.!]|indeed|true|${VERY}${GOOD}\\b)))(?![a-z'])`);
const NO_LEAD = /^(?:(?:oh|um|uh|hmm|well|hi|hey|thanks|thank you|sorry|i'm sorry|actually|ah|so|and|but|i think|i guess|please|wait|ok|okay|great|i said|nice try but)[\s,.!]+)*(?:no+|nope|nop|nah|naw|noo+|n|of course not|not (?:really|at all|quite|right|now|yet|today|this|that|exactly|correct|necessary|interested|for|anymore|at the (?:present|moment)|a bit|just yet)|never ?mind|never|negative|absolutely not|definitely not|certainly not|incorrect|wrong|neither|nothing|none|dont|i (?:don't|do not|dont|wouldn't|would not|won't|can't|cannot|'m not|am not|disagree|didn't|haven't|changed|think i'll (?:wait|pass))|i'm (?:all set|not|done)|i'm (?:good|fine|ok|okay)(?! with)|that(?:'s| is|s) (?:all(?! (?:right|correct|good|fine|ok|okay|great|perfect|accurate|sounds|looks|very|of it))|wrong|false|not|incorrect|it for|everything|enough|will be all|isn't|'ll be all)|that(?:'ll| will| would) be (?:all(?! right)|false|wrong)|(?:i think )?(?:it(?:'s| is) )?false|hell n\w+|disagree|that isn't|that's not|it(?:'s| is)? (?:not|wrong|incorrect)|it isn't|don't|do not|cancel|stop|hold on with|all (?:good|set|done)|we're (?:good|all set|done))(?![a-z])/;
/** Neither: the customer does not know, or did not follow. */
const UNSURE = /^(?:(?:um|uh|hmm|well|sorry|oh|so|but|honestly)[\s,.!]+)*(?:i'?m not (?:\w+ )?sure|i am not (?:\w+ )?(?:\w+ )?sure|not (?:\w+ )?sure|unsure|maybe$|i (?:really )?(?:don't|do not|dont) (?:really )?(?:know|have (?:a clue|an answer|the answer|that|any idea|an idea)|understand|get it|remember)|don't know|dont know|i (?:didn't|did not|can't|cannot|couldn't) (?:hear|catch|understand|get|answer|say|tell|discuss|find|log|login|see|remember|seem)|i haven't|no idea|no clue|idk)\b/;
const NOT_A_NO = /^(?:no problem|no worries|no issue|no doubt|not a problem|not bad|no objection)/;
const POSITIVE = new RegExp(`\\b(?:sounds? ${VERY}${GOOD}|(?:that|this|it)(?:'ll| will| would|'s going to)? (?:works?|suits?|do(?:es)?(?: it)?)(?: (?:for me|great|fine|well|perfectly|good))?|(?:is|are|'s|looks?|looking|seems?|all|everything) ${VERY}(?:right|correct|fine|good|great|perfect|okay|ok|accurate|acceptable|cool|alright|awesome|nice|amazing)|would be (?:great|perfect|good|fine|wonderful|lovely|nice|awesome)|go ahead|please (?:do|book|reserve|proceed|confirm|go|make|get|buy)|i(?:'d| would|'ll| will)? (?:agree|confirm|accept|approve|love|do it|like (?:that|it|this)|take (?:it|that)|want (?:that|it))|let'?s (?:do|go)|book (?:it|me|that|this)(?! later)|reserve (?:a|the|it) |i(?: am|'m) (?:okay|ok|fine|happy|good) with|answer is yes|(?:definite|definitely a|a) yes\\b|is (?:indeed )?(?:true|affirmative)|that'?s true|exactly it|confirm that|for sure|(?:definitely|certainly|absolutely) (?:want|need|do)|say yes|it'?s a yes|that is a yes|you(?:'re| are|r)? (?:right|correct|got it)|you got (?:it|that|everything)|make the (?:booking|reservation|appointment|transfer|payment)|reserve (?:it|that)|do (?:it|that) please)\\b|^(?:[^.?]{0,40}[.,!] )?yes\\b`);
const NEGATIVE = /\b(?:isn't|is not|not|wasn't|aren't|doesn't|does not) (?:\w+ )?(?:right|correct|true|accurate|good|fine|ok|okay|what i|needed|necessary|interested|now)\b|\b(?:don't|do not|dont|didn't|won't|wouldn't|would not) (?:\w+ )?(?:want|need|think so|wish|like|book|have|care|buy|bother|agree|confirm|proceed)\b|\b(?:that(?:'s| is|'ll be| will be| would be)|it is|it's) (?:all|everything|enough)(?: (?:i|for|that|thanks|thank|today|now)|$|[.!,])|\b(?:incorrect|mistaken|never ?mind|nothing (?:else|more)|some ?other time|maybe later|another time|not (?:now|today|yet|really|right now|at this time|at the moment|interested)|answer(?: to that)? is no|\bbut no\b|(?:is|definitely|completely|would be|statement is) (?:a (?:\w+ )?)?false|not until|at a later|later on|(?:do|book|ask|leave|decide)\b.{0,12} later|perhaps later|meant no|say negative|seems not|can't be (?:true|right)|say no|hold off|no (?:need|thanks|thank you|more|longer|way)|i'll (?:pass|wait)|rather not|i'm (?:all set|good(?! with))|i am (?:good(?! with)|all set|done)|cancel)\b|\b(?:that|it|this|which|information|details?|statement|answer)(?:'s| is| was| are)? (?:(?:all|totally|completely|actually|just|so|the|a) )*wrong\b/;
const TURNED_DOWN = /\b(?:but|however)\b[^.?]*\b(?:not (?:now|yet|today|at the moment|right now|at this)|later|no$|some other time|another time|decide)\b/;
const TURNED = /\b(?:but|however|except|although|actually|instead)\b/;
/** "I'd like it on the 11th" wants something else, whatever was offered. */
const CORRECTS = /^(?:actually|on second thought|no wait|sorry|instead)\b|\b(?:make it|instead)\b|\b(?:like|want|need|book|make|reserve) (?:it|that|this|the \w+)(?: to be)? (?:on|at|for|to|in)\b/;
/** A mere "ok" before a correction takes note of what was read back, it does not confirm it. */
const OK_BUT = /^(?:(?:ok|okay|okey|k|alright|all right|fine|sure|great|good|cool|nice|thanks|thank you|wait|right)[\s,.!]+)+(?:but|except|although|however|actually)[\s,]+(?:actually |now |wait |that |i think |i guess )*(?:it(?:'s|s| is|'ll be| will be)|we(?:'re|re| are|'ll be| will be|'ve got| have)|there(?:'s|s|'re| is| are| will be|'ll be)|that(?:'s|s| is)|make (?:it|that)|change|now|the (?:count|number|party|head ?count|date|day|time|address|menu)|my |our |i (?:need|want|said|meant)|\d)/;
const PRAISE = /^(?:(?:great|good|fine|cool|awesome|wonderful|excellent|fantastic|amazing|nice|lovely|ok|okay|alright|all right|thanks|perfect|sounds (?:good|great|nice|interesting)|that sounds (?:good|great|nice|interesting)|right)[\s,.!]+)+/;
/** A question says nothing of yes or no unless an answer leads it. */
const QUESTION = /\?|^(?:what|when|where|who|why|how|which|whose|tell me|find|show|give me|check|please (?:tell|find|show|check|give))\b|^(?:can|could|would|will|does|did|is|are|may|shall|should) (?:i|you|we|they|he|she|it|that|this|there|the|your|my)\b|^do (?:i|you|we|they)\b/;
/** "That's it" and "that's all" close the list when more was offered, and confirm it when it was read back. */
const CLOSES = /^(?:(?:great|good|fine|ok|okay|perfect|yes|yeah|sure|thanks)[\s,.!]+)*(?:(?!no)[a-z]+[\s,.!]+)?(?:that(?:'s| is|s)|that'll be|that will be) (?:it|all)(?![a-z])/;
const OFFERS_MORE = /\b(?:else|any ?more|more (?:from|for|assistance|help|i|we|information)|further|other (?:help|thing|things|way)|will that be all|is that all|(?:help|assist) you)\b/;
/** "All good" wants nothing more, and finds nothing amiss in what was read back. */
const ALL_GOOD = /^(?:(?:yes|yeah|yep|ok|okay)[\s,.!]+)*(?:(?:it's |that's |we're |we are )?all (?:good|set)|(?:we're|we are|i'm|i am) (?:good|all set)(?: to go)?|good to go)(?:[\s,.!]+(?:thanks|thank you|here|with (?:that|this|it)|on (?:my|our) (?:end|side)))*[\s.!]*$/;
const CHECKS = /\b(?:correct|right|look(?:s)? (?:good|ok|okay|right)|confirm|accurate|everything ok|all good)\b/;
/** A no to "is anything wrong?", where what was asked is whether all is right. */
const NOTHING_WRONG = /^(?:(?:no|nope)[\s,.!]+)+(?:(?:that|it|everything|all of it|this)(?:'s| is| looks)? |all |looks )(?:all |just |absolutely )*(?:right|correct|good|fine|perfect)\b|^(?:no|nothing to|no other|no more) chang(?:e|es)\b/;
const SOMETHING_WRONG = /\b(?:date|day|time|address|name|number|price|total|count|menu|order|email|phone)(?:'s| is| are| was)? (?:\w+ )?(?:wrong|incorrect|off|not right|not correct)\b|^wrong (?:date|day|time|address|name|number|price|count|menu)\b/;
/** What a wish answers only where something was offered: out of the blue it is a request. */
const WISH = /^(?:(?:yes|please|hi|hello|ok|okay)[\s,.!]+)*(?:i'd|i would|we'd|we would) (?:love|like) (?:that|it|to (?:book|reserve|do|proceed|confirm|go|make|take|buy|purchase)|(?:a|the|that) \w+(?: please)?[.!]*$)/;
const LONGEST_STATED_ANSWER_CHARACTERS = 60;

/** `lastSaid` is what is being answered; null when nothing was said before. */
export function readConfirmation(lower: string, lastSaid: string | null = null): 'yes' | 'no' | null {
  const text = lower.replace(/[\u{1F44D}\u{2705}\u{1F44C}]/gu, ' yes ').replace(/[\u{1F44E}\u{274C}]/gu, ' no ').replace(/\p{Extended_Pictographic}/gu, ' ').replace(/^[^a-z\u00ed]+/, '').replace(/\s+/g, ' ').trim();
  if (text === '') return null;
  const spanish = inSpanish(text);
  if (spanish !== undefined) return spanish;
  const asked = lastSaid === null ? null : lastSaid.toLowerCase();
  const read = text.length > LONGEST_CORRECTED_CHARACTERS ? text : corrected(text);
  return answerIn(read, asked);
}

function answerIn(text: string, asked: string | null): 'yes' | 'no' | null {
  if (UNSURE.test(text)) return null;
  if (NOT_A_NO.test(text)) return 'yes';
  if (CLOSES.test(text) && asked !== null && asked !== '') return OFFERS_MORE.test(asked) ? 'no' : 'yes';
  if (asked !== null && asked !== '' && !OFFERS_MORE.test(asked)) {
    if (ALL_GOOD.test(text) || (CHECKS.test(asked) && NOTHING_WRONG.test(text))) return 'yes';
    if (SOMETHING_WRONG.test(text)) return 'no';
  }
  if (NO_LEAD.test(text)) return isComplaint(text, asked) ? null : 'no';
  if (YES_LEAD.test(text)) {
    if (isOpenQuestion(text) || OK_BUT.test(text)) return null;
    // "Yes, but not now" is a no; "yes, but make it seven" is still a yes.
    if (TURNED_DOWN.test(text)) return 'no';
    return !/^(?:yes|yeah|yep|yup|ye)\b/.test(text) && NEGATIVE.test(text) && !TURNED.test(text) ? 'no' : 'yes';
  }
  if (QUESTION.test(text)) return null;
  if (WISH.test(text) && !NEGATIVE.test(text)) return asked === null || asked === '' ? null : 'yes';
  if ((asked === null || asked === '') && text.length > LONGEST_STATED_ANSWER_CHARACTERS) return null;
  if (NEGATIVE.test(text)) return 'no';
  return POSITIVE.test(text) && !CORRECTS.test(text) ? 'yes' : null;
}

/** "I can't pay from my phone" answers nothing when nothing was asked. */
function isComplaint(text: string, asked: string | null): boolean {
  return (asked === null || asked === '') && /^(?:i (?!disagree)|don't |do not |stop |cancel )/.test(text) && !/^i (?:don't|do not|dont|wouldn't|would not|can't|cannot) (?:\w+ )?(?:think|believe|agree|want|accept|say)\b/.test(text);
}

/** "Great, what's the address?": praise before a question answers nothing. */
function isOpenQuestion(text: string): boolean {
  return PRAISE.test(text) && QUESTION.test(text.replace(PRAISE, '')) && !/\b(?:go ahead|book|please do)\b/.test(text);
}

/** Undefined when the message is not Spanish; a lone "sí" is Spanish enough. */
function inSpanish(text: string): 'yes' | 'no' | null | undefined {
  if (!isSpanish(text) && !/^(?:si|s\u00ed|claro)(?:$|[\s,.!]+(?:si|s\u00ed|gracias|claro|por favor|se\u00f1or|se\u00f1ora)[\s,.!]*$)/.test(text)) return undefined;
  const reply = readSpanish(text);
  return reply === 'assent' ? 'yes' : reply === 'declined' ? 'no' : null;
}

function corrected(text: string): string {
  const words = text.split(' ');
  return words
    .map((word, at) => {
      const letters = word.replace(/[^a-z]/g, '');
      if (/^[a-z]+(?:n't|'nt|nt'|t')\W*$/.test(word) && !isCommonWord(word.replace(/[^a-z']+$/, ''))) return contraction(letters);
      const meant = answerVocabulary.correct(letters) ?? (NOT_GOES_BEFORE.test(words[at + 1] ?? '') ? misspeltNot(letters) : null);
      return meant === null || meant === letters ? word : word.replace(letters, meant);
    })
    .join(' ');
}

/** A contraction that is no word ("do'nt", "cann't") negates all the same. */
function contraction(letters: string): string {
  return letters.startsWith('c') ? "can't" : letters.startsWith('w') ? "won't" : letters.startsWith('i') ? "isn't" : "don't";
}

/** Before these a "not" is likely, so that a greater slip is believed ("nol yet", "onot now"). */
const NOT_GOES_BEFORE = /^(?:yet|now|true|right|correct|today|really|interested|necessary|sure|at)\b/;
const FURTHEST_NOT = 2;
const SHORTEST_NOT = 3;

function misspeltNot(letters: string): 'not' | null {
  return letters.length >= SHORTEST_NOT && !isCommonWord(letters) && !isGivenName(letters) && roleOf(letters) === null && typingDistance(letters, 'not') <= FURTHEST_NOT ? 'not' : null;
}
