// The one vocabulary of assent and refusal: what each word may do, and that its published page is true.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readReply } from '../../understanding/agreement.ts';
import { assentVocabulary, roleOf, WORD_CLASSES, type Role, type WordClass } from '../../understanding/assent-words.ts';
import { readConfirmation } from '../../understanding/confirmation.ts';
import { slipsOf } from './slips.ts';
import { PAGE, vocabularyPage } from './vocabulary-page.ts';

const CLASSES: readonly [string, WordClass][] = Object.entries(WORD_CLASSES);

describe('the vocabulary of assent', () => {
  it('is published as it is: run `npx tsx test/understanding/vocabulary-page.ts` when this fails', () => assert.equal(readFileSync(PAGE, 'utf8'), vocabularyPage()));

  it('gives each word one role', () => {
    const words = CLASSES.flatMap(([, { words: list }]) => list);
    assert.equal(new Set(words).size, words.length);
  });

  for (const [role, { says, answer, terms, words }] of CLASSES) {
    it(`of the words that say ${says.split(',')[0] ?? says}: each alone ${terms === 'alone' ? 'binds' : 'does not bind'}`, () => {
      for (const word of words) assert.equal(readReply(word).verdict === 'agreed', terms === 'alone', word);
    });
    if (answer === 'no') {
      it(`of the role "${role}": none leaves an agreement beside it`, () => {
        for (const word of words) for (const text of [`i agree ${word}`, `${word} i agree`]) assert.notEqual(readReply(text).verdict, 'agreed', text);
      });
    }
  }

  it('answers yes with the words of yes, and no with the words of no', () => {
    for (const role of ['yes', 'ok', 'agree', 'done'] satisfies Role[]) {
      for (const word of WORD_CLASSES[role].words) assert.equal(readConfirmation(word, 'Shall I?'), 'yes', word);
    }
    for (const word of WORD_CLASSES.no.words) assert.equal(readConfirmation(word, 'Shall I?'), 'no', word);
  });

  it('never corrects a slip of a refusal to assent', () => {
    const refusing = CLASSES.filter(([, { terms }]) => terms === 'refuses').flatMap(([, { words }]) => words);
    const turned = refusing.flatMap(slipsOf).filter((slip) => ['yes', 'ok', 'agree', 'done'].includes(roleOf(assentVocabulary.correct(slip) ?? '') ?? ''));
    assert.deepEqual(turned, []);
  });
});
