// The HTTP application over a real socket and a real database, with everything beyond those two under the test's control.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type pino from 'pino';
import { createZipGeocoder } from '../../activities/geocoder.ts';
import { loadBusiness } from '../../business/load.ts';
import { readBacklog } from '../../db/backlog.ts';
import { openDatabase, type DatabaseHandle } from '../../db/client.ts';
import { receiveMessage, type Received } from '../../db/inbound.ts';
import { createKeyCache } from '../../db/people.ts';
import { createApp } from '../../server/http/app.ts';
import type { AppDeps, HttpSettings } from '../../server/http/deps.ts';
import { listen } from '../../server/http/listen.ts';
import { createMetrics } from '../../server/http/metrics.ts';
import type { TermsDesk } from '../../server/http/terms-desk.ts';
import { createLog } from '../../server/log.ts';
import { createPostman, type Postman } from '../../server/postman.ts';
import { testKeyring } from '../db/fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';

export const business = loadBusiness('business/my-hibachi-chef');
export const OUR_NUMBER = '+19167408768';
export const CUSTOMER = '+19165550142';
export const WEBHOOK_SECRET = 'a-webhook-secret-of-some-length';
export const TOKENS = { aki: 'token-of-aki-0123456789', ben: 'token-of-ben-0123456789' } as const;
export type StaffName = keyof typeof TOKENS;

export const noTerms: TermsDesk = {
  viewTerms: () => Promise.resolve(null),
  acknowledgeByLink: () => Promise.resolve({ result: 'not_found', threadId: null, stimulusId: null }),
  declineByLink: () => Promise.resolve({ result: 'not_found', threadId: null, stimulusId: null }),
};

export type TestApp = {
  url: string;
  port: number;
  database: DatabaseHandle;
  testDatabase: TestDatabase;
  deps: AppDeps;
  postman: Postman;
  /** Everything that was nudged, in order. */
  nudges: { threadId: string; id: string }[];
  toldTasks: string[];
  logLines: string[];
  /** Temporal answers nothing while this is true. */
  temporal: { isAway: boolean };
  clock: { nowMs: number };
  staff(name: StaffName): StaffClient;
  /** One text from a customer, as the webhook would store it. */
  customerWrites(text: string, from?: string): Promise<Received>;
  close(): Promise<void>;
};

export type Reply = { status: number; headers: Headers; body: unknown };
export type StaffClient = (method: string, path: string, body?: unknown) => Promise<Reply>;

export async function startTestApp(options: { settings?: Partial<HttpSettings>; terms?: TermsDesk; databaseUrl?: string; change?: Partial<AppDeps> } = {}): Promise<TestApp> {
  const testDatabase = await createTestDatabase();
  const database = openDatabase({ url: options.databaseUrl ?? testDatabase.appUrl, poolMax: 8 });
  const logLines: string[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line: string) => { logLines.push(line); } } satisfies pino.DestinationStream });
  const nudges: TestApp['nudges'] = [];
  const toldTasks: string[] = [];
  const temporal = { isAway: false };
  const clock = { nowMs: Date.now() };
  const now = () => clock.nowMs;
  const nudge = (threadId: string, id: string) => {
    if (!temporal.isAway) nudges.push({ threadId, id });
    return Promise.resolve(!temporal.isAway);
  };
  const postman = createPostman({ database, nudge, tellTask: (taskId) => { toldTasks.push(taskId); return Promise.resolve(); }, now, log, noteEveryMs: 10 });
  const keys = createKeyCache(testKeyring);
  const deps: AppDeps = {
    database, keyring: testKeyring, keys, business, log, postman, now, newId: randomUUID,
    geocoder: createZipGeocoder({ base: business.profile.travel.base, ...business.profile.serviceArea }),
    settings: {
      version: '0.0.0', publicUrl: 'http://localhost:8080', ourNumbers: [OUR_NUMBER], webhookSecret: WEBHOOK_SECRET, skipWebhookValidation: null,
      adminTokens: Object.entries(TOKENS).map(([name, token]) => ({ name, token })), assistantEnabled: true, trustProxy: false, ...options.settings,
    },
    metrics: createMetrics(() => readBacklog(database, new Date(now()))),
    isOptOutKeyword: (text) => text.trim().toUpperCase() === 'STOP',
    readiness: [{ name: 'database', check: () => database.transaction(() => Promise.resolve(true)) }],
    terms: options.terms ?? noTerms,
    ...options.change,
  };
  const { port, close } = await listen(createApp(deps), { port: 0, host: '127.0.0.1', closeAfterMs: 500 });
  const url = `http://127.0.0.1:${String(port)}`;
  const received = { provider: 'ringcentral', channel: 'sms', addressKind: 'phone', providerTime: null, originCheck: 'static_token', eventId: null, keyword: null, closeAfterIdleMs: 86_400_000 } as const;
  return {
    url, port, database, testDatabase, deps, postman, nudges, toldTasks, logLines, temporal, clock,
    staff: (name) => (method, path, body) => call(`${url}/api/v1/admin${path}`, method, body, { authorization: `Bearer ${TOKENS[name]}` }),
    customerWrites: (text, from = CUSTOMER) => receiveMessage({ database, keyring: testKeyring, keys, newId: randomUUID }, {
      ...received, from, text, providerMessageId: randomUUID(), raw: Buffer.from(JSON.stringify({ text })), receivedAt: new Date(clock.nowMs),
    }),
    async close() {
      await close();
      await postman.settled();
      await database.close();
      await testDatabase.drop();
    },
  };
}

