// How many history events a text costs: they are what Temporal bills, replays and limits.
import assert from 'node:assert/strict';
import { conversationWorkflowId } from '../../domain/workflow-ids.ts';
import { answersIn, readBooks } from '../support/judge.ts';
import { book, eventually, startSystem, type System } from '../support/system.ts';

describe('the history of a booking by text', () => {
  let system: System;
  before(async () => { system = await startSystem(); });
  after(() => system.stop());

  it('has at most 14 events for a text in the median, signal included', async () => {
    await book(system.phone());
    const { turns } = await eventually(async () => {
      const books = await readBooks(system);
      return answersIn(books.outbox) === 4 && books.outbox.every(({ state }) => state === 'sent') && books;
    }, 'all texts are sent');
    const handle = system.services.temporal.workflow.getHandle(conversationWorkflowId(turns[0]!.threadId));
    const { events } = await handle.fetchHistory();
    const kinds = (events ?? []).map((event) => Object.keys(event).find((key) => key.endsWith('EventAttributes'))!.replace('EventAttributes', ''));
    const signals = kinds.flatMap((kind, index) => (kind === 'workflowExecutionSignaled' ? [index] : []));
    const costs = signals.map((start, index) => (signals[index + 1] ?? kinds.length) - start);
    const sorted = [...costs].sort((a, b) => a - b);
    const median = sorted[Math.floor((sorted.length - 1) / 2)]!;
    assert.equal(costs.length, 4, 'four texts');
    assert.ok(median <= 14, `median of ${costs.join(', ')}: ${kinds.join(' ')}`);
    // The text that accepts the terms also confirms the booking; the one before it also holds the date.
    assert.ok(sorted.at(-1)! <= 24, `most of ${costs.join(', ')}: ${kinds.join(' ')}`);
  });
});
