// What the page behind the terms link shows and does. The page is the customer's copy, and one of the ways to accept.
import { and, eq } from 'drizzle-orm';
import { formatDateLong, formatTime, instantToLocal } from '../domain/calendar.ts';
import { formatCents } from '../domain/quote.ts';
import type { BoundDocument } from '../domain/terms.ts';
import type { Transaction } from '../db/client.ts';
import { open, sha256Hex } from '../db/sealing.ts';
import { bookings, conversationThreads, customers, evidenceEntries, personKeys, stimuli, termsAcknowledgments, termsChallenges, termsChecks } from '../db/schema.ts';
import { canonicalJson, leafHash, receiptCode } from '../evidence/canonical.ts';
import { recordAcknowledgment } from './acknowledge.ts';
import type { ActivityDeps } from './deps.ts';

export type TermsPageDeps = Pick<ActivityDeps, 'database' | 'keys' | 'business' | 'clock' | 'newId'>;

export type TermsView = {
  status: typeof termsChallenges.$inferSelect.status;
  brand: string;
  title: string;
  bodyMarkdown: string;
  version: string;
  reference: string;
  when: string;
  address: string;
  guests: string;
  priceLines: { label: string; amount: string }[];
  total: string;
  deposit: string;
  expiresAtText: string;
  acknowledgedAtText: string | null;
  receipt: string | null;
};

export type LinkAct = { token: string; ip: string | null; userAgent: string | null; receivedAtMs: number };
export type LinkResult = { result: 'agreed' | 'already_agreed' | 'expired' | 'superseded' | 'declined' | 'not_found'; threadId: string | null; stimulusId: string | null };

const NOT_FOUND: LinkResult = { result: 'not_found', threadId: null, stimulusId: null };

/** Null for a token that was never given out. */
export async function viewTerms(deps: TermsPageDeps, token: string): Promise<TermsView | null> {
  return deps.database.transaction(async (tx) => {
    const found = await load(tx, deps, token, false);
    if (found === null) return null;
    const { challenge, bound, acknowledgment, leaf } = found;
    const zone = bound.event.timeZone;
    const local = (at: Date) => {
      const { date, time } = instantToLocal(at.getTime(), zone);
      return `${formatDateLong(date, '')} at ${formatTime(time)}`;
    };
    return {
      status: challenge.status === 'live' && challenge.expiresAt.getTime() <= deps.clock() ? 'expired' : challenge.status,
      brand: bound.business.name, title: bound.terms.title, bodyMarkdown: bound.terms.body, version: bound.terms.version, reference: challenge.reference,
      when: `${formatDateLong(bound.event.date, '')} at ${formatTime(bound.event.time)}`, address: bound.event.address, guests: bound.event.guests,
      priceLines: bound.quote.lines.map((line) => ({ label: `${line.label}${line.quantity === 1 ? '' : ` x ${String(line.quantity)}`}`, amount: formatCents(line.amountCents) })),
      total: formatCents(bound.quote.totalCents), deposit: formatCents(bound.quote.depositCents), expiresAtText: local(challenge.expiresAt),
      acknowledgedAtText: acknowledgment === null ? null : local(acknowledgment.acknowledgedAt), receipt: leaf === null ? null : receiptCode(leaf),
    };
  });
}

/** The same record as a reply by text makes; the booking follows in the conversation, which is nudged with the stimulus. */
export async function acknowledgeByLink(deps: TermsPageDeps, act: LinkAct): Promise<LinkResult> {
  return deps.database.transaction(async (tx) => {
    const found = await load(tx, deps, act.token, true);
    if (found === null) return NOT_FOUND;
    const { challenge, booking, key, bound } = found;
    const dead = deadBecause(challenge, act.receivedAtMs);
    if (dead !== null) return { result: dead, threadId: challenge.threadId, stimulusId: null };
    // The booking moved on since this was shown: what is on the page is not what would be bound.
    if (booking.version !== challenge.bookingVersion || booking.status !== 'pending_terms') return { result: 'superseded', threadId: challenge.threadId, stimulusId: null };
    await recordAcknowledgment(tx, deps.newId, {
      challenge, booking, key, channel: 'web', reply: { text: `Button pressed: ${AGREE_BUTTON}`, normalized: 'button', rule: 'terms_page_button', engine: 'none', engineVersion: bound.terms.version },
      inbound: { messageId: null, providerMessageId: null, providerTime: null }, receivedAt: new Date(act.receivedAtMs), receivedClock: 'api_server', recordedAt: new Date(deps.clock()),
      fromMatchesChallenge: true, originCheck: 'link_token', ip: act.ip, userAgent: act.userAgent, turn: null, consentText: deps.business.texts.first_message_disclosure,
    });
    const stimulusId = await tellConversation(tx, deps, challenge);
    return { result: 'agreed', threadId: challenge.threadId, stimulusId };
  });
}

