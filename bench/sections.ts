// The four measurements, each on the same stand.
import { setTimeout as sleep } from 'node:timers/promises';
import { startBare } from './bare.ts';
import { cpuForEach, type CpuTimes } from './cpu.ts';
import { eventDay, type Customer } from './customer.ts';
import { continuationsOf, newestWorkflowId, phasesOf, turnsOf } from './histories.ts';
import { interleave, median, rateOf, rounded, timesOf, type Probe, type Times } from './measure.ts';
import type { Phases, Report } from './report.ts';
import type { Stand } from './stand.ts';

/** How much of everything; `warmUp` is turns, and updates of each kind. */
export type Size = {
  warmUp: number; rounds: number; perBlock: number; conversations: number; scenarios: number;
  concurrency: number; blocks: number; blockMs: number; lateTurn: number; growthSamples: number;
};

export const FULL: Size = { warmUp: 480, rounds: 25, perBlock: 8, conversations: 8, scenarios: 3, concurrency: 64, blocks: 3, blockMs: 5_000, lateTurn: 400, growthSamples: 30 };
/** Every path once, no figure worth reading. */
export const QUICK: Size = { warmUp: 4, rounds: 2, perBlock: 2, conversations: 2, scenarios: 1, concurrency: 4, blocks: 1, blockMs: 500, lateTurn: 20, growthSamples: 4 };

/** The engine compiles what runs often: the first hundreds of turns and of updates are slower than all later ones. */
export async function warmUp({ exchange, temporal }: Stand, size: Size): Promise<void> {
  const lanes = Math.min(WARM_UP_LANES, size.warmUp);
  const customers = Array.from({ length: lanes }, () => exchange.newCustomer());
  const bare = await startBare(temporal, lanes);
  for (let done = 0; done < size.warmUp; done += lanes) {
    await Promise.all(customers.map((customer) => customer.answer()));
    await Promise.all(bare.map((one) => one.update('regular')));
    await Promise.all(bare.map((one) => one.update('local')));
  }
}

/** Enough to keep both cores busy, too few to queue for long. */
const WARM_UP_LANES = 8;

export async function measureLatency({ exchange, temporal, sql }: Stand, size: Size): Promise<{ sms: Times; samples: number; regular: Times; local: Times; phases: Phases; eventsOrdinary: number }> {
  const customers: { customer: Customer; workflowId: string }[] = [];
  for (let count = 0; count < size.conversations; count += 1) {
    const customer = exchange.newCustomer();
    await customer.answer();
    customers.push({ customer, workflowId: await newestWorkflowId(sql) });
  }
  const bare = await startBare(temporal, size.conversations);
  const probes: Record<'sms' | 'regular' | 'local', Probe> = {
    sms: roundRobin(customers, async ({ customer }) => {
      const { startMs, arrivedMs } = await customer.answer();
      return arrivedMs - startMs;
    }),
    regular: roundRobin(bare, (one) => one.update('regular')),
    local: roundRobin(bare, (one) => one.update('local')),
  };
  await interleave(probes, 1, size.perBlock);
  const samples = await interleave(probes, size.rounds, size.perBlock);
  await sleep(SETTLE_MS);
  const pairs = (await Promise.all(customers.map(async ({ customer, workflowId }) => {
    const histories = await turnsOf(temporal, workflowId);
    // A workflow begun with its first message, and not yet continued as new: the n-th turn is the n-th message's.
    if (histories.length !== customer.turns.length) return [];
    return customer.turns.map((turn, index) => ({ turn, events: histories[index] ?? [] })).slice(-Math.floor(customer.turns.length / 2));
  }))).flat();
  if (pairs.length === 0) throw new Error('no history matches its conversation');
  return {
    sms: timesOf(samples.sms), samples: samples.sms.length, regular: timesOf(samples.regular), local: timesOf(samples.local),
    phases: phasesOf(pairs), eventsOrdinary: median(pairs.map(({ events }) => events.length)),
  };
}

function roundRobin<T>(items: readonly T[], probe: (item: T) => Promise<number>): Probe {
  let next = 0;
  return () => {
    const item = items[next % items.length];
    if (item === undefined) throw new Error('nothing to probe');
    next += 1;
    return probe(item);
  };
}

/** Time for a turn's last workflow task, after its text is out. */
const SETTLE_MS = 500;

