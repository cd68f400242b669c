// Questions and objections: answered from the profile and the approved answers, computed where it can be, asked of the team where it cannot.
import assert from 'node:assert/strict';
import { business, createWorld, DAY_MS, HOUR_MS, taken, type World } from './conversation-world.ts';

const { texts } = business;
const WISH = '20 people on Dec 20th at 6pm, 123 Main St, Fremont';
const READ_BACK = /Is that right\?/;

async function talk(...script: string[]): Promise<{ world: World; last: string }> {
  const world = createWorld();
  let last = '';
  for (const text of script) last = await world.hear(text);
  return { world, last };
}
const tasks = (world: World) => world.effects().flatMap((effect) => (effect.kind === 'open_task' ? [effect.reason] : []));
const count = (text: string, part: string) => text.split(part).length - 1;

describe('The mind, asked', () => {
  const ANSWERS: readonly [question: string, ...answers: RegExp[]][] = [
    ['How much for 15 people?', /For 15 guests it comes to \$825:/, /Adults \(13\+\): 15 x \$55 = \$825/, /Travel is free for the first 30 miles/],
    ['how much for 12 adults and 4 kids?', /12 adults and 4 children it comes to \$780/, /Children \(6-12\): 4 x \$30 = \$120/],
    ['How much for 15 people with filet mignon?', /comes to \$900/, /Filet mignon: 15 x \$5 = \$75/],
    ['how much for 20 people in Sacramento?', /comes to \$1,230/, /Travel beyond 30 miles: 65 mi x \$2 = \$130/],
    ['how much for 4 people?', /comes to \$550/, /Up to the minimum party total: \$330/],
    ['what do you charge?', /Adults \(13\+\) are \$55/, /How many guests will you be\?/],
    ['how much extra is lobster?', /Lobster tail is \+\$15 per person\./],
    ['do you come to San Jose?', /Yes, we come to San Jose\. It's about 20 miles from Fremont, so travel is free\./],
    ['how much is travel to Sacramento', /about 95 miles from Fremont: the first 30 are free, so travel comes to \$130\./],
    ['are you free on Dec 20?', /Yes, we have times free that day\./],
    ['is there a minimum?', /\$550 party minimum, which is what 10 adults come to/],
    ['are you a robot?', /automated booking assistant of My Hibachi Chef, not a person/],
    ['can you cook in my garage?', /level outdoor or well-ventilated place/],
    ['my daughter is vegetarian, is that ok?', /Tofu is one of our proteins/],
    ['how does it work?', /Tell me the date, time, number of guests and address/],
    ['is tip included?', /Gratuity is up to you/],
    ['what if it rains', /under a cover/],
    ['what do we need at our house', /You provide tables/],
  ];
  for (const [question, ...answers] of ANSWERS) {
    it(JSON.stringify(question), async () => {
      const { last, world } = await talk(question);
      for (const answer of answers) assert.match(last, answer);
      assert.deepEqual(tasks(world), []);
    });
  }

  it('answers what was asked, and not what shares a word with it', async () => {
    assert.doesNotMatch((await talk('is tip included?')).last, /proteins/);
    assert.doesNotMatch((await talk('how much is travel to Sacramento')).last, /Adults/);
    assert.doesNotMatch((await talk('how much for 12 adults and 4 kids?')).last, /eat free/);
  });

  it('says for everybody what an extra would be, and adds none for being asked', async () => {
    const { last, world } = await talk('20 people on Dec 20th', 'how much is lobster?');
    assert.match(last, /Lobster tail is \+\$15 per person, so \$300 for all 20\./);
    assert.deepEqual(world.state.draft.menu, []);
    assert.match(await world.hear('5 lobster tails please'), /Got it: 5 x Lobster tail/);
  });

  it('takes out again what the customer does not want after all', async () => {
    const { last, world } = await talk('30 people with lobster tail on Dec 20 6pm 123 Main St Sacramento', 'no lobster then');
    assert.match(last, /Total: \$1,780/);
    assert.deepEqual(world.state.draft.menu, []);
  });

  it('prices the party that is asked about next', async () => {
    const { last } = await talk('How much for 15 people?', 'what about 12 adults and 4 kids');
    assert.match(last, /comes to \$780/);
  });

  it('does not move a party whose street is known when another place is asked about', async () => {
    const { world } = await talk(WISH, 'do you also come to San Jose?');
    assert.equal(world.state.draft.place?.city, 'Fremont');
    assert.match(await world.hear('yes'), /I AGREE/);
  });

  it('says no to a place outside the area, and asks for another', async () => {
    const { last, world } = await talk('can you come to Los Angeles CA 90012 for 20 people?');
    assert.ok(last.includes(texts.outside_area));
    assert.match(await world.hear('Fremont'), /Got it: Fremont, CA\./);
  });

  it('does not press for the date after every answer', async () => {
    const { world } = await talk("what's on the menu?", 'do you bring tables?', 'what if it rains', 'how long does it take?');
    assert.equal(count(world.said().map(({ text }) => text).join('\n'), 'Which date are you thinking of?'), 2);
  });

  it('comes back to where it was after a change of subject', async () => {
    const { last } = await talk('20 people on Dec 20th', 'do you bring plates?');
    assert.match(last, /You provide tables[^]*What time should we start, and what's the address\?$/);
  });

  it('answers a question about the terms for the party it names, and changes nothing by it', async () => {
    const { world } = await talk(WISH, 'yes');
    const answer = await world.hear('how much is lobster?');
    assert.match(answer, /Lobster tail is \+\$15[^]*reply I AGREE/);
    assert.equal(world.facts.challenge?.status, 'live');
    assert.deepEqual(world.state.draft.menu, []);
  });
});

describe('The mind, asked what nobody has approved an answer to', () => {
  for (const question of ['are you insured?', 'do you do sushi?', 'can you do it on a boat?', 'do you take venmo?', 'is the meat halal?', 'do you serve alcohol?', 'do you clean up after?']) {
    it(`${JSON.stringify(question)}: asks the team and says so`, async () => {
      const { last, world } = await talk(question);
      assert.ok(last.includes(texts.will_ask), last);
      assert.deepEqual(tasks(world), ['open_question']);
      assert.notEqual(world.state.stage, 'escalated');
    });
  }

  it('goes on with the booking meanwhile', async () => {
    const { world, last } = await talk('are you insured?', WISH, 'yes', 'I agree');
    assert.match(last, /You're booked/);
    assert.equal(world.settled, false, 'the question is still open');
    world.resolveTask();
    assert.equal(world.settled, true);
  });

  it('opens one task for several questions, and says it differently', async () => {
    const { world, last } = await talk('are you insured?', 'do you take venmo?');
    assert.ok(last.includes(texts.will_ask_too));
    assert.deepEqual(tasks(world), ['open_question']);
    const both = await createWorld().hear('are you insured?', 'do you take venmo?');
    assert.equal(count(both, texts.will_ask), 1);
  });

  it('gives the open task its new reason when it becomes urgent', async () => {
    const { world } = await talk('are you insured?', 'my son has a severe peanut allergy');
    const opened = world.effects().flatMap((effect) => (effect.kind === 'open_task' ? [effect] : []));
    assert.deepEqual(opened.map(({ reason }) => reason), ['open_question', 'allergy_risk']);
    assert.equal(new Set(opened.map(({ taskId }) => taskId)).size, 1);
    assert.equal(world.state.stage, 'escalated');
  });

  it('keeps the task when the customer turns to another matter', async () => {
    const { world } = await talk('are you insured?', '20 people on Dec 20th', 'please cancel that', '12 people on Dec 21st');
    assert.equal(world.state.taskId, world.facts.task?.id);
  });

  it('asks the team about a question to the terms, and says how to accept', async () => {
    const { world } = await talk(WISH, 'yes');
    assert.match(await world.hear('are you insured?'), /asking our team[^]*reply I AGREE/);
    assert.equal(world.facts.challenge?.status, 'live');
  });
});

describe('The mind, objected to', () => {
  it('names what could make a difference, and presses nobody', async () => {
    const { last } = await talk('30 people with lobster tail on Dec 20 6pm 123 Main St Sacramento', "that's too expensive");
    assert.match(last, /no pressure\. Without lobster tail it would be \$1,780\. Kids 6-12 are \$30/);
  });

  it('tells a small party what the minimum covers', async () => {
    const { last } = await talk('how much for 4 adults and 1 kid?', 'too expensive');
    assert.match(last, /minimum covers 10 adults/);
  });

  it('gives time to think', async () => {
    const { last } = await talk('20 people on Dec 20th', 'I need to think about it');
    assert.ok(last.startsWith(texts.objection_thinking));
  });

  it('with live terms says what could be different, and leaves them', async () => {
    const { world } = await talk(WISH, 'yes');
    const answer = await world.hear("that's too expensive");
    assert.match(answer, /no pressure[^]*reply I AGREE/);
    assert.doesNotMatch(answer, /check in/);
    assert.match(await world.hear('I agree'), /You're booked/);
  });

  it('a yes after it is none to the details read back before', async () => {
    const { world } = await talk(WISH, "that's too expensive", 'no thanks');
    assert.match(await world.hear('yes'), READ_BACK);
  });
});

describe('The mind, checking in once', () => {
  const agreed = ['20 people on Dec 20th', 'I need to think about it', 'yes please'];
  const followUps = (world: World) => world.said().filter(({ text }) => text === texts.follow_up).length;

  it('asks first, and does it once, after two days and by day', async () => {
    const { world, last } = await talk(...agreed);
    assert.match(last, /Unless you write first, I'll text you once, on Wednesday, November 25\./);
    assert.deepEqual(world.state.followUp && { by: world.state.followUp.agreedBy, afterMs: world.state.followUp.dueAtMs - world.state.followUp.agreedAtMs }, { by: world.taken.at(-1)!.stimuli.map((one) => (one.kind === 'message' ? one.id : ''))[0], afterMs: 2 * DAY_MS });
    assert.equal(world.pass(2 * DAY_MS - 1), '');
    assert.equal(world.pass(1), texts.follow_up);
    assert.equal(world.said().at(-1)!.class, 'reminder');
    world.pass(30 * DAY_MS);
    assert.equal(followUps(world), 1);
  });

  it('waits for a decent hour', async () => {
    const world = createWorld({ nowMs: createWorld().nowMs + 12 * HOUR_MS });
    for (const text of agreed) await world.hear(text);
    assert.equal(world.pass(2 * DAY_MS), '');
    assert.equal(world.pass(11 * HOUR_MS), texts.follow_up);
  });

  for (const text of ['ok lets do Dec 21', 'thanks', 'how much is the deposit?', 'I need a person', 'STOP']) {
    it(`is off once the customer writes ${JSON.stringify(text)}`, async () => {
      const { world } = await talk(...agreed, text);
      world.pass(5 * DAY_MS);
      assert.equal(followUps(world), 0);
    });
  }

  it('is not sent after a STOP that the webhook committed, nor while a person has the conversation', async () => {
    for (const happens of [(world: World) => { world.facts.optedOut = true; }, (world: World) => void world.takeOver()]) {
      const { world } = await talk(...agreed);
      happens(world);
      world.pass(5 * DAY_MS);
      assert.equal(followUps(world), 0);
    }
  });

  it('is not sent without a yes, and not offered twice', async () => {
    const { world, last } = await talk('20 people on Dec 20th', 'I need to think about it', 'no thanks');
    assert.equal(last, texts.follow_up_declined);
    assert.doesNotMatch(await world.hear('too expensive'), /check in/);
    world.pass(5 * DAY_MS);
    assert.equal(followUps(world), 0);
  });

  it('takes no yes for it that came before the offer was read', async () => {
    const world = createWorld();
    await world.hear('20 people on Dec 20th');
    await world.hear('I need to think about it', 'yes');
    assert.equal(world.state.followUp, null);
  });

  it('picks up where it was, or lets it rest', async () => {
    for (const [reply, answer] of [['yes', /What time should we start/], ['no thanks', /whenever you like/]] as const) {
      const { world } = await talk(...agreed);
      world.pass(3 * DAY_MS);
      assert.match(await world.hear(reply), answer);
    }
  });

  it('keeps an open conversation alive for it', async () => {
    const { world } = await talk(...agreed);
    assert.equal(world.settled, false);
    assert.equal(world.wakeAtMs, world.state.followUp?.dueAtMs);
  });
});

describe('The mind, asked whether a day is free', () => {
  it('says so when every chef is taken, and offers what is near', async () => {
    const world = createWorld({ busy: ['11:00', '15:00', '19:00', '21:00'].flatMap((time) => taken([1, 2, 3], '2026-12-20', time)) });
    const answer = await world.hear('are you free on Dec 20?');
    assert.match(answer, /All our chefs are taken that day\.[^]*The nearest free times are/);
  });
});
