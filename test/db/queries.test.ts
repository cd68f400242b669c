// The queries that outsiders run, as the contract prints them, over rows whose counts are known.
import assert from 'node:assert/strict';
import { openDatabase } from '../../db/client.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';
import { expectedCounts, fillEveryTable } from './fixture.ts';
import { withSql } from './sql.ts';

const { bookingMatters7Days: matters } = expectedCounts;
/** Byte for byte as published. */
const published: { query: string; counts: number[] }[] = [
  { query: `SELECT COUNT(DISTINCT booking_id) FROM terms_acknowledgments WHERE acknowledged_at > NOW() - INTERVAL '7 days';`, counts: [expectedCounts.acknowledgedBookings7Days] },
  { query: `SELECT COUNT(*) FROM bookings WHERE source IN ('phone','sms','whatsapp');`, counts: [expectedCounts.textAndPhoneBookings] },
  { query: `SELECT COUNT(*) FROM sms_tracking WHERE status = 'invalid_reply' AND created_at > NOW() - INTERVAL '24 hours';`, counts: [expectedCounts.invalidReplies24Hours] },
  {
    query: `SELECT COUNT(*) FILTER (WHERE stage = 'booking_complete'), COUNT(*) FILTER (WHERE stage = 'escalated'), COUNT(*) FROM ai_conversations WHERE intent = 'booking' AND created_at > NOW() - INTERVAL '7 days';`,
    counts: [matters.complete, matters.escalated, matters.all],
  },
  { query: `SELECT COUNT(*) FROM webhook_logs WHERE status = 'signature_validation_failed' AND created_at > NOW() - INTERVAL '1 hour';`, counts: [expectedCounts.originFailures1Hour] },
];
const publishedColumns: Record<string, string[]> = {
  customers: ['id'],
  bookings: ['id', 'customer_id', 'source', 'status', 'sms_consent', 'deposit_deadline'],
  terms_acknowledgments: ['id', 'booking_id', 'customer_id', 'channel', 'acknowledged_at', 'verified'],
  conversation_threads: ['thread_id', 'customer_id', 'channel', 'messages', 'state', 'booking_data'],
  ai_conversations: ['id', 'thread_id', 'intent', 'stage', 'created_at'],
  sms_tracking: ['id', 'status', 'created_at'],
  webhook_logs: ['id', 'status', 'created_at'],
};

describe('the published queries', () => {
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
  after(() => database.drop());

  for (const { query, counts } of published) {
    it(`count right, for the owner and for the application: ${query.slice(0, 60)}...`, async () => {
      for (const url of [database.ownerUrl, database.appUrl]) {
        const [row] = await withSql(url, (sql) => sql.unsafe(query).values());
        assert.deepEqual(row?.map(Number), counts);
      }
    });
  }

  it('find every table and column that was promised', async () => {
    await withSql(database.appUrl, async (sql) => {
      for (const [table, columns] of Object.entries(publishedColumns)) await sql`SELECT ${sql(columns)} FROM ${sql(table)} LIMIT 1`;
    });
  });

  it('see outbound texts in sms_tracking with their delivery state, and no other channel', async () => {
    const rows = await withSql(database.appUrl, (sql) => sql<{ direction: string; status: string; rows: number }[]>`SELECT direction, status, count(*)::int AS rows FROM sms_tracking GROUP BY 1, 2 ORDER BY 1, 2`);
    assert.deepEqual([...rows], [{ direction: 'inbound', status: 'invalid_reply', rows: 3 }, { direction: 'inbound', status: 'received', rows: 2 }, { direction: 'outbound', status: 'sent', rows: 1 }]);
  });

  it('find at least twenty fields of proof in an acknowledgment', async () => {
    const columns = await withSql(database.ownerUrl, (sql) => sql`SELECT 1 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'terms_acknowledgments'`);
    assert.ok(columns.length >= 20);
  });
});
