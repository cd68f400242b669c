// The ways customers write a time of day, each as one pattern and the clock reading it means. Works on canonical text.
import { allMatches } from './matches.ts';

/** `hour` as written; `half` the half of the day it was said to be in, null when that was left open. */
export type TimeCandidate = { start: number; end: number; hour: number; minute: number; half: 'am' | 'pm' | null; exact: boolean };

type Value = Omit<TimeCandidate, 'start' | 'end'>;
type Rule = { pattern: RegExp; read: (groups: (string | undefined)[]) => Value | null };

const HOUR = '(2[0-3]|1\\d|0?\\d)';
const MERIDIEM = "([ap])(?:\\s?\\.?\\s?m(?![a-z])(?:\\s?\\.(?=\\s|$)|\\.)?|(?<=\\dp)(?![a-z0-9.']))";
/** A day that was taken may stand between the hour and its part of the day: "five tomorrow morning". */
const PART = "(?:,?\\s*(?:\u00a6+\\s*)?(?:in the |at |this |the )?(morning|afternoon|evening|eve|night|tonight)(?![a-z]))";
/** What follows an hour that stands alone in the sentence. */
const HOUR_ENDS = "(?='s(?![a-z])|\\s*(?:$|[.,!?;)\u00a6]|(?:please|pls|works?|is|would|will|if|on|for|today|tomorrow|tonight|sharp|then|thanks|and|but|or|so|i|we|to|with|good|great|ok|okay|fine|instead|maybe)(?![a-z])))";
const CLOCK = "(?:\\s*o['\"]?\\s?clock)";
// What a number must not be followed by to be an hour.
const NOT_AN_HOUR =
  "(?![\\d:/]|\\.\\d|-\\d|,\\d{3}|\\s*(?:%|\\$|people|persons?|ppl|pax|guests?|adults?|kids?|child|children|of us|of them|others|friends|tickets?|seats?|hours?|hrs?|days?|nights?|weeks?|months?|years?|minutes?|mins?|miles?|dollars|bucks|each|st\\b|nd\\b|rd\\b|th\\b|or so people|total|more|chickens?|steaks?|shrimps?|tofu|proteins?|street|ave|road|bedrooms?|rooms?|stars?|locations?|places?|different)\\b)";

const half = (meridiem: string | undefined): 'am' | 'pm' | null => (meridiem === undefined ? null : meridiem === 'a' ? 'am' : 'pm');

function halfOfPart(part: string | undefined, hour: number): 'am' | 'pm' | null {
  switch (part) {
    case 'morning':
      return 'am';
    case 'afternoon':
    case 'evening':
    case 'eve':
      return 'pm';
    case 'night':
    case 'tonight':
      // "2 at night" is after midnight, "9 at night" before it.
      return part === 'night' && (hour === 12 || hour < 5) ? 'am' : 'pm';
    default:
      return null;
  }
}

const clock = (hour: string | undefined, minute: string | undefined, side: 'am' | 'pm' | null, exact: boolean): Value | null => {
  const h = Number(hour);
  const m = Number(minute ?? 0);
  return hour === undefined || h > 24 || m > 59 ? null : { hour: h, minute: m, half: side, exact };
};

function pastOrTo(minutes: string | undefined, direction: string | undefined, hour: string | undefined, side: 'am' | 'pm' | null, morning = false): Value | null {
  const amount = minutes === 'half' ? 30 : minutes === 'quarter' ? 15 : Number(minutes);
  const h = Number(hour);
  if (!(amount > 0 && amount < 60) || h > 24) return null;
  if (/^(?:to|till|til|of|before)$/.test(direction ?? '')) {
    // "Quarter to 12 at night" is still the evening before.
    return { hour: h === 0 ? 23 : h === 1 ? 12 : h - 1, minute: 60 - amount, half: h === 12 && !morning ? (side === null ? null : side === 'am' ? 'pm' : 'am') : side, exact: side !== null };
  }
  return { hour: h, minute: amount, half: side, exact: side !== null };
}

/** "Three minutes to five thirty". */
function around(hour: number, minute: number, shift: number, side: 'am' | 'pm' | null): Value | null {
  const total = (hour * 60 + minute + shift + 1440) % 1440;
  return hour > 24 || Number.isNaN(total) ? null : { hour: Math.floor(total / 60), minute: total % 60, half: side, exact: side !== null };
}

