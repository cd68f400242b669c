// What an inquiry is answered with: approved answers, and figures computed for the party at hand. Where there is neither, the team is asked.
import { checkRequest } from '../availability.ts';
import { formatCents } from '../money.ts';
import { headCount } from '../party.ts';
import type { MenuChoice, Topic } from '../reading.ts';
import { checkPlace } from '../scheduling-rules.ts';
import { milesTo, partyOf, priceOf } from './draft.ts';
import { callPerson, personIsCalled } from './escalation.ts';
import { findAlternatives, offerAlternatives } from './offering.ts';
import { priceLines } from './read-back.ts';
import { misunderstood } from './replies.ts';
import type { Draft } from './state.ts';
import { remark, type Turn } from './turn.ts';
import { guestsText } from './wording.ts';

/** What the questions are about: the draft, or what it would be; and menu items that were asked about, not ordered. */
export type Subject = { draft: Draft; items: readonly MenuChoice[] };

/** A topic that names the matter more narrowly takes the place of those that share words with it. */
const INSTEAD_OF: Partial<Record<Topic, readonly Topic[]>> = {
  travel: ['price'], deposit: ['price'], payment: ['price', 'deposit'], tipping: ['price', 'menu'], discounts: ['price'], party_limits: ['price', 'menu'],
  cancellation_policy: ['price', 'deposit'], vegetarian: ['allergies', 'menu'], religious_food: ['allergies', 'menu'], place: ['equipment'], cleanup: ['equipment'],
  alcohol: ['menu', 'equipment'], duration: ['price'], children: ['discounts'], guest_changes: ['party_limits', 'availability', 'cancellation_policy'], how_it_works: ['availability'], contact: ['area'],
};

/** `namesParty`: the message says for whom, so the price is asked for, whatever else is. */
export function narrowed(topics: readonly Topic[], namesParty: boolean): Topic[] {
  const instead = new Set(topics.flatMap((topic) => INSTEAD_OF[topic] ?? []));
  if (namesParty) {
    instead.delete('price');
    // The price has a line for them.
    if (topics.includes('price')) instead.add('children');
  }
  // "Do you travel to Reno?" asks whether, "how much is travel to Reno?" how much; the answer about a place says both.
  if (topics.includes('travel') && topics.includes('area')) instead.add(topics.includes('price') ? 'area' : 'travel');
  return topics.filter((topic) => topic !== 'other' && !instead.has(topic));
}

export function answerTopics(turn: Turn, topics: readonly Topic[], subject: Subject = { draft: turn.state.draft, items: [] }): void {
  if (topics.length === 0) {
    // Says that a person can be asked for; asked too often, one is called.
    if (!misunderstood(turn)) answerFixed(turn, 'other');
    return;
  }
  turn.state.attempts = 0;
  for (const topic of topics) answerTopic(turn, topic, subject);
}

/** Where we are is said by the next step; once there is none left, in words of its own. */
function tellNextStep(turn: Turn): void {
  if (turn.state.stage === 'booking_complete' || turn.state.stage === 'creating_booking') answerFixed(turn, 'next_step');
  else turn.prompt = true;
}

/** A question that no approved answer covers goes to a person; the conversation stays with the assistant. */
export function askTeam(turn: Turn): void {
  turn.state.attempts = 0;
  const { texts } = turn.business;
  // Two such questions in one turn are one call, and one promise.
  if (turn.remarks.includes(texts.will_ask) || turn.remarks.includes(texts.will_ask_too)) return;
  remark(turn, personIsCalled(turn) ? texts.will_ask_too : texts.will_ask);
  if (!personIsCalled(turn)) callPerson(turn, 'open_question');
}

function answerFixed(turn: Turn, topic: Topic): void {
  const approved = turn.business.answers[topic];
  if (approved === null) askTeam(turn);
  else remark(turn, approved);
}

function answerTopic(turn: Turn, topic: Topic, { draft, items }: Subject): void {
  const known = computed(turn, topic, { draft, items });
  if (topic === 'next_step') tellNextStep(turn);
  else if (known !== null) remark(turn, known);
  else if (topic === 'availability' && draft.date !== null) tellAvailability(turn, draft, draft.date);
  else if ((topic === 'area' || topic === 'travel') && draft.place !== null && draft === turn.state.draft) turn.prompt = true; // outside: the next step says so, and asks for another
  else answerFixed(turn, topic);
}

