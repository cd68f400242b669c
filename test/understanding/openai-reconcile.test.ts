// What becomes of a model's word: checked value by value, believed where the rules left something open, asked about where they say otherwise, and never binding.
import assert from 'node:assert/strict';
import type { ReadContext, Reading } from '../../domain/reading.ts';
import type { Answer } from '../../understanding/openai/answer-schema.ts';
import { CONFIDENCE_CAPS } from '../../understanding/openai/reconcile.ts';
import { answering, context, readerOf, rules } from './openai-support.ts';

const THRESHOLD = 0.75;
const OPEN = 'so the whole gang is in, you know the one'; // nothing in it that the rules could be sure of

async function read(text: string, answer: Partial<Answer>, where: Partial<ReadContext> = {}): Promise<Reading> {
  return readerOf(answering(answer)).read(text, { ...context, ...where });
}
const dropped = async (text: string, answer: Partial<Answer>) => (await read(text, answer)).model?.dropped;

describe('a value of the model', () => {
  it('stands with words that are in the message', async () => {
    const reading = await read('the evening of the feast of Stephen at half six', { date: { value: '2026-12-26', words: 'feast of Stephen' } });
    assert.deepEqual([reading.slots.date, reading.spans.date, reading.model?.dropped], ['2026-12-26', 'feast of Stephen', []]);
  });

  it('is dropped when its words are not in the message, or are none', async () => {
    for (const words of ['the 26th', 'Feast Of Stephen!', '', ' ']) {
      assert.deepEqual(await dropped('the feast of Stephen', { date: { value: '2026-12-26', words } }), ['date'], words);
    }
  });

  it('is dropped when it is no date, is past, or is years away', async () => {
    for (const value of ['2027-02-29', '2026-13-01', 'Christmas', '2026-11-22', '2031-01-01', '2026-12-26T18:00', '']) {
      assert.deepEqual(await dropped('the feast of Stephen', { date: { value, words: 'feast' } }), ['date'], value);
    }
    assert.equal((await read('the feast of Stephen', { date: { value: '2026-11-23', words: 'feast' } })).slots.date, '2026-11-23', 'today is a date');
  });

  it('is dropped when it is no time', async () => {
    for (const value of ['24:00', '6pm', '18:60', '8:00', '']) assert.deepEqual(await dropped('when the sun sets', { time: { value, words: 'sun sets' } }), ['time'], value);
    assert.equal((await read('when the sun sets', { time: { value: '17:00', words: 'sun sets' } })).slots.time, '17:00');
  });

  it('is dropped when it is no number of guests', async () => {
    for (const total of [0, -3, 1_001, Number.MAX_SAFE_INTEGER]) assert.deepEqual(await dropped('the whole gang', { party: { total, adults: null, children: null, words: 'gang' } }), ['party_size'], String(total));
  });

  it('loses parts that do not add up, and keeps the whole', async () => {
    const party = { total: 20, adults: 15, children: 15, words: 'gang' };
    assert.deepEqual((await read('the whole gang', { party })).slots, { partySize: 20 });
    assert.deepEqual((await read('the whole gang', { party: { ...party, children: 5 } })).slots, { partySize: 20, adults: 15, children: 5 });
  });

  it('loses the parts of an address that the customer did not write', async () => {
    const reading = await read('it is at Casa Verde, you know the one', { address: { line1: 'Casa Verde', unit: null, city: 'Oakland', state: 'CA', postalCode: '94601', words: 'Casa Verde' } });
    assert.deepEqual(reading.slots.address, { line1: 'Casa Verde' });
  });

  it('is a wish or a need of the list, or the whole answer is refused', async () => {
    const reading = await read('the sea snails and no bee products', { menu: [{ id: 'snails', quantity: null, words: 'sea snails' }], dietary: [] });
    assert.deepEqual([reading.engine, reading.model?.outcome], ['rules', 'schema_mismatch']);
  });
});

describe('where the rules left something open', () => {
  it('the model fills it in, and is believed so far that the read-back can show it', async () => {
    const reading = await read(OPEN, { party: { total: 12, adults: null, children: null, words: 'whole gang' }, confidence: 1 });
    assert.equal(reading.slots.partySize, 12);
    assert.equal(reading.confidence, CONFIDENCE_CAPS.modelAlone);
    assert.ok(reading.confidence >= THRESHOLD && reading.confidence < 0.85);
  });

  it('an unsure model is believed no more than it believes itself', async () => {
    const ruled = await rules.read(OPEN, context);
    const reading = await read(OPEN, { party: { total: 12, adults: null, children: null, words: 'whole gang' }, confidence: 0.1 });
    assert.equal(reading.confidence, Math.min(CONFIDENCE_CAPS.modelAlone, Math.max(0.1, ruled.confidence)));
  });

  it('it may name what a question is about, and a need that they have no word for', async () => {
    const ruled = await rules.read('and if it buckets down?', context);
    assert.ok(!ruled.topics.includes('weather'));
    assert.ok((await read('and if it buckets down?', { intent: 'inquiry', topics: ['weather'] })).topics.includes('weather'));
    assert.deepEqual((await read('my aunt eats nothing with a face', { dietary: [{ need: 'vegetarian', words: 'nothing with a face' }] })).slots.dietary, ['vegetarian']);
  });

  it('a doubt of theirs is theirs: a range stays a question', async () => {
    const text = 'somewhere between 15 and 20 people';
    const ruled = await rules.read(text, context);
    assert.equal(ruled.doubts[0]?.slot, 'party_size');
    const reading = await read(text, { party: { total: 15, adults: null, children: null, words: '15' } });
    assert.deepEqual([reading.slots.partySize, reading.doubts], [undefined, ruled.doubts]);
  });
});

