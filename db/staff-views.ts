// What staff see: tasks, the list of conversations, one conversation with everything said in it. Opened with each person's own key.
import { withoutTermsToken } from '../domain/terms-link.ts';
import { and, asc, desc, eq, inArray, isNull, lt, ne, or, type SQL } from 'drizzle-orm';
import type { ConversationState } from '../domain/conversation/state.ts';
import type { Stage } from '../domain/vocabulary.ts';
import { readAiUsage } from './ai-usage.ts';
import type { DatabaseHandle, Transaction } from './client.ts';
import { ADDRESS_CONTEXT, type KeyCache } from './people.ts';
import { open, type PersonKey } from './sealing.ts';
import {
  aiConversations, bookings, conversationThreads, customerAddresses, customers, humanTasks, messages, optOuts, outbox, personKeys, staffActions, termsAcknowledgments, termsChallenges, type TaskStatus,
} from './schema.ts';
import { ASSISTANT } from './staff.ts';

export type ViewDeps = { database: DatabaseHandle; keys: KeyCache };
export type Task = typeof humanTasks.$inferSelect;

export async function listTasks({ database }: ViewDeps, { status, limit }: { status: TaskStatus | null; limit: number }): Promise<Task[]> {
  return database.transaction((tx) => tx.select().from(humanTasks).where(status === null ? undefined : eq(humanTasks.status, status)).orderBy(desc(humanTasks.createdAt)).limit(limit));
}

export async function findTask({ database }: ViewDeps, taskId: string): Promise<Task | null> {
  const [task] = await database.transaction((tx) => tx.select().from(humanTasks).where(eq(humanTasks.id, taskId)));
  return task ?? null;
}

/** Null once the person's key is destroyed, or where nothing was recorded. */
type Readable = string | null;

export type ConversationFilter = { stage: Stage | null; needsPerson: boolean | null; /** Older than this, for the next page. */ before: Date | null; limit: number };

const summaryColumns = {
  threadId: conversationThreads.threadId, channel: conversationThreads.channel, stage: conversationThreads.state, owner: conversationThreads.owner, version: conversationThreads.version,
  messages: conversationThreads.messages, createdAt: conversationThreads.createdAt, updatedAt: conversationThreads.updatedAt, closedAt: conversationThreads.closedAt,
  customerId: customers.id, nameSealed: customers.nameSealed, addressId: customerAddresses.id, addressKind: customerAddresses.kind, addressSealed: customerAddresses.valueSealed,
  keyId: personKeys.id, wrappedKey: personKeys.wrappedKey, taskId: humanTasks.id, taskReason: humanTasks.reason, bookingData: conversationThreads.bookingData,
};

function summaries(tx: Transaction, where: SQL | undefined, limit: number) {
  return tx.select(summaryColumns).from(conversationThreads)
    .innerJoin(customers, eq(customers.id, conversationThreads.customerId))
    .innerJoin(personKeys, eq(personKeys.id, customers.keyId))
    .innerJoin(customerAddresses, eq(customerAddresses.id, conversationThreads.addressId))
    .leftJoin(humanTasks, and(eq(humanTasks.threadId, conversationThreads.threadId), ne(humanTasks.status, 'resolved')))
    .where(where).orderBy(desc(conversationThreads.updatedAt)).limit(limit);
}
type SummaryRow = Awaited<ReturnType<typeof summaries>>[number];

function summaryOf(row: SummaryRow, key: PersonKey | null) {
  const { threadId, channel, stage, owner, version, createdAt, updatedAt, closedAt, taskId, taskReason } = row;
  return {
    threadId, channel, stage, owner, version, messageCount: row.messages, createdAt, updatedAt, closedAt, taskId, taskReason,
    needsPerson: needsPerson(row),
    customer: {
      id: row.customerId, isErased: row.wrappedKey === null, addressKind: row.addressKind,
      name: read(key, `customers.name:${row.customerId}`, row.nameSealed) ?? stateOf(threadId, key, row.bookingData)?.draft.name ?? null,
      address: read(key, ADDRESS_CONTEXT(row.addressId), row.addressSealed),
    },
  };
}

function needsPerson({ stage, owner, taskId }: { stage: Stage; owner: string; taskId: string | null }): boolean {
  return stage === 'escalated' || owner !== ASSISTANT || taskId !== null;
}

