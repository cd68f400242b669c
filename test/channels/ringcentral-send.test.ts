// Every way a send can end, over a real socket: sent, not sent or unknown, and never posted twice.
import assert from 'node:assert/strict';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { SendOutcome } from '../../channels/types.ts';
import { accepted, connect, json, reset, SMS, SMS_PATH, startProvider } from './provider-server.ts';
import type { Handler, Provider } from './provider-server.ts';

const notSent = (code: string, permanent: boolean, retryAfterMs: number | null = null): SendOutcome => ({ kind: 'not_sent', code, retryAfterMs, permanent });
const unknown = (code: string): SendOutcome => ({ kind: 'unknown', code });
const sent = (providerMessageId: string): SendOutcome => ({ kind: 'sent', providerMessageId, providerTime: '2026-11-23T15:00:00.000Z', status: 'Queued' });
const refusal = (errorCode: string) => ({ errors: [{ errorCode, message: 'Phone number +14155550111 is not valid', parameterName: 'to' }] });

type Case = { answer: string; handler: Handler; outcome: SendOutcome };
const CASES: Case[] = [
  { answer: '200 with a numeric id', handler: (_, r) => { json(r, 200, accepted()); }, outcome: sent('3062991514017') },
  { answer: '200 with a string id', handler: (_, r) => { json(r, 200, accepted('3062991514018')); }, outcome: sent('3062991514018') },
  {
    answer: '200 whose number lost digits, with the address that has them all',
    handler: (_, r) => { r.writeHead(200).end('{"id":9223372036854775807,"uri":"https://p/message-store/9223372036854775807","creationTime":"2026-11-23T15:00:00.000Z","messageStatus":"Queued"}'); },
    outcome: sent('9223372036854775807'),
  },
  { answer: '200 without an id', handler: (_, r) => { json(r, 200, { messageStatus: 'Queued' }); }, outcome: unknown('unreadable_answer') },
  { answer: '200 that is not JSON', handler: (_, r) => { r.writeHead(200).end('<html>'); }, outcome: unknown('unreadable_answer') },
  { answer: '204', handler: (_, r) => { r.writeHead(204).end(); }, outcome: unknown('unreadable_answer') },
  {
    answer: '200 whose body breaks off',
    handler: (_, r) => { r.writeHead(200, { 'content-length': '500' }); r.write('{"id":1', () => { reset(r); }); },
    outcome: unknown('unreadable_answer'),
  },
  { answer: '302', handler: (_, r) => { r.writeHead(302, { location: SMS_PATH }).end(); }, outcome: unknown('http_302') },
  { answer: '307', handler: (_, r) => { r.writeHead(307, { location: SMS_PATH }).end(); }, outcome: unknown('http_307') },
  { answer: '400 MSG-245', handler: (_, r) => { json(r, 400, refusal('MSG-245')); }, outcome: notSent('MSG-245', true) },
  { answer: '400 opted out', handler: (_, r) => { json(r, 400, refusal('SMS-RC-413')); }, outcome: notSent('SMS-RC-413', true) },
  { answer: '400 with the code at the top', handler: (_, r) => { json(r, 400, { errorCode: 'CMN-101', message: 'x' }); }, outcome: notSent('CMN-101', true) },
  { answer: '400 with prose for a code', handler: (_, r) => { json(r, 400, refusal('number +14155550111 is bad')); }, outcome: notSent('http_400', true) },
  { answer: '403 without a body', handler: (_, r) => { r.writeHead(403).end(); }, outcome: notSent('http_403', true) },
  {
    answer: '400 whose body breaks off',
    handler: (_, r) => { r.writeHead(400, { 'content-length': '500' }); r.write('{"err', () => { reset(r); }); },
    outcome: notSent('http_400', true),
  },
  { answer: '408', handler: (_, r) => { r.writeHead(408, { connection: 'close' }).end(); }, outcome: unknown('http_408') },
  { answer: '429 with Retry-After', handler: (_, r) => { json(r, 429, refusal('CMN-301'), { 'retry-after': '7' }); }, outcome: notSent('rate_limited', false, 7_000) },
  { answer: '429 without Retry-After', handler: (_, r) => { json(r, 429, refusal('MSG-305')); }, outcome: notSent('rate_limited', false, 30_000) },
  { answer: '429 with a Retry-After that is no number', handler: (_, r) => { json(r, 429, {}, { 'retry-after': 'soon' }); }, outcome: notSent('rate_limited', false, 30_000) },
  { answer: '500', handler: (_, r) => { json(r, 500, { message: 'oops' }); }, outcome: unknown('http_500') },
  { answer: '503 MSG-290', handler: (_, r) => { json(r, 503, refusal('MSG-290'), { 'retry-after': '5' }); }, outcome: unknown('http_503') },
  { answer: 'a reset after the body', handler: (_, r) => { reset(r); }, outcome: unknown('ECONNRESET') },
  { answer: 'a closed connection after the body', handler: (_, r) => { r.socket?.end(); }, outcome: unknown('UND_ERR_SOCKET') },
];

