// The labelled development rows, which lie beside the project and are no part of it, and how the rules reader reads one.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Reading } from '../../domain/reading.ts';
import type { SlotName } from '../../domain/vocabulary.ts';
import { formatAddress } from '../../understanding/format-address.ts';
import { DEFAULT_MENU } from '../../understanding/menu-vocabulary.ts';
import { createRulesVocabulary, readWithRules } from '../../understanding/rules-reader.ts';

export type Label = { value?: string | number | null; any?: (string | number)[]; span?: string; us_shape?: boolean };
export type LabelledRow = {
  source: string; id?: string; text: string; context?: string; requested?: string[]; reference_date?: string | null;
  expect?: Record<string, Label>; derived?: Record<string, number>; absent?: string[]; past_reference?: boolean; flags?: string[] | string;
  compound_party?: boolean; label?: string; also_ok?: string[]; near?: boolean; mixed?: boolean; explicit?: boolean; question?: string; cue_left?: boolean;
  address?: string; kind?: string;
};

const directory = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const vocabulary = createRulesVocabulary(DEFAULT_MENU);
const SLOTS: Readonly<Record<string, SlotName>> = { people: 'party_size', party_size: 'party_size', first_name: 'name', last_name: 'name', name: 'name', date: 'date', time: 'time', address: 'address', phone: 'phone', email: 'email' };
const INTENTS: Readonly<Record<string, string[]>> = { faq_or_other: ['inquiry'], pricing: ['inquiry'], availability: ['inquiry'], change_or_cancel: ['modification', 'cancellation'], escalate_to_human: ['escalation'], booking: ['booking'] };

export const isPresent = (): boolean => existsSync(directory);

const files = new Map<string, LabelledRow[]>();

export function loadRows(file: string): LabelledRow[] {
  const rows = files.get(file) ?? readFileSync(directory + file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as LabelledRow);
  files.set(file, rows);
  return rows;
}

/** Rows without a date of their own are read on a day before the dates that they name. */
const SOME_DAY = '2018-03-01T10:00';

/** Each row is read once, however many ask for it. */
const readings = new WeakMap<LabelledRow, Reading>();

export function readRow(row: LabelledRow): Reading {
  const reading = readings.get(row) ?? readAfresh(row);
  readings.set(row, reading);
  return reading;
}

function readAfresh(row: LabelledRow): Reading {
  const requested = (row.requested ?? []).flatMap((slot) => SLOTS[slot] ?? []);
  const referenceDate = (row.reference_date ?? SOME_DAY).padEnd(16, 'T10:00').slice(0, 16);
  return readWithRules(row.text, { lastSaid: row.context ?? null, requested, awaiting: null, referenceDate, timeZone: 'America/Los_Angeles' }, vocabulary);
}

export function slotOf({ slots }: Reading, slot: string): string | number | undefined {
  switch (slot) {
    case 'party_size':
      return slots.partySize;
    case 'address':
      return slots.address === undefined ? undefined : formatAddress(slots.address);
    case 'date':
      return slots.date;
    case 'time':
      return slots.time;
    case 'name':
      return slots.name;
    case 'phone':
      return slots.phone;
    case 'email':
      return slots.email;
    default:
      return undefined;
  }
}

/** Every value that counts as right; none where only a span is labelled. */
export function wantedOf(row: LabelledRow, slot: string): string[] {
  const label = row.expect?.[slot];
  if (label === undefined) return [];
  const values = label.any ?? (label.value === undefined || label.value === null ? [] : [label.value]);
  const derived = slot === 'party_size' && values.length === 0 ? row.derived?.[slot] : undefined;
  return [...values, ...(derived === undefined ? [] : [derived])].map(String);
}

export function intentsOf(row: LabelledRow): string[] {
  return [row.label ?? '', ...(row.also_ok ?? [])].flatMap((label) => INTENTS[label] ?? []);
}
