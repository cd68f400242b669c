// What staff do with conversations and tasks, over HTTP: who may, who wins a race, and which rows each act leaves.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { loadKey } from '../../db/people.ts';
import * as t from '../../db/schema.ts';
import { open, sealJson } from '../../db/sealing.ts';
import { initialState } from '../../domain/conversation/state.ts';
import { testKeyring } from '../db/fixture.ts';
import { assertFailure, call, CUSTOMER, openApi, schemaValidator, startTestApp, type Reply, type StaffName, type TestApp } from './http-support.ts';

type Changed = { threadId: string; version: number; owner: string; messageId: string | null; taskId: string | null };

describe('staff and conversations', () => {
  let app: TestApp;
  let validator: ReturnType<typeof schemaValidator>;
  let threadId: string;
  before(async () => {
    app = await startTestApp();
    validator = schemaValidator(await openApi(app.url));
  });
  after(() => app.close());
  let nextNumber = 0;
  beforeEach(async () => {
    nextNumber += 1;
    ({ threadId } = await app.customerWrites('I need a person', `+1916555${String(5_000 + nextNumber)}`));
    app.nudges.length = 0;
    app.toldTasks.length = 0;
  });

  /** Every answer is held against the OpenAPI document. */
  async function as(name: StaffName, method: string, path: string, template: string, body?: unknown): Promise<Reply> {
    app.clock.nowMs += 1; // acts are listed by time
    const reply = await app.staff(name)(method, path, body);
    validator.assertMatches(`/api/v1/admin${template}`, method.toLowerCase(), reply);
    return reply;
  }
  const act = (name: StaffName, what: string, body: unknown, id = threadId) => as(name, 'POST', `/conversations/${id}/${what}`, `/conversations/{threadId}/${what}`, body);
  const taskAct = (name: StaffName, what: string, id: string, body: unknown) => as(name, 'POST', `/tasks/${id}/${what}`, `/tasks/{id}/${what}`, body);
  const thread = async () => (await app.database.db.select().from(t.conversationThreads).where(eq(t.conversationThreads.threadId, threadId)))[0]!;
  const stimuli = () => app.database.db.select().from(t.stimuli).where(eq(t.stimuli.threadId, threadId)).orderBy(asc(t.stimuli.createdAt));
  const audit = () => app.database.db.select().from(t.staffActions).where(eq(t.staffActions.threadId, threadId)).orderBy(asc(t.staffActions.createdAt));
  async function openTask(): Promise<string> {
    const id = randomUUID();
    await app.database.db.insert(t.humanTasks).values({ id, threadId, reason: 'asked_for_person', status: 'open', createdAt: new Date(app.clock.nowMs) });
    return id;
  }
  const taskRow = async (id: string) => (await app.database.db.select().from(t.humanTasks).where(eq(t.humanTasks.id, id)))[0]!;

  it('takes over: owner, task, audit, stimulus and nudge, in one act', async () => {
    const taskId = await openTask();
    const reply = await act('aki', 'take-over', { version: 1 });
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.body, { threadId, version: 2, owner: 'aki', messageId: null, taskId });
    assert.deepEqual([(await thread()).owner, (await thread()).version], ['aki', 2]);
    const task = await taskRow(taskId);
    assert.deepEqual([task.status, task.claimedBy, task.version], ['claimed', 'aki', 2]);
    const [told] = await stimuli();
    assert.deepEqual([told?.kind, told?.details], ['staff_action', { act: 'took_over', by: 'aki' }]);
    assert.deepEqual((await audit()).map((row) => [row.actor, row.action, row.taskId]), [['aki', 'took_over', taskId]]);
    await app.postman.settled();
    assert.deepEqual(app.nudges, [{ threadId, id: told?.id }]);
    assert.deepEqual(app.toldTasks, [taskId]);
  });

  it('lets one of two win who take over at once, and tells the other who it was', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { version } = await thread();
      const replies = await Promise.all([act('aki', 'take-over', { version }), act('ben', 'take-over', { version })]);
      const [winner] = replies.filter((reply) => reply.status === 200);
      const [loser] = replies.filter((reply) => reply.status !== 200);
      assert.ok(winner !== undefined && loser !== undefined, `statuses ${replies.map((reply) => reply.status).join(', ')}`);
      const { owner } = winner.body as Changed;
      assert.deepEqual(assertFailure(loser, 409, 'stale_version'), { current: { version: version + 1, owner } });
    }
    assert.equal((await stimuli()).length, 5);
    assert.equal((await audit()).length, 5);
  });

  it('writes a reply into messages and outbox, sealed for its customer', async () => {
    await act('aki', 'take-over', { version: 1 });
    const reply = await act('aki', 'reply', { version: 2, text: 'Aki here, how can I help?' });
    assert.equal(reply.status, 202);
    const { messageId, version } = reply.body as Changed;
    assert.equal(version, 3);
    const [message] = await app.database.db.select().from(t.messages).where(eq(t.messages.id, messageId!));
    const [sending] = await app.database.db.select().from(t.outbox).where(eq(t.outbox.id, messageId!));
    assert.ok(message !== undefined && sending !== undefined);
    assert.deepEqual([message.number, message.direction, message.author, message.channel], [2, 'outbound', 'staff', 'sms']);
    assert.deepEqual([sending.class, sending.basis, sending.state, sending.dedupeKey], ['staff_reply', 'staff', 'intended', `staff:${String(messageId)}`]);
    const key = await loadKey(app.database.db, app.deps.keys, message.keyId);
    assert.equal(open(key, `messages.body:${message.id}`, message.bodySealed).toString(), 'Aki here, how can I help?');
    const to = open(key, `outbox.to:${message.id}`, sending.toSealed).toString();
    assert.match(to, /^\+1916555\d{4}$/);
    assert.deepEqual(sending.toOptOutHash, testKeyring.optOutHash(to));
    assert.deepEqual((await stimuli()).at(-1)?.details, { act: 'replied', by: 'aki', outboxId: messageId });
    assert.equal((await thread()).messages, 2);
  });

  for (const what of ['reply', 'hand-back', 'close']) {
    it(`lets only the owner ${what}`, async () => {
      const body = (version: number) => (what === 'reply' ? { version, text: 'hello' } : { version });
      assert.deepEqual(assertFailure(await act('aki', what, body(1)), 409, 'not_owner'), { current: { version: 1, owner: 'assistant' } });
      await act('aki', 'take-over', { version: 1 });
      assert.deepEqual(assertFailure(await act('ben', what, body(2)), 409, 'not_owner'), { current: { version: 2, owner: 'aki' } });
      assertFailure(await act('aki', what, body(1)), 409, 'stale_version');
      assert.equal((await stimuli()).length, 1, 'a refused act leaves nothing behind');
      assert.equal((await audit()).length, 1);
    });
  }

  for (const [what, did] of [['hand-back', 'handed_back'], ['close', 'closed']] as const) {
    it(`gives the conversation back to the assistant on ${what}, with its task resolved`, async () => {
      const taskId = await openTask();
      await act('aki', 'take-over', { version: 1 });
      assert.deepEqual((await act('aki', what, { version: 2 })).body, { threadId, version: 3, owner: 'assistant', messageId: null, taskId });
      const row = await thread();
      assert.deepEqual([row.owner, row.closedAt], ['assistant', null]);
      const task = await taskRow(taskId);
      assert.deepEqual([task.status, task.resolution, task.resolvedBy, task.resolvedVia], ['resolved', did, 'aki', 'admin_api']);
      assert.deepEqual((await stimuli()).at(-1)?.details, { act: did, by: 'aki' });
    });
  }

  it('refuses a reply to somebody who asked for no more messages', async () => {
    const [address] = await app.database.db.select({ hash: t.customerAddresses.optOutHash }).from(t.customerAddresses)
      .innerJoin(t.conversationThreads, eq(t.conversationThreads.addressId, t.customerAddresses.id)).where(eq(t.conversationThreads.threadId, threadId));
    await app.database.db.insert(t.optOuts).values({ addressHash: address!.hash!, optedOutAt: new Date(), ground: 'keyword' });
    await act('aki', 'take-over', { version: 1 });
    assertFailure(await act('aki', 'reply', { version: 2, text: 'hello' }), 409, 'recipient_opted_out');
    assert.equal((await app.database.db.select().from(t.outbox).where(eq(t.outbox.threadId, threadId))).length, 0);
    await app.database.db.update(t.optOuts).set({ optedInAt: new Date() }).where(eq(t.optOuts.addressHash, address!.hash!));
    assert.equal((await act('aki', 'reply', { version: 2, text: 'hello' })).status, 202);
  });

  it('refuses acts on a closed thread', async () => {
    await app.database.db.update(t.conversationThreads).set({ closedAt: new Date() }).where(eq(t.conversationThreads.threadId, threadId));
    assertFailure(await act('aki', 'take-over', { version: 1 }), 409, 'conversation_closed');
  });

  it('refuses a reply that is empty, endless or holds control characters', async () => {
    await act('aki', 'take-over', { version: 1 });
    for (const text of ['', '   ', 'x'.repeat(1_601), 'a\u0000b', 7]) {
      const details = assertFailure(await act('aki', 'reply', { version: 2, text }), 422, 'validation_failed') as { path: string; message: string }[];
      assert.equal(details[0]?.path, 'body.text');
    }
  });

  it('shows the whole conversation, opened', async () => {
    const row = await thread();
    const [customer] = await app.database.db.select().from(t.customers).where(eq(t.customers.id, row.customerId));
    const key = await loadKey(app.database.db, app.deps.keys, customer!.keyId);
    const state = { ...initialState(), draft: { ...initialState().draft, date: '2026-12-20', partySize: 20, name: 'Maya Tanaka' } };
    await app.database.db.update(t.conversationThreads).set({ bookingData: sealJson(key, `conversation_threads.state:${threadId}`, state), state: 'escalated' }).where(eq(t.conversationThreads.threadId, threadId));
    const taskId = await openTask();
    await act('aki', 'take-over', { version: 1 });
    await act('aki', 'reply', { version: 2, text: 'Aki here' });
    const { status, body } = await as('ben', 'GET', `/conversations/${threadId}`, '/conversations/{threadId}');
    assert.equal(status, 200);
    const seen = body as { owner: string; stage: string; needsPerson: boolean; draft: { partySize: number }; customer: { name: string; address: string }; messages: { text: string; author: string; delivery: { state: string } | null }[]; tasks: { id: string }[]; staffActions: { action: string; actor: string }[]; bookings: unknown[]; terms: unknown[] };
    assert.deepEqual([seen.owner, seen.stage, seen.needsPerson], ['aki', 'escalated', true]);
    assert.equal(seen.draft.partySize, 20);
    assert.equal(seen.customer.name, 'Maya Tanaka');
    assert.match(seen.customer.address, /^\+1916555/);
    assert.deepEqual(seen.messages.map(({ author, text, delivery }) => [author, text, delivery?.state ?? null]), [['customer', 'I need a person', null], ['staff', 'Aki here', 'intended']]);
    assert.deepEqual(seen.tasks.map((task) => task.id), [taskId]);
    assert.deepEqual(seen.staffActions.map((row) => [row.actor, row.action]), [['aki', 'took_over'], ['aki', 'replied']]);
    assert.deepEqual([seen.bookings, seen.terms], [[], []]);
  });

  it('shows an erased customer as erased, without words', async () => {
    const { customerId } = await thread();
    const [customer] = await app.database.db.select().from(t.customers).where(eq(t.customers.id, customerId));
    await app.database.db.update(t.personKeys).set({ wrappedKey: null, destroyedAt: new Date() }).where(eq(t.personKeys.id, customer!.keyId));
    const { body } = await as('aki', 'GET', `/conversations/${threadId}`, '/conversations/{threadId}');
    const seen = body as { customer: { isErased: boolean; address: string | null }; messages: { text: string | null }[] };
    assert.deepEqual([seen.customer.isErased, seen.customer.address, seen.messages[0]?.text], [true, null, null]);
    await act('aki', 'take-over', { version: 1 });
    assertFailure(await act('aki', 'reply', { version: 2, text: 'hello' }), 410, 'person_erased');
  });

  it('lists conversations, filtered and in pages', async () => {
    const list = async (query: string) => (await as('aki', 'GET', `/conversations${query}`, '/conversations')).body as { conversations: { threadId: string; needsPerson: boolean; stage: string }[]; next: string | null };
    assert.ok((await list('?needsPerson=false&limit=200')).conversations.some((row) => row.threadId === threadId));
    await act('aki', 'take-over', { version: 1 });
    assert.ok(!(await list('?needsPerson=false&limit=200')).conversations.some((row) => row.threadId === threadId));
    const waiting = (await list('?needsPerson=true&limit=200')).conversations;
    assert.ok(waiting.some((row) => row.threadId === threadId) && waiting.every((row) => row.needsPerson));
    assert.ok((await list('?stage=initial&limit=200')).conversations.every((row) => row.stage === 'initial'));
    const first = await list('?limit=1');
    assert.equal(first.conversations.length, 1);
    assert.notEqual(first.next, null);
    assertFailure(await as('aki', 'GET', '/conversations?stage=lost', '/conversations'), 422, 'validation_failed');
  });

  it('claims, releases and resolves tasks; of two who claim at once one wins', async () => {
    const taskId = await openTask();
    const replies = await Promise.all([taskAct('aki', 'claim', taskId, { version: 1 }), taskAct('ben', 'claim', taskId, { version: 1 })]);
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, 409]);
    const winner: StaffName = replies[0]!.status === 200 ? 'aki' : 'ben';
    const other: StaffName = winner === 'aki' ? 'ben' : 'aki';
    assert.deepEqual(assertFailure(replies.find((reply) => reply.status === 409)!, 409, 'stale_version'), { current: { version: 2, status: 'claimed', claimedBy: winner } });
    assertFailure(await taskAct(other, 'claim', taskId, { version: 2 }), 409, 'task_already_claimed');
    assertFailure(await taskAct(other, 'release', taskId, { version: 2 }), 409, 'not_owner');
    assertFailure(await taskAct(other, 'resolve', taskId, { version: 2 }), 409, 'not_owner');
    assert.equal((await taskAct(winner, 'release', taskId, { version: 2 })).status, 200);
    assert.equal((await taskAct(other, 'claim', taskId, { version: 3 })).status, 200);
    const resolved = await taskAct(other, 'resolve', taskId, { version: 4, resolution: 'called_back' });
    assert.deepEqual(resolved.body, { taskId, threadId, version: 5, status: 'resolved', claimedBy: other });
    const row = await taskRow(taskId);
    assert.deepEqual([row.resolution, row.resolvedBy, row.resolvedVia], ['called_back', other, 'admin_api']);
    assert.deepEqual((await stimuli()).map((stimulus) => [stimulus.kind, stimulus.details]), [['task_resolved', { taskId, by: other }]]);
    assertFailure(await taskAct(other, 'resolve', taskId, { version: 5 }), 409, 'task_already_resolved');
    await app.postman.settled();
    assert.equal(app.toldTasks.length, 4);
    assert.equal(app.nudges.length, 1);
  });

  it('hands the conversation back with the task that its owner resolves, and lets nobody else resolve it', async () => {
    const taskId = await openTask();
    await act('aki', 'take-over', { version: 1 });
    assertFailure(await taskAct('ben', 'resolve', taskId, { version: 2 }), 409, 'not_owner');
    assert.equal((await taskAct('aki', 'resolve', taskId, { version: 2 })).status, 200);
    assert.deepEqual([(await thread()).owner, (await thread()).version], ['assistant', 3]);
  });

  it('keeps remarks out of resolutions, which are codes', async () => {
    const taskId = await openTask();
    assertFailure(await taskAct('aki', 'resolve', taskId, { version: 1, resolution: 'Called Maya on her mobile' }), 422, 'validation_failed');
  });

  it('lists tasks by status and shows one', async () => {
    const taskId = await openTask();
    const list = async (query: string) => ((await as('aki', 'GET', `/tasks${query}`, '/tasks')).body as { tasks: { id: string; status: string }[] }).tasks;
    assert.ok((await list('?status=open')).some((task) => task.id === taskId));
    assert.ok((await list('?status=resolved')).every((task) => task.status === 'resolved'));
    assert.equal(((await as('aki', 'GET', `/tasks/${taskId}`, '/tasks/{id}')).body as { id: string }).id, taskId);
    assertFailure(await as('aki', 'GET', `/tasks/${randomUUID()}`, '/tasks/{id}'), 404, 'not_found');
  });

  it('answers 404 for a conversation that does not exist, or cannot', async () => {
    assertFailure(await act('aki', 'take-over', { version: 1 }, randomUUID()), 404, 'not_found');
    assertFailure(await act('aki', 'take-over', { version: 1 }, 'not-an-id'), 404, 'not_found');
  });

  it('logs nothing that was said', async () => {
    await act('aki', 'take-over', { version: 1 });
    await act('aki', 'reply', { version: 2, text: 'Rosebud' });
    await as('aki', 'GET', `/conversations/${threadId}`, '/conversations/{threadId}');
    const everything = app.logLines.join('\n');
    for (const word of ['Rosebud', 'I need a person', CUSTOMER, 'token-of-aki']) assert.ok(!everything.includes(word), `the log holds ${word}`);
  });
});

