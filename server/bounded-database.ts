// Gives every piece of database work of a request a time limit, so that an answer goes out in time whatever the database does.
import type { DatabaseHandle } from '../db/client.ts';
import { Failure } from '../domain/failures.ts';

/** How the driver and the server say that there is no working connection, as opposed to a query that is wrong. */
const AWAY_CODES = new Set([
  'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'ETIMEDOUT',
  'EHOSTUNREACH', 'ENETUNREACH', '57P01', '57P02', '57P03', '53300', '08000', '08001', '08003', '08004', '08006',
]);

/** Rolled back by the server to end a deadlock or a serialisation conflict: nothing was changed, and trying again helps. */
const CONFLICT_CODES = new Set(['40P01', '40001']);

export function isDatabaseConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code: unknown = 'code' in error ? error.code : undefined;
  return (typeof code === 'string' && CONFLICT_CODES.has(code)) || isDatabaseConflict(error.cause);
}

export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && AWAY_CODES.has(code)) return true;
  // Several addresses behind one name come as an AggregateError.
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true;
  return error.cause !== undefined && isDatabaseAway(error.cause);
}

/** Rejects after `limitMs`; the work itself goes on, its outcome ignored. */
export async function withinMs<T>(limitMs: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => { reject(late()); }, limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The same database, but a transaction that has not committed within `limitMs` is answered with `database_unavailable` and rolled back:
 * the driver queues work while it reconnects, and a refused act must not happen minutes later. Only a COMMIT already on its way cannot be
 * called back.
 */
export function boundDatabase(database: DatabaseHandle, limitMs: number): DatabaseHandle {
  const transaction: DatabaseHandle['transaction'] = async (work) => {
    let isLate = false;
    const refuseWhenLate = () => {
      if (isLate) throw new Failure('database_unavailable');
    };
    const running = database.transaction(async (tx) => {
      refuseWhenLate();
      const result = await work(tx);
      refuseWhenLate();
      return result;
    });
    try {
      return await withinMs(limitMs, running, () => new Failure('database_unavailable'));
    } catch (error) {
      isLate = true;
      throw isDatabaseAway(error) ? new Failure('database_unavailable', undefined, { cause: error }) : error;
    }
  };
  // A single statement cannot be called back, so here it is a transaction too.
  return { ...database, transaction, statement: transaction };
}
