// Takes one inbound message in one transaction: the raw bytes, the log row, the person, the thread and the message.
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { DatabaseHandle, Transaction } from './client.ts';
import { optOutLockKey } from './opt-out-lock.ts';
import { findOrCreatePerson, type KeyCache, type Person } from './people.ts';
import { seal, type Keyring } from './sealing.ts';
import {
  conversationThreads, customerAddresses, customers, messages, optOuts, personKeys, termsChallenges, webhookLogs, type AddressKind, type OriginCheck, type WebhookStatus,
} from './schema.ts';
import type { Channel } from '../domain/vocabulary.ts';

export type InboundDeps = { database: DatabaseHandle; keyring: Keyring; keys: KeyCache; newId: () => string };

export type InboundMessage = {
  provider: string;
  channel: Extract<Channel, 'sms' | 'whatsapp' | 'ai_chat' | 'phone' | 'email'>;
  addressKind: AddressKind;
  from: string;
  text: string;
  providerMessageId: string;
  providerTime: Date | null;
  originCheck: OriginCheck;
  raw: Buffer;
  eventId: string | null;
  receivedAt: Date;
  /** The whole message is a carrier keyword: committed here, so that nothing is sent after it. */
  keyword: 'opt_out' | null;
  /** A backfill meets its own past on every run; only webhooks log their duplicates. */
  quietDuplicates?: boolean;
  /** A thread idle longer than this is closed and a new one begun. */
  closeAfterIdleMs: number;
};

export type Received = { duplicate: boolean; messageId: string; threadId: string };

export async function receiveMessage(deps: InboundDeps, message: InboundMessage): Promise<Received> {
  const blindIndex = deps.keyring.blindIndex(message.addressKind, message.from);
  return deps.database.transaction(async (tx) => {
    // Sent together and answered in order: both look only once the lock is held.
    const [, [known], [correspondent]] = await Promise.all([lockAddress(tx, blindIndex), findMessage(tx, message), findCorrespondent(tx, message.addressKind, blindIndex)]);
    if (known?.threadId != null) {
      if (message.quietDuplicates !== true) await logWebhook(tx, deps, message, 'duplicate', known.id);
      return { duplicate: true, messageId: known.id, threadId: known.threadId };
    }
    const person = correspondent === undefined
      ? await findOrCreatePerson(tx, deps, message.addressKind, message.from)
      : { customerId: correspondent.customerId, addressId: correspondent.addressId, key: deps.keys.get(correspondent.keyId, correspondent.wrappedKey) };
    const messageId = deps.newId();
    const { threadId, writes } = placeInThread(tx, deps, message, person, correspondent);
    await Promise.all([
      ...writes,
      tx.insert(messages).values({
        // The statement before this one has counted it, under the thread's lock.
        id: messageId, threadId, number: sql`(SELECT messages FROM conversation_threads WHERE thread_id = ${threadId})`,
        direction: 'inbound', channel: message.channel, author: 'customer', keyId: person.key.id,
        bodySealed: seal(person.key, `messages.body:${messageId}`, message.text), rawSealed: seal(person.key, `messages.raw:${messageId}`, message.raw),
        providerMessageId: message.providerMessageId, providerTime: message.providerTime, receivedAt: message.receivedAt, originCheck: message.originCheck,
      }),
      logWebhook(tx, deps, message, message.originCheck === 'skipped' ? 'accepted_unverified' : 'accepted', messageId),
      ...(message.keyword === 'opt_out' ? [recordOptOut(tx, deps.keyring.optOutHash(message.from), 'keyword', messageId, message.receivedAt)] : []),
    ]);
    return { duplicate: false, messageId, threadId };
  });
}

