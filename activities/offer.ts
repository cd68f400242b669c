// Claims or moves the slot and writes the challenge with its text: one transaction, and refused it changes nothing.
import { and, eq, inArray, lte, sql } from 'drizzle-orm';
import { busyInterval, chefIds, freeChefs } from '../domain/availability.ts';
import { localToInstant } from '../domain/calendar.ts';
import type { Draft } from '../domain/conversation/state.ts';
import { milesTo, partyOf } from '../domain/conversation/draft.ts';
import type { Step, StepResult } from '../domain/steps.ts';
import { termsLink } from '../domain/terms-link.ts';
import { composeChallenge } from '../domain/terms.ts';
import type { Channel } from '../domain/vocabulary.ts';
import type { Transaction } from '../db/client.ts';
import { openJson, seal, sealJson, type PersonKey } from '../db/sealing.ts';
import { bookings, conversationThreads, customerAddresses, customers, personKeys, termsChallenges, turns } from '../db/schema.ts';
import { loadCalendar } from '../db/threads.ts';
import { canonicalJson, sha256Hex } from '../evidence/canonical.ts';
import type { ActivityDeps } from './deps.ts';
import { RECORD_CONTEXT, type TurnRecord } from './take-turn.ts';
import { bookingDetails, writeOutbound } from './write-turn.ts';

const MINUTE_MS = 60_000;
// No I, O, 0 or 1: the reference is read aloud and typed by hand.
const REFERENCE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const REFERENCE_LENGTH = 5; // 33 million: a clash is retried by the unique index, and stays rare for decades
const LINK_TOKEN_BYTES = 16; // 128 bits cannot be guessed, and the link still fits the first segment

type OfferStep = Extract<Step, { kind: 'offer' }>;
type Slot = { startsAtMs: number; busy: string; roadMiles: number; chefs: number[] };

export async function offer(deps: ActivityDeps, step: OfferStep): Promise<StepResult> {
  const refusedChefs: number[] = [];
  for (;;) {
    try {
      return await deps.database.transaction((tx) => claimSlot(tx, deps, step, refusedChefs));
    } catch (error) {
      // Another conversation was faster for that chef: the next one, then an alternative.
      if (error instanceof ChefTaken) refusedChefs.push(error.chef);
      else throw error; // 40P01 and lost connections are retried by the activity's policy
    }
  }
}

class ChefTaken extends Error {
  readonly chef: number;
  constructor(chef: number) {
    super('chef_taken');
    this.chef = chef;
  }
}

