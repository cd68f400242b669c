// One turn of a conversation: read the waiting messages, decide, write the turn. All or nothing, and the same answer when run again.
import { decide } from '../domain/conversation/decide.ts';
import { instantToLocal, localToInstant } from '../domain/calendar.ts';
import type { Decision, Facts, MessageStimulus, Stimulus } from '../domain/conversation/decision.ts';
import { initialState, type ConversationState } from '../domain/conversation/state.ts';
import type { Settings } from '../domain/conversation/turn.ts';
import type { LocateResult } from '../domain/places.ts';
import type { Meter } from '../domain/model-usage.ts';
import type { Phrasing } from '../domain/phrasing.ts';
import type { ReadContext, Reading } from '../domain/reading.ts';
import { termsLink } from '../domain/terms-link.ts';
import type { TurnInput, TurnResult } from '../domain/steps.ts';
import type { Channel, Engine } from '../domain/vocabulary.ts';
import type { Transaction } from '../db/client.ts';
import { open, openJson, sha256Hex, type PersonKey } from '../db/sealing.ts';
import { standingBooking } from '../db/standing.ts';
import { loadCalendar, loadThread, voidRest, type ThreadSnapshot } from '../db/threads.ts';
import { canonicalJson } from '../evidence/canonical.ts';
import type { ActivityDeps } from './deps.ts';
import type { Geocoder } from './geocoder.ts';
import { approvedAnswersIn, type Phrasings } from './phrase-answers.ts';
import { writeTurn } from './write-turn.ts';
import { receiptOf } from './acknowledge.ts';

const DAY_MS = 86_400_000;
/** The neighbouring days among which alternatives are looked for, and a margin for long drives. */
const CALENDAR_DAYS = 32;

/** What is stored of a turn, sealed: enough to decide it again. */
export type TurnRecord = {
  format: 1;
  nowMs: number;
  readings: { messageId: string; context: ReadContext; reading: Reading }[];
  stimuli: Stimulus[];
  facts: Facts;
  settings: Settings;
  decision: Decision;
  /** How a model worded approved answers of the decision's replies; absent where none was asked. */
  phrasings?: Phrasing[];
};

export const RECORD_CONTEXT = (turnId: string) => `turns.record:${turnId}`;
export const STATE_CONTEXT = (threadId: string) => `conversation_threads.state:${threadId}`;

type Snapshot = NonNullable<ThreadSnapshot>;
/** Readings made so far, by message and by the context they were made in. */
type Readings = Map<string, Reading>;

export async function takeTurn(deps: ActivityDeps, input: TurnInput): Promise<TurnResult> {
  const readings: Readings = new Map();
  const phrasings: Phrasings = new Map();
  for (;;) {
    // A model is slow and must not run inside the transaction: what it has yet to read or to word is done between two tries.
    const result = await deps.database.transaction((tx) => attempt(tx, deps, input, readings, phrasings));
    if (result.kind === 'taken') return result.result;
    const meter = deps.model?.meter(input.threadId);
    if (result.kind === 'unread') {
      const reader = readerFor(deps, input.engine);
      await Promise.all(result.unread.map(async ({ key, text, context }) => readings.set(key, await reader.read(text, context, meter))));
    } else for (const approved of result.unphrased) phrasings.set(approved, await wordAnswer(deps, result.question, approved, meter));
  }
}

type Attempt =
  | { kind: 'taken'; result: TurnResult }
  | { kind: 'unread'; unread: { key: string; text: string; context: ReadContext }[] }
  | { kind: 'unphrased'; unphrased: string[]; question: string };

async function wordAnswer({ model }: ActivityDeps, question: string, approved: string, meter: Meter | undefined): Promise<Phrasing> {
  return model === undefined ? { approved, worded: null, fault: null } : model.phrase(question, approved, meter);
}

