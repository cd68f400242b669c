// People beside the assistant: STOP, START and HELP, taking over and handing back, the kill switch, texts that do not arrive.
import assert from 'node:assert/strict';
import type { Stimulus } from '../../domain/conversation/decision.ts';
import { business, createWorld, DAY_MS, HOUR_MS, type World } from './conversation-world.ts';

const WISH = '20 people on Dec 20th at 6pm, 123 Main St, Fremont';
const READ_BACK = /Is that right\?/;
const CONNECTING = /Connecting you with our team/;
const { texts } = business;

const STAGES: Record<string, string[]> = {
  'at the start': [], 'while collecting': ['20 people'], 'during the read-back': [WISH], 'with live terms': [WISH, 'yes'], 'after the booking': [WISH, 'yes', 'I agree', 'thanks'], 'while a person is awaited': ['I need a person'],
};
async function at(script: readonly string[]): Promise<World> {
  const world = createWorld();
  for (const text of script) await world.hear(text);
  return world;
}
const tasks = (world: World) => world.effects().flatMap((effect) => (effect.kind === 'open_task' ? [effect.reason] : []));

describe('The mind, STOP, START and HELP', () => {
  for (const [stage, script] of Object.entries(STAGES)) {
    it(`STOP ${stage}: one confirmation, then silence until START`, async () => {
      const world = await at(script);
      const before = world.said().length;
      assert.equal(await world.hear('STOP'), texts.stop_confirmation);
      for (const text of ['STOP', 'HELP', 'hello', '20 people', 'I need a person', 'unsubscribe']) assert.equal(await world.hear(text), '');
      assert.equal(world.pass(3 * DAY_MS), '');
      assert.equal(world.said().length, before + 1);
      assert.equal(await world.hear('START'), texts.start_confirmation);
      assert.equal(world.facts.optedOut, false);
      assert.equal(await world.hear('HELP'), texts.help);
    });

    it(`HELP ${stage}, the fixed text`, async () => {
      const world = await at(script);
      assert.equal(await world.hear('HELP'), texts.help);
    });

    it(`STOP and HELP ${stage} while a person has the conversation`, async () => {
      const world = await at(script);
      world.takeOver();
      assert.equal(await world.hear('HELP'), texts.help);
      assert.equal(await world.hear('STOP'), texts.stop_confirmation);
      assert.equal(await world.hear('STOP'), '');
    });
  }

  it('confirms a STOP that the webhook committed before the turn', async () => {
    const world = await at(['20 people']);
    world.facts.optedOut = true;
    assert.equal(await world.hear('STOP'), texts.stop_confirmation);
  });

  it('takes "please stop texting me" for what it is, and records how it was said', async () => {
    const world = await at(['20 people']);
    assert.equal(await world.hear('please stop texting me'), texts.stop_confirmation);
    assert.deepEqual(world.effects().filter((effect) => effect.kind === 'opt_out').map(({ ground }) => ground), ['free_form']);
  });

  it('answers nothing that was said before STOP in the same turn', async () => {
    const world = await at([]);
    assert.equal(await world.hear('20 people on Dec 20th', 'STOP'), texts.stop_confirmation);
  });

  it('records an agreement after STOP and books, without a word', async () => {
    const world = await at([WISH, 'yes', 'STOP']);
    assert.equal(await world.hear('I agree'), '');
    assert.equal(world.facts.booking?.status, 'confirmed');
  });

  it('goes on after START where it was', async () => {
    const world = await at([WISH, 'STOP', 'START']);
    assert.match(await world.hear('yes'), /I AGREE/);
  });
});