/** Serialises what is done for one address: one person, one open thread, numbers without gaps. */
export async function lockAddress(tx: Transaction, blindIndex: Buffer): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(${blindIndex.readBigInt64BE(0).toString()}::bigint)`);
}

function findMessage(tx: Transaction, message: InboundMessage) {
  return tx.select({ id: messages.id, threadId: messages.threadId }).from(messages)
    .where(and(eq(messages.channel, message.channel), eq(messages.providerMessageId, message.providerMessageId), eq(messages.direction, 'inbound')));
}

/** Whose address it is, with the thread of its live challenge and its open thread; at most one of each, by unique indexes. */
function findCorrespondent(tx: Transaction, kind: AddressKind, blindIndex: Buffer) {
  return tx
    .select({
      customerId: customers.id, addressId: customerAddresses.id, keyId: personKeys.id, wrappedKey: personKeys.wrappedKey,
      challengedThreadId: termsChallenges.threadId, openThreadId: conversationThreads.threadId, openThreadUpdatedAt: conversationThreads.updatedAt,
    })
    .from(customerAddresses)
    .innerJoin(customers, eq(customers.id, customerAddresses.customerId))
    .innerJoin(personKeys, eq(personKeys.id, customers.keyId))
    .leftJoin(termsChallenges, and(eq(termsChallenges.addressId, customerAddresses.id), eq(termsChallenges.status, 'live')))
    .leftJoin(conversationThreads, and(eq(conversationThreads.addressId, customerAddresses.id), isNull(conversationThreads.closedAt)))
    .where(and(eq(customerAddresses.kind, kind), eq(customerAddresses.blindIndex, blindIndex)));
}

type Correspondent = Awaited<ReturnType<typeof findCorrespondent>>[number];

/** Which thread? The number's live challenge wins, then its open thread, else a new one. The writes count the message in it. */
function placeInThread(tx: Transaction, deps: InboundDeps, message: InboundMessage, person: Person, correspondent: Correspondent | undefined): { threadId: string; writes: Promise<unknown>[] } {
  const { receivedAt } = message;
  const count = (threadId: string) => ({
    threadId,
    writes: [tx.update(conversationThreads).set({ messages: sql`${conversationThreads.messages} + 1`, updatedAt: receivedAt }).where(eq(conversationThreads.threadId, threadId)).execute()],
  });
  if (correspondent?.challengedThreadId != null) return count(correspondent.challengedThreadId);
  const openThreadId = correspondent?.openThreadId ?? null;
  const idleMs = receivedAt.getTime() - (correspondent?.openThreadUpdatedAt ?? receivedAt).getTime();
  if (openThreadId !== null && idleMs < message.closeAfterIdleMs) return count(openThreadId);
  const threadId = deps.newId();
  return {
    threadId,
    writes: [
      ...(openThreadId === null ? [] : [tx.update(conversationThreads).set({ closedAt: receivedAt }).where(eq(conversationThreads.threadId, openThreadId)).execute()]),
      tx.insert(conversationThreads).values({
        threadId, customerId: person.customerId, addressId: person.addressId, channel: message.channel, messages: 1, createdAt: receivedAt, updatedAt: receivedAt,
      }).execute(),
    ],
  };
}

export async function recordOptOut(tx: Transaction, addressHash: Buffer, ground: 'keyword' | 'free_form' | 'provider' | 'staff', messageId: string | null, at: Date): Promise<void> {
  // No send is claimed while this is being committed; see `claimSend`.
  await tx.execute(sql`SELECT pg_advisory_xact_lock(${optOutLockKey(addressHash)})`);
  await tx.insert(optOuts).values({ addressHash, optedOutAt: at, ground, messageId })
    .onConflictDoUpdate({ target: optOuts.addressHash, set: { optedOutAt: at, optedInAt: null, ground, messageId } });
}

async function logWebhook(tx: Transaction, deps: InboundDeps, message: InboundMessage, status: 'accepted' | 'accepted_unverified' | 'duplicate', messageId: string): Promise<void> {
  await tx.insert(webhookLogs).values({
    id: deps.newId(), provider: message.provider, status, eventId: message.eventId, messageId, bodyBytes: message.raw.length, createdAt: message.receivedAt,
  });
}

export type WebhookOutcome = {
  provider: string;
  status: Exclude<WebhookStatus, 'accepted' | 'accepted_unverified' | 'duplicate'>;
  /** A code, nothing from the body. */
  detail: string | null;
  eventId: string | null;
  bodyBytes: number | null;
  at: Date;
};

/** For what did not become a message; what did is logged in its own transaction. */
export async function logWebhookOutcome(deps: Pick<InboundDeps, 'database' | 'newId'>, outcome: WebhookOutcome): Promise<void> {
  const { at, ...columns } = outcome;
  await deps.database.transaction((tx) => tx.insert(webhookLogs).values({ id: deps.newId(), ...columns, createdAt: at }));
}
