// `npm run audit` on a conversation that is still open in Temporal: what it prints, and its exit codes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { archiveHistories } from '../../activities/archive.ts';
import { activityDeps } from '../../server/services.ts';
import type { AuditReport } from '../../server/audit/report.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { book, eventually, startSystem, type System } from '../support/system.ts';

type Ran = { code: number; stdout: string; stderr: string };
const AUDIT = fileURLToPath(new URL('../../cli/audit.ts', import.meta.url));

describe('npm run audit', () => {
  let system: System;
  let threadId: string;
  let environment: Record<string, string>;
  before(async function () {
    this.timeout(60_000);
    system = await startSystem();
    await book(system.phone());
    const [row] = await system.services.database.client<{ thread_id: string }[]>`SELECT thread_id FROM conversation_threads`;
    threadId = row?.thread_id ?? '';
    const { keys, temporal } = system.config;
    environment = {
      APP_ENV: 'test', DATA_DIR: await scratchDirectory(), DATABASE_URL: system.database.appUrl, TEMPORAL_ADDRESS: system.services.places.temporalAddress, TEMPORAL_NAMESPACE: temporal.namespace,
      MASTER_KEY: keys.master.toString('base64'), OPT_OUT_KEY: keys.optOut.toString('base64'), PUBLIC_URL: system.config.publicUrl,
    };
  });
  after(() => system?.stop());

  async function audit(args: string[], changes: Record<string, string> = {}): Promise<Ran> {
    try {
      // Bundling the workflows takes seconds, several on a busy machine.
      const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import=tsx', AUDIT, ...args], { env: { ...process.env, ...environment, ...changes }, timeout: 50_000 });
      return { code: 0, stdout, stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as Ran;
      return { code, stdout, stderr };
    }
  }

  it('tells an open conversation in words, and exits 0', async () => {
    const { code, stdout, stderr } = await audit([`conversation-${threadId}`]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /in Temporal, open, replays with today's code/);
    assert.match(stdout, /customer +wrote by sms .*"I agree"/);
    assert.match(stdout, /would decide every turn the same/);
    assert.match(stdout, /Nothing was changed, and nothing is missing\.\n$/);
    assert.equal(stderr, '');
  });

  it('prints one JSON object, and exits 1 when a turn was changed', async () => {
    const owner = postgres(system.database.ownerUrl, { max: 1, onnotice: () => undefined });
    const change = () => owner`UPDATE turns SET result = jsonb_set(result, '{settled}', to_jsonb(NOT (result->>'settled')::boolean)) WHERE position = 1`;
    await change();
    try {
      const { code, stdout } = await audit([threadId, '--json']);
      const report = JSON.parse(stdout) as AuditReport;
      assert.equal(code, 1);
      assert.deepEqual(report.findings.map((finding) => finding.code), ['changed_turn']);
    } finally {
      await change();
      await owner.end();
    }
  });

  it('takes a turn that is committed and not yet in the history for what it is', async () => {
    const owner = postgres(system.database.ownerUrl, { max: 1, onnotice: () => undefined });
    // The worker is gone at the worst moment: its turn is written, and nobody has told Temporal.
    await system.stopWorker();
    try {
      const deps = activityDeps(system.services);
      const { takeTurn } = await import('../../activities/take-turn.ts');
      const [last] = await owner<{ workflow_id: string; first_run_id: string; turn_number: number; record_hash: string }[]>`SELECT * FROM turns ORDER BY position DESC LIMIT 1`;
      await takeTurn(deps, { threadId, workflowId: last!.workflow_id, firstRunId: last!.first_run_id, turnNumber: last!.turn_number + 1, previousHash: last!.record_hash, nudges: [], refusal: null, workflowTimeMs: Date.now(), engine: 'rules' });
      const { code, stdout } = await audit([threadId]);
      assert.equal(code, 0, stdout);
      assert.match(stdout, /committed and not yet in Temporal's history/);
    } finally {
      await owner.end();
      await system.startWorker();
    }
  });

  it('goes on with the archive when Temporal does not answer, and says which histories are missing', async () => {
    const { code, stdout } = await audit([threadId], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    assert.equal(code, 1);
    assert.match(stdout, /Temporal does not answer/);
    assert.match(stdout, /missing_history/);
  });

  it('finds the same in Temporal and in the archive, where both have it', async () => {
    const { temporal, database } = system.services;
    const phone = system.phone();
    await phone.ask('Can I talk to a person?');
    const [thread] = await database.client<{ thread_id: string }[]>`SELECT thread_id FROM human_tasks`;
    const id = thread?.thread_id ?? '';
    await eventually(async () => (await database.client`SELECT FROM outbox WHERE state = 'intended'`).length === 0, 'everything is sent');
    await temporal.workflow.getHandle(`conversation-${id}`).terminate('end of the test');
    await eventually(async () => (await archiveHistories(activityDeps(system.services)), (await database.client`SELECT FROM archived_histories WHERE thread_id = ${id}`).length === 1), 'the run is archived');
    const { code, stdout } = await audit([id, '--json']);
    const report = JSON.parse(stdout) as AuditReport;
    assert.equal(code, 0, stdout);
    assert.deepEqual(report.runs.map((run) => run.source).sort(), ['both', 'temporal']);
  });

  it('refuses what is no conversation id, and reports one that nobody knows', async () => {
    assert.equal((await audit(['12'])).code, 2);
    const unknown = await audit(['00000000-0000-4000-8000-000000000000']);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stdout, /neither the database nor Temporal knows it/);
  });
});
