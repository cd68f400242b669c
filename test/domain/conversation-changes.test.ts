// Changing and cancelling a booking that stands: who may, what it costs, one question, one yes, and new terms where something that binds has changed.
import assert from 'node:assert/strict';
import type { Effect, StandingBooking } from '../../domain/conversation/decision.ts';
import { createWorld, DAY_MS, HOUR_MS, instant, MINUTE_MS, taken, type World, type WorldOptions } from './conversation-world.ts';

const WISH = '20 people on Dec 20th at 6pm, 123 Main St, Fremont';
const CONNECTING = /Connecting you with our team/;
const CANCEL_QUESTION = /cancel booking K7M2P, Sunday, December 20 at 6:00 PM\?.*Reply YES to cancel it, or NO to keep it\./;
const CHANGE_READ_BACK = /Here is the change to your booking:[^]*Is that right\?/;

async function booked(options: WorldOptions = {}, wish = WISH): Promise<World> {
  const world = createWorld(options);
  await world.hear(wish);
  await world.hear('yes');
  assert.match(await world.hear('I agree'), /You're booked/);
  return world;
}
/** Up to the terms of a change. */
async function changing(words: string, options: WorldOptions = {}): Promise<World> {
  const world = await booked(options);
  assert.match(await world.hear(words), CHANGE_READ_BACK);
  assert.match(await world.hear('yes'), /I AGREE to accept our terms for your changed booking/);
  return world;
}
const ofKind = <Kind extends Effect['kind']>(world: World, kind: Kind) => world.effects().filter((effect): effect is Extract<Effect, { kind: Kind }> => effect.kind === kind);
const tasks = (world: World) => ofKind(world, 'open_task').map(({ reason }) => reason);
const standing = (world: World) => world.standing.map(({ booking: { draft: { date, time } } }) => `${date} ${time}`);
function amend(world: World, change: Partial<StandingBooking>): void {
  world.standing = world.standing.map((one) => ({ ...one, booking: { ...one.booking, ...change } }));
}

describe('The mind, cancelling a booking', () => {
  it('asks once, by name, says what becomes of the deposit, and ends it on a yes', async () => {
    const world = await booked();
    assert.match(await world.hear('please cancel my booking'), CANCEL_QUESTION);
    assert.deepEqual(ofKind(world, 'cancel_booking'), []);
    const answer = await world.hear('yes');
    assert.match(answer, /My Hibachi Chef: booking K7M2P, Sunday, December 20 at 6:00 PM, is cancelled\. If you've paid the \$100 deposit, you get it back/);
    assert.deepEqual(standing(world), []);
    assert.equal(ofKind(world, 'cancel_booking')[0]?.refundDueCents, 10_000);
    assert.deepEqual(tasks(world), ['refund_due'], 'money is given back by people');
    assert.equal(world.settled, true);
    assert.equal(world.taken.at(-1)?.decision.matter.intent, 'cancellation');
    assert.equal(world.state.stage, 'initial');
  });

  for (const words of ['yes', 'Yes please', 'yes, cancel it', 'yes, cancel the one on Dec 20', 'yep', 'yse']) {
    it(`takes "${words}" for a yes`, async () => {
      const world = await booked();
      await world.hear('I need to cancel my reservation');
      assert.match(await world.hear(words), /is cancelled/);
    });
  }

  for (const words of ['no', "no, don't cancel it", 'No keep it', 'nope', "don't cancel", 'never mind', 'Actually keep it']) {
    it(`keeps the booking for "${words}"`, async () => {
      const world = await booked();
      await world.hear('cancel my party please');
      assert.match(await world.hear(words), /your booking stays as it is: Sunday, December 20 at 6:00 PM/);
      assert.deepEqual(standing(world), ['2026-12-20 18:00']);
      assert.equal(world.state.stage, 'booking_complete');
      assert.match(await world.hear('thanks'), /welcome/);
    });
  }

  for (const words of ['cancel it', 'hmm', 'yes but what about my deposit?', 'what happens to the deposit?', 'maybe']) {
    it(`asks again for "${words}"`, async () => {
      const world = await booked();
      await world.hear('cancel my booking');
      assert.match(await world.hear(words), CANCEL_QUESTION);
      assert.deepEqual(standing(world), ['2026-12-20 18:00']);
      assert.match(await world.hear('yes'), /is cancelled/);
    });
  }

  it('a yes beside a second thought cancels nothing', async () => {
    for (const texts of [['yes', 'wait'], ['yes', 'no'], ['what about my deposit?', 'yes'], ['yes', 'can we move it to Dec 27 instead?'], ['yes', 'I want to talk to a person'], ['yes', 'STOP']]) {
      const world = await booked();
      await world.hear('cancel my booking');
      await world.hear(...texts);
      assert.deepEqual(ofKind(world, 'cancel_booking'), [], texts.join(' / '));
    }
  });

  it('a yes that comes together with the wish answers no question', async () => {
    const world = await booked();
    assert.match(await world.hear('cancel my booking', 'yes'), CANCEL_QUESTION);
    assert.deepEqual(standing(world), ['2026-12-20 18:00']);
  });

  it('would rather change it, when that is said instead', async () => {
    const world = await booked();
    await world.hear('cancel my booking');
    assert.match(await world.hear('can we move it to Dec 27th instead?'), CHANGE_READ_BACK);
  });

  it('says that a deposit on record comes back', async () => {
    const world = await booked();
    amend(world, { isDepositPaid: true });
    assert.match(await world.hear('cancel my booking'), /Your \$100 deposit comes back to you/);
  });

  it('less than seven days before, the deposit is kept, and nobody has to give anything back', async () => {
    const world = await booked();
    world.nowMs = instant('2026-12-14', '09:00');
    assert.match(await world.hear('cancel my booking'), /less than 7 days before the event, so the \$100 deposit isn't returned/);
    assert.match(await world.hear('yes'), /is cancelled\. It's less than 7 days/);
    assert.deepEqual(ofKind(world, 'cancel_booking').map(({ refundDueCents }) => refundDueCents), [0]);
    assert.deepEqual(tasks(world), []);
  });

  it('asked on the last day for it and answered on the next, the question is asked anew', async () => {
    const world = await booked();
    world.nowMs = instant('2026-12-13', '23:59');
    assert.match(await world.hear('cancel my booking'), /you get it back/);
    world.nowMs = instant('2026-12-14', '00:01');
    assert.match(await world.hear('yes'), /isn't returned.*Reply YES/);
    assert.deepEqual(standing(world), ['2026-12-20 18:00']);
    assert.match(await world.hear('yes'), /is cancelled/);
  });

  it('calls a person when the event is less than 48 hours away, staff made the booking, or another number did', async () => {
    const late = await booked();
    late.nowMs = instant('2026-12-18', '18:01');
    const byStaff = await booked();
    amend(byStaff, { isByStaff: true });
    const fromElsewhere = await booked();
    amend(fromElsewhere, { isOwn: false });
    for (const world of [late, byStaff, fromElsewhere]) {
      assert.match(await world.hear('cancel my booking'), CONNECTING);
      assert.deepEqual(tasks(world), ['change_or_cancellation']);
      assert.deepEqual(standing(world), ['2026-12-20 18:00']);
    }
  });

  it('from a number that has booked nothing, or after the event: a person', async () => {
    const stranger = createWorld();
    assert.match(await stranger.hear('I need to cancel my booking on Dec 20'), CONNECTING);
    const past = await booked();
    past.nowMs = instant('2026-12-21', '10:00');
    assert.match(await past.hear('cancel my booking'), CONNECTING);
    assert.deepEqual(tasks(stranger), ['change_or_cancellation']);
    assert.deepEqual(tasks(past), ['change_or_cancellation']);
  });

  it('a person who takes over in between ends the question: a yes later cancels nothing', async () => {
    const world = await booked();
    await world.hear('cancel my booking');
    world.takeOver();
    await world.hear('yes');
    world.letGo('handed_back');
    await world.hear('yes');
    assert.deepEqual(standing(world), ['2026-12-20 18:00']);
    assert.equal(world.state.stage, 'booking_complete');
  });

  it('the word alone ends the texts, as carriers demand, and a person finds out whether the booking was meant', async () => {
    const world = await booked();
    assert.match(await world.hear('CANCEL'), /unsubscribed/);
    assert.deepEqual(standing(world), ['2026-12-20 18:00']);
    assert.deepEqual(tasks(world), ['change_or_cancellation']);
    const stopped = await booked();
    await stopped.hear('STOP');
    assert.deepEqual(tasks(stopped), [], 'STOP means the texts and nothing else');
  });

  it('of two bookings the one that is named, or else the one that is chosen', async () => {
    const world = await booked();
    await world.hear('I want to book another party for 12 people on Jan 10th at 5pm, 9 Oak St, San Jose');
    await world.hear('yes');
    assert.match(await world.hear('I agree'), /You're booked/);
    assert.deepEqual(standing(world).sort(), ['2026-12-20 18:00', '2027-01-10 17:00']);
    assert.match(await world.hear('cancel my booking'), /Which booking do you mean: Sunday, December 20 at 6:00 PM or Sunday, January 10, 2027 at 5:00 PM\?/);
    assert.match(await world.hear('the second one'), /January 10, 2027 at 5:00 PM\?.*Reply YES to cancel/);
    assert.match(await world.hear('no'), /stays as it is/);
    assert.match(await world.hear('cancel the booking on Dec 20'), CANCEL_QUESTION);
    assert.match(await world.hear('yes'), /December 20 at 6:00 PM, is cancelled/);
    assert.deepEqual(standing(world), ['2027-01-10 17:00']);
    assert.equal(world.state.stage, 'booking_complete', 'the other one stands');
    assert.match(await world.hear('please cancel that one too'), /January 10/);
  });

  it('while a second event is planned it asks before anything is cancelled', async () => {
    const world = await booked();
    await world.hear('I want to book another party');
    assert.match(await world.hear('cancel my booking'), CANCEL_QUESTION);
    assert.deepEqual(standing(world), ['2026-12-20 18:00']);
  });

  it('is free to book again afterwards', async () => {
    const world = await booked();
    await world.hear('cancel my booking');
    await world.hear('yes');
    assert.match(await world.hear('I want to book for 15 people on Jan 9th at 6pm, 9 Oak St, Fremont'), /15 guests[^]*Is that right\?/);
    await world.hear('yes');
    assert.match(await world.hear('I agree'), /You're booked/);
    assert.deepEqual(standing(world), ['2027-01-09 18:00']);
  });
});

describe('The mind, changing a booking', () => {
  it('reads back what was and what would be, sends new terms, and only they change it', async () => {
    const world = await booked();
    const first = world.facts.booking?.id;
    const readBack = await world.hear('can we move it to Dec 27th?');
    assert.match(readBack, /Sunday, December 20 at 6:00 PM -> Sunday, December 27 at 6:00 PM\n123 Main St, Fremont, CA\n20 guests\n[^]*Total: \$1,100, as before\./);
    assert.deepEqual(standing(world), ['2026-12-20 18:00']);
    assert.match(await world.hear('yes'), /I AGREE[^]*Sunday, December 27 at 6:00 PM, 20 guests[^]*your booking stands unchanged/);
    assert.deepEqual(standing(world), ['2026-12-20 18:00'], 'nothing is changed by the yes alone');
    assert.match(await world.hear('I agree'), /Your booking with My Hibachi Chef is changed! Sunday, December 27 at 6:00 PM[^]*The \$100 deposit is due by Monday, November 23 at 2:00 PM, as before/);
    assert.deepEqual(standing(world), ['2026-12-27 18:00']);
    const [, offer] = ofKind(world, 'offer');
    assert.equal(offer?.replacesBookingId, first);
    assert.notEqual(offer?.bookingId, first);
    assert.equal(world.taken.at(-1)?.decision.matter.intent, 'modification');
    assert.match(await world.hear('thanks!'), /welcome/);
    assert.equal(world.state.stage, 'booking_complete');
  });

  it('the first new date is free, each further one costs the fee, and another hour or party does not count', async () => {
    const world = await changing('move it to Dec 27th please');
    await world.hear('I agree');
    assert.match(await world.hear('can we start at 5pm instead?'), /Total: \$1,100, as before/);
    await world.hear('yes');
    await world.hear('I agree');
    assert.match(await world.hear('sorry, we need to change the date to Jan 3rd'), /New date: \$100\nTotal: \$1,100 -> \$1,200 \(\$100 more\)/);
    await world.hear('yes');
    assert.match(await world.hear('I agree'), /is changed! Sunday, January 3[^]*Total \$1,200/);
    assert.match(await world.hear('make it 22 people'), /New date: \$100[^]*Total: \$1,200 -> \$1,310/);
    assert.match(await world.hear('no wait, change the date to Jan 10th'), /New date: \$200/);
    assert.deepEqual(standing(world), ['2027-01-03 17:00']);
  });

  it('a party or menu that costs more is read back with the difference', async () => {
    const world = await booked();
    assert.match(await world.hear('make it 25 people'), /20 guests -> 25 guests[^]*Total: \$1,100 -> \$1,375 \(\$275 more\)/);
    assert.match(await world.hear('and add lobster for everyone'), /Lobster tail: 25 x \$15 = \$375[^]*Total: \$1,100 -> \$1,750/);
    await world.hear('yes');
    assert.match(await world.hear('I agree'), /is changed! .*25 guests.*Total \$1,750/);
  });

  it('asks what to change when nothing is said of it, and leaves it at that when nothing is wanted', async () => {
    const world = await booked();
    assert.match(await world.hear('can I change my booking?'), /What would you like to change\?/);
    assert.match(await world.hear('no, never mind'), /your booking stays as it is/);
    assert.equal(world.state.stage, 'booking_complete');
    assert.equal(world.state.change, null);
  });

  it('takes what binds nobody at once, also in the midst of a change', async () => {
    const world = await booked();
    await world.hear('can I change my booking?');
    assert.match(await world.hear('we have a vegetarian'), /added that to your booking/);
    assert.deepEqual(world.standing[0]?.booking.draft.dietary, ['vegetarian']);
    assert.equal(world.state.stage, 'booking_complete');
  });

  it('"no" to the read-back leaves the booking as it is', async () => {
    const world = await booked();
    await world.hear('make it 25 people');
    assert.match(await world.hear('no'), /your booking stays as it is: Sunday, December 20 at 6:00 PM/);
    assert.match(await world.hear('yes'), /welcome/, 'and a later yes answers nothing');
    assert.deepEqual(ofKind(world, 'offer').length, 1);
  });

  it('declined by text or on the page, the booking stands and the new hold is released', async () => {
    const byText = await changing('make it 25 people');
    assert.match(await byText.hear('I do not agree'), /haven't accepted the terms for the change, so your booking stays as it was: Sunday, December 20/);
    const onPage = await changing('make it 25 people');
    assert.match(onPage.pressButton('declined'), /so your booking stays as it was/);
    for (const world of [byText, onPage]) {
      assert.deepEqual(standing(world), ['2026-12-20 18:00']);
      assert.equal(world.facts.booking?.status, 'cancelled', 'the hold of the change');
      assert.equal(world.state.stage, 'booking_complete');
      assert.equal(world.settled, true);
      assert.match(await world.hear('make it 22 people'), CHANGE_READ_BACK);
    }
  });

  it('expired, the booking stands, the customer is told, and agreeing then changes nothing', async () => {
    const world = await changing('move it to Dec 27th');
    const told = world.pass(3 * DAY_MS);
    assert.match(told, /Reply I AGREE to accept our terms for your changed booking[^]*After .* the change lapses and your booking stands as it was/);
    assert.match(told, /the time to accept the change is over, so your booking stands as it was/);
    assert.equal(world.facts.booking?.status, 'expired');
    assert.deepEqual(standing(world), ['2026-12-20 18:00']);
    assert.equal(world.settled, true);
    assert.doesNotMatch(await world.hear('I agree'), /changed!|booked with/);
    assert.deepEqual(standing(world), ['2026-12-20 18:00']);
    assert.equal(ofKind(world, 'acknowledge').length, 1);
    assert.match(await world.hear('move it to Dec 27th after all'), CHANGE_READ_BACK);
  });

  it('a late agreement is on record as late', async () => {
    const world = await changing('move it to Dec 27th');
    const message = await world.read('I agree');
    world.nowMs += DAY_MS + MINUTE_MS;
    const said = world.turn([{ ...message, receivedAtMs: world.nowMs }]);
    assert.match(said[0]?.text ?? '', /time to accept the change is over/);
    assert.deepEqual(ofKind(world, 'refuse_reply').map(({ why }) => why), ['late']);
    assert.equal(world.state.stage, 'booking_complete');
  });

  it('an event is not in the way of its own move, others are', async () => {
    const own = await booked({ busy: taken([2, 3], '2026-12-20', '18:00') });
    assert.match(await own.hear('can we start at 7pm instead?'), CHANGE_READ_BACK);
    const full = await booked();
    full.busy = taken([1, 2, 3], '2026-12-27', '18:00');
    assert.match(await full.hear('move it to Dec 27th'), /All our chefs are taken at that time[^]*Which one suits you\?/);
    assert.match(await full.hear('the first one'), CHANGE_READ_BACK);
    await full.hear('yes');
    assert.match(await full.hear('I agree'), /is changed! Sunday, December 27/);
  });

  it('a slot taken in that moment: alternatives, and the booking stands', async () => {
    const world = await booked();
    await world.hear('move it to Dec 27th');
    world.refuse = { offer: 'slot_taken' };
    assert.match(await world.hear('yes'), /taken a moment ago[^]*Which one suits you\?/);
    assert.deepEqual(standing(world), ['2026-12-20 18:00']);
    assert.match(await world.hear('the first one'), CHANGE_READ_BACK);
    assert.match(await world.hear('yes'), /I AGREE/);
    assert.match(await world.hear('I agree'), /is changed!/);
  });

  it('a change that cannot be made: recorded, told, a person, and the booking is left as it was', async () => {
    const world = await changing('move it to Dec 27th');
    world.refuse = { confirm_booking: 'not_held' };
    assert.match(await world.hear('I agree'), /your agreement for booking K7M2P is recorded/);
    assert.deepEqual(tasks(world), ['booking_failed']);
    assert.deepEqual(standing(world), ['2026-12-20 18:00']);
    world.letGo('handed_back');
    assert.equal(world.state.stage, 'booking_complete');
    assert.equal(world.state.draft.date, '2026-12-20');
  });

  it('a person called in the same turn is called whatever becomes of the booking', async () => {
    const world = await changing('move it to Dec 27th');
    world.refuse = { confirm_booking: 'not_held' };
    await world.hear('I agree', 'no wait, make it 25');
    const together = world.taken.map(({ decision }) => decision.effects.map(({ kind }) => kind)).find((kinds) => kinds.includes('open_task'));
    assert.deepEqual(together?.filter((kind) => kind === 'open_task' || kind === 'confirm_booking'), ['open_task', 'confirm_booking'], 'a refused step voids those behind it');
  });

  it('a person who takes over leaves the terms that are out: agreed to, they still change it', async () => {
    const world = await changing('move it to Dec 27th');
    world.takeOver();
    assert.match(await world.hear('I agree'), /is changed!/);
    assert.deepEqual(standing(world), ['2026-12-27 18:00']);
    assert.equal(world.state.stage, 'escalated');
  });

  it('STOP in between leaves the booking as it stands', async () => {
    const world = await changing('move it to Dec 27th');
    await world.hear('STOP');
    world.pass(3 * DAY_MS);
    assert.deepEqual(standing(world), ['2026-12-20 18:00']);
  });

  it('a change of mind about the change supersedes its terms', async () => {
    const world = await changing('move it to Dec 27th');
    const hold = world.facts.booking?.id;
    assert.match(await world.hear('sorry, make it Jan 3rd'), /Sunday, December 20 at 6:00 PM -> Sunday, January 3, 2027 at 6:00 PM/);
    assert.equal(world.facts.challenge?.status, 'superseded');
    await world.hear('yes');
    assert.equal(world.facts.booking?.id, hold, 'the hold is moved');
    await world.hear('I agree');
    assert.deepEqual(standing(world), ['2027-01-03 18:00']);
  });

  it('cancelled instead of changed, while the terms of the change are out', async () => {
    const world = await changing('move it to Dec 27th');
    const answer = await world.hear('please cancel my booking instead');
    assert.match(answer, CANCEL_QUESTION);
    assert.notEqual(world.facts.challenge?.status, 'live', 'a yes must answer one question only');
    assert.match(await world.hear('yes'), /December 20 at 6:00 PM, is cancelled/);
    assert.deepEqual(standing(world), []);
  });

  it('calls a person when it is too late, for a party beyond the limit, and from another number', async () => {
    const late = await booked();
    late.nowMs = instant('2026-12-18', '18:01');
    assert.match(await late.hear('make it 25 people'), CONNECTING);
    const large = await booked();
    assert.match(await large.hear('make it 80 people'), CONNECTING);
    const fromElsewhere = await booked();
    amend(fromElsewhere, { isOwn: false });
    assert.match(await fromElsewhere.hear('can we change the time to 7pm?'), CONNECTING);
    const inTime = await booked();
    inTime.nowMs = instant('2026-12-18', '18:00');
    assert.match(await inTime.hear('make it 25 people'), CHANGE_READ_BACK);
  });

  it('a question about the booking as it is changes nothing', async () => {
    const world = await booked();
    for (const words of ['How much would it be for 25 people?', 'see you on Dec 20th at 6pm', 'do you bring the grill?']) await world.hear(words);
    assert.equal(world.state.stage, 'booking_complete');
    assert.equal(world.state.change, null);
    assert.deepEqual(tasks(world), []);
  });

  it('a hold left over from a change is never used for another event', async () => {
    const world = await changing('move it to Dec 27th');
    world.nowMs += DAY_MS + MINUTE_MS;
    world.turn([]);
    assert.equal(world.facts.booking?.status, 'pending_terms', 'the hold outlives the terms');
    await world.hear('I want to book another party for 12 people on Jan 10th at 5pm, 9 Oak St, San Jose');
    await world.hear('yes');
    const last = ofKind(world, 'offer').at(-1);
    assert.equal(last?.replacesBookingId, undefined);
    assert.match(await world.hear('I agree'), /You're booked/);
    assert.deepEqual(standing(world).sort(), ['2026-12-20 18:00', '2027-01-10 17:00']);
  });

  it('comes back to a booking of an earlier conversation', async () => {
    const earlier = await booked();
    const world = createWorld({ nowMs: earlier.nowMs + 2 * HOUR_MS });
    world.standing = earlier.standing;
    assert.match(await world.hear('hi, can we change the time to 7pm for my party?'), /6:00 PM -> Sunday, December 20 at 7:00 PM/);
    await world.hear('yes');
    assert.match(await world.hear('I agree'), /is changed!/);
    assert.deepEqual(standing(world), ['2026-12-20 19:00']);
  });
});
