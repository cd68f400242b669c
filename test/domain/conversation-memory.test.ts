// Customers who come back, who write Spanish, and who need a person: what is remembered, and what they are told.
import assert from 'node:assert/strict';
import type { Reading } from '../../domain/reading.ts';
import { business, createWorld, HOUR_MS, type World } from './conversation-world.ts';

const { texts, spanishTexts } = business;
const WISH = '20 people on Dec 20th at 6pm, 123 Main St, Fremont';
const READ_BACK = /Is that right\?/;

/** Numbers are hours that pass. */
async function talk(...script: (string | number)[]): Promise<{ world: World; last: string }> {
  const world = createWorld();
  let last = '';
  for (const step of script) {
    if (typeof step === 'number') world.pass(step * HOUR_MS);
    else last = await world.hear(step);
  }
  return { world, last };
}
const tasks = (world: World) => world.effects().flatMap((effect) => (effect.kind === 'open_task' ? [effect.reason] : []));

describe('The mind, a customer who comes back', () => {
  for (const greeting of ['hi, still there?', 'hello', 'Hi again']) {
    it(`after days, with ${JSON.stringify(greeting)}: where we were, and what is missing`, async () => {
      const { last } = await talk('20 people on Dec 20th', 96, greeting);
      assert.match(last, /Welcome back! So far I have: Sunday, December 20, 20 guests\.\nWhat time should we start, and what's the address\?$/);
    });
  }

  it('within the hour: goes on without ceremony', async () => {
    const { last } = await talk('20 people on Dec 20th', 1, 'hello?');
    assert.doesNotMatch(last, /Welcome back/);
  });

  it('to a read-back: has it read back whole', async () => {
    const { last } = await talk(WISH, 48, 'hi');
    assert.match(last, /^Welcome back!\nHere is your party:[^]*Is that right\?/);
  });

  it('with a yes: it counts for what was read back last', async () => {
    const { last } = await talk(WISH, 48, 'yes');
    assert.match(last, /I AGREE/);
  });

  it('when the date has passed: says so, and asks for another', async () => {
    const { last, world } = await talk('20 people on Dec 5th', 14 * 24, 'hi');
    assert.match(last, /Saturday, December 5 has passed\. Which date would you like\?$/);
    assert.match(await world.hear('Dec 20'), /Got it: Sunday, December 20\./);
  });

  it('with a yes when the date has passed: nothing is offered', async () => {
    const { last, world } = await talk('20 people on Dec 5th at 6pm, 123 Main St, Fremont', 14 * 24, 'yes');
    assert.match(last, /Saturday, December 5 has passed/);
    assert.ok(!world.effects().some((effect) => effect.kind === 'offer'));
  });

  it('when the date is less than 48 hours off: says so, and names the earliest', async () => {
    const { last } = await talk('20 people on Dec 5th', 10.5 * 24, 'hello again');
    assert.match(last, /Saturday, December 5 is too soon now\. We need 48 hours' notice, so the earliest would be/);
  });

  it('after a booking: how it stands', async () => {
    const { last } = await talk(WISH, 'yes', 'I agree', 72, 'hi');
    assert.equal(last, "Hi again! You're booked for Sunday, December 20 at 6:00 PM.\nWhat can I do for you?");
  });

  it('after a booking, for a second one: a new matter, and the first one stands', async () => {
    const { world, last } = await talk(WISH, 'yes', 'I agree', 72, "I'd like to book another party", '12 people on Jan 10th at 5pm, 9 Oak St, San Jose');
    const first = world.facts.booking?.id;
    assert.match(last, /12 guests[^]*Is that right\?/);
    assert.match(await world.hear('yes'), /I AGREE/);
    assert.match(await world.hear('I agree'), /You're booked .*January 10/);
    assert.notEqual(world.facts.booking?.id, first);
    assert.deepEqual(tasks(world), []);
  });

  it('after terms that were not accepted: the same wishes, read back', async () => {
    assert.match((await talk(WISH, 'yes', 48, 'hi, is it still possible?')).last, READ_BACK);
    assert.match((await talk(WISH, 'yes', 'no', 48, 'I changed my mind')).last, READ_BACK);
  });

  it('answers two texts in quick succession once, together', async () => {
    const world = createWorld();
    await world.hear('20 people');
    const before = world.said().length;
    assert.match(await world.hear('Dec 20', 'do you bring plates?'), /Got it: Sunday, December 20\.[^]*You provide tables[^]*What time/);
    assert.equal(world.said().length, before + 1);
  });

  it('remembers conversations from before a field existed', async () => {
    const { world } = await talk('20 people on Dec 20th');
    const { language: _language, followUp: _followUp, followUpOffered: _offered, ...older } = world.state;
    world.state = older as typeof world.state;
    assert.match(await world.hear('6pm, 123 Main St, Fremont'), READ_BACK);
  });
});

describe('The mind, written to in Spanish', () => {
  async function hears(world: World, text: string, reading: Partial<Reading>): Promise<string> {
    const message = await world.read(text);
    return world.turn([{ ...message, reading: { ...message.reading, language: 'es', ...reading } }]).map((said) => said.text).join('\n');
  }

  it('says in Spanish that a person will answer, and calls one', async () => {
    const world = createWorld();
    assert.equal(await hears(world, 'hola, quiero reservar para 20 personas', {}), spanishTexts.connecting_with_team);
    assert.deepEqual(tasks(world), ['language']);
    assert.equal(await hears(world, 'hola?', {}), '', 'and then leaves the word to them');
  });

  it('takes a plain yes for what it is', async () => {
    const { world } = await talk(WISH);
    assert.match(await hears(world, 'si', { confirmation: 'yes', confidence: 0.9, intent: 'booking' }), /I AGREE/);
  });

  it('answers STOP and HELP, and says that nobody answered yet, in Spanish', async () => {
    const world = createWorld();
    await hears(world, 'hola, quiero reservar', {});
    assert.equal(await hears(world, 'ayuda', { keyword: 'help' }), spanishTexts.help);
    assert.deepEqual(world.turn([{ kind: 'task_unanswered', id: 'event', taskId: world.facts.task!.id }]).map(({ text }) => text), [spanishTexts.nobody_answered]);
    assert.equal(await hears(world, 'alto', { keyword: 'opt_out' }), spanishTexts.stop_confirmation);
  });

  it('with live terms: calls a person, and the terms stay as they are', async () => {
    const { world } = await talk(WISH, 'yes');
    assert.equal(await hears(world, 'no entiendo, que es esto?', { reply: { verdict: 'question', rule: 'test', normalized: 'no entiendo, que es esto?' } }), spanishTexts.connecting_with_team);
    assert.equal(world.facts.challenge?.status, 'live');
  });
});

describe('The mind, calling a person', () => {
  const CASES: readonly [text: string, reason: string, told: keyof typeof texts][] = [
    ['I need a person', 'asked_for_person', 'connecting_with_team'], ['this is ridiculous', 'upset', 'connecting_upset'], ['you charged me twice', 'payment_dispute', 'connecting_payment'],
    ['my son has a severe peanut allergy', 'allergy_risk', 'connecting_allergy'], ['80 people on Dec 20', 'party_too_large', 'connecting_large_party'], ['20 people on Dec 20 at 10pm', 'after_hours_event', 'connecting_late_start'],
  ];
  for (const [text, reason, told] of CASES) {
    it(`says what fits ${reason}`, async () => {
      const { last, world } = await talk(text);
      assert.equal(last, texts[told]);
      assert.deepEqual(tasks(world), [reason]);
      assert.equal(world.state.escalation, reason);
    });
  }

  it('promises nothing about food to somebody with an allergy', () => {
    assert.match(texts.connecting_allergy, /don't count on any dish being safe/);
  });

  it('says sorry after the third message that it did not understand', async () => {
    const { last, world } = await talk('blorf', 'wug wug', 'zzz');
    assert.equal(last, texts.connecting_not_understood);
    assert.deepEqual(tasks(world), ['not_understood']);
  });
});

describe('The mind, on a phone', () => {
  it('sends a long answer as several texts in order, and the terms as one', async () => {
    const { world } = await talk("what's on the menu?", '30 people with lobster tail on Dec 20 6pm 123 Main St Sacramento', 'yes');
    const said = world.said();
    for (const one of said) assert.ok(one.class === 'terms' || one.text.length <= 300, `${String(one.text.length)}: ${one.text}`);
    assert.equal(said.filter((one) => one.class === 'terms').length, 1);
    const readBack = said.filter(({ text }) => /Here is your party|Is that right/.test(text));
    assert.match(readBack[0]!.text, /^Here is your party:[^]*Menu: Lobster tail$/);
    assert.match(readBack.at(-1)!.text, /^Adults \(13\+\)[^]*tell me what to change\.$/);
  });

  it('says it in one piece to a caller', async () => {
    const world = createWorld();
    world.facts.channel = 'phone';
    await world.hear("what's on the menu?");
    assert.equal(world.said().length, 1);
  });

  it('uses no more than one emoji', async () => {
    const { world } = await talk('hi', 'How much for 15 people?', WISH, 'yes', 'I agree', 'thanks', 24 * 2);
    for (const { text } of world.said()) assert.ok((text.match(/\p{Extended_Pictographic}/gu) ?? []).length <= 1);
  });
});
