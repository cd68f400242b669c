// Rows for every table, as the application would write them, so that tests of the database have something to lose.
import { randomBytes, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Quote } from '../../domain/quote.ts';
import type { Channel } from '../../domain/vocabulary.ts';
import type { DatabaseHandle } from '../../db/client.ts';
import * as t from '../../db/schema.ts';
import { commit, createKeyring, sealJson, seal, sha256Hex, type PersonKey } from '../../db/sealing.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const testKeyring = createKeyring(Buffer.alloc(32, 1), Buffer.alloc(32, 2));

export const quoteOf20: Quote = {
  currency: 'USD',
  lines: [{ code: 'adult', label: 'Adults (13+)', quantity: 20, unitCents: 5_500, amountCents: 110_000 }],
  subtotalCents: 110_000, minimumAdjustmentCents: 0, travelCents: 0, totalCents: 110_000, depositCents: 10_000, balanceCents: 100_000,
  gratuityNote: 'Gratuity is at your discretion.', unpriced: [],
};

export type BookingRow = typeof t.bookings.$inferInsert;

/** An event at 18:00 in California, `days` from now, with set-up and an hour's drive either way. */
export function bookingRow(now: Date, customerId: string, days: number, row: Partial<BookingRow> = {}): BookingRow {
  const eventDate = new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10);
  const startsAt = new Date(Date.parse(`${eventDate}T18:00:00-08:00`));
  return {
    id: randomUUID(), customerId, source: 'sms', status: 'pending_terms', eventDate, eventTime: '18:00:00', timeZone: 'America/Los_Angeles',
    startsAt, busy: range(startsAt.getTime() - 105 * MINUTE_MS, startsAt.getTime() + 3 * HOUR_MS), chef: 1, adults: 20,
    quote: quoteOf20, totalCents: quoteOf20.totalCents, depositCents: quoteOf20.depositCents,
    depositDeadline: new Date(now.getTime() + 4 * HOUR_MS), holdExpiresAt: new Date(now.getTime() + DAY_MS),
    createdAt: now, updatedAt: now, ...row,
  };
}

export function range(fromMs: number, toMs: number): string {
  return `[${new Date(fromMs).toISOString()},${new Date(toMs).toISOString()})`;
}

export type ChallengeRow = typeof t.termsChallenges.$inferInsert;

export function challengeRow(key: PersonKey, booking: { id: string; customerId: string }, at: Date, row: Partial<ChallengeRow> = {}): ChallengeRow {
  const id = randomUUID();
  const bound = JSON.stringify({ terms: '2026-01', total: quoteOf20.totalCents, booking: booking.id });
  return {
    id, bookingId: booking.id, customerId: booking.customerId, channel: 'sms', status: 'live', reference: reference(),
    linkTokenHash: randomBytes(32), linkTokenSealed: seal(key, `terms_challenges.link_token:${id}`, randomBytes(16)),
    termsVersion: '2026-01', language: 'en', boundSealed: seal(key, `terms_challenges.bound:${id}`, bound), boundHash: sha256Hex(bound), bookingVersion: 1,
    sentTextSealed: seal(key, `terms_challenges.sent_text:${id}`, 'Reply "I agree" to book.'),
    sentAt: new Date(at.getTime() + 1_000), expiresAt: new Date(at.getTime() + DAY_MS), createdAt: at, ...row,
  };
}