async function claimSlot(tx: Transaction, deps: ActivityDeps, step: OfferStep, refusedChefs: number[]): Promise<StepResult> {
  const now = new Date(deps.clock());
  const loaded = await load(tx, deps, step);
  if (loaded.challengeExists) return { outcome: 'done' }; // done before, and its answer was lost
  const { key, draft, quote, waived, existing, replaced, thread } = loaded;
  if (draft.date !== null) await lockDay(tx, draft.date);
  await expireStaleHolds(tx, now);
  if (existing !== null && existing.status !== 'pending_terms') return { outcome: 'refused', code: 'stale' };
  // What was to be changed stands no more: there is nothing to take the place of.
  if (replaced !== null && replaced.status !== 'confirmed') return { outcome: 'refused', code: 'stale' };
  const slot = await findSlot(tx, deps, draft, [step.bookingId, ...(replaced === null ? [] : [replaced.id])], refusedChefs);
  // Whoever has the event keeps it where that can be.
  const had = existing?.chef ?? replaced?.chef;
  const chef = had !== undefined && slot.chefs.includes(had) ? had : slot.chefs[0];
  if (chef === undefined) return { outcome: 'refused', code: 'slot_taken' };

  const expiresAtMs = now.getTime() + deps.business.profile.terms.challengeMinutes * MINUTE_MS;
  const version = (existing?.version ?? 0) + 1;
  await writeHold(tx, deps, { step, loaded, slot, chef, version, now, holdExpiresAt: new Date(expiresAtMs + deps.business.profile.terms.holdGraceMinutes * MINUTE_MS) });
  if (waived) return { outcome: 'done' };

  // One live challenge for each address: the newer offer wins, whichever conversation the older one came from.
  await tx.update(termsChallenges).set({ status: 'superseded', closedAt: now })
    .where(and(eq(termsChallenges.status, 'live'), sql`(${termsChallenges.addressId} = ${thread.addressId} OR ${termsChallenges.bookingId} = ${step.bookingId})`));
  const token = deps.randomBytes(LINK_TOKEN_BYTES).toString('base64url');
  const reference = [...deps.randomBytes(REFERENCE_LENGTH)].map((byte) => REFERENCE_ALPHABET[byte % REFERENCE_ALPHABET.length] ?? '2').join('');
  const { bound, text } = composeChallenge({
    business: deps.business, draft, quote, challengeId: step.challengeId, bookingId: step.bookingId, bookingVersion: version,
    salt: deps.randomBytes(16).toString('hex'), reference, link: termsLink(deps.settings.publicUrl, token), nowMs: now.getTime(), expiresAtMs,
    replacesBookingId: replaced?.id ?? null,
  });
  const document = canonicalJson(bound);
  const [numbered] = await tx.update(conversationThreads).set({ messages: sql`${conversationThreads.messages} + 1` }).where(eq(conversationThreads.threadId, thread.threadId)).returning({ number: conversationThreads.messages });
  await Promise.all([
    tx.insert(termsChallenges).values({
      id: step.challengeId, bookingId: step.bookingId, customerId: thread.customerId, addressId: thread.addressId, threadId: thread.threadId, channel: 'sms', status: 'live',
      reference, linkTokenHash: Buffer.from(sha256Hex(token), 'hex'), linkTokenSealed: seal(key, `terms_challenges.link:${step.challengeId}`, token),
      termsVersion: bound.terms.version, language: bound.terms.language, boundSealed: seal(key, `terms_challenges.bound:${step.challengeId}`, document), boundHash: sha256Hex(document),
      bookingVersion: version, sentTextSealed: seal(key, `terms_challenges.sent_text:${step.challengeId}`, text), outboundMessageId: step.outboxId,
      expiresAt: new Date(expiresAtMs), createdAt: now,
    }),
    ...writeOutbound(tx, { snapshot: loaded.address, key, now, input: { threadId: thread.threadId } }, {
      id: step.outboxId, number: numbered?.number ?? 0, text, class: 'terms', basis: 'terms_of_request', dedupeKey: `terms:${step.challengeId}`, notBefore: null, turnId: step.turnId, author: 'assistant',
    }),
  ]);
  return { outcome: 'done' };
}

type Loaded = Awaited<ReturnType<typeof load>>;

async function load(tx: Transaction, deps: ActivityDeps, step: OfferStep) {
  const [[turn], [existing], [challenge]] = await Promise.all([
    tx.select({ record: turns.recordSealed, thread: conversationThreads, keyId: personKeys.id, wrapped: personKeys.wrappedKey, addressId: customerAddresses.id, addressSealed: customerAddresses.valueSealed, optOutHash: customerAddresses.optOutHash })
      .from(turns).innerJoin(conversationThreads, eq(conversationThreads.threadId, turns.threadId)).innerJoin(customers, eq(customers.id, conversationThreads.customerId))
      .innerJoin(personKeys, eq(personKeys.id, customers.keyId)).innerJoin(customerAddresses, eq(customerAddresses.id, conversationThreads.addressId))
      .where(eq(turns.id, step.turnId)).for('update', { of: conversationThreads }),
    tx.select().from(bookings).where(eq(bookings.id, step.bookingId)).for('update'),
    tx.select({ id: termsChallenges.id }).from(termsChallenges).where(eq(termsChallenges.id, step.challengeId)),
  ]);
  if (turn === undefined) throw new Error('turn_not_found');
  const key: PersonKey = deps.keys.get(turn.keyId, turn.wrapped);
  const record = openJson<TurnRecord>(key, RECORD_CONTEXT(step.turnId), turn.record);
  const effect = record.decision.effects.find((one) => one.kind === 'offer' && one.bookingId === step.bookingId);
  if (effect?.kind !== 'offer') throw new Error('offer_not_in_turn');
  const [replaced] = effect.replacesBookingId === undefined ? [] : await tx.select().from(bookings).where(eq(bookings.id, effect.replacesBookingId)).for('update');
  if (effect.replacesBookingId !== undefined && replaced === undefined) throw new Error('replaced_booking_not_found');
  return {
    replaced: replaced ?? null,
    key, draft: effect.draft, quote: effect.quote, waived: effect.waiverId !== null, existing: existing ?? null, thread: turn.thread, challengeExists: challenge !== undefined,
    address: { addressId: turn.addressId, addressSealed: turn.addressSealed, optOutHash: turn.optOutHash },
  };
}