async function attempt(tx: Transaction, deps: ActivityDeps, input: TurnInput, readings: Readings, phrasings: Phrasings): Promise<Attempt> {
  // The later of the two clocks: the time-skipping server moves workflow time only, and a worker may be slow to get to the turn.
  const nowMs = Math.max(input.workflowTimeMs, deps.clock());
  const snapshot = await loadThread(tx, input.threadId, input, new Date(nowMs));
  if (snapshot === null) throw new Error('thread_not_found');
  if (snapshot.storedResult !== null) return { kind: 'taken', result: snapshot.storedResult };
  const key = deps.keys.get(snapshot.keyId, snapshot.wrappedKey);
  const state = snapshot.thread.bookingData === null ? initialState() : openJson<ConversationState>(key, STATE_CONTEXT(input.threadId), snapshot.thread.bookingData);

  const read = await readMessages(deps, input.engine, snapshot, key, state, readings);
  if (read.unread.length > 0) return { kind: 'unread', unread: read.unread };
  if (input.refusal !== null) await voidRest(tx, input.threadId, input.firstRunId, input.refusal.turnNumber);

  const stimuli = gatherStimuli(input, snapshot, read.messages);
  const facts = await gatherFacts(tx, deps, snapshot, key, state, read.messages, nowMs);
  const settings: Settings = { confidenceThreshold: deps.settings.confidenceThreshold, maxAttempts: deps.settings.maxAttempts };
  const decision = decide(state, stimuli, { nowMs, business: deps.business, settings, facts });
  const answers = input.engine === 'rules' || deps.model === undefined ? [] : approvedAnswersIn(decision, read.records.map(({ reading }) => reading), deps.business);
  const unphrased = answers.filter((approved) => !phrasings.has(approved));
  if (unphrased.length > 0) return { kind: 'unphrased', unphrased, question: read.texts.join('\n') };
  const worded = answers.flatMap((approved) => phrasings.get(approved) ?? []);
  const record: TurnRecord = { format: 1, nowMs, readings: read.records, stimuli, facts, settings, decision, ...(worded.length === 0 ? {} : { phrasings: worded }) };
  const engineVersion = read.records[0]?.reading.engineVersion ?? 'none';
  return { kind: 'taken', result: await writeTurn(tx, deps, { input, snapshot, key, record, engineVersion }) };
}

function readerFor(deps: ActivityDeps, engine: Engine) {
  return deps.readers[engine] ?? deps.readers.rules;
}

type ReadResult = {
  messages: MessageStimulus[];
  records: TurnRecord['readings'];
  unread: { key: string; text: string; context: ReadContext }[];
  texts: string[];
};

/** Each message is read alone, in order, in the context the conversation was left in. */
async function readMessages(
  deps: ActivityDeps, engine: Engine, snapshot: Snapshot, key: PersonKey, state: ConversationState, readings: Readings,
): Promise<ReadResult> {
  const result: ReadResult = { messages: [], records: [], unread: [], texts: [] };
  const reader = readerFor(deps, engine);
  for (const message of snapshot.inbound) {
    const text = open(key, `messages.body:${message.id}`, message.bodySealed).toString('utf8');
    result.texts.push(text);
    const context = readContext(deps, state, message.receivedAt.getTime());
    const readingKey = `${message.id}:${sha256Hex(canonicalJson(context))}`;
    let reading = readings.get(readingKey);
    if (reading === undefined) {
      if (reader.engine !== 'rules') {
        result.unread.push({ key: readingKey, text, context });
        continue;
      }
      reading = await reader.read(text, context);
      readings.set(readingKey, reading);
    }
    const located = await locateAddress(deps.geocoder, state, reading);
    result.messages.push({
      kind: 'message', id: message.id, channel: message.channel as Channel, receivedAtMs: message.receivedAt.getTime(),
      fromChallengedAddress: snapshot.challenge !== null && snapshot.challenge.addressId === snapshot.addressId, reading, located,
    });
    result.records.push({ messageId: message.id, context, reading });
  }
  return result;
}

export async function locateAddress(geocoder: Geocoder, state: ConversationState, reading: Reading): Promise<LocateResult | null> {
  return reading.slots.address === undefined ? null : geocoder.locate({ ...placeHint(state, reading), ...reading.slots.address });
}

/** "123 Main St" after "in Sacramento": the city stands. */
function placeHint(state: ConversationState, reading: Reading) {
  const said = reading.slots.address;
  if (said === undefined || said.city !== undefined || said.postalCode !== undefined) return {};
  const { city, state: region, postalCode } = state.draft.address ?? {};
  return { ...(city === undefined ? {} : { city }), ...(region === undefined ? {} : { state: region }), ...(postalCode === undefined ? {} : { postalCode }) };
}

function readContext(deps: ActivityDeps, state: ConversationState, atMs: number): ReadContext {
  const { timeZone } = deps.business.profile;
  const local = instantToLocal(atMs, timeZone);
  const awaiting = state.stage === 'sending_terms' ? 'terms' : state.stage === 'confirming_info' ? 'confirmation' : null;
  return { lastSaid: state.lastSaid, requested: state.requested, awaiting, referenceDate: `${local.date}T${local.time}`, timeZone };
}

