// What a reader understood of one message: plain data, no decision.
import type { Meter, ModelOutcome } from './model-usage.ts';
import type { Engine, EscalationReason, Intent, ReplyVerdict, SlotName } from './vocabulary.ts';

/** A US address as the customer wrote it, split where it could be. Nothing is invented: absent parts are absent. */
export type AddressText = { line1?: string; unit?: string; city?: string; state?: string; postalCode?: string };

/** A menu wish: `id` is the profile's menu id, `quantity` null when the customer named no count (then it is everybody). */
export type MenuChoice = { id: string; quantity: number | null };

export type Slots = {
  /** Local calendar date, `YYYY-MM-DD`. */
  date?: string;
  /** Local wall time, `HH:MM`, 24 hours. */
  time?: string;
  /** Everybody: adults, children and infants together. */
  partySize?: number;
  adults?: number;
  /** Those of an age to be priced as children. */
  children?: number;
  /** Younger still: they need a seat, if not a price. */
  infants?: number;
  name?: string;
  address?: AddressText;
  /** E.164. */
  phone?: string;
  email?: string;
  menu?: MenuChoice[];
  /** Normalised needs, for example `vegetarian`, `gluten-free`, `shellfish allergy`. */
  dietary?: string[];
};

/** Something that was said but cannot be taken as it stands; the mind asks about it. */
export type Doubt =
  | { slot: 'date'; kind: 'range' | 'past' | 'ambiguous'; text: string; options: string[] }
  | { slot: 'time'; kind: 'range' | 'ambiguous'; text: string; options: string[] }
  | { slot: 'party_size'; kind: 'range' | 'ambiguous'; text: string; options: number[] };

/** What an inquiry is about; the approved answers in `business/` are keyed by these. */
export const TOPICS = [
  'price', 'menu', 'area', 'travel', 'deposit', 'allergies', 'equipment', 'weather', 'tipping', 'duration', 'children', 'availability', 'cancellation_policy',
  'payment', 'vegetarian', 'religious_food', 'place', 'party_limits', 'guest_changes', 'cleanup', 'alcohol', 'insurance', 'discounts', 'how_it_works', 'assistant', 'contact', 'next_step', 'other',
] as const;
export type Topic = (typeof TOPICS)[number];

export type Reading = {
  engine: Engine;
  /** Changes whenever the same text may be read differently. */
  engineVersion: string;
  intent: Intent;
  /** 0 to 1, the reader's confidence in its intent and slots together. */
  confidence: number;
  /** Answer to a yes/no question; null when it is not one. */
  confirmation: 'yes' | 'no' | null;
  /** A carrier keyword standing alone as the whole message. */
  keyword: 'opt_out' | 'opt_in' | 'help' | null;
  /** The message read as an answer to a live terms challenge. */
  reply: { verdict: ReplyVerdict; rule: string; normalized: string };
  slots: Slots;
  /** The customer's own words for each slot. */
  spans: Partial<Record<SlotName, string>>;
  doubts: Doubt[];
  topics: Topic[];
  /** Set when the message asks for, or calls for, a person. */
  escalation: EscalationReason | null;
  /** Where it could be told; absent is English. */
  language?: 'en' | 'es';
  /** True for a bare greeting, thanks or filler that carries nothing else. */
  smallTalk: boolean;
  /** Where a model was asked: how that went. Nothing is decided by it. */
  model?: ModelNote;
};

/** With any other outcome than `answered` the reading is the rules' alone. */
export type ModelNote = {
  name: string;
  outcome: ModelOutcome;
  /** The rules that read beside it, and alone decided what is an agreement or a keyword. */
  rulesVersion: string;
  /** What rules and model did not agree on. */
  disputed: string[];
  /** Values of the model that could not be true, or whose words are not in the message. */
  dropped: SlotName[];
};

export type ReadContext = {
  /** The last thing the assistant said, or null. */
  lastSaid: string | null;
  /** The slots it had just asked for. */
  requested: SlotName[];
  /** What a bare yes or no would answer. */
  awaiting: 'confirmation' | 'terms' | null;
  /** Local wall time the message is read at, `YYYY-MM-DDTHH:MM`. */
  referenceDate: string;
  timeZone: string;
};

/** A reader reads one message alone. The rules engine is synchronous inside, the interface is not, so that both engines fit. */
export type Reader = { engine: Engine; read(text: string, context: ReadContext, /** Counts what a model uses; rules need none. */ meter?: Meter): Promise<Reading> };
