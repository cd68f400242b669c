// Migrations: up from nothing, each with its way back, and back to the baseline with data in every table.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { openDatabase } from '../../db/client.ts';
import { migrateDown, migrateUp, migrationNames, migrationStatus, MigrationFailedError, NewerDatabaseError, UnknownMigrationError } from '../../db/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';
import { describeCatalog } from './catalog.ts';
import { fillEveryTable } from './fixture.ts';
import { withSql } from './sql.ts';

const BASELINE = '013_add_deposit_deadline';
const baselineTables = ['person_keys', 'customers', 'customer_addresses', 'bookings'];

describe('migrations', () => {
  let database: TestDatabase;
  let names: string[];
  before(async () => {
    names = await migrationNames();
  });

  describe('on an empty database', () => {
    beforeEach(async () => {
      database = await createTestDatabase({ migrated: false });
    });
    afterEach(() => database.drop());

    it('go up from nothing in the order of their numbers, once', async () => {
      assert.deepEqual(await migrateUp(database.ownerUrl), names);
      assert.deepEqual(await migrateUp(database.ownerUrl), []);
      assert.equal(names[0], BASELINE);
      assert.deepEqual((await migrationStatus(database.ownerUrl)).map((row) => [row.name, row.appliedAt instanceof Date]), names.map((name) => [name, true]));
    });

    it('stop at the migration that was asked for', async () => {
      assert.deepEqual(await migrateUp(database.ownerUrl, names[1]), names.slice(0, 2));
      assert.deepEqual((await migrationStatus(database.ownerUrl)).filter((row) => row.appliedAt !== null).map((row) => row.name), names.slice(0, 2));
    });

    it('leave nothing behind when they are taken back, and make the same again', async () => {
      const catalog = () => withSql(database.ownerUrl, describeCatalog);
      await migrationStatus(database.ownerUrl); // makes the bookkeeping table, which stays
      const empty = await catalog();
      const afterUp = new Map<string, string[]>();
      for (const name of names) {
        await migrateUp(database.ownerUrl, name);
        afterUp.set(name, await catalog());
      }
      for (const [index, name] of [...names.entries()].reverse()) {
        const previous = names[index - 1];
        if (previous === undefined) break;
        assert.deepEqual(await migrateDown(database.ownerUrl, previous), [name]);
        assert.deepEqual(await catalog(), afterUp.get(previous), `taking back ${name}`);
      }
      const baselineDown = await readFile(new URL(`../../db/migrations/${BASELINE}/down.sql`, import.meta.url), 'utf8');
      await withSql(database.ownerUrl, async (sql) => {
        await sql.unsafe(baselineDown);
        await sql`DELETE FROM schema_migrations`;
      });
      assert.deepEqual(await catalog(), empty, 'taking back the baseline');
      await migrateUp(database.ownerUrl);
      assert.deepEqual(await catalog(), afterUp.get(names.at(-1) ?? ''), 'all again');
    });

    it('do not collide when two processes migrate at once', async () => {
      const [first, second] = await Promise.all([migrateUp(database.ownerUrl), migrateUp(database.ownerUrl)]);
      assert.deepEqual([...first, ...second].sort(), names);
    });

    it('do not collide when two databases of one server are migrated at once', async () => {
      const other = await createTestDatabase({ migrated: false });
      try {
        assert.deepEqual(await Promise.all([migrateUp(database.ownerUrl), migrateUp(other.ownerUrl)]), [names, names]);
      } finally {
        await other.drop();
      }
    });

    it('roll a failing migration back whole, say which it was, and go on when the cause is gone', async () => {
      await withSql(database.ownerUrl, (sql) => sql`CREATE TABLE stimuli (in_the_way int)`);
      await assert.rejects(migrateUp(database.ownerUrl), (error) => error instanceof MigrationFailedError && error.message.startsWith('016_conversations (up) failed') && error.message.includes('stimuli'));
      assert.deepEqual((await migrationStatus(database.ownerUrl)).filter((row) => row.appliedAt !== null).map((row) => row.name), names.slice(0, names.indexOf('016_conversations')));
      await withSql(database.ownerUrl, (sql) => sql`DROP TABLE stimuli`);
      assert.deepEqual(await migrateUp(database.ownerUrl), names.slice(names.indexOf('016_conversations')));
    });

    it('refuse a name nobody knows, and list those there are', async () => {
      await migrateUp(database.ownerUrl);
      for (const migrate of [migrateDown, migrateUp]) {
        await assert.rejects(migrate(database.ownerUrl, '012_nothing'), (error) => error instanceof UnknownMigrationError && error.message.includes('"012_nothing"') && names.every((name) => error.message.includes(name)));
      }
      assert.ok((await migrationStatus(database.ownerUrl)).every((row) => row.appliedAt !== null), 'nothing was taken back');
    });

    it('do not touch a database that a newer release has migrated', async () => {
      await migrateUp(database.ownerUrl);
      await withSql(database.ownerUrl, (sql) => sql`INSERT INTO schema_migrations (name) VALUES ('999_from_the_future')`);
      await assert.rejects(migrateDown(database.ownerUrl, BASELINE), (error) => error instanceof NewerDatabaseError && error.message.includes('999_from_the_future'));
    });
  });

  describe('with data in every table', () => {
    const now = new Date();
    beforeEach(async () => {
      database = await createTestDatabase();
      await fill(0);
    });
    afterEach(() => database.drop());

    it('have data in every table to begin with', async () => {
      await withSql(database.ownerUrl, async (sql) => {
        const tables = await sql<{ name: string }[]>`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`;
        assert.ok(tables.length > 20);
        for (const { name } of tables) {
          const [row] = await sql`SELECT count(*)::int AS rows FROM ${sql(name)}`;
          assert.ok(Number(row?.['rows']) > 0, `${name} is empty`);
        }
      });
    });

    it('go back to the baseline and up again: its rows are unchanged, and the application writes again', async () => {
      const columns = await baselineColumns();
      const kept = await baselineRows(columns);
      assert.deepEqual(await migrateDown(database.ownerUrl, BASELINE), names.slice(1).reverse());
      assert.deepEqual(await columnsOf(database.ownerUrl), columns, 'the baseline has its own columns and no others');
      assert.deepEqual(await baselineRows(columns), kept);
      // What the release of the baseline did: no consent, no acknowledgment, confirmed at once.
      await withSql(database.appUrl, async (sql) => {
        const rows = await sql`
          INSERT INTO bookings (id, customer_id, source, status, event_date, event_time, time_zone, starts_at, busy, chef, adults, quote, total_cents, deposit_cents, confirmed_at)
          SELECT gen_random_uuid(), id, 'phone', 'confirmed', '2031-05-01', '18:00', 'America/Los_Angeles', '2031-05-02T01:00Z', '[2031-05-01T23:00Z,2031-05-02T05:00Z)', 1, 20, '{}', 110000, 10000, ${now}
            FROM customers LIMIT 1 RETURNING id`;
        assert.equal(rows.length, 1);
      });

      const keptLater = await baselineRows(columns);
      assert.deepEqual(await migrateUp(database.ownerUrl), names.slice(1));
      assert.deepEqual(await baselineRows(columns), keptLater);
      await withSql(database.ownerUrl, async (sql) => {
        const confirmed = await sql<{ confirmed_by_staff: string | null; acknowledgment_id: string | null }[]>`SELECT confirmed_by_staff, acknowledgment_id FROM bookings WHERE status IN ('confirmed', 'completed')`;
        assert.ok(confirmed.length >= 5);
        assert.ok(confirmed.every((row) => row.acknowledgment_id === null && row.confirmed_by_staff?.startsWith('no acknowledgment on record')), 'no proof is made up for them');
      });
      await fill(1);
    });

    it('go down and up one by one, each time over the rows of those below', async () => {
      const columns = await baselineColumns();
      const kept = await baselineRows(columns);
      for (const [index, name] of [...names.entries()].slice(1).reverse()) {
        await migrateDown(database.ownerUrl, names[index - 1] ?? '');
        assert.deepEqual(await migrateUp(database.ownerUrl, name), [name]);
        assert.deepEqual(await migrateDown(database.ownerUrl, names[index - 1] ?? ''), [name]);
        assert.deepEqual(await baselineRows(columns), kept, name);
      }
      await migrateUp(database.ownerUrl);
      assert.deepEqual(await baselineRows(columns), kept);
      await fill(1);
    });

    it('keep a waived booking confirmed, by whoever granted the waiver, when waivers are taken back', async () => {
      await migrateDown(database.ownerUrl, '017_messaging');
      await withSql(database.ownerUrl, async (sql) => {
        const rows = await sql<{ confirmed_by_staff: string }[]>`SELECT confirmed_by_staff FROM bookings WHERE source = 'whatsapp'`;
        assert.deepEqual(rows.map((row) => row.confirmed_by_staff), ['aki, by emergency waiver: text provider down']);
      });
      await migrateUp(database.ownerUrl);
    });

    it('give up a change whose terms are out when changes are taken back, and leave what it would have replaced', async () => {
      await withSql(database.ownerUrl, async (sql) => {
        const columns = sql`customer_id, source, event_date, event_time, time_zone, starts_at, busy, chef, adults, quote, total_cents, deposit_cents`;
        const [change] = await sql<{ id: string }[]>`
          INSERT INTO bookings (id, status, hold_expires_at, replaces_booking_id, original_booking_id, ${columns})
          SELECT gen_random_uuid(), 'pending_terms', ${now}, id, id, ${columns} FROM bookings WHERE status = 'confirmed' LIMIT 1 RETURNING id`;
        await sql`
          INSERT INTO terms_challenges (id, booking_id, customer_id, channel, status, reference, link_token_hash, link_token_sealed, terms_version, language, bound_sealed, bound_hash, booking_version, sent_text_sealed, expires_at, created_at)
          SELECT gen_random_uuid(), id, customer_id, 'sms', 'live', 'CHANGE', sha256('x'), '', '1', 'en', '', repeat('0', 64), 1, '', ${new Date(now.getTime() + 1_000)}, ${now} FROM bookings WHERE id = ${change?.id ?? ''}`;
      });
      await migrateDown(database.ownerUrl, '019_history_archive');
      await withSql(database.ownerUrl, async (sql) => {
        const rows = await sql<{ status: string; challenge: string }[]>`SELECT b.status, c.status AS challenge FROM bookings b JOIN terms_challenges c ON c.booking_id = b.id WHERE c.reference = 'CHANGE'`;
        assert.deepEqual([...rows], [{ status: 'expired', challenge: 'revoked' }]);
      });
      await migrateUp(database.ownerUrl);
    });

    async function fill(round: number): Promise<void> {
      const handle = openDatabase({ url: database.appUrl, poolMax: 2 });
      try {
        await fillEveryTable(handle, now, round);
      } finally {
        await handle.close();
      }
    }

    /** Columns of the baseline's tables, as the baseline alone makes them. */
    async function baselineColumns(): Promise<Map<string, string[]>> {
      const bare = await createTestDatabase({ migrated: false });
      try {
        await migrateUp(bare.ownerUrl, BASELINE);
        return await columnsOf(bare.ownerUrl);
      } finally {
        await bare.drop();
      }
    }

    function columnsOf(ownerUrl: string): Promise<Map<string, string[]>> {
      return withSql(ownerUrl, async (sql) => {
        const columns = new Map<string, string[]>();
        for (const table of baselineTables) {
          const rows = await sql<{ name: string }[]>`SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ${table} ORDER BY 1`;
          columns.set(table, rows.map((row) => row.name));
        }
        return columns;
      });
    }

    function baselineRows(columns: Map<string, string[]>): Promise<string[][]> {
      return withSql(database.ownerUrl, async (sql) => {
        const tables: string[][] = [];
        for (const [table, list] of columns) {
          const rows = await sql<{ row: string }[]>`SELECT to_json(kept)::text AS row FROM (SELECT ${sql(list)} FROM ${sql(table)}) kept ORDER BY kept.id`;
          tables.push(rows.map((row) => row.row));
        }
        return tables;
      });
    }
  });
});
