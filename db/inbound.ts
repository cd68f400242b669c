// Takes one inbound message in one transaction: the raw bytes, the log row, the person, the thread and the message.
import { eq } from 'drizzle-orm';
import type { DatabaseHandle, Transaction } from './client.ts';
import { optOutLockKey } from './opt-out-lock.ts';
import { findOrCreatePerson, type KeyCache, type Person } from './people.ts';
import { query } from './query.ts';
import { seal, type Keyring } from './sealing.ts';
import { conversationThreads, optOuts, webhookLogs, type AddressKind, type OriginCheck, type WebhookStatus } from './schema.ts';
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
    // Sent together and answered in order: the second looks only once the lock is held.
    const [, [found]] = await Promise.all([lockAddress(tx, blindIndex), query<Found>(tx, FIND, [message.channel, message.providerMessageId, message.addressKind, blindIndex])]);
    if (found?.knownId != null && found.knownThreadId !== null) {
      if (message.quietDuplicates !== true) await logDuplicate(tx, deps, message, found.knownId);
      return { duplicate: true, messageId: found.knownId, threadId: found.knownThreadId };
    }
    const correspondent = found === undefined ? null : correspondentOf(found);
    const person = correspondent === null
      ? await findOrCreatePerson(tx, deps, message.addressKind, message.from)
      : { customerId: correspondent.customerId, addressId: correspondent.addressId, key: deps.keys.get(correspondent.keyId, correspondent.wrappedKey) };
    const threadId = knownThread(message, correspondent) ?? (await openThread(tx, deps, message, person, correspondent));
    const messageId = deps.newId();
    await Promise.all([
      query(tx, RECEIVE, [
        threadId, message.receivedAt.toISOString(), messageId, message.channel, person.key.id,
        seal(person.key, `messages.body:${messageId}`, message.text), seal(person.key, `messages.raw:${messageId}`, message.raw),
        message.providerMessageId, message.providerTime?.toISOString() ?? null, message.originCheck,
        deps.newId(), message.provider, message.originCheck === 'skipped' ? 'accepted_unverified' : 'accepted', message.eventId, message.raw.length,
      ]),
      ...(message.keyword === 'opt_out' ? [recordOptOut(tx, deps.keyring.optOutHash(message.from), 'keyword', messageId, message.receivedAt)] : []),
    ]);
    return { duplicate: false, messageId, threadId };
  });
}

/** Counts the message in its thread, which numbers it, stores it and logs the webhook that brought it. */
const RECEIVE = `
  WITH thread AS (
    UPDATE conversation_threads SET messages = messages + 1, updated_at = $2 WHERE thread_id = $1 RETURNING messages
  ), log AS (
    INSERT INTO webhook_logs (id, provider, status, event_id, message_id, body_bytes, created_at) VALUES ($11, $12, $13, $14, $3, $15, $2)
  )
  INSERT INTO messages (id, thread_id, number, direction, channel, author, key_id, body_sealed, raw_sealed, provider_message_id, provider_time, received_at, origin_check)
  SELECT $3, $1, thread.messages, 'inbound', $4, 'customer', $5, $6, $7, $8, $9, $2, $10 FROM thread`;

/** Serialises what is done for one address: one person, one open thread, numbers without gaps. */
export async function lockAddress(tx: Transaction, blindIndex: Buffer): Promise<void> {
  await query(tx, 'SELECT pg_advisory_xact_lock($1::bigint)', [blindIndex.readBigInt64BE(0).toString()]);
}

/** Whose address it is, with the thread of its live challenge and its open thread; at most one of each, by unique indexes. */
type Correspondent = {
  customerId: string; addressId: string; keyId: string; wrappedKey: Buffer | null;
  challengedThreadId: string | null; openThreadId: string | null; openThreadUpdatedAt: string | null;
};

type Found = { knownId: string | null; knownThreadId: string | null } & ({ addressId: null } | Correspondent);

/** The message, if it came before, and whom it is from, if he wrote before: always one row. */
const FIND = `
  SELECT known.id AS "knownId", known.thread_id AS "knownThreadId",
    c.id AS "customerId", a.id AS "addressId", k.id AS "keyId", k.wrapped_key AS "wrappedKey",
    challenge.thread_id AS "challengedThreadId", t.thread_id AS "openThreadId", t.updated_at AS "openThreadUpdatedAt"
  FROM (VALUES (1)) AS one
    LEFT JOIN messages known ON known.channel = $1 AND known.provider_message_id = $2 AND known.direction = 'inbound'
    LEFT JOIN (customer_addresses a JOIN customers c ON c.id = a.customer_id JOIN person_keys k ON k.id = c.key_id) ON a.kind = $3 AND a.blind_index = $4
    LEFT JOIN terms_challenges challenge ON challenge.address_id = a.id AND challenge.status = 'live'
    LEFT JOIN conversation_threads t ON t.address_id = a.id AND t.closed_at IS NULL`;

function correspondentOf(found: Found): Correspondent | null {
  return found.addressId === null ? null : found;
}

/** Which thread? The number's live challenge wins, then its open thread; null when that one has been idle for too long. */
function knownThread({ receivedAt, closeAfterIdleMs }: InboundMessage, correspondent: Correspondent | null): string | null {
  if (correspondent === null) return null;
  const { challengedThreadId, openThreadId, openThreadUpdatedAt } = correspondent;
  const idleMs = openThreadUpdatedAt === null ? 0 : receivedAt.getTime() - new Date(openThreadUpdatedAt).getTime();
  return challengedThreadId ?? (idleMs < closeAfterIdleMs ? openThreadId : null);
}

async function openThread(tx: Transaction, deps: InboundDeps, { channel, receivedAt }: InboundMessage, person: Person, correspondent: Correspondent | null): Promise<string> {
  const threadId = deps.newId();
  if (correspondent?.openThreadId != null) await tx.update(conversationThreads).set({ closedAt: receivedAt }).where(eq(conversationThreads.threadId, correspondent.openThreadId));
  await tx.insert(conversationThreads).values({ threadId, customerId: person.customerId, addressId: person.addressId, channel, messages: 0, createdAt: receivedAt, updatedAt: receivedAt });
  return threadId;
}

export async function recordOptOut(tx: Transaction, addressHash: Buffer, ground: 'keyword' | 'free_form' | 'provider' | 'staff', messageId: string | null, at: Date): Promise<void> {
  // No send is claimed while this is being committed; see `claimSend`.
  await query(tx, LOCK_OPT_OUT, [addressHash]);
  await tx.insert(optOuts).values({ addressHash, optedOutAt: at, ground, messageId })
    .onConflictDoUpdate({ target: optOuts.addressHash, set: { optedOutAt: at, optedInAt: null, ground, messageId } });
}

const LOCK_OPT_OUT = `SELECT pg_advisory_xact_lock(${optOutLockKey('$1')})`;

async function logDuplicate(tx: Transaction, deps: InboundDeps, message: InboundMessage, messageId: string): Promise<void> {
  await tx.insert(webhookLogs).values({
    id: deps.newId(), provider: message.provider, status: 'duplicate', eventId: message.eventId, messageId, bodyBytes: message.raw.length, createdAt: message.receivedAt,
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
