// Judges a system by its tables and by the provider's ledger, never by what the system says of itself.
import assert from 'node:assert/strict';
import postgres from 'postgres';
import type { System, Text } from './system.ts';

export type Turn = { id: string; threadId: string; turnNumber: number; firstRunId: string; position: number; previousHash: string | null; recordHash: string; stage: string };
export type Message = { id: string; threadId: string; number: number; direction: string; consumedBy: string | null };

export type Books = { turns: Turn[]; messages: Message[]; outbox: { id: string; state: string; class: string; attempts: number; providerMessageId: string | null }[] };

/** Runs as the owner: it may look at, and for a test change, what the application may not. */
export async function asOwner<T>(system: Pick<System, 'database'>, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(system.database.ownerUrl, { max: 1, onnotice: () => undefined, transform: postgres.camel });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

export async function readBooks(system: Pick<System, 'database'>): Promise<Books> {
  return asOwner(system, async (sql) => ({
    turns: await sql<Turn[]>`SELECT id, thread_id, turn_number, first_run_id, position, previous_hash, record_hash, result->>'stage' AS stage FROM turns ORDER BY thread_id, position`,
    messages: await sql<Message[]>`SELECT id, thread_id, number, direction, consumed_by FROM messages WHERE thread_id IS NOT NULL ORDER BY thread_id, number`,
    outbox: await sql<Books['outbox']>`SELECT id, state, class, attempts, provider_message_id FROM outbox WHERE channel = 'sms' ORDER BY created_at`,
  }));
}

/** Every text the business sent, to customers and staff. */
export async function ledger(system: Pick<System, 'simulatorUrl'>): Promise<Text[]> {
  const phones = (await (await fetch(`${system.simulatorUrl}/_sim/phones`)).json()) as { phones: { number: string }[] };
  const lists = await Promise.all(phones.phones.map(async ({ number }) => (await (await fetch(`${system.simulatorUrl}/_sim/sms?with=${encodeURIComponent(number)}`)).json()) as Text[]));
  return lists.flat().filter((text) => text.direction === 'outbound');
}

/** Nothing lost, nothing doubled: each message taken by one turn, each turn follows the one before it, each text sent once. */
export async function assertNothingLostOrDoubled(system: Pick<System, 'database' | 'simulatorUrl'>): Promise<Books> {
  const books = await readBooks(system);
  const turns = new Map(books.turns.map((turn) => [turn.id, turn]));
  for (const message of books.messages.filter(({ direction }) => direction === 'inbound')) {
    assert.ok(message.consumedBy !== null, `message ${String(message.number)} was not taken`);
    assert.equal(turns.get(message.consumedBy)?.threadId, message.threadId);
  }
  for (const [index, turn] of books.turns.entries()) {
    const before = books.turns[index - 1];
    const isFirst = before?.threadId !== turn.threadId;
    assert.equal(turn.position, isFirst ? 1 : before.position + 1, 'positions have no gap');
    assert.equal(turn.previousHash, isFirst ? null : before.recordHash, 'each turn carries the hash of the one before');
  }
  const sent = books.outbox.filter(({ state }) => state === 'sent').map(({ providerMessageId }) => providerMessageId);
  const accepted = (await ledger(system)).map(({ id }) => id);
  assert.deepEqual(accepted.map(String).sort(), sent.map(String).sort(), 'what the provider took is what the outbox says was sent, each once');
  return books;
}
