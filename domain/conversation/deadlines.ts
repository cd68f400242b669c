// What time alone brings about: reminders, the end of a challenge, the end of a hold; and when to look again.
import { renderText } from '../business.ts';
import { instantToLocal } from '../calendar.ts';
import type { ChallengeFacts } from './decision.ts';
import { followUpWakeMs, sendFollowUp } from './follow-up.ts';
import { politeTime } from './polite-time.ts';
import { release } from './replies.ts';
import { keepBooking } from './standing.ts';
import { assistantConverses, say, type Turn } from './turn.ts';
import { whenText } from './wording.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Whoever writes after the idle time gets a new thread on arrival; a day later nobody can be writing into this one. */
const IDLE_MARGIN_MS = DAY_MS;

export function meetDeadlines(turn: Turn): void {
  const { challenge, nowMs, facts, state } = turn;
  if (challenge !== null && nowMs >= challenge.expiresAtMs) expire(turn, challenge);
  else if (challenge !== null) remind(turn, challenge);
  tellExpiry(turn);
  sendFollowUp(turn);
  const { booking } = facts;
  const underway = turn.challenge !== null || facts.challenge?.status === 'agreed' || turn.effects.some((effect) => effect.kind === 'confirm_booking');
  if (!underway && booking?.status === 'pending_terms' && booking.holdExpiresAtMs !== null && nowMs >= booking.holdExpiresAtMs) {
    release(turn, 'expired', 'hold ended');
    if (state.stage === 'sending_terms') state.stage = 'collecting_info';
  }
  const idleEndMs = idleEnd(turn);
  if (idleEndMs !== null && nowMs >= idleEndMs) {
    turn.effects.push({ kind: 'close_thread' });
    state.outcome = 'idle';
  }
}

/** When a matter that came to nothing is closed for silence; null while something or somebody is still waited for. */
function idleEnd({ state, facts, challenge, holdReleased, effects, business }: Turn): number | null {
  if (effects.some((effect) => effect.kind === 'confirm_booking')) return null;
  const held = facts.booking?.status === 'pending_terms' && !holdReleased;
  if (state.heardAtMs === null || state.outcome !== null || challenge !== null || held || state.taskId !== null || facts.owner !== 'assistant') return null;
  return state.heardAtMs + business.profile.conversation.closeAfterIdleDays * DAY_MS + IDLE_MARGIN_MS;
}

export function expire(turn: Turn, challenge: ChallengeFacts): void {
  const { state } = turn;
  turn.effects.push({ kind: 'expire_challenge', challengeId: challenge.id });
  turn.challenge = null;
  state.outcome ??= 'expired';
  state.readBack = null;
  if (state.stage === 'sending_terms') state.stage = 'collecting_info';
  if (challenge.isChange === true) keepBooking(turn);
  state.untoldExpiry = challenge.id;
}

/** At a polite hour; whoever writes before it learns it from the answer. */
function tellExpiry(turn: Turn): void {
  const { state, nowMs } = turn;
  if (state.untoldExpiry === null || politeTime(turn, nowMs) !== nowMs) return;
  const { texts } = turn.business;
  say(turn, 'notice', turn.facts.challenge?.isChange === true ? texts.change_expired : texts.terms_expired, `expired:${state.untoldExpiry}`);
  state.untoldExpiry = null;
}

function remind(turn: Turn, challenge: ChallengeFacts): void {
  const { state, business, nowMs } = turn;
  if (nextReminderMs(turn) !== nowMs) return;
  state.remindersSent += 1;
  // The customer has just been answered; a reminder on top would nag.
  if (turn.heard) return;
  const last = state.remindersSent >= business.profile.terms.reminderAfterMinutes.length;
  const expires = instantToLocal(challenge.expiresAtMs, business.profile.timeZone);
  const text = renderText(business, challenge.isChange === true ? 'change_reminder' : last ? 'terms_last_reminder' : 'terms_reminder', {
    reference: challenge.reference, link: challenge.link, expires: whenText(business, expires.date, expires.time, nowMs),
  });
  say(turn, 'reminder', text, `reminder:${challenge.id}:${String(state.remindersSent)}`);
}

/** When the next reminder is due, from now on and within sending hours; null when there is none before the challenge ends. */
function nextReminderMs(turn: Turn): number | null {
  const { challenge, state, business, nowMs } = turn;
  if (challenge === null || challenge.sentAtMs === null || !assistantConverses(turn)) return null;
  const after = business.profile.terms.reminderAfterMinutes[state.remindersSent];
  if (after === undefined) return null;
  const polite = politeTime(turn, Math.max(nowMs, challenge.sentAtMs + after * MINUTE_MS));
  return polite !== null && polite < challenge.expiresAtMs ? polite : null;
}

/** Always later than now, or null. */
export function nextWake(turn: Turn): number | null {
  const { business, nowMs, facts, challenge, state } = turn;
  const instants: (number | null)[] = [];
  if (turn.effects.some((effect) => effect.kind === 'offer' && effect.waiverId === null)) {
    // The challenge begins when the offer step writes it; waking a little early only looks again.
    const { challengeMinutes, reminderAfterMinutes } = business.profile.terms;
    instants.push(nowMs + challengeMinutes * MINUTE_MS, nowMs + (reminderAfterMinutes[0] ?? challengeMinutes) * MINUTE_MS);
  }
  if (challenge !== null) instants.push(challenge.expiresAtMs, nextReminderMs(turn));
  if (state.untoldExpiry !== null) instants.push(politeTime(turn, nowMs));
  instants.push(followUpWakeMs(turn));
  const confirming = turn.effects.some((effect) => effect.kind === 'confirm_booking');
  if (facts.booking?.status === 'pending_terms' && !turn.holdReleased && !confirming) instants.push(facts.booking.holdExpiresAtMs);
  instants.push(idleEnd(turn));
  const future = instants.filter((instant) => instant !== null).filter((instant) => instant > nowMs);
  return future.length === 0 ? null : Math.min(...future);
}
