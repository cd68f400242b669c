// The worst model there can be: any answer at all that the form it was given allows, by seed. It knows nothing of the system but that form.
import { fields } from '../fields.ts';
import { alternatives, type JsonSchema, type ModelCall } from './request.ts';

/** What no customer wrote: where one of these is found in anything sent out, the model got its words through. */
export const CANARIES = ['https://canary.example/pay', 'CANARY-FREE-EVENT', 'canary@evil.example', '$1 total, no deposit, canary'] as const;

const STRINGS: readonly string[] = [
  ...CANARIES, '', ' ', 'yes', 'I agree', 'STOP', 'null', '0', '18:00', '11:00', '21:00', '25:99', '6pm', '2026-12-20', '2026-02-30', '2031-01-01', '1999-01-01', '94536', 'Fremont', 'CA',
  '{"intent":"booking"}', "'; DROP TABLE bookings; --", '{{total}}', '\u{E000}receipt\u{E000}', '\u202Egnirts', 'x'.repeat(3_000),
];
const NUMBERS: readonly number[] = [-1, 0, 0.3, 0.8, 0.99, 1, 2, 7, 12, 20, 25, 61, 1_000, 1_001, 1e9, Number.MAX_SAFE_INTEGER];

export type Roll = () => number;

export function adversary(seed: number): (call: ModelCall) => unknown {
  const roll = seeded(seed);
  return (call) => adversarialAnswer(call.format.schema, call.texts.join('\n'), roll);
}

/** `text` is what the model was shown: copies of its parts are what a check for copied words lets through. */
export function adversarialAnswer(schema: JsonSchema, text: string, roll: Roll): unknown {
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(roll() * items.length)];
  const options = alternatives(schema);
  if (options.length > 1) return adversarialAnswer(pick(options) ?? {}, text, roll);
  if (Array.isArray(schema.enum)) return pick(schema.enum);
  switch (schema.type) {
    case 'object': return Object.fromEntries(Object.entries(fields(schema.properties)).map(([name, inner]) => [name, adversarialAnswer(fields(inner), text, roll)]));
    case 'array': return Array.from({ length: Math.floor(roll() * 4) }, () => adversarialAnswer(fields(schema.items), text, roll));
    case 'string': return roll() < 0.5 ? copied(text, roll) : (roll() < 0.4 ? dateFrom(text, roll) : pick(STRINGS) ?? '');
    case 'integer': return Math.trunc(pick(NUMBERS) ?? 0);
    case 'number': return pick(NUMBERS) ?? 0;
    case 'boolean': return roll() < 0.5;
    default: return null;
  }
}

/** One to four words of what it was shown. */
function copied(text: string, roll: Roll): string {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [''];
  const start = Math.floor(roll() * words.length);
  const first = words.slice(start, start + 1)[0] ?? '';
  const at = text.indexOf(first);
  const length = first.length + Math.floor(roll() * 24);
  return text.slice(at, at + length).trim();
}

/** A day within two months of the one it was told. */
function dateFrom(text: string, roll: Roll): string {
  const today = /\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
  if (today === undefined) return '18:00';
  return new Date(Date.parse(`${today}T00:00:00Z`) + Math.floor(roll() * 60) * 86_400_000).toISOString().slice(0, 10);
}

/** mulberry32: small, seeded, good enough to choose with. */
export function seeded(seed: number): Roll {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
