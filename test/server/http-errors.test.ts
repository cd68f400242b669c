// The frame around every route: error shapes, who gets in, the OpenAPI document, health, figures, log.
import assert from 'node:assert/strict';
import type { Express } from 'express';
import { FAILURES } from '../../domain/failures.ts';
import { createAuthenticator } from '../../server/http/auth.ts';
import { createApp, routesOf } from '../../server/http/app.ts';
import { openApiPath } from '../../server/http/openapi.ts';
import { createLog } from '../../server/log.ts';
import { assertFailure, call, openApi, rawRequest, schemaValidator, startTestApp, TOKENS, type TestApp } from './http-support.ts';

const ADMIN = '/api/v1/admin';

describe('errors over HTTP', () => {
  let app: TestApp;
  before(async () => { app = await startTestApp(); });
  after(() => app.close());
  const auth = { authorization: `Bearer ${TOKENS.aki}` };
  const anyThread = `${ADMIN}/conversations/00000000-0000-4000-8000-000000000000`;

  it('have a code of their own for an unknown route', async () => {
    for (const path of ['/nothing', '/api/v1/nothing', `${ADMIN}/nothing`]) assertFailure(await call(`${app.url}${path}`, 'GET'), 404, 'route_not_found');
  });

  it('name the methods that an address takes', async () => {
    const reply = await call(`${app.url}${ADMIN}/tasks`, 'DELETE', undefined, auth);
    assertFailure(reply, 405, 'method_not_allowed');
    assert.equal(reply.headers.get('allow'), 'GET, HEAD, OPTIONS');
    assert.equal((await call(`${app.url}/api/v1/webhooks/sms/incoming`, 'GET')).headers.get('allow'), 'OPTIONS, POST');
    const options = await call(`${app.url}${ADMIN}/waivers`, 'OPTIONS');
    assert.deepEqual([options.status, options.headers.get('allow')], [204, 'GET, HEAD, OPTIONS, POST']);
  });

  it('tell bad JSON, a wrong type, a body too large and a failed validation apart', async () => {
    const post = (body: string, type = 'application/json') => call(`${app.url}${anyThread}/take-over`, 'POST', body, { ...auth, 'content-type': type });
    assertFailure(await post('{"version":'), 400, 'invalid_json');
    assertFailure(await post(''), 400, 'invalid_json');
    assertFailure(await post('version=1', 'application/x-www-form-urlencoded'), 415, 'unsupported_media_type');
    assertFailure(await post(JSON.stringify({ version: 'x'.repeat(70_000) })), 413, 'body_too_large');
    assert.deepEqual(assertFailure(await post('{"version":"1"}'), 422, 'validation_failed'), [{ path: 'body.version', message: 'Invalid input: expected number, received string' }]);
    assertFailure(await post('{"version":1,"force":true}'), 422, 'validation_failed');
  });

  it('do not inflate compressed bodies', async () => {
    const reply = await rawRequest(app.port, `${anyThread}/take-over`, { headers: { ...auth, 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': 2 }, body: Buffer.from('{}') });
    assert.equal(reply.status, 415);
  });

  it('never repeat a value of the request', async () => {
    const reply = await call(`${app.url}${ADMIN}/bookings`, 'POST', { phone: '916 555 0123 Rosebud', date: 'Rosebud' }, auth);
    assertFailure(reply, 422, 'validation_failed');
    assert.ok(!JSON.stringify(reply.body).includes('Rosebud'));
  });

  it('answer 400 to a path that cannot be decoded', async () => {
    assert.equal((await rawRequest(app.port, '/t/%E0%A4%A', { method: 'GET' })).status, 400);
  });

  it('keep what failed inside to themselves', async () => {
    const broken = await startTestApp({ change: { geocoder: { locate: () => Promise.reject(new Error('geocoder said 916-555-0123')) } } });
    try {
      const body = { phone: '+19165550123', date: '2099-01-01', time: '18:00', party: { adults: 10 }, address: { line1: '1 Main St', city: 'Fremont' } };
      const reply = await call(`${broken.url}${ADMIN}/bookings`, 'POST', body, auth);
      assertFailure(reply, 500, 'internal_error');
      assert.ok(!JSON.stringify(reply.body).includes('geocoder'));
      const logged = broken.logLines.join('\n');
      assert.match(logged, /internal_error/);
      assert.ok(!logged.includes('916-555-0123'));
    } finally {
      await broken.close();
    }
  });

  it('have one row each in the table, with words for people', () => {
    for (const [code, { httpStatus, message }] of Object.entries(FAILURES)) {
      assert.match(code, /^[a-z_]+$/);
      assert.ok(httpStatus >= 400 && httpStatus < 600);
      assert.match(message, /^[A-Z].*\.$/);
    }
  });
});

describe('bearer tokens', () => {
  let app: TestApp;
  before(async () => { app = await startTestApp(); });
  after(() => app.close());

  it('let staff in, and nobody else, on every staff route', async () => {
    const staffRoutes = routesOf(app.deps).filter((route) => route.access === 'staff');
    assert.ok(staffRoutes.length >= 15);
    for (const route of staffRoutes) {
      const url = `${app.url}${route.path.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000')}`;
      for (const authorization of [undefined, 'Bearer wrong-token-0123456789', `Basic ${TOKENS.aki}`, 'Bearer', `Bearer ${TOKENS.aki}x`]) {
        const reply = await call(url, route.method.toUpperCase(), undefined, authorization === undefined ? {} : { authorization });
        assertFailure(reply, 401, 'unauthorized');
        assert.equal(reply.headers.get('www-authenticate'), 'Bearer');
      }
      const reply = await call(url, route.method.toUpperCase(), undefined, { authorization: `bearer ${TOKENS.ben}` });
      assert.notEqual(reply.status, 401, `${route.method} ${route.path}`);
    }
  });

  it('cannot be given to somebody named as the assistant is', () => {
    assert.throws(() => createAuthenticator([{ name: 'assistant', token: 'token-of-nobody-0123' }]));
  });
});

describe('the OpenAPI document', () => {
  let app: TestApp;
  before(async () => { app = await startTestApp(); });
  after(() => app.close());

  it('names every route that express has, and no other', async () => {
    const document = await openApi(app.url);
    const documented = Object.entries(document.paths).flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`)).sort();
    assert.deepEqual(documented, mountedRoutes(createApp(app.deps)));
    for (const must of ['post /api/v1/webhooks/sms/incoming', 'get /t/{token}', 'post /t/{token}/acknowledge', 'get /healthz', 'get /readyz', 'get /metrics', 'get /api/v1/openapi.json', `post ${ADMIN}/conversations/{threadId}/reply`]) {
      assert.ok(documented.includes(must), `${must} is missing`);
    }
  });

  it('holds schemas that are schemas, and an operation id for each operation', async () => {
    const document = await openApi(app.url);
    const validator = schemaValidator(document);
    const ids: string[] = [];
    for (const operation of Object.values(document.paths).flatMap((operations) => Object.values(operations))) {
      const contents = [operation.requestBody?.content, ...Object.values(operation.responses).map((response) => response.content)];
      const schemas = [...contents.flatMap((content) => Object.values(content ?? {}).map((media) => media.schema)), ...operation.parameters.map((parameter) => parameter.schema)];
      for (const schema of schemas) validator.compile(schema);
      ids.push((operation as unknown as { operationId: string }).operationId);
    }
    assert.equal(new Set(ids).size, ids.length);
  });
});

/** Read from express itself, so that a route mounted past the table is noticed. */
function mountedRoutes(app: Express): string[] {
  return app.router.stack.flatMap((layer) => {
    const { route } = layer;
    if (route === undefined || route.path === undefined) return [];
    const methods = [...new Set(route.stack.map((entry) => entry.method).filter((method) => method !== undefined))];
    // The answer to every other method of an address.
    if (methods.length > 10) return [];
    return methods.map((method) => `${method} ${openApiPath(route.path)}`);
  }).sort();
}

describe('health', () => {
  it('is alive whatever is missing, and ready only when nothing is', async () => {
    const parts = { temporal: true };
    const app = await startTestApp({ change: { readiness: [
      { name: 'database', check: () => Promise.resolve(true) },
      { name: 'temporal', check: () => Promise.resolve(parts.temporal) },
      { name: 'workers', check: () => (parts.temporal ? Promise.resolve(true) : Promise.reject(new Error('no'))) },
    ] } });
    try {
      const validator = schemaValidator(await openApi(app.url));
      const ready = await call(`${app.url}/readyz`, 'GET');
      validator.assertMatches('/readyz', 'get', ready);
      assert.deepEqual([ready.status, ready.body], [200, { status: 'ready', parts: { database: 'ok', temporal: 'ok', workers: 'ok' } }]);
      parts.temporal = false;
      const missing = await call(`${app.url}/readyz`, 'GET');
      validator.assertMatches('/readyz', 'get', missing);
      assert.deepEqual(assertFailure(missing, 503, 'not_ready'), { database: 'ok', temporal: 'missing', workers: 'missing' });
      assert.deepEqual((await call(`${app.url}/healthz`, 'GET')).body, { status: 'alive' });
    } finally {
      await app.close();
    }
  });

  it('does not wait for a check that hangs', async () => {
    const app = await startTestApp({ change: { readiness: [{ name: 'temporal', check: () => new Promise<boolean>(() => undefined) }] } });
    try {
      const startedMs = performance.now();
      assert.equal((await call(`${app.url}/readyz`, 'GET')).status, 503);
      assert.ok(performance.now() - startedMs < 2_900);
    } finally {
      await app.close();
    }
  });
});

describe('figures', () => {
  it('tell the age of the oldest waiting mail, and count requests by route pattern', async () => {
    const app = await startTestApp();
    try {
      await app.customerWrites('hello');
      app.clock.nowMs += 45_000;
      await call(`${app.url}/t/a-token-that-nobody-may-see`, 'GET');
      await call(`${app.url}/nothing-here`, 'GET');
      const figures = String((await call(`${app.url}/metrics`, 'GET')).body);
      assert.match(figures, /relay_oldest_unprocessed_seconds 45\n/);
      assert.match(figures, /outbox_unknown 0\n/);
      assert.match(figures, /http_request_duration_seconds_count\{method="GET",route="\/t\/:token",status="404"\} 1/);
      assert.match(figures, /route="unmatched"/);
      assert.ok(!figures.includes('nobody-may-see'));
    } finally {
      await app.close();
    }
  });

  it('leave out what cannot be looked up, rather than saying zero', async () => {
    const app = await startTestApp({ databaseUrl: 'postgres://app:none@127.0.0.1:1/none' });
    try {
      const reply = await call(`${app.url}/metrics`, 'GET');
      assert.equal(reply.status, 200);
      assert.doesNotMatch(String(reply.body), /^(relay_oldest_unprocessed_seconds|outbox_\w+) /m);
    } finally {
      await app.close();
    }
  });
});

describe('the log', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', destination: { write: (line: string) => { lines.push(line); } } });
  const written = (work: () => void): string => {
    lines.length = 0;
    work();
    return lines.join('');
  };

  it('blanks out numbers, mail addresses, tokens and texts, wherever they stand', () => {
    const line = written(() => {
      log.info({ phone: '+19165550123', deep: { list: ['call +19165550123 or (916) 555-0123', { text: 'Rosebud' }] }, url: 'postgres://app:hunter2@db/x', path: '/t/abcdefghijkl' }, 'sent to maya@example.com with Bearer abc.def');
    });
    for (const word of ['9165550123', '555-0123', 'Rosebud', 'maya@', 'abc.def', 'hunter2', 'abcdefghijkl']) assert.ok(!line.includes(word), `${word} in ${line}`);
  });

  it('keeps ids, codes and times', () => {
    const fields = { threadId: '01234567-8901-4234-8567-890123456789', code: 'stale_version', at: new Date(0), count: 9_165_550_123 };
    assert.deepEqual(JSON.parse(written(() => { log.info(fields, 'kept'); })), { ...(JSON.parse(lines[0] ?? '{}') as object), ...fields, at: '1970-01-01T00:00:00.000Z' });
  });

  it('tells of an error its kind, code and place, and not its message', () => {
    const cause = Object.assign(new Error('Key (phone)=(+19165550123) already exists'), { code: '23505', constraint_name: 'messages_provider_id' });
    const line = written(() => { log.error({ err: new Error('Failed query with params: Rosebud', { cause }) }, 'failed'); });
    const { err } = JSON.parse(line) as { err: { cause: { code: string; constraint: string }; stack: string[] } };
    assert.deepEqual([err.cause.code, err.cause.constraint], ['23505', 'messages_provider_id']);
    assert.ok(err.stack.length > 0);
    for (const word of ['Rosebud', '9165550123']) assert.ok(!line.includes(word));
  });
});
