// Webhook subscriptions as the simulator plays them: handshake, notifications, renewal, expiry and blacklisting.
import assert from 'node:assert/strict';
import { closeAll, control, customer, echo, instantFilter, line, openReceiver, openSimulators, signIn, until, type Answer } from './support.ts';

describe('the validation handshake', () => {
  afterEach(closeAll);

  it('happens while the request is open, and carries both tokens and no body', async () => {
    const sim = await openSimulators();
    const hook = await openReceiver();
    const { status, json } = await (await signIn(sim)).subscribe(hook.url);
    assert.equal(status, 200);
    assert.equal(hook.handshakes.length, 1);
    assert.equal(hook.handshakes[0]!.headers['verification-token'], 'the-verification-token');
    assert.equal(hook.handshakes[0]!.headers['content-length'], '0');
    assert.equal(json.status, 'Active');
    assert.match(json.eventFilters[0], /^\/restapi\/v1\.0\/account\/\d+\/extension\/\d+\/message-store\/instant\?type=SMS$/);
    assert.deepEqual(json.deliveryMode, { transportType: 'WebHook', encryption: false, address: hook.url });
  });

  const padded = (bytes: number): Answer => (res, received) => {
    res.sendDate = false;
    res.setHeader('Content-Type', 'application/json');
    res.setHeader('Validation-Token', received.headers['validation-token']!);
    res.setHeader('Connection', 'close');
    res.setHeader('Content-Length', String(bytes));
    res.end('x'.repeat(bytes));
  };
  // Status line, four headers as Node writes them, and the empty line.
  const headBytes = (contentLength: string) => ['HTTP/1.1 200 OK', 'Content-Type: application/json', `Validation-Token: ${'t'.repeat(32)}`, 'Connection: close', `Content-Length: ${contentLength}`, '', ''].join('\r\n').length;

  const bad: [string, Answer][] = [
    ['does not echo the token', (res) => res.setHeader('Content-Type', 'application/json').end()],
    ['echoes another token', (res) => res.setHeader('Content-Type', 'application/json').setHeader('Validation-Token', 'other').end()],
    ['answers 204', (res, received) => { res.statusCode = 204; echo(res, received); }],
    ['redirects', (res, received) => { res.statusCode = 302; res.setHeader('Location', '/'); echo(res, received); }],
    ['names no content type', (res, { headers }) => res.setHeader('Validation-Token', headers['validation-token']!).end()],
    ['answers one byte too many', padded(1024 - headBytes('999') + 1)],
    ['hangs up', (res) => res.socket!.destroy()],
    ['is late', (res, received) => { setTimeout(() => echo(res, received), 400); }],
  ];
  for (const [what, answer] of bad) {
    it(`fails with SUB-525 when the application ${what}`, async () => {
      const sim = await openSimulators({ handshakeTimeoutMs: 200 });
      const hook = await openReceiver(answer);
      const client = await signIn(sim);
      const { status, json } = await client.subscribe(hook.url);
      assert.deepEqual([status, json.errorCode, json.errors[0].errorCode], [400, 'SUB-525', 'SUB-525']);
      assert.equal((await client.call('GET', '/restapi/v1.0/subscription')).json.records.length, 0);
      assert.equal((await control(sim).ledger()).handshakes[0].outcome, 'refused');
    });
  }

  it('allows an answer of exactly 1024 bytes', async () => {
    const sim = await openSimulators();
    const hook = await openReceiver(padded(1024 - headBytes('999')));
    assert.equal((await (await signIn(sim)).subscribe(hook.url)).status, 200);
  });

  it('fails when nobody listens at the address', async () => {
    const client = await signIn(await openSimulators());
    assert.equal((await client.subscribe('http://127.0.0.1:1/hook')).json.errorCode, 'SUB-525');
  });

  it('is not even tried for filters, transports and addresses that are wrong', async () => {
    const hook = await openReceiver();
    const client = await signIn(await openSimulators());
    const code = async (extra: object) => (await client.subscribe(hook.url, extra)).json.errors[0];
    assert.equal((await code({ eventFilters: ['/restapi/v1.0/nothing'] })).errorCode, 'SUB-508');
    assert.equal((await code({ eventFilters: undefined })).parameterName, 'eventFilters');
    assert.equal((await code({ deliveryMode: { transportType: 'PubNub' } })).parameterName, 'deliveryMode.transportType');
    assert.equal((await code({ deliveryMode: { transportType: 'WebHook', address: 'file:///etc/passwd' } })).parameterName, 'deliveryMode.address');
    assert.equal((await code({ expiresIn: -1 })).parameterName, 'expiresIn');
    assert.equal(hook.handshakes.length, 0);
  });
});

