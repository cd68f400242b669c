// Reads one conversation as a turn needs it, under the thread's lock, in one round trip; two where terms, a booking or events are in play.
import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Transaction } from './client.ts';
import {
  bookings, conversationThreads, customerAddresses, customers, messages, outbox, personKeys, stimuli, termsAcknowledgments, termsChallenges, turns, type TaskStatus,
} from './schema.ts';
import type { Busy } from '../domain/availability.ts';
import type { TurnResult } from '../domain/steps.ts';

export type ThreadSnapshot = Awaited<ReturnType<typeof loadThread>>;

/** `now` decides which waivers are in force. */
export async function loadThread(tx: Transaction, threadId: string, run: { firstRunId: string; turnNumber: number }, now: Date) {
  const thread = tx
    .select({
      thread: {
        channel: conversationThreads.channel, owner: conversationThreads.owner, messages: conversationThreads.messages, turns: conversationThreads.turns,
        bookingData: conversationThreads.bookingData, lastTurnHash: conversationThreads.lastTurnHash,
      },
      keyId: personKeys.id, wrappedKey: personKeys.wrappedKey,
      addressId: customerAddresses.id, addressKind: customerAddresses.kind, addressSealed: customerAddresses.valueSealed, optOutHash: customerAddresses.optOutHash,
    })
    .from(conversationThreads)
    .innerJoin(customers, eq(customers.id, conversationThreads.customerId))
    .innerJoin(personKeys, eq(personKeys.id, customers.keyId))
    .innerJoin(customerAddresses, eq(customerAddresses.id, conversationThreads.addressId))
    .where(eq(conversationThreads.threadId, threadId))
    .for('update', { of: conversationThreads });
  // Statements of one connection run in order: the lock above is held before the others look.
  const [[row], [around], inbound] = await Promise.all([thread, lookAround(tx, threadId, run, now), loadInbound(tx, threadId)]);
  if (row === undefined || around === undefined) return null;
  // Most turns have none of these; what is asked for goes out together.
  const [events, [challenge], [booking]] = await Promise.all([
    around.has_events ? loadEvents(tx, threadId) : [], around.has_challenge ? loadChallenge(tx, threadId) : [], around.has_booking ? loadBooking(tx, threadId) : [],
  ]);
  return {
    ...row,
    storedResult: around.stored_result,
    inbound, events,
    challenge: challenge?.challenge ?? null,
    acknowledgmentId: challenge?.acknowledgmentId ?? null,
    booking: booking ?? null,
    task: around.task,
    optedOut: around.opted_out,
    assistantSwitch: around.assistant_switch ?? true,
    waiver: around.waiver === null ? null : { id: around.waiver.id, validUntil: new Date(around.waiver.until_ms) },
  };
}

type Around = {
  stored_result: TurnResult | null;
  has_events: boolean; has_challenge: boolean; has_booking: boolean;
  task: { id: string; status: TaskStatus } | null;
  opted_out: boolean;
  assistant_switch: boolean | null;
  waiver: { id: string; until_ms: number } | null;
};

/** Everything small about a thread, and whether the rest exists, in one statement: it runs in every turn. */
function lookAround(tx: Transaction, threadId: string, run: { firstRunId: string; turnNumber: number }, now: Date) {
  return tx.execute<Around>(sql`
    SELECT
      (SELECT result FROM turns WHERE thread_id = ${threadId} AND first_run_id = ${run.firstRunId} AND turn_number = ${run.turnNumber}) AS stored_result,
      EXISTS (SELECT FROM stimuli WHERE thread_id = ${threadId} AND consumed_by IS NULL) AS has_events,
      EXISTS (SELECT FROM terms_challenges WHERE thread_id = ${threadId}) AS has_challenge,
      EXISTS (SELECT FROM bookings WHERE thread_id = ${threadId}) AS has_booking,
      (SELECT json_build_object('id', id, 'status', status) FROM human_tasks WHERE thread_id = ${threadId} ORDER BY created_at DESC LIMIT 1) AS task,
      EXISTS (SELECT FROM opt_outs JOIN customer_addresses ON opt_out_hash = address_hash JOIN conversation_threads ON address_id = customer_addresses.id
        WHERE thread_id = ${threadId} AND opted_in_at IS NULL) AS opted_out,
      (SELECT value FROM switches WHERE name = 'assistant_enabled') AS assistant_switch,
      (SELECT json_build_object('id', id, 'until_ms', extract(epoch from valid_until) * 1000) FROM emergency_waivers
        WHERE valid_until > ${now.toISOString()} AND revoked_at IS NULL ORDER BY valid_until DESC LIMIT 1) AS waiver`);
}

function loadInbound(tx: Transaction, threadId: string) {
  return tx
    .select({
      id: messages.id, channel: messages.channel, receivedAt: messages.receivedAt, bodySealed: messages.bodySealed,
      originCheck: messages.originCheck, providerMessageId: messages.providerMessageId, providerTime: messages.providerTime,
    })
    .from(messages).where(and(eq(messages.threadId, threadId), eq(messages.direction, 'inbound'), isNull(messages.consumedBy))).orderBy(asc(messages.number));
}

function loadEvents(tx: Transaction, threadId: string) {
  return tx.select().from(stimuli).where(and(eq(stimuli.threadId, threadId), isNull(stimuli.consumedBy))).orderBy(asc(stimuli.createdAt));
}

/** The newest. */
function loadChallenge(tx: Transaction, threadId: string) {
  return tx.select({ challenge: termsChallenges, acknowledgmentId: termsAcknowledgments.id }).from(termsChallenges)
    .leftJoin(termsAcknowledgments, eq(termsAcknowledgments.challengeId, termsChallenges.id))
    .where(eq(termsChallenges.threadId, threadId)).orderBy(desc(termsChallenges.createdAt)).limit(1);
}

/** The newest. */
function loadBooking(tx: Transaction, threadId: string) {
  return tx.select().from(bookings).where(eq(bookings.threadId, threadId)).orderBy(desc(bookings.createdAt)).limit(1);
}

/** What keeps chefs busy between two instants; a booking's own hold can be left out, since it may be moved. */
export async function loadCalendar(tx: Transaction, fromMs: number, toMs: number, exceptBookingId: string | null): Promise<Busy[]> {
  const window = `[${new Date(fromMs).toISOString()},${new Date(toMs).toISOString()})`;
  const rows = await tx
    .select({ id: bookings.id, chef: bookings.chef, from: sql<string>`extract(epoch from lower(${bookings.busy})) * 1000`, to: sql<string>`extract(epoch from upper(${bookings.busy})) * 1000` })
    .from(bookings)
    .where(and(inArray(bookings.status, ['pending_terms', 'confirmed']), sql`${bookings.busy} && ${window}::tstzrange`));
  return rows.filter((row) => row.id !== exceptBookingId).map((row) => ({ chef: row.chef, fromMs: Number(row.from), toMs: Number(row.to) }));
}

/** The outbox rows that a refused step left behind. */
export async function voidRest(tx: Transaction, threadId: string, firstRunId: string, turnNumber: number): Promise<void> {
  const turn = tx.select({ id: turns.id }).from(turns).where(and(eq(turns.threadId, threadId), eq(turns.firstRunId, firstRunId), eq(turns.turnNumber, turnNumber)));
  await tx.update(outbox).set({ state: 'void', failureCode: 'step_refused' }).where(and(inArray(outbox.turnId, turn), eq(outbox.state, 'intended')));
}
