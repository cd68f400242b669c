// `npm run bench`: an SMS turn beside a bare Temporal update on the same servers in the same minutes.
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { rounded } from './measure.ts';
import { inWords, type Report } from './report.ts';
import { countEvents, FULL, measureGrowth, measureLatency, measureThroughput, QUICK, warmUp } from './sections.ts';
import { startStand, type Stand } from './stand.ts';

const HELP = `Measures an SMS turn (webhook in, provider's POST out) beside a bare Temporal update, on servers of its own.

  npm run bench -- [--json] [--quick] [--profile DIR]

  --json         print one JSON object on stdout, nothing else; progress goes to stderr
  --quick        every path once, in seconds; its figures mean nothing
  --profile DIR  write a CPU profile of each process there; slows everything down

bench/README.md says what is measured and how. A full run takes two to three minutes.`;

/** A run that takes this long hangs; what it started has to be stopped all the same. */
const RUN_LIMIT_MS = 240_000;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false }, profile: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const say = (line: string) => { process.stderr.write(`${line}\n`); };
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { reject(new Error(`stopped by ${signal}`)); });
    setTimeout(() => { reject(new Error('the benchmark took too long')); }, RUN_LIMIT_MS).unref();
  });
  const stand = await startStand({ say, ...(values.profile === undefined ? {} : { profileDir: values.profile }) });
  try {
    const report = await Promise.race([measure(stand, values.quick, say), interrupted]);
    console.log(values.json ? JSON.stringify(report) : inWords(report));
  } finally {
    say('stopping');
    await stand.stop();
  }
  return 0;
}

async function measure(stand: Stand, quick: boolean, say: (line: string) => void): Promise<Report> {
  const size = quick ? QUICK : FULL;
  const startedAt = performance.now();
  const before = loadavg();
  say('chat: not measured, web chat does not exist yet; its fields are null');
  say('warming up');
  await warmUp(stand, size);
  say('latency: SMS turns between bare updates');
  const latency = await measureLatency(stand, size);
  say('events: scenario 1');
  const events = await countEvents(stand, size);
  say(`throughput: ${String(size.concurrency)} conversations at once`);
  const throughput = await measureThroughput(stand, size);
  say(`growth: turn 10 beside turn ${String(size.lateTurn)}`);
  const growth = await measureGrowth(stand, size);
  return {
    turn: { sms: { ...latency.sms, samples: latency.samples, events: events.median, events_max: events.max, events_ordinary: latency.eventsOrdinary, phases_ms: latency.phases }, chat: null },
    bare: { regular: latency.regular, local: latency.local },
    ratio: { sms_p50: rounded(latency.sms.p50_ms / latency.regular.p50_ms), chat_p50: null, throughput: rounded(throughput.turns_per_s / throughput.bare_regular_per_s) },
    throughput,
    growth,
    machine: {
      cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown', memory_mb: Math.round(totalmem() / 2 ** 20), node: process.versions.node,
      ...stand.versions, loadavg_before: before.map(rounded), loadavg_after: loadavg().map(rounded),
    },
    seconds: rounded((performance.now() - startedAt) / 1_000),
    quick,
  };
}

main().then(
  (code) => { process.exit(code); },
  (error: unknown) => {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
