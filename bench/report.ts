// The shape of what the benchmark prints, and how it reads for a person.
import type { CpuTimes } from './cpu.ts';
import type { Times } from './measure.ts';

export type Phases = Record<string, number>;

export type Report = {
  turn: {
    sms: Times & {
      samples: number;
      /** History events of a turn: median over scenario 1, and the longest of them. */
      events: number; events_max: number; events_ordinary: number;
      /** Where the median turn's time goes, in order; what follows the provider's POST is not part of the turn. */
      phases_ms: Phases;
    };
    /** Web chat does not exist yet. */
    chat: null;
  };
  bare: { regular: Times; local: Times };
  ratio: { sms_p50: number; chat_p50: null; throughput: number };
  throughput: {
    turns_per_s: number; bare_regular_per_s: number; concurrency: number; blocks: { turns_per_s: number[]; bare_regular_per_s: number[] };
    /** Milliseconds of CPU for one of each in the last block, in all and by process; null where the kernel does not tell. */
    cpu_ms: { turn: CpuTimes | null; bare_regular: CpuTimes | null };
  };
  growth: { turn_10_p50_ms: number; turn_400_p50_ms: number; ratio: number; late_turn: number; continuations: number };
  machine: { cpus: number; model: string; memory_mb: number; node: string; temporal: string; postgres: string; loadavg_before: number[]; loadavg_after: number[] };
  seconds: number;
  quick: boolean;
};

/** What issue 3 asks for. The figures are ratios: the machine's own speed cancels out. */
export const GOALS = { smsP50: 1.6, throughput: 0.6, events: 14, growth: 1.2 };

export function inWords({ turn, bare, ratio, throughput, growth, machine }: Report): string {
  const times = ({ p50_ms, p95_ms }: Times) => `${String(p50_ms).padStart(7)} ms ${String(p95_ms).padStart(7)} ms`;
  const mark = (isReached: boolean, goal: string) => `${isReached ? 'reached' : 'MISSED '} (goal ${goal})`;
  return [
    '                              p50        p95',
    `SMS turn               ${times(turn.sms)}`,
    `bare, regular activity ${times(bare.regular)}`,
    `bare, local activity   ${times(bare.local)}`,
    '',
    `SMS turn over bare regular   ${ratio.sms_p50.toFixed(2)}   ${mark(ratio.sms_p50 <= GOALS.smsP50, `<= ${String(GOALS.smsP50)}`)}`,
    `turns a second, ${String(throughput.concurrency)} at once   ${throughput.turns_per_s.toFixed(1)}, bare ${throughput.bare_regular_per_s.toFixed(1)}: ${ratio.throughput.toFixed(2)}   ${mark(ratio.throughput >= GOALS.throughput, `>= ${String(GOALS.throughput)}`)}`,
    `events of a turn             ${String(turn.sms.events)} (ordinary ${String(turn.sms.events_ordinary)}, longest ${String(turn.sms.events_max)})   ${mark(turn.sms.events <= GOALS.events, `<= ${String(GOALS.events)}`)}`,
    `turn ${String(growth.late_turn)} over turn 10        ${growth.ratio.toFixed(2)} (${String(growth.continuations)} continuation(s))   ${mark(growth.ratio <= GOALS.growth, `<= ${String(GOALS.growth)}`)}`,
    '',
    ...(throughput.cpu_ms.turn === null ? [] : [`CPU of a turn (ms):          ${cpuInWords(throughput.cpu_ms.turn)}`]),
    ...(throughput.cpu_ms.bare_regular === null ? [] : [`CPU of a bare update (ms):   ${cpuInWords(throughput.cpu_ms.bare_regular)}`]),
    '',
    'where a turn goes (median ms):',
    ...Object.entries(turn.sms.phases_ms).map(([name, ms]) => `  ${name.padEnd(34)} ${ms.toFixed(1).padStart(6)}`),
    '',
    `${machine.model}, ${String(machine.cpus)} CPUs, Node ${machine.node}, load before ${machine.loadavg_before[0]?.toFixed(2) ?? '?'}, after ${machine.loadavg_after[0]?.toFixed(2) ?? '?'}`,
  ].join('\n');
}

function cpuInWords(times: CpuTimes): string {
  return Object.entries(times).map(([part, ms]) => `${part} ${ms.toFixed(1)}`).join(', ');
}
