// What must hold of every conversation, whatever its goal: a breach is no failed goal but a broken promise.
import type { Sent } from './customer.ts';
import type { BookingRow, EndState } from './end-state.ts';
import { chefAway, dollars, milesTo, totalCents } from './price-list.ts';

/** Fixed texts that are sent whoever has the conversation: the law, or the customer's own act, asks for them. */
const WHOEVER_OWNS = new Set(['stop_confirmation', 'start_confirmation', 'help', 'confirmation', 'terms_reply', 'staff_reply']);
/** Clocks of two processes, and a send that had been handed to the provider when the word came. */
const OVERLAP_MS = 50;

export function brokenInvariants(state: EndState, sent: readonly Sent[]): string[] {
  return [...bookingsStandOnAcknowledgments(state), ...acknowledgmentsStandOnWords(state, sent), ...totalsAreRight(state), ...silentAfterStop(state), ...silentWhileOwned(state), ...termsSentOnce(state), ...nothingLeftOver(state)];
}

function bookingsStandOnAcknowledgments({ bookings, acknowledgments, texts, everOptedOut }: EndState): string[] {
  return bookings.filter((row) => row.status === 'confirmed' && !row.byStaff).flatMap((row) => {
    const own = acknowledgments.filter((one) => one.bookingId === row.id);
    return [
      ...(own.length === 0 ? ['a booking without an acknowledgment'] : []),
      ...(own.some((one) => one.outcome === 'booked' && one.totalCents !== row.totalCents) ? ['an acknowledgment of another total than the booking\'s'] : []),
      // Who said STOP is not told: that was their word, too.
      ...(everOptedOut || texts.some((text) => text.class === 'confirmation' && text.state === 'sent') ? [] : ['a booking that the customer was not told of']),
    ];
  });
}

/** No acknowledgment but on words that were written as an agreement, and no two on the same words. */
function acknowledgmentsStandOnWords({ acknowledgments }: EndState, sent: readonly Sent[]): string[] {
  const meant = sent.filter(({ act }) => act === 'agree' || act === 'wrongYes' || act === 'yes' || act === 'followUpYes').map(({ text }) => text);
  return acknowledgments.flatMap(({ reply }) => {
    const at = meant.indexOf(reply);
    if (at < 0) return [`an acknowledgment on words that are no agreement: "${reply}"`];
    meant.splice(at, 1);
    return [];
  });
}

/** Whatever was booked costs what the price list says of what was booked. */
function totalsAreRight({ bookings }: EndState): string[] {
  return bookings.filter((row) => row.status === 'confirmed' || row.status === 'pending_terms').flatMap((row) => {
    const right = reckon(row);
    // The fee for a second new date is the one charge that the row itself does not explain.
    return right === row.totalCents || right + 10_000 === row.totalCents ? [] : [`a total of ${dollars(row.totalCents)} for what costs ${dollars(right)}`];
  });
}

function reckon({ adults, children, infants, extras, city, postalCode }: BookingRow): number {
  const miles = milesTo({ line1: '', city, zip: postalCode ?? '' }, postalCode !== null);
  return totalCents({ adults, children, infants }, extras.map(({ id, quantity }) => ({ id, label: id, quantity: quantity ?? 'everybody' })), miles);
}

function silentAfterStop({ texts, optedOutAtMs }: EndState): string[] {
  if (optedOutAtMs === null) return [];
  const after = texts.filter((text) => text.sentAtMs !== null && text.sentAtMs > optedOutAtMs + OVERLAP_MS);
  return [
    ...after.filter((text) => text.class !== 'stop_confirmation').map((text) => `${text.class} sent after STOP`),
    ...(after.filter((text) => text.class === 'stop_confirmation').length > 1 ? ['STOP confirmed more than once'] : []),
  ];
}

function silentWhileOwned({ texts, owned }: EndState): string[] {
  return texts.filter((text) => text.author === 'assistant' && !WHOEVER_OWNS.has(text.class)).flatMap(({ class: kind, sentAtMs }) => {
    const isOwned = sentAtMs !== null && owned.some(({ fromMs, toMs }) => sentAtMs > fromMs + OVERLAP_MS && sentAtMs < (toMs ?? Infinity));
    return isOwned ? [`${kind} sent while a person had the conversation`] : [];
  });
}

function termsSentOnce({ texts, challenges }: EndState): string[] {
  const sentFor = texts.filter((text) => text.class === 'terms' && text.state === 'sent').map((text) => text.challengeId);
  return [
    ...challenges.filter(({ id }) => sentFor.filter((one) => one === id).length > 1).map(() => 'terms sent twice for one offer'),
    ...(challenges.filter(({ status }) => status === 'live').length > 1 ? ['two live challenges for one customer'] : []),
    ...(challenges.some(({ id, status }) => status === 'agreed' && !sentFor.includes(id)) ? ['terms agreed to that were never sent'] : []),
  ];
}

function nothingLeftOver({ texts, unread }: EndState): string[] {
  return [
    ...texts.filter(({ state }) => state === 'sending' || state === 'unknown').map(({ class: kind, state }) => `${kind} ended as ${state}`),
    ...(unread > 0 ? [`${String(unread)} messages that nobody read`] : []),
  ];
}

/** Over all conversations together: no chef in two places, the drive included. A change that waits for its terms may overlap what it would replace. */
export function doubleBookings(rows: readonly BookingRow[]): string[] {
  const away = rows.filter((row) => row.status === 'confirmed' || row.status === 'pending_terms' || row.status === 'completed')
    .map((row) => ({ ...row, ...chefAway(row.startsAtMs, milesTo({ line1: '', city: row.city, zip: row.postalCode ?? '' }, row.postalCode !== null)) }))
    .sort((a, b) => a.chef - b.chef || a.fromMs - b.fromMs);
  return away.flatMap((one, index) => {
    const isOwnChange = (other: BookingRow) => other.lineage === one.lineage && (other.status === 'pending_terms' || one.status === 'pending_terms');
    const clashes = away.slice(index + 1).filter((other) => other.chef === one.chef && other.fromMs < one.toMs && !isOwnChange(other));
    return clashes.map(() => `chef ${String(one.chef)} in two places`);
  });
}
