// How the application talks to PostgreSQL: named statements where the connection keeps them, and one role on every path.
import assert from 'node:assert/strict';
import { sql } from 'drizzle-orm';
import { openDatabase, type DatabaseHandle, type DatabaseOrTransaction } from '../../db/client.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';

describe('the database client', () => {
  let database: TestDatabase;
  const open: DatabaseHandle[] = [];

  before(async () => { database = await createTestDatabase(); });
  after(async () => {
    await Promise.all(open.map((handle) => handle.close()));
    await database.drop();
  });

  function connect(options: { prepare?: boolean; asOwner?: boolean } = {}): DatabaseHandle {
    const { prepare = true, asOwner = false } = options;
    const handle = openDatabase({ url: asOwner ? database.ownerUrl : database.appUrl, poolMax: 1, prepare, dropToAppRole: asOwner });
    open.push(handle);
    return handle;
  }

  /** Statements with a parameter that this connection has kept under a name. */
  async function named(tx: DatabaseOrTransaction): Promise<number> {
    const [row] = await tx.execute<{ count: number }>(sql`SELECT count(*)::int AS count FROM pg_prepared_statements WHERE statement LIKE '%bench_probe%'`);
    return row?.count ?? -1;
  }
  const probe = (tx: DatabaseOrTransaction) => tx.execute(sql`SELECT ${1}::int AS bench_probe`);

  it('names its statements, alone, in a transaction and in a savepoint, and keeps one of each', async () => {
    const handle = connect();
    await handle.statement(probe);
    const count = await handle.transaction(async (tx) => {
      await probe(tx);
      await tx.transaction((inner) => probe(inner));
      return named(tx);
    });
    assert.equal(count, 1);
  });

  it('names nothing behind a pooler', async () => {
    const handle = connect({ prepare: false });
    await handle.statement(probe);
    assert.equal(await handle.transaction(async (tx) => { await probe(tx); return named(tx); }), 0);
  });

  it('answers statements sent together in order, each seeing the one before it', async () => {
    const seen = await connect().transaction((tx) => Promise.all(['2', '3', '4'].map(async (value) => {
      const [row] = await tx.execute<{ before: string }>(sql`SELECT current_setting('statement_timeout') AS before, set_config('statement_timeout', ${value + 's'}, true)`);
      return row?.before;
    })));
    assert.deepEqual(seen, ['15s', '2s', '3s']);
  });

  it('rejects with the first of several failures, and rolls everything back', async () => {
    const handle = connect();
    await assert.rejects(handle.transaction((tx) => Promise.all([
      tx.execute(sql`INSERT INTO switches (name, value, changed_by, changed_at) VALUES ('assistant_enabled', false, 'a test', ${new Date().toISOString()})`),
      tx.execute(sql`SELECT 1 / ${0}::int`),
      probe(tx),
    ])), (error: unknown) => error instanceof Error && error.cause instanceof Error && 'code' in error.cause && error.cause.code === '22012');
    const [row] = await handle.transaction((tx) => tx.execute<{ count: number }>(sql`SELECT count(*)::int AS count FROM switches WHERE changed_by = 'a test'`));
    assert.equal(row?.count, 0);
  });

  it('runs a single statement with the application\'s rights too when the login is the owner', async () => {
    const [row] = await connect({ asOwner: true }).statement((db) => db.execute<{ role: string }>(sql`SELECT current_user AS role`));
    assert.equal(row?.role, 'app');
  });
});
