// One conversation for tests of the mind: remembers its state, keeps a small model of the database, runs the steps, reads texts with the real rules reader.
import { createZipGeocoder } from '../../activities/geocoder.ts';
import { loadBusiness } from '../../business/load.ts';
import { busyInterval, chefIds, freeChefs, type Busy, type Interval } from '../../domain/availability.ts';
import { instantToLocal, localToInstant } from '../../domain/calendar.ts';
import { decide } from '../../domain/conversation/decide.ts';
import type { Decision, Effect, Facts, MessageStimulus, SayClass, StandingBooking, Stimulus } from '../../domain/conversation/decision.ts';
import { milesTo } from '../../domain/conversation/draft.ts';
import { initialState, type ConversationState, type Draft } from '../../domain/conversation/state.ts';
import type { Settings } from '../../domain/conversation/turn.ts';
import type { ReadContext, Reader, Reading } from '../../domain/reading.ts';
import type { RefusalCode, StepKind } from '../../domain/steps.ts';
import { composeChallenge } from '../../domain/terms.ts';
import { createRulesVocabulary, readWithRules } from '../../understanding/rules-reader.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const business = loadBusiness('business/my-hibachi-chef');
const { profile } = business;
const { menu } = profile;
const vocabulary = createRulesVocabulary([...menu.proteins, ...menu.upgrades, ...menu.addOns].map((item) => ({ id: item.id, names: [item.label, ...item.names] })));
const geocoder = createZipGeocoder({ base: profile.travel.base, ...profile.serviceArea });

export function instant(date: string, time: string): number {
  const found = localToInstant({ date, time, timeZone: profile.timeZone });
  if ('error' in found) throw new Error(found.error);
  return found.instantMs;
}

/** A Monday morning, ten o'clock in California. */
export const MONDAY = instant('2026-11-23', '10:00');

export type Said = { class: SayClass | 'terms'; text: string };
/** What happened in one turn: the decision, what was sent, and how things stood before. */
export type Taken = { decision: Decision; before: ConversationState; facts: Facts; stimuli: Stimulus[]; said: Said[]; nowMs: number };
export type Decide = typeof decide;

export type WorldOptions = { nowMs?: number; settings?: Partial<Settings>; busy?: Busy[]; mind?: Decide; /** Instead of the rules. */ reader?: Reader };

type Mutable = { -readonly [Key in keyof Facts]: Facts[Key] };

export type World = ReturnType<typeof createWorld>;

