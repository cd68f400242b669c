// Claims a send: everything that could forbid it is checked in the transaction that claims it. Leases and tokens use the database's clock.
import { and, eq, sql } from 'drizzle-orm';
import type { DatabaseHandle, Transaction } from './client.ts';
import { optOutLockKey } from './opt-out-lock.ts';
import { messages, outbox, personKeys, termsChallenges, type MessageClass } from './schema.ts';
import { nextAllowedInstant, type SendingHours, type Zones } from '../domain/calendar.ts';
import { assertNever } from '../domain/vocabulary.ts';

/** Longer than the adapter's own time limit: a lease that ran out means that its holder died, not that it is slow. */
const LEASE_SECONDS = 45;
export const LEASE_MS = LEASE_SECONDS * 1000;

export type OutboxRow = typeof outbox.$inferSelect;

export type Claim =
  | { kind: 'claimed'; row: OutboxRow; keyId: string; wrappedKey: Buffer | null; bodySealed: Buffer }
  /** Attempted before with unknown result: the provider's store has to be asked. */
  | { kind: 'reconcile'; row: OutboxRow; keyId: string; wrappedKey: Buffer | null; bodySealed: Buffer; nowMs: number }
  | { kind: 'finished'; state: 'sent' | 'not_sent' | 'void' }
  | { kind: 'later'; atMs: number };

export type ClaimOptions = {
  /** The environment's switch; the console's is read in the same transaction. */
  assistantEnabled: boolean;
  /** Our sending number; its bucket paces all processes together. */
  sender: string;
  perMinute: number;
  /** Workflow time or the worker's clock, whichever is later; decides `not_before`. */
  now: Date;
  /** For what nobody asked for at this moment; null: any hour will do. */
  sendingHours: { zones: Zones; hours: SendingHours } | null;
};

export async function claimSend(database: DatabaseHandle, outboxId: string, options: ClaimOptions): Promise<Claim> {
  return database.transaction(async (tx) => {
    const found = await lockAndLook(tx, outboxId);
    if (found === null) return { kind: 'finished', state: 'void' }; // its transaction was undone
    const { row, keyId, wrappedKey, bodySealed, nowMs } = found;
    switch (row.state) {
      case 'sent': case 'not_sent': case 'void': return { kind: 'finished', state: row.state };
      case 'sending':
        if (row.leaseUntil !== null && row.leaseUntil.getTime() > nowMs) return { kind: 'later', atMs: row.leaseUntil.getTime() };
        await tx.update(outbox).set({ state: 'unknown', failureCode: 'lease_expired' }).where(eq(outbox.id, outboxId));
        return { kind: 'reconcile', row, keyId, wrappedKey, bodySealed, nowMs };
      case 'unknown': return { kind: 'reconcile', row, keyId, wrappedKey, bodySealed, nowMs };
      case 'intended': break;
      default: return assertNever(row.state);
    }
    const obstacle = obstacleFor(row.class, found, options);
    if (obstacle !== null) {
      await tx.update(outbox).set({ state: 'void', failureCode: obstacle }).where(eq(outbox.id, outboxId));
      return { kind: 'finished', state: 'void' };
    }
    if (row.notBefore !== null && row.notBefore > options.now) return { kind: 'later', atMs: row.notBefore.getTime() };
    const politeMs = politeTimeMs(row.class, options);
    if (politeMs > options.now.getTime()) return { kind: 'later', atMs: politeMs };
    if (row.channel === 'sms') {
      const waitMs = await takeToken(tx, options.sender, options.perMinute, row.class);
      if (waitMs > 0) return { kind: 'later', atMs: nowMs + waitMs };
    }
    const sentAt = options.now.toISOString();
    // The row is locked, so what it will be is known without asking.
    const attempt = { state: 'sending' as const, attempts: row.attempts + 1, attemptedAt: options.now, firstAttemptAt: row.firstAttemptAt ?? options.now };
    await Promise.all([
      tx.update(outbox).set({ ...attempt, leaseUntil: sql`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})` }).where(eq(outbox.id, outboxId)),
      // The customer may answer the moment the provider has it, so "sent" counts from the hand-over on.
      ...(row.class === 'terms' && row.threadId !== null ? [tx.update(termsChallenges).set({ sentAt: sql`coalesce(${termsChallenges.sentAt}, ${sentAt}::timestamptz)` })
        .where(and(eq(termsChallenges.threadId, row.threadId), eq(termsChallenges.outboundMessageId, outboxId)))] : []),
    ]);
    return { kind: 'claimed', row: { ...row, ...attempt }, keyId, wrappedKey, bodySealed };
  });
}

