// Any sequence of any stimuli, with refused steps: the laws hold in every turn. And minds with a planted fault are found out.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decide } from '../../domain/conversation/decide.ts';
import type { Decision, MessageStimulus, Stimulus } from '../../domain/conversation/decision.ts';
import { TOPICS, type Doubt, type Reading } from '../../domain/reading.ts';
import type { LocateResult } from '../../domain/places.ts';
import { REFUSAL_CODES } from '../../domain/steps.ts';
import { ESCALATION_REASONS, INTENTS, REPLY_VERDICTS } from '../../domain/vocabulary.ts';
import { checkChanges } from './change-laws.ts';
import { checkTurn, newLedger } from './conversation-laws.ts';
import { createWorld, DAY_MS, HOUR_MS, instant, MINUTE_MS, taken, type Decide, type World } from './conversation-world.ts';

const SEED = 20_261_123;
const SEQUENCES = 10_000;
const PLANTED_SEQUENCES = 3_000;

const { constantFrom, record, option, oneof, array, boolean, constant, integer } = fc;
const sacramento: LocateResult = { ok: true, place: { city: 'Sacramento', state: 'CA', latitude: 38.58, longitude: -121.49, precision: 'city', timeZone: 'America/Los_Angeles' } };
const fremont: LocateResult = { ok: true, place: { city: 'Fremont', state: 'CA', latitude: 37.55, longitude: -121.99, precision: 'city', timeZone: 'America/Los_Angeles' } };
const newYork: LocateResult = { ok: true, place: { city: 'New York', state: 'NY', latitude: 40.7, longitude: -74, precision: 'city' } };

const address = constantFrom({ line1: '123 Main St', city: 'Sacramento' }, { city: 'Fremont' }, { line1: '9 Oak St', unit: '#2', city: 'Fremont', postalCode: '94536' }, {});
const slots = record({
  date: constantFrom('2026-12-20', '2026-12-21', '2027-03-14', '2026-11-24', '2025-12-20', '2029-01-01', '2026-02-30', 'soon'),
  time: constantFrom('18:00', '11:00', '02:30', '22:00', '21:00', '99:99', ''),
  partySize: constantFrom(20, 25, 0, 61, -1, 1.5, 1e12, Number.NaN), adults: constantFrom(18, 0, 200), children: constantFrom(2, 0, 30),
  name: constantFrom('Maria Lopez', ''), address, phone: constant('+14155550100'), email: constant('a@example.com'),
  menu: array(record({ id: constantFrom('chicken', 'lobster_tail', 'nothing'), quantity: option(constantFrom(0, 5, -3, 1e9)) }), { maxLength: 2 }),
  dietary: array(constantFrom('vegetarian', 'shellfish allergy'), { maxLength: 2 }),
}, { requiredKeys: [] });
const doubt: fc.Arbitrary<Doubt> = oneof(
  record({ slot: constant('date' as const), kind: constantFrom('range' as const, 'past' as const, 'ambiguous' as const), text: constant('x'), options: array(constantFrom('2026-12-20', '2026-13-01'), { maxLength: 2 }) }),
  record({ slot: constant('time' as const), kind: constant('range' as const), text: constant('x'), options: array(constantFrom('18:00', '6'), { maxLength: 2 }) }),
  record({ slot: constant('party_size' as const), kind: constant('range' as const), text: constant('x'), options: array(integer(), { maxLength: 2 }) }),
);
/** Mostly plausible, so that conversations get far; never consistent by construction. */
const anyReading: fc.Arbitrary<Reading> = record({
  engine: constantFrom('rules' as const, 'openai' as const), engineVersion: constant('test'), intent: constantFrom(...INTENTS), confidence: constantFrom(0.3, 0.8, 0.95, 1),
  confirmation: constantFrom('yes' as const, 'no' as const, null), keyword: oneof({ arbitrary: constant(null), weight: 8 }, { arbitrary: constantFrom('opt_out' as const, 'opt_in' as const, 'help' as const), weight: 1 }),
  reply: record({ verdict: constantFrom(...REPLY_VERDICTS), rule: constantFrom('assent', 'opt_out_in_words'), normalized: constantFrom('', 'the second one', 'yes', '3', '6pm', 'x'.repeat(500)) }),
  slots, spans: constant({}), doubts: array(doubt, { maxLength: 2 }), topics: array(constantFrom(...TOPICS), { maxLength: 2 }),
  escalation: oneof({ arbitrary: constant(null), weight: 8 }, { arbitrary: constantFrom(...ESCALATION_REASONS), weight: 1 }), smallTalk: boolean(),
  language: oneof({ arbitrary: constant('en' as const), weight: 9 }, { arbitrary: constant('es' as const), weight: 1 }),
});
const plain: Omit<Reading, 'slots'> = {
  engine: 'rules', engineVersion: 'test', intent: 'booking', confidence: 0.95, confirmation: null, keyword: null, reply: { verdict: 'unclear', rule: 'x', normalized: '' }, spans: {}, doubts: [], topics: [], escalation: null, smallTalk: false,
};
const wish: Reading = { ...plain, slots: { date: '2026-12-20', time: '18:00', partySize: 20, address: { line1: '123 Main St', city: 'Fremont' } } };
const yes: Reading = { ...plain, slots: {}, confirmation: 'yes', reply: { verdict: 'agreed', rule: 'assent', normalized: 'yes' } };
const stop: Reading = { ...plain, slots: {}, keyword: 'opt_out', reply: { verdict: 'opt_out', rule: 'keyword', normalized: 'stop' } };
const start: Reading = { ...plain, slots: {}, keyword: 'opt_in', reply: { verdict: 'opt_in', rule: 'keyword', normalized: 'start' } };
const change: Reading = { ...plain, intent: 'modification', slots: { partySize: 25 }, reply: { verdict: 'change', rule: 'x', normalized: 'make it 25' } };

