// What the assistant remembers of one conversation: plain JSON, sealed in Postgres between turns.
import type { LocalTime } from '../calendar.ts';
import type { LocateResult, Place } from '../places.ts';
import type { AddressText, MenuChoice, Slots } from '../reading.ts';
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
  /** How often the date of a booking that stands was changed, this change included; absent before there is one. */
  reschedules?: number;
};

/** What the customer wants done with a booking that stands. */
export type Change =
  /** Asked which booking is meant; `said` is what else they wanted, for when they have answered. */
  | { kind: 'which'; wish: Wish; bookingIds: string[]; said: { slots: Slots; located: LocateResult | null } }
  /** Asked whether it shall be cancelled; `readBack` is what exactly was asked, and a "yes" counts for that and nothing else. */
  | { kind: 'cancel'; bookingId: string; readBack: string }
  /** The draft is that of the booking with the changes in it; it takes the booking's place once its terms are accepted. */
  | { kind: 'modify'; bookingId: string };
export type Wish = 'modify' | 'cancel';

/** How the matter at hand ended, null while it is open. */
export type Outcome = 'booked' | 'declined' | 'expired' | 'cancelled' | 'resolved_by_staff' | 'opted_out' | 'idle' | null;

export type ConversationState = {
  version: 1;
  stage: Stage;
  intent: Intent | null;
  draft: Draft;
  /** The slots asked for in the last reply. */
  requested: SlotName[];
  lastSaid: string | null;
  /** How often the last reply was said again, word for word. */
  repeats: number;
  /** Messages in a row that were not understood. */
  attempts: number;
  greeted: boolean;
  /** STOP was confirmed; until START nothing more is said, not even that again. */
  stopConfirmed: boolean;
  /** Fingerprint of the draft and price last read back; a "yes" counts for this and nothing else. */
  readBack: string | null;
  bookingId: string | null;
  /** The booking of the matter before this one, so that it is never taken for this one's. */
  earlierBookingId: string | null;
  /** Staff made the booking by hand, so its details are not those of the draft. */
  bookedByStaff: boolean;
  remindersSent: number;
  /** A challenge that ended in quiet hours; the customer is told in the morning. */
  untoldExpiry: string | null;
  taskId: string | null;
  escalation: EscalationReason | null;
  /** Where to go on when a person hands back. */
  stageBeforeEscalation: Stage | null;
  outcome: Outcome;
  /** Row in ai_conversations; a new matter gets a new one. */
  matterId: string | null;
  /** When the customer last wrote. */
  heardAtMs: number | null;
  /** Alternatives offered last, so that "the second one" or a bare time can be taken. */
  offered: LocalTime[];
  change: Change | null;
  /** What the customer last wrote in. */
  language: 'en' | 'es';
  /** Being checked in with was offered; once for each matter. */
  followUpOffered: boolean;
  /** Confirmed after STOP, when nothing could be said of it; told on START. */
  untoldBookingId: string | null;
  /** The customer agreed to be written to once more, by which message and for when. */
  followUp: { agreedBy: string; agreedAtMs: number; dueAtMs: number } | null;
};

export const EMPTY_DRAFT: Draft = {
  date: null, time: null, partySize: null, adults: null, children: null, infants: null,
  address: null, place: null, name: null, email: null, menu: [], dietary: [],
};

export function initialState(): ConversationState {
  return {
    version: 1, stage: 'initial', intent: null, draft: structuredClone(EMPTY_DRAFT), requested: [], lastSaid: null, repeats: 0, attempts: 0, greeted: false, stopConfirmed: false,
    readBack: null, bookingId: null, earlierBookingId: null, bookedByStaff: false, remindersSent: 0, untoldExpiry: null, taskId: null, escalation: null,
    stageBeforeEscalation: null, outcome: null, matterId: null, heardAtMs: null, offered: [], change: null, language: 'en', followUpOffered: false, untoldBookingId: null, followUp: null,
  };
}

/** A new matter keeps what is true of the person, and the task that waits for one of us, and forgets what was true of the event. */
export function startNewMatter(state: ConversationState): ConversationState {
  const { greeted, stopConfirmed, untoldBookingId, lastSaid, repeats, language, taskId, draft: { name, email } } = state;
  return { ...initialState(), greeted, stopConfirmed, untoldBookingId, lastSaid, repeats, language, taskId, earlierBookingId: state.bookingId ?? state.earlierBookingId, draft: { ...structuredClone(EMPTY_DRAFT), name, email } };
}

/** An offer came to nothing, and the customer is back: the same wishes, a new matter. */
export function reopen(state: ConversationState): ConversationState {
  return { ...startNewMatter(state), draft: state.draft };
}
