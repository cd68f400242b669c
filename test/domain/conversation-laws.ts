// What must hold of every turn, whatever came before: checked against the facts the turn was given, never against the mind's own state.
import assert from 'node:assert/strict';
import { inQuietHours } from '../../domain/calendar.ts';
import type { Effect, MessageStimulus, SayClass } from '../../domain/conversation/decision.ts';
import { LONGEST_PART_CHARACTERS } from '../../domain/text-parts.ts';
import { business, type Taken } from './conversation-world.ts';

const FIXED_TEXTS: ReadonlySet<SayClass> = new Set(['stop_confirmation', 'start_confirmation', 'help', 'confirmation', 'terms_reply']);
const MOST_REMINDERS = 2;

type Of<Kind extends Effect['kind']> = Extract<Effect, { kind: Kind }>;

/** Counts over one conversation what no single turn shows. */
export type Ledger = { stopConfirmations: number; reminders: Map<string, number>; /** What each challenge was sent for. */ offered: Map<string, string>; lastHeard: MessageStimulus | null; /** Messages that a follow-up was sent on the strength of. */ followedUp: Set<string> };

export function newLedger(): Ledger {
  return { stopConfirmations: 0, reminders: new Map(), offered: new Map(), lastHeard: null, followedUp: new Set() };
}

