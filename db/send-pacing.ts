// Claims a send: everything that could forbid it is checked in the transaction that claims it. Leases and tokens use the database's clock.
import { eq, sql } from 'drizzle-orm';
import type { DatabaseHandle, Transaction } from './client.ts';
import { optOutLockKey } from './opt-out-lock.ts';
import { query, timestampOf, type Parameter } from './query.ts';
import { outbox, type MessageClass } from './schema.ts';
import { nextAllowedInstant, type SendingHours, type Zones } from '../domain/calendar.ts';
import { assertNever } from '../domain/vocabulary.ts';

/** Longer than the adapter's own time limit: a lease that ran out means that its holder died, not that it is slow. */
const LEASE_SECONDS = 45;
export const LEASE_MS = LEASE_SECONDS * 1000;

/** What a claim and an attempt need of the row. */
export type OutboxRow = Pick<typeof outbox.$inferSelect, 'id' | 'threadId' | 'class' | 'channel' | 'state' | 'attempts' | 'leaseUntil' | 'firstAttemptAt' | 'notBefore' | 'toSealed' | 'toOptOutHash' | 'createdAt'>;

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
    // The row is locked, so what it will be is known without asking.
    const attempt = { state: 'sending' as const, attempts: row.attempts + 1, firstAttemptAt: row.firstAttemptAt ?? options.now };
    const claim = [outboxId, attempt.attempts, options.now.toISOString(), attempt.firstAttemptAt.toISOString(), row.class === 'terms'];
    if (row.channel === 'sms') {
      const waitMs = await claimWithToken(tx, claim, options.sender, options.perMinute, row.class);
      if (waitMs > 0) return { kind: 'later', atMs: nowMs + waitMs };
    } else await query(tx, CLAIM, claim);
    return { kind: 'claimed', row: { ...row, ...attempt }, keyId, wrappedKey, bodySealed };
  });
}

type Circumstances = { nowMs: number; owner: string | null; optedOut: boolean; switchedOn: boolean; challengeStatus: string | null };

/**
 * Locks what a claim depends on, then looks; one round trip, since statements of a transaction are answered in order and each sees
 * what was committed before it began. Whoever takes over, or opts out, either commits first and is seen, or waits for this claim.
 * The order is thread, outbox row, opt-out, bucket, here as everywhere.
 */
async function lockAndLook(tx: Transaction, outboxId: string) {
  const [, [found], , [seen]] = await Promise.all([
    query(tx, LOCK_THREAD, [outboxId]), query<FoundRow>(tx, LOCK_ROW, [outboxId]), query(tx, LOCK_OPT_OUT, [outboxId]), query<Circumstances>(tx, LOOK, [outboxId]),
  ]);
  if (found === undefined || seen === undefined) return null;
  const { keyId, wrappedKey, bodySealed, ...columns } = found;
  const row: OutboxRow = {
    ...columns, leaseUntil: timestampOf(found.leaseUntil), firstAttemptAt: timestampOf(found.firstAttemptAt), notBefore: timestampOf(found.notBefore), createdAt: new Date(found.createdAt),
  };
  return { ...seen, row, keyId, wrappedKey, bodySealed };
}

const LOCK_THREAD = 'SELECT FROM conversation_threads WHERE thread_id = (SELECT thread_id FROM outbox WHERE id = $1) FOR SHARE';

type FoundRow = Omit<OutboxRow, 'leaseUntil' | 'firstAttemptAt' | 'notBefore' | 'createdAt'>
  & { leaseUntil: string | null; firstAttemptAt: string | null; notBefore: string | null; createdAt: string; keyId: string; wrappedKey: Buffer | null; bodySealed: Buffer };

const LOCK_ROW = `
  SELECT o.id, o.thread_id AS "threadId", o.class, o.channel, o.state, o.attempts, o.lease_until AS "leaseUntil", o.first_attempt_at AS "firstAttemptAt", o.not_before AS "notBefore",
    o.to_sealed AS "toSealed", o.to_opt_out_hash AS "toOptOutHash", o.created_at AS "createdAt", m.key_id AS "keyId", k.wrapped_key AS "wrappedKey", m.body_sealed AS "bodySealed"
  FROM outbox o JOIN messages m ON m.id = o.id JOIN person_keys k ON k.id = m.key_id WHERE o.id = $1 FOR UPDATE OF o`;

