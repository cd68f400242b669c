// Decides stored turns again with today's reader and rules, on what was known then.
import { locateAddress, type TurnRecord } from '../../activities/take-turn.ts';
import type { Geocoder } from '../../activities/geocoder.ts';
import type { Business } from '../../domain/business.ts';
import type { decide } from '../../domain/conversation/decide.ts';
import type { Stimulus } from '../../domain/conversation/decision.ts';
import { initialState, type ConversationState } from '../../domain/conversation/state.ts';
import type { Reader, Reading } from '../../domain/reading.ts';
import { jsonDifferences } from './json-difference.ts';
import type { Difference } from './report.ts';

export type Mind = { reader: Reader; decide: typeof decide; geocoder: Geocoder; business: Business };

/** A turn as it was recorded, opened. `texts` by message id; one that is erased or gone is missing. */
export type OpenedTurn = { turnId: string; position: number; profileVersion: string; record: TurnRecord };

export type DecidedAgain = { differences: Difference[]; notes: string[] };

export async function decideAgain(mind: Mind, turns: readonly OpenedTurn[], texts: ReadonlyMap<string, string>): Promise<DecidedAgain> {
  const differences: Difference[] = [];
  const notes: string[] = [];
  const states = new Map<number, ConversationState>([[0, initialState()], ...turns.map((turn): [number, ConversationState] => [turn.position, turn.record.decision.state])]);
  for (const turn of turns) {
    const before = states.get(turn.position - 1);
    if (before === undefined) {
      notes.push(`Turn ${String(turn.position)} cannot be decided again: the state before it is not there.`);
      continue;
    }
    const changes = await compare(mind, before, turn, texts);
    if (changes.length === 0) continue;
    const note = turn.profileVersion === mind.business.profileVersion ? [] : [`the business profile was version ${turn.profileVersion} then, and is ${mind.business.profileVersion} now`];
    differences.push({ turnId: turn.turnId, position: turn.position, changes: [...changes, ...note] });
  }
  const modelRead = turns.flatMap((turn) => turn.record.readings).filter(({ reading }) => reading.engine !== mind.reader.engine).length;
  if (modelRead > 0) notes.push(`${String(modelRead)} message(s) were read by another engine than ${mind.reader.engine}: their stored reading was kept.`);
  return { differences, notes };
}

async function compare(mind: Mind, before: ConversationState, { record }: OpenedTurn, texts: ReadonlyMap<string, string>): Promise<string[]> {
  const { business } = mind;
  const changes: string[] = [];
  const readings = new Map<string, Reading>();
  for (const { messageId, context, reading } of record.readings) {
    const text = texts.get(messageId);
    const today = text === undefined || reading.engine !== mind.reader.engine ? reading : await mind.reader.read(text, context);
    readings.set(messageId, today);
    // Another version that reads the same is no difference.
    changes.push(...jsonDifferences(understood(reading), plain(understood(today)), 'reading'));
  }
  try {
    const stimuli = await Promise.all(record.stimuli.map((stimulus) => readAgain(mind, before, stimulus, readings)));
    const decision = mind.decide(before, stimuli, { nowMs: record.nowMs, business, settings: record.settings, facts: record.facts });
    changes.push(...jsonDifferences(record.decision, plain(decision), 'decision'));
  } catch (error) {
    changes.push(`today's rules cannot take this turn: ${error instanceof Error ? error.name : 'unknown error'}`);
  }
  return changes;
}

async function readAgain(mind: Mind, before: ConversationState, stimulus: Stimulus, readings: ReadonlyMap<string, Reading>): Promise<Stimulus> {
  const reading = stimulus.kind === 'message' ? readings.get(stimulus.id) : undefined;
  if (stimulus.kind !== 'message' || reading === undefined) return stimulus;
  return { ...stimulus, reading, located: await locateAddress(mind.geocoder, before, reading) };
}

/** Without what says how it was read: the version, and how a model did that the rules stood in for. */
function understood({ model: _model, ...reading }: Reading): Reading {
  return { ...reading, engineVersion: '' };
}

/** As it would be stored, so that it can be compared with what was. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