/** The answer for this party, place or dish; null where only the general one is left. */
function computed(turn: Turn, topic: Topic, { draft, items }: Subject): string | null {
  switch (topic) {
    case 'price': {
      // "How much is lobster?" asks for the lobster; with it in the draft it is a line of the whole.
      const dish = itemsText(turn, draft, items.filter((item) => !turn.state.draft.menu.some(({ id }) => id === item.id)));
      const price = dish ?? priceText(turn, draft);
      if (dish === null && price !== null) for (const told of ['party_size', 'menu'] as const) turn.news.delete(told);
      return price;
    }
    case 'menu': return itemsText(turn, draft, items);
    case 'area': case 'travel': {
      const text = placeText(turn, draft);
      if (text !== null && draft.address?.line1 === undefined) turn.news.delete('address');
      return text;
    }
    default: return null;
  }
}

function priceText({ business }: Turn, draft: Draft): string | null {
  const party = partyOf(draft);
  const price = priceOf(draft, business);
  const { travel, bookings, ages, prices } = business.profile;
  if (party === null || price === null || headCount(party) > bookings.largestParty) return null;
  return [
    `For ${guestsText(party)} it comes to ${formatCents(price.totalCents)}:`,
    ...priceLines(price),
    party.assumedAllAdults ? `Counted as adults; kids ${String(ages.childFrom)}-${String(ages.adultFrom - 1)} are ${formatCents(prices.childCents)}.` : '',
    draft.place === null ? `Travel is free for the first ${String(travel.freeMiles)} miles from ${travel.base.city}, then ${formatCents(travel.centsPerMile)} a mile.` : '',
  ].filter((line) => line !== '').join('\n');
}

/** "Lobster tail is +$15 per person, so $300 for all 20." */
function itemsText({ business }: Turn, draft: Draft, items: readonly MenuChoice[]): string | null {
  const { menu } = business.profile;
  const party = partyOf(draft);
  const asked = new Set(items.map(({ id }) => id));
  const forAll = (cents: number) => (party === null || party.adults + party.children === 0 ? '' : `, so ${formatCents(cents * (party.adults + party.children))} for all ${String(party.adults + party.children)}`);
  const extras = [...menu.upgrades, ...menu.addOns].filter(({ id }) => asked.has(id)).map(({ label, priceCents }) => `${label} is +${formatCents(priceCents)} per person${forAll(priceCents)}.`);
  const included = menu.proteins.filter(({ id }) => asked.has(id)).map(({ label }) => `${label} is one of the proteins to choose from.`);
  if (extras.length + included.length === 0) return null;
  return [...included, ...extras, ...(extras.length > 0 ? ["Tell me for how many and I'll add it."] : [])].join(' ');
}

/** The items of the menu that a question names: a reader reports wishes, and a question is none. */
export function itemsNamed({ business: { profile: { menu } } }: Turn, words: string): MenuChoice[] {
  const named = (name: string) => new RegExp(`(?<![a-z])${name.toLowerCase().replace(/[^a-z0-9 ]/g, '')}(?![a-z])`).test(words);
  return [...menu.proteins, ...menu.upgrades, ...menu.addOns].filter(({ label, names }) => [label, ...names].some(named)).map(({ id }) => ({ id, quantity: null }));
}

/** "Yes, we come to San Jose. It's about 13 miles from Fremont, so travel is free." */
function placeText({ business }: Turn, draft: Draft): string | null {
  const miles = milesTo(draft, business);
  const { travel } = business.profile;
  if (draft.place === null || miles === null || checkPlace(business.profile, draft.place, miles) !== null) return null;
  const charged = Math.max(0, miles - travel.freeMiles);
  const cost = charged === 0 ? 'so travel is free' : `the first ${String(travel.freeMiles)} are free, so travel comes to ${formatCents(charged * travel.centsPerMile)}`;
  return `Yes, we come to ${draft.place.city}. It's about ${String(miles)} miles from ${travel.base.city}${charged === 0 ? ',' : ':'} ${cost}.`;
}

const DAY_FREE = 'Yes, we have times free that day.';

/** What stands in the way of the date or time itself is said by the next step. */
function tellAvailability(turn: Turn, draft: Draft, date: string): void {
  const { business: { profile }, facts, nowMs } = turn;
  const time = draft.time ?? profile.hours.lastStart;
  const found = checkRequest(profile, { date, time, partySize: 1, place: { state: profile.travel.base.state }, roadMiles: 0 }, facts.calendar, nowMs);
  if (found.ok) remark(turn, draft.time === null ? DAY_FREE : 'Yes, that time is free right now.');
  if (found.ok || found.reason !== 'no_chef') return;
  const otherTime = findAlternatives(turn, { date, time }).some((one) => one.date === date);
  if (draft.time === null && otherTime) remark(turn, DAY_FREE);
  else if (draft === turn.state.draft) offerAlternatives(turn, { date, time }, draft.time === null ? 'All our chefs are taken that day.' : 'All our chefs are taken at that time.');
  else remark(turn, 'All our chefs are taken then.');
}