const cancelWish: Reading = { ...plain, intent: 'cancellation', slots: {}, reply: { verdict: 'change', rule: 'x', normalized: 'cancel my booking' } };
const move: Reading = { ...plain, intent: 'modification', slots: { date: '2026-12-21' }, reply: { verdict: 'change', rule: 'x', normalized: 'move it to dec 21' } };
const addition: Reading = { ...plain, slots: { menu: [{ id: 'chicken', quantity: null }] } };

type Heard = { reading: Reading; ageMs: number; own: boolean; located: LocateResult | null };
const heard: fc.Arbitrary<Heard> = record({
  reading: oneof({ arbitrary: anyReading, weight: 4 }, { arbitrary: constantFrom(wish, yes, yes, yes, yes, yes, change, move, cancelWish, cancelWish, addition, stop, start), weight: 6 }),
  ageMs: oneof({ arbitrary: constant(0), weight: 5 }, { arbitrary: constantFrom(MINUTE_MS, 5 * HOUR_MS, 2 * DAY_MS), weight: 1 }),
  own: oneof({ arbitrary: constant(true), weight: 5 }, { arbitrary: constant(false), weight: 1 }),
  located: constantFrom<LocateResult | null>(fremont, fremont, sacramento, newYork, null, { ok: false, failure: 'unknown_place', candidates: [] }),
});

