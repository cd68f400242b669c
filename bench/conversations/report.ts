// What the benchmark prints: one object for programs, one table for people.
import { cpus, loadavg, totalmem } from 'node:os';
import { passScores, scoreGoals, type PassScores } from './score.ts';
import type { Trial } from './trial.ts';

/** What is to be reached with the rules alone. */
export const TARGETS = { pass_1: 0.9, pass_4: 0.8 };

type Group = { name: string; trials: number; passed: number };
type Failure = { goal: string; failed: number; trials: number; faults: string[]; transcripts: string[] };

export type AdversaryReport = { runs: number; messages: number; bookings: number; invariants_broken: { what: string; transcript: string }[] };

export type Report = PassScores & {
  stand: 'pure' | 'system';
  seed: number;
  goals: number; trials: number; messages: number; passed: number;
  /** Spoilt by the simulated customer: left out of pass^k, and counted here. */
  customer_failures: number;
  /** The same scores with those counted as failed, for whoever does not trust the difference. */
  strict: PassScores;
  invariants_broken: { what: string; goal: string; transcript: string }[];
  by_habit: Group[]; by_persona: Group[]; by_pace: Group[];
  failing: Failure[];
  customer_failed: Failure[];
  adversary: AdversaryReport | null;
  machine: { cpus: number; model: string; memory_mb: number; node: string; loadavg_before: number[]; loadavg_after: number[] };
  seconds: number;
};

export type ReportInput = { stand: Report['stand']; seed: number; trials: readonly Trial[]; overall: readonly string[]; adversary: AdversaryReport | null; transcriptOf: (trial: Trial) => string; seconds: number; loadBefore: readonly number[] };

const round = (value: number): number => Math.round(value * 1000) / 1000;
const rounded = (scores: PassScores): PassScores => ({ pass_1: roundOrNull(scores.pass_1), pass_2: roundOrNull(scores.pass_2), pass_3: roundOrNull(scores.pass_3), pass_4: roundOrNull(scores.pass_4) });
const roundOrNull = (value: number | null): number | null => (value === null ? null : round(value));

export function makeReport({ stand, seed, trials, overall, adversary, transcriptOf, seconds, loadBefore }: ReportInput): Report {
  const goals = scoreGoals(trials);
  const strict = scoreGoals(trials.map((trial) => (trial.outcome === 'customer_failed' ? { ...trial, outcome: 'failed' as const } : trial)));
  return {
    stand, seed, goals: goals.length, trials: trials.length, messages: trials.reduce((sum, trial) => sum + trial.messages, 0), passed: trials.filter(({ outcome }) => outcome === 'passed').length,
    ...rounded(passScores(goals)), customer_failures: trials.filter(({ outcome }) => outcome === 'customer_failed').length, strict: rounded(passScores(strict)),
    invariants_broken: [
      ...trials.flatMap((trial) => trial.broken.map((what) => ({ what, goal: trial.goal.id, transcript: transcriptOf(trial) }))),
      ...overall.map((what) => ({ what, goal: '(all together)', transcript: '' })),
    ],
    by_habit: grouped(trials, ({ goal }) => goal.habit), by_persona: grouped(trials, ({ goal }) => goal.persona), by_pace: grouped(trials, ({ goal }) => goal.pace),
    failing: failures(trials, 'failed', transcriptOf), customer_failed: failures(trials, 'customer_failed', transcriptOf), adversary,
    machine: { cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown', memory_mb: Math.round(totalmem() / 2 ** 20), node: process.versions.node, loadavg_before: loadBefore.map(round), loadavg_after: loadavg().map(round) },
    seconds: round(seconds),
  };
}

function grouped(trials: readonly Trial[], nameOf: (trial: Trial) => string): Group[] {
  const groups = new Map<string, Group>();
  for (const trial of trials) {
    const group = groups.get(nameOf(trial)) ?? { name: nameOf(trial), trials: 0, passed: 0 };
    group.trials += 1;
    if (trial.outcome === 'passed') group.passed += 1;
    groups.set(group.name, group);
  }
  return [...groups.values()].sort((a, b) => a.passed / a.trials - b.passed / b.trials || (a.name < b.name ? -1 : 1));
}

function failures(trials: readonly Trial[], outcome: Trial['outcome'], transcriptOf: (trial: Trial) => string): Failure[] {
  const goals = [...new Set(trials.filter((trial) => trial.outcome === outcome).map(({ goal }) => goal.id))];
  return goals.map((id) => {
    const all = trials.filter(({ goal }) => goal.id === id);
    const failed = all.filter((trial) => trial.outcome === outcome);
    return { goal: id, failed: failed.length, trials: all.length, faults: [...new Set(failed.flatMap(({ faults }) => faults))], transcripts: failed.map(transcriptOf) };
  }).sort((a, b) => b.failed / b.trials - a.failed / a.trials);
}

export function isSound(report: Report): boolean {
  return report.invariants_broken.length === 0 && (report.adversary?.invariants_broken.length ?? 0) === 0;
}

export function inWords(report: Report): string {
  const { goals, trials, messages, customer_failures: spoilt, failing, adversary, machine } = report;
  const share = (value: number | null) => (value === null ? '   -' : value.toFixed(3));
  const mark = (value: number | null, target: number) => (value === null ? '' : value >= target ? `  reached (${String(target)})` : `  MISSED (${String(target)})`);
  const line = ({ name, passed, trials: all }: Group) => `  ${name.padEnd(58)} ${String(passed).padStart(4)} of ${String(all).padStart(4)}`;
  return [
    `${String(goals)} goals, ${String(trials)} conversations, ${String(messages)} messages, ${String(Math.round(report.seconds))} s, stand: ${report.stand}, seed ${String(report.seed)}`,
    '',
    `pass^1 ${share(report.pass_1)}${mark(report.pass_1, TARGETS.pass_1)}`,
    `pass^2 ${share(report.pass_2)}`,
    `pass^3 ${share(report.pass_3)}`,
    `pass^4 ${share(report.pass_4)}${mark(report.pass_4, TARGETS.pass_4)}`,
    `spoilt by the simulated customer: ${String(spoilt)} (counted as failed: pass^1 ${share(report.strict.pass_1)}, pass^4 ${share(report.strict.pass_4)})`,
    `invariants broken: ${String(report.invariants_broken.length)}`,
    ...report.invariants_broken.map(({ what, goal, transcript }) => `  ${what}: ${goal} ${transcript}`),
    ...(adversary === null ? [] : [`adversary: ${String(adversary.runs)} runs, ${String(adversary.messages)} messages, ${String(adversary.bookings)} booked, invariants broken: ${String(adversary.invariants_broken.length)}`, ...adversary.invariants_broken.map(({ what, transcript }) => `  ${what}: ${transcript}`)]),
    '', 'by persona', ...report.by_persona.map(line), '', 'by pace', ...report.by_pace.map(line), '', 'habits that did not always pass', ...report.by_habit.filter(({ passed, trials: all }) => passed < all).map(line),
    '', 'failing goals',
    ...failing.map(({ goal, failed, trials: all, faults, transcripts }) => `  ${goal}: ${String(failed)} of ${String(all)}\n    ${faults.slice(0, 2).join('\n    ')}\n    ${transcripts[0] ?? ''}`),
    '', `${machine.model}, ${String(machine.cpus)} CPUs, Node ${machine.node}, load before ${machine.loadavg_before[0]?.toFixed(2) ?? '?'}, after ${machine.loadavg_after[0]?.toFixed(2) ?? '?'}`,
  ].join('\n');
}
