// The audit replays a conversation from the archive alone, and reports what was changed, is missing or would be decided otherwise.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import type postgres from 'postgres';
import { decide } from '../../domain/conversation/decide.ts';
import type { AuditReport } from '../../server/audit/report.ts';
import { archiveAConversation, type ArchivedConversation } from './archived-conversation.ts';

const codes = ({ findings }: AuditReport) => [...new Set(findings.map((finding) => finding.code))].sort();

describe('audit of an archived conversation', () => {
  let conversation: ArchivedConversation;
  before(async function () {
    // Two starts of a Temporal server and a whole booking.
    this.timeout(90_000);
    conversation = await archiveAConversation();
  });
  after(() => conversation?.close());

  it('replays every run from the archive when Temporal has lost its database, and finds nothing wrong', async () => {
    const report = await conversation.auditCopy();
    assert.deepEqual(report.findings, []);
    assert.equal(report.ok, true);
    const runs = report.runs.filter((run) => run.workflowType === 'conversation');
    assert.deepEqual(runs.map((run) => run.runId), conversation.runIds);
    assert.ok(runs.length >= 3);
    assert.ok(report.runs.every((run) => run.replayed && run.source === 'archive'));
    assert.equal(runs.reduce((sum, run) => sum + run.turns, 0), report.turns);
    assert.deepEqual(report.differences, []);
  });

  it('tells the conversation in order, in words', async () => {
    const { timeline } = await conversation.auditCopy();
    const told = timeline.map((entry) => `${entry.who}: ${entry.text}`).join('\n');
    assert.match(told, /customer: wrote by sms .*: "I want to book for 20 people/);
    assert.match(told, /assistant: turn 1 .*initial -> collecting_info/);
    assert.match(told, /terms: ".*I AGREE.*sent/s);
    assert.match(told, /record that the terms were accepted/);
    assert.match(told, /task for a person: asked_for_person/);
    assert.ok(told.indexOf('customer: wrote') < told.indexOf('turn 1'));
    assert.deepEqual(timeline.map((entry) => entry.at), timeline.map((entry) => entry.at).sort());
  });

  it('still verifies after the person was erased, and shows no text', async () => {
    const report = await conversation.auditCopy((owner) => owner`UPDATE person_keys SET wrapped_key = NULL, destroyed_at = now()`);
    assert.deepEqual(report.findings, []);
    assert.ok(!JSON.stringify(report).includes('20 people'));
    assert.ok(report.timeline.some((entry) => entry.who === 'customer' && entry.text.includes('(erased)')));
  });

  it('reports a turn whose sealed record was changed', async () => {
    const report = await conversation.auditCopy((owner) => owner`UPDATE turns SET record_sealed = set_byte(record_sealed, 40, (get_byte(record_sealed, 40) + 1) % 256) WHERE position = 2`);
    assert.deepEqual(codes(report), ['changed_turn']);
    assert.match(report.findings[0]?.text ?? '', /turn 2/);
  });

  it('reports a turn whose result was changed', async () => {
    const report = await conversation.auditCopy((owner) => owner`UPDATE turns SET result = jsonb_set(result, '{steps}', '[]') WHERE position = 2`);
    assert.deepEqual(codes(report), ['changed_turn']);
  });

  it('reports a turn that was changed together with its hash', async () => {
    const report = await conversation.auditCopy((owner) => owner`UPDATE turns SET engine_version = 'other', record_hash = repeat('a', 64), result = jsonb_set(result, '{recordHash}', to_jsonb(repeat('a', 64))) WHERE position = 2`);
    assert.ok(codes(report).includes('changed_turn'));
    assert.ok(report.findings.some((finding) => finding.text.includes("is not the one in Temporal's history")));
  });

  it('reports a turn that was deleted, in the middle and at the end', async () => {
    const middle = await conversation.auditCopy((owner) => deleteTurn(owner, 2));
    assert.ok(codes(middle).includes('missing_turn'));
    const end = await conversation.auditCopy(async (owner) => {
      const [last] = await owner<{ position: number }[]>`SELECT max(position) AS position FROM turns`;
      await deleteTurn(owner, last?.position ?? 0);
    });
    assert.deepEqual(codes(end), ['broken_chain', 'missing_turn']);
  });

  it('reports a turn that no history tells of', async () => {
    const report = await conversation.auditCopy((owner) => owner`
      INSERT INTO turns (id, thread_id, workflow_id, first_run_id, turn_number, position, previous_hash, record_sealed, record_hash, engine, engine_version, profile_version, result, decided_at)
      SELECT gen_random_uuid(), thread_id, workflow_id, first_run_id, turn_number + 100, position + 100, previous_hash, record_sealed, record_hash, engine, engine_version, profile_version, result, decided_at FROM turns WHERE position = 1`);
    assert.ok(codes(report).includes('turn_not_in_history'));
  });

  it('reports a changed archived history, and does not replay it', async () => {
    const report = await conversation.auditCopy((owner) => rewriteHistory(owner, conversation.runIds[1] ?? ''));
    assert.ok(codes(report).includes('changed_history'));
    assert.ok(report.runs.every((run) => run.runId !== conversation.runIds[1]));
  });

  it('reports a changed archived history whose hash was changed with it', async () => {
    const report = await conversation.auditCopy(async (owner) => {
      const runId = conversation.runIds[1] ?? '';
      await rewriteHistory(owner, runId);
      await owner`UPDATE archived_histories SET history_hash = repeat('b', 64) WHERE run_id = ${runId}`;
    });
    assert.ok(report.findings.some((finding) => finding.text.includes('evidence entry')));
  });

  it('reports an archived history that was deleted', async () => {
    const report = await conversation.auditCopy((owner) => owner`DELETE FROM archived_histories WHERE run_id = ${conversation.runIds[1] ?? ''}`);
    assert.deepEqual(codes(report), ['missing_history']);
  });

  it('reports workflow code that does not do what was done', async () => {
    const report = await conversation.auditCopy(undefined, { shell: { workflowsPath: fileURLToPath(new URL('./changed-workflows.ts', import.meta.url)) } });
    assert.deepEqual(codes(report), ['changed_shell']);
    assert.equal(report.ok, false);
  });

  it('shows each turn that today\'s rules would decide otherwise, which is no fault', async () => {
    const { mind } = await conversation.deps();
    const report = await conversation.auditCopy(undefined, { mind: { ...mind, decide: (state, stimuli, context) => decide(state, stimuli, { ...context, settings: { ...context.settings, confidenceThreshold: 1.1 } }) } });
    assert.equal(report.ok, true);
    assert.ok(report.differences.length > 0);
    assert.ok(report.differences.some(({ changes }) => changes.some((change) => change.startsWith('decision.'))));
  });

  it('shows what today\'s reader would read otherwise', async () => {
    const { mind } = await conversation.deps();
    const reader = { ...mind.reader, read: async (...[text, context]: Parameters<typeof mind.reader.read>) => ({ ...(await mind.reader.read(text, context)), intent: 'objection' as const }) };
    const report = await conversation.auditCopy(undefined, { mind: { ...mind, reader } });
    assert.equal(report.ok, true);
    assert.ok(report.differences.some(({ changes }) => changes.some((change) => /^reading\.intent: "booking" then, "objection" now/.test(change))));
  });
});

async function deleteTurn(owner: postgres.Sql, position: number): Promise<void> {
  await owner`UPDATE messages SET consumed_by = NULL WHERE consumed_by IN (SELECT id FROM turns WHERE position = ${position})`;
  await owner`UPDATE stimuli SET consumed_by = NULL WHERE consumed_by IN (SELECT id FROM turns WHERE position = ${position})`;
  await owner`UPDATE outbox SET turn_id = NULL WHERE turn_id IN (SELECT id FROM turns WHERE position = ${position})`;
  const deleted = await owner`DELETE FROM turns WHERE position = ${position}`;
  assert.equal(deleted.count, 1);
}

/** Another stage in one result: small, and nothing that a parser would notice. */
async function rewriteHistory(owner: postgres.Sql, runId: string): Promise<void> {
  const [row] = await owner<{ history_gzip: Buffer }[]>`SELECT history_gzip FROM archived_histories WHERE run_id = ${runId}`;
  const json = gunzipSync(row!.history_gzip).toString('utf8');
  const changed = json.replace(/"eventTime": ?"20(\d\d)/, '"eventTime":"19$1');
  assert.notEqual(changed, json);
  await owner`UPDATE archived_histories SET history_gzip = ${gzipSync(changed)} WHERE run_id = ${runId}`;
}
