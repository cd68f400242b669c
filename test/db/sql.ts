// Small helpers for tests that talk SQL to a database directly.
import assert from 'node:assert/strict';
import postgres from 'postgres';

/** Opens a connection for one piece of work, and closes it whatever happens. */
export async function withSql<T>(url: string, work: (sql: postgres.Sql) => Promise<T>, onNotice: (notice: postgres.Notice) => void = () => undefined): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: onNotice });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** The server's error code, whether the error comes bare or wrapped by drizzle; undefined for anything else. */
export function sqlState(error: unknown): string | undefined {
  if (error instanceof postgres.PostgresError) return error.code;
  return error instanceof Error && error.cause !== undefined ? sqlState(error.cause) : undefined;
}

/** Like `sqlState`, for the constraint that refused. */
export function constraintOf(error: unknown): string | undefined {
  if (error instanceof postgres.PostgresError) return error.constraint_name;
  return error instanceof Error && error.cause !== undefined ? constraintOf(error.cause) : undefined;
}

export async function refusedWith(state: string, work: PromiseLike<unknown>, constraint?: string): Promise<void> {
  const error = await Promise.resolve(work).then(() => undefined, (reason: unknown) => reason ?? new Error('rejected with nothing'));
  assert.ok(error !== undefined, `the database accepted what it should refuse with ${state}`);
  assert.equal(sqlState(error), state, error instanceof Error ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}` : '');
  if (constraint !== undefined) assert.equal(constraintOf(error), constraint);
}
