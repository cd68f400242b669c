// The date of the event: which of the days written in a message is meant, and when that is in doubt.
import * as chrono from 'chrono-node';
import type { Doubt } from '../domain/reading.ts';
import { dayOf, isoDate, weekdayOf } from './calendar.ts';
import type { LocalMoment } from './calendar.ts';
import { originalWords } from './canonical.ts';
import type { Canonical, Span } from './canonical.ts';
import { findDateCandidates, NOT_A_DAY } from './date-grammar.ts';
import type { DateCandidate } from './date-grammar.ts';
import { separateVague } from './vague-dates.ts';

export type DateReading = { value: string | null; span: Span | null; words: string; doubt: Extract<Doubt, { slot: 'date' }> | null; taken: Span[] };

const NOTHING: DateReading = { value: null, span: null, words: '', doubt: null, taken: [] };
const BETWEEN_ALTERNATIVES = /^\s*(?:-|to|or|through|thru|until|till|and maybe|or maybe|\/)\s*(?:on |the |maybe )*$/;
const CORRECTED = /\b(?:actually|sorry|instead|rather|no|not|i mean|meant|make (?:it|that)|change(?:d)?|move(?:d)?|to)\b/;
const REJECTED_BEFORE = /\b(?:not|isn't|instead of|rather than|from|can't do|cannot do|doesn't work|other than|except)\s*(?:on |the |for )*$/;
// Without one of these there is no date left for the general parser to find.
const CHRONO_WORTH_TRYING = /\b(?:week|month|day|year|mid|end of|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/;
// What follows decides whether the general parser's number is a day ("may 20 people come").
const CAN_FOLLOW_A_DAY = new RegExp(`^${NOT_A_DAY}`);
/** "For 3 days" is how long, not when. */
const LENGTH_OF_TIME = /^\W*(?:for )?\d+\s*-?(?:days?|weeks?|months?|years?|hours?|minutes?)\W*$/;
const DAY_SPAN = /\d{1,2}\s*(?:st|nd|rd|th)?\s*(?:-|to|or|through|thru|and|\/|&)\s*$/;
/** "6 - 12/20", "12 - Sunday the 20th", "6 - Dec 20": what stands before these is no day of theirs. */
const NO_SECOND_DAY = /\/|^..(?:sun|mon|tue|wed|thu|fri|sat)|^- [a-z]/;
const SECOND_DAY = /^\s*(?:-|to|or|through|thru)\s*(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?![\d:]|\s*(?:am|pm|people|guests|persons|adults|kids|of us|ppl|p\.m|a\.m|o'?clock|in the|at night|[a-z]*\s*street))/;

export function readDate(canonical: Canonical, reference: LocalMoment, requested: boolean): DateReading {
  const { text } = canonical;
  const { days, vague } = separateVague(text, findDateCandidates(text, reference, requested), reference);
  let candidates = days;
  const roughly = vague[0];
  // A weekday beside "sometime in January" is not the coming one.
  if (roughly !== undefined && !candidates.some(({ strength }) => strength === 'full')) {
    return { ...NOTHING, doubt: ambiguous(canonical, roughly, roughly.days), taken: [...candidates.filter(({ strength }) => strength !== 'weak'), ...vague].map(({ start, end }) => ({ start, end })) };
  }
  if (candidates.length === 0 && CHRONO_WORTH_TRYING.test(text)) candidates = chronoCandidates(text, reference);
  if (candidates.length === 0) return NOTHING;
  // "This evening" and "in two hours" say the time as well, so their words stay to be read.
  const taken = [...candidates.filter(({ strength }) => strength !== 'weak'), ...vague].map(({ start, end }) => ({ start, end }));

  const inDoubt = doubtOf(canonical, candidates, reference);
  if (inDoubt !== null) return { ...NOTHING, doubt: inDoubt, taken };

  const chosen = choose(text, candidates);
  const words = originalWords(canonical, chosen);
  if (chosen.past) return { ...NOTHING, doubt: { slot: 'date', kind: 'past', text: words, options: [isoDate(chosen.day)] }, taken };
  return { value: isoDate(chosen.day), span: chosen, words, doubt: null, taken };
}

function choose(text: string, candidates: readonly DateCandidate[]): DateCandidate {
  const wanted = candidates.filter((candidate) => !REJECTED_BEFORE.test(text.slice(Math.max(0, candidate.start - 24), candidate.start)));
  const pool = wanted.length > 0 ? wanted : candidates;
  const future = pool.filter((candidate) => !candidate.past);
  const present = future.length > 0 ? future : pool;
  const strong = present.filter((candidate) => candidate.strength !== 'weak');
  const strongest = strong.length > 0 ? strong : present;
  const first = strongest[0] ?? candidates[0];
  const last = strongest.at(-1);
  if (first === undefined || last === undefined) throw new Error('choose needs a candidate');
  // "Dec 20th, sorry, the 21st": a correction means the later one.
  return first !== last && CORRECTED.test(text.slice(first.end, last.start)) ? last : preferFull(strongest, first);
}

/** "Saturday, Dec 20th" is one day written twice: the date says more than the weekday. */
function preferFull(candidates: readonly DateCandidate[], first: DateCandidate): DateCandidate {
  if (first.strength === 'full') return first;
  const next = candidates.find((candidate) => candidate.strength === 'full' && candidate.start >= first.end && candidate.start - first.end <= 6);
  return next ?? first;
}

function doubtOf(canonical: Canonical, candidates: readonly DateCandidate[], reference: LocalMoment): Extract<Doubt, { slot: 'date' }> | null {
  const { text } = canonical;
  for (const [index, candidate] of candidates.entries()) {
    const next = candidates[index + 1];
    if (next !== undefined) {
      const between = text.slice(candidate.end, next.start);
      const rejected = REJECTED_BEFORE.test(text.slice(Math.max(0, candidate.start - 24), candidate.start));
      const adjacent = /^[\s,(]*(?:the |on |is )*$/.test(between);
      if (adjacent && candidate.strength === 'weekday' && next.strength === 'full' && !candidate.weekend && !next.past && weekdayOf(candidate.day) !== weekdayOf(next.day)) {
        return ambiguous(canonical, { start: candidate.start, end: next.end }, [next.day, candidate.day]);
      }
      const joined = BETWEEN_ALTERNATIVES.test(between) || (between.trim() === 'and' && /\bbetween\s*(?:the )?$/.test(text.slice(Math.max(0, candidate.start - 14), candidate.start)));
      if (joined && !rejected && candidate.day !== next.day && !candidate.past && !next.past && !/\bchange\b/.test(text.slice(0, candidate.start))) {
        return range(canonical, { start: candidate.start, end: next.end }, [candidate.day, next.day]);
      }
    }
    const second = candidate.strength === 'full' && !candidate.past ? SECOND_DAY.exec(text.slice(candidate.end)) : null;
    if (second?.[1] !== undefined && next === undefined) {
      const { 0: year, 1: month } = isoDate(candidate.day).split('-').map(Number);
      const other = dayOf(year ?? 0, month ?? 0, Number(second[1]));
      if (other !== null && other !== candidate.day) return range(canonical, { start: candidate.start, end: candidate.end + second[0].length }, [candidate.day, other]);
    }
    const before = candidate.strength === 'full' && !NO_SECOND_DAY.test(text.slice(candidate.start - 2, candidate.end)) ? DAY_SPAN.exec(text.slice(0, candidate.start)) : null;
    const number = before === null ? null : /^\d{1,2}/.exec(before[0]);
    if (before !== null && number !== null && candidates.length === 1 && candidate.day >= reference.day && !/^(?:and|&)/.test(before[0].replace(/[\d\s]+(?:st|nd|rd|th)?\s*/, ''))) {
      const { 0: year, 1: month } = isoDate(candidate.day).split('-').map(Number);
      const other = dayOf(year ?? 0, month ?? 0, Number(number[0]));
      if (other !== null && other < candidate.day) return range(canonical, { start: before.index, end: candidate.end }, [other, candidate.day]);
    }
    if (candidate.weekend === true && candidates.length === 1) return ambiguous(canonical, candidate, [candidate.day, candidate.day + 1]);
  }
  return null;
}

const range = (canonical: Canonical, span: Span, days: number[]): Extract<Doubt, { slot: 'date' }> => ({ slot: 'date', kind: 'range', text: originalWords(canonical, span), options: days.map(isoDate) });
const ambiguous = (canonical: Canonical, span: Span, days: number[]): Extract<Doubt, { slot: 'date' }> => ({ slot: 'date', kind: 'ambiguous', text: originalWords(canonical, span), options: days.map(isoDate) });

/** The general parser, for the rare forms: only a result that names a certain day is believed. */
function chronoCandidates(text: string, reference: LocalMoment): DateCandidate[] {
  const instant = new Date(reference.day * 86_400_000 + reference.minutes * 60_000);
  return chrono.parse(text, { instant, timezone: 0 }, { forwardDate: true }).flatMap((result) => {
    const { start } = result;
    if (LENGTH_OF_TIME.test(result.text)) return [];
    if (!start.isCertain('day') && !start.isCertain('weekday')) return [];
    const day = dayOf(start.get('year') ?? 0, start.get('month') ?? 0, start.get('day') ?? 0);
    return day === null || !CAN_FOLLOW_A_DAY.test(text.slice(result.index + result.text.length)) ? [] : [{ start: result.index, end: result.index + result.text.length, day, strength: 'full' as const, past: day < reference.day }];
  });
}
