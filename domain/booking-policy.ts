// What changing or cancelling a booking that stands costs, and until when the assistant may do it: the profile's policy, reckoned in the event's local time.
import { daysBetween, instantToLocal } from './calendar.ts';
import type { BusinessProfile } from './profile.ts';

const HOUR_MS = 3_600_000;

/** What becomes of the deposit. Where no payment is on record, nobody claims that there was one. */
export type DepositFate = 'returned' | 'returned_if_paid' | 'kept';

export type CancellationTerms = { fate: DepositFate; /** What has to go back if it was paid. */ refundDueCents: number };

/** By calendar days in the event's zone, so that neither the hour nor a change of the clocks costs anybody a deposit. */
export function cancellationTerms(profile: BusinessProfile, booking: { date: string; depositCents: number; isDepositPaid: boolean }, nowMs: number): CancellationTerms {
  const daysLeft = daysBetween(instantToLocal(nowMs, profile.timeZone).date, booking.date);
  if (daysLeft < profile.deposit.refundableDaysBefore || booking.depositCents === 0) return { fate: 'kept', refundDueCents: 0 };
  return { fate: booking.isDepositPaid ? 'returned' : 'returned_if_paid', refundDueCents: booking.depositCents };
}

/** Later a chef may be shopping or on the road already, which is for people to settle. */
export function isInTime(profile: BusinessProfile, startsAtMs: number, nowMs: number): boolean {
  return nowMs + profile.changes.guestCountNoticeHours * HOUR_MS <= startsAtMs;
}

/** The terms charge a new date, so another hour of the same day costs nothing. */
export function reschedulesAfter(booking: { date: string | null; reschedules: number }, newDate: string | null): number {
  return booking.reschedules + (newDate === booking.date ? 0 : 1);
}
