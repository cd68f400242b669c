// Records an acknowledgment: the fact is committed first, always; the booking follows from it.
import { eq } from 'drizzle-orm';
import type { Transaction } from '../db/client.ts';
import { commit, open, seal, type PersonKey } from '../db/sealing.ts';
import { bookings, evidenceEntries, outbox, termsAcknowledgments, termsChallenges, type OriginCheck } from '../db/schema.ts';
import type { Channel } from '../domain/vocabulary.ts';
import { canonicalJson, leafHash, receiptCode, sha256Hex } from '../evidence/canonical.ts';

export type Acknowledgment = {
  challenge: typeof termsChallenges.$inferSelect;
  booking: typeof bookings.$inferSelect;
  key: PersonKey;
  channel: Channel;
  reply: { text: string; normalized: string; rule: string; engine: string; engineVersion: string };
  inbound: { messageId: string | null; providerMessageId: string | null; providerTime: Date | null };
  receivedAt: Date;
  receivedClock: 'api_server' | 'worker';
  recordedAt: Date;
  fromMatchesChallenge: boolean;
  originCheck: OriginCheck;
  ip: string | null;
  userAgent: string | null;
  turn: { threadId: string; workflowId: string; runId: string; number: number } | null;
  /** The sentence about texts that the customer was shown, recorded as SMS consent. */
  consentText: string;
};

export type Recorded = { acknowledgmentId: string; receipt: string };

/** Whether a check on record supports the acknowledgment; never set by hand. */
export function isVerified(originCheck: OriginCheck, fromMatchesChallenge: boolean): boolean {
  return fromMatchesChallenge && originCheck !== 'skipped' && originCheck !== 'none';
}

export async function recordAcknowledgment(tx: Transaction, newId: () => string, ack: Acknowledgment): Promise<Recorded> {
  const { challenge, booking, key, reply, inbound } = ack;
  const acknowledgmentId = newId();
  const entryId = newId();
  const [outbound] = challenge.outboundMessageId === null ? [] : await tx.select({ providerMessageId: outbox.providerMessageId }).from(outbox).where(eq(outbox.id, challenge.outboundMessageId));
  const sentText = open(key, `terms_challenges.sent_text:${challenge.id}`, challenge.sentTextSealed);
  const columns = {
    id: acknowledgmentId, bookingId: booking.id, customerId: booking.customerId, challengeId: challenge.id, channel: ack.channel, acknowledgedAt: ack.receivedAt,
    termsVersion: challenge.termsVersion, language: challenge.language, boundHash: challenge.boundHash, bookingVersion: challenge.bookingVersion, totalCents: booking.totalCents,
    sentTextCommitment: commit(key, 'sent_text', sentText), outboundMessageId: challenge.outboundMessageId, outboundProviderMessageId: outbound?.providerMessageId ?? null,
    challengeSentAt: challenge.sentAt, challengeExpiresAt: challenge.expiresAt,
    replySealed: seal(key, `terms_acknowledgments.reply:${acknowledgmentId}`, reply.text), replyCommitment: commit(key, 'reply', reply.text),
    replyNormalizedSealed: seal(key, `terms_acknowledgments.reply_normalized:${acknowledgmentId}`, reply.normalized),
    inboundMessageId: inbound.messageId, inboundProviderMessageId: inbound.providerMessageId, readerEngine: reply.engine, readerVersion: reply.engineVersion, rule: reply.rule,
    providerTime: inbound.providerTime, receivedAt: ack.receivedAt, receivedClock: ack.receivedClock, recordedAt: ack.recordedAt,
    fromMatchesChallenge: ack.fromMatchesChallenge, originCheck: ack.originCheck,
    ipSealed: ack.ip === null ? null : seal(key, `terms_acknowledgments.ip:${acknowledgmentId}`, ack.ip),
    userAgentSealed: ack.userAgent === null ? null : seal(key, `terms_acknowledgments.user_agent:${acknowledgmentId}`, ack.userAgent),
    witnessedBy: null,
    threadId: ack.turn?.threadId ?? challenge.threadId, workflowId: ack.turn?.workflowId ?? null, workflowRunId: ack.turn?.runId ?? null, turnNumber: ack.turn?.number ?? null,
  };
  const recordHash = acknowledgmentHash({ ...columns, evidenceEntryId: entryId });
  // No personal data: ids, commitments and times only.
  const body = canonicalJson({
    kind: 'acknowledgment', acknowledgmentId, challengeId: challenge.id, bookingId: booking.id, channel: ack.channel, termsVersion: challenge.termsVersion,
    boundHash: challenge.boundHash, replyCommitment: columns.replyCommitment, sentTextCommitment: columns.sentTextCommitment,
    receivedAt: ack.receivedAt.toISOString(), recordedAt: ack.recordedAt.toISOString(), recordHash,
  });
  const leaf = leafHash(body);
  await tx.insert(evidenceEntries).values({ id: entryId, kind: 'acknowledgment', subjectId: acknowledgmentId, body, leafHash: leaf, createdAt: ack.recordedAt });
  await Promise.all([
    tx.insert(termsAcknowledgments).values({ ...columns, verified: isVerified(ack.originCheck, ack.fromMatchesChallenge), outcome: 'pending', recordHash, evidenceEntryId: entryId }),
    tx.update(termsChallenges).set({ status: 'agreed', closedAt: ack.recordedAt }).where(eq(termsChallenges.id, challenge.id)),
    tx.update(bookings).set({
      acknowledgmentId, smsConsent: true, smsConsentAt: ack.receivedAt, smsConsentChannel: ack.channel, smsConsentText: ack.consentText,
      smsConsentIpSealed: ack.ip === null ? null : seal(key, `bookings.sms_consent_ip:${booking.id}`, ack.ip), updatedAt: ack.recordedAt,
    }).where(eq(bookings.id, booking.id)),
  ]);
  return { acknowledgmentId, receipt: receiptCode(leaf) };
}

/** SHA-256 over every column but `verified` and `outcome`; bytes as hex, times as ISO 8601. */
export function acknowledgmentHash(columns: Record<string, unknown>): string {
  const plain = Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('hex') : value instanceof Date ? value.toISOString() : value]));
  return sha256Hex(canonicalJson(plain));
}

export async function receiptOf(tx: Transaction, acknowledgmentId: string): Promise<string | null> {
  const [entry] = await tx.select({ leaf: evidenceEntries.leafHash }).from(evidenceEntries).where(eq(evidenceEntries.subjectId, acknowledgmentId));
  return entry === undefined ? null : receiptCode(entry.leaf);
}