const rule = (source: string, read: Rule['read']): Rule => ({ pattern: new RegExp(`(?<![a-z0-9$#:/.])(?<![a-z$#:/.]-)${source}`, 'g'), read });

const RULES: readonly Rule[] = [
  rule(`(?:at\\s+|by\\s+)?(?:a\\s+)?(half|quarter|\\d{1,2})(\\s*(?:minutes?|mins?))?[\\s-]+(past|after|to|till|til|of|before)\\s+(\\d{1,2})(?:[: ](15|30|45))?(?![\\d:/])${CLOCK}?(?:\\s*${MERIDIEM}|${PART})?(?!\\s*(?:people|persons?|guests?|adults?|kids|pm|am|ppl))`, ([minutes, unit, direction, hour, minute, meridiem, part]) => {
    // "2 to 4", "10 of 12": ranges and shares, unless the words say minutes.
    if (unit === undefined && (direction === 'of' || ((direction === 'to' || direction === 'before' || direction === 'after') && /^\d+$/.test(minutes ?? '') && Number(minutes) % 5 !== 0))) return null;
    if (minute !== undefined) return unit === undefined ? null : around(Number(hour), Number(minute), (/^(?:past|after)$/.test(direction ?? '') ? 1 : -1) * Number(minutes), half(meridiem) ?? halfOfPart(part, Number(hour)));
    return pastOrTo(minutes, direction, hour, half(meridiem) ?? halfOfPart(part, Number(hour)), part === 'morning');
  }),
  rule(`half\\s+(\\d{1,2})(?![\\d:/])(?:\\s*${MERIDIEM})?`, ([hour, meridiem]) => pastOrTo('half', 'past', hour, half(meridiem))),
  rule(`(morning|afternoon|evening|night|tonight),?\\s+(?:at\\s+|around\\s+|about\\s+|by\\s+)?${HOUR}(?:[:.\\s]([0-5]\\d))?${NOT_AN_HOUR}${CLOCK}?(?:\\s*${MERIDIEM})?`, ([part, hour, minute, meridiem]) => clock(hour, minute, half(meridiem) ?? halfOfPart(part, Number(hour)), true)),
  rule(`${HOUR}(?:\\s?[:.h]\\s?|\\s)?([0-5]\\d)?(?::[0-5]\\d)?${CLOCK}?\\s*${MERIDIEM}`, ([hour, minute, meridiem]) => clock(hour, minute, half(meridiem), true)),
  rule(`${HOUR}(?:[:.]([0-5]\\d))?\\s?am\\s?(?:\\/|or)?\\s?pm(?![a-z])`, ([hour, minute]) => clock(hour, minute, null, false)),
  // Who writes "7h30" counts to 24.
  rule(`${HOUR}h([0-5]\\d)(?!\\d)`, ([hour, minute]) => clock(hour, minute, Number(hour) < 12 ? 'am' : null, true)),
  rule(`${HOUR}-(15|30|45)\\s*${MERIDIEM}`, ([hour, minute, meridiem]) => clock(hour, minute, half(meridiem), true)),
  rule(`${HOUR}:([0-5]\\d)(?::[0-5]\\d)?(?!\\d)${CLOCK}?${PART}?`, ([hour, minute, part]) => clock(hour, minute, halfOfPart(part, Number(hour)) ?? (/^0\d/.test(hour ?? '') ? 'am' : null), part !== undefined || Number(hour) > 12 || /^0\d/.test(hour ?? ''))),
  rule(`${HOUR}[.\\s]([0-5]\\d)(?![\\d.])${CLOCK}?${PART}`, ([hour, minute, part]) => clock(hour, minute, halfOfPart(part, Number(hour)), true)),
  rule(`(?:at|around|about|by|@|~|like|for|from|after|before|until)\\s*${HOUR}[.\\s]([0-5]\\d)${NOT_AN_HOUR}(?:-?ish\\b)?`, ([hour, minute]) => clock(hour, minute, null, false)),
  rule(`(?:at|around|about|by|@)\\s*(1\\d|2[0-3]|[1-9])([0-5]\\d)(?![\\d/-])(?:\\s*(?:hrs?|hours?))?${NOT_AN_HOUR}`, ([hour, minute]) => clock(hour, minute, null, (hour ?? '').length === 2)),
  // "Nine thirty", by itself at the end of what is said.
  rule(`(?<!\\d[\\s,-]*)(1[0-2]|[1-9])\\s(05|10|15|20|25|30|35|40|45|50|55)(?=\\s*(?:$|[.!?;](?!\\d)|(?:please|pls|on|then|works?|sharp)(?![a-z])))`, ([hour, minute]) => clock(hour, minute, null, false)),
  rule(`${HOUR}\\.(00|15|30|45)(?![\\d.])(?!\\s*(?:miles|dollars|per|each|%|stars?))`, ([hour, minute]) => clock(hour, minute, null, false)),
  rule(`${HOUR}${CLOCK}${PART}?`, ([hour, part]) => clock(hour, '0', halfOfPart(part, Number(hour)), part !== undefined)),
  rule(`${HOUR}(?:-?ish)?${PART}(?!\\s*(?:snack|stay))`, ([hour, part]) => clock(hour, '0', halfOfPart(part, Number(hour)), true)),
  rule(`${HOUR}\\s?-?ish(?![a-z])(?!\\s*(?:people|persons|guests|adults|kids|of us|ppl))`, ([hour]) => clock(hour, '0', null, false)),
  rule(`(?:12\\s+)?(noon|midday|midnight)(?:-?ish)?(?![a-z])`, ([word]) => ({ hour: 12, minute: 0, half: word === 'midnight' ? 'am' : 'pm', exact: true })),
  rule(`(?:at|around|@|about|by|after|before|until|till|til|from|between|earlier than|later than)\\s*(?:about\\s+|around\\s+|like\\s+)?${HOUR}${NOT_AN_HOUR}(?![a-z])(?!\\s*(?:or|to|-|(?<=between\\s*\\d{1,2}\\s*)and)\\s*\\d{1,3}\\s*(?:people|guests|persons|adults|kids|ppl))(?!\\s+(?:[nsew]\\.?\\s|north|south|east|west|[a-z]+\\s+(?:st|street|ave|avenue|rd|road|blvd|lane|ln|dr|drive|way|ct|court)\\b))`, ([hour]) => clock(hour, '0', null, false)),
];

