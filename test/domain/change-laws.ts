// What must hold of every turn that touches a booking that stands: reckoned from the facts and from what the customer was last told, never from the mind's own state.
import assert from 'node:assert/strict';
import { daysBetween, formatDateLong, formatTime, instantToLocal } from '../../domain/calendar.ts';
import type { Effect, StandingBooking } from '../../domain/conversation/decision.ts';
import { formatCents } from '../../domain/money.ts';
import { business, HOUR_MS, type Taken, type World } from './conversation-world.ts';

const { profile } = business;

/** What was last said to the customer in answer to something. */
export type Told = { text: string };

export function checkChanges(taken: Taken, told: Told, world: World): void {
  const { decision } = taken;
  for (const effect of decision.effects) {
    if (effect.kind === 'cancel_booking') cancelsOnlyOnYes(taken, effect, told);
    if (effect.kind === 'offer' && effect.replacesBookingId !== undefined) changesOnlyOnYes(taken, effect, effect.replacesBookingId, told);
  }
  assert.ok(decision.effects.filter(({ kind }) => kind === 'cancel_booking').length <= 1, 'one cancellation a turn');
  const said = decision.effects.flatMap((effect) => (effect.kind === 'say' && (effect.class === 'reply' || effect.class === 'handover' || effect.class === 'confirmation') ? [effect.text] : []));
  if (said.length > 0) told.text = said.join('\n');
  if (/Reply YES to cancel/.test(said.join('\n'))) asksOneQuestion(taken);
  assert.equal(new Set(world.standing.map(({ lineage }) => lineage)).size, world.standing.length, 'of one event one booking stands');
}

/** Whoever asks, in time, and in charge of themselves. */
function assertAllowed({ facts, nowMs }: Taken, bookingId: string): StandingBooking {
  const booking = facts.standing?.find(({ id }) => id === bookingId);
  assert.ok(booking !== undefined, 'only a booking that stands is touched');
  assert.ok(booking.isOwn && !booking.isByStaff, 'only by the number that made it');
  assert.ok(booking.startsAtMs - nowMs >= profile.changes.guestCountNoticeHours * HOUR_MS, 'only in time');
  assert.ok(facts.owner === 'assistant' && facts.assistantEnabled && !facts.optedOut, 'only while the assistant converses');
  return booking;
}

function assertPlainYes({ stimuli }: Taken, messageId: string | null): void {
  const heard = stimuli.filter((stimulus) => stimulus.kind === 'message');
  const yes = messageId === null ? heard.find(({ reading }) => reading.confirmation === 'yes') : heard.find(({ id }) => id === messageId);
  assert.ok(yes?.reading.confirmation === 'yes' && yes.reading.confidence >= 0.75, 'on a yes');
}

function cancelsOnlyOnYes(taken: Taken, { bookingId, refundDueCents, messageId }: Extract<Effect, { kind: 'cancel_booking' }>, told: Told): void {
  const booking = assertAllowed(taken, bookingId);
  assertPlainYes(taken, messageId);
  const { date, time } = booking.draft;
  assert.ok(/Reply YES to cancel/.test(told.text) && told.text.includes(formatDateLong(date)) && told.text.includes(formatTime(time)), 'to the very question');
  const daysLeft = daysBetween(instantToLocal(taken.nowMs, profile.timeZone).date, date);
  const isReturned = daysLeft >= profile.deposit.refundableDaysBefore;
  assert.equal(refundDueCents, isReturned ? booking.depositCents : 0, 'with the refund that the policy gives');
  if (booking.depositCents > 0) assert.equal(/isn't returned/.test(told.text), !isReturned, 'which was what the question said');
  assert.ok(isReturned || !taken.decision.effects.some((effect) => effect.kind === 'open_task' && effect.reason === 'refund_due'), 'nobody is called to return nothing');
}

function changesOnlyOnYes(taken: Taken, { draft, quote }: Extract<Effect, { kind: 'offer' }>, replacesBookingId: string, told: Told): void {
  const booking = assertAllowed(taken, replacesBookingId);
  assertPlainYes(taken, null);
  assert.ok(told.text.includes('YES') && told.text.includes(`${formatCents(quote.totalCents)}`) || /reply YES and I'll send the terms/.test(told.text), 'to the read-back of the change');
  const reschedules = booking.draft.reschedules + (draft.date === booking.draft.date ? 0 : 1);
  assert.equal(draft.reschedules, reschedules, 'new dates are counted');
  const fee = quote.lines.filter(({ code }) => code === 'new_date_fee').reduce((sum, { amountCents }) => sum + amountCents, 0);
  assert.equal(fee, Math.max(0, reschedules - profile.changes.freeReschedules) * profile.changes.rescheduleFeeCents, 'and charged by the policy');
}

/** Terms that are still out would take the same yes. */
function asksOneQuestion({ facts, decision }: Taken): void {
  const { challenge } = facts;
  const isLive = challenge?.status === 'live';
  assert.ok(!isLive || decision.effects.some((effect) => (effect.kind === 'revoke_challenge' || effect.kind === 'expire_challenge' || effect.kind === 'decline') && effect.challengeId === challenge.id), 'a yes answers one question only');
}