/** So that this number is nobody else's advisory lock; it spells CALE(ndar). */
const CALENDAR_LOCK = 0x43_41_4c_45;

/** Those who want the same day take turns. The exclusion constraint alone would find two who insert at once as a deadlock, after a second. */
async function lockDay(tx: Transaction, date: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(${CALENDAR_LOCK}, ${Number(date.replaceAll('-', ''))})`);
}

async function expireStaleHolds(tx: Transaction, now: Date): Promise<void> {
  const stale = and(eq(bookings.status, 'pending_terms'), lte(bookings.holdExpiresAt, now), sql`NOT EXISTS (SELECT FROM terms_acknowledgments a WHERE a.booking_id = ${bookings.id})`);
  // One that is locked is being dealt with by its own conversation.
  const ended = tx.select({ id: bookings.id }).from(bookings).where(stale).for('update', { skipLocked: true });
  const expired = await tx.update(bookings).set({ status: 'expired', endedReason: 'hold ended', updatedAt: now }).where(inArray(bookings.id, ended)).returning({ id: bookings.id });
  if (expired.length === 0) return;
  await tx.update(termsChallenges).set({ status: 'expired', closedAt: now }).where(and(eq(termsChallenges.status, 'live'), inArray(termsChallenges.bookingId, expired.map((row) => row.id))));
}

async function findSlot(tx: Transaction, deps: ActivityDeps, draft: Draft, ownBookingIds: readonly string[], refusedChefs: number[]): Promise<Slot> {
  const { profile } = deps.business;
  const start = localToInstant({ date: draft.date ?? '', time: draft.time ?? '', timeZone: profile.timeZone });
  if ('error' in start) throw new Error('offer_without_a_time');
  const roadMiles = milesTo(draft, deps.business) ?? 0;
  const interval = busyInterval(profile, start.instantMs, roadMiles);
  const calendar = (await loadCalendar(tx, interval.fromMs, interval.toMs, null, ownBookingIds)).filter((busy) => busy.bookingId === undefined);
  const chefs = freeChefs(calendar, interval, chefIds(profile)).filter((chef) => !refusedChefs.includes(chef));
  return { startsAtMs: start.instantMs, busy: `[${new Date(interval.fromMs).toISOString()},${new Date(interval.toMs).toISOString()})`, roadMiles, chefs };
}

type Hold = { step: OfferStep; loaded: Loaded; slot: Slot; chef: number; version: number; now: Date; holdExpiresAt: Date };

async function writeHold(tx: Transaction, deps: ActivityDeps, { step, loaded, slot, chef, version, now, holdExpiresAt }: Hold): Promise<void> {
  const { draft, quote, key, thread, replaced } = loaded;
  const party = partyOf(draft);
  if (party === null) throw new Error('offer_without_a_party');
  const values = {
    status: 'pending_terms' as const, version, eventDate: draft.date ?? '', eventTime: draft.time ?? '', timeZone: deps.business.profile.timeZone, startsAt: new Date(slot.startsAtMs), busy: slot.busy, chef,
    adults: party.adults, children: party.children, infants: party.infants, detailsSealed: sealJson(key, `bookings.details:${step.bookingId}`, bookingDetails(draft)),
    quote, totalCents: quote.totalCents, depositCents: quote.depositCents, holdExpiresAt, updatedAt: now,
    replacesBookingId: replaced?.id ?? null, originalBookingId: replaced?.lineageId ?? null, reschedules: draft.reschedules ?? 0,
  };
  try {
    // A savepoint: after 23P01 the outer transaction is thrown away by ChefTaken, with nothing changed.
    await tx.transaction((inner) => inner.insert(bookings)
      .values({ id: step.bookingId, customerId: thread.customerId, source: thread.channel as Channel, threadId: thread.threadId, createdAt: now, ...values })
      .onConflictDoUpdate({ target: bookings.id, set: values }));
  } catch (error) {
    if (isExclusionViolation(error)) throw new ChefTaken(chef);
    throw error;
  }
}

function isExclusionViolation(error: unknown): boolean {
  const codeOf = (value: unknown): unknown => (typeof value === 'object' && value !== null && 'code' in value ? value.code : undefined);
  return codeOf(error) === '23P01' || (error instanceof Error && codeOf(error.cause) === '23P01');
}