describe('staff acts without a database', () => {
  it('are refused with 503 in good time', async () => {
    const app = await startTestApp({ databaseUrl: 'postgres://app:none@127.0.0.1:1/none' });
    try {
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const startedMs = performance.now();
        const reply = await app.staff('aki')('POST', `/conversations/${randomUUID()}/take-over`, { version: 1 });
        assertFailure(reply, 503, 'database_unavailable');
        assert.ok(Number(reply.headers.get('retry-after')) > 0);
        assert.ok(performance.now() - startedMs < 2_500);
      }
      assertFailure(await call(`${app.url}/api/v1/admin/tasks`, 'GET'), 401, 'unauthorized');
    } finally {
      await app.close();
    }
  });

  it('do not happen after they were refused', async () => {
    const app = await startTestApp();
    try {
      const { threadId } = await app.customerWrites('hello');
      // Something holds the row for longer than the API waits.
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => { release = resolve; });
      const holding = app.database.transaction(async (tx) => {
        await tx.select().from(t.conversationThreads).where(eq(t.conversationThreads.threadId, threadId)).for('update');
        await held;
      });
      const reply = await app.staff('aki')('POST', `/conversations/${threadId}/take-over`, { version: 1 });
      assertFailure(reply, 503, 'database_unavailable');
      release();
      await holding;
      // Waits for the refused act to have come and gone.
      await app.database.transaction((tx) => tx.select().from(t.conversationThreads).where(eq(t.conversationThreads.threadId, threadId)).for('update'));
      const [thread] = await app.database.db.select().from(t.conversationThreads);
      assert.deepEqual([thread?.owner, thread?.version], ['assistant', 1]);
      assert.deepEqual(await app.database.db.select().from(t.stimuli), []);
    } finally {
      await app.close();
    }
  });
});
