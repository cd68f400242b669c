// Reads what one customer's conversation left in Postgres, personal columns opened.
import { and, asc, eq, inArray } from 'drizzle-orm';
import { bookings, conversationThreads, customerAddresses, customers, humanTasks, messages, optOuts, outbox, personKeys, staffActions, termsAcknowledgments, termsChallenges } from '../../db/schema.ts';
import { open, openJson, type PersonKey } from '../../db/sealing.ts';
import type { Services } from '../../server/services.ts';
import type { BookingRow, EndState } from './end-state.ts';

type Details = { name: string | null; address: { line1?: string } | null; place: { city: string; postalCode?: string } | null; menu: { id: string; quantity: number | null }[]; dietary: string[] };

export async function readRows({ database: { db }, keyring, keys }: Services, number: string): Promise<EndState> {
  const [person] = await db.select({ customerId: customerAddresses.customerId, threadId: conversationThreads.threadId, stage: conversationThreads.state, optOutHash: customerAddresses.optOutHash, keyId: personKeys.id, wrapped: personKeys.wrappedKey })
    .from(customerAddresses).innerJoin(conversationThreads, eq(conversationThreads.addressId, customerAddresses.id))
    .innerJoin(customers, eq(customers.id, customerAddresses.customerId)).innerJoin(personKeys, eq(personKeys.id, customers.keyId))
    .where(and(eq(customerAddresses.kind, 'phone'), eq(customerAddresses.blindIndex, keyring.blindIndex('phone', number))));
  if (person === undefined) throw new Error('nothing was stored for this customer');
  const key = keys.get(person.keyId, person.wrapped);
  const { customerId, threadId } = person;
  const [booked, acknowledged, challenged, tasks, sends, inbound, acts, opted] = await Promise.all([
    db.select().from(bookings).where(eq(bookings.customerId, customerId)),
    db.select().from(termsAcknowledgments).where(eq(termsAcknowledgments.customerId, customerId)),
    db.select().from(termsChallenges).where(eq(termsChallenges.customerId, customerId)),
    db.select({ reason: humanTasks.reason, status: humanTasks.status }).from(humanTasks).where(eq(humanTasks.threadId, threadId)),
    db.select({ row: outbox, author: messages.author, body: messages.bodySealed }).from(outbox).innerJoin(messages, eq(messages.id, outbox.id)).where(and(eq(outbox.threadId, threadId), eq(outbox.channel, 'sms'), inArray(messages.author, ['assistant', 'staff']))).orderBy(asc(messages.number)),
    db.select({ consumedBy: messages.consumedBy }).from(messages).where(and(eq(messages.threadId, threadId), eq(messages.direction, 'inbound'))),
    db.select({ action: staffActions.action, at: staffActions.createdAt }).from(staffActions).where(eq(staffActions.threadId, threadId)).orderBy(asc(staffActions.createdAt)),
    person.optOutHash === null ? [] : db.select().from(optOuts).where(eq(optOuts.addressHash, person.optOutHash)),
  ]);
  const [optOut] = opted;
  return {
    stage: person.stage,
    bookings: booked.map((row) => toBooking(key, row)),
    acknowledgments: acknowledged.map((row) => ({ bookingId: row.bookingId, totalCents: row.totalCents, outcome: row.outcome, verified: row.verified, reply: open(key, `terms_acknowledgments.reply:${row.id}`, row.replySealed).toString('utf8'), atMs: row.acknowledgedAt.getTime() })),
    challenges: challenged.map(({ id, bookingId, status }) => ({ id, bookingId, status })),
    texts: sends.map(({ row, author, body }) => ({
      class: row.class, author, state: row.state, text: open(key, `messages.body:${row.id}`, body).toString('utf8'), sentAtMs: row.sentAt?.getTime() ?? null,
      challengeId: row.class === 'terms' ? (challenged.find(({ outboundMessageId }) => outboundMessageId === row.id)?.id ?? null) : null,
    })),
    tasks,
    optedOutAtMs: optOut === undefined || optOut.optedInAt !== null ? null : optOut.optedOutAt.getTime(),
    everOptedOut: optOut !== undefined,
    owned: spans(acts),
    unread: inbound.filter(({ consumedBy }) => consumedBy === null).length,
  };
}

function toBooking(key: PersonKey, row: typeof bookings.$inferSelect): BookingRow {
  const details: Details = row.detailsSealed === null ? { name: null, address: null, place: null, menu: [], dietary: [] } : openJson<Details>(key, `bookings.details:${row.id}`, row.detailsSealed);
  return {
    id: row.id, status: row.status, date: row.eventDate, time: row.eventTime.slice(0, 5), startsAtMs: row.startsAt.getTime(), adults: row.adults, children: row.children, infants: row.infants,
    line1: details.address?.line1 ?? '', city: details.place?.city ?? '', postalCode: details.place?.postalCode ?? null, extras: details.menu, name: details.name, dietary: details.dietary,
    totalCents: row.totalCents, chef: row.chef, lineage: row.lineageId, byStaff: row.confirmedByStaff !== null || row.waiverId !== null,
  };
}

function spans(acts: readonly { action: string; at: Date }[]): EndState['owned'] {
  const found: EndState['owned'] = [];
  for (const { action, at } of acts) {
    if (action === 'took_over') found.push({ fromMs: at.getTime(), toMs: null });
    const last = found.at(-1);
    if ((action === 'handed_back' || action === 'closed') && last !== undefined) last.toMs ??= at.getTime();
  }
  return found;
}
