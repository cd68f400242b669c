// Confirms a booking on the strength of its acknowledgment or of a waiver. Idempotent; a booking that lost its slot is refused. A changed booking takes the place of the one before.
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { StepResult } from '../domain/steps.ts';
import type { Transaction } from '../db/client.ts';
import { aiConversations, bookings, conversationThreads, emergencyWaivers, evidenceEntries, termsAcknowledgments } from '../db/schema.ts';
import { canonicalJson, leafHash } from '../evidence/canonical.ts';
import type { ActivityDeps } from './deps.ts';

const MINUTE_MS = 60_000;

export async function confirmBooking(deps: ActivityDeps, bookingId: string): Promise<StepResult> {
  return deps.database.transaction(async (tx) => {
    const now = new Date(deps.clock());
    const [, [booking], [acknowledgment], [waiver]] = await Promise.all([
      // The thread before the booking, as in a turn: one order of locks.
      tx.execute(sql`SELECT FROM conversation_threads WHERE thread_id = (SELECT thread_id FROM bookings WHERE id = ${bookingId}) FOR UPDATE`),
      tx.select().from(bookings).where(eq(bookings.id, bookingId)).for('update'),
      tx.select().from(termsAcknowledgments).where(eq(termsAcknowledgments.bookingId, bookingId)),
      tx.select({ id: emergencyWaivers.id }).from(emergencyWaivers).where(and(sql`${emergencyWaivers.validUntil} > ${now.toISOString()}::timestamptz`, isNull(emergencyWaivers.revokedAt))).limit(1),
    ]);
    if (booking === undefined) return { outcome: 'refused', code: 'not_held' };
    if (booking.status === 'confirmed') return { outcome: 'done', stage: 'booking_complete' };
    // The hold ended and the date may be somebody else's; the acknowledgment stays, and a person is called.
    if (booking.status !== 'pending_terms') return { outcome: 'refused', code: 'not_held' };
    if (acknowledgment === undefined && waiver === undefined) return { outcome: 'refused', code: 'not_acknowledged' };
    const replaced = await endReplaced(tx, deps.newId, booking, now);
    // It ended in the meantime, or another change was faster: two events where one was wanted are for a person to sort out.
    if (booking.replacesBookingId !== null && replaced === null) {
      await tx.update(bookings).set({ status: 'expired', endedReason: 'nothing left to replace', updatedAt: now }).where(eq(bookings.id, bookingId));
      return { outcome: 'refused', code: 'not_held' };
    }
    const due = new Date(now.getTime() + deps.business.profile.deposit.dueWithinMinutes * MINUTE_MS);
    await tx.update(bookings).set({
      status: 'confirmed', confirmedAt: now, holdExpiresAt: null,
      // The deposit of a changed booking is the one that was asked for, and perhaps paid, before.
      ...(replaced === null ? { depositDeadline: due } : { depositDeadline: replaced.depositDeadline, depositPaidAt: replaced.depositPaidAt }),
      waiverId: acknowledgment === undefined ? (waiver?.id ?? null) : null, updatedAt: now,
    }).where(eq(bookings.id, bookingId));
    const body = canonicalJson({ kind: 'booking_confirmed', bookingId, acknowledgmentId: acknowledgment?.id ?? null, waiverId: acknowledgment === undefined ? (waiver?.id ?? null) : null, ...(replaced === null ? {} : { replacesBookingId: replaced.id }), at: now.toISOString() });
    await tx.insert(evidenceEntries).values({ id: deps.newId(), kind: 'booking_confirmed', subjectId: bookingId, body, leafHash: leafHash(body), createdAt: now });
    if (acknowledgment !== undefined) await tx.update(termsAcknowledgments).set({ outcome: 'booked' }).where(eq(termsAcknowledgments.id, acknowledgment.id));
    if (booking.threadId !== null) {
      const moved = sql`CASE WHEN ${conversationThreads.state} = 'escalated' THEN ${conversationThreads.state} ELSE 'booking_complete' END`;
      await tx.update(conversationThreads).set({ state: moved, updatedAt: now }).where(eq(conversationThreads.threadId, booking.threadId));
      await tx.update(aiConversations).set({ stage: 'booking_complete', bookingId, updatedAt: now })
        .where(sql`${aiConversations.id} = (SELECT current_matter_id FROM conversation_threads WHERE thread_id = ${booking.threadId})`);
    }
    return { outcome: 'done', stage: 'booking_complete' };
  });
}

/** The booking that is replaced ends before its successor is confirmed, in the same transaction: of one event one booking stands at every instant. */
async function endReplaced(tx: Transaction, newId: () => string, { id, replacesBookingId }: typeof bookings.$inferSelect, now: Date) {
  if (replacesBookingId === null) return null;
  const [replaced] = await tx.update(bookings).set({ status: 'cancelled', endedReason: 'replaced', cancelledAt: now, updatedAt: now })
    .where(and(eq(bookings.id, replacesBookingId), eq(bookings.status, 'confirmed'))).returning();
  if (replaced === undefined) return null;
  const body = canonicalJson({ kind: 'booking_replaced', bookingId: replaced.id, replacedBy: id, at: now.toISOString() });
  await tx.insert(evidenceEntries).values({ id: newId(), kind: 'booking_replaced', subjectId: replaced.id, body, leafHash: leafHash(body), createdAt: now });
  return replaced;
}
