// What customers write on an ordinary day, and what simulated ones stumbled over: asides, giving up, changes put as questions, a second party, little ones, STOP beside terms.
import assert from 'node:assert/strict';
import { EMPTY_DRAFT, type Draft } from '../../domain/conversation/state.ts';
import { partyOf, takeSlots } from '../../domain/conversation/draft.ts';
import type { Slots } from '../../domain/reading.ts';
import { business, createWorld, type World } from './conversation-world.ts';

const { answers } = business;
const WISH = '20 people on Dec 20th at 6pm, 123 Main St, Fremont';
const READ_BACK = /Is that right\?/;

const tasks = (world: World) => world.effects().flatMap((effect) => (effect.kind === 'open_task' ? [effect.reason] : []));
const kinds = (world: World) => world.effects().map(({ kind }) => kind);

async function after(...script: string[]): Promise<World> {
  const world = createWorld();
  for (const text of script) await world.hear(text);
  return world;
}
const atReadBack = () => after(WISH);
const atTerms = () => after(WISH, 'yes');
const onceBooked = () => after(WISH, 'yes', 'I agree');

describe('The mind, asked in passing', () => {
  const COVERED: readonly [question: string, answer: RegExp][] = [
    ['can you do livermore', /Yes, we come to Livermore/], ['do you cover gilroy', /Yes, we come to Gilroy/], ['do you bring everything', /We bring/], ['who brings the chairs?', /You provide/],
    ['how do deposits work', /The deposit is \$100/], ['do you need money down', /The deposit is \$100/], ['how much do I have to put down', /The deposit is \$100/],
    ['When would it be over', /the meal takes about/], ['Is it like 2 hours?', /the meal takes about/], ['how much time do you need', /the meal takes about/], ['What if its windy', /cover/],
    ['do you have shrimp?', /Shrimp is one of the proteins/], ['Any discount?', /can't change prices/], ['how late can I cancel', /the deposit comes back/], ['can I change the date later?', /first new date is free/], ['do you cancel for rain?', /cover/], ['do you have a discount for children', /Children 6-12 are \$30/], ['Hello, is this the hibachi catering?', /My Hibachi Chef/],
  ];
  for (const [question, answer] of COVERED) {
    it(`${JSON.stringify(question)}: has an answer, and needs nobody`, async () => {
      const world = await after('20 people on Dec 20th');
      assert.match(await world.hear(question), answer);
      assert.deepEqual(tasks(world), []);
    });
  }

  for (const nudge of ['what now?', 'so whats next', 'what else do you need from me', 'SERIOUSLY?', '???', 'where were we?']) {
    it(`${JSON.stringify(nudge)}: says where we are, at every point`, async () => {
      const collecting = await after('20 people on Dec 20th');
      assert.match(await collecting.hear(nudge), /What time should we start, and what's the address\?$/);
      const reading = await atReadBack();
      assert.match(await reading.hear(nudge), /reply YES/);
      const deciding = await atTerms();
      assert.match(await deciding.hear(nudge), /reply I AGREE/i);
      const booked = await onceBooked();
      assert.ok((await booked.hear(nudge)).includes(answers.next_step ?? '-'));
      for (const world of [collecting, reading, deciding, booked]) assert.deepEqual(tasks(world), []);
    });
  }

  it('still asks the team what nobody has approved an answer to', async () => {
    for (const question of ['Can you bring a DJ?', 'is the beef wagyu?', 'can you send a female chef']) assert.deepEqual(tasks(await after('20 people on Dec 20th', question)), ['open_question'], question);
  });
});

describe('The mind, when the customer gives up', () => {
  const GIVING_UP = ['nvm', 'never mind', "Actually we don't want to do this anymore", 'we decided to go with someone else', 'we found somebody else, thanks', 'sorry, we booked another caterer', 'We are not interested anymore', "I'll pass, thanks", 'forget it', 'we changed our minds', 'please forget about it, plans changed', 'No longer needed, thanks', "We won't be booking after all", "it's not going to happen after all"];
  for (const words of GIVING_UP) {
    it(`${JSON.stringify(words)}: lets the date go, also when the terms are out`, async () => {
      const world = await atTerms();
      assert.match(await world.hear(words), /nothing is booked/);
      assert.equal(world.facts.booking?.status, 'cancelled');
      assert.notEqual(world.facts.challenge?.status, 'live');
      await world.hear('I agree');
      assert.ok(!kinds(world).includes('confirm_booking'));
      assert.deepEqual(tasks(world), []);
    });

    it(`${JSON.stringify(words)}: at the read-back, and a yes after it books nothing`, async () => {
      const world = await atReadBack();
      assert.match(await world.hear(words), /nothing is booked/);
      assert.match(await world.hear('yes'), READ_BACK);
      assert.ok(!kinds(world).includes('offer'));
    });
  }

  it('keeps the details for second thoughts', async () => {
    const world = await atTerms();
    await world.hear('nvm');
    assert.match(await world.hear("ok let's book it after all"), /Sunday, December 20 at 6:00 PM[^]*123 Main St/);
  });

  it('takes nothing for giving up that says what else is wanted', async () => {
    const SAYS_MORE = [
      "we don't want it at 6pm, make it 7pm", 'we changed our minds about the hour, 7pm', 'forget the lobster, 25 people', "we won't be needing the third protein", 'we decided not to get the lobster',
      'someone else will meet the chef', "we don't need shrimp anymore", 'our plans changed a bit, it will be at a different address', "I'll pass you the gate code later", 'we want to go with something lighter',
    ];
    for (const words of SAYS_MORE) {
      const world = await atTerms();
      await world.hear(words);
      assert.ok(!kinds(world).includes('decline'), words);
    }
  });
});

describe('The mind, asked for a change', () => {
  it('takes "could we do 7:30pm?" for the change it is, and reads it back', async () => {
    for (const world of [await atReadBack(), await atTerms()]) {
      assert.match(await world.hear('could we do 7:30pm?'), /7:30 PM[^]*Is that right\?/);
      assert.deepEqual(tasks(world), []);
      await world.hear('yes');
      assert.equal(world.offers.get(world.state.bookingId ?? '')?.draft.time, '19:30');
    }
  });

  it('takes "can we add lobster tail for everyone" into the price', async () => {
    for (const words of ['Can we add lobster tail for everyone', 'could we get lobster tail?', 'can you put us down for lobster tail']) {
      for (const world of [await atReadBack(), await atTerms()]) {
        assert.match(await world.hear(words), /Lobster tail: 20 x \$15 = \$300[^]*Is that right\?/, words);
        await world.hear('yes');
        assert.equal(world.offers.get(world.state.bookingId ?? '')?.quote.totalCents, 140_000);
      }
    }
  });

  it('changes nothing for a question about what would be', async () => {
    for (const question of ['how much would it be for 25?', 'how much is lobster tail?', 'what if we were 25?']) {
      const world = await atTerms();
      await world.hear(question);
      assert.equal(world.facts.challenge?.status, 'live', question);
      assert.equal(world.state.draft.partySize, 20);
    }
  });

  it('leaves the terms alone for small talk about the day', async () => {
    const world = await atTerms();
    await world.hear('its so hot today');
    assert.match(await world.hear('I agree'), /You're booked/);
  });

  it('confirms nothing by a yes with a "but" that it does not follow', async () => {
    for (const words of ['ok but its 33 grown ups now', 'yes but the count is a bit off', 'looks good, but not sure about the place', 'sure, except for the hour']) {
      const world = await atReadBack();
      await world.hear(words);
      assert.ok(!kinds(world).includes('offer'), words);
    }
  });

  it('goes on to the booking when that is the answer to being checked in with', async () => {
    const world = await after(WISH, 'I need to think it over');
    assert.match(await world.hear('Ok my wife said yes, lets book it'), READ_BACK);
    assert.equal(world.state.followUp, null);
  });
});

describe('The mind, once it is booked', () => {
  for (const words of ['can we book another chef for a different day', 'I want to book another party', 'also need a second booking for my office', 'can I make a second reservation', 'we loved it, want to book one more party']) {
    it(`${JSON.stringify(words)}: is a new party, and no change of the first`, async () => {
      const world = await onceBooked();
      assert.match(await world.hear(words), /What date would you like, and how many guests\?$/);
      await world.hear('need hibachi for 12 people on Jan 9th at 5pm, 55 Park Ave, San Jose');
      await world.hear('yes');
      await world.hear('I agree');
      assert.deepEqual(world.standing.map(({ booking }) => booking.draft.partySize), [20, 12]);
    });
  }

  it('takes an extra asked for as the change it is', async () => {
    const world = await onceBooked();
    assert.match(await world.hear('can we add lobster tail for everyone?'), /\$1,100 -> \$1,400/);
  });

  it('takes no "nvm" for a name', async () => {
    const world = await onceBooked();
    await world.hear('nvm');
    assert.equal(world.standing[0]?.booking.draft.name, null);
  });

  it('begins no new party for a word about the chef', async () => {
    for (const words of ['do we need a second chef?', 'can we get a different chef', 'add another one please']) {
      const world = await onceBooked();
      await world.hear(words);
      assert.equal(world.state.draft.date, '2026-12-20', words);
    }
  });

  it('is not asked for another party by a wish for another day', async () => {
    const world = await onceBooked();
    await world.hear('can we change it to another day');
    assert.equal(world.state.change?.kind, 'modify');
  });

  it('puts the name on the booking, however it is put', async () => {
    for (const [words, name] of [['tom lindqvist is fine', 'tom lindqvist'], ['Tom Lindqvist please. I appreciate it.', 'Tom Lindqvist'], ['Kevin Tran please. Thanks!', 'Kevin Tran'], ['im sofia petrova', 'sofia petrova'], ['You can put Andrea Silva', 'Andrea Silva'], ['put it under Andrea Silva', 'Andrea Silva']] as const) {
      const world = await onceBooked();
      await world.hear(words);
      assert.equal(world.standing[0]?.booking.draft.name, name, words);
    }
  });
});

describe('The mind and STOP, beside a booking', () => {
  it('calls nobody for END, which ends texts and no booking', async () => {
    const world = await after(WISH, 'yes', 'I agree', 'END', 'Thanks so much for your help');
    assert.deepEqual(tasks(world), []);
    assert.equal(world.standing.length, 1);
  });

  it('says nothing of an agreement after STOP, and on START that the booking stands', async () => {
    const world = await after(WISH, 'yes', 'STOP');
    assert.equal(await world.hear('I AGREE'), '');
    assert.equal(world.standing.length, 1);
    const told = await world.hear('START');
    assert.match(told, /subscribed again[^]*you're booked[^]*Sunday, December 20 at 6:00 PM[^]*\$1,100[^]*K7M2P/);
    assert.doesNotMatch(await world.hear('START'), /booked/);
  });

  it('says nothing of a booking on START that the customer was told of', async () => {
    assert.doesNotMatch(await (await after(WISH, 'yes', 'I agree', 'STOP')).hear('START'), /booked/);
  });
});

describe('Little ones in the party', () => {
  const partyAfter = (...said: Slots[]) => {
    const draft: Draft = structuredClone(EMPTY_DRAFT);
    for (const slots of said) takeSlots(draft, { reading: { slots }, located: null });
    return partyOf(draft);
  };
  const party = (adults: number, children: number, infants: number) => ({ adults, children, infants, assumedAllAdults: false });

  it('are counted beside adults and children', () => {
    assert.deepEqual(partyAfter({ partySize: 17, adults: 12, children: 3, infants: 2 }), party(12, 3, 2));
    assert.deepEqual(partyAfter({ adults: 12, infants: 1 }), party(12, 0, 1));
  });

  it('are taken out of the kids when they are told of afterwards', () => {
    assert.deepEqual(partyAfter({ partySize: 33, adults: 29, children: 4 }, { infants: 2 }), party(29, 2, 2));
  });

  it('are taken out of the guests where nobody was told apart', () => {
    assert.deepEqual(partyAfter({ partySize: 20 }, { infants: 2 }), party(18, 0, 2));
  });

  it('come on top of adults, who are none', () => {
    assert.deepEqual(partyAfter({ partySize: 12, adults: 12 }, { infants: 1 }), party(12, 0, 1));
  });

  it('are no longer counted when the party is told anew', () => {
    assert.deepEqual(partyAfter({ partySize: 14, adults: 12, infants: 2 }, { partySize: 15, adults: 10, children: 5 }), party(10, 5, 0));
  });
});