type Act = { does: string; run(world: World): void };
const act = (does: string, run: Act['run']): Act => ({ does, run });
const turn = (world: World, stimuli: Stimulus[]): void => void world.turn(stimuli);
const acts: fc.Arbitrary<Act> = oneof(
  { weight: 12, arbitrary: array(heard, { minLength: 1, maxLength: 3 }).map((messages) => act(`hears ${JSON.stringify(messages)}`, (world) => turn(world, messages.map((one) => toMessage(world, one))))) },
  { weight: 3, arbitrary: constantFrom(MINUTE_MS, 3 * HOUR_MS, 13 * HOUR_MS, 25 * HOUR_MS, 3 * DAY_MS).map((ms) => act(`${String(ms)} ms pass`, (world) => void world.pass(ms))) },
  { weight: 1, arbitrary: constantFrom(HOUR_MS, 30 * HOUR_MS).map((ms) => act(`the worker is away for ${String(ms)} ms`, (world) => { world.nowMs += ms; turn(world, []); })) },
  { weight: 2, arbitrary: constantFrom('2026-12-15', '2026-12-19').map((date) => act(`it is ${date}`, (world) => { world.nowMs = Math.max(world.nowMs, instant(date, '10:00')); })) },
  { weight: 1, arbitrary: constantFrom(act('asks to cancel in the last week', (world) => { world.nowMs = Math.max(world.nowMs, instant('2026-12-15', '10:00')); turn(world, [toMessage(world, { reading: cancelWish, ageMs: 0, own: true, located: null })]); })) },
  { weight: 3, arbitrary: fc.tuple(constantFrom('speak' as const, 'offer' as const, 'confirm_booking' as const, 'open_task' as const), constantFrom(...REFUSAL_CODES)).map(([step, code]) => act(`the next ${step} is refused: ${code}`, (world) => { world.refuse = { ...world.refuse, [step]: code }; })) },
  { weight: 2, arbitrary: constantFrom<Act>(
    act('somebody takes over', (world) => void world.takeOver()), act('somebody hands back', (world) => void world.letGo('handed_back')), act('somebody closes', (world) => void world.letGo('closed')),
    act('the task is resolved', (world) => void world.resolveTask()), act('staff reply', (world) => turn(world, [{ kind: 'staff', id: world.id('event'), act: 'replied', outboxId: 'outbox' }])),
    act('staff book by hand', (world) => { world.facts.booking = { id: world.id('by-hand'), status: 'confirmed', holdExpiresAtMs: null }; if (world.facts.challenge?.status === 'live') world.facts.challenge = { ...world.facts.challenge, status: 'revoked' }; }),
    act('staff cancel', (world) => { if (world.facts.booking?.status === 'confirmed') world.facts.booking = { ...world.facts.booking, status: 'cancelled' }; }),
  ) },
  { weight: 2, arbitrary: constantFrom<Act>(act('the button is pressed', (world) => void world.pressButton()), act('declined on the page', (world) => void world.pressButton('declined'))) },
  { weight: 2, arbitrary: constantFrom<Act>(
    act('nobody answers', (world) => turn(world, [{ kind: 'task_unanswered', id: world.id('event'), taskId: world.facts.task?.id ?? 'none' }])),
    act('a delivery failed', (world) => turn(world, [{ kind: 'delivery_failed', id: world.id('event'), messageClass: 'reply' }])), act('the state is another', (world) => turn(world, [{ kind: 'state_mismatch' }])),
    act('everything at once', (world) => turn(world, [toMessage(world, { reading: yes, ageMs: 0, own: true, located: null }), { kind: 'state_mismatch' }, { kind: 'task_resolved', id: world.id('event'), taskId: 'other' }, { kind: 'acknowledged_by_link', id: world.id('event'), challengeId: world.facts.challenge?.id ?? 'none' }, { kind: 'refused', refusal: { step: 'confirm_booking', id: 'stray', code: 'stale', turnNumber: 0 } }, { kind: 'refused', refusal: { step: 'offer', id: 'stray', code: 'stale', turnNumber: 0 } }])),
  ) },
  { weight: 2, arbitrary: constantFrom<Act>(
    act('the switch is turned', (world) => { world.facts.assistantEnabled = !world.facts.assistantEnabled; }), act('a waiver begins or ends', (world) => { world.facts.waiver = world.facts.waiver === null ? { id: 'waiver', untilMs: world.nowMs + DAY_MS } : null; }),
    act('the chefs are taken', (world) => { world.busy = taken([1, 2, 3], '2026-12-20', '18:00'); }), act('the number is from elsewhere', (world) => { world.facts.customerTimeZone = 'America/New_York'; }),
    act('the webhook commits a STOP', (world) => { world.facts.optedOut = true; turn(world, [toMessage(world, { reading: stop, ageMs: 0, own: true, located: null })]); }),
    act('the booking was made by another number', (world) => { world.standing = world.standing.map((one) => ({ ...one, booking: { ...one.booking, isOwn: false } })); }), act('the deposit is paid', (world) => { world.standing = world.standing.map((one) => ({ ...one, booking: { ...one.booking, isDepositPaid: true } })); }),
    act('somebody cancels by hand', (world) => { world.standing = []; }),
    act('terms are held back, or not', (world) => { world.holdsTermsBack = !world.holdsTermsBack; }),
  ) },
);

