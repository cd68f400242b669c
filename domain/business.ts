// One caterer as the rules see it: the profile, the terms by version, approved answers and fixed texts. Plain data, filled and checked at boot.
import type { BusinessProfile } from './profile.ts';
import type { Topic } from './reading.ts';
import { fillTemplate } from './template.ts';

export type TermsVersion = {
  /** For example `2026-11`. */
  version: string;
  language: 'en';
  /** Local date from which the version applies to new challenges. */
  effectiveDate: string;
  title: string;
  /** Markdown, exactly as approved. */
  body: string;
  /** Of the body's UTF-8 bytes, hex. */
  sha256: string;
};

/**
 * Every fixed text, and the values the code gives it. Names from the profile (`profileFacts`) may be used anywhere besides.
 * Texts never contain a price, a date or a name that the code did not put there.
 */
export const TEXT_VARIABLES = {
  /** Goes before the assistant's first reply in a thread. */
  first_message_disclosure: [],
  stop_confirmation: [],
  start_confirmation: [],
  help: [],
  connecting_with_team: [],
  connecting_allergy: [],
  connecting_payment: [],
  connecting_upset: [],
  connecting_not_understood: [],
  connecting_large_party: [],
  connecting_late_start: [],
  nobody_answered: [],
  assistant_off: [],
  handed_back: [],
  /** To a question that no approved answer covers, and to the next one. */
  will_ask: [],
  will_ask_too: [],
  outside_area: [],
  withdrawn: [],
  objection: ['options'],
  objection_thinking: [],
  option_fewer_extras: ['extras', 'total'],
  option_children: [],
  option_minimum: [],
  option_included: [],
  follow_up_offer: [],
  follow_up_agreed: ['when'],
  follow_up_declined: [],
  follow_up: [],
  /** The terms challenge. `when`, `guests` and `total` repeat what the agreement is bound to. */
  terms_offer: ['reference', 'link', 'when', 'guests', 'address', 'total', 'expires'],
  terms_reminder: ['reference', 'link', 'expires'],
  terms_last_reminder: ['reference', 'link', 'expires'],
  terms_superseded: [],
  terms_declined: [],
  terms_expired: [],
  terms_unclear: ['reference'],
  terms_how_to_accept: ['link'],
  terms_on_their_way: [],
  terms_other_address: [],
  terms_late: [],
  booking_confirmed: ['reference', 'when', 'guests', 'address', 'total', 'depositDue', 'proof'],
  /** On START, where an agreement came after STOP and nothing could be said of it. */
  booking_stands: ['reference', 'when', 'guests', 'address', 'total', 'proof'],
  agreed_not_booked: ['reference'],
  /** A booking that stands is about to be cancelled; `deposit` says what becomes of it. */
  cancel_question: ['reference', 'when', 'deposit'],
  booking_cancelled: ['reference', 'when', 'deposit'],
  deposit_returned: ['amount'],
  deposit_returned_if_paid: ['amount'],
  deposit_kept: ['amount'],
  /** The terms of a changed booking; until they are accepted the booking stands as it was. */
  change_offer: ['reference', 'link', 'when', 'guests', 'address', 'total', 'expires'],
  change_reminder: ['reference', 'link', 'expires'],
  change_dropped: ['when'],
  change_declined: ['when'],
  change_expired: [],
  booking_changed: ['reference', 'when', 'guests', 'address', 'total', 'deposit', 'proof'],
  deposit_carried: [],
  deposit_still_due: ['amount', 'depositDue'],
  deposit_reminder: ['reference', 'depositDue'],
  event_reminder: ['reference', 'when', 'address'],
  survey: ['reference'],
  /** To staff: no word about the customer, only where to read it. */
  staff_alert: ['reason', 'link'],
  staff_reminder: ['reason', 'link', 'minutes'],
} as const satisfies Record<string, readonly string[]>;

export type TextId = keyof typeof TEXT_VARIABLES;
export type TextVariables<Id extends TextId> = Readonly<Record<(typeof TEXT_VARIABLES)[Id][number], string>>;
export const TEXT_IDS = Object.keys(TEXT_VARIABLES) as TextId[];

/** What somebody who writes Spanish is told in Spanish: that a person will answer, and the keywords' answers. */
export const SPANISH_TEXT_IDS = ['connecting_with_team', 'nobody_answered', 'help', 'stop_confirmation', 'start_confirmation'] as const satisfies readonly TextId[];
export type SpanishTextId = (typeof SPANISH_TEXT_IDS)[number];

export type Business = {
  profile: BusinessProfile;
  /** Changes whenever anything the business says or charges changes. */
  profileVersion: string;
  /** Oldest first; never empty. */
  terms: readonly [TermsVersion, ...TermsVersion[]];
  /** Ready to send; null where nobody has approved an answer, so that the team is asked. */
  answers: Readonly<Record<Topic, string | null>>;
  /** With the profile's facts filled in; only the variables of `TEXT_VARIABLES` are left. */
  texts: Readonly<Record<TextId, string>>;
  spanishTexts: Readonly<Record<SpanishTextId, string>>;
};

/** What the compiler does not catch, the template does: a missing value throws, nothing half-filled is ever sent. */
export function renderText<Id extends TextId>(business: Business, id: Id, variables: TextVariables<Id>): string {
  return fillTemplate(business.texts[id], variables);
}

/** The newest version in effect on that local date. Before the first takes effect the first applies: a booking never lacks terms. */
export function currentTerms(business: Business, today: string): TermsVersion {
  return business.terms.findLast((terms) => terms.effectiveDate <= today) ?? business.terms[0];
}

export function termsByVersion(business: Business, version: string): TermsVersion | undefined {
  return business.terms.find((terms) => terms.version === version);
}
