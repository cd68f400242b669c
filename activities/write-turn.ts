// Writes a decision: the turn's record, the rows it asks for, and the steps the shell has to take.
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Decision, Effect, SayClass } from '../domain/conversation/decision.ts';
import { RECEIPT_MARK } from '../domain/conversation/decision.ts';
import type { partyOf } from '../domain/conversation/draft.ts';
import type { Step, TurnInput, TurnResult } from '../domain/steps.ts';
import { assertNever, type Channel } from '../domain/vocabulary.ts';
import { recordOptOut } from '../db/inbound.ts';
import { openAddress } from '../db/people.ts';
import { seal, sealJson, open, type PersonKey } from '../db/sealing.ts';
import {
  bookings, conversationThreads, evidenceEntries, humanTasks, messages, optOuts, outbox, termsAcknowledgments, termsChallenges, termsChecks, type SendBasis,
} from '../db/schema.ts';
import type { ThreadSnapshot } from '../db/threads.ts';
import { insertOutbound, insertTurn } from '../db/turns.ts';
import type { Transaction } from '../db/client.ts';
import { canonicalJson, leafHash } from '../evidence/canonical.ts';
import { turnRecordHash } from '../evidence/turn-record.ts';
import { recordAcknowledgment } from './acknowledge.ts';
import { cancelBooking } from './cancel-booking.ts';
import type { ActivityDeps } from './deps.ts';
import { textOf } from './phrase-answers.ts';
import { RECORD_CONTEXT, STATE_CONTEXT, type TurnRecord } from './take-turn.ts';

type Snapshot = NonNullable<ThreadSnapshot>;
type Writing = { input: TurnInput; snapshot: Snapshot; key: PersonKey; record: TurnRecord; engineVersion: string };

const MINUTE_MS = 60_000;

type Context = Writing & {
  tx: Transaction;
  deps: ActivityDeps;
  now: Date;
  turnId: string;
  /** The next message number, taken under the thread's lock. */
  lastNumber: number;
  receipt: string | null;
  steps: Step[];
  /** The messages of this turn; the decision itself stays what the mind returned. */
  said: Map<Effect, { outboxId: string; number: number }>;
};

export async function writeTurn(tx: Transaction, deps: ActivityDeps, writing: Writing): Promise<TurnResult> {
  const { input, snapshot, key, record, engineVersion } = writing;
  const { decision } = record;
  const now = new Date(record.nowMs);
  const turnId = deps.newId();
  const context: Context = { ...writing, tx, deps, now, turnId, lastNumber: snapshot.thread.messages, receipt: record.facts.receipt, steps: [], said: new Map() };
  const position = snapshot.thread.turns + 1;

  // A nudge whose row is not among the waiting was taken by an earlier turn, and is settled with this one: it came late, or twice.
  const consumed = [...new Set([...[...snapshot.inbound, ...snapshot.events].map((row) => row.id), ...input.nudges])];

  await planSteps(context, decision);
  const result: Omit<TurnResult, 'recordHash'> = {
    turnId, consumed, stage: decision.state.stage, channel: record.facts.channel,
    needsPerson: decision.state.stage === 'escalated', steps: context.steps, wakeAtMs: decision.wakeAtMs, engine: nextEngine(deps, input), settled: decision.settled,
    graceMs: deps.business.profile.conversation.completionGraceMinutes * MINUTE_MS,
  };
  const columns = {
    id: turnId, threadId: input.threadId, workflowId: input.workflowId, firstRunId: input.firstRunId, turnNumber: input.turnNumber, position,
    previousHash: snapshot.thread.lastTurnHash, recordSealed: sealJson(key, RECORD_CONTEXT(turnId), record), engine: input.engine, engineVersion,
    profileVersion: deps.business.profileVersion, decidedAt: now,
  };
  const recordHash = turnRecordHash({ ...columns, result: { ...result, recordHash: '' } });
  const told: TurnResult = { ...result, recordHash };

  const { matter } = decision;
  const written = insertTurn(tx, {
    turn: { ...columns, recordHash, result: told },
    consumed: { messageIds: snapshot.inbound.map((row) => row.id), stimulusIds: snapshot.events.map((row) => row.id) },
    matter: { id: matter.id, intent: matter.intent, stage: matter.stage, escalationReason: matter.escalation },
    thread: { state: decision.state.stage, bookingData: sealJson(key, STATE_CONTEXT(input.threadId), decision.state), messages: context.lastNumber },
  });
  // After the turn, since they refer to it.
  await Promise.all([written, ...decision.effects.flatMap((effect) => writeEffect(context, effect))]);
  return told;
}

