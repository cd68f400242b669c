// Reads one conversation as a turn needs it, under the thread's lock, in one round trip; two where terms, a booking or events are in play.
import { and, asc, desc, eq, inArray, isNull } from 'drizzle-orm';
import type { Transaction } from './client.ts';
import { query, timestampOf, uuidArray } from './query.ts';
import {
  bookings, outbox, stimuli, termsAcknowledgments, termsChallenges, turns, type AddressKind, type MessageChannel, type OriginCheck, type TaskStatus,
} from './schema.ts';
import { loadStanding } from './standing.ts';
import type { Busy } from '../domain/availability.ts';
import type { TurnResult } from '../domain/steps.ts';
import type { Channel } from '../domain/vocabulary.ts';

export type ThreadSnapshot = Awaited<ReturnType<typeof loadThread>>;

/** `now` decides which waivers are in force. */
export async function loadThread(tx: Transaction, threadId: string, run: { firstRunId: string; turnNumber: number }, now: Date) {
  // Statements of one connection run in order: the first takes the thread's lock before the others look.
  const [[row], [around], inbound] = await Promise.all([
    query<ThreadRow>(tx, THREAD, [threadId]),
    query<Around>(tx, AROUND, [threadId, run.firstRunId, run.turnNumber, now.toISOString()]),
    query<InboundRow>(tx, INBOUND, [threadId]),
  ]);
  if (row === undefined || around === undefined) return null;
  // Most turns have none of these; what is asked for goes out together.
  const [events, [challenge], [booking], standing] = await Promise.all([
    around.hasEvents ? loadEvents(tx, threadId) : [], around.hasChallenge ? loadChallenge(tx, threadId) : [], around.hasBooking ? loadBooking(tx, threadId) : [],
    around.hasStanding ? loadStanding(tx, threadId, now) : [],
  ]);
  const { keyId, wrappedKey, addressId, addressKind, addressSealed, optOutHash, ...thread } = row;
  return {
    thread, keyId, wrappedKey, addressId, addressKind, addressSealed, optOutHash,
    storedResult: around.storedResult,
    inbound: inbound.map((message) => ({ ...message, receivedAt: new Date(message.receivedAt), providerTime: timestampOf(message.providerTime) })),
    events,
    challenge: challenge?.challenge ?? null,
    acknowledgmentId: challenge?.acknowledgmentId ?? null,
    booking: booking ?? null,
    standing,
    task: around.task,
    optedOut: around.optedOut,
    assistantSwitch: around.assistantSwitch ?? true,
    waiver: around.waiver === null ? null : { id: around.waiver.id, validUntil: new Date(around.waiver.untilMs) },
  };
}

type ThreadRow = {
  channel: Channel; owner: string; messages: number; turns: number; bookingData: Buffer | null; lastTurnHash: string | null;
  keyId: string; wrappedKey: Buffer | null;
  addressId: string; addressKind: AddressKind; addressSealed: Buffer | null; optOutHash: Buffer | null;
};

const THREAD = `
  SELECT t.channel, t.owner, t.messages, t.turns, t.booking_data AS "bookingData", t.last_turn_hash AS "lastTurnHash",
    k.id AS "keyId", k.wrapped_key AS "wrappedKey",
    a.id AS "addressId", a.kind AS "addressKind", a.value_sealed AS "addressSealed", a.opt_out_hash AS "optOutHash"
  FROM conversation_threads t JOIN customers c ON c.id = t.customer_id JOIN person_keys k ON k.id = c.key_id JOIN customer_addresses a ON a.id = t.address_id
  WHERE t.thread_id = $1 FOR UPDATE OF t`;

type Around = {
  storedResult: TurnResult | null;
  hasEvents: boolean; hasChallenge: boolean; hasBooking: boolean; hasStanding: boolean;
  task: { id: string; status: TaskStatus } | null;
  optedOut: boolean;
  assistantSwitch: boolean | null;
  waiver: { id: string; untilMs: number } | null;
};