type Circumstances = { owner: string | null; optedOut: boolean; switchedOn: boolean; challengeStatus: string | null };

/**
 * Locks what a claim depends on, then looks; one round trip, since statements of a transaction are answered in order and each sees
 * what was committed before it began. Whoever takes over, or opts out, either commits first and is seen, or waits for this claim.
 * The order is thread, outbox row, opt-out, bucket, here as everywhere.
 */
async function lockAndLook(tx: Transaction, outboxId: string) {
  const [, [found], , [seen]] = await Promise.all([
    tx.execute(sql`SELECT FROM conversation_threads WHERE thread_id = (SELECT thread_id FROM outbox WHERE id = ${outboxId}) FOR SHARE`),
    tx.select({ row: outbox, keyId: messages.keyId, wrappedKey: personKeys.wrappedKey, bodySealed: messages.bodySealed })
      .from(outbox).innerJoin(messages, eq(messages.id, outbox.id)).innerJoin(personKeys, eq(personKeys.id, messages.keyId))
      .where(eq(outbox.id, outboxId)).for('update', { of: outbox }),
    // The number may be reached through other conversations too, so its opt-out has a lock of its own.
    tx.execute(sql`SELECT pg_advisory_xact_lock_shared(${optOutLockKey(sql`to_opt_out_hash`)}) FROM outbox WHERE id = ${outboxId} AND to_opt_out_hash IS NOT NULL`),
    tx.execute<{ now_ms: string; owner: string | null; opted_out: boolean; switched_on: boolean; challenge_status: string | null }>(sql`
      SELECT extract(epoch from clock_timestamp()) * 1000 AS now_ms, t.owner,
        EXISTS (SELECT FROM opt_outs p WHERE p.address_hash = o.to_opt_out_hash AND p.opted_in_at IS NULL) AS opted_out,
        coalesce((SELECT value FROM switches WHERE name = 'assistant_enabled'), true) AS switched_on,
        (SELECT c.status FROM terms_challenges c WHERE c.thread_id = o.thread_id AND c.outbound_message_id = o.id) AS challenge_status
      FROM outbox o LEFT JOIN conversation_threads t ON t.thread_id = o.thread_id WHERE o.id = ${outboxId}`),
  ]);
  if (found === undefined || seen === undefined) return null;
  return { ...found, nowMs: Number(seen.now_ms), owner: seen.owner, optedOut: seen.opted_out, switchedOn: seen.switched_on, challengeStatus: seen.challenge_status };
}

/** Why this may not be sent now or ever; null when it may. */
function obstacleFor(messageClass: MessageClass, { owner, optedOut, switchedOn, challengeStatus }: Circumstances, options: ClaimOptions): string | null {
  const rule = RULES[messageClass];
  if (rule.stoppedBy.includes('opt_out') && optedOut) return 'opted_out';
  if (rule.stoppedBy.includes('person') && owner !== null && owner !== 'assistant') return 'person_owns_conversation';
  if (rule.stoppedBy.includes('switch') && !(options.assistantEnabled && switchedOn)) return 'assistant_disabled';
  if (rule.needsLiveChallenge && challengeStatus !== null && challengeStatus !== 'live') return 'challenge_not_live';
  return null;
}

/** Planned for a polite hour, a reminder may still come late after an outage: it is at the claim that the hour counts. */
function politeTimeMs(messageClass: MessageClass, { now, sendingHours }: ClaimOptions): number {
  if (messageClass !== 'reminder' || sendingHours === null) return now.getTime();
  return nextAllowedInstant(now.getTime(), sendingHours.zones, sendingHours.hours) ?? now.getTime();
}

