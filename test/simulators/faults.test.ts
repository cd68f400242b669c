// The faults that can be switched on, each judged by the ledger and by what the application sees.
import assert from 'node:assert/strict';
import { closeAll, control, customer, openReceiver, openSimulators, signIn, until } from './support.ts';

async function subscribed(options: Parameters<typeof openSimulators>[0] = {}) {
  const sim = await openSimulators(options);
  const hook = await openReceiver();
  const client = await signIn(sim);
  const { json: { id: subscriptionId } } = await client.subscribe(hook.url);
  return { sim, hook, client, subscriptionId, outside: control(sim) };
}

describe('faults of sending', () => {
  afterEach(closeAll);

  const accepted = async (outside: ReturnType<typeof control>) => (await outside.ledger()).sms.map((sms: { text: string }) => sms.text);

  it('accept_then_drop keeps the text and ends the connection without an answer', async () => {
    const { client, outside } = await subscribed();
    await outside.fault('accept_then_drop');
    await assert.rejects(client.sms('kept'), /fetch failed/);
    assert.deepEqual(await accepted(outside), ['kept']);
    assert.equal((await client.list()).json.records[0].messageStatus, 'Delivered');
    assert.equal((await client.sms('next')).status, 200, 'it struck once');
    assert.equal((await outside.ledger()).sms[0].fault, 'accept_then_drop');
  });

  it('drop_before_accept ends the connection and keeps nothing', async () => {
    const { client, outside } = await subscribed();
    await outside.fault('drop_before_accept');
    await assert.rejects(client.sms('gone'), /fetch failed/);
    assert.deepEqual(await accepted(outside), []);
    assert.equal((await client.list()).json.records.length, 0);
  });

  it('error_500_accepted keeps the text and answers 500; error_500 keeps nothing', async () => {
    const { client, outside } = await subscribed();
    await outside.fault('error_500_accepted');
    const kept = await client.sms('kept');
    assert.deepEqual([kept.status, kept.json.errorCode], [500, 'CMN-201']);
    await outside.fault('error_500');
    assert.equal((await client.sms('gone')).status, 500);
    assert.deepEqual(await accepted(outside), ['kept']);
  });

  it('rate_limit answers 429 with a time to wait, and tells an early request to wait again', async () => {
    let nowMs = Date.now();
    const { client, outside } = await subscribed({ now: () => nowMs });
    await outside.fault('rate_limit', { retryAfterSeconds: 7 });
    const refused = await client.sms('one');
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '7']);
    nowMs += 6999;
    assert.equal((await client.sms('early')).status, 429);
    nowMs += 7000;
    assert.equal((await client.sms('patient')).status, 200);
    assert.deepEqual(await accepted(outside), ['patient']);
    const { refused: refusals } = await outside.ledger();
    assert.deepEqual(refusals.map((refusal: { reason: string }) => refusal.reason), ['fault rate_limit', 'before Retry-After']);
  });

  it('forgets the time to wait when the faults are cleared', async () => {
    const { client, outside } = await subscribed();
    await outside.fault('rate_limit', { retryAfterSeconds: 60 });
    assert.equal((await client.sms('one')).status, 429);
    await outside.clearFaults();
    assert.equal((await client.sms('two')).status, 200);
  });

  it('slow accepts at once and answers late', async () => {
    const { client, outside } = await subscribed();
    await outside.fault('slow', { delayMs: 300 });
    const startedMs = performance.now();
    const answer = client.sms('late');
    await until(async () => (await accepted(outside)).length === 1, 250);
    assert.equal((await answer).status, 200);
    assert.ok(performance.now() - startedMs >= 295);
  });

  it('does not keep a closing simulator waiting for a slow answer', async () => {
    const { sim, client, outside } = await subscribed();
    await outside.fault('slow', { delayMs: 60_000 });
    const answer = client.sms('late').catch((error: unknown) => error);
    await until(async () => (await accepted(outside)).length === 1);
    await sim.close();
    assert.ok(await answer instanceof Error);
  });

  it('delivery_failed accepts the text and reports later that it was not delivered', async () => {
    const { client, outside } = await subscribed({ deliveredAfterMs: 50 });
    await outside.fault('delivery_failed', { errorCode: 'SMS-CAR-412' });
    const { json } = await client.sms('lost');
    assert.equal(json.messageStatus, 'Sent');
    await until(async () => (await client.message(json.id)).json.messageStatus === 'DeliveryFailed');
    assert.equal((await client.message(json.id)).json.deliveryErrorCode, 'SMS-CAR-412');
  });

  it('strikes as often as told, and for ever with count 0 or null until cleared', async () => {
    const { client, outside } = await subscribed();
    const statuses = async (times: number) => {
      const seen: number[] = [];
      for (let i = 0; i < times; i++) seen.push((await client.sms('x')).status);
      return seen;
    };
    await outside.fault('error_500', { count: 2 });
    assert.deepEqual(await statuses(3), [500, 500, 200]);
    for (const count of [0, null]) {
      assert.equal((await outside.fault('error_500', { count })).json.remaining, null);
      assert.deepEqual(await statuses(3), [500, 500, 500]);
      assert.equal((await outside.clearFaults()).json.cleared, 1);
      assert.deepEqual(await statuses(1), [200]);
    }
    assert.equal((await outside.ledger()).counts.faults.error_500, 8);
  });

  it('strikes by chance as the seed says: the same seed in the same places, another elsewhere', async () => {
    const pattern = async (seed: number) => {
      const { client, outside } = await subscribed();
      await outside.fault('error_500', { count: 0, probability: 0.5, seed });
      const statuses: number[] = [];
      for (let i = 0; i < 24; i++) statuses.push((await client.sms('x')).status);
      return statuses.join(' ');
    };
    const first = await pattern(7);
    assert.ok(first.includes('500') && first.includes('200'));
    assert.equal(await pattern(7), first);
    assert.notEqual(await pattern(8), first);
  });
});

