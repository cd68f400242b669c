// The tables as drizzle sees them; the migrations are the truth, and a test compares the two.
import { sql } from 'drizzle-orm';
import { bigint, boolean, customType, date, doublePrecision, integer, jsonb, pgTable, primaryKey, smallint, text, time, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { ModelOutcome } from '../domain/model-usage.ts';
import type { Channel, Engine, Intent, Stage } from '../domain/vocabulary.ts';
import type { TurnResult } from '../domain/steps.ts';
import type { Quote } from '../domain/quote.ts';

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
const at = () => timestamp({ withTimezone: true, mode: 'date' });
/** A Postgres range in its text form, `[2026-12-20 22:00:00+00,…)`. */
const tstzrange = customType<{ data: string; driverData: string }>({ dataType: () => 'tstzrange' });

export type BookingStatus = 'pending_terms' | 'confirmed' | 'cancelled' | 'expired' | 'completed';
export type ChallengeStatus = 'live' | 'agreed' | 'declined' | 'expired' | 'superseded' | 'revoked';
export type OriginCheck = 'static_token' | 'hmac_signature' | 'link_token' | 'session' | 'witness' | 'read_back' | 'skipped' | 'none';
export type OutboxState = 'intended' | 'sending' | 'sent' | 'not_sent' | 'unknown' | 'void';
export type SendBasis = 'reply_to_customer' | 'terms_of_request' | 'booking_service' | 'opt_out_confirmation' | 'staff' | 'consent';
export type AddressKind = 'phone' | 'whatsapp' | 'email' | 'chat';
export type MessageChannel = Channel | 'webhook';
export type StimulusKind = 'staff_action' | 'acknowledged_by_link' | 'task_unanswered' | 'task_resolved' | 'delivery_failed';
export type TaskStatus = 'open' | 'claimed' | 'resolved';
export type WebhookStatus = 'accepted' | 'accepted_unverified' | 'duplicate' | 'ignored' | 'handshake' | 'signature_validation_failed' | 'invalid_body' | 'body_too_large' | 'error';

export const personKeys = pgTable('person_keys', {
  id: uuid().primaryKey(),
  wrappedKey: bytea(),
  masterKeyId: text().notNull(),
  createdAt: at().notNull().defaultNow(),
  destroyedAt: at(),
});

export const customers = pgTable('customers', {
  id: uuid().primaryKey(),
  keyId: uuid().notNull(),
  nameSealed: bytea(),
  emailSealed: bytea(),
  createdAt: at().notNull().defaultNow(),
  mergedInto: uuid(),
  erasedAt: at(),
});

export const customerAddresses = pgTable('customer_addresses', {
  id: uuid().primaryKey(),
  customerId: uuid().notNull(),
  kind: text().$type<AddressKind>().notNull(),
  blindIndex: bytea(),
  valueSealed: bytea(),
  optOutHash: bytea(),
  createdAt: at().notNull().defaultNow(),
});

export const bookings = pgTable('bookings', {
  id: uuid().primaryKey(),
  customerId: uuid().notNull(),
  source: text().$type<Channel>().notNull(),
  status: text().$type<BookingStatus>().notNull(),
  version: integer().notNull().default(1),
  eventDate: date({ mode: 'string' }).notNull(),
  eventTime: time().notNull(),
  timeZone: text().notNull(),
  startsAt: at().notNull(),
  busy: tstzrange().notNull(),
  chef: smallint().notNull(),
  adults: smallint().notNull(),
  children: smallint().notNull().default(0),
  infants: smallint().notNull().default(0),
  detailsSealed: bytea(),
  quote: jsonb().$type<Quote>().notNull(),
  totalCents: integer().notNull(),
  depositCents: integer().notNull(),
  depositDeadline: at(),
  depositPaidAt: at(),
  holdExpiresAt: at(),
  confirmedAt: at(),
  endedReason: text(),
  createdAt: at().notNull().defaultNow(),
  updatedAt: at().notNull().defaultNow(),
  smsConsent: boolean(),
  smsConsentAt: at(),
  smsConsentChannel: text().$type<Channel>(),
  smsConsentText: text(),
  smsConsentIpSealed: bytea(),
  acknowledgmentId: uuid(),
  confirmedByStaff: text(),
  waiverId: uuid(),
  threadId: uuid(),
  replacesBookingId: uuid(),
  originalBookingId: uuid(),
  lineageId: uuid().notNull().generatedAlwaysAs(sql`coalesce(original_booking_id, id)`),
  reschedules: smallint().notNull().default(0),
  cancelledAt: at(),
  refundDueCents: integer(),
});

export const evidenceEntries = pgTable('evidence_entries', {
  id: uuid().primaryKey(),
  kind: text().notNull(),
  subjectId: uuid().notNull(),
  body: text().notNull(),
  leafHash: bytea().notNull(),
  createdAt: at().notNull(),
});

export const termsChallenges = pgTable('terms_challenges', {
  id: uuid().primaryKey(),
  bookingId: uuid().notNull(),
  customerId: uuid().notNull(),
  addressId: uuid(),
  channel: text().$type<Channel>().notNull(),
  status: text().$type<ChallengeStatus>().notNull(),
  reference: text().notNull(),
  linkTokenHash: bytea().notNull(),
  linkTokenSealed: bytea().notNull(),
  termsVersion: text().notNull(),
  language: text().notNull(),
  boundSealed: bytea().notNull(),
  boundHash: text().notNull(),
  bookingVersion: integer().notNull(),
  sentTextSealed: bytea().notNull(),
  outboundMessageId: uuid(),
  sentAt: at(),
  expiresAt: at().notNull(),
  closedAt: at(),
  createdAt: at().notNull(),
  threadId: uuid(),
});

export const termsAcknowledgments = pgTable('terms_acknowledgments', {
  id: uuid().primaryKey(),
  bookingId: uuid().notNull(),
  customerId: uuid().notNull(),
  challengeId: uuid().notNull(),
  channel: text().$type<Channel>().notNull(),
  acknowledgedAt: at().notNull(),
  verified: boolean().notNull(),
  outcome: text().$type<'pending' | 'booked' | 'not_booked'>().notNull(),
  termsVersion: text().notNull(),
  language: text().notNull(),
  boundHash: text().notNull(),
  bookingVersion: integer().notNull(),
  totalCents: integer().notNull(),
  sentTextCommitment: text(),
  outboundMessageId: uuid(),
  outboundProviderMessageId: text(),
  challengeSentAt: at(),
  challengeExpiresAt: at().notNull(),
  replySealed: bytea().notNull(),
  replyCommitment: text().notNull(),
  replyNormalizedSealed: bytea(),
  inboundMessageId: uuid(),
  inboundProviderMessageId: text(),
  readerEngine: text().notNull(),
  readerVersion: text().notNull(),
  rule: text().notNull(),
  providerTime: at(),
  receivedAt: at().notNull(),
  receivedClock: text().$type<'api_server' | 'worker'>().notNull(),
  recordedAt: at().notNull(),
  fromMatchesChallenge: boolean().notNull(),
  originCheck: text().$type<OriginCheck>().notNull(),
  ipSealed: bytea(),
  userAgentSealed: bytea(),
  witnessedBy: text(),
  threadId: uuid(),
  workflowId: text(),
  workflowRunId: text(),
  turnNumber: integer(),
  recordHash: text().notNull(),
  evidenceEntryId: uuid().notNull(),
});

export const termsChecks = pgTable('terms_checks', {
  id: uuid().primaryKey(),
  challengeId: uuid().notNull(),
  acknowledgmentId: uuid(),
  kind: text().$type<'provider_read_back' | 'decline' | 'refused_reply' | 'expiry' | 'outcome' | 'verified'>().notNull(),
  result: text().notNull(),
  messageId: uuid(),
  detailsSealed: bytea(),
  evidenceEntryId: uuid(),
  createdAt: at().notNull(),
});

export const conversationThreads = pgTable('conversation_threads', {
  threadId: uuid().primaryKey(),
  customerId: uuid().notNull(),
  addressId: uuid().notNull(),
  channel: text().$type<Channel>().notNull(),
  messages: integer().notNull().default(0),
  state: text().$type<Stage>().notNull().default('initial'),
  bookingData: bytea(),
  turns: integer().notNull().default(0),
  lastTurnHash: text(),
  owner: text().notNull().default('assistant'),
  version: integer().notNull().default(1),
  currentMatterId: uuid(),
  createdAt: at().notNull(),
  updatedAt: at().notNull(),
  closedAt: at(),
});

export const turns = pgTable('turns', {
  id: uuid().primaryKey(),
  threadId: uuid().notNull(),
  workflowId: text().notNull(),
  firstRunId: text().notNull(),
  turnNumber: integer().notNull(),
  position: integer().notNull(),
  previousHash: text(),
  recordSealed: bytea().notNull(),
  recordHash: text().notNull(),
  engine: text().$type<Engine>().notNull(),
  engineVersion: text().notNull(),
  profileVersion: text().notNull(),
  result: jsonb().$type<TurnResult>().notNull(),
  decidedAt: at().notNull(),
});

export const messages = pgTable('messages', {
  id: uuid().primaryKey(),
  threadId: uuid(),
  number: integer(),
  direction: text().$type<'inbound' | 'outbound'>().notNull(),
  channel: text().$type<MessageChannel>().notNull(),
  author: text().$type<'customer' | 'assistant' | 'staff' | 'system'>().notNull(),
  keyId: uuid().notNull(),
  bodySealed: bytea().notNull(),
  providerMessageId: text(),
  providerTime: at(),
  receivedAt: at().notNull(),
  originCheck: text().$type<OriginCheck>(),
  rawSealed: bytea(),
  invalidReply: boolean().notNull().default(false),
  consumedBy: uuid(),
  nudgedAt: at(),
});

export const stimuli = pgTable('stimuli', {
  id: uuid().primaryKey(),
  threadId: uuid().notNull(),
  kind: text().$type<StimulusKind>().notNull(),
  details: jsonb().$type<Record<string, string | number | boolean | null>>().notNull(),
  createdAt: at().notNull(),
  consumedBy: uuid(),
  nudgedAt: at(),
});

export const aiConversations = pgTable('ai_conversations', {
  id: uuid().primaryKey(),
  threadId: uuid().notNull(),
  intent: text().$type<Intent>(),
  stage: text().$type<Stage>().notNull(),
  escalationReason: text(),
  bookingId: uuid(),
  createdAt: at().notNull(),
  updatedAt: at().notNull(),
});

export const outbox = pgTable('outbox', {
  id: uuid().primaryKey(),
  threadId: uuid(),
  turnId: uuid(),
  class: text().$type<MessageClass>().notNull(),
  channel: text().$type<'sms' | 'whatsapp' | 'ai_chat' | 'phone' | 'email' | 'webhook'>().notNull(),
  state: text().$type<OutboxState>().notNull(),
  dedupeKey: text().notNull(),
  basis: text().$type<SendBasis>().notNull(),
  toSealed: bytea().notNull(),
  toOptOutHash: bytea(),
  attempts: smallint().notNull().default(0),
  leaseUntil: at(),
  firstAttemptAt: at(),
  attemptedAt: at(),
  notBefore: at(),
  sentAt: at(),
  providerMessageId: text(),
  providerTime: at(),
  providerStatus: text(),
  failureCode: text(),
  readBacks: smallint().notNull().default(0),
  firstAbsentAt: at(),
  createdAt: at().notNull(),
});
export type MessageClass = 'reply' | 'handover' | 'terms' | 'terms_reply' | 'confirmation' | 'reminder' | 'notice' | 'stop_confirmation' | 'start_confirmation' | 'help' | 'staff_reply' | 'staff_alert' | 'staff_webhook';

export const sendBuckets = pgTable('send_buckets', { sender: text().primaryKey(), tokens: doublePrecision().notNull(), refilledAt: at().notNull(), blockedUntil: at() });

export const optOuts = pgTable('opt_outs', {
  addressHash: bytea().primaryKey(),
  optedOutAt: at().notNull(),
  optedInAt: at(),
  ground: text().$type<'keyword' | 'free_form' | 'provider' | 'staff'>().notNull(),
  messageId: uuid(),
});

export const webhookLogs = pgTable('webhook_logs', {
  id: uuid().primaryKey(),
  provider: text().notNull(),
  status: text().$type<WebhookStatus>().notNull(),
  detail: text(),
  eventId: text(),
  messageId: uuid(),
  bodyBytes: integer(),
  createdAt: at().notNull(),
});

export const providerState = pgTable('provider_state', {
  provider: text().primaryKey(),
  subscriptionId: text(),
  subscriptionStatus: text(),
  subscriptionExpiresAt: at(),
  checkedAt: at(),
  backfilledTo: at(),
});

export const humanTasks = pgTable('human_tasks', {
  id: uuid().primaryKey(),
  threadId: uuid().notNull(),
  bookingId: uuid(),
  reason: text().notNull(),
  status: text().$type<TaskStatus>().notNull(),
  version: integer().notNull().default(1),
  claimedBy: text(),
  claimedAt: at(),
  reminders: integer().notNull().default(0),
  resolution: text(),
  resolvedBy: text(),
  resolvedVia: text().$type<'admin_api' | 'temporal_ui' | 'conversation'>(),
  resolvedAt: at(),
  createdAt: at().notNull(),
});

export const staffActions = pgTable('staff_actions', {
  id: uuid().primaryKey(),
  actor: text().notNull(),
  action: text().notNull(),
  threadId: uuid(),
  taskId: uuid(),
  bookingId: uuid(),
  details: jsonb().$type<Record<string, string | number | boolean | null>>().notNull(),
  createdAt: at().notNull(),
});

export const switches = pgTable('switches', { name: text().$type<'assistant_enabled'>().primaryKey(), value: boolean().notNull(), changedBy: text().notNull(), changedAt: at().notNull() });

export const emergencyWaivers = pgTable('emergency_waivers', {
  id: uuid().primaryKey(),
  grantedBy: text().notNull(),
  reason: text().notNull(),
  validUntil: at().notNull(),
  revokedAt: at(),
  createdAt: at().notNull(),
});

export const aiUsage = pgTable('ai_usage', {
  threadId: uuid().notNull(),
  usedOn: date({ mode: 'string' }).notNull(),
  calls: integer().notNull().default(0),
  reservedTokens: integer().notNull().default(0),
  inputTokens: integer().notNull().default(0),
  cachedTokens: integer().notNull().default(0),
  outputTokens: integer().notNull().default(0),
  costMicrodollars: bigint({ mode: 'number' }),
  outcomes: jsonb().$type<Partial<Record<ModelOutcome, number>>>().notNull().default({}),
}, ({ threadId, usedOn }) => [primaryKey({ columns: [threadId, usedOn] })]);

export const archivedHistories = pgTable('archived_histories', {
  workflowId: text().notNull(),
  runId: text().notNull(),
  workflowType: text().notNull(),
  threadId: uuid(),
  firstRunId: text().notNull(),
  startedAt: at().notNull(),
  closedAt: at().notNull(),
  closeStatus: text().notNull(),
  eventCount: integer().notNull(),
  historyGzip: bytea().notNull(),
  historyHash: text().notNull(),
  evidenceEntryId: uuid().notNull(),
  archivedAt: at().notNull(),
}, (table) => [primaryKey({ columns: [table.workflowId, table.runId] })]);
