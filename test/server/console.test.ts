// The staff page's files over HTTP, and its words: every code that can reach it has some.
import assert from 'node:assert/strict';
import { ESCALATION_REASONS, STAGES, CHANNELS } from '../../domain/vocabulary.ts';
import { consoleRoutes } from '../../server/http/console.ts';
import { assertFailure, call, rawRequest, startTestApp, type TestApp } from './http-support.ts';

const THREAD = '7b0c4b52-3a49-4b6e-9d5e-0f1f6a3f9f11';

describe('the staff page over HTTP', () => {
  let app: TestApp;
  before(async () => {
    const moreRoutes = consoleRoutes({ publicUrl: 'https://booking.example', business: { name: 'My Hibachi Chef', timeZone: 'America/Los_Angeles' }, temporalUi: { url: 'https://temporal.example/', namespace: 'a b' } });
    app = await startTestApp({ change: { moreRoutes } });
  });
  after(() => app.close());

  for (const path of ['/console', '/console/', `/console/conversations/${THREAD}`]) {
    it(`is at ${path}`, async () => {
      const { status, headers, body } = await call(`${app.url}${path}`, 'GET');
      assert.equal(status, 200);
      assert.match(headers.get('content-type') ?? '', /^text\/html; charset=utf-8$/);
      assert.match(String(body), /<!doctype html>/);
    });
  }

  it('lets in scripts and styles of its own only, and no HTML made of strings', async () => {
    const { headers, body } = await call(`${app.url}/console`, 'GET');
    const policy = new Map((headers.get('content-security-policy') ?? '').split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]));
    assert.equal(policy.get('default-src'), "'none'");
    for (const kind of ['script-src', 'style-src', 'connect-src']) assert.equal(policy.get(kind), "'self'");
    for (const kind of ['base-uri', 'form-action', 'frame-ancestors']) assert.equal(policy.get(kind), "'none'");
    assert.equal(policy.get('require-trusted-types-for'), "'script'");
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.match(headers.get('strict-transport-security') ?? '', /max-age=31536000/);
    assert.doesNotMatch(String(body), /\son\w+=|style="|<script(?![^>]*\ssrc="\/console\/assets\/)/, 'nothing inline');
  });

  it('serves every file that the page and its scripts name, and sends it again only when it changed', async () => {
    const named = new Set<string>();
    const visit = async (path: string): Promise<void> => {
      if (named.has(path)) return;
      named.add(path);
      const { status, headers, body } = await call(`${app.url}${path}`, 'GET');
      assert.equal(status, 200, path);
      assert.equal(headers.get('cache-control'), 'no-cache');
      const etag = headers.get('etag');
      assert.ok(etag !== null);
      assert.equal((await rawRequest(app.port, path, { method: 'GET', headers: { 'if-none-match': etag } })).status, 304);
      for (const [, file] of String(body).matchAll(/(?:from '\.\/|"\/console\/assets\/)([\w.]+)['"]/g)) await visit(`/console/assets/${file!}`);
    };
    await visit('/console');
    assert.ok(named.size > 5, [...named].join(' '));
  });

  it('serves nothing else', async () => {
    for (const path of ['nothing.js', '..%2f..%2fpackage.json', '%2e%2e%2findex.html', '.']) {
      const reply = await call(`${app.url}/console/assets/${path}`, 'GET');
      assert.equal(reply.status, 404, path);
    }
    assertFailure(await call(`${app.url}/console/nothing`, 'GET'), 404, 'route_not_found');
  });

  it('says who is signed in, to them only', async () => {
    assertFailure(await call(`${app.url}/api/v1/admin/me`, 'GET'), 401, 'unauthorized');
    assert.deepEqual((await app.staff('ben')('GET', '/me')).body, {
      name: 'ben', business: { name: 'My Hibachi Chef', timeZone: 'America/Los_Angeles' }, workflowUrl: 'https://temporal.example/namespaces/a%20b/workflows/conversation-{threadId}',
    });
  });
});

describe('the words of the staff page', () => {
  type Words = Record<'REASONS' | 'STAGES' | 'CHANNELS' | 'DELIVERIES' | 'TERMS' | 'BOOKINGS', Record<string, string>> & {
    waitedWords(sinceIso: string, nowMs: number): string;
    eventWords(date: string | null, time: string | null): string | null;
    refusalWords(refusal: { message: string; details: unknown }, me: string): string;
    deliveryWords(delivery: { state: string; failureCode: string | null; providerStatus: string | null }): { words: string; isProblem: boolean };
  };
  let words: Words;
  // A script of the browser's, so the compiler does not see it.
  before(async () => { words = (await import(new URL('../../web/console/words.js', import.meta.url).href)) as Words; });

  it('has some for every reason, stage, channel and state', () => {
    assert.deepEqual(Object.keys(words.REASONS).sort(), [...ESCALATION_REASONS].sort());
    assert.deepEqual(Object.keys(words.STAGES).sort(), [...STAGES].sort());
    assert.deepEqual(Object.keys(words.CHANNELS).sort(), [...CHANNELS, 'webhook'].sort());
    assert.deepEqual(Object.keys(words.DELIVERIES).sort(), ['intended', 'not_sent', 'sending', 'sent', 'unknown', 'void']);
    assert.deepEqual(Object.keys(words.TERMS).sort(), ['agreed', 'declined', 'expired', 'live', 'revoked', 'superseded']);
    assert.deepEqual(Object.keys(words.BOOKINGS).sort(), ['cancelled', 'completed', 'confirmed', 'expired', 'pending_terms']);
  });

  it('tells how long somebody waits', () => {
    const now = Date.parse('2026-11-23T18:00:00Z');
    for (const [since, said] of [['2026-11-23T17:59:40Z', 'just now'], ['2026-11-23T17:48:00Z', '12 min'], ['2026-11-23T15:55:00Z', '2 h 5 min'], ['2026-11-20T18:00:00Z', '3 days'], ['2026-11-23T18:00:09Z', 'just now']] as const) {
      assert.equal(words.waitedWords(since, now), said);
    }
  });

  it('keeps an event on its own day, wherever the browser is', () => {
    assert.equal(words.eventWords('2026-12-20', '18:00'), 'Sun, Dec 20, 2026, 6:00 PM');
    assert.equal(words.eventWords('2026-12-20', null), 'Sun, Dec 20, 2026');
    assert.equal(words.eventWords(null, null), null);
  });

  it('says who was faster, and otherwise what the server says', () => {
    const lost = (owner: string) => words.refusalWords({ message: 'server', details: { current: { version: 3, owner } } }, 'ben');
    assert.equal(lost('anna'), 'Anna has taken it.');
    assert.match(lost('assistant'), /assistant before you/);
    assert.match(lost('ben'), /another window/);
    assert.equal(words.refusalWords({ message: 'server', details: null }, 'ben'), 'server');
  });

  it('tells a text that arrived from one that did not', () => {
    const said = (state: string, failureCode: string | null = null, providerStatus: string | null = null) => words.deliveryWords({ state, failureCode, providerStatus });
    assert.deepEqual(said('sent', null, 'Delivered'), { words: 'Delivered', isProblem: false });
    assert.deepEqual(said('sent', null, 'DeliveryFailed'), { words: 'Sent, but not delivered', isProblem: true });
    assert.deepEqual(said('void', 'opted_out'), { words: 'Not sent: the customer wrote STOP', isProblem: false });
    assert.equal(said('not_sent', 'provider_refused').isProblem, true);
    assert.equal(said('unknown').isProblem, true);
  });
});
