// RingCentral's own SDK against the simulator: what it sends is understood, what it gets it understands.
import assert from 'node:assert/strict';
import { SDK } from '@ringcentral/sdk';
import { closeAll, control, customer, instantFilter, line, openReceiver, openSimulators, read } from './support.ts';

const extension = '/restapi/v1.0/account/~/extension/~';
const text = (words: string) => ({ from: { phoneNumber: line }, to: [{ phoneNumber: customer }], text: words });
let sdks = 0;

function platformOf(url: string) {
  // A prefix of its own: the SDK keeps tokens in a store that all its objects share.
  return new SDK({ server: url, clientId: 'id', clientSecret: 'secret', cachePrefix: `test-${++sdks}-` }).platform();
}

describe('the real SDK', () => {
  afterEach(closeAll);

  it('signs in by JWT, subscribes, sends, reads back, lists and signs out', async () => {
    const sim = await openSimulators({ credentials: { clientId: 'id', clientSecret: 'secret', jwt: 'a.b.c' } });
    const hook = await openReceiver();
    const platform = platformOf(sim.url);
    await platform.login({ jwt: 'a.b.c' });
    const { json: subscription } = await read(await platform.post('/restapi/v1.0/subscription', {
      eventFilters: [instantFilter],
      deliveryMode: { transportType: 'WebHook', address: hook.url, verificationToken: 'v' },
      expiresIn: 3600,
    }));
    assert.equal(subscription.status, 'Active');
    const { json: sent } = await read(await platform.post(`${extension}/sms`, text('Hello')));
    assert.equal((await read(await platform.get(`${extension}/message-store/${sent.id}`))).json.subject, 'Hello');
    await control(sim).text('Hi');
    assert.deepEqual(hook.texts(), ['Hi']);
    const { json: list } = await read(await platform.get(`${extension}/message-store`, { messageType: 'SMS', direction: 'Inbound' }));
    assert.equal(list.records.length, 1);
    assert.equal((await platform.delete(`/restapi/v1.0/subscription/${subscription.id}`)).status, 204);
    await platform.logout();
    assert.equal(await platform.loggedIn(), false);
  });

  it('gives its caller the provider’s own message, and the time to wait in milliseconds', async () => {
    const sim = await openSimulators();
    const platform = platformOf(sim.url);
    await platform.login({ jwt: 'a.b.c' });
    await assert.rejects(platform.post(`${extension}/sms`, text('')), /Parameter \[text\] value is invalid/);
    await control(sim).fault('rate_limit', { retryAfterSeconds: 3 });
    await assert.rejects(platform.post(`${extension}/sms`, text('x')), (error: Error & { retryAfter?: number }) => error.retryAfter === 3000);
  });

  it('refreshes after a 401 and sends the text once, when there are refresh tokens', async () => {
    const sim = await openSimulators({ issueRefreshTokens: true });
    const platform = platformOf(sim.url);
    await platform.login({ jwt: 'a.b.c' });
    const auth = platform.auth();
    await auth.setData({ ...(await auth.data()), access_token: 'stale' });
    assert.equal((await platform.post(`${extension}/sms`, text('once'))).status, 200);
    const { counts } = await control(sim).ledger();
    assert.deepEqual([counts.outbound, counts.tokens], [1, 2]);
  });

  it('must sign in again when its token is refused and there is no refresh token', async () => {
    const sim = await openSimulators();
    const platform = platformOf(sim.url);
    await platform.login({ jwt: 'a.b.c' });
    await control(sim).call('DELETE', '/tokens');
    await assert.rejects(platform.post(`${extension}/sms`, text('x')), /Refresh token is missing/);
    await platform.login({ jwt: 'a.b.c' });
    assert.equal((await platform.post(`${extension}/sms`, text('x'))).status, 200);
  });
});
