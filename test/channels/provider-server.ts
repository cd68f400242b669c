// A few lines of HTTP server that play RingCentral's answers for the adapter's tests, and count what arrived.
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createRingCentral } from '../../channels/ringcentral/client.ts';
import type { RingCentral, RingCentralOptions } from '../../channels/ringcentral/client.ts';

export type Arrived = { method: string; path: string; query: URLSearchParams; headers: IncomingHttpHeaders; body: string };
export type Handler = (request: Arrived, response: ServerResponse) => void;

export const TOKEN_PATH = '/restapi/oauth/token';
export const SMS_PATH = '/restapi/v1.0/account/~/extension/~/sms';
export const STORE_PATH = '/restapi/v1.0/account/~/extension/~/message-store';

export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

export type Provider = Awaited<ReturnType<typeof startProvider>>;

/** Grants tokens AT1, AT2... without a refresh token, as RingCentral does by default; `api` answers everything else. */
export async function startProvider(api: Handler, login?: Handler) {
  const arrived: Arrived[] = [];
  let tokens = 0;
  const grant: Handler = (_request, response) => {
    tokens += 1;
    json(response, 200, { access_token: `AT${tokens}`, token_type: 'bearer', expires_in: 3600, scope: 'SMS', session_id: 's' });
  };
  const state = { api, login: login ?? grant, resetBeforeBody: false };
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://provider');
    if (state.resetBeforeBody && url.pathname !== TOKEN_PATH) {
      arrived.push({ method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, body: '' });
      reset(response);
      return;
    }
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; }).on('end', () => {
      const one = { method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, body };
      arrived.push(one);
      (one.path === TOKEN_PATH ? state.login : state.api)(one, response);
    });
  });
  server.on('connection', (socket) => { sockets.add(socket); socket.on('close', () => sockets.delete(socket)); });
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  const { port } = server.address() as AddressInfo;
  return {
    state,
    arrived,
    grant,
    port,
    url: `http://127.0.0.1:${port}`,
    to: (path: string) => arrived.filter((one) => one.path === path),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => { server.close(closed); });
    },
  };
}

/** Everything the client logged, for tests that look for secrets in it. */
export function connect(serverUrl: string, options: Partial<RingCentralOptions> = {}): { client: RingCentral; logged: string[] } {
  const logged: string[] = [];
  const write = (fields: Record<string, unknown>, message: string) => { logged.push(`${JSON.stringify(fields)} ${message}`); };
  const client = createRingCentral({
    serverUrl, clientId: 'client-id', clientSecret: 'client-secret', jwt: 'the-jwt', smsFrom: '+19167408768', requestTimeoutMs: 2_000,
    log: { info: write, warn: write }, ...options,
  });
  return { client, logged };
}

export const SMS = { to: '+14155550111', text: 'Hello' };

export function accepted(id: unknown = 3062991514017) {
  return { id, creationTime: '2026-11-23T15:00:00.000Z', messageStatus: 'Queued', direction: 'Outbound', type: 'SMS', subject: 'Hello' };
}
