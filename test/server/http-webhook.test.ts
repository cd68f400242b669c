// The RingCentral webhook over HTTP: what is stored, what is logged and what is answered, for everything that can arrive.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { asc } from 'drizzle-orm';
import * as t from '../../db/schema.ts';
import { open } from '../../db/sealing.ts';
import { loadKey } from '../../db/people.ts';
import { createPostman } from '../../server/postman.ts';
import { assertFailure, call, CUSTOMER, OUR_NUMBER, rawRequest, startTestApp, WEBHOOK_SECRET, type Reply, type TestApp } from './http-support.ts';

const PATH = '/api/v1/webhooks/sms/incoming';

function notification(text: string, change: { id?: string; from?: string; to?: string; event?: string; body?: Record<string, unknown> } = {}) {
  const id = change.id ?? String(Math.floor(Math.random() * 1e12));
  return {
    uuid: randomUUID(), event: change.event ?? '/restapi/v1.0/account/1/extension/2/message-store/instant?type=SMS', subscriptionId: 'subscription-1',
    body: {
      id, to: [{ phoneNumber: change.to ?? OUR_NUMBER, target: true }], from: { phoneNumber: change.from ?? CUSTOMER }, type: 'SMS', creationTime: '2026-11-23T18:12:45.028Z',
      direction: 'Inbound', availability: 'Alive', subject: text, messageStatus: 'Received', eventType: 'Create', ...change.body,
    },
  };
}

