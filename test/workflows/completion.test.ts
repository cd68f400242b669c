// Messages in the instant in which a conversation's run ends: each is answered, once, by the run that ends or by the next.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { answersIn, assertNothingLostOrDoubled, readBooks } from '../support/judge.ts';
import { book, eventually, startSystem, type System } from '../support/system.ts';

const COMPLETIONS = 20;
const MOST_MESSAGES = 200;
// Varied, and answered in one text each: who asks the same thing again and again is given to a person.
const QUESTIONS = ['Do you bring plates?', 'What if it rains?', 'How long does it take?', 'Is there a deposit?'];

describe('messages around the completion of a run', function () {
  this.timeout(120_000);
  let system: System;
  before(async () => {
    // No grace at all: the run ends as soon as its last step is done.
    system = await startSystem({
      adjust: (services) => ({ ...services, business: { ...services.business, profile: { ...services.business.profile, conversation: { ...services.business.profile.conversation, completionGraceMinutes: 0 } } } }),
    });
  });
  after(() => system.stop());

  it('are each answered exactly once, over at least 20 completions', async () => {
    const phone = system.phone();
    await book(phone);
    await phone.receive(/what name/i); // the confirmation's second text
    const runs = async () => new Set((await readBooks(system)).turns.map(({ firstRunId }) => firstRunId)).size;
    let sent = 0;
    while (sent < MOST_MESSAGES && (sent % 10 !== 0 || (await runs()) <= COMPLETIONS)) {
      await phone.ask(QUESTIONS[sent % QUESTIONS.length]!);
      sent += 1;
      // The run ends some milliseconds after its answer was taken: the next message comes before, at, or after that.
      await sleep((sent * 7) % 50);
    }
    const { turns, messages, outbox } = await eventually(async () => {
      const books = await readBooks(system);
      const isDone = books.messages.every(({ direction, consumedBy }) => direction === 'outbound' || consumedBy !== null) && books.outbox.every(({ state }) => state === 'sent');
      return isDone && assertNothingLostOrDoubled(system);
    }, 'all is answered', 45_000);
    assert.ok((await runs()) > COMPLETIONS, `${String(await runs())} runs`);
    const inbound = messages.filter(({ direction }) => direction === 'inbound');
    assert.equal(inbound.length, 4 + sent);
    const answering = turns.filter(({ id }) => inbound.some(({ consumedBy }) => consumedBy === id));
    assert.equal(answersIn(outbox), answering.length, 'one answer for each turn that took messages, joint where it took several');
  });
});
