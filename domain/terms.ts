// What a terms challenge binds, and the text that carries it. The text is the approved one with its variables, byte for byte.
import { instantToLocal } from './calendar.ts';
import { currentTerms, renderText, type Business } from './business.ts';
import type { Draft } from './conversation/state.ts';
import { partyOf } from './conversation/draft.ts';
import { addressText, guestsText, whenText } from './conversation/wording.ts';
import { formatCents, type Quote } from './quote.ts';

/** Everything an acceptance is bound to. Its canonical JSON is hashed; `salt` keeps the hash from being guessed from its parts. */
export type BoundDocument = {
  format: 1;
  salt: string;
  challengeId: string;
  bookingId: string;
  bookingVersion: number;
  /** The booking whose place this one takes once it is accepted. */
  replacesBookingId?: string;
  business: { name: string; profileVersion: string };
  terms: { version: string; language: string; title: string; body: string; sha256: string };
  /** The exact act that binds, as the text names it. */
  act: 'Reply I AGREE';
  quote: Quote;
  event: { date: string; time: string; timeZone: string; address: string; guests: string; adults: number; children: number; infants: number; menu: Draft['menu']; dietary: string[]; name: string | null };
};

export type ChallengeInput = {
  business: Business;
  draft: Draft;
  quote: Quote;
  challengeId: string;
  bookingId: string;
  bookingVersion: number;
  salt: string;
  reference: string;
  link: string;
  nowMs: number;
  expiresAtMs: number;
  replacesBookingId: string | null;
};

export function composeChallenge(input: ChallengeInput): { bound: BoundDocument; text: string } {
  const { business, draft, quote, nowMs } = input;
  const party = partyOf(draft);
  if (party === null || draft.date === null || draft.time === null) throw new Error('composeChallenge: the draft is not complete');
  const zone = business.profile.timeZone;
  const terms = currentTerms(business, instantToLocal(nowMs, zone).date);
  const expires = instantToLocal(input.expiresAtMs, zone);
  const address = addressText(draft.address, draft.place);
  const guests = guestsText(party);
  const { version, language, title, body, sha256 } = terms;
  return {
    bound: {
      format: 1, salt: input.salt, challengeId: input.challengeId, bookingId: input.bookingId, bookingVersion: input.bookingVersion,
      ...(input.replacesBookingId === null ? {} : { replacesBookingId: input.replacesBookingId }),
      business: { name: business.profile.name, profileVersion: business.profileVersion },
      terms: { version, language, title, body, sha256 },
      act: 'Reply I AGREE', quote,
      event: {
        date: draft.date, time: draft.time, timeZone: zone, address, guests, adults: party.adults, children: party.children, infants: party.infants,
        menu: draft.menu, dietary: draft.dietary, name: draft.name,
      },
    },
    text: renderText(business, input.replacesBookingId === null ? 'terms_offer' : 'change_offer', {
      reference: input.reference, link: input.link, when: whenText(business, draft.date, draft.time, nowMs), guests, address,
      total: formatCents(quote.totalCents), expires: whenText(business, expires.date, expires.time, nowMs),
    }),
  };
}
