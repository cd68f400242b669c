// A nudge that comes twice, late, or for something long taken changes nothing; one that is lost costs a moment.
import assert from 'node:assert/strict';
import type { TurnInput, TurnResult } from '../../domain/steps.ts';
import { conversationWorkflowId } from '../../domain/workflow-ids.ts';
import { activityDeps, createActivities } from '../../server/services.ts';
import { conversationView } from '../../workflows/messages.ts';
import { assertNothingLostOrDoubled, ledger, readBooks } from '../support/judge.ts';
import { daysAhead, eventually, startSystem, type Phone, type System } from '../support/system.ts';

describe('a nudge about a message that was taken before', () => {
  let system: System;
  let phone: Phone;

  beforeEach(async () => {
    system = await startSystem({ startWorker: false });
    phone = system.phone();
  });
  afterEach(() => system.stop());

  /** Nudges three times about the first message, after it was answered. */
  async function nudgeAgain(): Promise<{ threadId: string; view(): Promise<{ turnNumber: number; unread: number }> }> {
    await phone.ask(`I want to book for 20 people on ${daysAhead(30)}`, /time/i);
    const { messages } = await readBooks(system);
    const { id, threadId } = messages.find(({ direction }) => direction === 'inbound')!;
    for (let times = 0; times < 3; times += 1) await system.services.nudger.nudge(threadId, id);
    const handle = system.services.temporal.workflow.getHandle(conversationWorkflowId(threadId));
    return { threadId, view: () => handle.query(conversationView) };
  }

  it('is settled without an answer, and the conversation goes on', async () => {
    await system.startWorker();
    const { view } = await nudgeAgain();
    await eventually(async () => (await view()).unread === 0, 'the nudges are settled');
    assert.ok((await view()).turnNumber <= 4, 'at most one turn for each nudge');
    assert.equal((await ledger(system)).length, 1);
    await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
    await eventually(async () => (await readBooks(system)).outbox.every(({ state }) => state === 'sent'), 'all is marked as sent');
    await assertNothingLostOrDoubled(system);
  });

  it('(twin) turns for ever when a turn settles only the rows it found', async () => {
    const activities = createActivities(activityDeps(system.services));
    await system.startWorker({
      activities: {
        ...activities,
        async takeTurn(input: TurnInput): Promise<TurnResult> {
          const result = await activities.takeTurn(input);
          const { messages } = await readBooks(system);
          const found = new Set(messages.filter(({ consumedBy }) => consumedBy === result.turnId).map(({ id }) => id));
          return { ...result, consumed: result.consumed.filter((id) => found.has(id)) };
        },
      },
    });
    const { threadId, view } = await nudgeAgain();
    await eventually(async () => (await view()).turnNumber > 10, 'it turns and turns');
    // Else the worker could not stop: it has always one more turn to take.
    await system.services.temporal.workflow.getHandle(conversationWorkflowId(threadId)).terminate();
  });
});