function gatherStimuli(input: TurnInput, snapshot: Snapshot, read: MessageStimulus[]): Stimulus[] {
  const stimuli: Stimulus[] = [...read];
  // A database restored to an earlier day no longer ends where this workflow left it.
  if (input.previousHash !== null && input.previousHash !== snapshot.thread.lastTurnHash) stimuli.push({ kind: 'state_mismatch' });
  if (input.refusal !== null) stimuli.push({ kind: 'refused', refusal: input.refusal });
  for (const event of snapshot.events) {
    const { id, details } = event;
    const text = (name: string) => (typeof details[name] === 'string' ? details[name] : null);
    switch (event.kind) {
      case 'staff_action': stimuli.push({ kind: 'staff', id, act: staffAct(text('act')), outboxId: text('outboxId') }); break;
      case 'acknowledged_by_link': stimuli.push({ kind: 'acknowledged_by_link', id, challengeId: text('challengeId') ?? '' }); break;
      case 'task_unanswered': stimuli.push({ kind: 'task_unanswered', id, taskId: text('taskId') ?? '' }); break;
      case 'task_resolved': stimuli.push({ kind: 'task_resolved', id, taskId: text('taskId') ?? '' }); break;
      case 'delivery_failed': stimuli.push({ kind: 'delivery_failed', id, messageClass: text('class') ?? '' }); break;
    }
  }
  return stimuli;
}

function staffAct(act: string | null) {
  if (act === 'took_over' || act === 'handed_back' || act === 'replied' || act === 'closed') return act;
  throw new Error('unknown_staff_act');
}

async function gatherFacts(
  tx: Transaction, deps: ActivityDeps, snapshot: Snapshot, key: PersonKey, state: ConversationState, read: MessageStimulus[], nowMs: number,
): Promise<Facts> {
  const { thread, challenge, booking, waiver } = snapshot;
  const held = booking?.status === 'pending_terms' ? booking.id : null;
  const standing = snapshot.standing.map((row) => standingBooking(row, key));
  // A message may ask for another hour of a day that a booking is on.
  const bookedDates = read.length === 0 ? [] : standing.map(({ draft }) => draft.date);
  const dates = [state.draft.date, ...bookedDates, ...read.map((message) => message.reading.slots.date)].filter((date) => date != null);
  const calendar = dates.length === 0 ? [] : await loadCalendar(tx, ...calendarWindow(dates, deps.business.profile.timeZone, nowMs), held, standing.map(({ id }) => id));
  const lastMessage = snapshot.inbound.at(-1);
  return {
    channel: (lastMessage?.channel ?? thread.channel) as Channel,
    owner: thread.owner,
    optedOut: snapshot.optedOut,
    assistantEnabled: deps.settings.assistantEnabled && snapshot.assistantSwitch,
    challenge: challenge === null ? null : {
      id: challenge.id, bookingId: challenge.bookingId, sentAtMs: challenge.sentAt?.getTime() ?? null, expiresAtMs: challenge.expiresAt.getTime(), reference: challenge.reference,
      link: termsLink(deps.settings.publicUrl, open(key, `terms_challenges.link:${challenge.id}`, challenge.linkTokenSealed).toString('utf8')),
      // A challenge whose document or booking is no longer what was shown cannot be accepted.
      status: challenge.status === 'live' && !isIntact(snapshot, key) ? 'revoked' : challenge.status,
      ...(booking?.id === challenge.bookingId && booking.replacesBookingId !== null ? { isChange: true } : {}),
    },
    booking: booking === null ? null : { id: booking.id, status: booking.status, holdExpiresAtMs: booking.holdExpiresAt?.getTime() ?? null, ...(booking.replacesBookingId === null ? {} : { replacesBookingId: booking.replacesBookingId }) },
    ...(standing.length === 0 ? {} : { standing }),
    receipt: snapshot.acknowledgmentId === null ? null : await receiptOf(tx, snapshot.acknowledgmentId),
    task: snapshot.task,
    calendar,
    waiver: waiver === null ? null : { id: waiver.id, untilMs: waiver.validUntil.getTime() },
    customerTimeZone: null,
    ids: { booking: deps.newId(), challenge: deps.newId(), task: deps.newId(), matter: deps.newId() },
  };
}

function isIntact({ challenge, booking }: Snapshot, key: PersonKey): boolean {
  if (challenge === null || booking?.id !== challenge.bookingId || booking.version !== challenge.bookingVersion) return false;
  const bound = open(key, `terms_challenges.bound:${challenge.id}`, challenge.boundSealed).toString('utf8');
  return sha256Hex(bound) === challenge.boundHash;
}

function calendarWindow(dates: string[], timeZone: string, nowMs: number): [number, number] {
  const instants = dates.map((date) => {
    const noon = localToInstant({ date, time: '12:00', timeZone });
    return 'error' in noon ? nowMs : noon.instantMs;
  });
  return [Math.min(...instants) - CALENDAR_DAYS * DAY_MS, Math.max(...instants) + CALENDAR_DAYS * DAY_MS];
}