/** The engine is a recorded value: a change of the setting takes effect at the next turn. */
function nextEngine(deps: ActivityDeps, input: TurnInput): TurnInput['engine'] {
  return deps.readers[deps.settings.engine] === undefined ? input.engine : deps.settings.engine;
}

/** What needs an id or an answer before the record is sealed: the acknowledgment and the steps. */
async function planSteps(context: Context, decision: Decision): Promise<void> {
  const { deps, turnId, steps } = context;
  const acknowledge = decision.effects.find((effect) => effect.kind === 'acknowledge');
  if (acknowledge !== undefined) context.receipt = await acknowledgeMessage(context, acknowledge.messageId);
  const facts = decision.effects.flatMap((effect) => (effect.kind === 'say' && effect.fact !== null ? [dedupeKey(context, effect, 0)] : []));
  const told = facts.length === 0 ? [] : await context.tx.select({ key: outbox.dedupeKey }).from(outbox).where(inArray(outbox.dedupeKey, facts));
  const known = new Set(told.map((row) => row.key));
  decision.effects.forEach((effect, index) => {
    switch (effect.kind) {
      case 'say': {
        if (known.has(dedupeKey(context, effect, index))) return; // this fact was told before
        const outboxId = deps.newId();
        context.lastNumber += 1;
        context.said.set(effect, { outboxId, number: context.lastNumber });
        addSpeak(context, decision.effects[index - 1], effect, outboxId);
        return;
      }
      case 'speak_existing': steps.push({ kind: 'speak', outboxId: effect.outboxId, live: false }); return;
      case 'offer': {
        const outboxId = deps.newId();
        steps.push({ kind: 'offer', bookingId: effect.bookingId, challengeId: effect.challengeId, outboxId, turnId });
        if (effect.waiverId === null) steps.push({ kind: 'speak', outboxId, live: false });
        return;
      }
      case 'confirm_booking': steps.push({ kind: 'confirm_booking', bookingId: effect.bookingId }); return;
      case 'open_task': steps.push({ kind: 'open_task', taskId: effect.taskId, reason: effect.reason }); return;
      default: return;
    }
  });
}

/** A long answer comes as several texts; together they are one step, so that its length costs no further workflow tasks. */
function addSpeak({ steps, said }: Context, before: Effect | undefined, effect: Extract<Effect, { kind: 'say' }>, outboxId: string): void {
  const last = steps.at(-1);
  const goesOn = before?.kind === 'say' && before.class === effect.class && said.has(before);
  if (goesOn && last?.kind === 'speak') last.more = [...(last.more ?? []), outboxId];
  else steps.push({ kind: 'speak', outboxId, live: false });
}

function dedupeKey({ input, turnId }: Context, effect: Extract<Effect, { kind: 'say' }>, index: number): string {
  return effect.fact === null ? `turn:${turnId}:${String(index)}` : `${input.threadId}:${effect.fact}`;
}

