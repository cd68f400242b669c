// Writes docs/vocabulary.md from the reader's own words and the truth table: `npx tsx test/understanding/vocabulary-page.ts`. A test fails when the page is stale.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WORD_CLASSES, type Weight, type WordClass } from '../../understanding/assent-words.ts';
import { HELP, OPT_IN, OPT_OUT } from '../../understanding/keywords.ts';
import { UNSETTLING } from '../../understanding/reservations.ts';
import { toleranceFor } from '../../understanding/typo.ts';
import { GROUPS, TERMS_REPLIES, verdictsOf } from './terms-replies.ts';

export const PAGE = fileURLToPath(new URL('../../docs/vocabulary.md', import.meta.url));

const WEIGHTS: Readonly<Record<Weight, string>> = {
  alone: 'binds by itself',
  in_phrase: 'binds only in a phrase about the terms',
  filler: 'may stand beside assent',
  never: 'never binds',
  refuses: 'never binds, nor does anything beside it',
};
const SAMPLES: Readonly<Record<string, string>> = { 2: 'ok', 3: 'yes', 4: 'okay', 5: 'agree', 7: 'confirm', 8: 'definitely' };

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const words = (list: Iterable<string>): string => [...list].join(', ');

function classRows(): string[] {
  return Object.values<WordClass>(WORD_CLASSES).map(({ says, answer, terms, words: list }) => row(says, answer ?? '–', WEIGHTS[terms], words(list)));
}

export function vocabularyPage(): string {
  const agreed = TERMS_REPLIES.filter(({ verdict }) => verdict === 'agreed').length;
  return [
    '# Words of assent and refusal',
    '',
    'Generated from the reader and its truth table by `npx tsx test/understanding/vocabulary-page.ts`; do not edit.',
    '',
    '## The vocabulary',
    '',
    'One vocabulary serves both readers: the one of answers to a yes/no question, and the one of replies to the terms.',
    '',
    row('says', 'to a question', 'to the terms', 'words'),
    row('---', '---', '---', '---'),
    ...classRows(),
    '',
    'A reply agrees only if **every** word of it belongs to the grammar of assent (`understanding/assent-grammar.ts`) and one phrase binds.',
    'Assent to a part ("the deposit", "your cancellation policy") does not bind the whole.',
    '',
    '## Misspellings',
    '',
    'There is no list of misspellings. A word that is no English word and no name is taken for the vocabulary\'s nearest, by Damerau-Levenshtein distance weighted as fingers err:',
    'a doubled or halved letter costs a half, any other slip one, a far key or the first letter more. Assent and refusal are in the same vocabulary,',
    'so a word between the two, or nearer to a refusal or to a look-alike, is not corrected to assent.',
    '',
    row('word', ...Object.values(SAMPLES)),
    row('---', ...Object.keys(SAMPLES).map(() => '---')),
    row('may be off by', ...Object.values(SAMPLES).map(toleranceFor)),
    '',
    '## What keeps assent from binding',
    '',
    'Tried in this order, each the name of the rule on record: a keyword, an opt-out in words, a call for a person or trouble that needs one, a text too long to be read whole,',
    `a change, a question, a refusal, a picture, then ${words(UNSETTLING.map(({ rule }) => rule.replaceAll('_', ' ')))}.`,
    '',
    'Spanish is understood and never binds: the terms are in English, so "acepto" is no agreement, and a person goes on.',
    '',
    '## Keywords',
    '',
    row('means', 'whole message, in any case'),
    row('---', '---'),
    row('stop', words(OPT_OUT)),
    row('start', words(OPT_IN)),
    row('help', words(HELP)),
    '',
    'One slip in STOP, STOPALL, UNSUBSCRIBE, OPTOUT or CANCEL is heard too, as are requests in a sentence ("take me off your list"). YES and CONTINUE answer questions here, so they do not opt in.',
    '',
    '## The truth table',
    '',
    `${String(TERMS_REPLIES.length)} replies in \`test/understanding/terms-replies.jsonl\`, ${String(agreed)} of them agreements. The reader gives every one its verdict, or the tests fail.`,
    '',
    row('group', 'replies', 'verdicts'),
    row('---', '---', '---'),
    ...GROUPS.map((group) => {
      const verdicts = verdictsOf(group);
      return row(group, verdicts.reduce((sum, [, count]) => sum + count, 0), verdicts.map(([verdict, count]) => `${verdict} ${String(count)}`).join(', '));
    }),
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, vocabularyPage());
