// Opens the database for the application: drizzle over postgres.js, snake_case once, one role rule.
import { sql } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase, type PostgresJsTransaction } from 'drizzle-orm/postgres-js';
import type { ExtractTablesWithRelations } from 'drizzle-orm';
import postgres from 'postgres';
import * as schema from './schema.ts';

export type Database = PostgresJsDatabase<typeof schema>;
export type Transaction = PostgresJsTransaction<typeof schema, ExtractTablesWithRelations<typeof schema>>;
/** For queries that work alone and inside a transaction. */
export type DatabaseOrTransaction = Database | Transaction;

export type DatabaseHandle = {
  db: Database;
  client: postgres.Sql;
  /** The only way application code opens a transaction; see `dropToAppRole`. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** For one statement alone, which is a transaction by itself: it spares the round trips of BEGIN and COMMIT. The same role holds. */
  statement<T>(work: (db: DatabaseOrTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  url: string;
  poolMax: number;
  /** False behind a transaction pooler, which cannot keep prepared statements. */
  prepare?: boolean;
  /**
   * When one login both owns the tables and runs the application, the owner's rights must not be used by accident:
   * every connection begins as the `app` group, and every transaction too, for poolers that refuse the first.
   */
  dropToAppRole?: boolean;
};

export function openDatabase(options: DatabaseOptions): DatabaseHandle {
  const client = postgres(options.url, {
    max: options.poolMax,
    prepare: options.prepare ?? true,
    connect_timeout: 5, // seconds; a caller that waits longer than this has already given its own answer
    backoff: () => 0.5, // seconds between connection attempts; its own default grows to 20 s, and the database is back long before
    idle_timeout: 60, // seconds; gives connections back to a shared server overnight
    onnotice: () => undefined,
    // Startup parameters, which transaction poolers refuse; behind one they belong on the login role instead.
    connection: {
      application_name: 'booking-assistant',
      ...(options.dropToAppRole === true ? { role: 'app' } : {}),
      ...(options.prepare === false ? {} : {
        statement_timeout: 15_000, // ms; nothing here is slow on purpose, a stuck statement must not hold a thread's lock
        idle_in_transaction_session_timeout: 30_000, // ms; a process that hangs inside a transaction frees its locks
      }),
    },
  });
  const db = drizzle(withNamedStatements(client), { schema, casing: 'snake_case' });
  const drop = options.dropToAppRole ?? false;
  const transaction: DatabaseHandle['transaction'] = (work) =>
    db.transaction(async (tx) => {
      if (drop) await tx.execute(sql`SET LOCAL ROLE app`);
      return work(tx);
    });
  return {
    db,
    client,
    transaction,
    statement: (work) => (drop ? transaction(work) : work(db)),
    close: () => client.end({ timeout: 5 }), // seconds; a lost connection must not hold up shutdown
  };
}

type Parameters = NonNullable<globalThis.Parameters<postgres.Sql['unsafe']>[1]>;

/**
 * Drizzle asks for unnamed statements. This driver describes each of those in a round trip of its own before it runs it, and pipelines
 * nothing behind it. Named, a statement is described and planned once for each connection, and several go out together. Where names
 * cannot be kept (`prepare: false`, a pooler) the driver ignores them.
 */
function withNamedStatements<Client extends postgres.Sql | postgres.TransactionSql>(client: Client): Client {
  const inner = (work: (tx: postgres.TransactionSql) => Promise<unknown>) => (tx: postgres.TransactionSql) => work(withNamedStatements(tx));
  type Work = globalThis.Parameters<typeof inner>[0];
  return new Proxy(client, {
    get(target, property) {
      if (property === 'unsafe') return (query: string, parameters: Parameters) => target.unsafe(query, parameters, { prepare: true });
      if (property === 'begin' && 'begin' in target) return (work: Work) => target.begin(inner(work));
      if (property === 'savepoint' && 'savepoint' in target) return (work: Work) => target.savepoint(inner(work));
      return Reflect.get(target, property) as unknown;
    },
  });
}