export function checkTurn(taken: Taken, ledger: Ledger): void {
  const { decision, facts, nowMs } = taken;
  assert.deepEqual(JSON.parse(JSON.stringify(decision)), decision, 'a decision is plain JSON');
  assert.ok(decision.wakeAtMs === null || decision.wakeAtMs > nowMs, 'wakes later than now, or not');
  ledger.lastHeard = taken.stimuli.findLast((stimulus) => stimulus.kind === 'message') ?? ledger.lastHeard;
  bindsOnlyOnAgreement(taken, ledger);
  keepsSilent(taken, ledger);
  remindsPolitely(taken, ledger);
  offersOnce(taken, ledger);

  const tasks = effectsOf(taken, 'open_task');
  assert.ok(tasks.length <= 1 && (tasks.length === 0 || facts.task === null || facts.task.status === 'resolved' || facts.task.id === tasks[0]?.taskId), 'one open task a conversation');
  for (const { bookingId } of effectsOf(taken, 'release_booking')) assert.ok(facts.booking?.id === bookingId && facts.booking.status === 'pending_terms', 'only a hold is released');
  const says = effectsOf(taken, 'say');
  const told = says.flatMap(({ fact }) => (fact === null ? [] : [fact]));
  assert.equal(new Set(told).size, told.length, 'a fact is told once');
  for (const { text } of says) assert.ok(text.trim() !== '' && !/undefined|null|NaN|\{\{/.test(text), `a whole text: ${text}`);
  if (decision.settled) assert.equal(decision.wakeAtMs, null, 'settled means that nothing is pending');
}

function effectsOf<Kind extends Effect['kind']>({ decision }: Taken, kind: Kind): Of<Kind>[] {
  return decision.effects.filter((effect): effect is Of<Kind> => effect.kind === kind);
}

/** Invariants 5 and 6. */
function bindsOnlyOnAgreement(taken: Taken, ledger: Ledger): void {
  const { facts, stimuli, nowMs } = taken;
  const acknowledged = effectsOf(taken, 'acknowledge');
  assert.ok(acknowledged.length <= 1, 'one acknowledgment a turn');
  for (const { challengeId, bookingId, messageId } of acknowledged) {
    const { challenge } = facts;
    const message = stimuli.find((stimulus) => stimulus.kind === 'message' && stimulus.id === messageId);
    assert.ok(challenge?.id === challengeId && challenge.bookingId === bookingId && challenge.status === 'live', 'acknowledges the live challenge');
    assert.ok(message?.kind === 'message' && message.reading.reply.verdict === 'agreed', 'on the strength of an agreement');
    assert.ok(challenge.sentAtMs !== null && message.receivedAtMs >= challenge.sentAtMs && message.receivedAtMs < challenge.expiresAtMs, 'that was in time');
    assert.ok(message.fromChallengedAddress, 'and came from where the terms were sent');
    assert.equal(JSON.stringify(taken.before.draft), ledger.offered.get(challengeId), 'binds what was offered and nothing else');
    const ends = taken.decision.effects.filter((effect) => (effect.kind === 'revoke_challenge' || effect.kind === 'decline' || effect.kind === 'expire_challenge') && effect.challengeId === challengeId);
    assert.deepEqual(ends, [], 'and the challenge did not end in the same turn');
  }
  const confirmed = effectsOf(taken, 'confirm_booking');
  assert.ok(confirmed.length <= 1, 'one confirmation a turn');
  for (const { bookingId, waiverId } of confirmed) {
    const recorded = facts.challenge?.status === 'agreed' && facts.challenge.bookingId === bookingId;
    const now = acknowledged.some((one) => one.bookingId === bookingId);
    const waived = waiverId !== null && facts.waiver?.id === waiverId && facts.waiver.untilMs > nowMs && effectsOf(taken, 'offer').some((offer) => offer.waiverId === waiverId && offer.bookingId === bookingId);
    assert.ok(recorded || now || waived, 'no booking without an acknowledgment or a waiver');
  }
}

/** Invariants 3 and 4, and the switch. */
function keepsSilent(taken: Taken, ledger: Ledger): void {
  const { facts, stimuli } = taken;
  const classes = effectsOf(taken, 'say').map((say) => say.class);
  const keywords = stimuli.flatMap((stimulus) => (stimulus.kind !== 'message' ? [] : stimulus.reading.keyword ?? (stimulus.reading.reply.verdict === 'opt_out' ? 'opt_out' : null))).filter((word) => word === 'opt_out' || word === 'opt_in');
  const last = keywords.at(-1) ?? (facts.optedOut ? 'opt_out' : null);
  if (last === 'opt_out') assert.deepEqual(classes.filter((one) => one !== 'stop_confirmation'), [], 'silent after STOP');
  if (keywords.includes('opt_in')) ledger.stopConfirmations = 0;
  ledger.stopConfirmations += last === 'opt_out' ? classes.filter((one) => one === 'stop_confirmation').length : 0;
  assert.ok(ledger.stopConfirmations <= 1, 'STOP is confirmed once');
  if (facts.owner !== 'assistant') assert.deepEqual(classes.filter((one) => !FIXED_TEXTS.has(one)), [], 'silent while a person has the conversation');
  if (!facts.assistantEnabled) assert.deepEqual(classes.filter((one) => one === 'reply' || one === 'reminder'), [], 'silent while switched off');
  if (taken.decision.state.stage === 'escalated') assert.ok(!classes.includes('reply') && !classes.includes('reminder'), 'does not talk over a person who was called');
  const replies = effectsOf(taken, 'say').filter((say) => say.class === 'reply').map(({ text }) => text);
  assert.ok(replies.every((text, index) => index === 0 || text.length + (replies[index - 1]?.length ?? 0) >= LONGEST_PART_CHARACTERS), 'one joint answer');
}

function remindsPolitely(taken: Taken, ledger: Ledger): void {
  const { facts, nowMs } = taken;
  const zones: [string, ...string[]] = [business.profile.timeZone, ...(facts.customerTimeZone === null ? [] : [facts.customerTimeZone])];
  for (const say of effectsOf(taken, 'say')) {
    if (say.class !== 'reminder') continue;
    assert.ok(!inQuietHours(nowMs, zones, business.profile.sendingHours), 'no reminder in quiet hours');
    if (say.text === business.texts.follow_up) {
      assert.ok(ledger.lastHeard?.reading.confirmation === 'yes' && !ledger.followedUp.has(ledger.lastHeard.id), 'follows up once, on a yes after which nothing was heard');
      ledger.followedUp.add(ledger.lastHeard.id);
      continue;
    }
    const challengeId = facts.challenge?.id ?? '';
    const count = (ledger.reminders.get(challengeId) ?? 0) + 1;
    ledger.reminders.set(challengeId, count);
    assert.ok(facts.challenge?.status === 'live' && count <= MOST_REMINDERS, 'two reminders at most, of live terms');
  }
}

function offersOnce(taken: Taken, ledger: Ledger): void {
  const { facts, decision } = taken;
  const offers = effectsOf(taken, 'offer');
  assert.ok(offers.length <= 1, 'one offer a turn');
  for (const { bookingId, challengeId, draft } of offers) {
    assert.ok(facts.owner === 'assistant' && facts.assistantEnabled && decision.state.stage !== 'escalated', 'offers only while it converses');
    assert.ok(!ledger.offered.has(challengeId), 'each offer has a challenge of its own');
    ledger.offered.set(challengeId, JSON.stringify(draft));
    assert.ok(facts.booking?.id !== bookingId || facts.booking.status === 'pending_terms', 'a hold is moved, a booking that ended is not');
    const live = facts.challenge?.status === 'live' && facts.challenge.bookingId === bookingId;
    const ended = decision.effects.some((effect) => (effect.kind === 'revoke_challenge' || effect.kind === 'expire_challenge' || effect.kind === 'decline') && effect.challengeId === facts.challenge?.id);
    assert.ok(!live || ended, 'one live offer a booking');
    assert.ok(draft.date !== null && draft.time !== null && draft.place !== null && draft.address?.line1 !== undefined, 'offers only what is complete');
  }
}