/** Only when the time was asked for: a lone number is an hour. */
const LONE = new RegExp(`^\\W*(?:(?:yes|ok|sure|maybe|probably|say|like|let's say|it's|its|it is|how about|make it|we can do|i'd say|for|start|starting)\\W+)*${HOUR}(?::?([0-5]\\d))?(?:\\s*(?:please|pls|thanks|works|would be great|is good|is fine|sharp|then|if possible))*\\W*$`);

const ANY_HOUR = new RegExp(`(?<![a-z0-9$#:/.-])${HOUR}(?:[:. ]([0-5]\\d))?${NOT_AN_HOUR}${HOUR_ENDS}`, 'g');

/** Every time written in the text, in order of position, not overlapping. */
export function findTimeCandidates(text: string, requested: boolean): TimeCandidate[] {
  const found: TimeCandidate[] = [];
  const add = (match: RegExpExecArray, value: Value | null): void => {
    if (value === null) return;
    const start = match.index;
    const end = start + match[0].trimEnd().length;
    if (!found.some((other) => start < other.end && other.start < end)) found.push({ ...value, start, end });
  };
  for (const { pattern, read } of RULES) for (const match of allMatches(pattern, text)) add(match, read(match.slice(1)));
  if (found.length === 0 && requested) {
    const lone = LONE.exec(text);
    if (lone !== null) {
      const at = text.search(/\d/);
      const end = at + (/^[\d:]+/.exec(text.slice(at))?.[0].length ?? 0);
      const value = clock(lone[1], lone[2], null, Number(lone[1]) > 12);
      if (value !== null) found.push({ ...value, start: at, end });
    } else {
      const numbers = allMatches(ANY_HOUR, text);
      const only = numbers[0];
      if (only !== undefined && numbers.length === 1 && !/\b(?:booking|reservation|table|party|group|dinner|lunch|event) (?:for|of) $/.test(text.slice(0, only.index))) add(only, clock(only[1], only[2], null, false));
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
