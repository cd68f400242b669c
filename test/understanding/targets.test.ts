// How well the rules reader must read the labelled development rows, line by line. Where the rows are not there, nothing is measured.
import assert from 'node:assert/strict';
import { readReply } from '../../understanding/agreement.ts';
import { judgeDevelopmentRows, reliability } from './calibration.ts';
import { intentsOf, isPresent, loadRows, readRow, slotOf, wantedOf } from './labelled-rows.ts';
import type { LabelledRow } from './labelled-rows.ts';

type Outcome = 'right' | 'wrong' | 'missed';
/** Shares of all rows of one kind, in percent. */
type Target = { atLeastRight?: number; atMostWrong?: number };

const HIGHEST_CALIBRATION_ERROR = 0.05;
/** How much of two addresses must be the same words. */
const SAME_ADDRESS = 0.8;
const NLU = ['nlupp_banking', 'nlupp_hotels'];

const measured = isPresent() ? describe : describe.skip;

function check(outcomes: readonly Outcome[], { atLeastRight = 0, atMostWrong = 100 }: Target): void {
  const percent = (outcome: Outcome): number => (100 * outcomes.filter((one) => one === outcome).length) / outcomes.length;
  assert.ok(outcomes.length > 0, 'no such rows');
  assert.ok(percent('right') >= atLeastRight, `${percent('right').toFixed(1)} % of ${String(outcomes.length)} right, not ${String(atLeastRight)} %`);
  assert.ok(percent('wrong') <= atMostWrong, `${percent('wrong').toFixed(2)} % of ${String(outcomes.length)} wrong, more than ${String(atMostWrong)} %`);
}

function slotOutcomes(rows: readonly LabelledRow[], slot: string): Outcome[] {
  return rows.flatMap((row) => {
    const wanted = wantedOf(row, slot);
    if (wanted.length === 0 || row.past_reference === true) return [];
    const value = slotOf(readRow(row), slot);
    return [value === undefined ? 'missed' : wanted.includes(String(value)) ? 'right' : 'wrong'];
  });
}

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim().split(' '));

function overlap(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / Math.max(1, a.size + b.size - shared);
}

measured('of the labelled slots, the reader reads', () => {
  const rows = isPresent() ? loadRows('slots.jsonl') : [];
  const from = (...sources: string[]): LabelledRow[] => rows.filter(({ source }) => sources.includes(source));
  const lines: readonly [title: string, rows: LabelledRow[], slot: string, target: Target][] = [
    ['dates of service dialogues', from('sgd'), 'date', { atLeastRight: 95, atMostWrong: 2 }],
    ['dates at banks and hotels', from(...NLU), 'date', { atLeastRight: 92, atMostWrong: 4 }],
    ['dates of a recogniser\'s own tests', from('recognizers'), 'date', { atLeastRight: 80, atMostWrong: 8 }],
    ['times of service dialogues', from('sgd'), 'time', { atLeastRight: 96, atMostWrong: 2 }],
    ['times at banks and hotels', from(...NLU), 'time', { atLeastRight: 85, atMostWrong: 6 }],
    ['times of a recogniser\'s own tests', from('recognizers'), 'time', { atLeastRight: 80, atMostWrong: 8 }],
    ['head counts of service dialogues', from('sgd'), 'party_size', { atLeastRight: 98.5, atMostWrong: 1 }],
    ['head counts of spoken requests', from('snips'), 'party_size', { atLeastRight: 98.5, atMostWrong: 1 }],
    ['head counts at restaurants', from('restaurants8k').filter((row) => row.compound_party !== true), 'party_size', { atLeastRight: 97, atMostWrong: 1 }],
    ['head counts made of several numbers', from('restaurants8k').filter((row) => row.compound_party === true), 'party_size', { atLeastRight: 85, atMostWrong: 1 }],
  ];
  for (const [title, kind, slot, target] of lines) it(title, () => check(slotOutcomes(kind, slot), target));

  for (const slot of ['date', 'time', 'party_size']) {
    it(`no ${slot} where there is none`, () => {
      const outcomes = rows.flatMap((row): Outcome[] => (row.absent?.includes(slot) === true ? [slotOf(readRow(row), slot) === undefined ? 'right' : 'wrong'] : []));
      check(outcomes, { atMostWrong: 1.5 });
    });
  }

  it('American phone numbers', () => {
    const outcomes = from('recognizers').flatMap((row): Outcome[] => {
      const label = row.expect?.['phone'];
      if (label?.us_shape !== true) return [];
      const { phone } = readRow(row).spans;
      return [phone === undefined ? 'missed' : overlap(phone, label.span ?? '') === 1 ? 'right' : 'wrong'];
    });
    check(outcomes, { atLeastRight: 98, atMostWrong: 1 });
  });

  it('email addresses', () => {
    const outcomes = from('recognizers').flatMap((row): Outcome[] => {
      if (row.expect?.['email'] === undefined) return [];
      const value = slotOf(readRow(row), 'email');
      return [value === undefined ? 'missed' : wantedOf(row, 'email').includes(String(value)) ? 'right' : 'wrong'];
    });
    check(outcomes, { atLeastRight: 98, atMostWrong: 1 });
  });

  it('addresses in running text', () => {
    const outcomes = loadRows('addresses.jsonl').flatMap((row): Outcome[] => {
      if (row.kind !== 'running_text') return [];
      const value = slotOf(readRow(row), 'address');
      return [value === undefined ? 'missed' : overlap(String(value), row.address ?? '') >= SAME_ADDRESS ? 'right' : 'wrong'];
    });
    check(outcomes, { atLeastRight: 92 });
  });
});

