// The start time of the event: which of the times written in a message is meant, and in which half of the day.
import type { Doubt } from '../domain/reading.ts';
import type { LocalMoment } from './calendar.ts';
import { originalWords } from './canonical.ts';
import type { Canonical, Span } from './canonical.ts';
import { findTimeCandidates } from './time-grammar.ts';
import type { TimeCandidate } from './time-grammar.ts';

export type TimeReading = { value: string | null; words: string; doubt: Extract<Doubt, { slot: 'time' }> | null; taken: Span[] };

export const NO_TIME: TimeReading = { value: null, words: '', doubt: null, taken: [] };
// Chefs start between 11:00 and 21:00, so an hour without a half of the day is the one that falls there (or nearest to it).
const FIRST_MORNING_HOUR = 10;
const SECOND_TIME = /^\s*(?:-|to|or|until|till|til|and)\s*(?:at |like |maybe )*(\d{1,2})(?::([0-5]\d))?(?!\d|\s*(?:people|guests|persons|adults|kids|ppl|of us|children|others|hours|days))/;
const FIRST_TIME = /(?<![\d/:.$-])(?<!(?:party of|for|table of)\s)(\d{1,2})(?::([0-5]\d))?\s*(?:-|to|or|until|till|til|and)\s*(?:at |like )?$/;
const JOINT = /^\s*(?:-|to|or|until|till|til|and)\s*$/;
const IN_A_WHILE = /(?<![a-z0-9])(?:in (?:about )?(?:(half an|an?|\d{1,2}) hours?|(\d{1,3}|a) (?:minutes?|mins?)|(a quarter of an) hour)(?![a-z])|(?:(half an|an?|\d{1,2}) hours?|(\d{1,3}|a) (?:minutes?|mins?)|(a quarter of an) hour) from now(?![a-z]))/;
const CORRECTED = /\b(?:actually|sorry|instead|rather|no|not|mean|meant|make|change|changed|move|moved|to)\b/;
const REJECTED_BEFORE = /\b(?:not|isn't|instead of|rather than|from|can't do|won't work|other than)\s*(?:at )?$/;

/** `inDialogue`: the message answers something, so that "it's 8 o'clock" says when, not how late it is. */
export function readTime(canonical: Canonical, reference: LocalMoment, requested: boolean, inDialogue: boolean): TimeReading {
  const { text } = canonical;
  if (!/\d|noon|midday|midnight|hour/.test(text)) return NO_TIME;
  const candidates = findTimeCandidates(text, requested);
  const asWritten = !requested && tellsOfSomethingElse(text, inDialogue);
  const clockText = (time: Clock): string | null => (asWritten ? onTheClock(time) : atDinner(time));
  const chosen = choose(text, candidates);
  if (chosen === null) return inAWhile(canonical, reference);
  const taken: Span[] = candidates.map(({ start, end }) => ({ start, end }));
  const value = clockText(chosen);
  if (value === null) return NO_TIME;

  const alternative = otherEnd(text, chosen, candidates);
  if (alternative?.kind === 'start') {
    const start = clockText(alternative.first);
    return { value: start, words: originalWords(canonical, alternative.span), doubt: null, taken: [...taken, alternative.span] };
  }
  if (alternative !== null) {
    const options = [clockText(alternative.first), clockText(alternative.second)].filter((time) => time !== null);
    taken.push(alternative.span);
    if (new Set(options).size > 1) {
      return { ...NO_TIME, doubt: { slot: 'time', kind: 'range', text: originalWords(canonical, alternative.span), options }, taken };
    }
  }
  return { value, words: originalWords(canonical, withoutLeadIn(text, chosen)), doubt: null, taken };
}

function choose(text: string, candidates: readonly TimeCandidate[]): TimeCandidate | null {
  const wanted = candidates.filter((candidate) => !REJECTED_BEFORE.test(text.slice(Math.max(0, candidate.start - 20), candidate.start)) || candidates.length === 1);
  const pool = wanted.length > 0 ? wanted : candidates;
  // "at 4, say 4:30pm": a time with its half of the day says more than a bare hour.
  const best = pool.some((candidate) => candidate.exact) ? pool.filter((candidate) => candidate.exact) : pool;
  const first = best[0];
  const last = best.at(-1);
  if (first === undefined || last === undefined) return null;
  return first !== last && CORRECTED.test(text.slice(first.end, last.start)) ? last : first;
}

// "It's half past eight" tells the clock, "I'll be back at 7" a movement, "wake me at 6" an alarm: none says when dinner is.
const TELLS_THE_CLOCK = /^\W*it(?:'?s| is) (?:now |already |about |almost |nearly |exactly )*(?:(?:a )?(?:half|quarter|\d{1,2})(?: (?:minutes?|mins?))? (?:past|to|after) )?\d{1,2}(?::\d\d)?(?: ?o'? ?clock)?\W*$/;
const MOVEMENT_OR_ALARM = /(?<![a-z])(?:(?:be|go|come|get|head|went|came|got|was|were|am|are) back|return(?:ed|ing)?|(?:set|an|the|my) (?:alarm|timer|reminder)|wake (?:me|us)|remind (?:me|us)|woke|(?:this|that|a|the|my) (?:purchase|payment|transaction|withdrawal|transfer|delivery|call))(?![a-z])/;
const ABOUT_THE_EVENT = /(?<![a-z])(?:book\w*|reserv\w*|table|party|dinner|lunch|event|guests?|people|hibachi|chefs?|start\w*|serve\w*|eat|cater\w*|arriv\w*|birthday)(?![a-z])/;

function tellsOfSomethingElse(text: string, inDialogue: boolean): boolean {
  return (!inDialogue && TELLS_THE_CLOCK.test(text)) || (MOVEMENT_OR_ALARM.test(text) && !ABOUT_THE_EVENT.test(text));
}

type Clock = Pick<TimeCandidate, 'hour' | 'minute' | 'half'>;

/** The hour as it was written. */
function onTheClock({ hour, minute, half }: Clock): string | null {
  const side = half === 'pm' && hour < 12 ? 12 : half === 'am' && hour === 12 ? -12 : 0;
  const h = (hour === 24 ? 0 : hour) + side;
  return h > 23 ? null : `${String(h).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** The hour at which chefs may start, where the half of the day was left open. */
function atDinner(time: Clock): string | null {
  return onTheClock(time.half === null && time.hour > 0 && time.hour < FIRST_MORNING_HOUR ? { ...time, half: 'pm' } : time);
}

type Alternative = { kind: 'range' | 'start'; first: TimeCandidate; second: TimeCandidate; span: Span };

/** "6 or 7pm", "between 5 and 7": two ends. "From 6 to 9" says when it starts, so it is no doubt. "Change it from 6 to 7" means the second. */
function otherEnd(text: string, chosen: TimeCandidate, candidates: readonly TimeCandidate[]): Alternative | null {
  if (/\b(?:change|move|switch|reschedule|push)[a-z]*\b/.test(text)) return null;
  const next = candidates.find((candidate) => candidate.start >= chosen.end && JOINT.test(text.slice(chosen.end, candidate.start)));
  const following = SECOND_TIME.exec(text.slice(chosen.end));
  const previous = FIRST_TIME.exec(text.slice(0, chosen.start));
  let pair: Omit<Alternative, 'kind'> | null = null;
  if (next !== undefined) {
    pair = { first: { ...chosen, half: chosen.half ?? next.half }, second: next, span: { start: chosen.start, end: next.end } };
  } else if (following?.[1] !== undefined && Number(following[1]) <= 24) {
    const second: TimeCandidate = { ...chosen, hour: Number(following[1]), minute: Number(following[2] ?? 0) };
    pair = { first: chosen, second, span: { start: chosen.start, end: chosen.end + following[0].length } };
  } else if (previous?.[1] !== undefined && Number(previous[1]) <= 12) {
    const hour = Number(previous[1]);
    const first: TimeCandidate = { ...chosen, hour, minute: Number(previous[2] ?? 0), half: hour > chosen.hour && chosen.hour !== 12 ? null : chosen.half };
    pair = { first, second: chosen, span: { start: previous.index, end: chosen.end } };
  }
  if (pair === null) return null;
  const lead = text.slice(Math.max(0, pair.span.start - 18), pair.span.start + 8);
  const words = text.slice(pair.span.start, pair.span.end);
  if (/\band\b/.test(words) && !/\bbetween\b/.test(lead)) return null;
  return { ...pair, kind: /\b(?:from|start(?:ing|s)?)\b/.test(lead) && !/\bor\b/.test(words) ? 'start' : 'range' };
}

/** The words without the preposition that the pattern needed. */
function withoutLeadIn(text: string, span: Span): Span {
  const leadIn = /^(?:(?:at|around|about|by|after|before|until|till|til|from|between|earlier than|later than|than|like|for|a)\s+|[@~]\s*)+/.exec(text.slice(span.start, span.end));
  return { start: span.start + (leadIn?.[0].length ?? 0), end: span.end };
}

function inAWhile(canonical: Canonical, reference: LocalMoment): TimeReading {
  const match = IN_A_WHILE.exec(canonical.text);
  if (match === null) return NO_TIME;
  const [hours, minutes] = [match[1] ?? match[4], match[2] ?? match[5]];
  const ahead = hours === 'half an' ? 30 : hours !== undefined ? 60 * (hours.startsWith('a') ? 1 : Number(hours)) : minutes !== undefined ? (minutes === 'a' ? 1 : Number(minutes)) : 15;
  const total = (reference.minutes + ahead) % 1440;
  const span = { start: match.index, end: match.index + match[0].length };
  return { value: onTheClock({ hour: Math.floor(total / 60), minute: total % 60, half: null }), words: originalWords(canonical, span), doubt: null, taken: [span] };
}
