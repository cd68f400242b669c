// The text that says "you are booked".
import { instantToLocal } from '../calendar.ts';
import { renderText } from '../business.ts';
import { formatCents } from '../quote.ts';
import { RECEIPT_MARK } from './decision.ts';
import { partyOf, priceOf } from './draft.ts';
import type { Turn } from './turn.ts';
import { addressText, guestsText, whenText } from './wording.ts';

const MINUTE_MS = 60_000;

export function confirmationText(turn: Turn, reference: string, acknowledged: boolean): string {
  const { business, nowMs, state: { draft } } = turn;
  const party = partyOf(draft);
  const price = priceOf(draft, business);
  const due = instantToLocal(nowMs + business.profile.deposit.dueWithinMinutes * MINUTE_MS, business.profile.timeZone);
  const text = renderText(business, 'booking_confirmed', {
    reference,
    when: draft.date === null || draft.time === null ? '' : whenText(business, draft.date, draft.time, nowMs),
    guests: party === null ? '' : guestsText(party),
    address: addressText(draft.address, draft.place),
    total: price === null ? '' : formatCents(price.totalCents),
    depositDue: whenText(business, due.date, due.time, nowMs),
    proof: acknowledged ? (turn.facts.receipt ?? RECEIPT_MARK) : 'none, terms waived',
  });
  const wanted = [
    ...(draft.name === null ? ['a name for the booking'] : []),
    ...(draft.menu.length === 0 ? [`your ${String(business.profile.menu.proteinsPerGuest)} proteins per guest`] : []),
    ...(draft.dietary.length === 0 ? ['any dietary needs'] : []),
  ];
  return wanted.length === 0 ? text : `${text}\nWhenever you like, send me ${wanted.join(', ')}.`;
}