type Rule = { stoppedBy: readonly ('opt_out' | 'person' | 'switch')[]; needsLiveChallenge: boolean };
const FIXED: Rule = { stoppedBy: ['opt_out'], needsLiveChallenge: false };
const ASSISTANT: Rule = { stoppedBy: ['opt_out', 'person', 'switch'], needsLiveChallenge: false };

/** Invariants 3 and 4, class by class. */
const RULES: Record<MessageClass, Rule> = {
  reply: ASSISTANT,
  reminder: ASSISTANT,
  notice: { stoppedBy: ['opt_out', 'person'], needsLiveChallenge: false },
  terms: { ...ASSISTANT, needsLiveChallenge: true },
  // Said as the conversation goes to people: also while the assistant is switched off.
  handover: { stoppedBy: ['opt_out', 'person'], needsLiveChallenge: false },
  terms_reply: FIXED, confirmation: FIXED, start_confirmation: FIXED, help: FIXED, staff_reply: FIXED,
  stop_confirmation: { stoppedBy: [], needsLiveChallenge: false }, // the one text allowed after STOP
  staff_alert: { stoppedBy: [], needsLiveChallenge: false },
  staff_webhook: { stoppedBy: [], needsLiveChallenge: false },
};

/** Kept for confirmations of STOP and replies, so that a wave of reminders cannot hold them up. */
const RESERVED_SHARE = 0.25;
/** How far apart two requests may drift between taking a token and reaching the provider. */
const DRIFT_SECONDS = 5;
const WINDOW_SECONDS = 60;

export type Bucket = { capacity: number; perSecond: number };

/**
 * The provider counts a sliding minute, so what the bucket holds plus what flows in during a minute (and the drift) is never more
 * than `perMinute`: a quarter as a burst, the rest as a steady flow.
 */
export function bucketFor(perMinute: number): Bucket {
  const capacity = Math.max(1, Math.floor(perMinute / 4));
  return { capacity, perSecond: Math.max(1, perMinute - capacity) / (WINDOW_SECONDS + DRIFT_SECONDS) };
}

/** Takes a token, or returns the milliseconds to wait for one. */
async function takeToken(tx: Transaction, sender: string, perMinute: number, messageClass: MessageClass): Promise<number> {
  const { capacity, perSecond } = bucketFor(perMinute);
  const keep = messageClass === 'reminder' || messageClass === 'notice' ? capacity * RESERVED_SHARE : 0;
  // Two statements in one round trip: what is there now, and take one of it if that is enough.
  const [[bucket], taken] = await Promise.all([
    tx.execute<{ tokens: string; blocked_ms: string | null }>(sql`
      INSERT INTO send_buckets AS bucket (sender, tokens, refilled_at) VALUES (${sender}, ${capacity}, clock_timestamp())
      ON CONFLICT (sender) DO UPDATE SET
        tokens = least(${capacity}, bucket.tokens + ${perSecond}::float8 * greatest(0, extract(epoch from clock_timestamp() - bucket.refilled_at))), refilled_at = clock_timestamp()
      RETURNING tokens, extract(epoch from blocked_until - clock_timestamp()) * 1000 AS blocked_ms`),
    tx.execute(sql`
      UPDATE send_buckets SET tokens = tokens - 1
      WHERE sender = ${sender} AND tokens >= ${1 + keep}::float8 AND (blocked_until IS NULL OR blocked_until <= clock_timestamp()) RETURNING sender`),
  ]);
  if (taken.length > 0) return 0;
  const blockedMs = Number(bucket?.blocked_ms ?? 0);
  const lackingMs = ((1 + keep - Number(bucket?.tokens ?? 0)) / perSecond) * 1000;
  // Both were over between the two statements: a moment later it is there.
  return Math.max(1, Math.ceil(blockedMs > 0 ? blockedMs : lackingMs));
}

/** The provider asked us to wait: nobody sends from this number before then. */
export async function blockSender(database: DatabaseHandle, sender: string, retryAfterMs: number): Promise<void> {
  await database.transaction((tx) => tx.execute(sql`
    UPDATE send_buckets SET blocked_until = greatest(blocked_until, clock_timestamp() + make_interval(secs => ${retryAfterMs / 1000})) WHERE sender = ${sender}`));
}
