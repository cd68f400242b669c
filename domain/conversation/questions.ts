// What of a message is an order and what a question, and what the questions are about.
import type { Slots, Topic } from '../reading.ts';
import type { Intent } from '../vocabulary.ts';
import type { MessageStimulus } from './decision.ts';
import { takeSlots } from './draft.ts';
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
  const named = [...dropped, ...(menu?.filter(({ quantity }) => intent !== 'inquiry' || slots.partySize !== undefined || quantity !== null) ?? [])];
  const asksForPlace = intent === 'inquiry' && address?.line1 === undefined && state.draft.address?.line1 !== undefined && (topics.includes('area') || topics.includes('travel'));
  return { ...message, reading: { ...reading, slots: { ...rest, ...(named.length === 0 ? {} : { menu: named }), ...(address === undefined || asksForPlace ? {} : { address }) } } };
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
  const about = asked(topics.filter((topic) => asks || (allergic && topic === 'allergies')), intent, slots);
  if (about.length > 0) {
    const supposed = structuredClone(state.draft);
    takeSlots(supposed, message);
    const same = JSON.stringify([supposed.date, supposed.place]) === JSON.stringify([state.draft.date, state.draft.place]);
    answerTopics(turn, about, { draft: same ? state.draft : supposed, items: itemsNamed(turn, reply.normalized) });
  } else if (!topics.includes('other') || says || confirmation !== null) state.attempts = 0;
  else if (reply.verdict === 'question') askTeam(turn);
  else answerTopics(turn, []);
}

/** "What about 12 adults and 4 kids?" asks for their price. */
function asked(topics: readonly Topic[], intent: Intent, slots: Slots): Topic[] {
  const namesParty = slots.partySize !== undefined;
  const about = narrowed(topics, namesParty);
  return intent === 'inquiry' && namesParty && about.every((topic) => topic === 'children') ? ['price'] : about;
}
