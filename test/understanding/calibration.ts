// How far the rules reader's confidence can be trusted: a reliability table on the labelled development rows. `npx tsx test/understanding/calibration.ts`.
import { fileURLToPath } from 'node:url';
import type { Reading } from '../../domain/reading.ts';
import { intentsOf, isPresent, loadRows, readRow, slotOf, wantedOf } from './labelled-rows.ts';
import type { LabelledRow } from './labelled-rows.ts';

export type Judged = { confidence: number; right: boolean };
export type Bin = { from: number; count: number; meanConfidence: number; accuracy: number };

const BINS = 10;
const SCORED_SLOTS = ['date', 'time', 'party_size', 'name'] as const;

/** An intent row is right when its intent is. */
function judgeIntent(row: LabelledRow): Judged {
  const { intent, confidence } = readRow(row);
  return { confidence, right: intentsOf(row).includes(intent) };
}

/** A slot row is right when every labelled value was read and nothing was read that is labelled absent; null where nothing is labelled. */
function judgeSlots(row: LabelledRow): Judged | null {
  const reading: Reading = readRow(row);
  let labelled = 0;
  let right = true;
  for (const slot of SCORED_SLOTS) {
    const wanted = wantedOf(row, slot);
    const value = slotOf(reading, slot);
    if (wanted.length > 0) {
      labelled += 1;
      right &&= value !== undefined && wanted.includes(String(value));
    } else if (row.absent?.includes(slot) === true) {
      labelled += 1;
      right &&= value === undefined;
    }
  }
  return labelled === 0 ? null : { confidence: reading.confidence, right };
}

export function judgeDevelopmentRows(): Judged[] {
  const intents = loadRows('intents.jsonl').filter((row) => row.near !== true).map(judgeIntent);
  const slots = loadRows('slots.jsonl').filter((row) => row.past_reference !== true).flatMap((row) => judgeSlots(row) ?? []);
  return [...intents, ...slots];
}

export function reliability(judged: readonly Judged[]): { bins: Bin[]; expectedCalibrationError: number } {
  const bins: Bin[] = [];
  let error = 0;
  for (let index = 0; index < BINS; index += 1) {
    const inBin = judged.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === index);
    const count = inBin.length;
    const meanConfidence = count === 0 ? 0 : inBin.reduce((sum, { confidence }) => sum + confidence, 0) / count;
    const accuracy = count === 0 ? 0 : inBin.filter(({ right }) => right).length / count;
    bins.push({ from: index / BINS, count, meanConfidence, accuracy });
    error += (count / judged.length) * Math.abs(meanConfidence - accuracy);
  }
  return { bins, expectedCalibrationError: error };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!isPresent()) console.log('The labelled development rows are not here (../shared/data): nothing to measure.');
  else {
    const { bins, expectedCalibrationError } = reliability(judgeDevelopmentRows());
    console.log('confidence    rows   mean   right');
    for (const { from, count, meanConfidence, accuracy } of bins) console.log(`${from.toFixed(1)} to ${(from + 1 / BINS).toFixed(1)}  ${String(count).padStart(6)}  ${meanConfidence.toFixed(3)}  ${accuracy.toFixed(3)}`);
    console.log(`expected calibration error ${expectedCalibrationError.toFixed(4)}`);
  }
}
