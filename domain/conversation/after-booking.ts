// A message once the booking stands: small additions are taken, changes to the event go to a person, another event is a new matter.
import { beforeBooking } from './before-booking.ts';
import type { MessageStimulus } from './decision.ts';
import { takeSlots } from './draft.ts';
import { escalate } from './escalation.ts';
import { answerTopics, misunderstood } from './replies.ts';
import { startNewMatter } from './state.ts';
import { ask, remark, type Turn } from './turn.ts';
import { ADDED, WELCOME } from './wording.ts';

export function afterBooking(turn: Turn, message: MessageStimulus): void {
  const { state } = turn;
  const { intent, slots, topics, smallTalk, confirmation } = message.reading;
  if (message.reading.confidence < turn.settings.confidenceThreshold) {
    notUnderstood(turn);
    return;
  }
  if (wantsAnother(turn, message)) {
    turn.state = startNewMatter(state);
    beforeBooking(turn, message);
    return;
  }
  const trial = structuredClone(state.draft);
  const changes = takeSlots(trial, message);
  const addsOnly = changes.length > 0 && !touchesEvent(slots) && !touchesPrice(turn, message) && intent !== 'cancellation';
  if (!addsOnly && (intent === 'modification' || intent === 'cancellation' || touchesEvent(slots) || touchesPrice(turn, message))) {
    escalate(turn, 'change_or_cancellation');
    return;
  }
  if (addsOnly && state.bookedByStaff) {
    // The draft is not what staff booked, so it must not overwrite it.
    escalate(turn, 'change_or_cancellation');
    return;
  }
  if (addsOnly && state.bookingId !== null) {
    state.draft = trial;
    state.attempts = 0;
    turn.effects.push({ kind: 'update_details', bookingId: state.bookingId, draft: structuredClone(trial) });
    remark(turn, ADDED);
    return;
  }
  const questions = topics.filter((topic) => topic !== 'other');
  if (questions.length > 0) answerTopics(turn, questions);
  else if (smallTalk || confirmation !== null) thank(turn);
  else notUnderstood(turn);
}

/** Another event on another day, or a wish to book that says nothing of this one. */
function wantsAnother({ state }: Turn, { reading: { intent, slots, confirmation } }: MessageStimulus): boolean {
  if (intent !== 'booking' || state.stage !== 'booking_complete') return false;
  return slots.date === undefined ? confirmation === null && Object.keys(slots).length === 0 : slots.date !== state.draft.date;
}

function touchesEvent(slots: MessageStimulus['reading']['slots']): boolean {
  return (['date', 'time', 'partySize', 'adults', 'children', 'address'] as const).some((slot) => slots[slot] !== undefined);
}

function touchesPrice({ business: { profile: { menu } } }: Turn, { reading: { slots } }: MessageStimulus): boolean {
  const priced = new Set([...menu.upgrades, ...menu.addOns].map((item) => item.id));
  return (slots.menu ?? []).some((choice) => priced.has(choice.id));
}

/** Thanks are answered once; two people who thank each other for ever are no conversation. */
function thank(turn: Turn): void {
  turn.state.attempts = 0;
  if (turn.state.lastSaid !== WELCOME) remark(turn, WELCOME);
}

function notUnderstood(turn: Turn): void {
  if (misunderstood(turn)) return;
  remark(turn, "Sorry, I didn't quite get that. Your booking stands as it is.");
  ask(turn, 'What can I do for you?');
}
