// Long replies in parts: nothing lost, nothing cut inside a sentence, no more texts than needed.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inLines, LONGEST_PART_CHARACTERS, PARAGRAPH, splitForPhone } from '../../domain/text-parts.ts';

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');
const sentence = (characters: number) => `${'A'.repeat(characters - 1)}.`;

describe('a long reply', () => {
  it('stays whole up to the limit', () => {
    const text = `${sentence(149)} ${sentence(150)}`;
    assert.equal(text.length, LONGEST_PART_CHARACTERS);
    assert.deepEqual(splitForPhone(text), [text]);
  });

  it('is cut between sentences, and into parts of about the same length', () => {
    assert.deepEqual(splitForPhone([100, 100, 100, 50].map(sentence).join(' ')), [`${sentence(100)} ${sentence(100)}`, `${sentence(100)} ${sentence(50)}`]);
  });

  it('is cut between paragraphs where there are any, which otherwise are lines', () => {
    const text = [sentence(100), sentence(150), sentence(200)].join(PARAGRAPH);
    assert.deepEqual(splitForPhone(text), [`${sentence(100)}\n${sentence(150)}`, sentence(200)]);
    assert.equal(inLines(`one${PARAGRAPH}two`), 'one\ntwo');
  });

  it('is never cut after an abbreviation or inside a price', () => {
    const address = `Your chef comes to 123 Main St. Apt 4, Mr. Lee. ${'The price is $1,186.50 for all of you. '.repeat(9)}`.trim();
    const parts = splitForPhone(address);
    assert.ok(parts.length > 1);
    for (const part of parts) assert.match(part, /(?:Lee|you)\.$/);
  });

  it('keeps a sentence whole that is longer than the limit', () => {
    assert.deepEqual(splitForPhone(`Short. ${sentence(400)} Short.`), ['Short.', sentence(400), 'Short.']);
  });

  it('keeps every word in order, and every part within the limit where sentences are', () => {
    const short = fc.array(fc.constantFrom('Yes', 'we', 'come', '$1,230', 'St', '5:30', 'it\'s'), { minLength: 1, maxLength: 30 }).map((list) => `${list.join(' ')}.`);
    fc.assert(fc.property(fc.array(fc.tuple(short, fc.constantFrom(' ', '\n', PARAGRAPH)), { minLength: 1, maxLength: 20 }), (pieces) => {
      const text = pieces.map(([piece, joint], index) => (index === 0 ? piece : `${joint}${piece}`)).join('');
      const parts = splitForPhone(text);
      assert.deepEqual(parts.flatMap(words), words(text));
      for (const part of parts) assert.ok(part !== '' && !part.includes(PARAGRAPH) && part.length <= LONGEST_PART_CHARACTERS, part);
    }), { seed: 20_261_123, numRuns: 500 });
  });
});