/** Scenario 1 from the first word to the confirmation. */
export async function countEvents({ exchange, temporal, sql }: Stand, size: Size): Promise<{ median: number; max: number }> {
  const counts: number[] = [];
  for (let scenario = 0; scenario < size.scenarios; scenario += 1) {
    const customer = exchange.newCustomer();
    for (const text of [`I want to book for 20 people on ${eventDay()}`, '6pm, 123 Main St Sacramento', 'yes', 'I agree']) {
      await customer.say(text);
      await sleep(SETTLE_MS);
    }
    const last = customer.turns.at(-1)?.text ?? '';
    if (!/booked/i.test(last)) throw new Error('scenario 1 did not end in a booking');
    const workflowId = await newestWorkflowId(sql);
    counts.push(...(await turnsOf(temporal, workflowId)).map((events) => events.length));
    // One chef is busy on that evening from now on; the next customer must not find it taken.
    await sql`UPDATE bookings SET status = 'cancelled', ended_reason = 'bench' WHERE status = 'confirmed'`;
  }
  return { median: median(counts), max: Math.max(...counts) };
}

export async function measureThroughput({ exchange, temporal, cpuTimes }: Stand, size: Size): Promise<Report['throughput']> {
  const customers = Array.from({ length: size.concurrency }, () => exchange.newCustomer());
  const bare = await startBare(temporal, size.concurrency);
  // The first message of each begins its conversation, which is no ordinary turn.
  await Promise.all(customers.map((customer) => customer.answer()));
  const blocks = { turns_per_s: [] as number[], bare_regular_per_s: [] as number[] };
  const cpu = { turn: [] as (CpuTimes | null)[], bare_regular: [] as (CpuTimes | null)[] };
  const measured = async <Lane>(lanes: readonly Lane[], work: (lane: Lane) => Promise<unknown>) => {
    const before = cpuTimes();
    const { done, perSecond } = await rateOf(lanes, size.blockMs, work);
    return { perSecond: rounded(perSecond), cpu: cpuForEach(before, cpuTimes(), done) };
  };
  for (let block = 0; block < size.blocks; block += 1) {
    const regular = await measured(bare, (one) => one.update('regular'));
    const turns = await measured(customers, (customer) => customer.answer());
    blocks.bare_regular_per_s.push(regular.perSecond);
    blocks.turns_per_s.push(turns.perSecond);
    cpu.bare_regular.push(regular.cpu);
    cpu.turn.push(turns.cpu);
  }
  return {
    turns_per_s: mean(blocks.turns_per_s), bare_regular_per_s: mean(blocks.bare_regular_per_s), concurrency: size.concurrency, blocks,
    // The first block still warms the caches of 64 new conversations.
    cpu_ms: { turn: cpu.turn.at(-1) ?? null, bare_regular: cpu.bare_regular.at(-1) ?? null },
  };
}

const mean = (values: readonly number[]): number => rounded(values.reduce((sum, value) => sum + value, 0) / values.length);

/** Around turn 10 of fresh conversations and around turn 400 of a long one, in the same minute. */
export async function measureGrowth({ exchange, temporal, sql }: Stand, size: Size): Promise<Report['growth']> {
  const long = exchange.newCustomer();
  await long.answer();
  const workflowId = await newestWorkflowId(sql);
  while (long.turns.length < size.lateTurn - size.growthSamples / 2) await long.answer();
  let fresh = exchange.newCustomer();
  const timed = async (customer: Customer) => {
    const { startMs, arrivedMs } = await customer.answer();
    return arrivedMs - startMs;
  };
  const samples = await interleave({
    early: async () => {
      if (fresh.turns.length >= LAST_EARLY) fresh = exchange.newCustomer();
      while (fresh.turns.length < FIRST_EARLY - 1) await fresh.answer();
      return timed(fresh);
    },
    late: () => timed(long),
  }, size.growthSamples, 1);
  const [early, late] = [median(samples.early), median(samples.late)];
  await sleep(SETTLE_MS);
  return { turn_10_p50_ms: rounded(early), turn_400_p50_ms: rounded(late), ratio: rounded(late / early), late_turn: size.lateTurn, continuations: await continuationsOf(temporal, workflowId) };
}

/** The turns that stand for "turn 10": ten of them around it. */
const FIRST_EARLY = 6;
const LAST_EARLY = 15;
