// Scores the rules reader on the labelled development data, when it is there. A script, not a test: `npx tsx test/understanding/measure.ts [part] [--misses]`.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReadContext, Reading } from '../../domain/reading.ts';
import type { SlotName } from '../../domain/vocabulary.ts';
import { readReply } from '../../understanding/agreement.ts';
import { formatAddress } from '../../understanding/format-address.ts';
import { DEFAULT_MENU } from '../../understanding/menu-vocabulary.ts';
import { createRulesVocabulary, readWithRules } from '../../understanding/rules-reader.ts';

type Label = { value?: string | number | null; any?: (string | number)[]; span?: string };
type Row = {
  source: string; id?: string; text: string; context?: string; requested?: string[]; reference_date?: string | null;
  expect?: Record<string, Label>; derived?: Record<string, number>; absent?: string[]; past_reference?: boolean; flags?: string[] | string;
  label?: string; also_ok?: string[]; near?: boolean; mixed?: boolean; explicit?: boolean; question?: string; cue_left?: boolean; address?: string; kind?: string; has_word?: string[];
};

const dataDirectory = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const showMisses = process.argv.includes('--misses');
const part = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
const vocabulary = createRulesVocabulary(DEFAULT_MENU);

const REQUESTED: Readonly<Record<string, SlotName>> = { people: 'party_size', party_size: 'party_size', first_name: 'name', last_name: 'name', name: 'name', date: 'date', time: 'time', address: 'address', phone: 'phone', email: 'email' };

const load = (file: string): Row[] => readFileSync(dataDirectory + file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Row);

function read(row: Row, awaiting: ReadContext['awaiting'] = null): Reading {
  const requested = (row.requested ?? []).flatMap((slot) => REQUESTED[slot] ?? []);
  const referenceDate = (row.reference_date ?? '2018-06-01T10:00').padEnd(16, 'T10:00').slice(0, 16);
  return readWithRules(row.text, { lastSaid: row.context ?? null, requested, awaiting, referenceDate, timeZone: 'America/Los_Angeles' }, vocabulary);
}

const scores = new Map<string, { right: number; wrong: number; missed: number; misses: string[] }>();
function score(key: string, outcome: 'right' | 'wrong' | 'missed', detail: string): void {
  const entry = scores.get(key) ?? { right: 0, wrong: 0, missed: 0, misses: [] };
  entry[outcome] += 1;
  if (outcome !== 'right') entry.misses.push(`${outcome}: ${detail}`);
  scores.set(key, entry);
}

function got(reading: Reading, slot: string): string | number | undefined {
  const { slots } = reading;
  if (slot === 'party_size') return slots.partySize;
  if (slot === 'address') return slots.address === undefined ? undefined : formatAddress(slots.address);
  if (slot === 'date') return slots.date ?? reading.doubts.find((doubt) => doubt.slot === 'date' && doubt.kind === 'past')?.options[0];
  return slot === 'time' ? slots.time : slot === 'name' ? slots.name : slot === 'phone' ? slots.phone : slot === 'email' ? slots.email : undefined;
}

const flat = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();
const overlaps = (a: string, b: string): number => {
  const [x, y] = [new Set(flat(a).split(' ')), new Set(flat(b).split(' '))];
  const shared = [...x].filter((word) => y.has(word)).length;
  return shared / Math.max(1, x.size + y.size - shared);
};

function measureSlots(): void {
  for (const row of load('slots.jsonl')) {
    const reading = read(row);
    for (const [slot, label] of Object.entries(row.expect ?? {})) {
      if (slot === 'when' || slot === 'party_description') continue;
      const key = `${slot} ${row.source}${row.past_reference === true || row.flags?.includes('past_reference') === true ? ' (past)' : ''}`;
      const value = got(reading, slot);
      const wanted = label.any ?? (label.value === undefined || label.value === null ? [] : [label.value]);
      const span = reading.spans[slot as SlotName];
      if (slot === 'party_size' && wanted.length === 0) {
        const derived = row.derived?.['party_size'];
        if (derived === undefined) continue;
        wanted.push(derived);
      }
      const detail = `${row.text} | want ${JSON.stringify(label)} ${row.derived === undefined ? '' : JSON.stringify(row.derived)} got ${String(value)} ${JSON.stringify(reading.doubts.map((doubt) => doubt.text))} | ${(row.context ?? '').slice(-60)} ${JSON.stringify(row.requested ?? [])}`;
      if (value === undefined) score(key, 'missed', detail);
      else if (wanted.length > 0 && slot !== 'address') score(key, wanted.map(String).includes(String(value)) ? 'right' : 'wrong', detail);
      else score(key, overlaps(String(span ?? value), label.span ?? '') >= 0.5 || flat(label.span ?? '').includes(flat(String(span ?? value))) || flat(String(span ?? value)).includes(flat(label.span ?? '')) ? 'right' : 'wrong', detail);
    }
    for (const slot of row.absent ?? []) {
      const value = got(reading, slot);
      score(`FALSE ALARM ${slot} ${row.source}`, value === undefined ? 'right' : 'wrong', `${row.text} | got ${String(value)} | ${(row.context ?? '').slice(-60)} ${JSON.stringify(row.requested ?? [])}`);
    }
  }
}

