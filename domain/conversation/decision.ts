// What goes into a decision and what comes out of it. All plain JSON, so that a turn can be stored and decided again.
import type { Busy } from '../availability.ts';
import type { LocateResult } from '../places.ts';
import type { Quote } from '../quote.ts';
import type { Reading } from '../reading.ts';
import type { Refusal } from '../steps.ts';
import type { Channel, EscalationReason, Intent, ReplyVerdict, Stage } from '../vocabulary.ts';
import type { ConversationState, Draft } from './state.ts';

export type MessageStimulus = {
  kind: 'message';
  id: string;
  channel: Channel;
  receivedAtMs: number;
  /** The message came from the address that the live challenge was sent to. */
  fromChallengedAddress: boolean;
  reading: Reading;
  located: LocateResult | null;
};

export type StaffAct = 'took_over' | 'handed_back' | 'replied' | 'closed';

export type Stimulus =
  | MessageStimulus
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'staff'; id: string; act: StaffAct; outboxId: string | null }
  | { kind: 'acknowledged_by_link'; id: string; challengeId: string }
  | { kind: 'task_unanswered'; id: string; taskId: string }
  | { kind: 'task_resolved'; id: string; taskId: string }
  | { kind: 'delivery_failed'; id: string; messageClass: string }
  /** The stored conversation is not the one this workflow left behind. */
  | { kind: 'state_mismatch' };

export type ChallengeFacts = {
  id: string;
  bookingId: string;
  status: 'live' | 'agreed' | 'declined' | 'expired' | 'superseded' | 'revoked';
  sentAtMs: number | null;
  expiresAtMs: number;
  reference: string;
  link: string;
  /** Its booking takes the place of one that stands. */
  isChange?: boolean;
};

/** A confirmed booking of this customer whose event is still ahead. */
export type StandingBooking = {
  id: string;
  /** What the customer knows it by. */
  reference: string;
  startsAtMs: number;
  draft: Draft & { date: string; time: string; reschedules: number };
  totalCents: number;
  depositCents: number;
  /** A payment is on record; without one it is not known. */
  isDepositPaid: boolean;
  depositDeadlineMs: number | null;
  /** Made from the address that this conversation is with. */
  isOwn: boolean;
  /** Staff answer for it, and only they know what was agreed. */
  isByStaff: boolean;
};

export type Facts = {
  channel: Channel;
  /** 'assistant', or the member of staff who has the conversation. */
  owner: string;
  optedOut: boolean;
  assistantEnabled: boolean;
  challenge: ChallengeFacts | null;
  booking: { id: string; status: 'pending_terms' | 'confirmed' | 'cancelled' | 'expired' | 'completed'; holdExpiresAtMs: number | null; replacesBookingId?: string } | null;
  /** The soonest event first; absent where there is none. */
  standing?: StandingBooking[];
  /** Receipt code of the booking's acknowledgment, where it was made outside this turn. */
  receipt: string | null;
  /** The thread's latest. */
  task: { id: string; status: 'open' | 'claimed' | 'resolved' } | null;
  /** Without this conversation's own hold, which is no obstacle to keeping or moving it. */
  calendar: Busy[];
  /** Bookings go through without terms until then. */
  waiver: { id: string; untilMs: number } | null;
  /** Zone of the customer's number, for quiet hours; null when the number tells none. */
  customerTimeZone: string | null;
  /** Fresh random ids, so that deciding stays a pure function. */
  ids: { booking: string; challenge: string; task: string; matter: string };
};

/** Classes of message the mind may send; each has its own rules at the claim (db/outbox.ts). */
export type SayClass = 'reply' | 'handover' | 'terms_reply' | 'confirmation' | 'reminder' | 'notice' | 'stop_confirmation' | 'start_confirmation' | 'help';

/** Stands in a text for the receipt code, which is known only once the acknowledgment is written. */
export const RECEIPT_MARK = '\u{E000}receipt\u{E000}';

export type Effect =
  | { kind: 'say'; class: SayClass; text: string; /** Makes the message unique as a business fact; null: unique to this turn. */ fact: string | null; notBeforeMs: number | null }
  | { kind: 'speak_existing'; outboxId: string }
  | { kind: 'offer'; bookingId: string; challengeId: string; draft: Draft; quote: Quote; waiverId: string | null; replacesBookingId?: string }
  | { kind: 'acknowledge'; challengeId: string; bookingId: string; messageId: string }
  | { kind: 'confirm_booking'; bookingId: string; waiverId: string | null }
  | { kind: 'decline'; challengeId: string; messageId: string; reason: 'declined' }
  | { kind: 'refuse_reply'; challengeId: string; messageId: string; verdict: ReplyVerdict; why: 'late' | 'not_sent' | 'other_address' | 'unclear' }
  | { kind: 'revoke_challenge'; challengeId: string }
  | { kind: 'expire_challenge'; challengeId: string }
  | { kind: 'release_booking'; bookingId: string; status: 'cancelled' | 'expired'; reason: string }
  | { kind: 'cancel_booking'; bookingId: string; refundDueCents: number; messageId: string }
  | { kind: 'update_details'; bookingId: string; draft: Draft }
  | { kind: 'not_booked'; bookingId: string }
  | { kind: 'opt_out'; messageId: string; ground: 'keyword' | 'free_form' }
  | { kind: 'opt_in'; messageId: string }
  | { kind: 'invalid_reply'; messageId: string }
  | { kind: 'open_task'; taskId: string; reason: EscalationReason }
  | { kind: 'close_thread' };

export type Decision = {
  state: ConversationState;
  effects: Effect[];
  wakeAtMs: number | null;
  /** Nothing is pending: the run may complete after the grace period. */
  settled: boolean;
  /** For ai_conversations. */
  matter: { id: string; intent: Intent | null; stage: Stage; escalation: EscalationReason | null; bookingId: string | null; isNew: boolean };
};