export async function declineByLink(deps: TermsPageDeps, act: LinkAct): Promise<LinkResult> {
  return deps.database.transaction(async (tx) => {
    const found = await load(tx, deps, act.token, true);
    if (found === null) return NOT_FOUND;
    const { challenge, booking } = found;
    const dead = deadBecause(challenge, act.receivedAtMs);
    if (dead !== null) return { result: dead, threadId: challenge.threadId, stimulusId: null };
    const now = new Date(deps.clock());
    const [entryId, checkId] = [deps.newId(), deps.newId()];
    const body = canonicalJson({ kind: 'decline', challengeId: challenge.id, checkId, result: 'declined', messageId: null, at: now.toISOString() });
    await tx.insert(evidenceEntries).values({ id: entryId, kind: 'decline', subjectId: challenge.id, body, leafHash: leafHash(body), createdAt: now });
    await tx.insert(termsChecks).values({ id: checkId, challengeId: challenge.id, kind: 'decline', result: 'declined', evidenceEntryId: entryId, createdAt: now });
    await tx.update(termsChallenges).set({ status: 'declined', closedAt: now }).where(eq(termsChallenges.id, challenge.id));
    await tx.update(bookings).set({ status: 'cancelled', endedReason: 'terms declined', updatedAt: now }).where(and(eq(bookings.id, booking.id), eq(bookings.status, 'pending_terms')));
    const stimulusId = await tellConversation(tx, deps, challenge);
    return { result: 'declined', threadId: challenge.threadId, stimulusId };
  });
}

/** The words on the button are part of the record, so they live beside it. */
export const AGREE_BUTTON = 'I agree to these terms';

/** By when we received it, never by when anything else ran. */
function deadBecause(challenge: typeof termsChallenges.$inferSelect, receivedAtMs: number): LinkResult['result'] | null {
  switch (challenge.status) {
    case 'agreed': return 'already_agreed';
    case 'declined': return 'declined';
    case 'expired': return 'expired';
    case 'superseded': case 'revoked': return 'superseded';
    case 'live': return receivedAtMs >= challenge.expiresAt.getTime() ? 'expired' : null;
  }
}

async function tellConversation(tx: Transaction, deps: TermsPageDeps, challenge: typeof termsChallenges.$inferSelect): Promise<string | null> {
  if (challenge.threadId === null) return null;
  const stimulusId = deps.newId();
  await tx.insert(stimuli).values({ id: stimulusId, threadId: challenge.threadId, kind: 'acknowledged_by_link', details: { challengeId: challenge.id }, createdAt: new Date(deps.clock()) });
  return stimulusId;
}

async function load(tx: Transaction, deps: TermsPageDeps, token: string, lock: boolean) {
  const tokenHash = Buffer.from(sha256Hex(token), 'hex');
  // The thread first, as in a turn: one order of locks, so that page and conversation never wait for each other in a circle.
  if (lock) {
    await tx.select({ id: conversationThreads.threadId }).from(conversationThreads).innerJoin(termsChallenges, eq(termsChallenges.threadId, conversationThreads.threadId))
      .where(eq(termsChallenges.linkTokenHash, tokenHash)).for('update', { of: conversationThreads });
  }
  const [row] = await tx.select({ challenge: termsChallenges, booking: bookings, keyId: personKeys.id, wrapped: personKeys.wrappedKey, acknowledgment: termsAcknowledgments, leaf: evidenceEntries.leafHash })
    .from(termsChallenges).innerJoin(bookings, eq(bookings.id, termsChallenges.bookingId)).innerJoin(customers, eq(customers.id, termsChallenges.customerId))
    .innerJoin(personKeys, eq(personKeys.id, customers.keyId)).leftJoin(termsAcknowledgments, eq(termsAcknowledgments.challengeId, termsChallenges.id))
    .leftJoin(evidenceEntries, eq(evidenceEntries.id, termsAcknowledgments.evidenceEntryId)).where(eq(termsChallenges.linkTokenHash, tokenHash));
  if (row === undefined) return null;
  const key = deps.keys.get(row.keyId, row.wrapped);
  const bound = JSON.parse(open(key, `terms_challenges.bound:${row.challenge.id}`, row.challenge.boundSealed).toString('utf8')) as BoundDocument;
  return { ...row, key, bound };
}