describe('sending a text through RingCentral', () => {
  let provider: Provider;
  beforeEach(async () => { provider = await startProvider((_, response) => { json(response, 200, accepted()); }); });
  afterEach(async () => { await provider.close(); });

  for (const { answer, handler, outcome } of CASES) {
    it(`reads ${answer} as ${outcome.kind} and posts once`, async () => {
      provider.state.api = handler;
      const { client, logged } = connect(provider.url);
      assert.deepEqual(await client.sendSms(SMS), outcome);
      assert.equal(provider.to(SMS_PATH).length, 1);
      assert.doesNotMatch(logged.join('\n') + JSON.stringify(outcome), /AT1|the-jwt|client-secret|4155550111|Hello/);
    });
  }

  it('posts the numbers and the text as RingCentral wants them, with the token', async () => {
    const { client } = connect(provider.url);
    await client.sendSms({ to: '+14155550111', text: 'Grüße 🔥' });
    const [post] = provider.to(SMS_PATH);
    assert.deepEqual(JSON.parse(post!.body), { from: { phoneNumber: '+19167408768' }, to: [{ phoneNumber: '+14155550111' }], text: 'Grüße 🔥' });
    assert.equal(post!.headers.authorization, 'bearer AT1');
    assert.match(post!.headers['content-type'] ?? '', /^application\/json/);
    assert.equal(post!.headers['content-length'], String(Buffer.byteLength(post!.body)));
  });

  it('does not know what became of it when the connection is reset before the body was read', async () => {
    const { client } = connect(provider.url);
    provider.state.resetBeforeBody = true;
    assert.equal((await client.sendSms(SMS)).kind, 'unknown');
    assert.equal(provider.to(SMS_PATH).length, 1);
  });

  it('does not know what became of it when no answer comes in time', async () => {
    provider.state.api = () => { /* never answers */ };
    const { client } = connect(provider.url, { requestTimeoutMs: 150 });
    assert.deepEqual(await client.sendSms(SMS), unknown('timeout'));
  });

  it('counts the body into the time limit', async () => {
    provider.state.api = (_, response) => { response.writeHead(200, { 'content-length': '500' }); response.write('{'); };
    const { client } = connect(provider.url, { requestTimeoutMs: 150 });
    assert.deepEqual(await client.sendSms(SMS), unknown('unreadable_answer'));
  });

  /** The login goes to the provider, the text to `url`. */
  const textsGoTo = (url: string) => connect(provider.url, {
    fetch: (input, init) => (input instanceof Request && input.url.endsWith('/sms') ? fetch(url, { ...init, method: 'POST', body: 'x' }) : fetch(input, init)),
  }).client;

  it('knows that nothing was sent when the port refuses, on one address or on all that a name has', async () => {
    const gone = await startProvider(() => { /* never asked */ });
    await gone.close();
    for (const host of ['127.0.0.1', 'localhost']) {
      assert.deepEqual(await textsGoTo(`http://${host}:${gone.port}/`).sendSms(SMS), notSent('ECONNREFUSED', false));
    }
  });

  it('knows that nothing was sent when the name does not resolve', async () => {
    const outcome = await textsGoTo('http://nowhere.invalid/').sendSms(SMS);
    assert.ok(outcome.kind === 'not_sent');
    assert.match(outcome.code, /^(ENOTFOUND|EAI_AGAIN)$/);
  });

  it('knows that nothing was sent when TLS cannot be agreed', async () => {
    assert.deepEqual(await textsGoTo(`https://127.0.0.1:${provider.port}/`).sendSms(SMS), notSent('ERR_SSL_WRONG_VERSION_NUMBER', false));

    const hangsUp = createTcpServer((socket) => { socket.once('data', () => { socket.destroy(); }); });
    const noCertificate = createTlsServer({});
    for (const server of [hangsUp, noCertificate]) {
      await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
      const outcome = await textsGoTo(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`).sendSms(SMS);
      assert.equal(outcome.kind, 'not_sent', JSON.stringify(outcome));
      await new Promise((closed) => { server.close(closed); });
    }
  });

  it('refuses before any call what RingCentral would refuse', async () => {
    const { client } = connect(provider.url);
    assert.deepEqual(await client.sendSms({ to: SMS.to, text: 'é'.repeat(1001) }), notSent('text_too_long', true));
    assert.deepEqual(await client.sendSms({ to: SMS.to, text: '🔥'.repeat(501) }), notSent('text_too_long', true));
    assert.deepEqual(await client.sendSms({ to: SMS.to, text: '' }), notSent('text_empty', true));
    assert.deepEqual(await client.sendSms({ to: '4155550111', text: 'Hello' }), notSent('invalid_recipient', true));
    assert.equal(provider.arrived.length, 0);
    assert.equal((await client.sendSms({ to: SMS.to, text: '🔥'.repeat(500) })).kind, 'sent');
  });

  it('makes no call inside a penalty, which would start it anew, and goes on after it', async () => {
    let clockMs = 1_000;
    provider.state.api = (_, response) => { json(response, 429, {}, { 'retry-after': '7' }); };
    const { client } = connect(provider.url, { monotonicMs: () => clockMs });
    await client.sendSms(SMS);
    provider.state.api = (_, response) => { json(response, 200, accepted()); };
    clockMs += 6_000;
    assert.deepEqual(await client.sendSms(SMS), notSent('rate_limited', false, 1_000));
    assert.equal(provider.to(SMS_PATH).length, 1);
    clockMs += 1_000;
    assert.equal((await client.sendSms(SMS)).kind, 'sent');
  });

  it('answers at once when closed, and ends what was under way', async () => {
    provider.state.api = () => { /* never answers */ };
    const { client } = connect(provider.url);
    const underWay = client.sendSms(SMS);
    while (provider.to(SMS_PATH).length === 0) await new Promise((later) => { setTimeout(later, 5); });
    client.close();
    assert.deepEqual(await underWay, unknown('client_closed'));
    assert.deepEqual(await client.sendSms(SMS), notSent('client_closed', false));
  });

  it('twin: the count of posts notices a layer that sends again after a reset', async () => {
    provider.state.api = (_, response) => { reset(response); };
    const again: typeof fetch = async (input, init) => {
      const copy = input instanceof Request ? input.clone() : input;
      return fetch(input, init).catch(() => fetch(copy, init));
    };
    const { client } = connect(provider.url, { fetch: again });
    await client.sendSms(SMS);
    assert.equal(provider.to(SMS_PATH).length, 2);
  });
});
