// Ends a confirmed booking in the transaction of the turn that decided it: status, refund, proof and the customer's text together, or none of them.
import { and, eq } from 'drizzle-orm';
import type { Effect } from '../domain/conversation/decision.ts';
import type { Transaction } from '../db/client.ts';
import { bookings, evidenceEntries } from '../db/schema.ts';
import { canonicalJson, leafHash } from '../evidence/canonical.ts';

type Cancellation = Extract<Effect, { kind: 'cancel_booking' }>;

export function cancelBooking(tx: Transaction, newId: () => string, { bookingId, refundDueCents, messageId }: Cancellation, now: Date): Promise<unknown>[] {
  const body = canonicalJson({ kind: 'booking_cancelled', bookingId, refundDueCents, messageId, at: now.toISOString() });
  return [
    tx.update(bookings).set({ status: 'cancelled', endedReason: 'cancelled by customer', cancelledAt: now, refundDueCents, updatedAt: now })
      .where(and(eq(bookings.id, bookingId), eq(bookings.status, 'confirmed'))).returning({ id: bookings.id })
      // It ended since the turn read it: thrown, so that the turn is taken again on how things stand now.
      .then((ended) => { if (ended.length === 0) throw new Error('booking_no_longer_stands'); }),
    tx.insert(evidenceEntries).values({ id: newId(), kind: 'booking_cancelled', subjectId: bookingId, body, leafHash: leafHash(body), createdAt: now }),
  ];
}