function toMessage(world: World, { reading, ageMs, own, located }: Heard): MessageStimulus {
  return { kind: 'message', id: world.id('message'), channel: 'sms', receivedAtMs: world.nowMs - ageMs, fromChallengedAddress: own, reading: structuredClone(reading), located: reading.slots.address === undefined ? null : located };
}

/** Where a conversation begins. */
const OPENINGS = { nothing: [], terms: [wish, yes], booking: [wish, yes, yes], cancelling: [wish, yes, yes, cancelWish], changing: [wish, yes, yes, move, yes] } as const satisfies Record<string, Reading[]>;
type Opening = keyof typeof OPENINGS;
const conversations = record({ hour: constantFrom('10:00', '19:59', '02:00'), opening: constantFrom<Opening>('nothing', 'terms', 'terms', 'booking', 'cancelling', 'changing'), acts: array(acts, { minLength: 1, maxLength: 12 }) });
type Conversation = { hour: string; opening: Opening; acts: Act[] };

function play({ hour, opening, acts: script }: Conversation, mind: Decide): World {
  const world = createWorld({ nowMs: instant('2026-11-23', hour), mind });
  const ledger = newLedger();
  const told = { text: '' };
  let checked = 0;
  const check = () => { for (; checked < world.taken.length; checked += 1) {
    checkTurn(world.taken[checked]!, ledger);
    checkChanges(world.taken[checked]!, told, world);
  } };
  // Some begin with live terms, where most can go wrong, some with a booking, or with one that is about to be cancelled or changed.
  for (const reading of OPENINGS[opening]) turn(world, [toMessage(world, { reading, ageMs: 0, own: true, located: fremont })]);
  check();
  for (const step of script) {
    step.run(world);
    check();
  }
  return world;
}

/** Deciding changes nothing that it was given, and gives the same again. */
const purely: Decide = (state, stimuli, context) => {
  const given = JSON.stringify([state, stimuli, context.facts]);
  const decision = decide(state, stimuli, context);
  assert.equal(JSON.stringify([state, stimuli, context.facts]), given, 'what was given is left as it was');
  return decision;
};

describe(`The mind, whatever happens (seed ${String(SEED)})`, function () {
  // Twenty seconds alone; a busy machine takes several times that.
  this.timeout(180_000);

  it(`keeps the laws in ${String(SEQUENCES)} sequences of any stimuli`, () => {
    const seen = new Map<string, number>();
    fc.assert(fc.property(conversations, (conversation) => {
      const world = play(conversation, purely);
      const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
      for (const effect of world.effects()) {
        count(effect.kind);
        if (effect.kind === 'offer' && effect.replacesBookingId !== undefined) count('change offered');
      }
      for (const { lineage, booking } of world.standing) if (lineage !== booking.id) count('change confirmed');
    }), { seed: SEED, numRuns: SEQUENCES });
    // The sequences went where the laws have something to say.
    for (const kind of ['acknowledge', 'confirm_booking', 'offer', 'open_task', 'revoke_challenge', 'expire_challenge', 'decline', 'release_booking', 'refuse_reply', 'opt_out', 'not_booked', 'update_details', 'cancel_booking', 'change offered', 'change confirmed', 'invalid_reply', 'speak_existing']) {
      assert.ok((seen.get(kind) ?? 0) > 50, `${kind}: ${String(seen.get(kind) ?? 0)}`);
    }
  });

  it('decides the same twice', () => {
    fc.assert(fc.property(conversations, (conversation) => {
      const twice: Decide = (state, stimuli, context) => {
        const decision = decide(state, stimuli, context);
        assert.deepEqual(decide(structuredClone(state), structuredClone(stimuli), context), decision);
        return decision;
      };
      play(conversation, twice);
    }), { seed: SEED, numRuns: 500 });
  });
});

