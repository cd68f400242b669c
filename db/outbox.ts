// What became of a claimed send.
import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { DatabaseHandle } from './client.ts';
import { recordOptOut } from './inbound.ts';
import { query } from './query.ts';
import { outbox, termsChallenges } from './schema.ts';

/** Only the holder of the claim writes: a zombie whose lease was taken over changes nothing, least of all what was found to be sent. */
function held(outboxId: string, attempts: number) {
  return and(eq(outbox.id, outboxId), eq(outbox.attempts, attempts), inArray(outbox.state, ['sending', 'unknown']));
}

export type SentFields = { providerMessageId: string; providerTime: Date | null; providerStatus: string | null };

export async function markSent(database: DatabaseHandle, outboxId: string, sent: SentFields, now: Date): Promise<void> {
  await database.statement((db) => query(db, MARK_SENT, [outboxId, now.toISOString(), sent.providerMessageId, sent.providerTime?.toISOString() ?? null, sent.providerStatus]));
}

const MARK_SENT = `
  UPDATE outbox SET state = 'sent', sent_at = $2, lease_until = NULL, failure_code = NULL, provider_message_id = $3, provider_time = $4, provider_status = $5 WHERE id = $1`;

/** What the provider's store shows is this row's message. False when another row took it first: two equal texts, one copy. */
export async function adopt(database: DatabaseHandle, outboxId: string, copy: SentFields, now: Date): Promise<boolean> {
  return database.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${copy.providerMessageId}, 0))`);
    const [taken] = await tx.select({ id: outbox.id }).from(outbox).where(and(eq(outbox.channel, 'sms'), eq(outbox.providerMessageId, copy.providerMessageId), ne(outbox.id, outboxId)));
    if (taken !== undefined) return false;
    await tx.update(outbox).set({ state: 'sent', sentAt: now, leaseUntil: null, failureCode: null, ...copy }).where(eq(outbox.id, outboxId));
    return true;
  });
}

/** Back to where it was before the attempt: the provider did not take it, and another try may do. What it did not show of this attempt says nothing about the next. */
export async function markUnsent(database: DatabaseHandle, outboxId: string, attempts: number, code: string): Promise<void> {
  await database.transaction((tx) => tx.update(outbox).set({ state: 'intended', leaseUntil: null, failureCode: code, readBacks: 0, firstAbsentAt: null }).where(held(outboxId, attempts)));
}

export async function markFailed(database: DatabaseHandle, outboxId: string, attempts: number, code: string): Promise<void> {
  await database.transaction(async (tx) => {
    const [failed] = await tx.update(outbox).set({ state: 'not_sent', leaseUntil: null, failureCode: code }).where(held(outboxId, attempts)).returning({ id: outbox.id });
    if (failed === undefined) return;
    // Terms that never went out cannot be answered.
    await tx.update(termsChallenges).set({ sentAt: null }).where(and(eq(termsChallenges.outboundMessageId, outboxId), eq(termsChallenges.status, 'live')));
  });
}

export async function markUnknown(database: DatabaseHandle, outboxId: string, attempts: number, code: string): Promise<void> {
  await database.transaction((tx) => tx.update(outbox).set({ state: 'unknown', leaseUntil: null, failureCode: code }).where(held(outboxId, attempts)));
}

/** The provider's store did not show it. Returns how often it was absent, and since when. */
export async function markAbsent(database: DatabaseHandle, outboxId: string, now: Date): Promise<{ readBacks: number; firstAbsentAt: Date }> {
  return database.transaction(async (tx) => {
    const [row] = await tx.update(outbox)
      .set({ readBacks: sql`${outbox.readBacks} + 1`, firstAbsentAt: sql`coalesce(${outbox.firstAbsentAt}, ${now.toISOString()}::timestamptz)` })
      .where(eq(outbox.id, outboxId)).returning({ readBacks: outbox.readBacks, firstAbsentAt: outbox.firstAbsentAt });
    return { readBacks: row?.readBacks ?? 1, firstAbsentAt: row?.firstAbsentAt ?? now };
  });
}

/** The provider says that this number opted out; from here on we hold to it too. */
export async function markProviderOptOut(database: DatabaseHandle, addressHash: Buffer, now: Date): Promise<void> {
  await database.transaction((tx) => recordOptOut(tx, addressHash, 'provider', null, now));
}

/** Those of `ids` that our rows have taken: one provider message is never adopted twice. */
export async function adoptedIds(database: DatabaseHandle, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await database.transaction((tx) => tx.select({ id: outbox.providerMessageId }).from(outbox).where(inArray(outbox.providerMessageId, ids)));
  return new Set(rows.flatMap((row) => (row.id === null ? [] : [row.id])));
}
