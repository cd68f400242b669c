// Scores the rules reader on the labelled development data, when it is there. A script, not a test: `npx tsx test/understanding/measure.ts [part] [--misses]`.
import type { Reading } from '../../domain/reading.ts';
import type { SlotName } from '../../domain/vocabulary.ts';
import { readReply } from '../../understanding/agreement.ts';
import { formatAddress } from '../../understanding/format-address.ts';
import { intentsOf, isPresent, loadRows as load, readRow as read, slotOf as got } from './labelled-rows.ts';

const showMisses = process.argv.includes('--misses');
const part = process.argv.slice(2).find((argument) => !argument.startsWith('--'));

const scores = new Map<string, { right: number; wrong: number; missed: number; misses: string[] }>();
function score(key: string, outcome: 'right' | 'wrong' | 'missed', detail: string): void {
  const entry = scores.get(key) ?? { right: 0, wrong: 0, missed: 0, misses: [] };
  entry[outcome] += 1;
  if (outcome !== 'right') entry.misses.push(`${outcome}: ${detail}`);
  scores.set(key, entry);
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
      const key = `${slot} ${row.source}${row.compound_party === true && slot === 'party_size' ? ' compound' : ''}${row.past_reference === true || row.flags?.includes('past_reference') === true ? ' (past)' : ''}`;
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

function measureIntents(): void {
  for (const row of load('intents.jsonl')) {
    const { intent, confidence } = read(row);
    const wanted = intentsOf(row);
    score(`intent ${row.near === true ? 'near ' : 'core '}${row.label ?? ''}`, wanted.includes(intent) ? 'right' : 'wrong', `${row.text} | got ${intent} ${String(confidence)} | ${(row.context ?? '').slice(-60)}`);
  }
}

function measureAddresses(): void {
  for (const row of load('addresses.jsonl')) {
    const reading: Reading = read({ ...row, requested: ['address'], reference_date: '2026-11-23T10:00' });
    const value = reading.slots.address === undefined ? undefined : formatAddress(reading.slots.address);
    score(`address ${row.source} ${row.kind ?? ''}`, value === undefined ? 'missed' : Math.max(overlaps(value, row.address ?? row.text), overlaps(reading.spans.address ?? '', row.address ?? row.text)) >= 0.8 ? 'right' : 'wrong', `${row.text} | got ${value ?? ''}`);
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

if (!isPresent()) {
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
