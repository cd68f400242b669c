// The lock of one number's opt-out: a send that is being claimed and a STOP that is being recorded never pass each other unseen.
import { sql, type SQL, type SQLWrapper } from 'drizzle-orm';

/** The first eight bytes of the keyed hash as an advisory lock's number: shared by claims, exclusive for whoever changes the opt-out. */
export function optOutLockKey(addressHash: SQLWrapper | Buffer): SQL {
  return sql`('x' || encode(substring(${addressHash}::bytea from 1 for 8), 'hex'))::bit(64)::bigint`;
}
