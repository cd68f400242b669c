// Indexes: the queries of every turn, webhook and relay pass find their few rows without reading whole tables.
import assert from 'node:assert/strict';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';
import { withSql } from './sql.ts';

/** Enough rows that the planner has a choice: 300 people with 40 messages each, of which three have one that waits. */
const FILL = `
  CREATE FUNCTION pg_temp.id(kind int, number int) RETURNS uuid LANGUAGE sql AS $$ SELECT ('00000000-0000-0000-' || lpad(kind::text, 4, '0') || '-' || lpad(number::text, 12, '0'))::uuid $$;
  INSERT INTO person_keys (id, wrapped_key, master_key_id) SELECT pg_temp.id(1, i), '\\x00', 'm' FROM generate_series(1, 300) i;
  INSERT INTO customers (id, key_id) SELECT pg_temp.id(2, i), pg_temp.id(1, i) FROM generate_series(1, 300) i;
  INSERT INTO customer_addresses (id, customer_id, kind, blind_index) SELECT pg_temp.id(3, i), pg_temp.id(2, i), 'phone', sha256(i::text::bytea) FROM generate_series(1, 300) i;
  INSERT INTO conversation_threads (thread_id, customer_id, address_id, channel, created_at, updated_at) SELECT pg_temp.id(4, i), pg_temp.id(2, i), pg_temp.id(3, i), 'sms', now(), now() FROM generate_series(1, 300) i;
  INSERT INTO turns (id, thread_id, workflow_id, first_run_id, turn_number, position, record_sealed, record_hash, engine, engine_version, profile_version, result, decided_at)
    SELECT pg_temp.id(i, n), pg_temp.id(4, i), 'w', 'r', n, n, '\\x00', repeat('a', 64), 'rules', '1', '1', '{}', now() FROM generate_series(1, 300) i, generate_series(1, 20) n;
  INSERT INTO messages (id, thread_id, number, direction, channel, author, key_id, body_sealed, received_at, origin_check, consumed_by, provider_message_id)
    SELECT gen_random_uuid(), pg_temp.id(4, i), n, CASE WHEN n % 2 = 1 THEN 'inbound' ELSE 'outbound' END, 'sms', 'customer', pg_temp.id(1, i), repeat('x', 300)::bytea,
           now() - n * interval '1 day', 'static_token', CASE WHEN n % 2 = 1 AND NOT (n = 39 AND i % 100 = 0) THEN pg_temp.id(i, 1) END, i || '-' || n
      FROM generate_series(1, 300) i, generate_series(1, 40) n;
  INSERT INTO outbox (id, thread_id, turn_id, class, channel, state, dedupe_key, basis, to_sealed, created_at, sent_at, provider_message_id)
    SELECT id, thread_id, pg_temp.id(1, 1), 'reply', 'sms', CASE WHEN number = 40 AND provider_message_id LIKE '%00-40' THEN 'intended' ELSE 'sent' END, id::text, 'reply_to_customer', '\\x00', received_at, received_at, id::text
      FROM messages WHERE direction = 'outbound';
  INSERT INTO stimuli (id, thread_id, kind, details, created_at, consumed_by)
    SELECT gen_random_uuid(), pg_temp.id(4, 1 + i % 300), 'delivery_failed', '{}', now(), CASE WHEN i % 2000 <> 0 THEN pg_temp.id(1, 1) END FROM generate_series(1, 6000) i;
  INSERT INTO human_tasks (id, thread_id, reason, status, resolved_at, created_at) SELECT gen_random_uuid(), pg_temp.id(4, 1 + i % 300), 'upset', 'resolved', now(), now() FROM generate_series(1, 6000) i;
  INSERT INTO webhook_logs (id, provider, status, created_at)
    SELECT gen_random_uuid(), 'rc', CASE WHEN i % 1000 = 0 THEN 'signature_validation_failed' ELSE 'accepted' END, now() - i * interval '1 minute' FROM generate_series(1, 12000) i;
  ANALYZE`;

const THREAD = '00000000-0000-0000-0004-000000000100';
const NOW = '2026-11-23T12:00:00Z';