measured('of the labelled answers, the reader reads', () => {
  const answers = (file: string, label: string): Outcome[] => {
    const wanted = label === 'affirm' ? 'yes' : label === 'negate' ? 'no' : null;
    return loadRows(file).flatMap((row): Outcome[] => {
      if (row.label !== label || row.mixed === true || row.explicit === false || row.cue_left === true) return [];
      const { confirmation } = readRow(row);
      return [confirmation === wanted ? 'right' : confirmation === null ? 'missed' : 'wrong'];
    });
  };
  it('yes', () => check(answers('affirm.jsonl', 'affirm'), { atLeastRight: 96 }));
  it('no', () => check(answers('affirm.jsonl', 'negate'), { atLeastRight: 94 }));
  it('neither', () => check(answers('affirm.jsonl', 'neither'), { atLeastRight: 96 }));
  it('yes as no, or no as yes, almost never', () => check([...answers('affirm.jsonl', 'affirm'), ...answers('affirm.jsonl', 'negate')], { atMostWrong: 0.3 }));
  it('yes and no with their only word misspelt', () => check([...answers('affirm_typo.jsonl', 'affirm'), ...answers('affirm_typo.jsonl', 'negate')], { atLeastRight: 75, atMostWrong: 0.5 }));
});

measured('of the labelled intents, the reader reads', () => {
  const intents = (...labels: string[]): Outcome[] => loadRows('intents.jsonl').flatMap((row): Outcome[] => (row.near === true || !labels.includes(row.label ?? '') ? [] : [intentsOf(row).includes(readRow(row).intent) ? 'right' : 'wrong']));
  it('booking', () => check(intents('booking'), { atLeastRight: 93 }));
  it('inquiry', () => check(intents('faq_or_other', 'pricing', 'availability'), { atLeastRight: 93 }));
  it('escalation', () => check(intents('escalate_to_human'), { atLeastRight: 95 }));
});

measured('of the labelled texts, the reader takes', () => {
  it('every opt-out, opt-in and help keyword for one', () => {
    // "YES" opts in somewhere; as a reply to terms it is the agreement that they asked for.
    const keywords = loadRows('optout.jsonl').filter(({ label, text }) => label !== 'opt_out_free_form' && text !== 'YES');
    check(keywords.map((row) => (readReply(row.text).verdict === row.label ? 'right' : 'missed')), { atLeastRight: 100 });
  });
  it('no ordinary text for an opt-out', () => check(loadRows('sms_negatives.jsonl').map((row) => (readRow(row).keyword === 'opt_out' || readReply(row.text).verdict === 'opt_out' ? 'wrong' : 'right')), { atMostWrong: 0 }));
  it('no refusal and no other answer for an agreement', () => check(loadRows('affirm.jsonl').filter(({ label, mixed, explicit }) => label !== 'affirm' && mixed !== true && explicit !== false).map((row) => (readReply(row.text).verdict === 'agreed' ? 'wrong' : 'right')), { atMostWrong: 0 }));
});

measured('the reader\'s confidence', () => {
  it(`is off by at most ${String(HIGHEST_CALIBRATION_ERROR)} over ten bins`, () => {
    const judged = judgeDevelopmentRows();
    assert.ok(judged.length > 1000);
    const { expectedCalibrationError } = reliability(judged);
    assert.ok(expectedCalibrationError <= HIGHEST_CALIBRATION_ERROR, String(expectedCalibrationError));
  });
});

if (!isPresent()) console.log('skipped: the labelled development rows (../shared/data) are not here');
