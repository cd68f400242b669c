// Turning a confirmed draft into an offer, and finding and taking other times when it cannot be.
import { nearestFreeTimes } from '../availability.ts';
import { timeToMinutes, type LocalTime } from '../calendar.ts';
import type { Reading } from '../reading.ts';
import { confirmAndTell } from './booked.ts';
import { milesTo, type Proposal } from './draft.ts';
import { ask, remark, type Turn } from './turn.ts';
import { alternativesText } from './wording.ts';

const ALTERNATIVES = 3; // what fits a text message and a person's memory
const WAIVED_REFERENCE_LENGTH = 5;

/** The nearest ones, in the order of the clock. */
export function findAlternatives(turn: Turn, wanted: LocalTime): LocalTime[] {
  const found = nearestFreeTimes(turn.business.profile, { ...wanted, roadMiles: milesTo(turn.state.draft, turn.business) ?? 0 }, turn.facts.calendar, turn.nowMs, ALTERNATIVES);
  return found.sort((a, b) => (`${a.date}${a.time}` < `${b.date}${b.time}` ? -1 : 1));
}

export function offerAlternatives(turn: Turn, wanted: LocalTime, because: string): void {
  const { state, business, nowMs } = turn;
  state.offered = findAlternatives(turn, wanted);
  state.draft.time = null;
  remark(turn, because);
  ask(turn, alternativesText(state.offered, business, nowMs), ['time', 'date']);
}

/** Claims the slot and sends the terms; with an emergency waiver the booking is confirmed without them. */
export function offer(turn: Turn, { quote }: Proposal): void {
  const { state, facts, nowMs } = turn;
  const replaces = state.change?.kind === 'modify' ? state.change.bookingId : undefined;
  // A hold is moved only for the matter it was made for.
  const held = facts.booking?.status === 'pending_terms' && facts.booking.replacesBookingId === replaces && !turn.holdReleased ? facts.booking.id : null;
  const bookingId = held ?? facts.ids.booking;
  const waiverId = facts.waiver !== null && facts.waiver.untilMs > nowMs ? facts.waiver.id : null;
  state.bookingId = bookingId;
  state.stage = waiverId === null ? 'sending_terms' : 'creating_booking';
  state.remindersSent = 0;
  state.outcome = null;
  turn.effects.push({ kind: 'offer', bookingId, challengeId: facts.ids.challenge, draft: structuredClone(state.draft), quote, waiverId, ...(replaces === undefined ? {} : { replacesBookingId: replaces }) });
  if (waiverId !== null) confirmAndTell(turn, { bookingId, reference: bookingId.slice(0, WAIVED_REFERENCE_LENGTH).toUpperCase(), waiverId });
}

const LEAD = "(?:i'?ll|i|we'?ll|we|let'?s|can|could|i'?d|would|please|ok|okay|yes|yeah|sure|great|um|the|do|take|like|go|with|for|prefer|have|get|book|option|number|choice|pick|choose|want|that|how about|maybe|#)";
const TAIL = '(?:one|option|time|slot|date|choice|please|works?|is|would|be|sounds|fine|good|great|perfect|ok|okay|work|best|for|me|us|thanks|thank you|then)';
const CHOICE = new RegExp(`^(?:${LEAD}\\s*)*(first|1st|1|second|2nd|2|third|3rd|3|last|earliest|earlier|latest|later)(?: ${TAIL})*$`);
const POSITIONS: Readonly<Record<string, number>> = { first: 0, '1st': 0, 1: 0, second: 1, '2nd': 1, 2: 1, third: 2, '3rd': 2, 3: 2, last: -1 };

/** Which of the offered times the customer took: by its place in the list, by a date or time that only it has, or the only one by a yes. */
export function chosenFrom(offered: readonly LocalTime[], reading: Reading, dateWanted: string | null): LocalTime | null {
  if (offered.length === 0) return null;
  const { slots, confirmation, doubts, reply } = reading;
  const words = reply.normalized.replace(/[.,!]/g, ' ').replace(/\s+/g, ' ').trim();
  const word = CHOICE.exec(words)?.[1];
  // "3" alone is three o'clock where that is offered; "option 3" never is.
  if (word !== undefined && !(words === word && offered.some(({ time }) => isHour(time, word)))) return byWord(offered, word);
  if (doubts.length > 0) return null;
  if (slots.date === undefined && slots.time === undefined) return confirmation === 'yes' && Object.keys(slots).length === 0 && offered.length === 1 ? (offered[0] ?? null) : null;
  const fitting = offered.filter(({ date, time }) => (slots.date === undefined || date === slots.date) && (slots.time === undefined || time === slots.time));
  // A bare time means the day that was asked for, where that day has it.
  const [only, ...more] = fitting.length > 1 && slots.date === undefined ? fitting.filter(({ date }) => date === dateWanted) : fitting;
  return more.length === 0 ? (only ?? null) : null;
}

function byWord(offered: readonly LocalTime[], word: string): LocalTime | null {
  const position = POSITIONS[word];
  if (position !== undefined) return offered.at(position) ?? null;
  return offered.at(word.startsWith('earl') ? 0 : -1) ?? null;
}

/** On a twelve-hour clock, as people say it. */
function isHour(time: string, spoken: string): boolean {
  return (timeToMinutes(time) ?? 0) % (12 * 60) === (Number(spoken) % 12) * 60;
}
