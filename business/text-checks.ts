// What every text must and must not contain: known placeholders only, what carriers require, and the binding act where it is surely read.
import { SPANISH_TEXT_IDS, TEXT_IDS, TEXT_VARIABLES } from '../domain/business.ts';
import type { SpanishTextId, TextId } from '../domain/business.ts';
import { FIRST_SEGMENT_CHARACTERS, nonGsmCharacters } from '../domain/sms-length.ts';
import { fillKnown, placeholdersIn, strayBraces } from '../domain/template.ts';

export type TextSet = Readonly<Record<TextId, string>>;
export type Facts = Readonly<Record<string, string>>;

const RATES = 'Msg&data rates may apply';
const FREQUENCY = 'Msg frequency varies';
const BRAND = '{{brand}}';
const ACT_THAT_BINDS = 'Reply I AGREE';

/** CTIA's messaging principles, and what our own conversation promises. */
const MUST_SAY: Partial<Record<TextId, readonly string[]>> = {
  first_message_disclosure: [RATES, 'HELP', 'STOP'],
  stop_confirmation: [BRAND, 'no more messages', 'START'],
  start_confirmation: [BRAND, FREQUENCY, RATES, 'HELP', 'STOP'],
  help: [BRAND, '{{businessPhone}}', RATES, 'STOP'],
  connecting_with_team: ['Connecting you with our team...'],
  connecting_allergy: ['Connecting you with our team...'],
  follow_up: [BRAND, 'STOP'],
  terms_how_to_accept: ['reply I AGREE'],
  terms_offer: [BRAND, ACT_THAT_BINDS, RATES, 'HELP', 'STOP', 'electronic signature'],
  terms_reminder: [BRAND, ACT_THAT_BINDS, 'STOP'],
  terms_last_reminder: [BRAND, ACT_THAT_BINDS, 'STOP'],
  terms_unclear: [ACT_THAT_BINDS],
  change_offer: [BRAND, ACT_THAT_BINDS, RATES, 'HELP', 'STOP', 'electronic signature'],
  change_reminder: [BRAND, ACT_THAT_BINDS, 'STOP'],
  change_expired: [BRAND],
  cancel_question: ['YES', 'NO'],
  booking_cancelled: [BRAND],
  booking_changed: [BRAND],
  terms_expired: [BRAND],
  booking_confirmed: [BRAND],
  deposit_reminder: [BRAND, 'STOP'],
  event_reminder: [BRAND, 'STOP'],
  survey: [BRAND, 'STOP'],
  staff_alert: [BRAND],
  staff_reminder: [BRAND],
};

/** The keywords stay English: they are what the carriers read. */
const MUST_SAY_IN_SPANISH: Partial<Record<SpanishTextId, readonly string[]>> = {
  stop_confirmation: [BRAND, 'START'],
  start_confirmation: [BRAND, 'tarifas de mensajes y datos', 'HELP', 'STOP'],
  help: [BRAND, '{{businessPhone}}', 'tarifas de mensajes y datos', 'STOP'],
};

const BINDING_TEXTS: readonly TextId[] = ['terms_offer', 'terms_reminder', 'terms_last_reminder', 'change_offer', 'change_reminder'];

/** Longest link and reference the first segment is laid out for; `server/config.ts` may check PUBLIC_URL against it. */
export const LONGEST_LINK = 64;
export const LONGEST_REFERENCE = 8;

export function placeholderProblems(where: string, template: string, known: readonly string[]): string[] {
  const unknown = placeholdersIn(template).filter((name) => !known.includes(name)).map((name) => `${where}: unknown placeholder {{${name}}}`);
  return strayBraces(template) ? [...unknown, `${where}: braces that are not a placeholder`] : unknown;
}

export function textProblems(texts: TextSet, facts: Facts): string[] {
  return TEXT_IDS.flatMap((id) => {
    const template = texts[id];
    const where = `texts.${id}`;
    const used = placeholdersIn(template);
    return [
      ...placeholderProblems(where, template, [...Object.keys(facts), ...TEXT_VARIABLES[id]]),
      ...TEXT_VARIABLES[id].filter((name) => !used.includes(name)).map((name) => `${where}: missing placeholder {{${name}}}`),
      ...(MUST_SAY[id] ?? []).filter((phrase) => !template.includes(phrase)).map((phrase) => `${where}: must say "${phrase}"`),
      ...alphabetProblems(where, fillKnown(template, facts)),
      ...(BINDING_TEXTS.includes(id) ? firstSegmentProblems(where, fillKnown(template, facts)) : []),
    ];
  });
}

export function spanishTextProblems(texts: Readonly<Record<SpanishTextId, string>>, facts: Facts): string[] {
  return SPANISH_TEXT_IDS.flatMap((id) => {
    const where = `texts.es.${id}`;
    return [
      ...placeholderProblems(where, texts[id], [...Object.keys(facts), ...TEXT_VARIABLES[id]]),
      ...(MUST_SAY_IN_SPANISH[id] ?? []).filter((phrase) => !texts[id].includes(phrase)).map((phrase) => `${where}: must say "${phrase}"`),
      ...alphabetProblems(where, fillKnown(texts[id], facts)),
    ];
  });
}

/** One curly quote or dash turns a text into UCS-2, at less than half the characters in each segment. */
export function alphabetProblems(where: string, text: string): string[] {
  const foreign = nonGsmCharacters(text);
  return foreign.length === 0 ? [] : [`${where}: characters outside the SMS alphabet: ${foreign.join(' ')}`];
}

/** A phone may show, and a carrier may deliver, the first segment alone: the act, the link and the reference belong there. */
function firstSegmentProblems(where: string, text: string): string[] {
  const link = 'L'.repeat(LONGEST_LINK);
  const reference = 'R'.repeat(LONGEST_REFERENCE);
  const first = fillKnown(text, { link, reference }).slice(0, FIRST_SEGMENT_CHARACTERS);
  return [[ACT_THAT_BINDS, `"${ACT_THAT_BINDS}"`], [link, '{{link}}'], [reference, '{{reference}}']]
    .filter(([part = '']) => !first.includes(part))
    .map(([, name = '']) => `${where}: ${name} is not in the first ${String(FIRST_SEGMENT_CHARACTERS)} characters`);
}
