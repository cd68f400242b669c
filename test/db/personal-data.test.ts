// Personal data is sealed: every sealed column is binary, and no readable column is there for it.
import assert from 'node:assert/strict';
import { openDatabase } from '../../db/client.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';
import { fillEveryTable } from './fixture.ts';
import { withSql } from './sql.ts';

/** Words in a column's name that suggest a person, or something a person said. */
const suspicious = /(^|_)(name|names|phone|mobile|number|address|email|mail|street|city|text|body|message|reply|ip|agent|user|details|detail|data|record|result|note|notes|reason|resolution|comment|transcript|raw|sender|to|from|token|actor|by|owner)(_|$)/;

/** Readable columns with such names, each with why nothing of a customer can be in it. */
const allowed: Record<string, string> = {
  'bookings.sms_consent_text': 'our own consent text as shown',
  'bookings.ended_reason': 'a code',
  'bookings.confirmed_by_staff': 'a member of staff',
  'emergency_waivers.granted_by': 'a member of staff',
  'emergency_waivers.reason': 'about a provider or an incident, written by staff for all bookings',
  'evidence_entries.body': 'canonical JSON with keyed commitments',
  'ai_conversations.escalation_reason': 'a code',
  'conversation_threads.owner': 'the assistant, or a member of staff',
  'conversation_threads.messages': 'a count',
  'human_tasks.reason': 'a code',
  'human_tasks.claimed_by': 'a member of staff',
  'human_tasks.resolution': 'a code',
  'human_tasks.resolved_by': 'a member of staff',
  'messages.provider_message_id': "the provider's id",
  'outbox.provider_message_id': "the provider's id",
  'terms_acknowledgments.inbound_provider_message_id': "the provider's id",
  'terms_acknowledgments.outbound_provider_message_id': "the provider's id",
  'terms_acknowledgments.reply_commitment': 'keyed under the person, tells nothing without the key',
  'terms_acknowledgments.sent_text_commitment': 'keyed under the person, tells nothing without the key',
  'terms_acknowledgments.record_hash': 'taken over sealed values',
  'terms_acknowledgments.witnessed_by': 'a member of staff',
  'terms_checks.result': 'a code',
  'turns.record_hash': 'taken over the sealed record',
  'turns.result': 'ids, kinds and times, as in the history of the workflow',
  'send_buckets.sender': 'our own sending number',
  'staff_actions.actor': 'a member of staff',
  'staff_actions.details': 'ids and codes',
  'stimuli.details': 'ids and codes',
  'switches.changed_by': 'a member of staff',
  'switches.name': 'a fixed list',
  'schema_migrations.name': 'a migration',
  'webhook_logs.detail': 'a code',
};

type Column = { table: string; column: string; type: string };

describe('personal data', () => {
  let database: TestDatabase;
  let columns: Column[];
  before(async () => {
    database = await createTestDatabase();
    columns = await withSql(database.ownerUrl, async (sql) => [...await sql<Column[]>`SELECT table_name AS table, column_name AS column, data_type AS type FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'sms_tracking'`]);
  });
  after(() => database.drop());

  it('is binary in every column that is called sealed', () => {
    const sealed = columns.filter(({ column }) => column.endsWith('_sealed'));
    assert.ok(sealed.length >= 17);
    assert.deepEqual(sealed.filter(({ type }) => type !== 'bytea'), []);
    assert.equal(columns.find(({ table, column }) => table === 'conversation_threads' && column === 'booking_data')?.type, 'bytea');
  });

  it('has no readable column, but for those listed with the reason', () => {
    const readable = columns.filter(({ column, type }) => ['text', 'character varying', 'jsonb', 'json', 'inet', 'cidr', 'ARRAY'].includes(type) && suspicious.test(column)).map(({ table, column }) => `${table}.${column}`);
    assert.deepEqual(readable.filter((name) => allowed[name] === undefined), []);
    const all = new Set(columns.map(({ table, column }) => `${table}.${column}`));
    assert.deepEqual(Object.keys(allowed).filter((name) => !all.has(name)), [], 'the list has no column that is gone');
  });

  it('cannot be found by reading the rows of a filled database', async () => {
    const handle = openDatabase({ url: database.appUrl, poolMax: 2 });
    try {
      await fillEveryTable(handle, new Date());
    } finally {
      await handle.close();
    }
    const words = ['Maya', 'Tanaka', 'Ortiz', '9165550101', '123 Main', 'guest@example', 'i agre', '203.0.113.7'];
    await withSql(database.ownerUrl, async (sql) => {
      for (const table of new Set(columns.map((column) => column.table))) {
        // `bytea` read as text too, so that a value stored as bytes but not sealed is seen.
        const rows = await sql<{ row: string }[]>`SELECT to_json(whole)::text AS row FROM ${sql(table)} whole`;
        for (const { row } of rows) {
          const readable = row.replace(/\\\\x([0-9a-f]*)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'));
          for (const word of words) assert.ok(!readable.includes(word), `${table} shows "${word}"`);
        }
      }
    });
  });
});
