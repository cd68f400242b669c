// What a conversation left in the database, read by the customer's number.
import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import { aiConversations, bookings, conversationThreads, customerAddresses, humanTasks, messages, outbox, staffActions, termsAcknowledgments } from '../../db/schema.ts';
import { loadKey } from '../../db/people.ts';
import { open } from '../../db/sealing.ts';
import type { Services } from '../../server/services.ts';

export type EndState = {
  bookings: { status: string; source: string; date: string; time: string; adults: number; totalCents: number }[];
  acknowledgments: { channel: string; verified: boolean; outcome: string; rule: string; reply: string }[];
  conversations: { intent: string | null; stage: string }[];
  tasks: { reason: string; status: string }[];
  messages: { inbound: number; outbound: number };
  /** Outbound messages that did not end as sent. */
  unsent: number;
  /** Texts of the assistant after a person took over. */
  afterTakeOver: number;
};

export async function readEndState(services: Services, number: string): Promise<EndState> {
  const { database, keyring, keys } = services;
  return database.transaction(async (tx) => {
    const [address] = await tx.select({ customerId: customerAddresses.customerId, threadId: conversationThreads.threadId }).from(customerAddresses)
      .innerJoin(conversationThreads, eq(conversationThreads.addressId, customerAddresses.id))
      .where(and(eq(customerAddresses.kind, 'phone'), eq(customerAddresses.blindIndex, keyring.blindIndex('phone', number))));
    if (address === undefined) throw new Error('nothing was stored for this number');
    const { threadId, customerId } = address;
    const said = await tx.select().from(messages).where(eq(messages.threadId, threadId)).orderBy(asc(messages.number));
    const key = await loadKey(tx, keys, said[0]?.keyId ?? '');
    const acknowledged = await tx.select().from(termsAcknowledgments).where(eq(termsAcknowledgments.customerId, customerId));
    const [takeOver] = await tx.select({ at: staffActions.createdAt }).from(staffActions).where(and(eq(staffActions.threadId, threadId), eq(staffActions.action, 'took_over')));
    const sends = await tx.select({ state: outbox.state }).from(outbox).where(eq(outbox.threadId, threadId));
    const after = takeOver === undefined ? [] : await tx.select({ id: messages.id }).from(messages)
      .where(and(eq(messages.threadId, threadId), inArray(messages.author, ['assistant']), gt(messages.receivedAt, takeOver.at)));
    return {
      bookings: (await tx.select().from(bookings).where(eq(bookings.customerId, customerId))).map((row) => ({ status: row.status, source: row.source, date: row.eventDate, time: row.eventTime.slice(0, 5), adults: row.adults, totalCents: row.totalCents })),
      acknowledgments: acknowledged.map((row) => ({ channel: row.channel, verified: row.verified, outcome: row.outcome, rule: row.rule, reply: open(key, `terms_acknowledgments.reply:${row.id}`, row.replySealed).toString('utf8') })),
      conversations: await tx.select({ intent: aiConversations.intent, stage: aiConversations.stage }).from(aiConversations).where(eq(aiConversations.threadId, threadId)).orderBy(asc(aiConversations.createdAt)),
      tasks: await tx.select({ reason: humanTasks.reason, status: humanTasks.status }).from(humanTasks).where(eq(humanTasks.threadId, threadId)),
      messages: { inbound: said.filter((row) => row.direction === 'inbound').length, outbound: said.filter((row) => row.direction === 'outbound').length },
      unsent: sends.filter((row) => row.state !== 'sent').length,
      afterTakeOver: after.length,
    };
  });
}
