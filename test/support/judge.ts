// The judge of fault tests: compares what Postgres says with what the provider's ledger says.
import assert from 'node:assert/strict';
import postgres, { type Sql } from 'postgres';
import type { System, Text } from './system.ts';

export type Books = {
  turns: { id: string; threadId: string; turnNumber: number; firstRunId: string; position: number; previousHash: string | null; recordHash: string; stage: string }[];
  messages: { id: string; threadId: string; number: number; direction: string; consumedBy: string | null }[];
  outbox: { id: string; turnId: string | null; state: string; class: string; attempts: number; providerMessageId: string | null }[];
};

/** As the owner: sees everything, and may do what the application may not. */
export async function asOwner<T>(system: Pick<System, 'database'>, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(system.database.ownerUrl, { max: 1, onnotice: () => undefined, transform: postgres.camel });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

export async function readBooks(system: Pick<System, 'database'>): Promise<Books> {
  return asOwner(system, async (sql) => ({
    turns: await sql<Books['turns']>`SELECT id, thread_id, turn_number, first_run_id, position, previous_hash, record_hash, result->>'stage' AS stage FROM turns ORDER BY thread_id, position`,
    messages: await sql<Books['messages']>`SELECT id, thread_id, number, direction, consumed_by FROM messages WHERE thread_id IS NOT NULL ORDER BY thread_id, number`,
    outbox: await sql<Books['outbox']>`SELECT id, turn_id, state, class, attempts, provider_message_id FROM outbox WHERE channel = 'sms' ORDER BY created_at`,
  }));
}

/** A long answer is several texts, and all of them belong to one turn. */
export function answersIn(outbox: Books['outbox']): number {
  return new Set(outbox.map(({ turnId }) => turnId)).size;
}

/** Every text the provider took from us, whoever it was for. */
export async function ledger(system: Pick<System, 'simulatorUrl'>): Promise<Text[]> {
  const phones = (await (await fetch(`${system.simulatorUrl}/_sim/phones`)).json()) as { phones: { number: string }[] };
  const lists = await Promise.all(phones.phones.map(async ({ number }) => (await (await fetch(`${system.simulatorUrl}/_sim/sms?with=${encodeURIComponent(number)}`)).json()) as Text[]));
  return lists.flat().filter((text) => text.direction === 'outbound');
}

/** Every message taken by one turn of its thread, the chain of turns unbroken, and the provider's ledger equal to our outbox. */
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