export function createWorld(options: WorldOptions = {}) {
  const settings: Settings = { confidenceThreshold: 0.75, maxAttempts: 3, ...options.settings };
  const mind = options.mind ?? decide;
  let lastId = 0;
  const id = (kind: string): string => {
    lastId += 1;
    return `${kind}-${String(lastId)}`;
  };
  const world = {
    nowMs: options.nowMs ?? MONDAY,
    wakeAtMs: null as number | null,
    settled: false,
    state: initialState(),
    /** Other people's bookings. */
    busy: options.busy ?? [],
    acknowledged: new Set<string>(),
    /** What each booking was last offered as. */
    offers: new Map<string, Extract<Effect, { kind: 'offer' }>>(),
    /** Confirmed and not ended, with the chef's time. */
    standing: [] as { booking: StandingBooking; busy: Busy; lineage: string }[],
    /** The next step of that kind is refused. */
    refuse: {} as Partial<Record<StepKind, RefusalCode>>,
    /** Where the terms text is not sent at once. */
    holdsTermsBack: false,
    fromOtherAddress: false,
    taken: [] as Taken[],
    facts: {
      channel: 'sms', owner: 'assistant', optedOut: false, assistantEnabled: true, challenge: null, booking: null, receipt: null, task: null,
      calendar: [], waiver: null, customerTimeZone: null, ids: { booking: '', challenge: '', task: '', matter: '' },
    } as Mutable,
    id,
    effects: (): Effect[] => world.taken.flatMap(({ decision }) => decision.effects),
    said: (): Said[] => world.taken.flatMap((taken) => taken.said),

    /** One turn, its steps, and the turns that refused steps bring about. */
    turn(stimuli: Stimulus[]): Said[] {
      world.facts.ids = { booking: id('booking'), challenge: id('challenge'), task: id('task'), matter: id('matter') };
      world.facts.calendar = [...world.busy, ...world.standing.map(({ busy }) => busy)];
      const ahead = world.standing.map(({ booking }) => booking).filter(({ startsAtMs }) => startsAtMs > world.nowMs).sort((a, b) => a.startsAtMs - b.startsAtMs);
      const facts: Facts = structuredClone({ ...world.facts, ...(ahead.length === 0 ? {} : { standing: ahead }) });
      const before = structuredClone(world.state);
      const decision = mind(world.state, stimuli, { nowMs: world.nowMs, business, settings, facts });
      const taken: Taken = { decision, before, facts, stimuli, said: [], nowMs: world.nowMs };
      world.taken.push(taken);
      world.state = decision.state;
      world.wakeAtMs = decision.wakeAtMs;
      world.settled = decision.settled;
      const refusal = commit(decision, taken.said);
      return refusal === null ? taken.said : [...taken.said, ...world.turn([refusal])];
    },

    /** Texts that arrive together, each read alone; answers with what was said. */
    async hear(...texts: string[]): Promise<string> {
      const messages: MessageStimulus[] = [];
      for (const text of texts) messages.push(await world.read(text));
      return world.turn(messages).map((said) => said.text).join('\n---\n');
    },

    async read(text: string): Promise<MessageStimulus> {
      const { state } = world;
      const local = instantToLocal(world.nowMs, profile.timeZone);
      const awaiting = state.stage === 'sending_terms' ? 'terms' : state.stage === 'confirming_info' ? 'confirmation' : null;
      const context: ReadContext = { lastSaid: state.lastSaid, requested: state.requested, awaiting, referenceDate: `${local.date}T${local.time}`, timeZone: profile.timeZone };
      const reading: Reading = options.reader === undefined ? readWithRules(text, context, vocabulary) : await options.reader.read(text, context);
      const said = reading.slots.address;
      const { city, state: region, postalCode } = state.draft.address ?? {};
      const hint = said === undefined || said.city !== undefined || said.postalCode !== undefined ? {} : { ...(city === undefined ? {} : { city }), ...(region === undefined ? {} : { state: region }), ...(postalCode === undefined ? {} : { postalCode }) };
      const located = said === undefined ? null : await geocoder.locate({ ...hint, ...said });
      return { kind: 'message', id: id('message'), channel: 'sms', receivedAtMs: world.nowMs, fromChallengedAddress: !world.fromOtherAddress, reading, located };
    },

    /** Time passes, and the conversation is woken when it asked to be. */
    pass(ms: number): string {
      const endMs = world.nowMs + ms;
      const said: Said[] = [];
      while (world.wakeAtMs !== null && world.wakeAtMs <= endMs) {
        world.nowMs = Math.max(world.nowMs, world.wakeAtMs);
        said.push(...world.turn([]));
      }
      world.nowMs = endMs;
      return said.map(({ text }) => text).join('\n---\n');
    },

    takeOver(): string {
      world.facts.owner = 'anna';
      if (world.facts.task !== null && world.facts.task.status === 'open') world.facts.task = { ...world.facts.task, status: 'claimed' };
      return texts(world.turn([{ kind: 'staff', id: id('event'), act: 'took_over', outboxId: null }]));
    },
    letGo(act: 'handed_back' | 'closed'): string {
      world.facts.owner = 'assistant';
      if (world.facts.task !== null) world.facts.task = { ...world.facts.task, status: 'resolved' };
      return texts(world.turn([{ kind: 'staff', id: id('event'), act, outboxId: null }]));
    },
    resolveTask(): string {
      if (world.facts.task === null) return '';
      world.facts.owner = 'assistant';
      world.facts.task = { ...world.facts.task, status: 'resolved' };
      return texts(world.turn([{ kind: 'task_resolved', id: id('event'), taskId: world.facts.task.id }]));
    },
    /** The button on the page: recorded there, told to the conversation. */
    pressButton(answer: 'agreed' | 'declined' = 'agreed'): string {
      const { challenge, booking } = world.facts;
      if (challenge?.status !== 'live' || world.nowMs >= challenge.expiresAtMs) return '';
      world.facts.challenge = { ...challenge, status: answer };
      if (answer === 'agreed') world.acknowledged.add(challenge.bookingId);
      else if (booking !== null) world.facts.booking = { ...booking, status: 'cancelled' };
      return texts(world.turn([{ kind: 'acknowledged_by_link', id: id('event'), challengeId: challenge.id }]));
    },
  };

  /** Writes the rows a decision asks for and runs its steps; returns the first refusal. */
  function commit(decision: Decision, said: Said[]): Stimulus | null {
    const { facts } = world;
    for (const effect of decision.effects) {
      switch (effect.kind) {
        case 'acknowledge': world.acknowledged.add(effect.bookingId); endChallenge(effect.challengeId, 'agreed'); break;
        case 'decline': endChallenge(effect.challengeId, 'declined'); break;
        case 'revoke_challenge': endChallenge(effect.challengeId, 'superseded'); break;
        case 'expire_challenge': endChallenge(effect.challengeId, 'expired'); break;
        case 'release_booking':
          if (facts.booking?.id === effect.bookingId && facts.booking.status === 'pending_terms') facts.booking = { ...facts.booking, status: effect.status };
          if (facts.challenge?.bookingId === effect.bookingId && facts.challenge.status === 'live') facts.challenge = { ...facts.challenge, status: 'revoked' };
          break;
        case 'cancel_booking':
          world.standing = world.standing.filter(({ booking }) => booking.id !== effect.bookingId);
          if (facts.booking?.id === effect.bookingId) facts.booking = { ...facts.booking, status: 'cancelled' };
          break;
        case 'update_details':
          world.standing = world.standing.map((one) => (one.booking.id === effect.bookingId ? { ...one, booking: { ...one.booking, draft: { ...one.booking.draft, ...detailsOf(effect.draft) } } } : one));
          break;
        case 'opt_out': facts.optedOut = true; break;
        case 'opt_in': facts.optedOut = false; break;
        case 'open_task': facts.task = { id: effect.taskId, status: 'open' }; break;
        case 'say': case 'speak_existing': case 'offer': case 'confirm_booking': case 'refuse_reply': case 'not_booked': case 'invalid_reply': case 'close_thread': break;
      }
    }
    for (const effect of decision.effects) {
      const step = stepOf(effect);
      if (step === null) continue;
      const code = world.refuse[step.kind] ?? run(effect, said);
      if (code === null) continue;
      world.refuse = Object.fromEntries(Object.entries(world.refuse).filter(([kind]) => kind !== step.kind));
      return { kind: 'refused', refusal: { step: step.kind, id: step.id, code, turnNumber: world.taken.length } };
    }
    return null;
  }

  function endChallenge(challengeId: string, status: 'agreed' | 'declined' | 'superseded' | 'expired'): void {
    const { challenge } = world.facts;
    if (challenge?.id === challengeId && challenge.status === 'live') world.facts.challenge = { ...challenge, status };
  }

  function run(effect: Effect, said: Said[]): RefusalCode | null {
    const { facts } = world;
    switch (effect.kind) {
      case 'say': said.push({ class: effect.class, text: effect.text }); return null;
      case 'offer': {
        const { draft, quote } = effect;
        const interval = busyOf(draft);
        const others = world.standing.filter(({ booking }) => booking.id !== effect.replacesBookingId).map(({ busy }) => busy);
        if (freeChefs([...world.busy, ...others], interval, chefIds(profile)).length === 0) return 'slot_taken';
        if (facts.booking?.id === effect.bookingId && facts.booking.status !== 'pending_terms') return 'stale';
        if (effect.replacesBookingId !== undefined && !world.standing.some(({ booking }) => booking.id === effect.replacesBookingId)) return 'stale';
        world.offers.set(effect.bookingId, effect);
        const isChange = effect.replacesBookingId !== undefined;
        const expiresAtMs = world.nowMs + profile.terms.challengeMinutes * MINUTE_MS;
        facts.booking = { id: effect.bookingId, status: 'pending_terms', holdExpiresAtMs: expiresAtMs + profile.terms.holdGraceMinutes * MINUTE_MS, ...(effect.replacesBookingId === undefined ? {} : { replacesBookingId: effect.replacesBookingId }) };
        if (effect.waiverId !== null) return null;
        const link = `https://hibachi.example/t/${effect.challengeId}`;
        facts.challenge = { id: effect.challengeId, bookingId: effect.bookingId, status: 'live', sentAtMs: world.holdsTermsBack ? null : world.nowMs, expiresAtMs, reference: 'K7M2P', link, ...(isChange ? { isChange } : {}) };
        if (!world.holdsTermsBack) {
          const { text } = composeChallenge({ business, draft, quote, challengeId: effect.challengeId, bookingId: effect.bookingId, bookingVersion: 1, salt: '00', reference: 'K7M2P', link, nowMs: world.nowMs, expiresAtMs, replacesBookingId: effect.replacesBookingId ?? null });
          said.push({ class: 'terms', text });
        }
        return null;
      }
      case 'confirm_booking':
        if (facts.booking?.id !== effect.bookingId || (facts.booking.status !== 'pending_terms' && facts.booking.status !== 'confirmed')) return 'not_held';
        if (!world.acknowledged.has(effect.bookingId) && facts.waiver === null) return 'not_acknowledged';
        if (facts.booking.status === 'pending_terms' && !stand(effect.bookingId)) return 'not_held';
        facts.booking = { ...facts.booking, status: 'confirmed', holdExpiresAtMs: null };
        return null;
      default: return null;
    }
  }

  /** Confirmed: takes the place of what it replaces, if that still stands. */
  function stand(bookingId: string): boolean {
    const offer = world.offers.get(bookingId);
    if (offer === undefined) return true;
    const { draft, quote, replacesBookingId } = offer;
    const replaced = world.standing.find(({ booking }) => booking.id === replacesBookingId);
    if (replacesBookingId !== undefined && replaced === undefined) return false;
    const others = world.standing.filter((one) => one !== replaced);
    const [chef = 0] = freeChefs([...world.busy, ...others.map(({ busy }) => busy)], busyOf(draft), chefIds(profile));
    const [date, time] = [draft.date ?? '', draft.time ?? ''];
    world.standing = [...others, {
      lineage: replaced?.lineage ?? bookingId, busy: { ...busyOf(draft), chef, bookingId },
      booking: {
        id: bookingId, reference: 'K7M2P', startsAtMs: instant(date, time), draft: { ...structuredClone(draft), date, time, reschedules: draft.reschedules ?? 0 }, totalCents: quote.totalCents,
        depositCents: quote.depositCents, isDepositPaid: replaced?.booking.isDepositPaid ?? false, depositDeadlineMs: replaced?.booking.depositDeadlineMs ?? world.nowMs + profile.deposit.dueWithinMinutes * MINUTE_MS,
        isOwn: true, isByStaff: false,
      },
    }];
    return true;
  }

  return world;
}

function busyOf(draft: Draft): Interval {
  return busyInterval(profile, instant(draft.date ?? '', draft.time ?? ''), milesTo(draft, business) ?? 0);
}

function detailsOf({ name, email, menu, dietary }: Draft): Pick<Draft, 'name' | 'email' | 'menu' | 'dietary'> {
  return { name, email, menu, dietary };
}

function stepOf(effect: Effect): { kind: StepKind; id: string } | null {
  switch (effect.kind) {
    case 'say': return { kind: 'speak', id: effect.fact ?? 'reply' };
    case 'speak_existing': return { kind: 'speak', id: effect.outboxId };
    case 'offer': case 'confirm_booking': return { kind: effect.kind, id: effect.bookingId };
    case 'open_task': return { kind: 'open_task', id: effect.taskId };
    default: return null;
  }
}

const texts = (said: Said[]): string => said.map(({ text }) => text).join('\n---\n');

/** Chefs taken by events nearby that start then. */
export function taken(chefs: readonly number[], date: string, time: string): Busy[] {
  return chefs.map((chef) => ({ chef, ...busyInterval(profile, instant(date, time), 0) }));
}
