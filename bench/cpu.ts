// CPU time of every process of the stand, by what it is: what a turn costs, whoever else uses the machine meanwhile.
import { readdirSync, readFileSync } from 'node:fs';
import { rounded } from './measure.ts';

/** Milliseconds of CPU, by part of the system. */
export type CpuTimes = Record<string, number>;

/** The kernel counts hundredths of a second (USER_HZ), whatever the timer's real frequency. */
const MS_PER_TICK = 10;

type Process = { pid: number; parent: number; name: string; ticks: number };

/** Null where the kernel tells nothing (no /proc). `roles` names processes of ours by id; the rest go by the program's name. */
export function readCpuTimes(roles: ReadonlyMap<number, string>): CpuTimes | null {
  let ids: number[];
  try {
    ids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return null;
  }
  const processes = new Map(ids.flatMap((pid) => {
    const found = readProcess(pid);
    return found === null ? [] : [[pid, found] as const];
  }));
  const times: CpuTimes = {};
  for (const one of processes.values()) {
    if (!descends(processes, one)) continue;
    const part = one.pid === process.pid ? 'bench' : roles.get(one.pid) ?? one.name;
    times[part] = (times[part] ?? 0) + one.ticks * MS_PER_TICK;
  }
  return times;
}

function readProcess(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // After state: parent (1), ..., utime (11), stime (12), and those of children that ended (13, 14).
    const field = (index: number) => Number(fields[index]);
    return { pid, parent: field(1), name, ticks: field(11) + field(12) + field(13) + field(14) };
  } catch {
    return null; // it ended while we looked
  }
}

function descends(processes: ReadonlyMap<number, Process>, one: Process): boolean {
  for (let at: Process | undefined = one; at !== undefined; at = processes.get(at.parent)) if (at.pid === process.pid) return true;
  return false;
}

/** What was used between two readings, for each of `operations`. */
export function cpuForEach(before: CpuTimes | null, after: CpuTimes | null, operations: number): CpuTimes | null {
  if (before === null || after === null || operations === 0) return null;
  const entries = Object.entries(after).map(([part, ms]) => [part, rounded((ms - (before[part] ?? 0)) / operations)] as const).filter(([, ms]) => ms >= 0.05);
  const total = rounded(entries.reduce((sum, [, ms]) => sum + ms, 0));
  return { total, ...Object.fromEntries(entries.sort(([, a], [, b]) => b - a)) };
}
