// Writes a turn, and messages to the customer: one statement each, since both happen in every turn.
import type { Transaction } from './client.ts';
import { query, uuidArray } from './query.ts';
import type { aiConversations, conversationThreads, messages, outbox, turns } from './schema.ts';

type Required<Row, Columns extends keyof Row> = { [Column in Columns]-?: Exclude<Row[Column], undefined> };

export type TurnRow = Required<typeof turns.$inferInsert,
  'id' | 'threadId' | 'workflowId' | 'firstRunId' | 'turnNumber' | 'position' | 'previousHash' | 'recordSealed' | 'recordHash' | 'engine' | 'engineVersion' | 'profileVersion' | 'result' | 'decidedAt'>;

export type TurnWrites = {
  turn: TurnRow;
  /** Messages and stimuli that this turn took. */
  consumed: { messageIds: readonly string[]; stimulusIds: readonly string[] };
  matter: Required<typeof aiConversations.$inferInsert, 'id' | 'intent' | 'stage' | 'escalationReason'>;
  thread: Required<typeof conversationThreads.$inferInsert, 'state' | 'bookingData' | 'messages'>;
};

/** The turn, what it took, the matter at hand, and where the conversation now stands. */
export function insertTurn(tx: Transaction, { turn, consumed, matter, thread }: TurnWrites): Promise<unknown> {
  return query(tx, INSERT_TURN, [
    turn.id, turn.threadId, turn.workflowId, turn.firstRunId, turn.turnNumber, turn.position, turn.previousHash, turn.recordSealed, turn.recordHash,
    turn.engine, turn.engineVersion, turn.profileVersion, JSON.stringify(turn.result), turn.decidedAt.toISOString(),
    uuidArray(consumed.messageIds), uuidArray(consumed.stimulusIds),
    matter.id, matter.intent, matter.stage, matter.escalationReason,
    thread.state, thread.bookingData, thread.messages,
  ]);
}

// References are checked when the statement ends, so its parts need no order.
const INSERT_TURN = `
  WITH turn AS (
    INSERT INTO turns (id, thread_id, workflow_id, first_run_id, turn_number, position, previous_hash, record_sealed, record_hash, engine, engine_version, profile_version, result, decided_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
  ), taken_messages AS (
    UPDATE messages SET consumed_by = $1 WHERE id = ANY($15::text::uuid[])
  ), taken_stimuli AS (
    UPDATE stimuli SET consumed_by = $1 WHERE id = ANY($16::text::uuid[])
  ), matter AS (
    INSERT INTO ai_conversations AS known (id, thread_id, intent, stage, escalation_reason, created_at, updated_at) VALUES ($17, $2, $18, $19, $20, $14, $14)
    ON CONFLICT (id) DO UPDATE SET intent = excluded.intent, stage = excluded.stage, escalation_reason = coalesce(excluded.escalation_reason, known.escalation_reason), updated_at = excluded.updated_at
  )
  UPDATE conversation_threads SET state = $21, booking_data = $22, turns = $6, last_turn_hash = $9, messages = $23, current_matter_id = $17, updated_at = $14 WHERE thread_id = $2`;

export type OutboundRow =
  & Required<typeof messages.$inferInsert, 'id' | 'threadId' | 'number' | 'channel' | 'author' | 'keyId' | 'bodySealed'>
  & Required<typeof outbox.$inferInsert, 'turnId' | 'class' | 'dedupeKey' | 'basis' | 'toSealed' | 'toOptOutHash' | 'notBefore' | 'createdAt'>;

/** A message to the customer: its text as a row of the thread, its delivery state as a row of the outbox, under one id. */
export function insertOutbound(tx: Transaction, row: OutboundRow): Promise<unknown> {
  return query(tx, INSERT_OUTBOUND, [
    row.id, row.threadId, row.number, row.channel, row.author, row.keyId, row.bodySealed, row.createdAt.toISOString(),
    row.turnId, row.class, row.dedupeKey, row.basis, row.toSealed, row.toOptOutHash, row.notBefore?.toISOString() ?? null,
  ]);
}

const INSERT_OUTBOUND = `
  WITH message AS (
    INSERT INTO messages (id, thread_id, number, direction, channel, author, key_id, body_sealed, received_at) VALUES ($1, $2, $3, 'outbound', $4, $5, $6, $7, $8)
  )
  INSERT INTO outbox (id, thread_id, turn_id, class, channel, state, dedupe_key, basis, to_sealed, to_opt_out_hash, not_before, created_at)
  VALUES ($1, $2, $9, $10, $4, 'intended', $11, $12, $13, $14, $15, $8)`;