function reference(): string {
  const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
  return [...randomBytes(6)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

export function evidenceRow(kind: string, subjectId: string, at: Date): typeof t.evidenceEntries.$inferInsert {
  const body = JSON.stringify({ kind, subject: subjectId });
  return { id: randomUUID(), kind, subjectId, body, leafHash: Buffer.from(sha256Hex(Buffer.concat([Buffer.from([0]), Buffer.from(body)])), 'hex'), createdAt: at };
}

export type AcknowledgmentRow = typeof t.termsAcknowledgments.$inferInsert;

export function acknowledgmentRow(key: PersonKey, challenge: ChallengeRow, evidenceEntryId: string, at: Date, row: Partial<AcknowledgmentRow> = {}): AcknowledgmentRow {
  const id = randomUUID();
  return {
    id, bookingId: challenge.bookingId, customerId: challenge.customerId, challengeId: challenge.id, channel: challenge.channel,
    acknowledgedAt: at, verified: true, outcome: 'pending', termsVersion: challenge.termsVersion, language: challenge.language,
    boundHash: challenge.boundHash, bookingVersion: challenge.bookingVersion, totalCents: quoteOf20.totalCents,
    sentTextCommitment: commit(key, 'sent_text', 'Reply "I agree" to book.'), outboundMessageId: null, outboundProviderMessageId: '9001',
    challengeSentAt: challenge.sentAt ?? null, challengeExpiresAt: challenge.expiresAt,
    replySealed: seal(key, `terms_acknowledgments.reply:${id}`, 'i agre'), replyCommitment: commit(key, 'reply', 'i agre'),
    replyNormalizedSealed: seal(key, `terms_acknowledgments.reply_normalized:${id}`, 'i agree'), inboundProviderMessageId: '9002',
    readerEngine: 'rules', readerVersion: '1', rule: 'typo_of_agree', providerTime: at, receivedAt: at, receivedClock: 'api_server', recordedAt: at,
    fromMatchesChallenge: true, originCheck: 'static_token', ipSealed: seal(key, `terms_acknowledgments.ip:${id}`, '203.0.113.7'),
    userAgentSealed: seal(key, `terms_acknowledgments.user_agent:${id}`, 'none'), recordHash: sha256Hex(id), evidenceEntryId, ...row,
  };
}

export type Person = { customerId: string; key: PersonKey; addressId: string };

export async function addPerson({ db }: Pick<DatabaseHandle, 'db'>, name: string, phone: string, now: Date): Promise<Person> {
  const keyId = randomUUID();
  const customerId = randomUUID();
  const addressId = randomUUID();
  const { personKey, wrapped } = testKeyring.newPersonKey(keyId);
  await db.insert(t.personKeys).values({ id: keyId, wrappedKey: wrapped, masterKeyId: testKeyring.masterKeyId, createdAt: now });
  await db.insert(t.customers).values({
    id: customerId, keyId, nameSealed: seal(personKey, `customers.name:${customerId}`, name),
    emailSealed: seal(personKey, `customers.email:${customerId}`, 'guest@example.com'), createdAt: now,
  });
  await db.insert(t.customerAddresses).values({
    id: addressId, customerId, kind: 'phone', blindIndex: testKeyring.blindIndex('phone', phone),
    valueSealed: seal(personKey, `customer_addresses.value:${addressId}`, phone), optOutHash: testKeyring.optOutHash(phone), createdAt: now,
  });
  return { customerId, key: personKey, addressId };
}

export async function addThread({ db }: Pick<DatabaseHandle, 'db'>, person: Person, channel: Channel, now: Date): Promise<string> {
  const threadId = randomUUID();
  await db.insert(t.conversationThreads).values({
    threadId, customerId: person.customerId, addressId: person.addressId, channel, messages: 2, state: 'booking_complete',
    bookingData: sealJson(person.key, `conversation_threads.booking_data:${threadId}`, { partySize: 20 }), turns: 1, createdAt: now, updatedAt: now,
  });
  return threadId;
}

/** What the contract's five queries must count in the rows of `fillEveryTable`. */
export const expectedCounts = {
  acknowledgedBookings7Days: 2,
  textAndPhoneBookings: 4,
  invalidReplies24Hours: 2,
  bookingMatters7Days: { complete: 2, escalated: 1, all: 4 },
  originFailures1Hour: 3,
};

/**
 * Fills every table through the application's own login, in the order a live system would.
 * Another `round` is about other people and other chefs, so that it fits beside the rows of the first.
 */
export async function fillEveryTable(handle: DatabaseHandle, now: Date, round = 0): Promise<void> {
  const { db } = handle;
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const maya = await addPerson(handle, 'Maya Tanaka', `+1916555${String(round)}101`, ago(20 * DAY_MS));
  const ben = await addPerson(handle, 'Ben Ortiz', `+1916555${String(round)}102`, ago(20 * DAY_MS));
  const erasedKeyId = randomUUID();
  await db.insert(t.personKeys).values({ id: erasedKeyId, wrappedKey: null, masterKeyId: testKeyring.masterKeyId, createdAt: ago(90 * DAY_MS), destroyedAt: ago(DAY_MS) });
  await db.insert(t.customers).values({ id: randomUUID(), keyId: erasedKeyId, createdAt: ago(90 * DAY_MS), mergedInto: ben.customerId, erasedAt: ago(DAY_MS) });
  const threadId = await addThread(handle, maya, 'sms', ago(10 * DAY_MS));

  const waiverId = randomUUID();
  await db.insert(t.emergencyWaivers).values({ id: waiverId, grantedBy: 'aki', reason: 'text provider down', validUntil: ago(-DAY_MS), createdAt: ago(DAY_MS) });
  const consent = { smsConsent: true, smsConsentAt: ago(3 * DAY_MS), smsConsentChannel: 'sms', smsConsentText: 'You agree to texts about this booking.', smsConsentIpSealed: seal(maya.key, 'bookings.sms_consent_ip', '203.0.113.7') } as const;
  const details = (person: Person) => sealJson(person.key, 'bookings.details', { line1: '123 Main St', city: 'Sacramento', name: 'Maya Tanaka' });
  const chef = (number: number) => 3 * round + number;
  const byText = bookingRow(now, maya.customerId, 30, { chef: chef(1), ...consent, threadId, detailsSealed: details(maya), createdAt: ago(3 * DAY_MS) });
  const byPhone = bookingRow(now, ben.customerId, 30, { source: 'phone', chef: chef(2), status: 'confirmed', confirmedAt: ago(DAY_MS), confirmedByStaff: 'aki', detailsSealed: details(ben) });
  const waived = bookingRow(now, ben.customerId, 31, { source: 'whatsapp', chef: chef(2), status: 'confirmed', confirmedAt: ago(HOUR_MS), waiverId, smsConsent: false, smsConsentAt: ago(HOUR_MS), smsConsentChannel: 'whatsapp', smsConsentText: 'No texts, please.' });
  const waiting = bookingRow(now, ben.customerId, 32, { source: 'ai_chat', chef: chef(1) });
  const past = bookingRow(now, maya.customerId, -2, { source: 'sms', chef: chef(1), depositPaidAt: ago(9 * DAY_MS), createdAt: ago(12 * DAY_MS) });
  const cancelled = bookingRow(now, ben.customerId, 30, { source: 'web', chef: chef(2), status: 'cancelled', endedReason: 'declined' });
  const changed = bookingRow(now, ben.customerId, 40, { source: 'in_person', chef: chef(3) });
  await db.insert(t.bookings).values([byText, byPhone, waived, waiting, past, cancelled, changed]);

  // Two for one booking within the week (a change made a new challenge), one for another, one too old to count.
  const agreed = [
    { key: maya.key, booking: byText, at: ago(2 * DAY_MS) }, { key: maya.key, booking: byText, at: ago(3 * DAY_MS) },
    { key: ben.key, booking: changed, at: ago(4 * DAY_MS) }, { key: maya.key, booking: past, at: ago(10 * DAY_MS) },
  ].map((item) => ({ ...item, challenge: challengeRow(item.key, item.booking, ago(now.getTime() - item.at.getTime() + HOUR_MS), { status: 'agreed', closedAt: item.at, threadId }) }));
  const live = challengeRow(ben.key, waiting, ago(HOUR_MS), { addressId: ben.addressId, threadId });
  const declined = challengeRow(ben.key, cancelled, ago(2 * HOUR_MS), { status: 'declined', closedAt: ago(HOUR_MS) });
  await db.insert(t.termsChallenges).values([...agreed.map((item) => item.challenge), live, declined]);
  for (const { key, booking, challenge, at } of agreed) {
    const entry = evidenceRow('acknowledgment', challenge.id, at);
    await db.insert(t.evidenceEntries).values(entry);
    const row = acknowledgmentRow(key, challenge, entry.id, at, { threadId, outcome: 'booked', workflowId: `conversation-${threadId}`, workflowRunId: 'run-1', turnNumber: 1 });
    await db.insert(t.termsAcknowledgments).values(row);
    await db.insert(t.termsChecks).values({ id: randomUUID(), challengeId: challenge.id, acknowledgmentId: row.id, kind: 'provider_read_back', result: 'matches', detailsSealed: seal(key, 'terms_checks.details', '{}'), evidenceEntryId: entry.id, createdAt: at });
    await db.update(t.bookings).set({ status: booking === past ? 'completed' : 'confirmed', confirmedAt: at, acknowledgmentId: row.id }).where(eq(t.bookings.id, booking.id));
  }
  await addConversation(handle, maya, threadId, byText.id, now, round);
  await addOperations(handle, threadId, byText.id, now);
}

async function addConversation({ db }: DatabaseHandle, person: Person, threadId: string, bookingId: string, now: Date, round: number): Promise<void> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const turnId = randomUUID();
  await db.insert(t.turns).values({
    id: turnId, threadId, workflowId: `conversation-${threadId}`, firstRunId: 'run-1', turnNumber: 1, position: 1, previousHash: null,
    recordSealed: sealJson(person.key, `turns.record:${turnId}`, { said: 'i agre' }), recordHash: sha256Hex(turnId), engine: 'rules', engineVersion: '1', profileVersion: '1',
    result: { turnId, consumed: [], stage: 'booking_complete', channel: 'sms', needsPerson: false, steps: [], wakeAtMs: null, engine: 'rules', recordHash: sha256Hex(turnId), settled: true, graceMs: 0 },
    decidedAt: ago(2 * DAY_MS),
  });
  const inbound = (number: number, receivedAt: Date, row: Partial<typeof t.messages.$inferInsert> = {}) => ({
    id: randomUUID(), threadId, number, direction: 'inbound' as const, channel: 'sms' as const, author: 'customer' as const, keyId: person.key.id,
    bodySealed: seal(person.key, 'messages.body', 'i agre'), providerMessageId: `in-${String(round)}-${String(number)}`, providerTime: receivedAt, receivedAt,
    originCheck: 'static_token' as const, rawSealed: seal(person.key, 'messages.raw', '{}'), consumedBy: turnId, ...row,
  });
  // Invalid replies: two today, one yesterday's, and one by another channel, which is not an SMS.
  await db.insert(t.messages).values([
    inbound(1, ago(2 * DAY_MS)), inbound(2, ago(HOUR_MS), { invalidReply: true }), inbound(3, ago(2 * HOUR_MS), { invalidReply: true }),
    inbound(4, ago(30 * HOUR_MS), { invalidReply: true }), inbound(5, ago(HOUR_MS), { invalidReply: true, channel: 'whatsapp' }), inbound(6, ago(MINUTE_MS), { consumedBy: null }),
  ]);
  const outboundId = randomUUID();
  await db.insert(t.messages).values({ id: outboundId, threadId, number: 7, direction: 'outbound', channel: 'sms', author: 'assistant', keyId: person.key.id, bodySealed: seal(person.key, 'messages.body', 'Booked!'), receivedAt: ago(DAY_MS) });
  await db.insert(t.outbox).values({
    id: outboundId, threadId, turnId, class: 'confirmation', channel: 'sms', state: 'sent', dedupeKey: `confirmation:${bookingId}`, basis: 'booking_service',
    toSealed: seal(person.key, `outbox.to:${outboundId}`, '+19165550101'), toOptOutHash: testKeyring.optOutHash('+19165550101'), attempts: 1, firstAttemptAt: ago(DAY_MS), attemptedAt: ago(DAY_MS),
    sentAt: ago(DAY_MS), providerMessageId: 'out-7', providerStatus: 'Delivered', createdAt: ago(DAY_MS),
  });
  await db.insert(t.stimuli).values({ id: randomUUID(), threadId, kind: 'task_resolved', details: { taskId: randomUUID() }, createdAt: ago(HOUR_MS), consumedBy: turnId });
  const matter = (intent: 'booking' | 'inquiry', stage: 'booking_complete' | 'escalated' | 'collecting_info', createdAt: Date) => ({ id: randomUUID(), threadId, intent, stage, bookingId: stage === 'booking_complete' ? bookingId : null, createdAt, updatedAt: createdAt });
  const matters = [
    matter('booking', 'booking_complete', ago(2 * DAY_MS)), matter('booking', 'booking_complete', ago(3 * DAY_MS)), matter('booking', 'escalated', ago(4 * DAY_MS)),
    matter('booking', 'collecting_info', ago(HOUR_MS)), matter('booking', 'booking_complete', ago(8 * DAY_MS)), matter('inquiry', 'escalated', ago(HOUR_MS)),
  ];
  await db.insert(t.aiConversations).values(matters);
  await db.update(t.conversationThreads).set({ currentMatterId: matters[0]?.id ?? null, messages: 7 }).where(eq(t.conversationThreads.threadId, threadId));
}

async function addOperations({ db }: DatabaseHandle, threadId: string, bookingId: string, now: Date): Promise<void> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const taskId = randomUUID();
  await db.insert(t.humanTasks).values({ id: taskId, threadId, bookingId, reason: 'asked_for_person', status: 'resolved', claimedBy: 'aki', claimedAt: ago(HOUR_MS), resolution: 'answered', resolvedBy: 'aki', resolvedVia: 'admin_api', resolvedAt: ago(MINUTE_MS), createdAt: ago(2 * HOUR_MS) });
  await db.insert(t.staffActions).values({ id: randomUUID(), actor: 'aki', action: 'resolve', threadId, taskId, bookingId, details: { taskId }, createdAt: ago(MINUTE_MS) });
  await db.insert(t.aiUsage).values({ threadId, usedOn: ago(HOUR_MS).toISOString().slice(0, 10), calls: 2, inputTokens: 1_800, cachedTokens: 900, outputTokens: 240, costMicrodollars: 1_000, outcomes: { answered: 1, timeout: 1 } });
  await db.insert(t.switches).values({ name: 'assistant_enabled', value: true, changedBy: 'aki', changedAt: ago(DAY_MS) });
  await db.insert(t.sendBuckets).values({ sender: '+19167408768', tokens: 40, refilledAt: now });
  await db.insert(t.optOuts).values({ addressHash: testKeyring.optOutHash('+19165550199'), optedOutAt: ago(DAY_MS), ground: 'keyword' });
  await db.insert(t.providerState).values({ provider: 'ringcentral', subscriptionId: 'sub-1', subscriptionStatus: 'Active', subscriptionExpiresAt: ago(-DAY_MS), checkedAt: now, backfilledTo: now });
  const log = (status: 'accepted' | 'signature_validation_failed', createdAt: Date) => ({ id: randomUUID(), provider: 'ringcentral', status, bodyBytes: 500, createdAt });
  await db.insert(t.webhookLogs).values([
    log('accepted', ago(MINUTE_MS)), log('signature_validation_failed', ago(MINUTE_MS)), log('signature_validation_failed', ago(10 * MINUTE_MS)),
    log('signature_validation_failed', ago(50 * MINUTE_MS)), log('signature_validation_failed', ago(2 * HOUR_MS)),
  ]);
  const entry = evidenceRow('archived_history', threadId, ago(MINUTE_MS));
  await db.insert(t.evidenceEntries).values(entry);
  await db.insert(t.archivedHistories).values({
    workflowId: `conversation-${threadId}`, runId: 'run-1', workflowType: 'conversation', threadId, firstRunId: 'run-1', startedAt: ago(DAY_MS), closedAt: ago(HOUR_MS),
    closeStatus: 'completed', eventCount: 40, historyGzip: Buffer.from([31, 139]), historyHash: sha256Hex('history'), evidenceEntryId: entry.id, archivedAt: ago(MINUTE_MS),
  });
}
