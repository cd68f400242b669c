// Runs a statement whose text is fixed: for what runs in every turn, where building the same text again costs more than running it.
import { is } from 'drizzle-orm';
import { PostgresJsSession } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import type { DatabaseOrTransaction } from './client.ts';

export type Parameter = string | number | boolean | Buffer | null;

/**
 * Goes to the driver directly, on the connection of `db`. Columns come as the driver reads them: times as text, json parsed, `bytea`
 * as buffers. The statement is sent at once, so statements reach the server in the order of the calls; drizzle's wait until awaited.
 */
export function query<Row extends object>(db: DatabaseOrTransaction, text: string, parameters: Parameter[]): Promise<readonly Row[]> {
  const { session } = db._;
  if (!is(session, PostgresJsSession)) throw new TypeError('the database is not opened with postgres.js');
  return (session.client as postgres.Sql).unsafe<Row[]>(text, parameters).execute();
}

/** A list as one parameter, so that the statement's text does not depend on its length; read as `$1::text::uuid[]`. */
export function uuidArray(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}

export function timestampOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
