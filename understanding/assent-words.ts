// The one vocabulary of assent and refusal: what each word says to a question and to the terms. docs/vocabulary.md is generated from it.
import { isGivenName } from './given-names.ts';
import { createVocabulary, type Vocabulary } from './typo.ts';

/** What a word may do in a reply to the terms. `alone`: binds by itself. `in_phrase`: only with a verb or a noun of assent beside it. */
export type Weight = 'alone' | 'in_phrase' | 'filler' | 'never' | 'refuses';
export type WordClass = {
  says: string;
  /** To a yes/no question. */
  answer: 'yes' | 'no' | null;
  terms: Weight;
  words: readonly string[];
};

export const WORD_CLASSES = {
  yes: { says: 'yes by itself', answer: 'yes', terms: 'alone', words: ['yes', 'yeah', 'yea', 'yep', 'yup', 'yess', 'absolutely', 'definitely', 'certainly', 'affirmative'] },
  done: { says: 'that it has been agreed', answer: 'yes', terms: 'alone', words: ['agreed', 'accepted', 'confirmed', 'approved'] },
  ok: { says: 'yes, with less weight', answer: 'yes', terms: 'alone', words: ['ok', 'okay', 'okey', 'sure', 'deal'] },
  agree: { says: 'assent, as a verb', answer: 'yes', terms: 'alone', words: ['agree', 'accept', 'consent', 'acknowledge', 'approve', 'confirm'] },
  praise: { says: 'praise', answer: 'yes', terms: 'in_phrase', words: ['good', 'great', 'fine', 'perfect', 'wonderful', 'excellent', 'alright', 'acceptable'] },
  sounds: { says: 'that what follows is a judgement', answer: 'yes', terms: 'in_phrase', words: ['sounds', 'looks', 'sound', 'look'] },
  correct: { says: 'that what was said is true', answer: 'yes', terms: 'never', words: ['correct', 'right', 'exactly', 'indeed', 'true', 'totally', 'awesome', 'fantastic', 'cool', 'proceed'] },
  please: { says: 'courtesy', answer: null, terms: 'filler', words: ['please', 'thanks', 'thank'] },
  terms: { says: 'what is agreed to', answer: null, terms: 'filler', words: ['terms', 'term', 'conditions', 'condition', 'policy', 'policies', 'agreement', 'everything'] },
  manner: { says: 'how one agrees', answer: null, terms: 'filler', words: ['fully', 'completely', 'hereby', 'understand', 'course', 'these', 'those', 'with'] },
  no: { says: 'no by itself', answer: 'no', terms: 'refuses', words: ['no', 'nope', 'nah', 'never', 'none', 'nothing', 'neither', 'negative'] },
  not: { says: 'the opposite of what follows', answer: 'no', terms: 'refuses', words: ['not', 'cannot', 'dont', 'wont', 'cant', 'doesnt', 'didnt', 'isnt'] },
  refuse: { says: 'refusal, as a verb or a judgement', answer: 'no', terms: 'refuses', words: ['disagree', 'disagreed', 'decline', 'declined', 'refuse', 'reject', 'rejected', 'deny', 'disapprove', 'unacceptable', 'disaccept'] },
  wrong: { says: 'that what was said is false', answer: 'no', terms: 'refuses', words: ['wrong', 'incorrect', 'false'] },
  kin: {
    says: 'something else, though it looks like assent: a misspelling nearer to one of these is not corrected to assent', answer: null, terms: 'never',
    words: ['agrees', 'agreeing', 'agreements', 'agreeable', 'disagreement', 'accepts', 'accepting', 'acceptance', 'except', 'excepted', 'expect', 'expected', 'approves', 'approving', 'approval', 'confirms', 'confirming', 'confirmation', 'acepto', 'aceptar', 'aceptado', 'confirmo', 'confirmado', 'acuerdo', 'agra', 'surely', 'yesterday', 'ya', 'yay'],
  },
} as const satisfies Record<string, WordClass>;
export type Role = keyof typeof WORD_CLASSES;

const classes: readonly (readonly [Role, WordClass])[] = Object.entries(WORD_CLASSES).map(([role, words]): [Role, WordClass] => [role as Role, words]);
const roles = new Map<string, Role>(classes.flatMap(([role, { words }]) => words.map((word): [string, Role] => [word, role])));

export function roleOf(word: string): Role | null {
  return roles.get(word) ?? null;
}

export function refuses(word: string): boolean {
  const role = roleOf(word);
  return role !== null && WORD_CLASSES[role].terms === 'refuses';
}

/** These lie too near to names and other words ("Del", "concert") to be corrected to, so they must be spelt right; "agrees" is a word, but a slip of "agreed" is not one of "agrees". */
const EXACT_ONLY: ReadonlySet<string> = new Set(['agra', 'yay', 'agrees', 'accepts', 'approves', 'confirms', 'deal', 'consent', 'look', 'sound', 'true', 'cool', 'false', 'deny', 'with', 'doesnt', 'didnt', 'isnt']);

/** "Confirmd" may be confirm or confirmed: both say yes, so a tie between the two is none. */
function speechAct(word: string): string {
  const role = roleOf(word);
  if (role === null) return word;
  if (refuses(word)) return 'no';
  return role === 'yes' || role === 'ok' || role === 'agree' || role === 'done' ? 'yes' : role;
}

function vocabularyOf(takes: (words: WordClass) => boolean): Vocabulary {
  const words = classes.filter(([, words]) => takes(words)).flatMap(([, { words }]) => words).filter((word) => !EXACT_ONLY.has(word));
  const vocabulary = createVocabulary(words, (a, b) => speechAct(a) === speechAct(b));
  // "Noah" is somebody, not a misspelt "nah".
  return { has: (word) => roles.has(word), correct: (word) => (roles.has(word) ? word : isGivenName(word) ? null : vocabulary.correct(word)) };
}

/** Both sides in one vocabulary, so that a slip between them is a tie and is corrected to neither. */
export const assentVocabulary = vocabularyOf(() => true);
/** Of the words that answer a question; courtesy and the words of a contract answer none. */
export const answerVocabulary = vocabularyOf(({ answer, terms }) => answer !== null || terms === 'never');