describe('faults of webhooks', () => {
  afterEach(closeAll);

  it('duplicate_webhook posts one text several times, some copies under a uuid of their own', async () => {
    const { hook, outside } = await subscribed();
    await outside.fault('duplicate_webhook', { copies: 5 });
    await outside.text('twice');
    assert.equal(hook.notifications.length, 5);
    assert.equal(new Set(hook.notifications.map(({ json }) => json.body.id)).size, 1);
    assert.equal(new Set(hook.notifications.map(({ json }) => json.uuid)).size, 3);
    await outside.fault('duplicate_webhook');
    await outside.text('by default two');
    assert.equal(hook.notifications.length, 7);
    assert.equal((await outside.ledger()).counts.inbound, 2);
  });

  it('reorder_webhook holds a text until after the next one', async () => {
    const { hook, outside } = await subscribed();
    await outside.fault('reorder_webhook');
    assert.equal((await outside.text('first')).json.delivery[0].outcome, 'held');
    assert.deepEqual(hook.texts(), []);
    await outside.text('second');
    assert.deepEqual(hook.texts(), ['second', 'first']);
    assert.deepEqual((await outside.texts()).map((text: { text: string }) => text.text), ['first', 'second']);
  });

  it('releases a held text when the faults are cleared', async () => {
    const { hook, outside } = await subscribed();
    await outside.fault('reorder_webhook');
    await outside.text('waiting');
    assert.deepEqual((await outside.clearFaults()).json, { cleared: 0, released: 1 });
    assert.deepEqual(hook.texts(), ['waiting']);
  });

  it('drop_webhook announces nothing, and the store still has the text', async () => {
    const { hook, client, outside } = await subscribed();
    await outside.fault('drop_webhook');
    assert.equal((await outside.text('unannounced')).json.delivery[0].outcome, 'dropped');
    await outside.text('announced');
    assert.deepEqual(hook.texts(), ['announced']);
    assert.equal((await client.list({ direction: 'Inbound' })).json.records.length, 2);
  });

  it('bad_origin announces once with a wrong token, and does not count the refusal', async () => {
    const { hook, client, outside, subscriptionId } = await subscribed();
    hook.answerWith((res) => { res.statusCode = 401; res.end(); });
    await outside.fault('bad_origin');
    assert.deepEqual((await outside.text('forged')).json.delivery[0], { subscriptionId, outcome: 'bad_origin', httpStatus: 401 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(hook.notifications.length, 1, 'retries would have come by now');
    assert.notEqual(hook.notifications[0]!.headers['verification-token'], 'the-verification-token');
    assert.ok(hook.notifications[0]!.headers['verification-token']);
    assert.equal((await client.subscription(subscriptionId)).json.status, 'Active');
  });

  it('blacklist_subscription strikes at once, or at the next text when nobody is subscribed yet', async () => {
    const { hook, client, outside, subscriptionId } = await subscribed();
    await outside.fault('blacklist_subscription');
    assert.equal((await client.subscription(subscriptionId)).json.status, 'Blacklisted');
    await outside.text('unheard');
    const { json: { id: second } } = await client.subscribe(hook.url);
    await outside.text('heard');
    assert.deepEqual(hook.texts(), ['heard']);
    await client.call('DELETE', `/restapi/v1.0/subscription/${second}`);
    await outside.fault('blacklist_subscription');
    const { json: { id: third } } = await client.subscribe(hook.url);
    assert.equal((await client.subscription(third)).json.status, 'Active');
    await outside.text('unheard too');
    assert.equal((await client.subscription(third)).json.status, 'Blacklisted');
    assert.deepEqual(hook.texts(), ['heard']);
  });

  it('does not let a fault of sending touch a webhook, nor the other way round', async () => {
    const { hook, client, outside } = await subscribed();
    await outside.fault('error_500');
    await outside.text('inbound');
    assert.deepEqual(hook.texts(), ['inbound']);
    await outside.clearFaults();
    await outside.fault('drop_webhook');
    assert.equal((await client.sms('outbound', customer)).status, 200);
  });
});