const withEffects = (decision: Decision, effects: Decision['effects']): Decision => ({ ...decision, effects });
const say = (text: string): Decision['effects'][number] => ({ kind: 'say', class: 'reply', text, fact: null, notBeforeMs: null });

/** Minds with one fault each; the laws must catch every one. */
const PLANTED: Record<string, { law: RegExp; mind: Decide }> = {
  'confirms without the acknowledgment': { law: /no booking without/, mind: (state, stimuli, context) => {
    const decision = decide(state, stimuli, context);
    return withEffects(decision, decision.effects.filter(({ kind }) => kind !== 'acknowledge'));
  } },
  'takes an agreement whenever it came': { law: /was in time/, mind: (state, stimuli, context) => decide(state, stimuli.map((one) => (one.kind === 'message' && context.facts.challenge !== null ? { ...one, receivedAtMs: context.facts.challenge.sentAtMs ?? one.receivedAtMs } : one)), context) },
  'takes an agreement from anywhere': { law: /came from where/, mind: (state, stimuli, context) => decide(state, stimuli.map((one) => (one.kind === 'message' ? { ...one, fromChallengedAddress: true } : one)), context) },
  'takes a question for an agreement': { law: /strength of an agreement/, mind: (state, stimuli, context) => decide(state, stimuli.map((one) => (one.kind === 'message' && one.reading.reply.verdict === 'question' ? { ...one, reading: { ...one.reading, reply: { ...one.reading.reply, verdict: 'agreed' as const } } } : one)), context) },
  'does not see that a person took over': { law: /while a person has/, mind: (state, stimuli, context) => decide(state, stimuli, { ...context, facts: { ...context.facts, owner: 'assistant' } }) },
  'does not see the switch': { law: /while switched off/, mind: (state, stimuli, context) => decide(state, stimuli, { ...context, facts: { ...context.facts, assistantEnabled: true } }) },
  'forgets STOP': { law: /silent after STOP/, mind: (state, stimuli, context) => decide(state, stimuli, { ...context, facts: { ...context.facts, optedOut: false } }) },
  'confirms STOP again and again': { law: /confirmed once/, mind: (state, stimuli, context) => decide({ ...state, stopConfirmed: false }, stimuli, context) },
  'talks over a person who was called': { law: /talk over/, mind: (state, stimuli, context) => {
    const decision = decide(state, stimuli, context);
    return decision.state.stage === 'escalated' && context.facts.owner === 'assistant' && !context.facts.optedOut ? withEffects(decision, [...decision.effects, say('Anything else?')]) : decision;
  } },
  'answers each message by itself': { law: /one joint answer/, mind: (state, stimuli, context) => {
    const decision = decide(state, stimuli, context);
    return withEffects(decision, decision.effects.flatMap((effect) => (effect.kind === 'say' && effect.class === 'reply' && stimuli.length > 1 ? [effect, effect] : [effect])));
  } },
  'wants to be woken at once': { law: /later than now/, mind: (state, stimuli, context) => {
    const decision = decide(state, stimuli, context);
    return { ...decision, wakeAtMs: decision.wakeAtMs === null ? null : context.nowMs };
  } },
  'offers twice': { law: /one offer a turn/, mind: (state, stimuli, context) => {
    const decision = decide(state, stimuli, context);
    return withEffects(decision, [...decision.effects, ...decision.effects.filter(({ kind }) => kind === 'offer')]);
  } },
  'leaves the old terms live after a change': { law: /binds what was offered/, mind: (state, stimuli, context) => {
    const decision = decide(state, stimuli, context);
    return withEffects(decision, decision.effects.filter(({ kind }) => kind !== 'revoke_challenge'));
  } },
  'reminds at night': { law: /quiet hours/, mind: (state, stimuli, context) => decide(state, stimuli, { ...context, business: { ...context.business, profile: { ...context.business.profile, sendingHours: { from: '00:00', to: '23:59' } } } }) },
  'opens a task for every worry': { law: /one open task/, mind: (state, stimuli, context) => decide(state, stimuli, { ...context, facts: { ...context.facts, task: null } }) },
  'cancels without asking': { law: /to the very question/, mind: (state, stimuli, context) => {
    const decision = decide(state, stimuli, context);
    const [booking] = context.facts.standing ?? [];
    const yes = stimuli.find((one) => one.kind === 'message' && one.reading.confirmation === 'yes' && one.reading.confidence >= 0.75);
    if (booking === undefined || yes?.kind !== 'message') return decision;
    return withEffects(decision, [...decision.effects.filter(({ kind }) => kind !== 'cancel_booking'), { kind: 'cancel_booking', bookingId: booking.id, refundDueCents: 10_000, messageId: yes.id }]);
  } },
  'takes any answer for a yes to cancelling': { law: /on a yes/, mind: (state, stimuli, context) => {
    const isAsked = state.change?.kind === 'cancel';
    return decide(state, stimuli.map((one) => (isAsked && one.kind === 'message' && one.reading.confirmation === null ? { ...one, reading: { ...one.reading, intent: 'booking' as const, slots: {}, doubts: [], topics: [], confirmation: 'yes' as const } } : one)), context);
  } },
  'does not ask who is asking': { law: /by the number that made it/, mind: (state, stimuli, context) => decide(state, stimuli, { ...context, facts: { ...context.facts, ...(context.facts.standing === undefined ? {} : { standing: context.facts.standing.map((one) => ({ ...one, isOwn: true })) }) } }) },
  'forgets the notice': { law: /only in time/, mind: (state, stimuli, context) => decide(state, stimuli, { ...context, business: { ...context.business, profile: { ...context.business.profile, changes: { ...context.business.profile.changes, guestCountNoticeHours: 0 }, bookings: { ...context.business.profile.bookings, minimumNoticeHours: 0 } } } }) },
  'gives back every deposit': { law: /refund that the policy gives/, mind: (state, stimuli, context) => {
    const decision = decide(state, stimuli, context);
    return withEffects(decision, decision.effects.map((effect) => (effect.kind === 'cancel_booking' ? { ...effect, refundDueCents: 10_000 } : effect)));
  } },
  'asks about cancelling while terms are out': { law: /answers one question only/, mind: (state, stimuli, context) => {
    const decision = decide(state, stimuli, context);
    return decision.state.change?.kind === 'cancel' ? withEffects(decision, decision.effects.filter(({ kind }) => kind !== 'revoke_challenge' && kind !== 'decline')) : decision;
  } },
  'moves for nothing, however often': { law: /new dates are counted/, mind: (state, stimuli, context) => {
    const decision = decide(state, stimuli, context);
    return withEffects(decision, decision.effects.map((effect) => (effect.kind === 'offer' && effect.replacesBookingId !== undefined ? { ...effect, draft: { ...effect.draft, reschedules: 0 } } : effect)));
  } },
  'remembers what is not JSON': { law: /plain JSON/, mind: (state, stimuli, context) => {
    const decision = decide(state, stimuli, context);
    return { ...decision, state: Object.assign({ ...decision.state }, { since: new Date(context.nowMs) }) };
  } },
  'throws on a strange date': { law: /expected a calendar date/, mind: (state, stimuli, context) => {
    if (stimuli.some((one) => one.kind === 'message' && one.reading.slots.date === 'soon')) throw new RangeError('expected a calendar date');
    return decide(state, stimuli, context);
  } },
};

describe('The laws, with a fault planted in the mind', function () {
  this.timeout(180_000);

  for (const [fault, { law, mind }] of Object.entries(PLANTED)) {
    it(`find out a mind that ${fault}`, () => {
      // Any fault breaks several laws sooner or later; the one it was planted for must be among them.
      const broken = new Set<string>();
      fc.check(fc.property(conversations, (conversation) => {
        try {
          play(conversation, mind);
        } catch (error) {
          broken.add(error instanceof Error ? error.message : String(error));
        }
        return ![...broken].some((message) => law.test(message));
      }), { seed: SEED, numRuns: PLANTED_SEQUENCES, endOnFailure: true });
      assert.ok([...broken].some((message) => law.test(message)), `not found in ${String(PLANTED_SEQUENCES)} sequences; broken: ${[...broken].join('; ')}`);
    });
  }
});
