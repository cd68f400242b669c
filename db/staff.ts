// What staff do with a conversation, each act one transaction: compare-and-set, the rows it asks for, the audit row, the stimulus.
import { and, eq, ne, sql } from 'drizzle-orm';
import type { DatabaseHandle, Transaction } from './client.ts';
import { openAddress, type KeyCache } from './people.ts';
import { seal } from './sealing.ts';
import { conversationThreads, customerAddresses, customers, humanTasks, messages, optOuts, outbox, personKeys, staffActions, stimuli, type AddressKind } from './schema.ts';

export type StaffDeps = { database: DatabaseHandle; keys: KeyCache; newId: () => string };
/** Who acts, and when. */
export type Act = { actor: string; now: Date };
export type ConversationAct = Act & { threadId: string; /** The version that whoever acts has seen. */ version: number };
/** How a conversation stands, for whoever lost a race. */
export type Standing = { version: number; owner: string };

export type ActResult =
  | (Standing & { ok: true; threadId: string; stimulusId: string; /** The task that changed with it. */ taskId: string | null; /** The message that will be sent. */ messageId: string | null })
  | { ok: false; code: 'not_found' | 'person_erased' | 'recipient_opted_out' }
  | { ok: false; code: 'stale_version' | 'not_owner' | 'conversation_closed'; current: Standing };

export const ASSISTANT = 'assistant';

/** From the assistant, or from a colleague who is shown as the owner in the version that was seen. */
export async function takeOver(deps: StaffDeps, act: ConversationAct): Promise<ActResult> {
  return deps.database.transaction(async (tx) => {
    const thread = await lockThread(tx, act);
    if (!thread.ok) return thread;
    const { actor, now, threadId } = act;
    const [task] = await tx.update(humanTasks).set({ status: 'claimed', claimedBy: actor, claimedAt: now, version: sql`${humanTasks.version} + 1` })
      .where(and(eq(humanTasks.threadId, threadId), ne(humanTasks.status, 'resolved'))).returning({ id: humanTasks.id });
    return finish(tx, deps, act, { did: 'took_over', owner: actor, taskId: task?.id ?? null, details: { previousOwner: thread.owner } });
  });
}

export async function handBack(deps: StaffDeps, act: ConversationAct): Promise<ActResult> {
  return letGo(deps, act, 'handed_back');
}

/** Ends the matter; the thread stays for the next message. */
export async function closeConversation(deps: StaffDeps, act: ConversationAct): Promise<ActResult> {
  return letGo(deps, act, 'closed');
}

async function letGo(deps: StaffDeps, act: ConversationAct, did: 'handed_back' | 'closed'): Promise<ActResult> {
  return deps.database.transaction(async (tx) => {
    const thread = await lockThread(tx, act);
    if (!thread.ok) return thread;
    if (thread.owner !== act.actor) return refused('not_owner', thread);
    const [task] = await tx.update(humanTasks)
      .set({ status: 'resolved', resolution: did, resolvedBy: act.actor, resolvedVia: 'admin_api', resolvedAt: act.now, version: sql`${humanTasks.version} + 1` })
      .where(and(eq(humanTasks.threadId, act.threadId), ne(humanTasks.status, 'resolved'))).returning({ id: humanTasks.id });
    return finish(tx, deps, act, { did, owner: ASSISTANT, taskId: task?.id ?? null });
  });
}

/** A text of a person's own, sent through the same outbox as everything else. */
export async function reply(deps: StaffDeps, act: ConversationAct & { text: string }): Promise<ActResult> {
  return deps.database.transaction(async (tx) => {
    const thread = await lockThread(tx, act);
    if (!thread.ok) return thread;
    if (thread.owner !== act.actor) return refused('not_owner', thread);
    if (thread.wrappedKey === null || thread.addressSealed === null) return { ok: false, code: 'person_erased' };
    if (await isOptedOut(tx, thread.optOutHash)) return { ok: false, code: 'recipient_opted_out' };
    const key = deps.keys.get(thread.keyId, thread.wrappedKey);
    const messageId = deps.newId();
    const channel = channelOf(thread.addressKind);
    await tx.insert(messages).values({
      id: messageId, threadId: act.threadId, number: thread.messages + 1, direction: 'outbound', channel, author: 'staff', keyId: key.id,
      bodySealed: seal(key, `messages.body:${messageId}`, act.text), receivedAt: act.now,
    });
    await tx.insert(outbox).values({
      id: messageId, threadId: act.threadId, class: 'staff_reply', channel, state: 'intended', dedupeKey: `staff:${messageId}`, basis: 'staff',
      toSealed: seal(key, `outbox.to:${messageId}`, openAddress(key, thread.addressId, thread.addressSealed)), toOptOutHash: thread.optOutHash, createdAt: act.now,
    });
    return finish(tx, deps, act, { did: 'replied', owner: thread.owner, taskId: null, messageId });
  });
}