describe('where the two contradict each other', () => {
  it('a date, a time and a number of guests are asked about, with both to choose from', async () => {
    const text = 'I want to book for 20 people on Dec 20th at 6pm';
    const reading = await read(text, { date: { value: '2026-12-21', words: 'Dec 20th' }, time: { value: '06:00', words: '6pm' }, party: { total: 2, adults: null, children: null, words: '20' } });
    assert.deepEqual(reading.slots, {});
    assert.deepEqual(reading.doubts.map(({ slot, kind, options }) => [slot, kind, options]), [['date', 'ambiguous', ['2026-12-20', '2026-12-21']], ['time', 'ambiguous', ['18:00', '06:00']], ['party_size', 'ambiguous', [20, 2]]]);
    assert.deepEqual(reading.model?.disputed, ['date', 'time', 'party_size']);
    assert.equal(reading.confidence, CONFIDENCE_CAPS.modelAlone, 'the questions leave nothing to guess');
    // The twin: a model that agrees leaves the rules' reading as it is.
    const agreed = await read(text, { date: { value: '2026-12-20', words: 'Dec 20th' }, time: { value: '18:00', words: '6pm' }, party: { total: 20, adults: null, children: null, words: '20' } });
    assert.deepEqual([agreed.slots, agreed.doubts, agreed.model?.disputed], [{ date: '2026-12-20', time: '18:00', partySize: 20 }, [], []]);
  });

  it('an address is not taken from either', async () => {
    const text = '123 Main St, Sacramento, not 9 Oak Ave';
    const reading = await read(text, { address: { line1: '9 Oak Ave', unit: null, city: null, state: null, postalCode: null, words: '9 Oak Ave' } });
    assert.deepEqual([reading.slots.address, reading.model?.disputed.includes('address')], [undefined, true]);
  });

  it('a "yes" needs both; where only one of them sees it, it is asked for again', async () => {
    const where = { awaiting: 'confirmation', lastSaid: 'Is that right?' } as const;
    const both = 'yes please, and do you bring the grill?';
    assert.equal((await rules.read(both, { ...context, ...where })).confirmation, 'yes');
    const rulesAlone = await read(both, { intent: 'inquiry', topics: ['equipment'] }, where);
    assert.deepEqual([rulesAlone.confirmation, rulesAlone.topics, rulesAlone.model?.disputed], [null, ['equipment'], ['confirmation']]);
    const modelAlone = await read(OPEN, { confirmation: 'yes' }, where);
    assert.deepEqual([modelAlone.confirmation, modelAlone.model?.disputed.includes('confirmation')], [null, true]);
    // The twin: together they are believed.
    assert.equal((await read(both, { intent: 'inquiry', topics: ['equipment'], confirmation: 'yes' }, where)).confirmation, 'yes');
  });

  it('yes against no counts as not understood', async () => {
    const where = { awaiting: 'confirmation', lastSaid: 'Is that right?' } as const;
    for (const [text, confirmation] of [['yes please, and do you bring the grill?', 'no'], ['no that is not it, make it 7pm', 'yes']] as const) {
      const reading = await read(text, { confirmation }, where);
      assert.deepEqual([reading.confirmation, reading.confidence], [null, CONFIDENCE_CAPS.contested]);
    }
    assert.ok(CONFIDENCE_CAPS.contested < THRESHOLD);
  });

  it('a withdrawal needs both, since it is acted on at once', async () => {
    const alone = await read(OPEN, { intent: 'cancellation' });
    assert.notEqual(alone.intent, 'cancellation');
    assert.equal(alone.confidence, CONFIDENCE_CAPS.contested);
    const text = 'please cancel everything';
    assert.equal((await rules.read(text, context)).intent, 'cancellation');
    assert.equal((await read(text, { intent: 'booking' })).confidence, CONFIDENCE_CAPS.contested);
    const both = await read(text, { intent: 'cancellation' });
    assert.ok(both.intent === 'cancellation' && both.confidence >= THRESHOLD);
  });

  it('what the rules are sure of stands against another intent', async () => {
    const text = 'I want to book for 20 people on Dec 20th';
    const reading = await read(text, { intent: 'objection' });
    assert.equal(reading.intent, 'booking');
    assert.ok(reading.confidence >= THRESHOLD);
  });
});

describe('what the model has no say in', () => {
  const replies = ['yes but can we change the date?', 'I disagree', 'maybe, ask me tomorrow', 'ok and is the deposit refundable?'];
  for (const text of replies) {
    it(`what "${text}" answers to the terms`, async () => {
      const where = { awaiting: 'terms' } as const;
      const ruled = await rules.read(text, { ...context, ...where });
      assert.notEqual(ruled.reply.verdict, 'agreed');
      const reading = await read(text, { intent: 'booking', confirmation: 'yes', confidence: 1 }, where);
      assert.deepEqual([reading.reply, reading.keyword, reading.slots.phone, reading.slots.email], [ruled.reply, ruled.keyword, ruled.slots.phone, ruled.slots.email]);
    });
  }

  it('phone number and mail address, which its form has no place for', async () => {
    const reading = await read('call 916-740-1234 or write ana@example.com', {});
    assert.deepEqual([reading.slots.phone, reading.slots.email], ['+19167401234', 'ana@example.com']);
  });
});
