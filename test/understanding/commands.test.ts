// The two commands from outside: lines in, lines out, the exit code.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startOpenAiSimulator } from '../../simulators/openai/server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Whoever runs the tests may have a key of their own. */
const withoutOpenAi = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('OPENAI_')));

function run(file: string, args: string[], input: string, openAi: Record<string, string> = {}): Promise<{ code: number | null; lines: Record<string, unknown>[]; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { cwd: root, env: { ...withoutOpenAi, ...openAi } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      const lines = stdout.startsWith('{') ? stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>) : [];
      resolve({ code, lines, stdout, stderr });
    });
    child.stdin.end(input);
  });
}

const jsonl = (...rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('understand', () => {
  it('answers each line in order, in the words of the contract', async () => {
    const input = jsonl({ id: 'a', text: '12 adults and 4 kids on Dec 20th at 6pm, 123 Main St Sacramento', reference_date: '2026-11-23T10:00', timezone: 'America/Los_Angeles' }, { id: 2, text: '20', requested: ['party_size'], context: 'How many guests?' });
    const { code, lines } = await run('cli/understand.ts', [], input);
    assert.equal(code, 0);
    assert.deepEqual(lines.map(({ id }) => id), ['a', 2]);
    const { date, time, party_size, adults, children, address } = lines[0]?.['slots'] as Record<string, unknown>;
    assert.deepEqual({ date, time, party_size, adults, children, address }, { date: '2026-12-20', time: '18:00', party_size: 16, adults: 12, children: 4, address: '123 Main St, Sacramento' });
    assert.deepEqual(lines[1]?.['slots'], { party_size: 20 });
    assert.equal(lines[1]?.['confirmation'], null);
  });

  it('answers a bad line with an error, goes on, and exits with 1', async () => {
    const { code, lines } = await run('cli/understand.ts', [], `{"id":1,"text":"yes"}\nnot json\n\n{"id":2}\n[]\n${jsonl({ id: 3, text: 'no' })}`);
    assert.equal(code, 1);
    assert.deepEqual(lines.map(({ id }) => id), [1, null, null, null, null, 3]);
    assert.ok(lines.slice(1, 5).every(({ error }) => typeof error === 'string'));
  });

  it('asks a model beside the rules when told to, and says how that went', async () => {
    const model = await startOpenAiSimulator();
    try {
      model.arm('error_500');
      const { code, lines } = await run('cli/understand.ts', ['--engine', 'openai'], jsonl({ id: 1, text: 'dinner for 20 people' }, { id: 2, text: 'dinner for 20 people' }), { OPENAI_BASE_URL: model.url });
      assert.deepEqual([code, lines.map(({ engine, model: note, slots }) => [engine, (note as { outcome: string }).outcome, slots])], [0, [['rules', 'server_error', { party_size: 20 }], ['openai', 'answered', { party_size: 20 }]]]);
    } finally {
      await model.close();
    }
  });

  it('says that the other engine needs a configuration, and what it takes', async () => {
    const openai = await run('cli/understand.ts', ['--engine', 'openai'], '');
    assert.notEqual(openai.code, 0);
    assert.match(openai.stderr, /OPENAI_API_KEY: missing/);
    const help = await run('cli/understand.ts', ['--help'], '');
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^Usage: npm run understand/);
  });
});

describe('read-reply', () => {
  it('gives a verdict, a rule and the normalised text for each line', async () => {
    const { code, lines } = await run('cli/read-reply.ts', [], jsonl({ id: 'a', text: 'i agre', channel: 'sms' }, { id: 'b', text: 'I DISAGREE' }, { id: 'c', text: 'STOP' }));
    assert.equal(code, 0);
    assert.deepEqual(lines, [
      { id: 'a', verdict: 'agreed', rule: 'assent_misspelt', normalized: 'i agre' },
      { id: 'b', verdict: 'declined', rule: 'refuses', normalized: 'i disagree' },
      { id: 'c', verdict: 'opt_out', rule: 'keyword', normalized: 'stop' },
    ]);
  });
});
