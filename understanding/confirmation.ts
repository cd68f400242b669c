// Whether a message answers yes or no to the question just asked.
import { createVocabulary } from './typo.ts';

const YES_WORDS = ['yes', 'yeah', 'yea', 'yep', 'yup', 'sure', 'ok', 'okay', 'absolutely', 'definitely', 'certainly', 'correct', 'exactly', 'indeed', 'agreed', 'perfect', 'great', 'confirmed', 'affirmative', 'right', 'awesome', 'wonderful', 'excellent', 'fantastic', 'fine', 'good', 'totally', 'cool', 'alright', 'please', 'sounds', 'confirm', 'approve', 'accept', 'agree', 'proceed'];
const NO_WORDS = ['no', 'nope', 'nah', 'not', 'never', 'negative', 'incorrect', 'wrong', 'disagree', 'neither', 'nothing'];
const noWords: ReadonlySet<string> = new Set(NO_WORDS);
const vocabulary = createVocabulary([...YES_WORDS, ...NO_WORDS], (a, b) => noWords.has(a) === noWords.has(b));

/** A longer message answers in more than one word, if it answers at all. */
const LONGEST_CORRECTED_CHARACTERS = 120;

const YES_LEAD = /^(?:(?:oh|um|uh|hmm|well|hi|hey|thanks|thank you|great|ah|so|and|i think|i guess|i believe)[\s,.!]+)*(?:yes+|ye|yeah+|yea|yeh|ya|yah|yep|yup|yuh|yess?ir|aye|sure|ok|okay|okey|oki|k|kk|alright|all right|absolutely|definitely|certainly|of course|for sure|correct|exactly|precisely|indeed|affirmative|agreed|perfect|confirmed|uh[- ]?huh|mhm|mm[- ]?hmm|you bet|right|true|totally|yes please|y|please do|sounds? (?:good|great|fine|perfect|ok|okay|like|right|awesome|wonderful|lovely|nice|amazing|about right)|that(?:'s| is|s)? (?:it|right|correct|fine|good|great|perfect|ok|okay|alright|works?|sounds?|will (?:work|do|be)|all correct|would be|looks?|seems?)|looks? (?:good|great|fine|right|correct|perfect)|great|good|fine|cool|awesome|wonderful|excellent|fantastic|amazing|nice|lovely|i (?:do(?! not|n't)|agree|accept|confirm|approve|am sure)|(?:i'd|i would) (?:love|like) (?:that|it|to (?:book|reserve|do|proceed|confirm|go|make))|it is|it does|go ahead|go for it|let's (?:do|go)|lets (?:do|go)|do (?:it|that|so)|book it|proceed|works for me|no problem|no worries|why not|that is)(?![a-z'])/;
const NO_LEAD = /^(?:(?:oh|um|uh|hmm|well|hi|hey|thanks|thank you|sorry|i'm sorry|actually|ah|so|and|but|i think|i guess|please|wait|ok|okay|great|i said)[\s,.!]+)*(?:no+|nope|nop|nah|naw|noo+|n|not (?:really|at all|quite|right|now|yet|today|this|that|exactly|correct|necessary|interested|for|anymore)|never ?mind|never|negative|absolutely not|definitely not|of course not|certainly not|incorrect|wrong|neither|nothing|none|i (?:don't|do not|dont|wouldn't|would not|won't|can't|cannot|'m not|am not|disagree|didn't|haven't|changed)|i'm (?:good|fine|all set|ok|okay|not|done)|that(?:'s| is|s)? (?:all(?! (?:right|correct|good|fine|ok|okay|great|perfect|accurate))|wrong|false|not|incorrect|it for|everything|enough|will be all|isn't|'ll be all)|that(?:'ll| will| would) be (?:all(?! right)|false|wrong)|false|it(?:'s| is) false|i think it is false|hell n\w+|disagree|that isn't|that's not|it(?:'s| is)? (?:not|wrong|incorrect)|it isn't|don't|do not|cancel|stop|all (?:good|set|done)|we're (?:good|all set|done))(?![a-z])/;
/** Neither: the customer does not know, or did not follow. */
const UNSURE = /^(?:(?:um|uh|hmm|well|sorry|oh|so|but|honestly)[\s,.!]+)*(?:i'?m not (?:\w+ )?sure|i am not (?:\w+ )?(?:\w+ )?sure|not (?:\w+ )?sure|unsure|maybe$|i (?:really )?(?:don't|do not|dont) (?:really )?(?:know|have (?:a clue|an answer|the answer|that|any idea|an idea)|understand|get it|remember)|don't know|dont know|i (?:didn't|did not|can't|cannot|couldn't) (?:hear|catch|understand|get|answer|say|tell|discuss|find|log|login|see)|i haven't|no idea|no clue|idk)\b/;
const NOT_A_NO = /^(?:no problem|no worries|no issue|no doubt|not a problem|not bad|no objection)/;
const POSITIVE = /\b(?:sounds? (?:good|great|fine|perfect|okay|ok|nice|wonderful|lovely|amazing|right|awesome)|(?:that|this|it)(?:'ll| will| would|'s going to)? (?:works?|suits?|do(?:es)?(?: it)?)(?: (?:for me|great|fine|well|perfectly|good))?|(?:is|are|'s|looks?|seems?|all|everything) (?:all |very |just |absolutely |quite |totally |perfectly )*(?:right|correct|fine|good|great|perfect|okay|ok|accurate|acceptable|cool|alright|awesome|nice|amazing)|go ahead|please (?:do|book|reserve|proceed|confirm|go|make|get|buy)|i(?:'d| would|'ll)? (?:agree|confirm|accept|approve|love|like (?:that|it|this)|take (?:it|that)|want (?:that|it))|let'?s (?:do|go)|book (?:it|me|that|this)|i am (?:okay|ok|fine|happy|good) with|answer is yes|(?:definite|definitely a|a) yes\b|is (?:indeed )?(?:true|affirmative)|sounds? (?:very |really |all )?(?:good|great|correct|fine|right)|exactly it|confirm that|for sure|say yes|it'?s a yes|that is a yes|you(?:'re| are|r)? (?:right|correct|got it)|you got (?:it|that|everything)|make the (?:booking|reservation|appointment|transfer|payment)|reserve (?:it|that)|do (?:it|that) please)\b/;
const NEGATIVE = /\b(?:isn't|is not|not|wasn't|aren't|doesn't|does not) (?:\w+ )?(?:right|correct|true|accurate|good|fine|ok|okay|work|what i|needed|necessary|interested|now)\b|\b(?:don't|do not|dont|didn't|won't|wouldn't|would not) (?:\w+ )?(?:want|need|think|wish|like|book|do|have|care|buy|bother|agree|confirm|proceed|go)\b|\b(?:that(?:'s| is|'ll be| will be| would be)|it is|it's) (?:all|it|everything|enough)(?: (?:i|for|that|thanks|thank|today|now)|$|[.!,])|\b(?:incorrect|wrong|mistaken|never ?mind|nothing (?:else|more)|some ?other time|maybe later|another time|not (?:now|today|yet|really|right now|at this time|at the moment|interested)|answer(?: to that)? is no|\bbut no\b|(?:is|definitely|completely|would be|statement is) (?:a (?:\w+ )?)?false|not until|at a later|later on|do (?:it|that) later|perhaps later|meant no|say negative|seems not|can't be (?:true|right)|say no|hold off|no (?:need|thanks|thank you|more|longer|way)|i'll pass|rather not|i'm (?:good|all set)|i am (?:good|all set|done)|cancel)\b/;
const TURNED_DOWN = /\b(?:but|however)\b[^.?]*\b(?:not (?:now|yet|today|at the moment|right now|at this)|later|no$|some other time|another time|decide)\b/;
const TURNED = /\b(?:but|however|except|although|actually|instead)\b/;
/** A question says nothing of yes or no unless an answer leads it. */
const QUESTION = /\?|^(?:what|when|where|who|why|how|which|whose|can|could|would|will|do|does|did|is|are|may|shall|should|tell me|find|show|give me|check|please (?:tell|find|show|check|give))\b/;

export function readConfirmation(lower: string): 'yes' | 'no' | null {
  const text = lower.replace(/[\u{1F44D}\u{2705}\u{1F44C}]/gu, ' yes ').replace(/[\u{1F44E}\u{274C}]/gu, ' no ').replace(/\p{Extended_Pictographic}/gu, ' ').replace(/^[^a-z]+/, '').replace(/\s+/g, ' ').trim();
  if (text === '') return null;
  return answerIn(text) ?? (text.length > LONGEST_CORRECTED_CHARACTERS ? null : answerIn(corrected(text)));
}

function answerIn(text: string): 'yes' | 'no' | null {
  if (UNSURE.test(text)) return null;
  if (NOT_A_NO.test(text)) return 'yes';
  if (NO_LEAD.test(text)) return 'no';
  if (YES_LEAD.test(text)) {
    if (isOpenQuestion(text)) return null;
    // "Yes, but not now" is a no; "yes, but make it seven" is still a yes.
    if (TURNED_DOWN.test(text)) return 'no';
    return !/^(?:yes|yeah|yep|yup|ye)\b/.test(text) && NEGATIVE.test(text) && !TURNED.test(text) ? 'no' : 'yes';
  }
  if (QUESTION.test(text)) return null;
  if (NEGATIVE.test(text)) return 'no';
  return POSITIVE.test(text) ? 'yes' : null;
}

/** "Great, what's the address?": praise before a question answers nothing. */
function isOpenQuestion(text: string): boolean {
  return /^(?:great|good|fine|cool|awesome|wonderful|excellent|fantastic|amazing|nice|lovely|ok|okay|alright|all right|thanks|perfect|sounds (?:good|great|nice|interesting)|right)\b/.test(text) && QUESTION.test(text.replace(/^[a-z']+(?: [a-z']+)?[\s,.!]+/, '')) && !/\b(?:go ahead|book|please do)\b/.test(text);
}

function corrected(text: string): string {
  return text
    .split(' ')
    .map((word) => {
      const bare = word.replace(/[^a-z]/g, '');
      const meant = vocabulary.correct(bare);
      return meant === null || meant === bare ? word : word.replace(bare, meant);
    })
    .join(' ');
}
