// Keeping one live subscription: the plan for each state of RingCentral's record, and carrying it out over a socket.
import assert from 'node:assert/strict';
import { RingCentralError } from '../../channels/ringcentral/answers.ts';
import { ensureSubscription, INBOUND_SMS_FILTER, planSubscription } from '../../channels/ringcentral/subscription.ts';
import type { SubscriptionInfo } from '../../channels/ringcentral/subscription.ts';
import { connect, json, startProvider, TOKEN_PATH } from './provider-server.ts';
import type { Handler, Provider } from './provider-server.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');
const DAY_MS = 86_400_000;
const ADDRESS = 'https://book.example.com/api/v1/webhooks/sms/incoming';
const STORED_FILTER = '/restapi/v1.0/account/80964/extension/62989/message-store/instant?type=SMS';
const WANTED = { address: ADDRESS, filter: INBOUND_SMS_FILTER };
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY_MS).toISOString();

function subscription(id: string, fields: Partial<SubscriptionInfo> = {}): SubscriptionInfo {
  return { id, status: 'Active', eventFilters: [STORED_FILTER], disabledFilters: [], transportType: 'WebHook', address: ADDRESS, expiresAt: inDays(30), ...fields };
}
function plan(...existing: SubscriptionInfo[]) {
  const { action, removeIds, ...rest } = planSubscription(existing, WANTED, NOW, DAY_MS);
  return { action, removeIds, ...('id' in rest && { id: rest.id }), ...('deadIds' in rest && { deadIds: rest.deadIds }) };
}

describe('the plan for the subscription', () => {
  it('is to create when there is none of ours', () => {
    assert.deepEqual(plan(), { action: 'create', removeIds: [] });
    assert.deepEqual(plan(
      subscription('other-path', { address: 'https://book.example.com/other' }),
      subscription('other-filter', { eventFilters: ['/restapi/v1.0/account/1/extension/2/presence'] }),
      subscription('other-type', { eventFilters: [STORED_FILTER.replace('SMS', 'Fax')] }),
      subscription('socket', { transportType: 'WebSocket', address: null }),
      subscription('not-a-url', { address: 'nonsense' }),
    ), { action: 'create', removeIds: [] });
  });

  it('is to keep a live one, found by its filter with ids or with tildes, among others or alone', () => {
    for (const filter of [STORED_FILTER, INBOUND_SMS_FILTER]) {
      const live = subscription('a', { eventFilters: ['/restapi/v1.0/account/1/extension/2/presence', filter] });
      assert.deepEqual(plan(live), { action: 'keep', id: 'a', removeIds: [] });
    }
  });

  it('is to renew one that ends soon, or at a time not told', () => {
    assert.deepEqual(plan(subscription('a', { expiresAt: inDays(1) })), { action: 'renew', id: 'a', removeIds: [] });
    assert.deepEqual(plan(subscription('a', { expiresAt: inDays(1.01) })), { action: 'keep', id: 'a', removeIds: [] });
    assert.deepEqual(plan(subscription('a', { expiresAt: null })), { action: 'renew', id: 'a', removeIds: [] });
  });

  const dead: [string, Partial<SubscriptionInfo>][] = [
    ['blacklisted', { status: 'Blacklisted' }],
    ['suspended', { status: 'Suspended' }],
    ['in a state not heard of', { status: 'Paused' }],
    ['expired', { expiresAt: NOW.toISOString() }],
    ['disabled for our filter', { eventFilters: [], disabledFilters: [STORED_FILTER] }],
  ];
  for (const [state, fields] of dead) {
    it(`is to recreate one that is ${state}`, () => {
      assert.deepEqual(plan(subscription('a', fields)), { action: 'recreate', removeIds: ['a'], deadIds: ['a'] });
    });
  }

  it('is to replace one at an earlier host, which is alive until then', () => {
    const earlier = subscription('a', { address: 'https://old.example.com/api/v1/webhooks/sms/incoming' });
    assert.deepEqual(plan(earlier), { action: 'recreate', removeIds: ['a'], deadIds: [] });
  });

  it('is to keep the one that lives longest and remove all others of ours', () => {
    assert.deepEqual(
      plan(subscription('short', { expiresAt: inDays(5) }), subscription('dead', { status: 'Blacklisted' }), subscription('long'), subscription('foreign', { address: 'https://x.example.com/' })),
      { action: 'keep', id: 'long', removeIds: ['short', 'dead'] },
    );
  });
});

