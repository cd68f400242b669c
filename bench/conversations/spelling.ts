// The many ways people write a date, a time, a head count and an address.
import type { Dice } from './dice.ts';
import { guestsOf, type Extra, type Party, type Spot } from './wish.ts';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;
const SHORT_MONTHS = ['Jan', 'Feb', 'March', 'April', 'May', 'June', 'July', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'] as const;
const NUMBER_WORDS: Readonly<Record<number, string>> = {
  8: 'eight', 9: 'nine', 10: 'ten', 11: 'eleven', 12: 'twelve', 13: 'thirteen', 14: 'fourteen', 15: 'fifteen', 16: 'sixteen', 17: 'seventeen', 18: 'eighteen', 19: 'nineteen', 20: 'twenty', 25: 'twenty five', 30: 'thirty',
};

function ordinal(day: number): string {
  const tens = day % 100;
  if (tens >= 11 && tens <= 13) return `${String(day)}th`;
  return `${String(day)}${['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'}`;
}

export const weekday = (date: string): string => new Date(`${date}T12:00:00Z`).toLocaleDateString('en-US', { weekday: 'long', timeZone: 'UTC' });

export function spellDate(dice: Dice, date: string): string {
  const [year = '', monthText = '1', dayText = '1'] = date.split('-');
  const month = MONTHS[Number(monthText) - 1] ?? 'January';
  const short = SHORT_MONTHS[Number(monthText) - 1] ?? 'Jan';
  const day = Number(dayText);
  const m = String(Number(monthText));
  return dice.pick([
    () => `${month} ${String(day)}`, () => `${short} ${String(day)}`, () => `${short} ${ordinal(day)}`, () => `${month} ${ordinal(day)}`, () => `${m}/${String(day)}`,
    () => `the ${ordinal(day)} of ${month}`, () => `${weekday(date)} ${month} ${String(day)}`, () => `${weekday(date).slice(0, 3)} ${short} ${ordinal(day)}`, () => `${weekday(date)}, ${month} ${ordinal(day)}`,
    () => `${m}/${String(day)}/${year}`, () => `${month} ${String(day)}, ${year}`, () => `${weekday(date)} ${m}/${String(day)}`, () => `${ordinal(day)} of ${short}`, () => `${m}-${String(day)}-${year.slice(2)}`, () => `${String(day)} ${month}`,
  ])();
}

/** `isAsked`: right after "what time?", where a bare number is an answer. */
export function spellTime(dice: Dice, time: string, isAsked: boolean): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const hour = String(hours % 12 === 0 ? 12 : hours % 12);
  const half = minutes === 30;
  const clock = half ? `${hour}:30` : hour;
  const noon = hours < 12 ? 'am' : 'pm';
  const forms = [`${clock}${noon}`, `${clock} ${noon}`, `${clock} ${noon === 'am' ? 'a.m.' : 'p.m.'}`, `${clock}${noon.toUpperCase()}`, `${hour}:${half ? '30' : '00'} ${noon}`, `${hour}:${half ? '30' : '00'}${noon}`];
  if (time === '12:00') forms.push('noon', '12 noon', 'noon', 'midday');
  else if (hours >= 17) forms.push(`${clock} in the evening`, ...(half ? [`half past ${hour} in the evening`] : [`${hour} o'clock in the evening`]));
  else if (hours >= 13) forms.push(`${clock} in the afternoon`);
  if (hours >= 13) forms.push(`${String(hours)}:${half ? '30' : '00'}`);
  // Between one and ten nobody means the morning: there is no service then.
  if (isAsked && hours >= 13 && hours <= 19) forms.push(clock, half ? `half past ${hour}` : `${hour} o'clock`, `at ${clock}`);
  return dice.pick(forms);
}

export function spellParty(dice: Dice, party: Party, isAsked: boolean): string {
  const { adults, children, infants } = party;
  const total = guestsOf(party);
  const all = String(total);
  const grown = String(adults);
  const word = NUMBER_WORDS[total];
  if (infants > 0) {
    const little = infants === 1 ? 'a 2 year old' : `${String(infants)} toddlers under 5`;
    if (children === 0) return dice.pick([`${grown} adults and ${little}`, `${grown} adults plus ${little}`, `${grown} grown ups and ${little}`]);
    return dice.pick([`${grown} adults, ${String(children)} kids and ${little}`, `${grown} adults, ${String(children)} children plus ${little}`]);
  }
  if (children > 0) {
    const kids = String(children);
    return dice.pick([
      `${grown} adults and ${kids} kids`, `${grown} adults, ${kids} kids`, `${grown} grown ups and ${kids} children`, `${grown} adults plus ${kids} kids`, `${kids} kids and ${grown} adults`, `${grown} adults + ${kids} kids`,
      `${grown} adults and ${kids} children between 7 and 11`, `${all} people, ${kids} of them kids`, `${all} total, ${grown} adults and ${kids} kids`, `${grown} adults & ${kids} children`, `${grown} adult ${kids} kids`, `${grown} of us plus ${kids} kids`,
    ]);
  }
  const forms = [`${all} people`, `${all} guests`, `party of ${all}`, `${all} of us`, `${grown} adults`, `${all} ppl`, `a group of ${all}`, `${all} persons`, `${all} grown ups`, `${all} people total`, `${all} adults no kids`, `${all} heads`];
  if (word !== undefined) forms.push(`${word} people`, `${word} of us`);
  if (total === 12) forms.push('a dozen people');
  if (total === 24) forms.push('two dozen people');
  if (isAsked) forms.push(all, all, `${all} total`, `we're ${all}`, `${all} all together`);
  return dice.pick(forms);
}

/** `withZip`: the postal code makes the place, and the price of the drive, exact. */
export function spellAddress(dice: Dice, { line1, city, zip }: Spot, withZip: boolean): string {
  return withZip
    ? dice.pick([`${line1}, ${city}, CA ${zip}`, `${line1} ${city} CA ${zip}`, `${line1}, ${city} ${zip}`, `${line1} ${city} ${zip}`, `${line1} in ${city}, ${zip}`, `${line1}, ${city}, California ${zip}`, `${line1} ${city}, CA, ${zip}`])
    : dice.pick([`${line1}, ${city}`, `${line1} ${city}`, `${line1} in ${city}`, `${line1}, ${city}, CA`, `${line1} ${city} CA`, `${line1}, ${city} California`, `${line1}. ${city}`]);
}

export function spellExtra({ label, quantity }: Extra): string {
  return quantity === 'everybody' ? `${label} for everyone` : `${String(quantity)} ${label}`;
}

/** As any assistant would write it back, for a customer who checks. */
export function looksLikeDate(text: string, date: string): boolean {
  const [, monthText = '1', dayText = '1'] = date.split('-');
  const [month, day] = [Number(monthText), Number(dayText)];
  const name = (MONTHS[month - 1] ?? '').slice(0, 3);
  return new RegExp(`\\b${name}[a-z]*\\.? ${String(day)}(?!\\d)|\\b${String(month)}/${String(day)}(?!\\d)|\\b${String(day)}(?:st|nd|rd|th)? (?:of )?${name}`, 'i').test(text);
}

export function looksLikeTime(text: string, time: string): boolean {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const hour = String(hours % 12 === 0 ? 12 : hours % 12);
  const suffix = hours < 12 ? 'a' : 'p';
  return new RegExp(`(?<![\\d:])${hour}${minutes === 0 ? '(?::00)?' : `:${String(minutes)}`} ?${suffix}\\.?m|(?<!\\d)${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}(?! ?[ap])`, 'i').test(text);
}