describe('the SMS webhook', () => {
  let app: TestApp;
  before(async () => { app = await startTestApp(); });
  after(() => app.close());
  beforeEach(async () => {
    await app.postman.settled();
    app.nudges.length = 0;
  });

  const post = (body: unknown, headers: Record<string, string> = { 'verification-token': WEBHOOK_SECRET }): Promise<Reply> => call(`${app.url}${PATH}`, 'POST', body, headers);
  const logs = () => app.database.db.select().from(t.webhookLogs).orderBy(asc(t.webhookLogs.createdAt));
  const inbound = async (providerMessageId: string) => (await app.database.db.select().from(t.messages)).filter((row) => row.providerMessageId === providerMessageId);
  const countMessages = async () => (await app.database.db.select({ id: t.messages.id }).from(t.messages)).length;
  /** What the request added to the log. */
  async function logged(work: () => Promise<unknown>): Promise<{ status: string; detail: string | null; bodyBytes: number | null }[]> {
    const before = new Set((await logs()).map((row) => row.id));
    await work();
    return (await logs()).filter((row) => !before.has(row.id)).map(({ status, detail, bodyBytes }) => ({ status, detail, bodyBytes }));
  }

  it('answers the validation handshake within 1,024 bytes, headers included', async () => {
    const token = 'v'.repeat(200);
    const [row] = await logged(async () => {
      const answer = await rawRequest(app.port, PATH, { headers: { 'validation-token': token, 'verification-token': WEBHOOK_SECRET, 'content-length': 0 } });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['validation-token'], token);
      assert.match(answer.headers['content-type'] ?? '', /^application\/json/);
      assert.ok(answer.bytes <= 1_024, `the answer has ${String(answer.bytes)} bytes`);
      assert.equal(answer.headers['x-powered-by'], undefined);
      assert.equal(answer.headers['etag'], undefined);
    });
    assert.equal(row?.status, 'handshake');
  });

  it('answers a handshake that brings no secret, and refuses one that brings a wrong one', async () => {
    assert.equal((await rawRequest(app.port, PATH, { headers: { 'validation-token': 'abc', 'content-length': 0 } })).status, 200);
    const rows = await logged(async () => {
      const refused = await rawRequest(app.port, PATH, { headers: { 'validation-token': 'abc', 'verification-token': 'wrong', 'content-length': 0 } });
      assert.equal(refused.status, 401);
      assert.equal(refused.headers['validation-token'], undefined);
    });
    assert.deepEqual(rows.map((row) => row.status), ['signature_validation_failed']);
  });

  it('stores a message sealed, with its raw bytes, and nudges its conversation', async () => {
    const sent = notification('Party of 20 on Dec 20th', { id: '700001' });
    const rows = await logged(async () => {
      const reply = await post(sent);
      assert.equal(reply.status, 200);
      assert.deepEqual(reply.body, { status: 'accepted' });
    });
    assert.deepEqual(rows.map((row) => row.status), ['accepted']);
    const [message] = await inbound('700001');
    assert.ok(message !== undefined);
    assert.equal(message.originCheck, 'static_token');
    assert.equal(message.providerTime?.toISOString(), '2026-11-23T18:12:45.028Z');
    assert.equal(message.receivedAt.getTime(), app.clock.nowMs);
    const key = await loadKey(app.database.db, app.deps.keys, message.keyId);
    assert.equal(open(key, `messages.body:${message.id}`, message.bodySealed).toString(), 'Party of 20 on Dec 20th');
    assert.equal(open(key, `messages.raw:${message.id}`, message.rawSealed!).toString(), JSON.stringify(sent));
    await app.postman.settled();
    assert.deepEqual(app.nudges, [{ threadId: message.threadId, id: message.id }]);
    assert.notEqual((await inbound('700001'))[0]?.nudgedAt, null);
  });

  it('makes one message of five copies that arrive at once, from a customer it has never seen', async () => {
    const copy = notification('hello', { id: '700002', from: '+19165550177' });
    const rows = await logged(async () => {
      const replies = await Promise.all(Array.from({ length: 5 }, () => post(copy)));
      assert.deepEqual(replies.map((reply) => reply.status), [200, 200, 200, 200, 200]);
    });
    assert.deepEqual(rows.map((row) => row.status).sort(), ['accepted', 'duplicate', 'duplicate', 'duplicate', 'duplicate']);
    assert.equal((await inbound('700002')).length, 1);
    await app.postman.settled();
    assert.equal(app.nudges.length, 1);
  });

  it('keeps one thread and one person when a new customer sends five messages at once', async () => {
    const from = '+19165550178';
    await Promise.all(Array.from({ length: 5 }, (_unused, index) => post(notification(`part ${String(index)}`, { id: `70001${String(index)}`, from }))));
    const rows = (await Promise.all(Array.from({ length: 5 }, (_unused, index) => inbound(`70001${String(index)}`)))).flat();
    assert.equal(new Set(rows.map((row) => row.threadId)).size, 1);
    assert.equal(new Set(rows.map((row) => row.keyId)).size, 1);
    assert.deepEqual(rows.map((row) => row.number).sort(), [1, 2, 3, 4, 5]);
  });

  it('takes messages in any order, each once, with the time the provider gave it', async () => {
    const from = '+19165550179';
    const later = notification('second', { id: '700022', from, body: { creationTime: '2026-11-23T10:00:05.000Z' } });
    const earlier = notification('first', { id: '700021', from, body: { creationTime: '2026-11-23T10:00:00.000Z' } });
    for (const sent of [later, earlier, later]) assert.equal((await post(sent)).status, 200);
    const [first] = await inbound('700021');
    const [second] = await inbound('700022');
    assert.equal(first?.threadId, second?.threadId);
    assert.deepEqual([first?.number, second?.number], [2, 1]);
    assert.ok(first!.providerTime! < second!.providerTime!);
  });

  for (const [name, headers] of [['a wrong token', { 'verification-token': 'not-the-secret' }], ['no token', {}]] as const) {
    it(`refuses ${name} and stores nothing of it but the log row`, async () => {
      const before = await countMessages();
      const rows = await logged(async () => { assertFailure(await post(notification('let me in'), headers as Record<string, string>), 401, 'signature_validation_failed'); });
      assert.deepEqual(rows.map((row) => [row.status, row.detail]), [['signature_validation_failed', name === 'no token' ? 'missing' : 'mismatch']]);
      assert.equal(await countMessages(), before);
    });
  }

  it('does not tell a stranger whether a body was good', async () => {
    assertFailure(await post('not json', { 'verification-token': 'wrong' }), 401, 'signature_validation_failed');
  });

  it('refuses bad JSON and what is no notification, and says so in the log', async () => {
    const rows = await logged(async () => {
      assertFailure(await post('{"event": '), 400, 'invalid_body');
      assertFailure(await post({ hello: 'world' }), 400, 'invalid_body');
      assertFailure(await post(''), 400, 'invalid_body');
    });
    assert.deepEqual(rows.map((row) => [row.status, row.detail]), [['invalid_body', 'not_json'], ['invalid_body', 'not_a_notification'], ['invalid_body', 'empty']]);
  });

  it('refuses 10 MB without reading them, whether their length is told or not', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024, 'x');
    const rows = await logged(async () => {
      const told = await rawRequest(app.port, PATH, { headers: { 'verification-token': WEBHOOK_SECRET, 'content-length': body.length }, body });
      assert.equal(told.status, 413);
      assert.equal((JSON.parse(told.body) as { error: { code: string } }).error.code, 'body_too_large');
      const chunked = await rawRequest(app.port, PATH, { headers: { 'verification-token': WEBHOOK_SECRET, 'transfer-encoding': 'chunked' }, body });
      assert.equal(chunked.status, 413);
    });
    assert.deepEqual(rows.map((row) => [row.status, row.bodyBytes]), [['body_too_large', body.length], ['body_too_large', null]]);
  });

  it('ignores what is not a text to us, and answers 200', async () => {
    const before = await countMessages();
    const rows = await logged(async () => {
      for (const sent of [
        notification('', { event: '/restapi/v1.0/account/1/extension/2/presence' }),
        notification('', { event: '/restapi/v1.0/account/1/extension/2/message-store' }),
        notification('for somebody else', { to: '+19165550111' }),
        notification('our own', { body: { direction: 'Outbound' } }),
        notification('a fax', { body: { type: 'Fax' } }),
      ]) {
        const reply = await post(sent);
        assert.equal(reply.status, 200);
        assert.deepEqual(reply.body, { status: 'ignored' });
      }
    });
    assert.deepEqual(rows.map((row) => [row.status, row.detail]), [
      ['ignored', 'unknown_event'], ['ignored', 'status'], ['ignored', 'not_our_number'], ['ignored', 'outbound'], ['ignored', 'not_sms'],
    ]);
    assert.equal(await countMessages(), before);
  });

  it('commits STOP with the message itself', async () => {
    await post(notification('STOP', { id: '700030', from: '+19165550180' }));
    const [message] = await inbound('700030');
    const optOuts = await app.database.db.select().from(t.optOuts);
    assert.deepEqual(optOuts.map((row) => [row.ground, row.messageId]), [['keyword', message?.id]]);
  });

  it('answers at once while Temporal is away, and leaves the message to the relay', async () => {
    app.temporal.isAway = true;
    try {
      const startedMs = performance.now();
      assert.equal((await post(notification('anybody there?', { id: '700031' }))).status, 200);
      assert.ok(performance.now() - startedMs < 900);
      await app.postman.settled();
      assert.equal((await inbound('700031'))[0]?.nudgedAt, null);
    } finally {
      app.temporal.isAway = false;
    }
  });

  it('does not wait for a nudge that hangs', async () => {
    const hanging = createPostman({ database: app.database, nudge: () => new Promise(() => undefined), tellTask: () => Promise.resolve(), now: Date.now, log: app.deps.log });
    const patient = await startTestApp({ change: { postman: hanging } });
    try {
      const startedMs = performance.now();
      assert.equal((await call(`${patient.url}${PATH}`, 'POST', notification('hi'), { 'verification-token': WEBHOOK_SECRET })).status, 200);
      assert.ok(performance.now() - startedMs < 900);
    } finally {
      await patient.close();
    }
  });

  it('counts each outcome', async () => {
    const count = async (outcome: string) => {
      const { body } = await call(`${app.url}/metrics`, 'GET');
      return Number(new RegExp(`webhook_requests_total\\{provider="ringcentral",outcome="${outcome}"\\} (\\d+)`).exec(String(body))?.[1] ?? 0);
    };
    const outcomes = ['accepted', 'duplicate', 'signature_validation_failed', 'invalid_body'];
    const before = await Promise.all(outcomes.map(count));
    const sent = notification('count me');
    for (const send of [() => post(sent), () => post(sent), () => post(sent, {}), () => post('{')]) await send();
    assert.deepEqual(await Promise.all(outcomes.map(count)), before.map((number) => number + 1));
  });

  it('logs no number, text or token', async () => {
    await post(notification('My secret is Rosebud', { from: '+19165550199' }));
    const everything = app.logLines.join('\n');
    for (const word of ['Rosebud', '9165550199', WEBHOOK_SECRET]) assert.ok(!everything.includes(word), `the log holds ${word}`);
    assert.match(everything, /webhooks\/sms/, 'the log was written at all');
  });
});

