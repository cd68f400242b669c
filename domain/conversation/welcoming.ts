// Taking a conversation up: what is remembered is told to somebody who comes back, and an inquiry is led on to a date and a party.
import type { Topic } from '../reading.ts';
import type { SlotName } from '../vocabulary.ts';
import type { MessageStimulus } from './decision.ts';
import { findProblem, missingSlots, partyOf } from './draft.ts';
import { ask, remark, type Turn } from './turn.ts';
import { recallText } from './wording.ts';

/** After so long a customer has put the phone away and may not remember where we were. */
const AWAY_MS = 12 * 3_600_000;

/** Somebody who comes back after hours or days is told where we were, and a read-back is read back again. */
export function recall(turn: Turn): void {
  const { state, nowMs, business } = turn;
  if (state.heardAtMs === null || nowMs - state.heardAtMs < AWAY_MS) return;
  const known = recallText(state.draft, partyOf(state.draft), business, nowMs);
  if (known === '') return;
  state.readBack = null;
  remark(turn, missingSlots(state.draft).length === 0 ? 'Welcome back!' : known);
}

/** Thanks for a statement are just thanks; after a question they do not answer it. */
export function nothingAsked({ state }: Turn): boolean {
  return state.stage !== 'initial' && state.stage !== 'confirming_info' && state.lastSaid !== null && !state.lastSaid.includes('?');
}

/** What to go on with after an answer. The same invitation twice running would push. */
export function invite(turn: Turn, { reading: { topics } }: MessageStimulus, greeted: boolean): void {
  const { state, business, nowMs } = turn;
  if (findProblem(state.draft, business, nowMs) !== null) {
    turn.prompt = true;
    return;
  }
  const { text, about } = invitation(partyOf(state.draft) !== null, greeted, topics);
  ask(turn, turn.remarks.length > 0 && state.lastSaid?.endsWith(text) === true ? '' : text, about);
}

function invitation(knowsParty: boolean, greeted: boolean, topics: readonly Topic[]): { text: string; about: SlotName[] } {
  if (!knowsParty && greeted) return { text: 'What date are you thinking of, and how many guests? I can check it and price it for you.', about: ['date', 'party_size'] };
  if (!knowsParty && topics.includes('price')) return { text: "How many guests will you be? I'll work out the total.", about: ['party_size'] };
  return { text: 'Which date are you thinking of?', about: ['date'] };
}
