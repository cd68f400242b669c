// What time alone brings about: reminders, the end of a challenge, the end of a hold; and when to look again.
import { nextAllowedInstant } from '../calendar.ts';
import { instantToLocal } from '../calendar.ts';
import { renderText } from '../business.ts';
import { release } from './replies.ts';
import { say, type Turn } from './turn.ts';
import { whenText } from './wording.ts';

const MINUTE_MS = 60_000;

/** Messages come before deadlines, so this runs after them. */
export function meetDeadlines(turn: Turn): void {
  const { challenge, nowMs, facts, state } = turn;
  if (challenge !== null) {
    if (nowMs >= challenge.expiresAtMs) expire(turn);
    else remind(turn);
  }
  const hold = facts.booking;
  const challengeDead = turn.challenge === null && !turn.effects.some((effect) => effect.kind === 'offer' || effect.kind === 'confirm_booking');
  if (challengeDead && hold?.status === 'pending_terms' && hold.holdExpiresAtMs !== null && nowMs >= hold.holdExpiresAtMs && facts.challenge?.status !== 'agreed') {
    release(turn, 'expired', 'hold ended');
    if (state.stage === 'sending_terms') state.stage = 'collecting_info';
  }
}

function expire(turn: Turn): void {
  const { challenge, state } = turn;
  if (challenge === null) return;
  turn.effects.push({ kind: 'expire_challenge', challengeId: challenge.id });
  turn.challenge = null;
  state.outcome = 'expired';
  state.readBack = null;
  if (state.stage === 'sending_terms') state.stage = 'collecting_info';
  say(turn, 'notice', turn.business.texts.terms_expired, { fact: `expired:${challenge.id}`, notBeforeMs: politeTime(turn, turn.nowMs) });
}

function remind(turn: Turn): void {
  const { challenge, state, business, nowMs } = turn;
  const dueMs = nextReminderMs(turn);
  if (challenge === null || dueMs === null || nowMs < dueMs) return;
  const number = state.remindersSent + 1;
  state.remindersSent = number;
  const last = number >= business.profile.terms.reminderAfterMinutes.length;
  const local = instantToLocal(challenge.expiresAtMs, business.profile.timeZone);
  const text = renderText(business, last ? 'terms_last_reminder' : 'terms_reminder', {
    reference: challenge.reference, link: challenge.link, expires: whenText(business, local.date, local.time, nowMs),
  });
  say(turn, 'reminder', text, { fact: `reminder:${challenge.id}:${String(number)}` });
}

/** When the next reminder is due, within sending hours; null when there is none before the challenge ends. */
function nextReminderMs(turn: Turn): number | null {
  const { challenge, state, business } = turn;
  if (challenge?.sentAtMs == null || turn.facts.owner !== 'assistant' || turn.optedOut || !turn.facts.assistantEnabled) return null;
  const after = business.profile.terms.reminderAfterMinutes[state.remindersSent];
  if (after === undefined) return null;
  const polite = politeTime(turn, challenge.sentAtMs + after * MINUTE_MS);
  return polite !== null && polite < challenge.expiresAtMs ? polite : null;
}

/** Quiet hours count in the zone of the customer's number and in the event's: either may be where they sleep. */
function politeTime(turn: Turn, instantMs: number): number | null {
  const event = turn.state.draft.place?.timeZone ?? turn.business.profile.timeZone;
  const zones: [string, ...string[]] = turn.facts.customerTimeZone === null ? [event] : [event, turn.facts.customerTimeZone];
  return nextAllowedInstant(instantMs, zones, turn.business.profile.sendingHours);
}

/** Always later than now, or null. */
export function nextWake(turn: Turn): number | null {
  const { business, nowMs, facts, challenge } = turn;
  const instants: (number | null)[] = [];
  if (turn.effects.some((effect) => effect.kind === 'offer')) {
    // The challenge begins when the offer step writes it; waking a little early only looks again.
    const { challengeMinutes, reminderAfterMinutes } = business.profile.terms;
    instants.push(nowMs + challengeMinutes * MINUTE_MS, nowMs + (reminderAfterMinutes[0] ?? challengeMinutes) * MINUTE_MS);
  }
  if (challenge !== null) instants.push(challenge.expiresAtMs, nextReminderMs(turn));
  if (facts.booking?.status === 'pending_terms' && !turn.holdReleased && !turn.effects.some((effect) => effect.kind === 'confirm_booking')) instants.push(facts.booking.holdExpiresAtMs);
  const future = instants.filter((instant) => instant !== null).filter((instant) => instant > nowMs);
  return future.length === 0 ? null : Math.min(...future);
}
