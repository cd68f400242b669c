// No string makes the reader throw, hang or change its mind.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRulesReader } from '../../understanding/rules-reader.ts';
import { DEFAULT_MENU } from '../../understanding/menu-vocabulary.ts';
import { MAX_READ_CHARACTERS, normalizeText } from '../../understanding/normalize.ts';
import { typingDistance } from '../../understanding/typo.ts';
import { MORNING, read } from './helpers.ts';

const PIECES = [
  'a', '1', '1 ', '12:', 'a ', 'me and ', '123 main st ', 'i agree ', 'no ', 'yes, ', '20-', '20 or ', 'dec 20 ', '(', '@a.', 'a.a@', 'me, my wife, ', 'one ', 'twenty ', 'stop ', '\u0000', '\ud800', '\udc00\ud800', '\u202eabc', '\ufdfa', '\u{1F44D}', '\u00bd ', '4 people ', 'not ',
  'the 20th ', '5 adults and ', '1,', 'chicken ', 'shrimp, ', 'allergic to shrimp, ', '+1', '-', '$', 'next ', 'please ', 'to ', 'hi ', 'thanks ', "i'm ", 'under the name of ', 'San Francisco ', '12345 ', 'half past ', '#', "'", '"', '?', '\n', '\t\r\n', '\u200b', '\u0301', 'e\u0301', '\u2028', '{"a":', '<b>', '\\', '%', '99999999999999999999 ', '0', '-1 ', '9'.repeat(50),
];
/** Far above what any of these takes; only a search that grows with the square of the length comes near it. */
const LONGEST_READ_MS = 1500;

describe('any string', () => {
  const hostile = PIECES.flatMap((piece) => [piece, piece.repeat(40), piece.repeat(Math.ceil(100_000 / piece.length)), `book ${piece} for ${piece} people`]);

  it(`of ${String(hostile.length)} hostile ones is read without throwing, each in bounded time`, () => {
    assert.ok(hostile.length >= 200);
    for (const text of hostile) {
      const startedMs = performance.now();
      const reading = read(text, { requested: ['date', 'time', 'party_size', 'address', 'name'], lastSaid: text.slice(0, 2000), awaiting: 'terms' });
      const tookMs = performance.now() - startedMs;
      assert.ok(tookMs < LONGEST_READ_MS, `${String(tookMs)} ms for ${JSON.stringify(text.slice(0, 20))}`);
      assert.ok(reading.confidence >= 0 && reading.confidence <= 1);
    }
  });

  it('at all is read without throwing, twice the same way', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme', maxLength: 80 }), fc.array(fc.constantFrom(...PIECES, '6pm', 'Friday', 'or', 'for', 'and', 'Fremont', 'kids'), { maxLength: 12 }).map((parts) => parts.join(' ')));
    fc.assert(fc.property(anything, (text) => {
      assert.deepEqual(read(text), read(text));
    }), { numRuns: 500 });
  });

  it('is read even when the clock it is given is nonsense', () => {
    const { slots, doubts } = read('Dec 20th at 6pm', { referenceDate: 'yesterday-ish' });
    assert.deepEqual({ slots, doubts }, { slots: { time: '18:00' }, doubts: [] });
  });
});

describe('the text that is read', () => {
  it('is cut at the stated limit', () => assert.equal(normalizeText('x'.repeat(100_000)).length, MAX_READ_CHARACTERS));
  it('has plain quotes, no hidden characters and no lone surrogates', () => assert.equal(normalizeText('\u201cI\u2019m\u201d\u200b o\u00adk\ud800!'), '"I\'m" ok !'));
  it('keeps case and emoji', () => assert.equal(normalizeText('OK \u{1F468}\u200d\u{1F373}'), 'OK \u{1F468}\u200d\u{1F373}'));
});

describe('the distance between what was typed and what was meant', () => {
  it('is nothing for the word itself, and cheap for a doubled letter', () => {
    assert.equal(typingDistance('agree', 'agree'), 0);
    assert.equal(typingDistance('aggree', 'agree'), 0.5);
    assert.equal(typingDistance('yse', 'yes'), 1);
  });
  it('is dearer at the first letter', () => assert.ok(typingDistance('nagree', 'agree') > typingDistance('agreen', 'agree')));
});

describe('the reader', () => {
  it('says which engine and version read the message', async () => {
    const reader = createRulesReader({ timeZone: 'America/Los_Angeles', menu: DEFAULT_MENU });
    const reading = await reader.read('yes', MORNING);
    assert.equal(reader.engine, 'rules');
    assert.match(reading.engineVersion, /^rules-\d+$/);
  });
  it('reads the menu it is given', async () => {
    const reader = createRulesReader({ timeZone: 'America/Los_Angeles', menu: [{ id: 'wagyu', names: ['wagyu beef', 'Wagyu'] }] });
    assert.deepEqual((await reader.read('4 wagyu and steak', MORNING)).slots.menu, [{ id: 'wagyu', quantity: 4 }]);
  });
  it('reads with no menu at all', async () => {
    const reader = createRulesReader({ timeZone: 'America/Los_Angeles', menu: [] });
    assert.equal((await reader.read('chicken', MORNING)).slots.menu, undefined);
  });
});
