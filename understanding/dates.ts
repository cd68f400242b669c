// The date of the event: which of the days written in a message is meant, and when that is in doubt.
import type { Doubt } from '../domain/reading.ts';
import { dayOf, isoDate, weekdayOf } from './calendar.ts';
import type { LocalMoment } from './calendar.ts';
import { originalWords } from './canonical.ts';
import type { Canonical, Span } from './canonical.ts';
import { findDateCandidates } from './date-grammar.ts';
import type { DateCandidate } from './date-grammar.ts';
import { separateVague } from './vague-dates.ts';

export type DateReading = { value: string | null; span: Span | null; words: string; doubt: Extract<Doubt, { slot: 'date' }> | null; taken: Span[] };

const NOTHING: DateReading = { value: null, span: null, words: '', doubt: null, taken: [] };
const BETWEEN_ALTERNATIVES = /^\s*(?:-|to|or|through|thru|until|till|and maybe|or maybe|\/)\s*(?:on |the |maybe )*$/;
const CORRECTED = /\b(?:actually|sorry|instead|rather|no|not|i mean|meant|make (?:it|that)|change(?:d)?|move(?:d)?|to)\b/;
const REJECTED_BEFORE = /\b(?:not|isn't|instead of|rather than|from|can't do|cannot do|doesn't work|other than|except)\s*(?:on |the |for )*$/;
// Between a weekday and the date it stands beside: one day, said twice.
const WEEKDAY_THEN_DATE = /^[\s,(]*(?:the |on |is |- ?)*$/;
const DATE_THEN_WEEKDAY = /^[\s,(]*(?:(?:a|on|on a|which is a|which is|is a|that's a|it's a) )?$/;
const DAY_SPAN = /\d{1,2}\s*(?:st|nd|rd|th)?\s*(?:-|to|or|through|thru|and|\/|&)\s*$/;
/** "6 - 12/20", "12 - Sunday the 20th", "6 - Dec 20": what stands before these is no day of theirs. */
const NO_SECOND_DAY = /\/|^..(?:sun|mon|tue|wed|thu|fri|sat)|^- [a-z]/;
const SECOND_DAY = /^\s*(?:-|to|or|through|thru)\s*(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?![\d:]|\s*(?:am|pm|people|guests|persons|adults|kids|of us|ppl|p\.m|a\.m|o'?clock|in the|at night|[a-z]*\s*street))/;

export function readDate(canonical: Canonical, reference: LocalMoment, requested: boolean): DateReading {
  const { text } = canonical;
  const { days, vague } = separateVague(text, findDateCandidates(text, reference, requested), reference);
  const candidates = joined(text, days);
  const roughly = vague[0];
  // A weekday beside "sometime in January" is not the coming one.
  if (roughly !== undefined && !candidates.some(({ strength }) => strength === 'full')) {
    return { ...NOTHING, doubt: ambiguous(canonical, roughly, roughly.days), taken: [...candidates.filter(({ strength }) => strength !== 'weak'), ...vague].map(({ start, end }) => ({ start, end })) };
  }
  if (candidates.length === 0) return NOTHING;
  // "This evening" and "in two hours" say the time as well, so their words stay to be read.
  const taken = [...candidates.filter(({ strength }) => strength !== 'weak'), ...vague].map(({ start, end }) => ({ start, end }));

  const inDoubt = doubtOf(canonical, candidates, reference);
  if (inDoubt !== null) return { ...NOTHING, doubt: inDoubt, taken };

  const chosen = choose(text, candidates);
  const words = originalWords(canonical, chosen);
  // "I called yesterday" tells of something else; asked for the event's date, it is an answer, and a wrong one.
  if (chosen.told === true && !requested) return { ...NOTHING, taken };
  if (chosen.past) return { ...NOTHING, doubt: { slot: 'date', kind: 'past', text: words, options: [isoDate(chosen.day)] }, taken };
  return { value: isoDate(chosen.day), span: chosen, words, doubt: null, taken };
}

function choose(text: string, candidates: readonly Candidate[]): Candidate {
  const wanted = candidates.filter((candidate) => !isRejected(text, candidate));
  const pool = wanted.length > 0 ? wanted : candidates;
  const future = pool.filter((candidate) => !candidate.past);
  const present = future.length > 0 ? future : pool;
  const strong = present.filter((candidate) => candidate.strength !== 'weak');
  const strongest = strong.length > 0 ? strong : present;
  const first = strongest[0] ?? candidates[0];
  const last = strongest.at(-1);
  if (first === undefined || last === undefined) throw new Error('choose needs a candidate');
  // "Dec 20th, sorry, the 21st": a correction means the later one.
  if (first !== last && CORRECTED.test(text.slice(first.end, last.start))) return last;
  return first.strength === 'full' ? first : (strongest.find(({ strength, start }) => strength === 'full' && start >= first.end && start - first.end <= 6) ?? first);
}

type Candidate = DateCandidate & {
  /** The day that the weekday written beside the date would be, where the two disagree. */
  otherwise?: number;
};

/** "Saturday, Dec 20th" is one day written twice; "the weekend, this Sunday" is the Sunday. */
function joined(text: string, found: readonly DateCandidate[]): Candidate[] {
  const candidates: Candidate[] = [];
  for (const candidate of found) {
    if (candidate.weekend === true && found.some(({ weekend, day }) => weekend !== true && (day === candidate.day || day === candidate.day + 1))) continue;
    const previous = candidates.at(-1);
    const between = previous === undefined ? null : text.slice(previous.end, candidate.start);
    const [weekday, full] = previous === undefined || between === null || previous.weekend === true ? [] : previous.strength === 'weekday' && candidate.strength === 'full' && WEEKDAY_THEN_DATE.test(between) ? [previous, candidate] : previous.strength === 'full' && candidate.strength === 'weekday' && DATE_THEN_WEEKDAY.test(between) ? [candidate, previous] : [];
    if (previous === undefined || weekday === undefined || full === undefined || isRejected(text, previous)) {
      candidates.push(candidate);
      continue;
    }
    const agree = weekdayOf(weekday.day) === weekdayOf(full.day);
    candidates[candidates.length - 1] = { ...full, start: previous.start, end: candidate.end, ...(agree || full.past ? {} : { otherwise: weekday.day }) };
  }
  return candidates;
}

/** "From Friday" is turned down only by what moves it away. */
const MOVED = /\b(?:chang|mov|switch|push|resched|postpon|swap)\w*/;

function isRejected(text: string, { start }: Span): boolean {
  const rejected = REJECTED_BEFORE.exec(text.slice(Math.max(0, start - 24), start));
  return rejected !== null && (!rejected[0].startsWith('from') || MOVED.test(text));
}

function doubtOf(canonical: Canonical, candidates: readonly Candidate[], reference: LocalMoment): Extract<Doubt, { slot: 'date' }> | null {
  const { text } = canonical;
  for (const [index, candidate] of candidates.entries()) {
    if (candidate.otherwise !== undefined && !isRejected(text, candidate)) return ambiguous(canonical, candidate, [candidate.day, candidate.otherwise]);
    const next = candidates[index + 1];
    if (next !== undefined) {
      const between = text.slice(candidate.end, next.start);
      const either = BETWEEN_ALTERNATIVES.test(between) || (between.trim() === 'and' && /\bbetween\s*(?:the )?$/.test(text.slice(Math.max(0, candidate.start - 14), candidate.start)));
      if (either && !isRejected(text, candidate) && candidate.day !== next.day && !candidate.past && !next.past && !/\bchange\b/.test(text.slice(0, candidate.start))) {
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