describe('a simulated subscription', () => {
  afterEach(closeAll);

  it('is told of a text with the documented notification, ids as text', async () => {
    const sim = await openSimulators();
    const hook = await openReceiver();
    const client = await signIn(sim);
    const { json: subscription } = await client.subscribe(hook.url);
    const sent = await control(sim).text('Hi there');
    assert.equal(sent.status, 201);
    assert.deepEqual(sent.json.delivery, [{ subscriptionId: subscription.id, outcome: 'delivered', httpStatus: 200 }]);
    const [{ headers, json }] = hook.notifications as [typeof hook.notifications[0]];
    assert.equal(headers['verification-token'], 'the-verification-token');
    assert.equal(headers['content-type'], 'application/json; charset=UTF-8');
    assert.equal(headers['user-agent'], 'RingCentral-Webhook/8.3');
    assert.equal(headers['validation-token'], undefined);
    assert.equal(json.event, subscription.eventFilters[0]);
    assert.equal(json.subscriptionId, subscription.id);
    assert.match(json.uuid, /^\d{19}$/);
    assert.equal(json.body.id, sent.json.id);
    assert.deepEqual(json.body.to, [{ phoneNumber: line, name: 'Business line', target: true }]);
    assert.deepEqual(json.body.from, { phoneNumber: customer, phoneNumberInfo: { countryCode: '1', nationalDestinationCode: '916', subscriberNumber: '5550123' } });
    assert.deepEqual(
      [json.body.type, json.body.direction, json.body.messageStatus, json.body.eventType, json.body.subject],
      ['SMS', 'Inbound', 'Received', 'Create', 'Hi there'],
    );
    const { json: record } = await client.message(json.body.id);
    assert.equal(record.subject, 'Hi there');
    assert.equal(record.conversation.id, json.body.conversation.id);
  });

  it('is one of several, each told once; without any the text is only stored', async () => {
    const sim = await openSimulators();
    const client = await signIn(sim);
    assert.deepEqual((await control(sim).text('nobody hears')).json.delivery, []);
    const hooks = [await openReceiver(), await openReceiver()];
    for (const hook of hooks) await client.subscribe(hook.url);
    await control(sim).text('both hear');
    assert.deepEqual(hooks.map((hook) => hook.texts()), [['both hear'], ['both hear']]);
    assert.equal((await client.list()).json.records.length, 2);
  });

  it('can be listed, changed, renewed and deleted', async () => {
    let nowMs = Date.now();
    const sim = await openSimulators({ now: () => nowMs });
    const hook = await openReceiver();
    const client = await signIn(sim);
    const { json: { id } } = await client.subscribe(hook.url, { expiresIn: 600, eventFilters: [instantFilter, '/restapi/v1.0/nothing'] });
    nowMs += 500_000;
    const seen = (await client.subscription(id)).json;
    assert.deepEqual([seen.expiresIn, seen.disabledFilters.length], [100, 1]);
    assert.equal((await client.call('POST', `/restapi/v1.0/subscription/${id}/renew`)).json.expiresIn, 600);
    assert.equal((await client.call('PUT', `/restapi/v1.0/subscription/${id}`, { expiresIn: 900, eventFilters: [instantFilter] })).json.expiresIn, 900);
    assert.equal((await client.call('PUT', `/restapi/v1.0/subscription/${id}`, { eventFilters: ['/nothing'] })).json.errorCode, 'SUB-508');
    assert.deepEqual((await client.call('GET', '/restapi/v1.0/subscription')).json.records.map((record: { id: string }) => record.id), [id]);
    assert.equal((await client.call('DELETE', `/restapi/v1.0/subscription/${id}`)).status, 204);
    assert.deepEqual([(await client.subscription(id)).status, (await client.subscription(id)).json.errorCode], [404, 'SUB-507']);
    await control(sim).text('unheard');
    assert.deepEqual(hook.texts(), []);
  });

  it('ends when its time is over', async () => {
    let nowMs = Date.now();
    const sim = await openSimulators({ now: () => nowMs });
    const hook = await openReceiver();
    const { json: { id } } = await (await signIn(sim)).subscribe(hook.url, { expiresIn: 600 });
    nowMs += 600_000;
    await control(sim).text('too late');
    assert.deepEqual(hook.texts(), []);
    assert.equal((await (await signIn(sim)).call('POST', `/restapi/v1.0/subscription/${id}/renew`)).json.errorCode, 'SUB-507');
  });

  it('is told again after a failure, and stays active when the retry is taken', async () => {
    const sim = await openSimulators();
    const hook = await openReceiver();
    const client = await signIn(sim);
    const { json: { id } } = await client.subscribe(hook.url);
    let failures = 1;
    hook.answerWith((res, received) => { res.statusCode = failures-- > 0 ? 503 : 200; echo(res, received); });
    assert.deepEqual((await control(sim).text('again')).json.delivery[0], { subscriptionId: id, outcome: 'retrying', httpStatus: 503 });
    await until(() => hook.notifications.length === 2);
    assert.equal(hook.notifications[0]!.text, hook.notifications[1]!.text, 'a retry is the same notification');
    assert.equal((await client.subscription(id)).json.status, 'Active');
    const { webhooks } = await control(sim).ledger();
    assert.deepEqual(webhooks.map((post: { attempt: number; outcome: string }) => [post.attempt, post.outcome]), [[1, 'failed'], [2, 'delivered']]);
  });

  for (const [what, answer, reason] of [
    ['answers 404', (res, received) => { res.statusCode = 404; echo(res, received); }, /\[404\]/],
    ['answers 204 instead of 200', (res, received) => { res.statusCode = 204; echo(res, received); }, /\[204\]/],
    ['does not answer in time', () => { /* silence */ }, /Read timed out/],
  ] as [string, Answer, RegExp][]) {
    it(`is blacklisted for good when the application ${what} to every attempt`, async () => {
      const sim = await openSimulators({ deliveryTimeoutMs: 50 });
      const hook = await openReceiver();
      const client = await signIn(sim);
      const { json: { id } } = await client.subscribe(hook.url);
      hook.answerWith(answer);
      await control(sim).text('lost');
      await until(async () => (await client.subscription(id)).json.status === 'Blacklisted');
      assert.match((await client.subscription(id)).json.blacklistedData.reason, reason);
      assert.equal(hook.notifications.length, 3);
      hook.answerWith(echo);
      await control(sim).text('unheard');
      assert.equal(hook.notifications.length, 3);
      await client.subscribe(hook.url);
      await control(sim).text('heard');
      assert.deepEqual(hook.texts().at(-1), 'heard');
    });
  }
});