async function acknowledgeMessage(context: Context, messageId: string): Promise<string> {
  const { snapshot, tx, deps, key, input, now, record } = context;
  const message = snapshot.inbound.find((row) => row.id === messageId);
  const read = record.readings.find((one) => one.messageId === messageId);
  const { challenge, booking } = snapshot;
  if (message === undefined || read === undefined || challenge === null || booking === null) throw new Error('acknowledgment_without_its_message');
  const { reply, engineVersion, model } = read.reading;
  const { receipt } = await recordAcknowledgment(tx, deps.newId, {
    challenge, booking, key, channel: message.channel as Channel,
    reply: { text: open(key, `messages.body:${message.id}`, message.bodySealed).toString('utf8'), normalized: reply.normalized, rule: reply.rule, engine: 'rules', engineVersion: model?.rulesVersion ?? engineVersion }, // whatever read the rest, an agreement is read by the rules
    inbound: { messageId: message.id, providerMessageId: message.providerMessageId, providerTime: message.providerTime },
    receivedAt: message.receivedAt, receivedClock: 'api_server', recordedAt: now, fromMatchesChallenge: challenge.addressId === snapshot.addressId,
    originCheck: message.originCheck ?? 'none', ip: null, userAgent: null,
    turn: { threadId: input.threadId, workflowId: input.workflowId, runId: input.firstRunId, number: input.turnNumber },
    consentText: deps.business.texts.first_message_disclosure,
  });
  return receipt;
}

function writeEffect(context: Context, effect: Effect): Promise<unknown>[] {
  const { tx, snapshot, key, now, deps } = context;
  switch (effect.kind) {
    case 'say': return writeSay(context, effect);
    case 'speak_existing': case 'offer': case 'acknowledge': case 'confirm_booking': return []; // steps, or written above
    case 'decline': return [
      tx.update(termsChallenges).set({ status: 'declined', closedAt: now }).where(and(eq(termsChallenges.id, effect.challengeId), eq(termsChallenges.status, 'live'))),
      ...checkWithEntry(context, effect.challengeId, 'decline', effect.reason, effect.messageId),
    ];
    case 'refuse_reply': return [tx.insert(termsChecks).values({ id: deps.newId(), challengeId: effect.challengeId, kind: 'refused_reply', result: `${effect.verdict}:${effect.why}`, messageId: effect.messageId, createdAt: now })];
    case 'revoke_challenge': return [tx.update(termsChallenges).set({ status: 'superseded', closedAt: now }).where(and(eq(termsChallenges.id, effect.challengeId), eq(termsChallenges.status, 'live')))];
    case 'expire_challenge': return [
      tx.update(termsChallenges).set({ status: 'expired', closedAt: now }).where(and(eq(termsChallenges.id, effect.challengeId), eq(termsChallenges.status, 'live'))),
      ...checkWithEntry(context, effect.challengeId, 'expiry', 'expired', null),
    ];
    case 'release_booking': return [
      tx.update(bookings).set({ status: effect.status, endedReason: effect.reason, updatedAt: now }).where(and(eq(bookings.id, effect.bookingId), eq(bookings.status, 'pending_terms'))),
      // A released date has no terms left to accept.
      tx.update(termsChallenges).set({ status: 'revoked', closedAt: now }).where(and(eq(termsChallenges.bookingId, effect.bookingId), eq(termsChallenges.status, 'live'))),
    ];
    case 'cancel_booking': return cancelBooking(tx, deps.newId, effect, now);
    case 'update_details': return [
      tx.update(bookings).set({ detailsSealed: sealJson(key, `bookings.details:${effect.bookingId}`, bookingDetails(effect.draft)), updatedAt: now }).where(eq(bookings.id, effect.bookingId)),
    ];
    case 'not_booked': return [tx.update(termsAcknowledgments).set({ outcome: 'not_booked' }).where(and(eq(termsAcknowledgments.bookingId, effect.bookingId), eq(termsAcknowledgments.outcome, 'pending')))];
    case 'opt_out': return snapshot.optOutHash === null ? [] : [recordOptOut(tx, snapshot.optOutHash, effect.ground, effect.messageId, now)];
    case 'opt_in': return snapshot.optOutHash === null ? [] : [tx.update(optOuts).set({ optedInAt: now }).where(eq(optOuts.addressHash, snapshot.optOutHash))];
    case 'invalid_reply': return [tx.update(messages).set({ invalidReply: true }).where(eq(messages.id, effect.messageId))];
    case 'open_task': return [
      // One that is open already goes on with its new reason.
      tx.insert(humanTasks).values({ id: effect.taskId, threadId: context.input.threadId, bookingId: bookingOf(context), reason: effect.reason, status: 'open', createdAt: now })
        .onConflictDoUpdate({ target: humanTasks.id, set: { reason: effect.reason, version: sql`${humanTasks.version} + 1` } }),
    ];
    case 'close_thread': return [tx.update(conversationThreads).set({ closedAt: now }).where(eq(conversationThreads.threadId, context.input.threadId))];
    default: return assertNever(effect);
  }
}

