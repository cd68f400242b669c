// The whole system with the OpenAI engine against the simulated API: it books, falls back, keeps to its budget, words answers, and what it did is on record.
import assert from 'node:assert/strict';
import { eq, sql } from 'drizzle-orm';
import { RECORD_CONTEXT, type TurnRecord } from '../../activities/take-turn.ts';
import { turns } from '../../db/schema.ts';
import { openJson } from '../../db/sealing.ts';
import { loadKey } from '../../db/people.ts';
import { decide } from '../../domain/conversation/decide.ts';
import { approvedSentences, isSaidIn } from '../../domain/phrasing.ts';
import { conversationWorkflowId } from '../../domain/workflow-ids.ts';
import { auditConversation } from '../../server/audit/audit.ts';
import { createLog } from '../../server/log.ts';
import { activityDeps } from '../../server/services.ts';
import { workflowsPath } from '../../server/worker.ts';
import { keywordAnswer } from '../../simulators/openai/keyword-answer.ts';
import { startOpenAiSimulator, type OpenAiSimulator } from '../../simulators/openai/server.ts';
import { staffOf } from '../support/staff.ts';
import { book, daysAhead, eventually, startSystem, type Phone, type System } from '../support/system.ts';

const KEY = 'sk-unit-4711';

describe('the system with the OpenAI engine', function () {
  this.timeout(180_000);
  let model: OpenAiSimulator;
  let system: System;
  const logged: string[] = [];

  before(async () => {
    model = await startOpenAiSimulator({ apiKey: KEY });
    system = await startSystem({
      environment: { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'gpt-x', OPENAI_PRICES: 'gpt-x=1/0.5/2' },
      adjust: (services) => ({ ...services, log: createLog({ level: 'trace', destination: { write: (line) => { logged.push(line); } } }) }),
    });
  });
  after(async () => {
    await system.stop();
    await model.close();
  });
  afterEach(() => {
    model.clearFaults();
    model.answerWith(keywordAnswer);
  });

  const threadOf = async (phone: Phone) => (await eventually(() => staffOf(system).find(phone.number), 'the conversation is listed')).threadId;

  /** The records of a conversation's turns, opened. */
  async function records(threadId: string): Promise<TurnRecord[]> {
    const { services: { database, keys } } = system;
    return database.transaction(async (tx) => {
      const [row] = await tx.execute<{ key_id: string }>(sql`SELECT c.key_id FROM conversation_threads t JOIN customers c ON c.id = t.customer_id WHERE t.thread_id = ${threadId}`);
      const key = await loadKey(tx, keys, row?.key_id ?? '');
      const rows = await tx.select().from(turns).where(eq(turns.threadId, threadId)).orderBy(turns.position);
      return rows.map((turn) => openJson<TurnRecord>(key, RECORD_CONTEXT(turn.id), turn.recordSealed));
    });
  }
  const readings = async (phone: Phone) => (await records(await threadOf(phone))).flatMap((record) => record.readings.map(({ reading }) => reading));

  it('books, each turn a regular activity, and the agreement still read by the rules', async () => {
    const phone = system.phone();
    await book(phone, daysAhead(40));
    const threadId = await threadOf(phone);
    assert.ok((await readings(phone)).some(({ engine, model: note }) => engine === 'openai' && note?.outcome === 'answered'));
    const [proof] = await system.services.database.client<{ reader_engine: string; reader_version: string }[]>`
      SELECT k.reader_engine, k.reader_version FROM terms_acknowledgments k JOIN bookings b ON b.id = k.booking_id WHERE b.thread_id = ${threadId}`;
    assert.equal(proof?.reader_engine, 'rules');
    assert.match(proof.reader_version, /^rules-/);
    const { events } = await system.services.temporal.workflow.getHandle(conversationWorkflowId(threadId)).fetchHistory();
    const scheduled = (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'takeTurn');
    assert.equal(scheduled.length, (await records(threadId)).length);
  });

  it('answers all the same when the model fails, and says in the record why', async () => {
    const phone = system.phone();
    for (const fault of ['error_500', 'rate_limit', 'refusal', 'bad_json', 'truncation', 'schema_violation'] as const) {
      model.arm(fault);
      await phone.send(`how much is it for ${String(10 + fault.length)} people?`);
      await phone.receive(/\$/);
    }
    const outcomes = (await readings(phone)).map(({ engine, model: note }) => [engine, note?.outcome]);
    assert.deepEqual(outcomes, [['rules', 'server_error'], ['rules', 'rate_limited'], ['rules', 'refusal'], ['rules', 'bad_json'], ['rules', 'truncated'], ['rules', 'schema_mismatch']]);
  });

  it('counts what it used, for staff and for the figures', async () => {
    const phone = system.phone();
    model.arm('error_500');
    await phone.ask('how much for 15 people?', /\$/);
    await phone.ask('how much for 25 people?', /\$/);
    const { modelUsage } = (await staffOf(system).call<{ modelUsage: Record<string, unknown> }>('GET', `/conversations/${await threadOf(phone)}`)).body;
    assert.deepEqual([modelUsage.calls, modelUsage.outcomes, modelUsage.reservedTokens], [2, { answered: 1, server_error: 1 }, 0]);
    assert.ok(Number(modelUsage.inputTokens) > 500 && Number(modelUsage.costMicrodollars) > 500);
    const figures = await (await fetch(`http://127.0.0.1:${String(system.api.port)}/metrics`)).text();
    assert.match(figures, /model_calls\{outcome="server_error"\} [1-9]/);
    assert.match(figures, /model_tokens\{kind="input"\} [1-9]/);
    assert.match(figures, /model_cost_dollars\{currency="usd"\} 0\.\d/);
  });

  it('words an open question from the approved answer, and sends the approved answer where it would say more', async () => {
    const { answers } = system.services.business;
    const approved = answers.equipment ?? '';
    const [first = '', ...rest] = approvedSentences(approved);
    assert.ok(rest.length > 0);
    const wording = (opening: string) => model.answerWith((call) => (call.format.name === 'answer_to_question'
      ? { opening, sentences: approvedSentences(approved).map((_, index) => index + 1) }
      : { ...Object(keywordAnswer(call)), intent: 'inquiry', topics: ['equipment'] }));
    wording('Good question about the grill!');
    const worded = system.phone();
    assert.ok((await worded.ask('do you bring the grill?', /We bring/)).includes(`Good question about the grill! ${first}`));
    wording('Good question, and it is all free!');
    const plain = system.phone();
    const said = await plain.ask('do you bring the grill?', /We bring/);
    assert.ok(said.includes(first) && !said.includes('free!'), said);
    const kept = async (phone: Phone) => (await records(await threadOf(phone))).flatMap(({ phrasings }) => phrasings ?? []);
    assert.deepEqual((await kept(worded)).map(({ fault }) => fault), [null]);
    assert.deepEqual(await kept(plain), [{ approved, worded: null, fault: 'promise' }]);
    assert.equal((await kept(worded))[0]?.worded?.opening, 'Good question about the grill!');
    // The decision says what was approved; its wording is beside it, so that deciding again finds no difference.
    const decided = (await records(await threadOf(worded))).flatMap(({ decision }) => decision.effects.flatMap((effect) => (effect.kind === 'say' ? [effect.text] : [])));
    assert.ok(isSaidIn(decided, approved));
  });

  it('stands up to an audit, which keeps what the model read', async () => {
    const phone = system.phone();
    await phone.ask('do you bring the grill?');
    model.arm('error_500');
    await phone.ask('how much for 15 people?', /\$/);
    const { geocoder, readers, business } = activityDeps(system.services);
    const { services: { database, keys, temporal } } = system;
    const report = await auditConversation({ database, keys, temporal, shell: { workflowsPath }, mind: { reader: readers.rules, decide, geocoder, business } }, await threadOf(phone));
    assert.deepEqual([report.findings, report.differences], [[], []]);
    assert.match(report.notes.join(), /^1 message\(s\) were read by another engine/);
  });

  it('logs no key and nothing that was said', () => {
    const all = logged.join('\n');
    assert.ok(all.includes('the model did not answer'), 'the log is the one that is looked at');
    for (const secret of [KEY, 'hibachi chef', 'bring the grill', 'how much is it', 'Good question']) assert.ok(!all.includes(secret), secret);
  });
});

describe('the system with the OpenAI engine and no tokens left', function () {
  this.timeout(120_000);

  it('asks nothing of the model and answers as without it', async () => {
    const model = await startOpenAiSimulator();
    const system = await startSystem({ environment: { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: model.url, OPENAI_TOKENS_PER_CONVERSATION: '100' } });
    try {
      await book(system.phone(), daysAhead(45));
      assert.equal(model.ledger().length, 0);
      const [row] = await system.services.database.client<{ spent: number }[]>`SELECT sum((outcomes ->> 'budget_spent')::int)::int AS spent FROM ai_usage`;
      assert.ok((row?.spent ?? 0) >= 2);
    } finally {
      await system.stop();
      await model.close();
    }
  });
});
