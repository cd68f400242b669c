// The simulator's own answers: fills any form it is given with what a few keywords tell, so that a system can run on it without a script.
import { fields } from '../fields.ts';
import { alternatives, type JsonSchema, type ModelCall } from './request.ts';

type Found = { value: unknown; words: string };

export function keywordAnswer({ data, format }: ModelCall): unknown {
  const last = fields(data.at(-1));
  const text = Object.values(last).find((value) => typeof value === 'string') ?? '';
  return fill(format.schema, '', found(text));
}

function found(text: string): Record<string, Found> {
  const result: Record<string, Found> = {};
  const note = (name: string, match: RegExpExecArray | null, value: (match: RegExpExecArray) => unknown) => {
    if (match !== null) result[name] = { value: value(match), words: match[0] };
  };
  note('party', /\b(\d{1,3}) (?:people|guests|persons|of us)\b/i.exec(text), ([, count]) => Number(count));
  note('time', /\b(\d{1,2}) ?pm\b/i.exec(text), ([, hour]) => `${String((Number(hour) % 12) + 12).padStart(2, '0')}:00`);
  note('date', /\b20\d\d-\d\d-\d\d\b/.exec(text), ([date]) => date);
  note('confirmation', /^\s*(yes|yep|sure|no|nope)\b/i.exec(text), ([, word]) => (/^n/i.test(word ?? '') ? 'no' : 'yes'));
  note('intent', /\?|how much|do you/i.exec(text), () => 'inquiry');
  if (/\bperson|human|manager\b/i.test(text)) result.intent = { value: 'escalation', words: '' };
  result.intent ??= { value: 'booking', words: '' };
  result.confidence = { value: 0.9, words: '' };
  return result;
}

/** `name` is the nearest member's, so that `date.value` is filled with what was found for a date. */
function fill(schema: JsonSchema, name: string, known: Record<string, Found>): unknown {
  const entry = known[name];
  const options = alternatives(schema);
  if (entry === undefined && options.some((one) => one.type === 'null')) return null;
  const [shape = {}] = options.filter((one) => one.type !== 'null');
  switch (shape.type) {
    case 'object': return Object.fromEntries(Object.entries(fields(shape.properties)).map(([member, inner]) => [member, fill(fields(inner), entry === undefined ? member : inside(name, member), known)]));
    case 'array': return [];
    case 'string': return Array.isArray(shape.enum) ? (shape.enum.includes(entry?.value) ? entry?.value : shape.enum[0]) : name.endsWith('.words') ? (known[name.slice(0, -'.words'.length)]?.words ?? '') : String(entry?.value ?? '');
    case 'integer': case 'number': return typeof entry?.value === 'number' ? entry.value : 0;
    default: return null;
  }

  function inside(outer: string, member: string): string {
    if (member === 'words') return `${outer}.words`;
    return member === 'value' || member === 'total' ? outer : member;
  }
}
