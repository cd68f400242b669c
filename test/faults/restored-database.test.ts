// The database is restored to an earlier day under a running conversation: its next turn notices, and a person is called.
import assert from 'node:assert/strict';
import type postgres from 'postgres';
import { asOwner, readBooks } from '../support/judge.ts';
import { daysAhead, eventually, startSystem, type Phone, type System } from '../support/system.ts';

describe('a conversation whose database was restored to an earlier day', () => {
  let system: System;
  let phone: Phone;

  beforeEach(async () => {
    system = await startSystem();
    phone = system.phone();
    await phone.ask(`I want to book for 20 people on ${daysAhead(30)}`, /time/i);
    await phone.ask('At 6pm', /address|where/i);
  });
  afterEach(() => system.stop());

  type Thread = { threadId: string; bookingData: Buffer; turns: number; lastTurnHash: string; messages: number; state: string };
  const snapshot = () => asOwner(system, async (sql) => (await sql<Thread[]>`SELECT thread_id, booking_data, turns, last_turn_hash, messages, state FROM conversation_threads`)[0]!);

  /** As if later turns had never been: the thread's row as it was, their turns and messages gone. */
  async function restore(day: Thread): Promise<void> {
    await asOwner(system, async (sql) => {
      await sql.begin(async (tx: postgres.TransactionSql) => {
        await tx`SET LOCAL session_replication_role = replica`;
        await tx`DELETE FROM outbox WHERE id IN (SELECT id FROM messages WHERE thread_id = ${day.threadId} AND number > ${day.messages})`;
        await tx`DELETE FROM messages WHERE thread_id = ${day.threadId} AND number > ${day.messages}`;
        await tx`DELETE FROM turns WHERE thread_id = ${day.threadId} AND position > ${day.turns}`;
        await tx`UPDATE conversation_threads SET booking_data = ${day.bookingData}, turns = ${day.turns}, last_turn_hash = ${day.lastTurnHash}, messages = ${day.messages}, state = ${day.state}`;
      });
    });
  }

  const escalations = () => asOwner(system, (sql) => sql<{ reason: string }[]>`SELECT reason FROM human_tasks`);

  it('is handed to a person at the next message', async () => {
    const day = await snapshot();
    await phone.ask('123 Main St Sacramento', /is that right/i);
    await phone.ask('25 people', /is that right/i);
    await restore(day);
    await phone.ask('yes', /connecting you with our team/i);
    assert.deepEqual((await escalations()).map(({ reason }) => reason), ['state_mismatch']);
    const { turns } = await eventually(async () => {
      const books = await readBooks(system);
      return books.turns.length === 3 && books;
    }, 'the turn after the restoration');
    assert.deepEqual(turns.map(({ turnNumber }) => turnNumber), [1, 2, 5], 'the workflow counted on from where it was');
    assert.equal((await asOwner(system, (sql) => sql`SELECT FROM bookings`)).length, 0, 'and nothing was held on the strength of a yes to something else');
  });

  it('(twin) goes on when nothing was restored', async () => {
    const day = await snapshot();
    assert.equal(day.turns, 2);
    await phone.ask('123 Main St Sacramento', /is that right/i);
    await phone.ask('yes', /I AGREE/);
    assert.deepEqual([...(await escalations())], []);
  });
});
