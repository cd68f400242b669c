// Reads one conversation as a turn needs it, under the thread's lock, in one round trip.
import { and, asc, desc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { Transaction } from './client.ts';
import { bookings, conversationThreads, customerAddresses, customers, emergencyWaivers, humanTasks, messages, optOuts, outbox, personKeys, stimuli, switches, termsAcknowledgments, termsChallenges, turns } from './schema.ts';
import type { Busy } from '../domain/availability.ts';
import type { TurnResult } from '../domain/steps.ts';

export type ThreadSnapshot = Awaited<ReturnType<typeof loadThread>>;

/** `now` decides which waivers are in force. */
export async function loadThread(tx: Transaction, threadId: string, run: { firstRunId: string; turnNumber: number }, now: Date) {
  const thread = tx
    .select({
      thread: conversationThreads, keyId: personKeys.id, wrappedKey: personKeys.wrappedKey,
      addressId: customerAddresses.id, addressKind: customerAddresses.kind, addressSealed: customerAddresses.valueSealed, optOutHash: customerAddresses.optOutHash,
    })
    .from(conversationThreads)
    .innerJoin(customers, eq(customers.id, conversationThreads.customerId))
    .innerJoin(personKeys, eq(personKeys.id, customers.keyId))
    .innerJoin(customerAddresses, eq(customerAddresses.id, conversationThreads.addressId))
    .where(eq(conversationThreads.threadId, threadId))
    .for('update', { of: conversationThreads });
  // Statements of one connection run in order: the lock above is held before the others look.
  const [rows, stored, inbound, events, challenge, booking, task, optOut, enabled, waiver] = await Promise.all([
    thread,
    tx.select({ result: turns.result }).from(turns).where(and(eq(turns.threadId, threadId), eq(turns.firstRunId, run.firstRunId), eq(turns.turnNumber, run.turnNumber))),
    tx.select().from(messages).where(and(eq(messages.threadId, threadId), eq(messages.direction, 'inbound'), isNull(messages.consumedBy))).orderBy(asc(messages.number)),
    tx.select().from(stimuli).where(and(eq(stimuli.threadId, threadId), isNull(stimuli.consumedBy))).orderBy(asc(stimuli.createdAt)),
    tx.select({ challenge: termsChallenges, acknowledgmentId: termsAcknowledgments.id }).from(termsChallenges)
      .leftJoin(termsAcknowledgments, eq(termsAcknowledgments.challengeId, termsChallenges.id))
      .where(eq(termsChallenges.threadId, threadId)).orderBy(desc(termsChallenges.createdAt)).limit(1),
    tx.select().from(bookings).where(eq(bookings.threadId, threadId)).orderBy(desc(bookings.createdAt)).limit(1),
    tx.select({ id: humanTasks.id, status: humanTasks.status }).from(humanTasks).where(eq(humanTasks.threadId, threadId)).orderBy(desc(humanTasks.createdAt)).limit(1),
    tx.select({ optedInAt: optOuts.optedInAt }).from(optOuts).innerJoin(customerAddresses, eq(customerAddresses.optOutHash, optOuts.addressHash))
      .innerJoin(conversationThreads, eq(conversationThreads.addressId, customerAddresses.id)).where(eq(conversationThreads.threadId, threadId)),
    tx.select({ value: switches.value }).from(switches).where(eq(switches.name, 'assistant_enabled')),
    tx.select({ id: emergencyWaivers.id, validUntil: emergencyWaivers.validUntil }).from(emergencyWaivers)
      .where(and(gt(emergencyWaivers.validUntil, now), isNull(emergencyWaivers.revokedAt))).orderBy(desc(emergencyWaivers.validUntil)).limit(1),
  ]);
  const [row] = rows;
  if (row === undefined) return null;
  const [optOutRow] = optOut;
  return {
    ...row,
    storedResult: (stored[0]?.result ?? null) as TurnResult | null,
    inbound, events,
    challenge: challenge[0]?.challenge ?? null,
    acknowledgmentId: challenge[0]?.acknowledgmentId ?? null,
    booking: booking[0] ?? null,
    task: task[0] ?? null,
    optedOut: optOutRow !== undefined && optOutRow.optedInAt === null,
    assistantSwitch: enabled[0]?.value ?? true,
    waiver: waiver[0] ?? null,
  };
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
