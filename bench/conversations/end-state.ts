// What a conversation left behind, whoever kept it: what grades and invariants are taken from.

export type BookingRow = {
  id: string;
  status: 'pending_terms' | 'confirmed' | 'cancelled' | 'expired' | 'completed';
  date: string; time: string; startsAtMs: number;
  adults: number; children: number; infants: number;
  line1: string; city: string; postalCode: string | null;
  extras: { id: string; quantity: number | null }[];
  name: string | null; dietary: string[];
  totalCents: number;
  chef: number;
  /** The same for a booking and the change of it that is offered or took its place. */
  lineage: string;
  /** Carried by whoever made it without terms. */
  byStaff: boolean;
};

export type AcknowledgmentRow = { bookingId: string; totalCents: number; outcome: string; verified: boolean; reply: string; atMs: number };

export type TextRow = { class: string; author: string; state: string; text: string; challengeId: string | null; sentAtMs: number | null };

export type EndState = {
  stage: string;
  bookings: BookingRow[];
  acknowledgments: AcknowledgmentRow[];
  challenges: { id: string; bookingId: string; status: string }[];
  /** Outbound, oldest first. */
  texts: TextRow[];
  tasks: { reason: string; status: string }[];
  optedOutAtMs: number | null;
  /** They said STOP once, whatever they said later. */
  everOptedOut: boolean;
  /** When a member of staff had the conversation; `toMs` null while they still have it. */
  owned: { fromMs: number; toMs: number | null }[];
  /** Messages of the customer that no turn has taken. */
  unread: number;
};
