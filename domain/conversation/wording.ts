// The assistant's sentences: short, warm, plain ASCII (a curly quote would halve the room in a text), every figure supplied by code.
import type { Business } from '../business.ts';
import { formatDateLong, formatTime, instantToLocal, isDate, timeToMinutes, type LocalTime } from '../calendar.ts';
import type { Party } from '../party.ts';
import type { LocateFailure, Place } from '../places.ts';
import { formatList } from '../profile-facts.ts';
import type { AddressText, Doubt } from '../reading.ts';
import type { Refusal } from '../scheduling-rules.ts';
import { assertNever, SLOT_NAMES, type SlotName } from '../vocabulary.ts';
import type { Draft } from './state.ts';

export const NOT_UNDERSTOOD = "Sorry, I didn't quite get that.";
export const REMIND_OF_READ_BACK = "If those details are right, reply YES and I'll send the terms. Or tell me what to change.";
export const WELCOME = "You're welcome! Text me any time.";
export const ADDED = "Thank you, I've added that to your booking.";

function orList(items: readonly string[]): string {
  return items.length <= 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} or ${items.at(-1) ?? ''}`;
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
  return formatList([count(party.adults, 'adult', 'adults'), count(party.children, 'child', 'children'), count(party.infants, 'little one', 'little ones')].filter((part) => part !== ''));
}

/** "123 Main St, Sacramento, CA 95814": what the customer wrote, completed by what we know of the place. */
export function addressText(address: AddressText | null, place: Place | null): string {
  const street = [address?.line1, address?.unit].filter((part) => part !== undefined).join(' ');
  const region = [place?.state ?? address?.state, address?.postalCode].filter((part) => part !== undefined).join(' ');
  return [street, place?.city ?? address?.city ?? '', region].filter((part) => part !== '').join(', ');
}

/** "Chicken, 5 x Lobster tail" */
export function menuItemsText({ profile: { menu } }: Business, draft: Draft): string {
  const items = [...menu.proteins, ...menu.upgrades, ...menu.addOns];
  return draft.menu.flatMap(({ id, quantity }) => {
    const label = items.find((item) => item.id === id)?.label;
    return label === undefined ? [] : [quantity === null ? label : `${String(quantity)} x ${label}`];
  }).join(', ');
}

const QUESTIONS = {
  date: 'what date would you like', party_size: 'how many guests', time: 'what time should we start', address: "what's the address",
} as const satisfies Partial<Record<SlotName, string>>;
type Askable = keyof typeof QUESTIONS;
/** More than three things at once are not answered all. */
const MOST_AT_ONCE = 3;

/** One joint question for what is missing; of everything, the date and the party come first. */
export function askText(missing: readonly Askable[], draft: Draft): { text: string; about: SlotName[] } {
  const about = missing.length > MOST_AT_ONCE ? missing.slice(0, 2) : [...missing];
  const parts = about.map((slot) => (slot === 'address' && draft.place !== null ? `what's the street address in ${draft.place.city}` : QUESTIONS[slot]));
  const joined = parts.length === 1 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1) ?? ''}`;
  return { text: `${joined.charAt(0).toUpperCase()}${joined.slice(1)}?`, about };
}

/** "Got it: Sunday, December 20, 20 guests." */
export function gotItText(draft: Draft, party: Party | null, business: Business, nowMs: number, news: ReadonlySet<SlotName>): string {
  const parts = knownParts(draft, party, business, nowMs, news);
  return parts.length === 0 ? '' : `Got it: ${parts.join(', ')}.`;
}

/** "Welcome back! So far I have: Sunday, December 20, 20 guests." */
export function recallText(draft: Draft, party: Party | null, business: Business, nowMs: number): string {
  const parts = knownParts(draft, party, business, nowMs, new Set(SLOT_NAMES));
  return parts.length === 0 ? '' : `Welcome back! So far I have: ${parts.join(', ')}.`;
}

function knownParts(draft: Draft, party: Party | null, business: Business, nowMs: number, of: ReadonlySet<SlotName>): string[] {
  return [
    of.has('date') && draft.date !== null ? formatDateLong(draft.date, today(business, nowMs)) : '',
    of.has('time') && draft.time !== null ? formatTime(draft.time) : '',
    of.has('party_size') && party !== null ? guestsText(party) : '',
    of.has('address') && draft.place !== null ? addressText(draft.address, draft.place) : '',
    of.has('name') && draft.name !== null ? draft.name : '',
    of.has('menu') ? menuItemsText(business, draft) : '',
    of.has('dietary') && draft.dietary.length > 0 ? draft.dietary.join(', ') : '',
  ].filter((part) => part !== '');
}

/** What may still come once the booking stands; empty when nothing is wanted. */
export function stillWantedText({ profile }: Business, wanted: readonly SlotName[]): string {
  const later = [...(wanted.includes('menu') ? [`your ${String(profile.menu.proteinsPerGuest)} proteins per guest`] : []), ...(wanted.includes('dietary') ? ['any dietary needs'] : [])];
  return [
    later.length === 0 ? '' : `You can text me ${formatList(later)} later.`,
    wanted.includes('name') ? 'What name should I put on the booking?' : '',
  ].filter((part) => part !== '').join(' ');
}

export function doubtText(doubt: Doubt, business: Business, nowMs: number): string {
  switch (doubt.slot) {
    case 'date': {
      if (doubt.kind === 'past') return 'That date has passed. Which date do you mean?';
      const options = doubt.options.filter(isDate).slice(0, 3).map((date) => formatDateLong(date, today(business, nowMs)));
      return options.length === 0 ? 'Which day exactly?' : `Which day exactly: ${orList(options)}?`;
    }
    case 'time': {
      const options = doubt.options.filter((time) => timeToMinutes(time) !== null).slice(0, 3).map(formatTime);
      return options.length === 0 ? 'What time exactly should we start?' : `What time should we start: ${orList(options)}?`;
    }
    case 'party_size': return doubt.options.length === 0 ? 'How many guests exactly?' : `How many guests shall I plan for: ${orList(doubt.options.slice(0, 3).map(String))}?`;
    default: return assertNever(doubt);
  }
}

export function locateText(failure: LocateFailure): string {
  switch (failure) {
    case 'incomplete': return 'Which city is that in?';
    case 'unknown_place': return "I couldn't find that place. What's the city or ZIP code?";
    case 'ambiguous_city': return 'There is more than one place of that name. Which ZIP code is it?';
    case 'contradiction': return "That city and ZIP code don't go together. Which ZIP code is right?";
    default: return assertNever(failure);
  }
}

/** "Sunday, December 20 at 5:30 PM, 6:30 PM or 5:00 PM": a day is named once. */
export function alternativesText(offered: readonly LocalTime[], business: Business, nowMs: number): string {
  if (offered.length === 0) return "I couldn't find a free time near it. Which other date would suit you?";
  const named = offered.map(({ date, time }, index) => (offered[index - 1]?.date === date ? formatTime(time) : whenText(business, date, time, nowMs)));
  return `The nearest free times are ${orList(named)}. Which one suits you?`;
}

/** A person or the list of free times answers the others. */
type Answerable = Exclude<Refusal, { reason: 'after_hours_to_person' | 'party_too_large' }>;

/** What stands in the way, and what would do instead. `remembered`: a date from earlier that no longer does, so it is named. */
export function problemText(refusal: Answerable, earliest: LocalTime | null, business: Business, nowMs: number, remembered: string | null = null): string {
  const had = remembered === null ? null : formatDateLong(remembered, today(business, nowMs));
  switch (refusal.reason) {
    case 'past': return `${had ?? 'That date'} has passed. Which date would you like?`;
    case 'too_soon': {
      const { date, time } = earliest ?? refusal.earliest;
      return `${had === null ? '' : `${had} is too soon now. `}We need ${String(refusal.noticeHours)} hours' notice, so the earliest would be ${whenText(business, date, time, nowMs)}. Shall we say then, or what other date suits you?`;
    }
    case 'too_far_ahead': return `We take bookings up to ${formatDateLong(refusal.latestDate, today(business, nowMs))}. Which date before that would suit you?`;
    case 'nonexistent_time': return "That time doesn't exist on that day, since the clocks change. What other time would you like?";
    case 'outside_hours': return `Our parties start between ${formatTime(refusal.firstStart)} and ${formatTime(refusal.lastStart)}. What time would suit you?`;
    case 'outside_area': return business.texts.outside_area;
    default: return assertNever(refusal);
  }
}
