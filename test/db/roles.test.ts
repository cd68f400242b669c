// The application's rights: it can add to the evidence, and neither change it nor give itself the right to.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { sql as query } from 'drizzle-orm';
import { openDatabase } from '../../db/client.ts';
import { emergencyWaivers, evidenceEntries, webhookLogs } from '../../db/schema.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';
import { evidenceRow, fillEveryTable } from './fixture.ts';
import { refusedWith, withSql } from './sql.ts';

const DENIED = '42501';
const evidenceTables = ['evidence_entries', 'terms_acknowledgments', 'terms_checks', 'turns', 'staff_actions', 'archived_histories'];
const appendOnlyTables = [...evidenceTables, 'webhook_logs'];
/** All that may be updated in tables that are otherwise append-only. */
const updatableColumns: Record<string, string[]> = {
  terms_acknowledgments: ['outcome', 'verified'],
  messages: ['consumed_by', 'invalid_reply', 'nudged_at'],
  stimuli: ['consumed_by', 'nudged_at'],
  emergency_waivers: ['revoked_at'],
};

describe('the application role', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
    const handle = openDatabase({ url: database.appUrl, poolMax: 2 });
    try {
      await fillEveryTable(handle, new Date());
    } finally {
      await handle.close();
    }
  });
  after(async () => {
    await Promise.all([...connections.values()].map((sql) => sql.end()));
    await database.drop();
  });

  /** Hundreds of attempts: one connection for each login. */
  const connections = new Map<string, postgres.Sql>();
  /** Runs in a transaction that is always rolled back, as the login of that URL, after `prelude`. */
  async function attempt(url: string, statement: string, prelude?: string): Promise<void> {
    const sql = connections.get(url) ?? postgres(url, { max: 1, onnotice: () => undefined });
    connections.set(url, sql);
    await sql.begin(async (tx) => {
      if (prelude !== undefined) await tx.unsafe(prelude);
      await tx.unsafe(statement);
      throw new RolledBack();
    }).catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
  }
  class RolledBack extends Error {}

  const logins = [
    { title: 'with a login of its own', url: () => database.appUrl, prelude: undefined },
    { title: "with the owner's login after SET LOCAL ROLE", url: () => database.ownerUrl, prelude: 'SET LOCAL ROLE app' },
  ];
  for (const { title, url, prelude } of logins) {
    describe(title, () => {
      for (const table of appendOnlyTables) {
        it(`cannot change, empty, disarm, share or drop ${table}`, async () => {
          const columns = await withSql(database.ownerUrl, (sql) => sql<{ name: string }[]>`SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ${table}`);
          assert.ok(columns.length > 5);
          for (const { name } of columns) {
            const update = attempt(url(), `UPDATE ${table} SET ${name} = ${name}`, prelude);
            await (updatableColumns[table]?.includes(name) === true ? update : refusedWith(DENIED, update));
          }
          for (const statement of [
            `DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`, `ALTER TABLE ${table} DISABLE TRIGGER ALL`, `ALTER TABLE ${table} ADD COLUMN note text`,
            `ALTER TABLE ${table} OWNER TO app`, `DROP TABLE ${table} CASCADE`, `CREATE RULE nothing AS ON INSERT TO ${table} DO INSTEAD NOTHING`,
            `CREATE TRIGGER t BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`, `SELECT * FROM ${table} FOR UPDATE`,
          ]) {
            if (statement.endsWith('FOR UPDATE') && updatableColumns[table] !== undefined) continue; // a right to update one column is enough to lock rows
            await refusedWith(DENIED, attempt(url(), statement, prelude));
          }
        });
      }

      it('cannot give rights away, nor take any', async () => {
        // PostgreSQL answers GRANT with a warning (01007) to whoever has some right and no grant option: what counts is that nothing was granted.
        const notices: string[] = [];
        await withSql(url(), async (sql) => {
          await sql.begin(async (tx) => {
            if (prelude !== undefined) await tx.unsafe(prelude);
            const grants = () => tx`SELECT relname, relacl::text, (SELECT array_agg(attacl::text ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid) AS columns FROM pg_class c WHERE relname = ANY (${appendOnlyTables}) ORDER BY 1`;
            const earlier = await grants();
            assert.equal(earlier.length, appendOnlyTables.length);
            for (const table of appendOnlyTables) {
              for (const grantee of ['app', 'PUBLIC', 'CURRENT_USER']) {
                await tx.unsafe(`GRANT ALL ON ${table} TO ${grantee}`);
                await tx.unsafe(`GRANT DELETE, UPDATE, TRUNCATE ON ${table} TO ${grantee}`);
              }
            }
            assert.deepEqual([...await grants()], [...earlier]);
          });
        }, (notice) => notices.push(notice['code'] ?? ''));
        assert.equal(notices.filter((code) => code === '01007').length, 6 * appendOnlyTables.length);
        await refusedWith(DENIED, attempt(url(), `GRANT ${new URL(database.ownerUrl).username} TO app`, prelude));
      });

      it('cannot make objects in the schema, nor speed past checks', async () => {
        for (const statement of ['CREATE TABLE mine (a int)', 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT 1$$', 'SET LOCAL session_replication_role = replica', 'DROP SCHEMA public CASCADE', 'CREATE ROLE another']) {
          await refusedWith(DENIED, attempt(url(), statement, prelude));
        }
      });
    });
  }

  it('cannot become the owner', async () => {
    const owner = new URL(database.ownerUrl).username;
    await refusedWith(DENIED, attempt(database.appUrl, `SET LOCAL ROLE ${owner}`));
    const [role] = await withSql(database.ownerUrl, (sql) => sql`SELECT rolsuper, rolcreaterole, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = 'app'`);
    assert.deepEqual({ ...role }, { rolsuper: false, rolcreaterole: false, rolbypassrls: false, rolcanlogin: false });
  });

  it('may delete nowhere, truncate nowhere, and update append-only tables in the named columns only', async () => {
    await withSql(database.ownerUrl, async (sql) => {
      const tables = await sql<{ name: string; insert: boolean; update: boolean; forbidden: boolean }[]>`
        SELECT relname AS name, has_table_privilege('app', oid, 'INSERT') AS insert, has_table_privilege('app', oid, 'UPDATE') AS update,
               has_table_privilege('app', oid, 'DELETE') OR has_table_privilege('app', oid, 'TRUNCATE') OR has_table_privilege('app', oid, 'TRIGGER') OR has_table_privilege('app', oid, 'REFERENCES') AS forbidden
          FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'schema_migrations'`;
      assert.deepEqual(tables.filter((table) => table.forbidden || !table.insert), []);
      assert.deepEqual(tables.filter((table) => !table.update).map((table) => table.name).sort(), [...new Set([...appendOnlyTables, ...Object.keys(updatableColumns)])].sort());
      const columns = await sql<{ table: string; column: string }[]>`
        SELECT table_name AS table, column_name AS column FROM information_schema.column_privileges
         WHERE grantee = 'app' AND privilege_type = 'UPDATE' AND table_schema = 'public' AND table_name = ANY (${tables.filter((table) => !table.update).map((table) => table.name)}) ORDER BY 1, 2`;
      assert.deepEqual(columns.map(({ table, column }) => `${table}.${column}`), Object.entries(updatableColumns).flatMap(([table, names]) => names.map((name) => `${table}.${name}`)).sort());
    });
  });

  it('adds evidence, and settles an acknowledgment by the two columns it may', async () => {
    await withSql(database.appUrl, async (sql) => {
      const changed = await sql`UPDATE terms_acknowledgments SET verified = false, outcome = 'not_booked' RETURNING id`;
      assert.ok(changed.length > 0);
    });
    const handle = openDatabase({ url: database.appUrl, poolMax: 1 });
    try {
      await handle.db.insert(evidenceEntries).values(evidenceRow('decline', randomUUID(), new Date()));
      await handle.db.insert(webhookLogs).values({ id: randomUUID(), provider: 'ringcentral', status: 'accepted', createdAt: new Date() });
    } finally {
      await handle.close();
    }
  });

  describe('of one login that is no superuser and does everything', () => {
    const login = `single_${randomBytes(4).toString('hex')}`;
    let single: TestDatabase;
    let singleUrl: string;
    before(async () => {
      single = await createTestDatabase({ migrated: false });
      const password = randomBytes(12).toString('hex');
      await withSql(single.ownerUrl, async (sql) => {
        await sql.unsafe(`CREATE ROLE ${login} LOGIN PASSWORD '${password}'`);
        await sql.unsafe(`ALTER DATABASE ${single.name} OWNER TO ${login}`);
        await sql.unsafe(`GRANT app TO ${login}`);
      });
      const url = new URL(single.ownerUrl);
      url.username = login;
      url.password = password;
      singleUrl = url.href;
    });
    after(async () => {
      await single.drop();
      await withSql(database.ownerUrl, (sql) => sql.unsafe(`DROP ROLE ${login}`));
    });

    it('migrates, and inside a transaction of the application has the rights of the group only', async () => {
      const { migrateUp } = await import('../../db/migrate.ts');
      assert.ok((await migrateUp(singleUrl)).length > 0);
      const handle = openDatabase({ url: singleUrl, poolMax: 1, dropToAppRole: true });
      try {
        await handle.transaction(async (tx) => {
          await tx.insert(emergencyWaivers).values({ id: randomUUID(), grantedBy: 'aki', reason: 'drill', validUntil: new Date(Date.now() + 60_000), createdAt: new Date() });
          const [row] = await tx.execute<{ role: string }>(query`SELECT current_user AS role`);
          assert.equal(row?.role, 'app');
        });
        for (const statement of ['DELETE FROM evidence_entries', 'UPDATE turns SET record_hash = record_hash', 'ALTER TABLE terms_checks DISABLE TRIGGER ALL', 'TRUNCATE staff_actions']) {
          await refusedWith(DENIED, handle.transaction((tx) => tx.execute(query.raw(statement))));
        }
      } finally {
        await handle.close();
      }
    });
  });

  it('logs in to nothing by itself', async () => {
    const url = new URL(database.ownerUrl);
    url.username = 'app';
    const sql = postgres(url.href, { max: 1 });
    await assert.rejects(sql`SELECT 1`);
    await sql.end();
  });
});