// The number may be reached through other conversations too, so its opt-out has a lock of its own.
const LOCK_OPT_OUT = `SELECT pg_advisory_xact_lock_shared(${optOutLockKey('to_opt_out_hash')}) FROM outbox WHERE id = $1 AND to_opt_out_hash IS NOT NULL`;

const LOOK = `
  SELECT (extract(epoch from clock_timestamp()) * 1000)::float8 AS "nowMs", t.owner,
    EXISTS (SELECT FROM opt_outs p WHERE p.address_hash = o.to_opt_out_hash AND p.opted_in_at IS NULL) AS "optedOut",
    coalesce((SELECT value FROM switches WHERE name = 'assistant_enabled'), true) AS "switchedOn",
    (SELECT c.status FROM terms_challenges c WHERE c.thread_id = o.thread_id AND c.outbound_message_id = o.id) AS "challengeStatus"
  FROM outbox o LEFT JOIN conversation_threads t ON t.thread_id = o.thread_id WHERE o.id = $1`;

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

/** Takes a token and claims the row with it, or returns the milliseconds to wait for one. */
async function claimWithToken(tx: Transaction, claim: Parameter[], sender: string, perMinute: number, messageClass: MessageClass): Promise<number> {
  const { capacity, perSecond } = bucketFor(perMinute);
  const keep = messageClass === 'reminder' || messageClass === 'notice' ? capacity * RESERVED_SHARE : 0;
  // Two statements in one round trip: what is there now, and, if that is enough, one token less and the row claimed.
  const [[bucket], claimed] = await Promise.all([
    query<{ tokens: number; blockedMs: number | null }>(tx, REFILL, [sender, capacity, perSecond]),
    query(tx, CLAIM_WITH_TOKEN, [...claim, sender, 1 + keep]),
  ]);
  if (claimed.length > 0) return 0;
  const blockedMs = bucket?.blockedMs ?? 0;
  const lackingMs = ((1 + keep - (bucket?.tokens ?? 0)) / perSecond) * 1000;
  // Both were over between the two statements: a moment later it is there.
  return Math.max(1, Math.ceil(blockedMs > 0 ? blockedMs : lackingMs));
}

const REFILL = `
  INSERT INTO send_buckets AS bucket (sender, tokens, refilled_at) VALUES ($1, $2::float8, clock_timestamp())
  ON CONFLICT (sender) DO UPDATE SET
    tokens = least($2::float8, bucket.tokens + $3::float8 * greatest(0, extract(epoch from clock_timestamp() - bucket.refilled_at))), refilled_at = clock_timestamp()
  RETURNING tokens, (extract(epoch from blocked_until - clock_timestamp()) * 1000)::float8 AS "blockedMs"`;

/** The customer may answer the moment the provider has it, so terms ($5) count as sent from the hand-over on. */
function claiming({ token, onlyIf }: { token: string; onlyIf: string }): string {
  return `
    WITH ${token} terms AS (
      UPDATE terms_challenges c SET sent_at = coalesce(c.sent_at, $3) FROM outbox o
      WHERE $5::boolean AND o.id = $1 AND c.thread_id = o.thread_id AND c.outbound_message_id = o.id ${onlyIf}
    )
    UPDATE outbox SET state = 'sending', attempts = $2, attempted_at = $3, first_attempt_at = $4, lease_until = clock_timestamp() + make_interval(secs => ${String(LEASE_SECONDS)})
    WHERE id = $1 ${onlyIf} RETURNING id`;
}

const CLAIM = claiming({ token: '', onlyIf: '' });

const CLAIM_WITH_TOKEN = claiming({
  token: `token AS (
      UPDATE send_buckets SET tokens = tokens - 1 WHERE sender = $6 AND tokens >= $7::float8 AND (blocked_until IS NULL OR blocked_until <= clock_timestamp()) RETURNING sender
    ),`,
  onlyIf: 'AND EXISTS (SELECT FROM token)',
});

/** The provider asked us to wait: nobody sends from this number before then. */
export async function blockSender(database: DatabaseHandle, sender: string, retryAfterMs: number): Promise<void> {
  await database.transaction((tx) => tx.execute(sql`
    UPDATE send_buckets SET blocked_until = greatest(blocked_until, clock_timestamp() + make_interval(secs => ${retryAfterMs / 1000})) WHERE sender = ${sender}`));
}
