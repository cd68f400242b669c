// What the assistant remembers of one conversation: plain JSON, sealed in Postgres between turns.
import type { Place } from '../places.ts';
import type { AddressText, MenuChoice } from '../reading.ts';
import type { EscalationReason, Intent, SlotName, Stage } from '../vocabulary.ts';

export type Draft = {
  date: string | null;
  time: string | null;
  partySize: number | null;
  adults: number | null;
  children: number | null;
  infants: number | null;
  /** The customer's address as written, kept apart from where the geocoder put it. */
  address: AddressText | null;
  place: Place | null;
  name: string | null;
  email: string | null;
  menu: MenuChoice[];
  dietary: string[];
};

/** How the matter at hand ended, null while it is open. */
export type Outcome = 'booked' | 'declined' | 'expired' | 'cancelled' | 'resolved_by_staff' | 'opted_out' | null;

export type ConversationState = {
  version: 1;
  stage: Stage;
  intent: Intent | null;
  draft: Draft;
  /** The slots asked for in the last reply. */
  requested: SlotName[];
  lastSaid: string | null;
  /** Messages in a row that were not understood. */
  attempts: number;
  greeted: boolean;
  /** Fingerprint of the draft and price last read back; a "yes" counts for this and nothing else. */
  readBack: string | null;
  bookingId: string | null;
  challengeId: string | null;
  remindersSent: number;
  taskId: string | null;
  escalation: EscalationReason | null;
  /** Where to go on when a person hands back. */
  stageBeforeEscalation: Stage | null;
  outcome: Outcome;
  /** Row in ai_conversations; a new matter gets a new one. */
  matterId: string | null;
  /** Alternatives offered last, so that "the second one" or a bare time can be taken. */
  offered: { date: string; time: string }[];
};

export const EMPTY_DRAFT: Draft = {
  date: null, time: null, partySize: null, adults: null, children: null, infants: null,
  address: null, place: null, name: null, email: null, menu: [], dietary: [],
};

export function initialState(): ConversationState {
  return {
    version: 1, stage: 'initial', intent: null, draft: structuredClone(EMPTY_DRAFT), requested: [], lastSaid: null, attempts: 0, greeted: false,
    readBack: null, bookingId: null, challengeId: null, remindersSent: 0, taskId: null, escalation: null, stageBeforeEscalation: null,
    outcome: null, matterId: null, offered: [],
  };
}

/** A new matter keeps what is true of the person and forgets what was true of the event. */
export function startNewMatter(state: ConversationState): ConversationState {
  return { ...initialState(), greeted: state.greeted, lastSaid: state.lastSaid, draft: { ...structuredClone(EMPTY_DRAFT), name: state.draft.name, email: state.draft.email } };
}
