// A conversation that came to nothing: it is closed for silence, and only then.
import assert from 'node:assert/strict';
import { business, createWorld, DAY_MS, type World } from './conversation-world.ts';

const IDLE_DAYS = business.profile.conversation.closeAfterIdleDays;

/** What time alone brings about. */
function lookAgain(world: World): string[] {
  world.turn([]);
  return world.taken.at(-1)!.decision.effects.map(({ kind }) => kind);
}

describe('a conversation that falls silent', () => {
  it('wakes after the idle time and a day, closes its thread and is settled', async () => {
    const world = createWorld();
    await world.hear('How much for 15 people?');
    assert.equal(world.wakeAtMs, world.nowMs + (IDLE_DAYS + 1) * DAY_MS);
    assert.equal(world.settled, false);
    world.nowMs += (IDLE_DAYS + 1) * DAY_MS;
    assert.deepEqual(lookAgain(world), ['close_thread']);
    assert.equal(world.settled, true);
    assert.equal(world.wakeAtMs, null);
  });

  it('counts from the last thing the customer wrote', async () => {
    const world = createWorld();
    await world.hear('How much for 15 people?');
    world.nowMs += 100 * DAY_MS;
    await world.hear('and for 20?');
    world.nowMs += (IDLE_DAYS + 1) * DAY_MS - 1;
    assert.deepEqual(lookAgain(world), []);
  });

  it('is not closed while a person is awaited', async () => {
    const world = createWorld();
    await world.hear('I need a person');
    world.nowMs += 400 * DAY_MS;
    assert.equal(lookAgain(world).includes('close_thread'), false);
  });
});
