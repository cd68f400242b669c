// A live terms challenge: what binds and what does not, reminders, expiry, the hold, and the booking that follows.
import assert from 'node:assert/strict';
import type { Effect } from '../../domain/conversation/decision.ts';
import { business, createWorld, DAY_MS, HOUR_MS, instant, MINUTE_MS, type World, type WorldOptions } from './conversation-world.ts';

const WISH = '20 people on Dec 20th at 6pm, 123 Main St, Fremont';
const READ_BACK = /Is that right\?/;
const CONNECTING = /Connecting you with our team/;

/** Up to the terms text. */
async function offered(options: WorldOptions = {}): Promise<World> {
  const world = createWorld(options);
  await world.hear(WISH);
  assert.match(await world.hear('yes'), /I AGREE/);
  return world;
}
const ofKind = <Kind extends Effect['kind']>(world: World, kind: Kind) => world.effects().filter((effect): effect is Extract<Effect, { kind: Kind }> => effect.kind === kind);
/** What was said, by class; the parts of one long answer count as one. */
const classes = (world: World) => world.said().map((said) => said.class).filter((one, index, all) => one !== 'reply' || all[index - 1] !== 'reply');
const refusals = (world: World) => ofKind(world, 'refuse_reply').map(({ why }) => why);

describe('The mind, the reply to the terms', () => {
  it('acknowledges first and confirms after it', async () => {
    const world = await offered();
    await world.hear('I agree');
    const kinds = world.taken.at(-1)!.decision.effects.map(({ kind }) => kind);
    assert.deepEqual([...new Set(kinds)], ['acknowledge', 'confirm_booking', 'say']);
  });

  it('a late agreement does not bind, and the details are checked with the customer again', async () => {
    const world = await offered();
    const message = await world.read('I agree');
    world.nowMs += DAY_MS;
    const said = world.turn([{ ...message, receivedAtMs: world.nowMs }]);
    assert.match(said.map(({ text }) => text).join('\n'), /time to accept those terms is over[^]*Is that right\?/);
    assert.deepEqual(refusals(world), ['late']);
    assert.deepEqual(ofKind(world, 'acknowledge'), []);
    assert.equal(world.facts.challenge?.status, 'expired');
    assert.match(await world.hear('yes'), /I AGREE/);
    assert.match(await world.hear('I agree'), /You're booked/);
  });

  it('an agreement received in time binds, however late its turn runs', async () => {
    const world = await offered();
    const message = await world.read('I agree');
    world.nowMs += DAY_MS + MINUTE_MS;
    assert.match(world.turn([message])[0]!.text, /You're booked/);
  });

  it('an agreement after the expiry was told is late on record as well', async () => {
    const world = await offered();
    assert.match(world.pass(2 * DAY_MS), /time to accept the terms is over/);
    assert.match(await world.hear('I agree'), READ_BACK);
    assert.deepEqual(refusals(world), ['late']);
  });

  it('an agreement before the terms were sent does not bind', async () => {
    const world = createWorld();
    world.holdsTermsBack = true;
    await world.hear(WISH);
    await world.hear('yes');
    assert.match(await world.hear('I agree'), /still on their way to you\. Once you have them, reply I AGREE/);
    assert.deepEqual(refusals(world), ['not_sent']);
    assert.equal(world.facts.booking?.status, 'pending_terms');
  });

  it('an agreement from another address does not bind', async () => {
    const world = await offered();
    world.fromOtherAddress = true;
    assert.match(await world.hear('I agree'), /from the number the terms were sent to/);
    assert.deepEqual(refusals(world), ['other_address']);
    world.fromOtherAddress = false;
    assert.match(await world.hear('I agree'), /You're booked/);
  });

  it('declined releases the date, and the same wishes can be taken up again', async () => {
    const world = await offered();
    assert.match(await world.hear('no, I do not agree'), /nothing is booked and the date is released/);
    assert.equal(world.facts.booking?.status, 'cancelled');
    assert.equal(world.facts.challenge?.status, 'declined');
    assert.equal(world.settled, true);
    assert.match(await world.hear('ok make it 15 people'), /15 guests[^]*Is that right\?/);
  });

  it('a question is answered with how to accept', async () => {
    const world = await offered();
    assert.match(await world.hear('what happens if I cancel?'), /deposit comes back[^]*To accept the terms, reply I AGREE\. You can read them here: https:/);
    assert.deepEqual(ofKind(world, 'invalid_reply'), []);
    assert.match(await world.hear('I agree'), /You're booked/);
  });

  it('unclear replies are counted, asked about, and go to a person in the end', async () => {
    const world = await offered();
    assert.match(await world.hear('hmm'), /can't take that as a yes or a no/);
    await world.hear('whatever you say');
    assert.match(await world.hear('purple'), CONNECTING);
    assert.equal(ofKind(world, 'invalid_reply').length, 3);
    assert.deepEqual(refusals(world), ['unclear', 'unclear', 'unclear']);
    assert.match(await world.hear('I agree'), /You're booked/, 'a person being called does not take away the right to accept');
  });

  it('answers two questions of one turn together', async () => {
    const world = await offered();
    const answer = await world.hear('what is the deposit?', 'what happens if I cancel?');
    assert.match(answer, /deposit is \$100[^]*deposit comes back/);
    assert.equal(answer.match(/To accept the terms/g)?.length, 1);
  });

  it('an agreement and a second thought in one turn: booked, and a person for the second thought', async () => {
    const world = await offered();
    const answer = await world.hear('I agree', 'no wait make it 25');
    assert.match(answer, /You're booked/);
    assert.match(answer, CONNECTING);
    assert.equal(world.facts.booking?.status, 'confirmed');
  });

  it('the button on the page confirms, once', async () => {
    const world = await offered();
    assert.match(world.pressButton(), /You're booked/);
    assert.equal(ofKind(world, 'confirm_booking').length, 1);
    assert.equal(ofKind(world, 'acknowledge').length, 0, 'the page recorded it');
  });

  it('the button and a change in one turn confirm what was agreed, never the change', async () => {
    const world = await offered();
    const challenge = world.facts.challenge!;
    world.facts.challenge = { ...challenge, status: 'agreed' };
    world.acknowledged.add(challenge.bookingId);
    const said = world.turn([await world.read('make it 25'), { kind: 'acknowledged_by_link', id: 'event', challengeId: challenge.id }]);
    assert.match(said[0]!.text, /You're booked .*20 guests/);
    assert.ok(said.some(({ text }) => CONNECTING.test(text)));
  });

  it('declining on the page ends it as declining by text does', async () => {
    const world = await offered();
    assert.match(world.pressButton('declined'), /nothing is booked/);
    assert.equal(world.settled, true);
    assert.match(await world.hear('ok make it 15 people'), READ_BACK);
  });

  it('a text that cannot be delivered does not void the booking', async () => {
    const world = await offered();
    world.refuse = { speak: 'not_delivered' };
    await world.hear('HELP', 'I agree');
    assert.equal(world.facts.booking?.status, 'confirmed');
  });

  it('a booking that cannot be made: the acknowledgment stays, the customer is told, a person is called, once', async () => {
    const world = await offered();
    world.refuse = { confirm_booking: 'not_held' };
    const answer = await world.hear('I agree');
    assert.match(answer, /your agreement for booking K7M2P is recorded/);
    assert.doesNotMatch(answer, CONNECTING);
    assert.doesNotMatch(answer, /You're booked/);
    assert.deepEqual(ofKind(world, 'open_task').map(({ reason }) => reason), ['booking_failed']);
    assert.equal(ofKind(world, 'not_booked').length, 1);
    assert.equal(world.facts.challenge?.status, 'agreed');
  });
});

describe('The mind, without terms in an emergency', () => {
  const waiver = { id: 'waiver', untilMs: instant('2026-11-24', '00:00') };

  it('confirms at once and says that the terms were waived', async () => {
    const world = createWorld();
    world.facts.waiver = waiver;
    await world.hear(WISH);
    assert.match(await world.hear('yes'), /You're booked .*terms were waived/);
    const [made] = ofKind(world, 'offer');
    assert.equal(made!.waiverId, 'waiver');
    assert.equal(ofKind(world, 'confirm_booking')[0]!.waiverId, 'waiver');
    assert.equal(world.facts.challenge, null);
    assert.equal(world.facts.booking?.status, 'confirmed');
  });

  it('does not speak of an agreement when that booking fails', async () => {
    const world = createWorld();
    world.facts.waiver = waiver;
    await world.hear(WISH);
    world.refuse = { confirm_booking: 'not_acknowledged' };
    const answer = await world.hear('yes');
    assert.doesNotMatch(answer, /agreement/);
    assert.match(answer, CONNECTING);
  });

  it('asks for terms when the waiver is over', async () => {
    const world = createWorld();
    world.facts.waiver = { ...waiver, untilMs: world.nowMs };
    await world.hear(WISH);
    assert.match(await world.hear('yes'), /I AGREE/);
  });
});

describe('The mind and time', () => {
  const { reminderAfterMinutes, challengeMinutes, holdGraceMinutes } = business.profile.terms;

  it('reminds twice at most, tells of the expiry, and releases the hold after its grace', async () => {
    const world = await offered();
    const startedMs = world.nowMs;
    assert.match(world.pass(reminderAfterMinutes[0]! * MINUTE_MS), /Reply I AGREE/);
    assert.match(world.pass(23 * HOUR_MS - reminderAfterMinutes[0]! * MINUTE_MS), /last reminder/);
    assert.match(world.pass(HOUR_MS), /time to accept the terms is over/);
    assert.equal(world.facts.challenge?.status, 'expired');
    assert.equal(world.facts.booking?.status, 'pending_terms', 'the hold outlives the challenge');
    assert.equal(world.wakeAtMs, startedMs + (challengeMinutes + holdGraceMinutes) * MINUTE_MS);
    assert.equal(world.pass(holdGraceMinutes * MINUTE_MS), '');
    assert.equal(world.facts.booking?.status, 'expired');
    assert.equal(world.settled, true);
    assert.equal(world.wakeAtMs, null);
    assert.deepEqual(classes(world), ['reply', 'terms', 'reminder', 'reminder', 'notice']);
  });

  it('reminds nobody between 20:00 and 9:00', async () => {
    for (const hour of ['11:00', '14:00', '17:30', '19:59', '20:00', '23:00', '03:00', '08:30']) {
      const world = await offered({ nowMs: instant('2026-11-23', hour) });
      world.pass(3 * DAY_MS);
      for (const { decision, nowMs } of world.taken) {
        if (!decision.effects.some((effect) => effect.kind === 'say' && (effect.class === 'reminder' || effect.class === 'notice'))) continue;
        const local = new Date(nowMs).toLocaleTimeString('en-US', { hour12: false, hour: '2-digit', minute: '2-digit', timeZone: 'America/Los_Angeles' });
        assert.ok(local >= '09:00' && local < '20:00', `${hour}: ${local}`);
      }
    }
  });

  it('counts the quiet hours of the customer too', async () => {
    const world = createWorld({ nowMs: instant('2026-11-23', '14:00') });
    world.facts.customerTimeZone = 'America/New_York';
    await world.hear(WISH);
    await world.hear('yes');
    world.pass(6 * HOUR_MS);
    assert.deepEqual(classes(world), ['reply', 'terms'], 'five in the afternoon here is eight in the evening there');
  });

  it('a reminder that is due while the customer writes is not sent on top of the answer', async () => {
    const world = await offered();
    world.nowMs += reminderAfterMinutes[0]! * MINUTE_MS;
    await world.hear('what is the deposit?');
    assert.deepEqual(classes(world), ['reply', 'terms', 'reply']);
    assert.equal(world.state.remindersSent, 1);
  });

  it('an overdue reminder waits for the morning, not for the worker', async () => {
    const world = await offered({ nowMs: instant('2026-11-23', '16:30') });
    world.nowMs = instant('2026-11-23', '23:30');
    world.turn([]);
    assert.deepEqual(classes(world), ['reply', 'terms']);
    assert.equal(world.wakeAtMs, instant('2026-11-24', '09:00'));
  });

  it('whoever writes in the night of the expiry learns it from the answer, once', async () => {
    const world = await offered({ nowMs: instant('2026-11-23', '22:00') });
    world.pass(DAY_MS + HOUR_MS);
    assert.equal(world.facts.challenge?.status, 'expired');
    assert.match(await world.hear('hello?'), /time to accept those terms is over/);
    assert.equal(world.pass(DAY_MS).includes('is over'), false);
  });

  it('keeps the hold of an agreed booking', async () => {
    const world = await offered();
    const challenge = world.facts.challenge!;
    world.facts.challenge = { ...challenge, status: 'agreed' };
    world.nowMs += 3 * DAY_MS;
    world.turn([]);
    assert.deepEqual(ofKind(world, 'release_booking'), []);
  });

  it('reuses the hold for the new offer', async () => {
    const world = await offered();
    const held = world.facts.booking?.id;
    await world.hear('make it 25');
    await world.hear('yes');
    assert.equal(world.facts.booking?.id, held);
  });

  it('makes a new hold once the old one is gone', async () => {
    const world = await offered();
    const held = world.facts.booking?.id;
    world.pass(3 * DAY_MS);
    await world.hear('is it still possible?');
    assert.match(await world.hear('yes'), /I AGREE/);
    assert.notEqual(world.facts.booking?.id, held);
  });
});