describe('the SMS webhook while its validation is skipped', () => {
  it('takes in whatever comes until the end that was set, marked as unverified', async () => {
    const untilMs = Date.now() + 3_600_000;
    const app = await startTestApp({ settings: { skipWebhookValidation: { until: new Date(untilMs) } } });
    try {
      const post = (id: string, headers: Record<string, string>) => call(`${app.url}${PATH}`, 'POST', notification('hello', { id }), headers);
      assert.deepEqual((await post('800001', {})).body, { status: 'accepted_unverified' });
      assert.deepEqual((await post('800002', { 'verification-token': WEBHOOK_SECRET })).body, { status: 'accepted_unverified' });
      app.clock.nowMs = untilMs;
      assertFailure(await post('800003', {}), 401, 'signature_validation_failed');
      const messages = await app.database.db.select().from(t.messages);
      assert.deepEqual(messages.map((row) => row.originCheck), ['skipped', 'skipped']);
      const statuses = (await app.database.db.select().from(t.webhookLogs)).map((row) => row.status).sort();
      assert.deepEqual(statuses, ['accepted_unverified', 'accepted_unverified', 'signature_validation_failed']);
    } finally {
      await app.close();
    }
  });
});

describe('the SMS webhook without a database', () => {
  it('answers 503 in good time, so that the provider or the backfill brings the message again', async () => {
    const app = await startTestApp({ databaseUrl: 'postgres://app:none@127.0.0.1:1/none' });
    try {
      const verified = { 'verification-token': WEBHOOK_SECRET };
      // The driver waits longer before each new try to connect; the answer must not.
      for (let attempt = 0; attempt < 6; attempt += 1) {
        const startedMs = performance.now();
        const reply = await call(`${app.url}${PATH}`, 'POST', notification('hello'), verified);
        assertFailure(reply, 503, 'database_unavailable');
        assert.ok(Number(reply.headers.get('retry-after')) > 0);
        assert.ok(performance.now() - startedMs < 2_900, 'slower than RingCentral allows');
      }
      assertFailure(await call(`${app.url}${PATH}`, 'POST', notification('hello'), { 'verification-token': 'wrong' }), 401, 'signature_validation_failed');
      assert.equal((await rawRequest(app.port, PATH, { headers: { 'validation-token': 'abc', 'content-length': 0 } })).status, 200);
    } finally {
      await app.close();
    }
  });
});
