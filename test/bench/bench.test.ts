// The benchmark runs from end to end and prints what the contract promises. Its figures are not judged here.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));
// Two servers, three processes and a workflow bundle for each worker: seconds when all is well, a minute on a crowded machine.
const LIMIT_MS = 180_000;

const positive = z.number().positive();
const Times = z.object({ p50_ms: positive, p95_ms: positive });
const Printed = z.object({
  turn: z.object({ sms: Times.extend({ events: z.number().int().positive(), events_max: z.number().int().positive() }), chat: z.null() }),
  bare: z.object({ regular: Times, local: Times }),
  ratio: z.object({ sms_p50: positive, chat_p50: z.null(), throughput: positive }),
  throughput: z.object({ turns_per_s: positive, bare_regular_per_s: positive, concurrency: z.number().int().positive() }),
  growth: z.object({ turn_10_p50_ms: positive, turn_400_p50_ms: positive, ratio: positive }),
  machine: z.object({ cpus: z.number().int().positive(), model: z.string(), memory_mb: positive, node: z.string(), loadavg_before: z.array(z.number()).length(3) }),
});

function run(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, ['--import', 'tsx', 'bench/run.ts', ...args], { cwd: root, timeout: LIMIT_MS });
}

describe('npm run bench', () => {
  it('--quick --json prints one JSON object of the shape in the contract, and says on stderr what it does not measure', async () => {
    const { stdout, stderr } = await run('--quick', '--json');
    const printed: unknown = JSON.parse(stdout);
    const report = Printed.parse(printed);
    assert.ok(report.turn.sms.events_max >= report.turn.sms.events);
    assert.ok(report.turn.sms.p95_ms >= report.turn.sms.p50_ms);
    // Rounded to hundredths on both sides.
    assert.ok(Math.abs(report.ratio.sms_p50 - report.turn.sms.p50_ms / report.bare.regular.p50_ms) < 0.01);
    assert.match(stderr, /chat: not measured/);
  }).timeout(LIMIT_MS);

  it('--help says what it is for, and starts nothing', async () => {
    const { stdout, stderr } = await run('--help');
    assert.match(stdout, /npm run bench/);
    assert.equal(stderr, '');
  });

  it('refuses an option it does not know', async () => {
    await assert.rejects(run('--jsn'), /--jsn/);
  });
});
