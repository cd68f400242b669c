// What is left of a model's answer once every value has been checked by itself: real dates, possible numbers, words that are in the message.
import type { AddressText, MenuChoice, Slots, Topic } from '../../domain/reading.ts';
import type { Intent, SlotName } from '../../domain/vocabulary.ts';
import type { Answer } from './answer-schema.ts';

export type Proposal = {
  intent: Intent;
  confirmation: 'yes' | 'no' | null;
  topics: Topic[];
  slots: Slots;
  spans: Partial<Record<SlotName, string>>;
  confidence: number;
  /** Values that did not stand up, by slot; for the record. */
  dropped: SlotName[];
};

/** Enough for any wedding; what a caterer takes is for the profile to say. */
const LARGEST_PARTY = 1_000;
/** Nobody books a chef further ahead; a year misread is. */
const MOST_YEARS_AHEAD = 3;
const LONGEST_NAME = 80;

/** `today` is the local date the message is read at. */
export function proposalOf(answer: Answer, text: string, today: string): Proposal {
  const slots: Slots = {};
  const spans: Proposal['spans'] = {};
  const dropped: SlotName[] = [];
  const said = (words: string): boolean => words.trim() !== '' && text.includes(words);
  const note = (slot: SlotName, words: string, stands: boolean): boolean => {
    if (stands && said(words)) spans[slot] = words;
    else dropped.push(slot);
    return stands && said(words);
  };
  const { date, time, party, name, address } = answer;
  if (date !== null && note('date', date.words, isNearDate(date.value, today))) slots.date = date.value;
  if (time !== null && note('time', time.words, /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time.value))) slots.time = time.value;
  if (party !== null && note('party_size', party.words, isParty(party.total))) Object.assign(slots, { partySize: party.total, ...partsOf(party) });
  if (name !== null && note('name', name, name.length <= LONGEST_NAME && /\p{L}/u.test(name))) slots.name = name.trim();
  if (address !== null) {
    const parts = addressParts(address, said);
    if (note('address', address.words, Object.keys(parts).length > 0)) slots.address = parts;
  }
  const menu = answer.menu.filter(({ words, quantity }) => said(words) && (quantity === null || isParty(quantity))).map(({ id, quantity }): MenuChoice => ({ id, quantity }));
  const dietary = answer.dietary.filter(({ words }) => said(words)).map(({ need }) => need);
  if (menu.length > 0) slots.menu = [...new Map(menu.map((choice) => [choice.id, choice])).values()];
  if (dietary.length > 0) slots.dietary = [...new Set(dietary)];
  if (menu.length < answer.menu.length) dropped.push('menu');
  if (dietary.length < answer.dietary.length) dropped.push('dietary');
  const confidence = Math.min(1, Math.max(0, answer.confidence));
  return { intent: answer.intent, confirmation: answer.confirmation, topics: [...new Set(answer.topics)], slots, spans, confidence, dropped };
}

function isNearDate(value: string, today: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const at = new Date(`${value}T00:00:00Z`);
  // A day that is not in the calendar becomes another one, or none.
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== value) return false;
  return value >= today.slice(0, 10) && Number(value.slice(0, 4)) - Number(today.slice(0, 4)) <= MOST_YEARS_AHEAD;
}

const isParty = (count: number): boolean => count >= 1 && count <= LARGEST_PARTY;

/** Parts that do not add up to the whole are left out; the whole is asked about anyway. */
function partsOf({ total, adults, children }: { total: number; adults: number | null; children: number | null }): Pick<Slots, 'adults' | 'children'> {
  if (adults === null || children === null || adults < 0 || children < 0 || adults + children !== total) return {};
  return { adults, children };
}

/** Nothing is completed: a city that the customer did not write is the model's, not theirs. */
function addressParts(address: NonNullable<Answer['address']>, said: (words: string) => boolean): AddressText {
  const { line1, unit, city, state, postalCode } = address;
  const given = { line1, unit, city, state, postalCode };
  return Object.fromEntries(Object.entries(given).flatMap(([part, value]) => (value !== null && said(value) ? [[part, value.trim()]] : [])));
}
