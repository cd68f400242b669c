// The lock of one number's opt-out: a send that is being claimed and a STOP that is being recorded never pass each other unseen.

/**
 * SQL for the lock's number: the first eight bytes of the keyed hash that `expression` (a column or a parameter) stands for. Shared by
 * claims, exclusive for whoever changes the opt-out.
 */
export function optOutLockKey(expression: string): string {
  return `('x' || encode(substring(${expression}::bytea from 1 for 8), 'hex'))::bit(64)::bigint`;
}