/** What is written to an address goes back the way that address is reached; somebody who called is texted. */
function channelOf(kind: AddressKind): 'sms' | 'whatsapp' | 'email' | 'ai_chat' {
  switch (kind) {
    case 'phone': return 'sms';
    case 'whatsapp': return 'whatsapp';
    case 'email': return 'email';
    case 'chat': return 'ai_chat';
  }
}

async function isOptedOut(tx: Transaction, addressHash: Buffer | null): Promise<boolean> {
  if (addressHash === null) return false;
  const [row] = await tx.select({ optedInAt: optOuts.optedInAt }).from(optOuts).where(eq(optOuts.addressHash, addressHash));
  return row !== undefined && row.optedInAt === null;
}

type Thread = Standing & {
  ok: true; messages: number; keyId: string; wrappedKey: Buffer | null; addressId: string; addressKind: AddressKind; addressSealed: Buffer | null; optOutHash: Buffer | null;
};

/** Of two people who act on the same version, the second waits here and then finds it gone. */
async function lockThread(tx: Transaction, { threadId, version }: ConversationAct): Promise<Thread | Extract<ActResult, { ok: false }>> {
  const [row] = await tx
    .select({
      owner: conversationThreads.owner, version: conversationThreads.version, messages: conversationThreads.messages, closedAt: conversationThreads.closedAt,
      keyId: personKeys.id, wrappedKey: personKeys.wrappedKey, addressId: customerAddresses.id, addressKind: customerAddresses.kind,
      addressSealed: customerAddresses.valueSealed, optOutHash: customerAddresses.optOutHash,
    })
    .from(conversationThreads)
    .innerJoin(customers, eq(customers.id, conversationThreads.customerId))
    .innerJoin(personKeys, eq(personKeys.id, customers.keyId))
    .innerJoin(customerAddresses, eq(customerAddresses.id, conversationThreads.addressId))
    .where(eq(conversationThreads.threadId, threadId))
    .for('no key update', { of: conversationThreads });
  if (row === undefined) return { ok: false, code: 'not_found' };
  if (row.version !== version) return refused('stale_version', row);
  if (row.closedAt !== null) return refused('conversation_closed', row);
  return { ok: true, ...row };
}

function refused(code: 'stale_version' | 'not_owner' | 'conversation_closed', { version, owner }: Standing): ActResult & { ok: false } {
  return { ok: false, code, current: { version, owner } };
}

type Finish = {
  did: 'took_over' | 'handed_back' | 'replied' | 'closed';
  owner: string;
  taskId: string | null;
  messageId?: string;
  details?: Record<string, string>;
};

async function finish(tx: Transaction, deps: StaffDeps, { actor, now, threadId, version }: ConversationAct, { did, owner, taskId, messageId, details }: Finish): Promise<ActResult> {
  const stimulusId = deps.newId();
  const sent = messageId === undefined ? {} : { outboxId: messageId };
  await Promise.all([
    tx.update(conversationThreads)
      .set({ owner, version: version + 1, updatedAt: now, ...(messageId === undefined ? {} : { messages: sql`${conversationThreads.messages} + 1` }) })
      .where(eq(conversationThreads.threadId, threadId)),
    tx.insert(stimuli).values({ id: stimulusId, threadId, kind: 'staff_action', details: { act: did, by: actor, ...sent }, createdAt: now }),
    recordAct(tx, deps, { actor, now }, { action: did, threadId, taskId, details: { ...details, ...sent } }),
  ]);
  return { ok: true, threadId, version: version + 1, owner, stimulusId, taskId, messageId: messageId ?? null };
}

export type RecordedAct = { action: string; threadId?: string | null; taskId?: string | null; bookingId?: string | null; details?: Record<string, string | number | boolean | null> };

/** The audit: who did what to which row, in ids and codes. */
export async function recordAct(tx: Transaction, deps: Pick<StaffDeps, 'newId'>, { actor, now }: Act, act: RecordedAct): Promise<void> {
  const { action, threadId = null, taskId = null, bookingId = null, details = {} } = act;
  await tx.insert(staffActions).values({ id: deps.newId(), actor, action, threadId, taskId, bookingId, details, createdAt: now });
}
