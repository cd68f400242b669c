// Helpers for the simulator's tests: a webhook receiver that can misbehave, and a plain REST client.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { startSimulators, type SimulatorOptions, type Simulators } from '../../simulators/server.ts';

export const line = '+19167408768';
export const customer = '+19165550123';
export const instantFilter = '/restapi/v1.0/account/~/extension/~/message-store/instant?type=SMS';
const extension = '/restapi/v1.0/account/~/extension/~';

// Bodies are read untyped on purpose: what they contain is what the tests find out.
/* eslint-disable @typescript-eslint/no-explicit-any */
export type Received = { readonly headers: IncomingHttpHeaders; readonly text: string; readonly json: any };
export type Answer = (res: ServerResponse, received: Received) => void;

const cleanups: (() => Promise<void>)[] = [];

/** Closes, last first, whatever a test opened. */
export async function closeAll(): Promise<void> {
  for (const close of cleanups.splice(0).reverse()) await close();
}

export async function openSimulators(options: Omit<SimulatorOptions, 'port'> = {}): Promise<Simulators> {
  const simulators = await startSimulators({ port: 0, deliveryRetryDelaysMs: [10, 10], sentAfterMs: 0, deliveredAfterMs: 0, ...options });
  cleanups.push(() => simulators.close());
  return simulators;
}

export const echo: Answer = (res, { headers }) => {
  res.setHeader('Content-Type', 'application/json');
  const token = headers['validation-token'];
  if (token !== undefined) res.setHeader('Validation-Token', token);
  res.end();
};

export async function openReceiver(initial: Answer = echo) {
  const notifications: Received[] = [];
  const handshakes: Received[] = [];
  let answer = initial;
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const received = { headers: req.headers, text, json: text === '' ? undefined : JSON.parse(text) };
      (req.headers['validation-token'] === undefined ? notifications : handshakes).push(received);
      answer(res, received);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port');
  cleanups.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    notifications,
    handshakes,
    texts: () => notifications.map(({ json }) => json.body.subject as string),
    answerWith: (next: Answer) => { answer = next; },
  };
}

export type Reply<H = Headers> = { readonly status: number; readonly headers: H; readonly json: any };

/** The answer with its body read, whichever fetch it came from. */
export async function read<H>(response: { readonly status: number; readonly headers: H; text(): Promise<string> }): Promise<Reply<H>> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? undefined : JSON.parse(text) };
}

export function requestToken(sim: Simulators, form: Record<string, string>, basic = 'id:secret'): Promise<Reply> {
  return fetch(`${sim.url}/restapi/oauth/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
    body: new URLSearchParams(form),
  }).then(read);
}

export const jwtForm = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'a.b.c' };

/** A signed-in REST client of the provider. */
export async function signIn(sim: Simulators) {
  const { json: { access_token: token } } = await requestToken(sim, jwtForm);
  const call = (method: string, path: string, body?: unknown): Promise<Reply> => fetch(path.startsWith('http') ? path : `${sim.url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  }).then(read);
  return {
    call,
    sms: (text: string, to = customer, from = line) => call('POST', `${extension}/sms`, { from: { phoneNumber: from }, to: [{ phoneNumber: to }], text }),
    message: (id: string | number) => call('GET', `${extension}/message-store/${id}`),
    list: (query: Record<string, string> = {}) => call('GET', `${extension}/message-store?${new URLSearchParams(query)}`),
    sync: (query: Record<string, string> = {}) => call('GET', `${extension}/message-sync?${new URLSearchParams(query)}`),
    subscribe: (address: string, extra: object = {}) => call('POST', '/restapi/v1.0/subscription', {
      eventFilters: [instantFilter],
      deliveryMode: { transportType: 'WebHook', address, verificationToken: 'the-verification-token' },
      ...extra,
    }),
    subscription: (id: string) => call('GET', `/restapi/v1.0/subscription/${id}`),
    extension,
  };
}

/** The control routes, as an outside script uses them. */
export function control(sim: Simulators) {
  const call = (method: string, path: string, body?: unknown): Promise<Reply> => fetch(`${sim.url}/_sim${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  }).then(read);
  return {
    call,
    text: (text: string, from = customer) => call('POST', '/sms', { from, text }),
    texts: async (number = customer) => (await call('GET', `/sms?with=${encodeURIComponent(number)}`)).json,
    fault: (mode: string, extra: object = {}) => call('POST', '/faults', { provider: 'ringcentral', mode, ...extra }),
    clearFaults: () => call('DELETE', '/faults'),
    ledger: async () => (await call('GET', '/ledger')).json.ringcentral,
  };
}

export async function until(condition: () => boolean | Promise<boolean>, withinMs = 5000): Promise<void> {
  const endMs = Date.now() + withinMs;
  while (!await condition()) {
    if (Date.now() > endMs) throw new Error('It did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