function measureAnswers(): void {
  for (const file of ['affirm.jsonl', 'affirm_typo.jsonl']) {
    for (const row of load(file)) {
      if (row.mixed === true || row.explicit === false) continue;
      const value = read(row).confirmation;
      const wanted = row.label === 'affirm' ? 'yes' : row.label === 'negate' ? 'no' : null;
      const key = `${file === 'affirm.jsonl' ? 'answer' : `answer misspelt (cue left: ${String(row.cue_left)})`} ${row.label ?? ''}`;
      score(key, value === wanted ? 'right' : value === null ? 'missed' : 'wrong', `${(row.context ?? '').slice(-70)} | ${row.text} | got ${String(value)}`);
      if (row.label !== 'affirm') score('terms: never agreed on a non-yes', readReply(row.text).verdict === 'agreed' ? 'wrong' : 'right', `${row.text} (${row.label ?? ''}; ${(row.context ?? '').slice(-60)})`);
    }
  }
}

const INTENTS: Readonly<Record<string, string[]>> = { faq_or_other: ['inquiry'], pricing: ['inquiry'], availability: ['inquiry'], change_or_cancel: ['modification', 'cancellation'], escalate_to_human: ['escalation'], booking: ['booking'] };

function measureIntents(): void {
  for (const row of load('intents.jsonl')) {
    const { intent, confidence } = read(row);
    const wanted = [row.label ?? '', ...(row.also_ok ?? [])].flatMap((label) => INTENTS[label] ?? []);
    score(`intent ${row.near === true ? 'near ' : 'core '}${row.label ?? ''}`, wanted.includes(intent) ? 'right' : 'wrong', `${row.text} | got ${intent} ${String(confidence)} | ${(row.context ?? '').slice(-60)}`);
  }
}

function measureAddresses(): void {
  for (const row of load('addresses.jsonl')) {
    const reading = readWithRules(row.text, { lastSaid: null, requested: ['address'], awaiting: null, referenceDate: '2026-11-23T10:00', timeZone: 'America/Los_Angeles' }, vocabulary);
    const value = reading.slots.address === undefined ? undefined : formatAddress(reading.slots.address);
    score(`address ${row.source} ${row.kind ?? ''}`, value === undefined ? 'missed' : overlaps(value, row.address ?? row.text) >= 0.8 ? 'right' : 'wrong', `${row.text} | got ${value ?? ''}`);
  }
}

function measureOptOut(): void {
  for (const row of load('sms_negatives.jsonl')) {
    const reading = read(row);
    score('ordinary texts are no opt-out', reading.keyword === 'opt_out' || reading.reply.verdict === 'opt_out' ? 'wrong' : 'right', row.text);
    score('ordinary texts do not agree', reading.reply.verdict === 'agreed' ? 'wrong' : 'right', row.text);
    score('ordinary texts do not escalate', reading.escalation === null ? 'right' : 'wrong', `${row.text} ${String(reading.escalation)}`);
  }
  for (const row of load('optout.jsonl')) {
    const wanted = row.label === 'opt_out_free_form' ? 'opt_out' : row.label;
    score(`keyword ${row.label ?? ''}`, readReply(row.text).verdict === wanted ? 'right' : 'missed', row.text);
  }
}

const PARTS: Readonly<Record<string, () => void>> = { slots: measureSlots, answers: measureAnswers, intents: measureIntents, addresses: measureAddresses, optout: measureOptOut };

if (!existsSync(`${dataDirectory}slots.jsonl`)) {
  process.stdout.write('measure: the labelled data (../shared/data from the project root) is not here; nothing measured.\n');
} else {
  const startedMs = performance.now();
  for (const [name, run] of Object.entries(PARTS)) if (part === undefined || part === name) run();
  for (const [key, { right, wrong, missed, misses }] of [...scores].sort(([a], [b]) => a.localeCompare(b))) {
    const all = right + wrong + missed;
    process.stdout.write(`${key.padEnd(52)} ${((100 * right) / all).toFixed(1).padStart(5)} %  of ${String(all).padStart(5)}  wrong ${String(wrong)}, missed ${String(missed)}\n`);
    if (showMisses) for (const miss of misses.slice(0, 60)) process.stdout.write(`    ${miss}\n`);
  }
  process.stdout.write(`${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
}