/** What a task is about: the booking that was just cancelled, else the newest. */
function bookingOf({ record, snapshot }: Context): string | null {
  return record.decision.effects.find((effect) => effect.kind === 'cancel_booking')?.bookingId ?? snapshot.booking?.id ?? null;
}

function checkWithEntry(context: Context, challengeId: string, kind: 'decline' | 'expiry', result: string, messageId: string | null): Promise<unknown>[] {
  const { tx, deps, now } = context;
  const [entryId, checkId] = [deps.newId(), deps.newId()];
  const body = canonicalJson({ kind, challengeId, checkId, result, messageId, at: now.toISOString() });
  return [
    tx.insert(evidenceEntries).values({ id: entryId, kind, subjectId: challengeId, body, leafHash: leafHash(body), createdAt: now }),
    tx.insert(termsChecks).values({ id: checkId, challengeId, kind, result, messageId, evidenceEntryId: entryId, createdAt: now }),
  ];
}

export function bookingDetails(draft: Parameters<typeof partyOf>[0]) {
  const { name, email, address, place, menu, dietary } = draft;
  return { name, email, address, place, menu, dietary };
}
export type BookingDetails = ReturnType<typeof bookingDetails>;

function writeSay(context: Context, effect: Extract<Effect, { kind: 'say' }>): Promise<unknown>[] {
  const said = context.said.get(effect);
  if (said === undefined) return [];
  const index = context.record.decision.effects.indexOf(effect);
  return writeOutbound(context.tx, context, {
    id: said.outboxId, number: said.number, text: textOf(effect, context.record).replaceAll(RECEIPT_MARK, context.receipt ?? 'not recorded'), class: effect.class, basis: basisOf(effect),
    dedupeKey: dedupeKey(context, effect, index), notBefore: effect.notBeforeMs === null ? null : new Date(effect.notBeforeMs), turnId: context.turnId, author: 'assistant',
  });
}

/** A customer who said yes to being checked in with is written to on the strength of that yes. */
function basisOf({ class: messageClass, fact }: Extract<Effect, { kind: 'say' }>): SendBasis {
  return fact?.startsWith('follow_up:') === true ? 'consent' : BASIS[messageClass];
}

/** On what ground each class of message may be sent. */
const BASIS: Record<SayClass, SendBasis> = {
  reply: 'reply_to_customer', handover: 'reply_to_customer', terms_reply: 'reply_to_customer', confirmation: 'booking_service', reminder: 'terms_of_request', notice: 'booking_service',
  stop_confirmation: 'opt_out_confirmation', start_confirmation: 'reply_to_customer', help: 'reply_to_customer',
};

type Outbound = {
  id: string; number: number; text: string; class: SayClass | 'terms'; basis: SendBasis; dedupeKey: string; notBefore: Date | null; turnId: string | null; author: 'assistant' | 'staff' | 'system';
};

/** A message to the customer: its text as a row of the thread, its delivery state as a row of the outbox. */
export function writeOutbound(tx: Transaction, context: { snapshot: Pick<Snapshot, 'addressId' | 'addressSealed' | 'optOutHash'>; key: PersonKey; now: Date; input: { threadId: string } }, message: Outbound): Promise<unknown>[] {
  const { snapshot, key, now, input: { threadId } } = context;
  if (snapshot.addressSealed === null) throw new Error('address_erased');
  const to = openAddress(key, snapshot.addressId, snapshot.addressSealed);
  const { id, number, author, dedupeKey, basis, notBefore, turnId } = message;
  return [insertOutbound(tx, {
    id, threadId, number, channel: 'sms', author, keyId: key.id, bodySealed: seal(key, `messages.body:${id}`, message.text), turnId, class: message.class, dedupeKey, basis,
    toSealed: seal(key, `outbox.to:${id}`, to), toOptOutHash: snapshot.optOutHash, notBefore, createdAt: now,
  })];
}