/** The question, the index that answers it, the query, its parameters (as drizzle sends them: every value is one). */
const hot: [string, RegExp, string, (string | number)[]][] = [
  ['the waiting messages of a thread', /messages_unconsumed/, 'SELECT * FROM messages WHERE thread_id = $1 AND direction = $2 AND consumed_by IS NULL ORDER BY number', [THREAD, 'inbound']],
  ['the waiting messages of all threads', /messages_waiting|messages_unconsumed/, 'SELECT id FROM messages WHERE direction = $1 AND consumed_by IS NULL AND (nudged_at IS NULL OR nudged_at < $2) ORDER BY nudged_at NULLS FIRST LIMIT 50 FOR UPDATE SKIP LOCKED', ['inbound', NOW]],
  ['a message by its id at the provider', /messages_provider_id/, 'SELECT id FROM messages WHERE channel = $1 AND provider_message_id = $2 AND direction = $3', ['sms', '7-7', 'inbound']],
  ['what was said in a thread since', /messages_thread_id_number_key/, 'SELECT * FROM messages WHERE thread_id = $1 AND number > $2 ORDER BY number', [THREAD, 30]],
  ['the waiting stimuli of a thread', /stimuli_unconsumed/, 'SELECT * FROM stimuli WHERE thread_id = $1 AND consumed_by IS NULL ORDER BY created_at', [THREAD]],
  ['the waiting stimuli of all threads', /stimuli_unconsumed/, 'SELECT id FROM stimuli WHERE consumed_by IS NULL AND (nudged_at IS NULL OR nudged_at < $1) LIMIT 50 FOR UPDATE SKIP LOCKED', [NOW]],
  ['the unfinished sends', /outbox_unfinished/, 'SELECT id FROM outbox WHERE state IN ($1, $2, $3) ORDER BY created_at LIMIT 50 FOR UPDATE SKIP LOCKED', ['intended', 'sending', 'unknown']],
  ['what is left of a turn to void', /outbox_turn/, 'SELECT id FROM outbox WHERE turn_id IN ($1) AND state = $2', ['00000000-0000-0000-0001-000000000001', 'intended']],
  ['a send by its id at the provider', /outbox_provider/, 'SELECT id FROM outbox WHERE channel = $1 AND provider_message_id = $2', ['sms', 'x']],
  ['the stored turn', /turns_thread_id/, 'SELECT result FROM turns WHERE thread_id = $1 AND first_run_id = $2 AND turn_number = $3', [THREAD, 'r', 3]],
  ['the open thread of an address', /conversation_threads_open_address/, 'SELECT thread_id FROM conversation_threads WHERE address_id = $1 AND closed_at IS NULL', ['00000000-0000-0000-0003-000000000100']],
  ['the newest task of a thread', /human_tasks_thread/, 'SELECT id FROM human_tasks WHERE thread_id = $1 ORDER BY created_at DESC LIMIT 1', [THREAD]],
  ['the origin failures of the last hour', /webhook_logs_status/, "SELECT count(*) FROM webhook_logs WHERE status = 'signature_validation_failed' AND created_at > now() - interval '1 hour'", []],
  ['the invalid replies of the last day', /messages_received/, "SELECT count(*) FROM sms_tracking WHERE status = 'invalid_reply' AND created_at > now() - interval '24 hours'", []],
];

describe('indexes', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
    await withSql(database.ownerUrl, (sql) => sql.unsafe(FILL));
  });
  after(() => database.drop());

  for (const [question, index, query, parameters] of hot) {
    it(`answer without reading a whole table: ${question}`, async () => {
      const plan = await withSql(database.ownerUrl, (sql) => sql.unsafe<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${query}`, parameters));
      const text = plan.map((line) => line['QUERY PLAN']).join('\n');
      assert.match(text, index);
      assert.doesNotMatch(text, /Seq Scan/);
    });
  }

  it('lead from a row to those that refer to it, but where nobody goes that way', async () => {
    const uncovered = await withSql(database.ownerUrl, (sql) => sql<{ name: string }[]>`
      SELECT f.conrelid::regclass || '.' || a.attname AS name FROM pg_constraint f JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
       WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace
         AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = f.conrelid AND i.indkey[0] = f.conkey[1])`);
    // Rows of the tables referred to are never deleted, and these are not asked for "all that belong to": an index would only slow the writes.
    assert.deepEqual(uncovered.map((row) => row.name).sort(), [
      'archived_histories.evidence_entry_id', 'bookings.original_booking_id', 'bookings.replaces_booking_id', 'bookings.waiver_id', 'conversation_threads.current_matter_id', 'customers.merged_into', 'messages.consumed_by', 'messages.key_id',
      'staff_actions.booking_id', 'staff_actions.task_id', 'stimuli.consumed_by', 'terms_acknowledgments.evidence_entry_id', 'terms_checks.evidence_entry_id',
    ]);
  });
});