export async function call(url: string, method: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await fetch(url, {
    method, redirect: 'manual', headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text };
}

/** The answer as it comes over the socket, for what `fetch` hides: header bytes, and answers given before the body was read. */
export function rawRequest(port: number, path: string, options: { method?: string; headers?: Record<string, string | number>; body?: Buffer } = {}): Promise<{ status: number; headers: IncomingHttpHeaders; bytes: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method: options.method ?? 'POST', headers: options.headers ?? {}, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const headerBytes = response.rawHeaders.reduce((total, part) => total + part.length, 0) + response.rawHeaders.length / 2 * 4;
        const statusLine = `HTTP/1.1 ${String(response.statusCode)} ${String(response.statusMessage)}\r\n`.length;
        const body = Buffer.concat(chunks);
        request.destroy();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: statusLine + headerBytes + 2 + body.length, body: body.toString('utf8') });
      });
    });
    request.on('error', (error) => { if (!request.destroyed) reject(error); });
    request.end(options.body);
  });
}

/** Asserts the one shape every error has, and returns its details. */
export function assertFailure(reply: Reply, status: number, code: string): unknown {
  const body = reply.body as { error?: { code?: string; message?: string; details?: unknown } };
  assert.equal(reply.status, status, JSON.stringify(body));
  assert.equal(body.error?.code, code);
  assert.ok((body.error?.message ?? '').length > 0);
  assert.deepEqual(Object.keys(body), ['error']);
  return body.error?.details;
}

type OpenApi = { paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }>; requestBody?: { content: Record<string, { schema: object }> }; parameters: { schema: object }[] }>>; components: { schemas: Record<string, object> } };

export async function openApi(url: string): Promise<OpenApi> {
  const { status, body } = await call(`${url}/api/v1/openapi.json`, 'GET');
  assert.equal(status, 200);
  return body as OpenApi;
}

/** A validator of draft 2020-12, the dialect of OpenAPI 3.1. */
export function schemaValidator(document: OpenApi) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'openapi', components: document.components });
  const inPlace = (schema: object) => JSON.parse(JSON.stringify(schema).replaceAll('#/components/', 'openapi#/components/')) as object;
  return {
    compile: (schema: object) => ajv.compile(inPlace(schema)),
    /** What came back is what the document says comes back. */
    assertMatches(path: string, method: string, reply: Reply): void {
      const schema = document.paths[path]?.[method]?.responses[String(reply.status)]?.content?.['application/json']?.schema;
      assert.ok(schema !== undefined, `${method} ${path} does not document ${String(reply.status)}: ${JSON.stringify(reply.body)}`);
      const validate = ajv.compile(inPlace(schema));
      assert.ok(validate(reply.body), `${method} ${path}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(reply.body)}`);
    },
  };
}
