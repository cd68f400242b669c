// `npm run bench:conversations`: simulated customers text the whole system at once, and are judged by what they leave in the database.
import { randomUUID } from 'node:crypto';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playAdversaries } from './adversaries.ts';
import { GOALS } from './goals/index.ts';
import { doubleBookings } from './invariants.ts';
import type { Stand } from './line.ts';
import { startPureStand } from './pure-stand.ts';
import { inWords, isSound, makeReport } from './report.ts';
import { inLanes } from './lanes.ts';
import { transcriptPath, writeTranscript } from './transcripts.ts';
import { playTrial, type Trial } from './trial.ts';
import { openDiary, todayIn } from './wish.ts';

const HELP = `Simulated customers with goals and habits, against the whole system over the simulated provider, judged by the end state.

  npm run bench:conversations -- [--json] [--trials 4] [--only TEXT] [--concurrency 48] [--seed 1] [--adversaries 200] [--pure] [--transcripts DIR]

  --json             print one JSON object on stdout, nothing else; progress goes to stderr
  --trials N         conversations for each goal, each in other words (default 4)
  --only TEXT        goals whose name contains it
  --concurrency N    conversations at once (default 48)
  --seed N           another seed, other words
  --adversaries N    customers who try every trick they know (default 200; 0: none)
  --pure             the mind alone in this process, without database or provider: for finding faults, measures nothing
  --transcripts DIR  where to write the conversations that failed (default: a new directory under the system's temporary one)

Exit 1 when an invariant is broken. bench/README.md says how it is judged.`;

const TIME_ZONE = 'America/Los_Angeles';
/** A run that takes this long hangs; what it started has to be stopped all the same. */
const RUN_LIMIT_MS = 30 * 60_000;
const TELL_EVERY = 50;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false }, trials: { type: 'string', default: '4' }, only: { type: 'string', default: '' }, concurrency: { type: 'string', default: '48' }, seed: { type: 'string', default: '1' },
      adversaries: { type: 'string', default: '200' }, pure: { type: 'boolean', default: false }, transcripts: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const say = (line: string) => { process.stderr.write(`${line}\n`); };
  const [trials, concurrency, seed, adversaries] = [count('trials', values.trials, 1), count('concurrency', values.concurrency, 1), count('seed', values.seed, 0), count('adversaries', values.adversaries, 0)];
  const goals = GOALS.filter(({ id }) => id.includes(values.only));
  if (goals.length === 0) throw new Error(`no goal's name contains "${values.only}"`);
  // Made with the first transcript: a run in which nothing fails leaves nothing.
  const directory = values.transcripts ?? join(tmpdir(), `booking-conversations-${randomUUID()}`);
  const startedAtMs = performance.now();
  const loadBefore = loadavg();
  say(values.pure ? 'the mind alone' : 'starting the system');
  const stand = await startStand(values.pure);
  try {
    const interrupted = new Promise<never>((_resolve, reject) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { reject(new Error(`stopped by ${signal}`)); });
      setTimeout(() => { reject(new Error('the benchmark took too long')); }, RUN_LIMIT_MS).unref();
    });
    const diary = openDiary(todayIn(TIME_ZONE, Date.now()));
    // Trials of one goal are apart in time, so that what disturbs the machine for a moment does not hit one goal alone.
    const plan = Array.from({ length: trials }, (_unused, number) => goals.map((goal) => ({ goal, number }))).flat();
    say(`${String(goals.length)} goals, ${String(plan.length)} conversations, ${String(concurrency)} at once`);
    let done = 0;
    const played = await Promise.race([interrupted, inLanes(plan, stand.name === 'pure' ? 1 : concurrency, async ({ goal, number }) => {
      const trial = await playTrial({ stand, goal, number, seed, diary });
      if (trial.outcome !== 'passed' || trial.broken.length > 0) writeTranscript(transcriptPath(directory, trial), [`${goal.id}, trial ${String(number)}: ${trial.outcome}`, ...trial.faults, ...trial.broken.map((what) => `INVARIANT BROKEN: ${what}`)], trial.transcript);
      done += 1;
      if (done % TELL_EVERY === 0) say(`  ${String(done)} of ${String(plan.length)}`);
      return trial;
    })]);
    const adversary = adversaries === 0 ? null : await Promise.race([interrupted, playAdversaries({ stand, runs: adversaries, concurrency, seed, diary, directory, say })]);
    const report = makeReport({ stand: stand.name, seed, trials: played, overall: overall(stand, played), adversary, transcriptOf: (trial) => transcriptPath(directory, trial), seconds: (performance.now() - startedAtMs) / 1_000, loadBefore });
    console.log(values.json ? JSON.stringify(report) : inWords(report));
    return isSound(report) ? 0 : 1;
  } finally {
    say('stopping');
    await stand.stop();
  }
}

/** Imported when needed: the whole system brings half of the packages with it. */
async function startStand(isPure: boolean): Promise<Stand> {
  if (isPure) return startPureStand(Date.now());
  const { startSystemStand } = await import('./system-stand.ts');
  return startSystemStand();
}

/** The pure stand's customers have a calendar each, so only the whole system can put a chef in two places. */
function overall(stand: Stand, trials: readonly Trial[]): string[] {
  return stand.name === 'pure' ? [] : doubleBookings(trials.flatMap(({ bookings }) => bookings));
}

function count(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) throw new Error(`--${name} takes a whole number from ${String(least)}`);
  return value;
}

main().then(
  (code) => { process.exit(code); },
  (error: unknown) => {
    process.stderr.write(`bench:conversations: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
