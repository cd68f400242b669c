// What is said about a booking that is to be changed or cancelled. Every figure is reckoned by the policy or the quote.
import { cancellationTerms } from '../booking-policy.ts';
import { renderText, type Business } from '../business.ts';
import { instantToLocal } from '../calendar.ts';
import type { Party } from '../party.ts';
import { formatCents, type Quote } from '../quote.ts';
import { PARAGRAPH } from '../text-parts.ts';
import { assertNever } from '../vocabulary.ts';
import type { StandingBooking } from './decision.ts';
import { partyOf } from './draft.ts';
import { priceLines } from './read-back.ts';
import type { Draft } from './state.ts';
import { addressText, guestsText, menuItemsText, whenText } from './wording.ts';

export const WHAT_TO_CHANGE = 'Of course. What would you like to change?';

export function bookingWhen(business: Business, { draft }: StandingBooking, nowMs: number): string {
  return whenText(business, draft.date, draft.time, nowMs);
}

/** What becomes of the deposit when the booking is cancelled now; empty where there is none. */
function depositText(business: Business, booking: StandingBooking, nowMs: number): string {
  if (booking.depositCents === 0) return '';
  const { fate } = cancellationTerms(business.profile, { ...booking, date: booking.draft.date }, nowMs);
  const amount = { amount: formatCents(booking.depositCents) };
  switch (fate) {
    case 'returned': return renderText(business, 'deposit_returned', amount);
    case 'returned_if_paid': return renderText(business, 'deposit_returned_if_paid', amount);
    case 'kept': return renderText(business, 'deposit_kept', amount);
    default: return assertNever(fate);
  }
}

export function cancelText(business: Business, id: 'cancel_question' | 'booking_cancelled', booking: StandingBooking, nowMs: number): string {
  return renderText(business, id, { reference: booking.reference, when: bookingWhen(business, booking, nowMs), deposit: depositText(business, booking, nowMs) }).replace(/ {2,}/g, ' ');
}

export function whichText(business: Business, bookings: readonly StandingBooking[], nowMs: number): string {
  const named = bookings.map((booking) => bookingWhen(business, booking, nowMs));
  return `Which booking do you mean: ${named.slice(0, -1).join(', ')} or ${named.at(-1) ?? ''}?`;
}

/** The deposit of a changed booking is the one that was agreed before. */
export function carriedDepositText(business: Business, booking: StandingBooking | null, nowMs: number): string {
  if (booking?.depositDeadlineMs == null || booking.isDepositPaid || booking.depositDeadlineMs <= nowMs) return renderText(business, 'deposit_carried', {});
  const due = instantToLocal(booking.depositDeadlineMs, business.profile.timeZone);
  return renderText(business, 'deposit_still_due', { amount: formatCents(booking.depositCents), depositDue: whenText(business, due.date, due.time, nowMs) });
}

/** What changes as "before -> after", what stays as it is, and the difference in price. */
export function changeReadBackText(business: Business, booking: StandingBooking, draft: Draft, party: Party, price: Quote, nowMs: number): string {
  const before = partyOf(booking.draft);
  const from = (was: string, is: string) => (was === is || was === '' ? is : `${was} -> ${is === '' ? 'none' : is}`);
  const menu = from(menuItemsText(business, booking.draft), menuItemsText(business, draft));
  const priceNow = formatCents(price.totalCents);
  const difference = price.totalCents - booking.totalCents;
  const event = [
    'Here is the change to your booking:',
    draft.date === null || draft.time === null ? '' : from(bookingWhen(business, booking, nowMs), whenText(business, draft.date, draft.time, nowMs)),
    from(addressText(booking.draft.address, booking.draft.place), addressText(draft.address, draft.place)),
    from(before === null ? '' : guestsText(before), guestsText(party)),
    menu === '' ? '' : `Menu: ${menu}`,
  ];
  const cost = [
    ...priceLines(price),
    difference === 0 ? `Total: ${priceNow}, as before.` : `Total: ${formatCents(booking.totalCents)} -> ${priceNow} (${formatCents(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'}).`,
    "Is that right? Reply YES and I'll send the terms for the change. Until you accept them, your booking stays as it is.",
  ];
  return [event, cost].map((lines) => lines.filter((line) => line !== '').join('\n')).join(PARAGRAPH);
}
