// One answer to all that was said in a turn: what was learned and asked first, then one closing question, the read-back or the offer.
import { addDays } from '../calendar.ts';
import { cancel } from './cancelling.ts';
import { changeReadBackText } from './change-wording.ts';
import { changeToReadBack } from './changing.ts';
import { findProblem, fingerprint, missingSlots, partyOf, propose, type Problem } from './draft.ts';
import { escalate } from './escalation.ts';
import { offer, offerAlternatives } from './offering.ts';
import { readBackText } from './read-back.ts';
import { inLines, PARAGRAPH } from '../text-parts.ts';
import { ask, assistantConverses, remark, say, type Turn } from './turn.ts';
import { askText, gotItText, NOT_UNDERSTOOD, problemText, REMIND_OF_READ_BACK } from './wording.ts';

/** The same words a third time help nobody. */
const MOST_REPEATS = 1;

export function answer(turn: Turn): void {
  const { state, business, nowMs } = turn;
  if (!assistantConverses(turn)) return;
  if (turn.cancels !== null) cancel(turn, turn.cancels);
  if (turn.puzzled && turn.remarks.length === 0 && turn.question === null && turn.news.size === 0) {
    remark(turn, NOT_UNDERSTOOD);
    turn.prompt = true;
  }
  const readBack = state.readBack;
  if (turn.question === null && (turn.wantsOffer || turn.prompt)) moveOn(turn);
  if (!assistantConverses(turn) || (turn.remarks.length === 0 && turn.question === null)) return;
  // The read-back says everything, "Got it" beside it would only make it longer.
  const gotIt = state.readBack !== null && state.readBack !== readBack ? '' : gotItText(state.draft, partyOf(state.draft), business, nowMs, turn.news);
  const paragraphs = joined([gotIt, ...turn.remarks, turn.question?.text ?? '']);
  const text = inLines(paragraphs);
  state.repeats = text === state.lastSaid ? state.repeats + 1 : 0;
  if (state.repeats > MOST_REPEATS) {
    escalate(turn, 'not_understood');
    return;
  }
  const greeting = state.greeted ? '' : business.texts.first_message_disclosure;
  state.greeted = true;
  state.requested = turn.question?.about ?? [];
  state.lastSaid = text;
  say(turn, 'reply', joined([greeting, paragraphs]));
}

function joined(pieces: readonly string[]): string {
  return pieces.filter((piece) => piece !== '').join(PARAGRAPH);
}

function moveOn(turn: Turn): void {
  const { state, business, nowMs, facts } = turn;
  const isChange = state.change?.kind === 'modify';
  const before = isChange ? changeToReadBack(turn) : null;
  if (isChange && before === null) return;
  const early = findProblem(state.draft, business, nowMs);
  if (early !== null) {
    reportProblem(turn, early);
    return;
  }
  const missing = missingSlots(state.draft);
  if (missing.length > 0) {
    state.stage = 'collecting_info';
    const { text, about } = askText(missing, state.draft);
    ask(turn, text, about);
    return;
  }
  const found = propose(state.draft, business, facts, nowMs);
  if (!found.ok) {
    reportProblem(turn, found.problem);
    return;
  }
  const { proposal } = found;
  const print = fingerprint(state.draft, proposal.quote);
  if (turn.wantsOffer && state.readBack === print) {
    offer(turn, proposal);
    return;
  }
  const known = state.stage === 'confirming_info' && state.readBack === print;
  state.stage = 'confirming_info';
  state.readBack = print;
  state.offered = [];
  const { party, quote } = proposal;
  const text = before === null ? readBackText(business, state.draft, party, quote, nowMs) : changeReadBackText(business, before, state.draft, party, quote, nowMs);
  ask(turn, known ? REMIND_OF_READ_BACK : text);
}

function reportProblem(turn: Turn, problem: Problem): void {
  const { state, business, nowMs } = turn;
  const { draft } = state;
  const { date } = draft;
  const { refusal } = problem;
  if (refusal.reason === 'party_too_large' || refusal.reason === 'after_hours_to_person') {
    escalate(turn, refusal.reason === 'party_too_large' ? 'party_too_large' : 'after_hours_event');
    return;
  }
  state.stage = 'collecting_info';
  if (refusal.reason === 'no_chef') {
    offerAlternatives(turn, { date: draft.date ?? '', time: draft.time ?? '' }, 'All our chefs are taken at that time.');
    return;
  }
  // "OK" takes the one date that was named, at the time already wished for.
  const earliest = refusal.reason === 'too_soon' ? refusal.earliest : null;
  const atTheirTime = earliest === null || draft.time === null ? earliest : { date: draft.time >= earliest.time ? earliest.date : addDays(earliest.date, 1), time: draft.time };
  state.offered = atTheirTime === null ? [] : [atTheirTime];
  // A value that cannot be had must not be read back later as if it could.
  if (problem.slot === 'date') draft.date = null;
  if (problem.slot === 'time') draft.time = null;
  if (problem.slot === 'address') {
    draft.address = null;
    draft.place = null;
  }
  ask(turn, problemText(refusal, atTheirTime, business, nowMs, problem.slot === 'date' && !turn.news.has('date') ? date : null), [problem.slot]);
}
