// Checking in once with a customer who wanted to think about it: offered once, sent only after a yes, at a polite hour, and not once they wrote again.
import { renderText } from '../business.ts';
import { formatDateLong, instantToLocal } from '../calendar.ts';
import type { MessageStimulus } from './decision.ts';
import { politeTime } from './polite-time.ts';
import { ask, assistantConverses, remark, say, type Turn } from './turn.ts';
import { today } from './wording.ts';

const HOUR_MS = 3_600_000;

/** Closes the answer to an objection, once for each matter. */
export function offerFollowUp(turn: Turn): void {
  if (turn.state.followUpOffered) return;
  turn.state.followUpOffered = true;
  ask(turn, turn.business.texts.follow_up_offer);
}

/** Whoever writes again is in touch again. */
export function cancelFollowUp({ state }: Turn): void {
  state.followUp = null;
}

/** "My wife said yes, let's book it" needs no checking in any more. */
const GOES_AHEAD = /\b(?:book|reserve|let'?s|decided|go ahead)\b/;

/** True when the message is a plain answer to the offer. What was said last is the offer, so nothing older is taken for it. */
export function answersFollowUp(turn: Turn, { id, reading: { confirmation, slots, doubts, topics, reply } }: MessageStimulus): boolean {
  const { state, business, nowMs } = turn;
  const { texts, profile } = business;
  if (confirmation === null || Object.keys(slots).length > 0 || doubts.length > 0 || topics.length > 0 || GOES_AHEAD.test(reply.normalized)) return false;
  const isAnswer = state.lastSaid?.endsWith(texts.follow_up_offer) === true || (state.lastSaid === texts.follow_up && confirmation === 'no');
  if (!isAnswer) return false;
  state.attempts = 0;
  const dueAtMs = confirmation === 'yes' ? politeTime(turn, nowMs + profile.followUp.checkInAfterHours * HOUR_MS) : null;
  if (dueAtMs === null) remark(turn, texts.follow_up_declined);
  else {
    state.followUp = { agreedBy: id, agreedAtMs: nowMs, dueAtMs };
    const { date } = instantToLocal(dueAtMs, profile.timeZone);
    remark(turn, renderText(business, 'follow_up_agreed', { when: formatDateLong(date, today(business, nowMs)) }));
  }
  return true;
}

/** Sent or not, it is over: a follow-up that could not be sent when it was due is not owed later. */
export function sendFollowUp(turn: Turn): void {
  const { state, nowMs, business, facts } = turn;
  if (state.followUp === null) return;
  if (!assistantConverses(turn) || facts.booking?.status === 'confirmed') state.followUp = null;
  else if (nowMs >= state.followUp.dueAtMs && politeTime(turn, nowMs) === nowMs) {
    say(turn, 'reminder', business.texts.follow_up, `follow_up:${state.followUp.agreedBy}`);
    state.followUp = null;
    state.lastSaid = business.texts.follow_up;
    state.requested = [];
  }
}

export function followUpWakeMs(turn: Turn): number | null {
  const { followUp } = turn.state;
  return followUp === null ? null : politeTime(turn, Math.max(turn.nowMs, followUp.dueAtMs));
}
