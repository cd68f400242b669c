// A connection that dies under a transaction: the caller gets an error, the process lives, and the pool goes on.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { openDatabase } from '../../db/client.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';

describe('a connection that dies under a transaction', () => {
  let database: TestDatabase;
  before(async () => { database = await createTestDatabase(); });
  after(() => database.drop());

  it('fails that transaction alone: an uncaught error would end the process, a poisoned connection the pool', async () => {
    const owner = postgres(database.ownerUrl, { max: 1 });
    const handle = openDatabase({ url: database.appUrl, poolMax: 2 });
    try {
      for (let round = 0; round < 10; round += 1) {
        const broken = handle.transaction(async (tx) => {
          const [own] = await tx.execute<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
          await owner`SELECT pg_terminate_backend(${own?.pid ?? 0})`;
          // What a turn does next when its database goes: more statements on the same connection, after it closed.
          await sleep(30);
          await Promise.all([tx.execute(sql`SELECT 1`), tx.execute(sql`SELECT 2`)]);
        });
        await assert.rejects(broken);
        const alive = await Promise.all([1, 2, 3, 4].map((value) => handle.transaction((tx) => tx.execute<{ value: number }>(sql`SELECT ${value}::int AS value`))));
        assert.deepEqual(alive.map((rows) => rows[0]?.value), [1, 2, 3, 4]);
      }
    } finally {
      await handle.close();
      await owner.end();
    }
  });
});