describe('The mind and a person', () => {
  it('is silent once a person was called, and once one took over', async () => {
    const world = await at([WISH, 'I need a person']);
    assert.equal(await world.hear('hello?', 'make it 25'), '');
    world.takeOver();
    assert.equal(await world.hear('are you there?'), '');
    assert.deepEqual(tasks(world), ['asked_for_person']);
  });

  it('hands a reply of staff to the outbox', async () => {
    const world = await at(['I need a person']);
    world.takeOver();
    world.turn([{ kind: 'staff', id: 'event', act: 'replied', outboxId: 'outbox-1' }]);
    assert.deepEqual(world.effects().filter((effect) => effect.kind === 'speak_existing').map(({ outboxId }) => outboxId), ['outbox-1']);
  });

  it('goes on where it was when the conversation is handed back, and reads back again', async () => {
    const world = await at([WISH, 'I need a person']);
    world.takeOver();
    assert.equal(world.letGo('handed_back'), texts.handed_back);
    assert.match(await world.hear('yes'), READ_BACK);
    assert.match(await world.hear('yes'), /I AGREE/);
  });

  it('answers a message that came together with the handing back', async () => {
    const world = await at(['20 people', 'I need a person']);
    world.takeOver();
    world.facts.owner = 'assistant';
    world.facts.task = { ...world.facts.task!, status: 'resolved' };
    const said = world.turn([await world.read('Dec 20th'), { kind: 'staff', id: 'event', act: 'handed_back', outboxId: null }]);
    assert.deepEqual(said.map((one) => one.class), ['notice', 'reply']);
    assert.match(said[1]!.text, /December 20/);
  });

  it('goes on when the task is resolved in the Temporal UI', async () => {
    const world = await at(['20 people', 'I need a person']);
    assert.equal(world.resolveTask(), texts.handed_back);
    assert.match(await world.hear('Dec 20th'), /December 20/);
  });

  it('begins anew after staff closed the conversation', async () => {
    const world = await at(['20 people', 'I need a person']);
    world.takeOver();
    assert.equal(world.letGo('closed'), '');
    assert.equal(world.settled, true);
    assert.equal(world.state.outcome, 'resolved_by_staff');
    assert.match(await world.hear('12 people on Dec 21st'), /Got it: Monday, December 21, 12 guests/);
    assert.equal(new Set(world.taken.map(({ decision }) => decision.matter.id)).size, 2);
  });

  it('keeps to the booking when staff closed a question about it', async () => {
    const world = await at([WISH, 'yes', 'I agree', 'please change the time to 7pm']);
    world.takeOver();
    world.letGo('closed');
    assert.equal(world.state.stage, 'booking_complete');
    assert.match(await world.hear('thanks'), /welcome/);
  });

  it('knows the booking that staff made by hand, and does not overwrite it', async () => {
    const world = await at([WISH, 'I need a person']);
    world.takeOver();
    world.facts.booking = { id: 'by-hand', status: 'confirmed', holdExpiresAtMs: null };
    world.letGo('handed_back');
    assert.equal(world.state.stage, 'booking_complete');
    assert.match(await world.hear('Name is Maria Lopez'), CONNECTING);
    assert.ok(!world.effects().some((effect) => effect.kind === 'update_details'));
  });

  it('takes an agreement to live terms while a person has the conversation', async () => {
    const world = await at([WISH, 'yes']);
    world.takeOver();
    const answer = await world.hear('I agree');
    assert.match(answer, /You're booked/);
    assert.doesNotMatch(answer, /What name/, 'fixed text only');
    assert.equal(world.facts.booking?.status, 'confirmed');
    assert.equal(world.state.stage, 'escalated');
    world.letGo('handed_back');
    assert.equal(world.state.stage, 'booking_complete');
  });

  it('leaves terms alone and counts no invalid reply while the customer talks with a person', async () => {
    const world = await at([WISH, 'yes', 'I need a person']);
    for (const text of ['hmm ok', 'make it 25', 'see you then']) assert.equal(await world.hear(text), '');
    assert.equal(world.facts.challenge?.status, 'live');
    assert.ok(!world.effects().some((effect) => effect.kind === 'invalid_reply'));
  });

  it('sends no reminder while a person is awaited', async () => {
    const world = await at([WISH, 'yes', 'I need a person']);
    assert.equal(world.pass(6 * HOUR_MS), '');
  });

  it('tells the customer when nobody answers', async () => {
    const world = await at(['I need a person']);
    const said = world.turn([{ kind: 'task_unanswered', id: 'event', taskId: world.facts.task!.id }]);
    assert.deepEqual(said.map(({ text }) => text), [texts.nobody_answered]);
    world.takeOver();
    assert.deepEqual(world.turn([{ kind: 'task_unanswered', id: 'event', taskId: world.facts.task!.id }]), []);
  });

  it('calls a person when the stored conversation is not the one it left', async () => {
    const world = await at(['20 people']);
    assert.match(world.turn([{ kind: 'state_mismatch' }])[0]!.text, CONNECTING);
    assert.deepEqual(tasks(world), ['state_mismatch']);
  });

  for (const [text, reason] of [['my son has a severe peanut allergy', 'allergy_risk'], ['this is ridiculous', 'upset'], ['you charged me twice', 'payment_dispute']] as const) {
    it(`calls a person for "${text}", with live terms too`, async () => {
      for (const script of [[], [WISH, 'yes']]) {
        const world = await at(script);
        assert.match(await world.hear(text), CONNECTING);
        assert.deepEqual(tasks(world), [reason]);
      }
    });
  }
});

describe('The mind, texts that do not arrive', () => {
  it('calls a person once, and does not despair over its own handover text', async () => {
    const world = await at([]);
    world.refuse = { speak: 'not_delivered' };
    const read = await world.read('20 people');
    // Every text is refused from here on.
    Object.defineProperty(world, 'refuse', { get: () => ({ speak: 'not_delivered' }), set: () => undefined });
    world.turn([read]);
    assert.deepEqual(tasks(world), ['delivery_failed']);
    assert.ok(world.taken.length <= 3, `${String(world.taken.length)} turns`);
    assert.equal(world.effects().filter((effect) => effect.kind === 'say' && effect.class === 'handover').length, 1);
  });

  it('calls a person when the provider reports it later', async () => {
    const world = await at([WISH, 'yes']);
    const failed: Stimulus = { kind: 'delivery_failed', id: 'event', messageClass: 'terms' };
    assert.match(world.turn([failed])[0]!.text, CONNECTING);
    assert.deepEqual(world.turn([failed]), []);
    assert.deepEqual(tasks(world), ['delivery_failed']);
  });

  it('calls nobody when the confirmation of STOP does not arrive', async () => {
    const world = await at(['STOP']);
    world.turn([{ kind: 'delivery_failed', id: 'event', messageClass: 'stop_confirmation' }, { kind: 'refused', refusal: { step: 'speak', id: 'x', code: 'not_delivered', turnNumber: 1 } }]);
    assert.deepEqual(tasks(world), []);
  });
});

describe('The mind, switched off', () => {
  async function off(script: readonly string[]): Promise<World> {
    const world = await at(script);
    world.facts.assistantEnabled = false;
    return world;
  }

  it('sends every conversation to people with one fixed text', async () => {
    const world = await off([]);
    assert.equal(await world.hear('20 people on Dec 20th'), texts.assistant_off);
    assert.equal(await world.hear('hello?'), '');
    assert.deepEqual(tasks(world), ['assistant_disabled']);
  });

  it('still takes agreement, refusal, STOP and HELP', async () => {
    assert.match(await (await off([WISH, 'yes'])).hear('I agree'), /You're booked/);
    assert.match(await (await off([WISH, 'yes'])).hear('no, I do not agree'), /nothing is booked/);
    assert.equal(await (await off([WISH, 'yes'])).hear('STOP'), texts.stop_confirmation);
    assert.equal(await (await off([WISH, 'yes'])).hear('HELP'), texts.help);
  });

  it('sends any other reply to live terms to people', async () => {
    const world = await off([WISH, 'yes']);
    assert.equal(await world.hear('make it 25'), texts.assistant_off);
    assert.deepEqual(tasks(world), ['assistant_disabled']);
  });

  it('does not say that it goes on when handed back', async () => {
    const world = await off(['hello']);
    world.takeOver();
    assert.equal(world.letGo('handed_back'), '');
  });

  it('tells the customer when nobody answers', async () => {
    const world = await off([]);
    await world.hear('hello');
    assert.equal(world.turn([{ kind: 'task_unanswered', id: 'event', taskId: world.facts.task!.id }])[0]?.text, texts.nobody_answered);
  });

  it('reminds nobody', async () => {
    const world = await off([WISH, 'yes']);
    assert.equal(world.pass(12 * HOUR_MS), '');
  });
});
