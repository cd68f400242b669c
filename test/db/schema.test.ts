// The drizzle schema and the migrated database are the same, seen from both sides.
import assert from 'node:assert/strict';
import { is } from 'drizzle-orm';
import { CasingCache } from 'drizzle-orm/casing';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import * as schema from '../../db/schema.ts';
import { CHANNELS, INTENTS, STAGES } from '../../domain/vocabulary.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';
import { withSql } from './sql.ts';

type Column = { table: string; name: string; type: string; notNull: boolean; hasDefault: boolean; inPrimaryKey: boolean };

/** Drizzle's short names beside the ones PostgreSQL prints. */
const typeNames: Record<string, string> = { time: 'time without time zone', 'timestamp with time zone': 'timestamp with time zone' };

function columnsInCode(): Column[] {
  const casing = new CasingCache('snake_case');
  return Object.values(schema).flatMap((table) => {
    if (!is(table, PgTable)) return [];
    const { name, columns, primaryKeys } = getTableConfig(table);
    const composite = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
    return columns.map((column) => ({
      table: name, name: casing.getColumnCasing(column), type: typeNames[column.getSQLType()] ?? column.getSQLType(),
      notNull: column.notNull, hasDefault: column.hasDefault, inPrimaryKey: column.primary || composite.has(column.name),
    }));
  });
}

async function columnsInDatabase(ownerUrl: string): Promise<Column[]> {
  return withSql(ownerUrl, async (sql) => [...await sql<Column[]>`
    SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS "notNull", a.atthasdef AS "hasDefault",
           EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)) AS "inPrimaryKey"
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'schema_migrations'`]);
}

const key = (column: Column) => `${column.table}.${column.name}`;
const shape = (columns: Column[]) => columns.map((column) => `${key(column)} ${column.type}${column.notNull ? ' not null' : ''}${column.inPrimaryKey ? ' primary key' : ''}`).sort();

describe('the drizzle schema', () => {
  let database: TestDatabase;
  let actual: Column[];
  before(async () => {
    database = await createTestDatabase();
    actual = await columnsInDatabase(database.ownerUrl);
  });
  after(() => database.drop());

  it('has the tables, columns, types, nullability and primary keys of the database, and no others', () => {
    assert.ok(actual.length > 200);
    assert.deepEqual(shape(columnsInCode()), shape(actual));
  });

  it('relies on no default that the database does not have', () => {
    const defaults = new Set(actual.filter((column) => column.hasDefault).map(key));
    assert.deepEqual(columnsInCode().filter((column) => column.hasDefault && !defaults.has(key(column))).map(key), []);
  });

  it('uses the words of the domain: each check lists all of them, in every table', async () => {
    const checks = await withSql(database.ownerUrl, (sql) => sql<{ on: string; definition: string }[]>`
      SELECT conrelid::regclass || '.' || conname AS on, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace`);
    const words = (definition: string) => [...definition.matchAll(/'([a-z_]+)'::text/g)].map((match) => match[1] ?? '').sort();
    const vocabularies: [RegExp, readonly string[]][] = [
      [/^bookings\.bookings_source_check$|^bookings\.\w*consent_channel_check$|^(terms_challenges|terms_acknowledgments|conversation_threads)\.\w+_channel_check$/, CHANNELS],
      [/^conversation_threads\.\w+_state_check$|^ai_conversations\.\w+_stage_check$/, STAGES],
      [/^ai_conversations\.\w+_intent_check$/, INTENTS],
    ];
    for (const [pattern, vocabulary] of vocabularies) {
      const matching = checks.filter((check) => pattern.test(check.on));
      assert.ok(matching.length > 0, String(pattern));
      for (const check of matching) assert.deepEqual(words(check.definition), [...vocabulary].sort(), check.on);
    }
  });

  it('finds every foreign key by its table: a column that names another row refers to it, or is listed here with the reason', async () => {
    const unreferenced = await withSql(database.ownerUrl, (sql) => sql<{ name: string }[]>`
      SELECT c.relname || '.' || a.attname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.atttypid = 'uuid'::regtype AND a.attname LIKE '%\_id'
         AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey))
         AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND a.attnum = ANY (f.conkey))`);
    assert.deepEqual(unreferenced.map((row) => row.name).sort(), [
      'evidence_entries.subject_id', // of several tables
      'opt_outs.message_id', // outlives the message
      'terms_acknowledgments.inbound_message_id', // these five are part of a proof that stands when conversations are taken back
      'terms_acknowledgments.outbound_message_id',
      'terms_acknowledgments.thread_id',
      'terms_challenges.outbound_message_id',
      'terms_checks.message_id',
      'webhook_logs.message_id', // a log of what came in, whatever became of it
    ]);
  });
});
