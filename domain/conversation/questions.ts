// What of a message is an order and what a question, and what the questions are about.
import type { Slots, Topic } from '../reading.ts';
import type { MessageStimulus } from './decision.ts';
import { missingSlots, takeSlots } from './draft.ts';
import { answerTopics, askTeam, itemsNamed, narrowed } from './inquiry.ts';
import type { Turn } from './turn.ts';

/**
 * What of a message is an order. "How much is lobster?" orders none, and "do you come to San Jose?" moves no party whose street is known;
 * "how much for 15 with lobster?" describes the party and is kept.
 */
export function ordered(turn: Turn, message: MessageStimulus): MessageStimulus {
  const { state } = turn;
  const { reading, reading: { intent, slots, topics, reply } } = message;
  const { menu, address, ...rest } = slots;
  const dropped = state.draft.menu.filter(({ id }) => menu?.some((choice) => choice.id === id) !== true && declines(turn, reply.normalized, id)).map(({ id }) => ({ id, quantity: 0 }));
  if (intent !== 'inquiry' && dropped.length === 0) return message;
  const isOrder = intent !== 'inquiry' || slots.partySize !== undefined || asksToAdd(turn, message);
  const named = [...dropped, ...(menu?.filter(({ quantity }) => isOrder || quantity !== null) ?? [])];
  const asksForPlace = intent === 'inquiry' && address?.line1 === undefined && state.draft.address?.line1 !== undefined && (topics.includes('area') || topics.includes('travel'));
  return { ...message, reading: { ...reading, slots: { ...rest, ...(named.length === 0 ? {} : { menu: named }), ...(address === undefined || asksForPlace ? {} : { address }) } } };
}

const ADDS = /\b(?:add|include|throw in|put (?:us|me) down|for (?:everyone|everybody|all|all of us|each))\b/;
const GETS = /\b(?:can|could|may|might) (?:we|i|you) (?:please |also |maybe |just )*(?:get|have|do|bring|order|make)\b/;
/** Said of what would be, not of what shall be. */
const SUPPOSES = /\b(?:how much|what if|would (?:it|that) be|what would|do you (?:have|offer|serve)|cost|price|extra charge)\b/;

/** "Can we add lobster for everyone?" orders it; "could we get lobster?" does once there is a party to add it to. */
function asksToAdd({ state }: Turn, { reading: { reply: { normalized }, topics } }: MessageStimulus): boolean {
  if (topics.includes('price') || SUPPOSES.test(normalized)) return false;
  return ADDS.test(normalized) || (GETS.test(normalized) && missingSlots(state.draft).length === 0);
}

const WISHES = /\b(?:can|could|may|might|shall|should) (?:we|i|you|they|it|the chef|he|she)\b|\b(?:possible|instead|rather|switch|change|move)\b|\b(?:would|does|is) .{1,30}\b(?:work|ok|okay|fine)\b/;

/** "Could we do 7:30?" is a change put as a question; "how much would it be for 25?" is none. */
export function asksForChange(turn: Turn, message: MessageStimulus): boolean {
  const { slots, reply, topics, intent } = message.reading;
  const namesWhat = slots.date !== undefined || slots.time !== undefined || slots.partySize !== undefined || slots.address?.line1 !== undefined;
  if (slots.menu !== undefined && asksToAdd(turn, message)) return true;
  return intent === 'modification' || (namesWhat && WISHES.test(reply.normalized) && !SUPPOSES.test(reply.normalized) && topics.every((topic) => topic === 'other' || topic === 'menu'));
}

/** "No lobster then": what the draft has and the customer does not want after all. */
function declines(turn: Turn, words: string, id: string): boolean {
  const unwanted = /\b(?:no|without|skip|remove|drop|minus|take (?:off|out)|leave out)(?: the| any| my)?(?: \d+)? ((?:[a-z]+ ?){1,3})/g;
  return [...words.matchAll(unwanted)].some(([, what = '']) => itemsNamed(turn, what).some((item) => item.id === id));
}

export function answerQuestions(turn: Turn, message: MessageStimulus, says: boolean): void {
  const { state } = turn;
  const { reading: { topics, intent, reply, slots, confirmation } } = message;
  const asks = intent === 'inquiry' || reply.verdict === 'question';
  // "4 kids" is a count and no question about kids; an allergy calls for what there is to say about it, asked or not.
  const allergic = slots.dietary?.some((need) => need.includes('allerg')) === true;
  const about = asked(turn, topics.filter((topic) => asks || (allergic && topic === 'allergies')), message);
  if (about.length > 0) {
    const supposed = structuredClone(state.draft);
    takeSlots(supposed, message);
    const same = JSON.stringify([supposed.date, supposed.place]) === JSON.stringify([state.draft.date, state.draft.place]);
    answerTopics(turn, about, { draft: same ? state.draft : supposed, items: itemsNamed(turn, reply.normalized) });
  } else if (!topics.includes('other') || says || confirmation !== null) state.attempts = 0;
  else if (reply.verdict === 'question') askTeam(turn);
  else answerTopics(turn, []);
}

/** What the words ask without a word for it: "12 adults and 4 kids?" their price, "can you do Livermore?" whether we come there, "do you have shrimp?" what there is to eat. */
export function asked(turn: Turn, topics: readonly Topic[], { reading: { intent, slots, reply } }: MessageStimulus): Topic[] {
  const namesParty = slots.partySize !== undefined;
  const about = narrowed(topics, namesParty);
  if (intent === 'inquiry' && namesParty && about.every((topic) => topic === 'children')) return ['price'];
  if (about.length > 0 || reply.verdict !== 'question') return about;
  if (slots.address?.city !== undefined && slots.address.line1 === undefined && namesOnly(slots, 'address')) return ['area'];
  return OFFERS.test(reply.normalized) && itemsNamed(turn, reply.normalized).length > 0 ? ['menu'] : about;
}

const OFFERS = /\b(?:do you (?:guys )?(?:have|offer|serve|do|make|cook)|(?:do|can|could) (?:we|i) (?:get|have|pick|choose)|is there|are there|does it (?:come with|include))\b/;

function namesOnly(slots: Slots, name: keyof Slots): boolean {
  return Object.keys(slots).every((slot) => slot === name);
}