export async function listConversations({ database, keys }: ViewDeps, filter: ConversationFilter) {
  const isWaiting = or(eq(conversationThreads.state, 'escalated'), ne(conversationThreads.owner, ASSISTANT), ne(humanTasks.status, 'resolved'));
  const isNotWaiting = and(ne(conversationThreads.state, 'escalated'), eq(conversationThreads.owner, ASSISTANT), isNull(humanTasks.id));
  const rows = await database.transaction((tx) => summaries(tx, and(
    filter.stage === null ? undefined : eq(conversationThreads.state, filter.stage),
    filter.needsPerson === null ? undefined : filter.needsPerson ? isWaiting : isNotWaiting,
    filter.before === null ? undefined : lt(conversationThreads.updatedAt, filter.before),
  ), filter.limit));
  return rows.map((row) => summaryOf(row, keyOf(keys, row)));
}

export async function readConversation({ database, keys }: ViewDeps, threadId: string) {
  return database.transaction(async (tx) => {
    const [row] = await summaries(tx, eq(conversationThreads.threadId, threadId), 1);
    if (row === undefined) return null;
    const key = keyOf(keys, row);
    const [said, booked, challenges, tasks, acts, matters, optedOut, modelUsage] = await Promise.all([
      readMessages(tx, threadId),
      tx.select().from(bookings).where(eq(bookings.threadId, threadId)).orderBy(asc(bookings.createdAt)),
      readChallenges(tx, eq(termsChallenges.threadId, threadId), key),
      tx.select().from(humanTasks).where(eq(humanTasks.threadId, threadId)).orderBy(asc(humanTasks.createdAt)),
      tx.select().from(staffActions).where(eq(staffActions.threadId, threadId)).orderBy(asc(staffActions.createdAt)),
      tx.select().from(aiConversations).where(eq(aiConversations.threadId, threadId)).orderBy(asc(aiConversations.createdAt)),
      tx.select({ at: optOuts.optedOutAt }).from(optOuts).innerJoin(customerAddresses, eq(customerAddresses.optOutHash, optOuts.addressHash))
        .where(and(eq(customerAddresses.id, row.addressId), isNull(optOuts.optedInAt))),
      readAiUsage(tx, threadId),
    ]);
    const personKeysById = await otherKeys(tx, keys, said.map((message) => message.keyId), key);
    const state = stateOf(threadId, key, row.bookingData);
    return {
      ...summaryOf(row, key),
      optedOutAt: optedOut[0]?.at ?? null,
      draft: state?.draft ?? null,
      intent: state?.intent ?? null,
      messages: said.map(({ keyId, bodySealed, ...message }) => ({ ...message, text: shown(read(personKeysById.get(keyId) ?? null, `messages.body:${message.id}`, bodySealed)) })),
      bookings: booked.map((booking) => bookingView(booking, key)),
      terms: challenges,
      tasks,
      matters: matters.map(({ id, intent, stage, escalationReason, bookingId, createdAt, updatedAt }) => ({ id, intent, stage, escalationReason, bookingId, createdAt, updatedAt })),
      staffActions: acts.map(({ id, actor, action, details, createdAt }) => ({ id, actor, action, details, createdAt })),
      modelUsage,
    };
  });
}
export type ConversationDetail = NonNullable<Awaited<ReturnType<typeof readConversation>>>;

function readMessages(tx: Transaction, threadId: string) {
  return tx
    .select({
      id: messages.id, number: messages.number, direction: messages.direction, channel: messages.channel, author: messages.author, at: messages.receivedAt,
      providerTime: messages.providerTime, originCheck: messages.originCheck, isInvalidReply: messages.invalidReply, isProcessed: messages.consumedBy,
      delivery: { state: outbox.state, class: outbox.class, sentAt: outbox.sentAt, failureCode: outbox.failureCode, providerStatus: outbox.providerStatus },
      keyId: messages.keyId, bodySealed: messages.bodySealed,
    })
    .from(messages).leftJoin(outbox, eq(outbox.id, messages.id)).where(eq(messages.threadId, threadId)).orderBy(asc(messages.number))
    .then((rows) => rows.map(({ isProcessed, ...row }) => ({ ...row, isProcessed: row.direction === 'outbound' ? null : isProcessed !== null })));
}

