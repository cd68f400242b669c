// The assistant's sentences: short, plain ASCII (a curly quote would halve the room in a text), every figure supplied by code.
import type { Availability } from '../availability.ts';
import type { Business } from '../business.ts';
import { formatDateLong, formatTime, instantToLocal } from '../calendar.ts';
import type { Party } from '../party.ts';
import type { Place } from '../places.ts';
import { formatCents, type Quote, type QuoteLine } from '../quote.ts';
import type { AddressText, Doubt } from '../reading.ts';
import { assertNever, type SlotName } from '../vocabulary.ts';
import type { Problem } from './draft.ts';
import type { Draft } from './state.ts';

export function sentence(parts: readonly string[], separator = ' '): string {
  return parts.filter((part) => part !== '').join(separator);
}

function list(items: readonly string[], joiner = 'and'): string {
  if (items.length <= 1) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${joiner} ${items.at(-1) ?? ''}`;
}

export function today(business: Business, nowMs: number): string {
  return instantToLocal(nowMs, business.profile.timeZone).date;
}

/** "Sunday, December 20 at 6:00 PM" */
export function whenText(business: Business, date: string, time: string, nowMs: number): string {
  return `${formatDateLong(date, today(business, nowMs))} at ${formatTime(time)}`;
}

/** "18 adults and 2 children" */
export function guestsText(party: Party): string {
  const count = (many: number, one: string, more: string) => (many === 0 ? '' : `${String(many)} ${many === 1 ? one : more}`);
  if (party.assumedAllAdults) return count(party.adults, 'guest', 'guests');
  return list([count(party.adults, 'adult', 'adults'), count(party.children, 'child', 'children'), count(party.infants, 'little one', 'little ones')].filter((part) => part !== ''));
}

/** "123 Main St, Sacramento, CA 95814": what the customer wrote, completed by what we know of the place. */
export function addressText(address: AddressText | null, place: Place | null): string {
  const street = [address?.line1, address?.unit].filter((part) => part !== undefined).join(' ');
  const region = [place?.state ?? address?.state, address?.postalCode].filter((part) => part !== undefined).join(' ');
  return [street, place?.city ?? address?.city ?? '', region].filter((part) => part !== '').join(', ');
}

function lineText(line: QuoteLine): string {
  const amount = formatCents(line.amountCents);
  switch (line.code) {
    case 'adult': case 'child': case 'upgrade': case 'add_on': return `${line.label}: ${String(line.quantity)} x ${formatCents(line.unitCents)} = ${amount}`;
    case 'infant': return `${line.label}: ${String(line.quantity)}, ${line.unitCents === 0 ? 'free' : amount}`;
    case 'minimum_adjustment': return `${line.label}: ${amount}`;
    case 'travel': return `${line.label}: ${String(line.quantity)} x ${formatCents(line.unitCents)} = ${amount}`;
    default: return assertNever(line.code);
  }
}

export function priceLines(price: Quote): string {
  return price.lines.map(lineText).join('\n');
}

/** Everything the customer is about to agree to, then the question. */
export function readBackText(business: Business, draft: Draft, party: Party, price: Quote, nowMs: number): string {
  const menu = [...business.profile.menu.proteins, ...business.profile.menu.upgrades, ...business.profile.menu.addOns];
  const named = draft.menu.map((choice) => menu.find((item) => item.id === choice.id)?.label).filter((label) => label !== undefined);
  return [
    'Here is what I have:',
    `${whenText(business, draft.date ?? '', draft.time ?? '', nowMs)}`,
    addressText(draft.address, draft.place),
    `${guestsText(party)}${party.assumedAllAdults ? ' (all counted as adults; tell me about children)' : ''}`,
    ...(named.length > 0 ? [`Menu: ${named.join(', ')}`] : []),
    ...(draft.dietary.length > 0 ? [`Dietary: ${draft.dietary.join(', ')}`] : []),
    ...(draft.name === null ? [] : [`Name: ${draft.name}`]),
    priceLines(price),
    `Total ${formatCents(price.totalCents)}. ${price.gratuityNote}`.trim(),
    'Is that right? Reply YES and I send the terms, or tell me what to change.',
  ].join('\n');
}

const QUESTIONS: Record<SlotName, string> = {
  date: 'what date you would like', time: 'what time to start', party_size: 'how many guests', address: 'the address of the party', name: 'a name for the booking',
  phone: 'a phone number', email: 'an email address', menu: 'your menu choices', dietary: 'any dietary needs',
};

/** One joint question for what is missing. */
export function askText(slots: readonly SlotName[], draft: Draft): string {
  const named = slots.map((slot) => (slot === 'address' && draft.place !== null && draft.address?.line1 === undefined ? `the street address in ${draft.place.city}` : QUESTIONS[slot]));
  return `Could you tell me ${list(named)}?`;
}

/** "Got it: Sunday, December 20 for 20 guests." */
export function gotItText(draft: Draft, party: Party | null, business: Business, nowMs: number, changed: readonly SlotName[]): string {
  const parts: string[] = [];
  if (changed.includes('date') && draft.date !== null) parts.push(formatDateLong(draft.date, today(business, nowMs)));
  if (changed.includes('time') && draft.time !== null) parts.push(formatTime(draft.time));
  if (changed.includes('party_size') && party !== null) parts.push(guestsText(party));
  if (changed.includes('address') && draft.place !== null) parts.push(draft.place.city);
  if (changed.includes('name') && draft.name !== null) parts.push(draft.name);
  return parts.length === 0 ? '' : `Got it: ${parts.join(', ')}.`;
}

export function doubtText(doubt: Doubt, business: Business, nowMs: number): string {
  switch (doubt.slot) {
    case 'date': {
      if (doubt.kind === 'past') return 'That date has passed already. Which date do you mean?';
      const options = doubt.options.slice(0, 3).map((date) => formatDateLong(date, today(business, nowMs)));
      return options.length === 0 ? 'Which day exactly?' : `Which day exactly: ${list(options, 'or')}?`;
    }
    case 'time': {
      const options = doubt.options.slice(0, 3).map(formatTime);
      return options.length === 0 ? 'What time exactly would you like to start?' : `What time would you like to start: ${list(options, 'or')}?`;
    }
    case 'party_size': return doubt.options.length === 0 ? 'How many guests exactly?' : `How many guests shall I plan for: ${list(doubt.options.slice(0, 3).map(String), 'or')}?`;
    default: return assertNever(doubt);
  }
}

export function alternativesText(offered: readonly { date: string; time: string }[], business: Business, nowMs: number): string {
  if (offered.length === 0) return 'I found no free time near it. Which other date would suit you?';
  return `The nearest free times are ${list(offered.map(({ date, time }) => whenText(business, date, time, nowMs)), 'or')}. Which one suits you?`;
}

/** What stands in the way, and what would do instead. Cases that go to a person have no text here. */
export function problemText(problem: Problem, business: Business, nowMs: number): string {
  const { profile } = business;
  const refusal: Exclude<Availability, { ok: true }> = problem.refusal;
  switch (refusal.reason) {
    case 'past': return 'That date has passed already. Which date would you like?';
    case 'too_soon': return `We need ${String(refusal.noticeHours)} hours notice, so the earliest I can offer is ${whenText(business, refusal.earliest.date, refusal.earliest.time, nowMs)}. Which date would suit you?`;
    case 'too_far_ahead': return `We take bookings up to ${formatDateLong(refusal.latestDate, today(business, nowMs))}. Which earlier date would suit you?`;
    case 'nonexistent_time': return 'That time does not exist on that day, since the clocks change. Which time would you like?';
    case 'outside_hours': return `Our parties start between ${formatTime(refusal.firstStart)} and ${formatTime(refusal.lastStart)}. What time would suit you?`;
    case 'outside_area': return `I am sorry, that is outside our area: we serve ${profile.serviceArea.description}. Is there another address, or shall I ask our team?`;
    case 'no_chef': return 'All our chefs are taken at that time.';
    case 'after_hours_to_person': case 'party_too_large': return '';
    default: return assertNever(refusal);
  }
}