/** Everything small about a thread, and whether the rest exists, in one statement: it runs in every turn. */
const AROUND = `
  SELECT
    (SELECT result FROM turns WHERE thread_id = $1 AND first_run_id = $2 AND turn_number = $3) AS "storedResult",
    EXISTS (SELECT FROM stimuli WHERE thread_id = $1 AND consumed_by IS NULL) AS "hasEvents",
    EXISTS (SELECT FROM terms_challenges WHERE thread_id = $1) AS "hasChallenge",
    EXISTS (SELECT FROM bookings WHERE thread_id = $1) AS "hasBooking",
    EXISTS (SELECT FROM bookings b JOIN conversation_threads USING (customer_id) WHERE conversation_threads.thread_id = $1 AND b.status = 'confirmed' AND b.starts_at > $4) AS "hasStanding",
    (SELECT json_build_object('id', id, 'status', status) FROM human_tasks WHERE thread_id = $1 ORDER BY created_at DESC LIMIT 1) AS task,
    EXISTS (SELECT FROM opt_outs JOIN customer_addresses ON opt_out_hash = address_hash JOIN conversation_threads ON address_id = customer_addresses.id
      WHERE thread_id = $1 AND opted_in_at IS NULL) AS "optedOut",
    (SELECT value FROM switches WHERE name = 'assistant_enabled') AS "assistantSwitch",
    (SELECT json_build_object('id', id, 'untilMs', extract(epoch from valid_until) * 1000) FROM emergency_waivers
      WHERE valid_until > $4 AND revoked_at IS NULL ORDER BY valid_until DESC LIMIT 1) AS waiver`;

type InboundRow = {
  id: string; channel: MessageChannel; receivedAt: string; bodySealed: Buffer; originCheck: OriginCheck | null; providerMessageId: string | null; providerTime: string | null;
};

const INBOUND = `
  SELECT id, channel, received_at AS "receivedAt", body_sealed AS "bodySealed", origin_check AS "originCheck", provider_message_id AS "providerMessageId", provider_time AS "providerTime"
  FROM messages WHERE thread_id = $1 AND direction = 'inbound' AND consumed_by IS NULL ORDER BY number`;

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

/** What keeps chefs busy between two instants; a booking's own hold can be left out, since it may be moved. `own` ones are marked: they may be moved too. */
export async function loadCalendar(tx: Transaction, fromMs: number, toMs: number, exceptBookingId: string | null, own: readonly string[] = []): Promise<Busy[]> {
  const rows = await query<Busy & { bookingId: string | null }>(tx, CALENDAR, [new Date(fromMs).toISOString(), new Date(toMs).toISOString(), exceptBookingId, uuidArray(own)]);
  return rows.map(({ bookingId, ...busy }) => (bookingId === null ? busy : { ...busy, bookingId }));
}

const CALENDAR = `
  SELECT chef, (extract(epoch from lower(busy)) * 1000)::float8 AS "fromMs", (extract(epoch from upper(busy)) * 1000)::float8 AS "toMs", CASE WHEN id = ANY ($4::text::uuid[]) THEN id END AS "bookingId"
  FROM bookings WHERE status IN ('pending_terms', 'confirmed') AND busy && tstzrange($1, $2) AND id IS DISTINCT FROM $3`;

/** The outbox rows that a refused step left behind. */
export async function voidRest(tx: Transaction, threadId: string, firstRunId: string, turnNumber: number): Promise<void> {
  const turn = tx.select({ id: turns.id }).from(turns).where(and(eq(turns.threadId, threadId), eq(turns.firstRunId, firstRunId), eq(turns.turnNumber, turnNumber)));
  await tx.update(outbox).set({ state: 'void', failureCode: 'step_refused' }).where(and(inArray(outbox.turnId, turn), eq(outbox.state, 'intended')));
}