/** The challenges with the acknowledgment that answered each, in the customer's own words; how it stands with the terms. */
async function readChallenges(tx: Transaction, where: SQL, key: PersonKey | null) {
  const rows = await tx
    .select({
      id: termsChallenges.id, bookingId: termsChallenges.bookingId, status: termsChallenges.status, reference: termsChallenges.reference, channel: termsChallenges.channel,
      termsVersion: termsChallenges.termsVersion, sentAt: termsChallenges.sentAt, expiresAt: termsChallenges.expiresAt, closedAt: termsChallenges.closedAt,
      acknowledgment: {
        id: termsAcknowledgments.id, channel: termsAcknowledgments.channel, acknowledgedAt: termsAcknowledgments.acknowledgedAt, isVerified: termsAcknowledgments.verified,
        outcome: termsAcknowledgments.outcome, originCheck: termsAcknowledgments.originCheck, rule: termsAcknowledgments.rule, replySealed: termsAcknowledgments.replySealed,
      },
    })
    .from(termsChallenges).leftJoin(termsAcknowledgments, eq(termsAcknowledgments.challengeId, termsChallenges.id)).where(where).orderBy(asc(termsChallenges.createdAt));
  return rows.map(({ acknowledgment, ...challenge }) => ({ ...challenge, acknowledgment: acknowledgment === null ? null : withReply(acknowledgment, key) }));
}

function withReply<Row extends { id: string; replySealed: Buffer }>({ replySealed, ...row }: Row, key: PersonKey | null) {
  return { ...row, reply: read(key, `terms_acknowledgments.reply:${row.id}`, replySealed) };
}

export async function readBooking({ database, keys }: ViewDeps, bookingId: string) {
  return database.transaction(async (tx) => {
    const [row] = await tx.select({ booking: bookings, keyId: personKeys.id, wrappedKey: personKeys.wrappedKey }).from(bookings)
      .innerJoin(customers, eq(customers.id, bookings.customerId)).innerJoin(personKeys, eq(personKeys.id, customers.keyId)).where(eq(bookings.id, bookingId));
    if (row === undefined) return null;
    const key = keyOf(keys, row);
    return { ...bookingView(row.booking, key), terms: await readChallenges(tx, eq(termsChallenges.bookingId, bookingId), key) };
  });
}

function bookingView(booking: typeof bookings.$inferSelect, key: PersonKey | null) {
  const { id, threadId, customerId, source, status, version, eventDate, eventTime, timeZone, startsAt, chef, adults, children, infants, quote } = booking;
  const { totalCents, depositCents, depositDeadline, depositPaidAt, holdExpiresAt, confirmedAt, endedReason, confirmedByStaff, waiverId, acknowledgmentId, createdAt } = booking;
  const { replacesBookingId, reschedules, cancelledAt, refundDueCents } = booking;
  const details = read(key, `bookings.details:${id}`, booking.detailsSealed);
  return {
    id, threadId, customerId, source, status, version, date: eventDate, time: eventTime.slice(0, 5), timeZone, startsAt, chef, adults, children, infants, quote,
    totalCents, depositCents, depositDeadline, depositPaidAt, holdExpiresAt, confirmedAt, endedReason, confirmedByStaff, waiverId, acknowledgmentId, createdAt,
    replacesBookingId, reschedules, cancelledAt, refundDueCents,
    // Sealed JSON of our own writing; its form is the draft's.
    details: details === null ? null : (JSON.parse(details) as Record<string, unknown>),
  };
}
export type BookingView = NonNullable<Awaited<ReturnType<typeof readBooking>>>;

function keyOf(keys: KeyCache, { keyId, wrappedKey }: { keyId: string; wrappedKey: Buffer | null }): PersonKey | null {
  return wrappedKey === null ? null : keys.get(keyId, wrappedKey);
}

/** A merged customer keeps both keys, so a thread's messages may need more than its owner's. */
async function otherKeys(tx: Transaction, keys: KeyCache, keyIds: string[], own: PersonKey | null): Promise<Map<string, PersonKey>> {
  const found = new Map(own === null ? [] : [[own.id, own]]);
  const missing = [...new Set(keyIds)].filter((id) => !found.has(id));
  if (missing.length === 0) return found;
  const rows = await tx.select({ keyId: personKeys.id, wrappedKey: personKeys.wrappedKey }).from(personKeys).where(inArray(personKeys.id, missing));
  for (const row of rows) {
    const key = keyOf(keys, row);
    if (key !== null) found.set(row.keyId, key);
  }
  return found;
}

/** What cannot be opened (erased, moved, damaged) is shown as missing; one bad row must not hide the rest of a conversation from staff. */
function read(key: PersonKey | null, context: string, sealed: Buffer | null): Readable {
  if (key === null || sealed === null) return null;
  try {
    return open(key, context, sealed).toString('utf8');
  } catch {
    return null;
  }
}

function shown(text: Readable): Readable {
  return text === null ? null : withoutTermsToken(text);
}

function stateOf(threadId: string, key: PersonKey | null, bookingData: Buffer | null): ConversationState | null {
  const state = read(key, `conversation_threads.state:${threadId}`, bookingData);
  return state === null ? null : (JSON.parse(state) as ConversationState);
}
