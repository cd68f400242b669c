// From the first word to the read-back: what is asked, what is taken, what is corrected, what cannot be had.
import assert from 'node:assert/strict';
import { nonGsmCharacters } from '../../domain/sms-length.ts';
import { createWorld, instant, taken, type World, type WorldOptions } from './conversation-world.ts';

const CONNECTING = /Connecting you with our team/;
const READ_BACK = /Is that right\?/;

async function talk(texts: readonly string[], options: WorldOptions = {}): Promise<{ world: World; answers: string[]; last: string }> {
  const world = createWorld(options);
  const answers: string[] = [];
  for (const text of texts) answers.push(await world.hear(text));
  return { world, answers, last: answers.at(-1) ?? '' };
}

const escalations = (world: World) => world.effects().flatMap((effect) => (effect.kind === 'open_task' ? [effect.reason] : []));
const offers = (world: World) => world.effects().flatMap((effect) => (effect.kind === 'offer' ? [effect.draft] : []));

describe('The mind, scenario 1: a booking by text', () => {
  it('asks for time and address, reads everything back, sends the terms, and confirms', async () => {
    const { world, answers } = await talk(['I want to book for 20 people on Dec 20th', '6pm, 123 Main St Sacramento', 'yes', 'I agree']);
    const [asked, readBack, terms, booked] = answers;
    assert.match(asked!, /automated booking assistant/, 'the first message says who speaks');
    assert.match(asked!, /Got it: Sunday, December 20, 20 guests\.\nWhat time should we start, and what's the address\?$/);
    for (const line of ['Sunday, December 20 at 6:00 PM', '123 Main St, Sacramento, CA', '20 guests', 'Adults (13+): 20 x $55 = $1,100', 'Travel beyond 30 miles: 65 mi x $2 = $130', 'Total: $1,230.']) assert.ok(readBack!.includes(line), line);
    assert.match(readBack!, READ_BACK);
    assert.match(terms!, /I AGREE/);
    assert.match(booked!, /You're booked .*Total \$1,230/);
    assert.equal(world.facts.booking?.status, 'confirmed');
    assert.deepEqual(world.effects().filter((effect) => effect.kind === 'acknowledge').length, 1);
    assert.equal(world.state.stage, 'creating_booking');
    assert.equal(world.settled, true);
    assert.equal(world.wakeAtMs, null);
  });

  it('reaches booking_complete with the next turn, and takes the name without ado', async () => {
    const { world, last } = await talk(['I want to book for 20 people on Dec 20th', '6pm, 123 Main St Sacramento', 'yes', 'I agree', 'Maria Lopez']);
    assert.match(last, /added that to your booking/);
    assert.equal(world.state.stage, 'booking_complete');
    assert.equal(world.state.draft.name, 'Maria Lopez');
    assert.equal(world.effects().filter((effect) => effect.kind === 'update_details').length, 1);
  });

  it('says who it is once, not with every answer', async () => {
    const { answers } = await talk(['hello', '20 people', 'Dec 20th']);
    assert.deepEqual(answers.map((answer) => answer.includes('automated')), [true, false, false]);
  });

  it('scenario 3: a misspelt agreement binds as well', async () => {
    const { world, last } = await talk(['I want to book for 20 people on Dec 20th', '6pm, 123 Main St Sacramento', 'yes', 'i agre']);
    assert.match(last, /You're booked/);
    assert.equal(world.facts.challenge?.status, 'agreed');
  });

  it('scenario 4: somebody who wants a person gets one', async () => {
    const { world, last } = await talk(["This isn't working, I need a person"]);
    assert.match(last, CONNECTING);
    assert.deepEqual(escalations(world), ['asked_for_person']);
    assert.equal(world.state.stage, 'escalated');
  });
});

describe('The mind, collecting', () => {
  const pieces = { date: 'December 20th', party: '20 people', time: '6pm', address: '123 Main St, Sacramento' };
  const orders = [['date', 'party', 'time', 'address'], ['address', 'time', 'party', 'date'], ['time', 'date', 'address', 'party'], ['party', 'address', 'date', 'time']] as const;
  for (const order of orders) {
    it(`takes the answers in the order ${order.join(', ')}`, async () => {
      const { world, last } = await talk(order.map((piece) => pieces[piece]));
      assert.match(last, READ_BACK);
      assert.ok(last.includes('Sunday, December 20 at 6:00 PM\n123 Main St, Sacramento, CA\n20 guests'));
      assert.equal(world.state.stage, 'confirming_info');
    });
  }

  it('takes everything at once', async () => {
    const { last } = await talk(['I want to book 18 adults and 2 kids on Dec 20th at 6pm, 123 Main St, Sacramento']);
    assert.match(last, /18 adults and 2 children/);
    assert.match(last, /Children \(6-12\): 2 x \$30 = \$60/);
    assert.match(last, READ_BACK);
  });

  it('answers several texts that came together with one message', async () => {
    const world = createWorld();
    const answer = await world.hear('Hi, I want to book', 'for 20 people', 'on Dec 20th');
    assert.equal(world.said().length, 1);
    assert.match(answer, /Got it: Sunday, December 20, 20 guests/);
  });

  it('asks only for the street when the city is known', async () => {
    const { last } = await talk(['20 people on Dec 20th at 6pm in San Jose']);
    assert.match(last, /What's the street address in San Jose\?$/);
  });

  it('asks which one when the customer named two days', async () => {
    const { last, world } = await talk(['20 people, Jan 5 or Jan 6']);
    assert.match(last, /Which day exactly: Tuesday, January 5, 2027 or Wednesday, January 6, 2027\?/);
    assert.equal(world.state.draft.date, null);
  });

  it('drops a question of this turn that the next text answers', async () => {
    const world = createWorld();
    const answer = await world.hear('20 people, Jan 5 or Jan 6', 'Jan 6');
    assert.doesNotMatch(answer, /Which day exactly/);
    assert.match(answer, /January 6/);
  });

  it('asks at most one question, in plain characters that fit a phone', async () => {
    const texts = ['hi', 'How much for 15 people?', 'Dec 20th', 'what is included?', '6pm in San Jose', 'do you bring tables?', '123 Main St', 'hmm', 'yes', 'what is the deposit?', 'I agree', 'thanks'];
    const { world } = await talk(texts);
    for (const { text } of world.said()) {
      assert.deepEqual(nonGsmCharacters(text.replace(/\u{E000}/gu, '')), [], text);
      assert.ok((text.match(/\?/g) ?? []).length <= 1, text);
      assert.ok(text.length <= 300 || /I AGREE/.test(text), `${String(text.length)}: ${text}`);
      assert.doesNotMatch(text, /\n\n| {2}|undefined|null|\{\{|, ,|: \./);
    }
  });

  it('tells the price for the party asked about, and goes on to book for it', async () => {
    const { answers, world } = await talk(['How much for 15 people?', 'Dec 20th', '6pm, 123 Main St, Fremont']);
    assert.match(answers[0]!, /For 15 guests it comes to \$825:/);
    assert.match(answers[0]!, /Which date are you thinking of\?$/);
    assert.match(answers[2]!, /15 guests[^]*Total: \$825[^]*Is that right\?/);
    assert.equal(world.state.intent, 'booking');
  });

  it('tells the party minimum when it applies', async () => {
    const { last } = await talk(['How much for 4 people?']);
    assert.match(last, /comes to \$550/);
    assert.match(last, /minimum/i);
  });

  it('does not take "4 kids" for a question about kids', async () => {
    const { last } = await talk(['I want to book for 18 adults and 4 kids']);
    assert.doesNotMatch(last, /eat free/);
  });

  it('answers an objection from the profile, and does not haggle', async () => {
    const { last } = await talk(['too expensive']);
    assert.match(last, /Kids 6-12 are \$30 and 5 and under eat free[^]*The \$550 minimum covers 10 adults/);
  });

  it('lets a customer go who changes their mind', async () => {
    const { last, world } = await talk(['20 people on Dec 20th', 'please cancel that']);
    assert.match(last, /nothing is booked/);
    assert.equal(world.settled, true);
    assert.equal(world.state.draft.date, null);
  });

  it('goes on with a new matter after that', async () => {
    const { last, world } = await talk(['20 people on Dec 20th', 'please cancel that', 'I want to book for 12 people']);
    assert.match(last, /Got it: 12 guests/);
    assert.equal(new Set(world.taken.map(({ decision }) => decision.matter.id)).size, 2);
  });
});

describe('The mind, corrected', () => {
  it('takes a correction while collecting', async () => {
    const { last } = await talk(['20 people on Dec 20th', 'actually make it 25']);
    assert.match(last, /Got it: 25 guests/);
  });

  it('reads back again when corrected during the read-back', async () => {
    const { last, world } = await talk(['20 people on Dec 20th', '6pm, 123 Main St Sacramento', 'make it 7pm']);
    assert.match(last, /at 7:00 PM[^]*Is that right\?/);
    assert.deepEqual(offers(world), []);
  });

  it('"yes but make it 25" offers nothing of the old draft', async () => {
    const { last, world } = await talk(['20 people on Dec 20th', '6pm, 123 Main St Sacramento', 'yes but make it 25']);
    assert.match(last, /25 guests[^]*Is that right\?/);
    assert.deepEqual(offers(world), []);
  });

  for (const texts of [['yes', 'make it 25'], ['make it 25', 'yes'], ['yes', 'maybe 25 or 30 people'], ['maybe 25 or 30 people', 'yes'], ['yes', 'no wait'], ['asdf qwer', 'yes']]) {
    it(`offers nothing when ${texts.map((text) => `"${text}"`).join(' and ')} come together`, async () => {
      const { world } = await talk(['20 people on Dec 20th', '6pm, 123 Main St Sacramento']);
      const answer = await world.hear(...texts);
      assert.deepEqual(offers(world), []);
      assert.notEqual(answer, '');
    });
  }

  it('a yes with thanks is a yes', async () => {
    const { world } = await talk(['20 people on Dec 20th', '6pm, 123 Main St Sacramento']);
    assert.match(await world.hear('yes', 'thanks!'), /I AGREE/);
  });

  it('a plain no asks what to change, and the next yes does not count for what was refused', async () => {
    const { answers, world } = await talk(['20 people on Dec 20th', '6pm, 123 Main St Sacramento', 'no', 'yes']);
    assert.match(answers[2]!, /What should I change\?/);
    assert.match(answers[3]!, READ_BACK);
    assert.deepEqual(offers(world), []);
  });

  it('a question during the read-back is answered, and the read-back is not sent all over again', async () => {
    const { last, world } = await talk(['20 people on Dec 20th', '6pm, 123 Main St Sacramento', 'what is the deposit?']);
    assert.match(last, /deposit is \$100[^]*reply YES/i);
    assert.doesNotMatch(last, READ_BACK);
    assert.match(await world.hear('yes'), /I AGREE/);
  });

  it('a change after the terms were sent revokes them at once, and reads back again', async () => {
    const { world } = await talk(['20 people on Dec 20th', '6pm, 123 Main St Sacramento', 'yes']);
    const first = world.facts.challenge?.id;
    assert.match(await world.hear('can we make it 25?'), /25 guests[^]*Is that right\?/);
    assert.equal(world.facts.challenge?.status, 'superseded');
    assert.match(await world.hear('yes'), /I AGREE/);
    assert.notEqual(world.facts.challenge?.id, first);
    assert.match(await world.hear('I agree'), /You're booked .*25 guests/);
    assert.equal(new Set(offers(world).map((draft) => draft.partySize)).size, 2);
  });

  it('a change and an agreement in one turn bind nothing', async () => {
    const { world } = await talk(['20 people on Dec 20th', '6pm, 123 Main St Sacramento', 'yes']);
    assert.match(await world.hear('make it 25', 'I agree'), /25 guests[^]*Is that right\?/);
    assert.equal(world.facts.booking?.status, 'pending_terms');
    assert.deepEqual(world.effects().filter((effect) => effect.kind === 'acknowledge'), []);
  });

  it('a change that does not say what, asks, and leaves the terms as they are', async () => {
    const { world } = await talk(['20 people on Dec 20th', '6pm, 123 Main St Sacramento', 'yes']);
    assert.match(await world.hear('I want to change something'), /What would you like to change\?/);
    assert.equal(world.facts.challenge?.status, 'live');
  });
});

describe('The mind, not understanding', () => {
  it('asks below the threshold and guesses nothing', async () => {
    const world = createWorld();
    const message = await world.read('20 people on Dec 20th');
    const said = world.turn([{ ...message, reading: { ...message.reading, confidence: 0.74 } }]);
    assert.match(said[0]!.text, /didn't quite get that/);
    assert.equal(world.state.draft.date, null);
  });

  it('hands over at the third message in a row', async () => {
    const { answers, world } = await talk(['asdf qwer', 'qwer asdf', 'zxcv']);
    assert.match(answers[1]!, /didn't quite get that/);
    assert.match(answers[2]!, CONNECTING);
    assert.deepEqual(escalations(world), ['not_understood']);
  });

  it('starts counting again after a message it understood', async () => {
    const { world } = await talk(['asdf qwer', 'qwer asdf', '20 people', 'asdf qwer', 'qwer asdf']);
    assert.deepEqual(escalations(world), []);
  });

  it('obeys the setting', async () => {
    const { last } = await talk(['asdf qwer'], { settings: { maxAttempts: 1 } });
    assert.match(last, CONNECTING);
  });

  it('never says the same thing a third time', async () => {
    const { world } = await talk(['20 people', 'hi', 'hi', 'hi', 'hi']);
    const texts = world.said().map(({ text }) => text);
    assert.ok(texts.every((text, index) => index < 2 || text !== texts[index - 1] || text !== texts[index - 2]), texts.join('\n'));
    assert.deepEqual(escalations(world), ['not_understood']);
  });
});

describe('The mind, refusing', () => {
  it('a date in the past', async () => {
    const { last, world } = await talk(['20 people on Dec 20th 2025']);
    assert.match(last, /That date has passed\. Which date do you mean\?/);
    assert.equal(world.state.draft.date, null);
  });

  it('less than 48 hours, naming the first time that keeps them; "ok" takes it', async () => {
    const { last, world } = await talk(['20 people tomorrow at 6pm']);
    assert.match(last, /48 hours' notice, so the earliest would be Wednesday, November 25 at 6:00 PM/);
    assert.match(await world.hear('ok'), /Got it: Wednesday, November 25, 6:00 PM\.\nWhat's the address\?/);
  });

  it('more than a year ahead', async () => {
    const { last } = await talk(['20 people on Dec 20th 2028']);
    assert.match(last, /We take bookings up to/);
  });

  it('an address outside the area; "no other" brings a person', async () => {
    const { last, world } = await talk(['20 people on Dec 20th at 6pm', '55 5th Ave, Los Angeles']);
    assert.match(last, /outside our area/);
    assert.match(await world.hear('no'), CONNECTING);
    assert.deepEqual(escalations(world), ['outside_policy']);
  });

  it('an address outside the area; another one goes on', async () => {
    const { last } = await talk(['20 people on Dec 20th at 6pm', '55 5th Ave, Los Angeles', '123 Main St, Fremont']);
    assert.match(last, READ_BACK);
  });

  it('a place it cannot find', async () => {
    const { last } = await talk(['20 people on Dec 20th at 6pm', '12 Nowhere Rd, Xyzzyville']);
    assert.match(last, /What's the city or ZIP code\?|Which city is that in\?/);
  });

  it('more guests than the assistant may book: a person', async () => {
    const { last, world } = await talk(['80 people on Dec 20th']);
    assert.match(last, CONNECTING);
    assert.deepEqual(escalations(world), ['party_too_large']);
  });

  it('a start after 21:00: a person', async () => {
    const { last, world } = await talk(['20 people on Dec 20th at 10pm']);
    assert.match(last, CONNECTING);
    assert.deepEqual(escalations(world), ['after_hours_event']);
  });

  it('a start before 11:00, naming the hours', async () => {
    const { last } = await talk(['20 people on Dec 20th at 9am']);
    assert.match(last, /between 11:00 AM and 9:00 PM/);
  });

  describe('no chef free', () => {
    const wanted = ['20 people on Dec 20th at 6pm, 123 Main St, Fremont'];
    const busy = taken([1, 2, 3], '2026-12-20', '18:00');

    it('offers the nearest free times', async () => {
      const { last } = await talk(wanted, { busy });
      assert.match(last, /All our chefs are taken at that time\.[^]*The nearest free times are Sunday, December 20 at 2:30 PM, 3:00 PM or 9:00 PM\. Which one suits you\?/);
    });

    for (const [words, index] of [['the second one', 1], ['the first', 0], ['2', 1], ['3', 1], ['option 3 please', 2], ['the earlier one', 0], ['latest works', 2], ["let's take the last one", 2]] as const) {
      it(`takes "${words}"`, async () => {
        const { world } = await talk(wanted, { busy });
        const wish = world.state.offered[index];
        assert.match(await world.hear(words), READ_BACK);
        assert.deepEqual({ date: world.state.draft.date, time: world.state.draft.time }, wish);
      });
    }

    it('takes a bare time', async () => {
      const { world } = await talk(wanted, { busy });
      const { date, time } = world.state.offered[0]!;
      const spoken = `${String(Number(time.slice(0, 2)) - 12)}:${time.slice(3)}`;
      assert.match(await world.hear(`${spoken} works`), READ_BACK);
      assert.deepEqual({ date: world.state.draft.date, time: world.state.draft.time }, { date, time });
    });

    it('takes another day instead', async () => {
      const { world } = await talk(wanted, { busy });
      await world.hear('Dec 21st');
      assert.match(await world.hear('6pm'), READ_BACK);
      assert.equal(world.state.draft.date, '2026-12-21');
    });

    it('asks for another day when none of them suits', async () => {
      const { world } = await talk(wanted, { busy });
      assert.match(await world.hear('no'), /Which other date or time would suit you\?/);
    });

    it('says so when a month around has no free time', async () => {
      const full = [1, 2, 3].map((chef) => ({ chef, fromMs: instant('2026-11-01', '00:00'), toMs: instant('2027-03-01', '00:00') }));
      const { last } = await talk(wanted, { busy: full });
      assert.match(last, /couldn't find a free time near it/);
    });

    it('asked whether a day is free, answers from the calendar', async () => {
      const { last } = await talk(['do you have anything available on Dec 20th?'], { busy });
      assert.match(last, /Yes, we have times free that day/);
    });
  });

  it('a slot that another customer took in that moment: alternatives, and no word of terms', async () => {
    const { world } = await talk(['20 people on Dec 20th at 6pm, 123 Main St, Fremont']);
    world.refuse = { offer: 'slot_taken' };
    const answer = await world.hear('yes');
    assert.match(answer, /that time was taken a moment ago\.[^]*Which one suits you\?/);
    assert.doesNotMatch(answer, /I AGREE/);
    assert.equal(world.state.stage, 'collecting_info');
    assert.equal(world.state.bookingId, null);
    assert.match(await world.hear('the first one'), READ_BACK);
    assert.match(await world.hear('yes'), /I AGREE/);
  });
});

describe('The mind, after the booking', () => {
  const booked = ['20 people on Dec 20th at 6pm, 123 Main St, Fremont', 'yes', 'I agree'];

  it('adds what touches neither event nor price', async () => {
    const { last, world } = await talk([...booked, 'chicken and steak for everybody']);
    assert.match(last, /added that to your booking/);
    assert.deepEqual(escalations(world), []);
  });

  it('thanks once, and lets it rest', async () => {
    const { answers } = await talk([...booked, 'thanks!', 'thank you']);
    assert.match(answers[3]!, /welcome/);
    assert.equal(answers[4], '');
  });

  it('books a second event as a new matter, and keeps the first', async () => {
    const { world } = await talk([...booked, 'I want to book another party for 12 people on Jan 10th at 5pm, 9 Oak St, San Jose']);
    const first = world.facts.booking?.id;
    assert.match(world.said().at(-1)!.text, /12 guests[^]*Is that right\?/);
    assert.match(await world.hear('yes'), /I AGREE/);
    assert.match(await world.hear('I agree'), /You're booked .*January 10/);
    assert.notEqual(world.facts.booking?.id, first);
    assert.equal(new Set(world.taken.map(({ decision }) => decision.matter.id)).size, 2);
  });
});