/** RingCentral's record of subscriptions, with the call to the webhook left out. */
function registry(initial: Record<string, unknown>[]) {
  const records = [...initial];
  const done: string[] = [];
  let next = 1;
  const handler: Handler = ({ method, path, body }, response) => {
    const id = path.split('/')[4];
    const index = records.findIndex((one) => one['id'] === id);
    if (method === 'GET') { json(response, 200, { uri: 'x', records }); return; }
    if (method === 'POST' && id === undefined) {
      const { eventFilters, deliveryMode, expiresIn } = JSON.parse(body) as { eventFilters: string[]; deliveryMode: { address: string; transportType: string }; expiresIn: number };
      const created = { id: `new${next}`, status: 'Active', eventFilters, expirationTime: new Date(NOW.getTime() + expiresIn * 1000).toISOString(), expiresIn, deliveryMode: { transportType: deliveryMode.transportType, encryption: false, address: deliveryMode.address } };
      next += 1;
      records.push(created);
      done.push('create');
      json(response, 200, created);
      return;
    }
    done.push(`${method === 'DELETE' ? 'remove' : 'renew'} ${id}`);
    if (index < 0) { json(response, 404, { errorCode: 'SUB-507', message: 'expired' }); return; }
    if (method === 'DELETE') { records.splice(index, 1); response.writeHead(204).end(); return; }
    records[index] = { ...records[index], expirationTime: inDays(30) };
    json(response, 200, records[index]);
  };
  return { handler, records, done };
}
const stored = (id: string, fields: Record<string, unknown> = {}) => ({
  id, status: 'Active', eventFilters: [STORED_FILTER], expirationTime: inDays(30), deliveryMode: { transportType: 'WebHook', address: ADDRESS }, ...fields,
});

describe('keeping the subscription', () => {
  const settings = { ...WANTED, verificationToken: 'hook-secret', expiresInSeconds: 30 * 86_400, renewBeforeMs: DAY_MS };
  let provider: Provider;
  let logged: string[] = [];
  beforeEach(async () => { provider = await startProvider(() => { /* set by each test */ }); });
  afterEach(async () => { await provider.close(); });

  async function ensure(initial: Record<string, unknown>[]) {
    const record = registry(initial);
    provider.state.api = record.handler;
    const connected = connect(provider.url);
    logged = connected.logged;
    const ensured = await ensureSubscription(connected.client.subscriptions, settings, NOW);
    const again = await ensureSubscription(connected.client.subscriptions, settings, NOW);
    assert.equal(again.action, 'keep', 'a second look finds nothing left to do');
    assert.equal(record.records.length, 1);
    return { ...ensured, done: record.done };
  }

  it('creates it with our address, filter and secret, and logs no secret', async () => {
    const { action, subscription: made, done } = await ensure([]);
    assert.deepEqual([action, made.id, done], ['create', 'new1', ['create']]);
    const post = provider.arrived.find(({ method, path }) => method === 'POST' && path !== TOKEN_PATH);
    assert.deepEqual(JSON.parse(post!.body), {
      eventFilters: [INBOUND_SMS_FILTER], deliveryMode: { transportType: 'WebHook', address: ADDRESS, verificationToken: 'hook-secret' }, expiresIn: 2_592_000,
    });
    assert.doesNotMatch(logged.join('\n'), /hook-secret/);
  });

  it('keeps a live one without touching it', async () => {
    const { action, done } = await ensure([stored('a')]);
    assert.deepEqual([action, done], ['keep', []]);
  });

  it('renews one that ends soon', async () => {
    const { action, subscription: renewed, done } = await ensure([stored('a', { expirationTime: inDays(0.5) })]);
    assert.deepEqual([action, renewed.expiresAt, done], ['renew', inDays(30), ['renew a']]);
  });

  it('removes a blacklisted one first, then creates', async () => {
    const { action, removedIds, done } = await ensure([stored('a', { status: 'Blacklisted' })]);
    assert.deepEqual([action, removedIds, done], ['recreate', ['a'], ['remove a', 'create']]);
  });

  it('creates first where the earlier one still delivers, then removes it', async () => {
    const { done } = await ensure([stored('a', { deliveryMode: { transportType: 'WebHook', address: ADDRESS.replace('book', 'old') } })]);
    assert.deepEqual(done, ['create', 'remove a']);
  });

  it('removes a double', async () => {
    const { action, done } = await ensure([stored('a'), stored('b', { expirationTime: inDays(5) })]);
    assert.deepEqual([action, done], ['keep', ['remove b']]);
  });

  it('is content when what it removes is already gone', async () => {
    const record = registry([stored('a')]);
    provider.state.api = (request, response) => {
      if (request.method === 'GET') json(response, 200, { records: [stored('a'), stored('gone', { status: 'Blacklisted' })] });
      else record.handler(request, response);
    };
    const { removedIds } = await ensureSubscription(connect(provider.url).client.subscriptions, settings, NOW);
    assert.deepEqual([removedIds, record.done], [['gone'], ['remove gone']]);
  });

  it('creates anew when it ended between the list and the renewal', async () => {
    const listed = stored('a', { expirationTime: inDays(0.5) });
    const record = registry([]);
    let lists = 0;
    provider.state.api = (request, response) => {
      if (request.method === 'GET' && (lists += 1) === 1) json(response, 200, { records: [listed] });
      else record.handler(request, response);
    };
    const { action, subscription: made } = await ensureSubscription(connect(provider.url).client.subscriptions, settings, NOW);
    assert.deepEqual([action, made.id, record.done], ['recreate', 'new1', ['renew a', 'create']]);
  });

  it('says with RingCentral\'s code why it cannot be created', async () => {
    provider.state.api = ({ method }, response) => {
      if (method === 'GET') json(response, 200, { records: [] });
      else json(response, 400, { errorCode: 'SUB-525', message: 'WebHook server response is invalid' });
    };
    await assert.rejects(ensureSubscription(connect(provider.url).client.subscriptions, settings, NOW), (error: unknown) => error instanceof RingCentralError && error.code === 'SUB-525');
  });
});
