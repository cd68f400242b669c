// Tokens: one login for many calls, a fresh one when a token is refused or has run out, none shared, none let out.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { RingCentralError } from '../../channels/ringcentral/answers.ts';
import { accepted, connect, json, reset, SMS, SMS_PATH, startProvider, TOKEN_PATH } from './provider-server.ts';
import type { Handler, Provider } from './provider-server.ts';

const ok: Handler = (_request, response) => { json(response, 200, accepted()); };
const refuse: Handler = (_request, response) => { json(response, 401, { errorCode: 'OAU-213', message: 'Token not found' }); };

describe('logging in to RingCentral', () => {
  let provider: Provider;
  beforeEach(async () => { provider = await startProvider(ok); });
  afterEach(async () => { await provider.close(); });

  it('presents the JWT and the client credentials', async () => {
    await connect(provider.url).client.sendSms(SMS);
    const [login] = provider.to(TOKEN_PATH);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(login!.body)), { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'the-jwt' });
    assert.equal(login!.headers.authorization, `Basic ${Buffer.from('client-id:client-secret').toString('base64')}`);
  });

  it('logs in once for 20 sends at the same time', async () => {
    provider.state.login = (request, response) => { setTimeout(() => { provider.grant(request, response); }, 50); };
    const { client } = connect(provider.url);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => client.sendSms(SMS)));
    assert.ok(outcomes.every(({ kind }) => kind === 'sent'));
    assert.equal(provider.to(TOKEN_PATH).length, 1);
    assert.equal(provider.to(SMS_PATH).length, 20);
  });

  it('logs in once more when 20 sends at the same time find their token refused', async () => {
    const { client } = connect(provider.url);
    await client.sendSms(SMS);
    provider.state.api = (request, response) => { (request.headers.authorization === 'bearer AT1' ? refuse : ok)(request, response); };
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => client.sendSms(SMS)));
    assert.ok(outcomes.every(({ kind }) => kind === 'sent'));
    assert.equal(provider.to(TOKEN_PATH).length, 2);
  });

  it('sends with a fresh token after one 401, with the JWT and not with a refresh', async () => {
    let answers = 0;
    provider.state.api = (request, response) => { answers += 1; (answers === 1 ? refuse : ok)(request, response); };
    const { client } = connect(provider.url);
    assert.equal((await client.sendSms(SMS)).kind, 'sent');
    assert.deepEqual(provider.to(SMS_PATH).map(({ headers }) => headers.authorization), ['bearer AT1', 'bearer AT2']);
    assert.ok(provider.to(TOKEN_PATH).every(({ body }) => body.includes('jwt-bearer') && !body.includes('access_token_ttl')));
  });

  it('does not use a refresh token even where one was issued', async () => {
    provider.state.login = (_request, response) => {
      json(response, 200, { access_token: 'AT', token_type: 'bearer', expires_in: 1, refresh_token: 'RT', refresh_token_expires_in: 604800 });
    };
    const { client } = connect(provider.url);
    assert.equal((await client.sendSms(SMS)).kind, 'sent');
    assert.equal((await client.sendSms(SMS)).kind, 'sent');
    assert.ok(provider.to(TOKEN_PATH).every(({ body }) => body.includes('jwt-bearer')));
  });

  it('logs in again when the token has run out and there is no refresh token', async () => {
    let tokens = 0;
    provider.state.login = (_request, response) => { tokens += 1; json(response, 200, { access_token: `AT${tokens}`, token_type: 'bearer', expires_in: 1 }); };
    const { client } = connect(provider.url);
    assert.equal((await client.sendSms(SMS)).kind, 'sent');
    assert.equal((await client.sendSms(SMS)).kind, 'sent');
    assert.deepEqual(provider.to(SMS_PATH).map(({ headers }) => headers.authorization), ['bearer AT1', 'bearer AT2']);
  });

  it('gives up after the second 401 and says that nothing was sent', async () => {
    provider.state.api = refuse;
    const { client } = connect(provider.url);
    assert.deepEqual(await client.sendSms(SMS), { kind: 'not_sent', code: 'auth_failed', retryAfterMs: null, permanent: false });
    assert.equal(provider.to(SMS_PATH).length, 2);
    provider.state.api = ok;
    assert.equal((await client.sendSms(SMS)).kind, 'sent');
  });

  const failures: { answer: string; handler: Handler; code: string; retryAfterMs: number | null }[] = [
    { answer: '400', handler: (_, r) => { json(r, 400, { error: 'invalid_grant', error_description: 'the-jwt expired' }); }, code: 'auth_failed', retryAfterMs: null },
    { answer: '401', handler: (_, r) => { json(r, 401, { error: 'invalid_client' }); }, code: 'auth_failed', retryAfterMs: null },
    { answer: '429', handler: (_, r) => { json(r, 429, {}, { 'retry-after': '9' }); }, code: 'login_rate_limited', retryAfterMs: 9_000 },
    { answer: '429 without a time', handler: (_, r) => { json(r, 429, {}); }, code: 'login_rate_limited', retryAfterMs: 30_000 },
    { answer: '503', handler: (_, r) => { json(r, 503, {}, { 'retry-after': '4' }); }, code: 'login_unavailable', retryAfterMs: 4_000 },
    { answer: 'a reset', handler: (_, r) => { reset(r); }, code: 'login_unavailable', retryAfterMs: null },
    { answer: 'silence', handler: () => { /* never answers */ }, code: 'login_unavailable', retryAfterMs: null },
    { answer: '200 without a token', handler: (_, r) => { json(r, 200, {}); }, code: 'login_unreadable', retryAfterMs: null },
  ];
  for (const { answer, handler, code, retryAfterMs } of failures) {
    it(`says that nothing was sent when the login is answered with ${answer}, asking once`, async () => {
      provider.state.login = handler;
      const { client, logged } = connect(provider.url, { requestTimeoutMs: 150 });
      assert.deepEqual(await client.sendSms(SMS), { kind: 'not_sent', code, retryAfterMs, permanent: false });
      assert.equal(provider.to(TOKEN_PATH).length, 1);
      assert.equal(provider.to(SMS_PATH).length, 0);
      assert.doesNotMatch(logged.join('\n'), /the-jwt|client-secret/);
    });
  }

  it('says that nothing was sent when nobody listens', async () => {
    const { client } = connect(provider.url);
    await provider.close();
    assert.deepEqual(await client.sendSms(SMS), { kind: 'not_sent', code: 'login_unavailable', retryAfterMs: null, permanent: false });
    provider = await startProvider(ok);
  });

  it('does not ask for a token inside the penalty for asking too often', async () => {
    let clockMs = 0;
    provider.state.login = (_request, response) => { json(response, 429, {}, { 'retry-after': '9' }); };
    const { client } = connect(provider.url, { monotonicMs: () => clockMs });
    await client.sendSms(SMS);
    clockMs += 4_000;
    assert.deepEqual(await client.sendSms(SMS), { kind: 'not_sent', code: 'login_rate_limited', retryAfterMs: 5_000, permanent: false });
    assert.equal(provider.to(TOKEN_PATH).length, 1);
  });

  it('recovers after a failed login', async () => {
    provider.state.login = (_request, response) => { json(response, 503, {}); };
    const { client } = connect(provider.url);
    assert.equal((await client.sendSms(SMS)).kind, 'not_sent');
    provider.state.login = provider.grant;
    assert.equal((await client.sendSms(SMS)).kind, 'sent');
  });

  it('keeps the tokens of two clients in one process apart', async () => {
    const other = await startProvider(ok);
    other.state.login = (_request, response) => { json(response, 200, { access_token: 'OTHER', token_type: 'bearer', expires_in: 3600 }); };
    const [first, second] = [connect(provider.url).client, connect(other.url).client];
    await first.sendSms(SMS);
    await second.sendSms(SMS);
    await first.sendSms(SMS);
    assert.deepEqual(provider.to(SMS_PATH).map(({ headers }) => headers.authorization), ['bearer AT1', 'bearer AT1']);
    assert.deepEqual(other.to(SMS_PATH).map(({ headers }) => headers.authorization), ['bearer OTHER']);
    assert.equal(other.to(TOKEN_PATH).length, 1);
    await other.close();
  });

  it('throws errors that hold codes only, however deep one looks', async () => {
    provider.state.api = (_request, response) => { json(response, 403, { errorCode: 'CMN-408', message: 'In order to call +14155550111 with AT1' }); };
    const error: unknown = await connect(provider.url).client.readMessage('1').catch((thrown: unknown) => thrown);
    assert.ok(error instanceof RingCentralError);
    assert.equal(error.code, 'CMN-408');
    assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /AT1|the-jwt|client-secret|4155550111/);
  });
});
