// One authenticated connection to RingCentral: JWT login in single flight, one fresh login after a 401, no tokens let out.
import { randomUUID } from 'node:crypto';
import { SDK } from '@ringcentral/sdk';
import { z } from 'zod';
import type { ChannelLog } from '../types.ts';
import { parseJson, penaltyMs, retryAfterMsOf } from './answers.ts';
import type { Reply } from './answers.ts';
import { createTransport, TransportError } from './transport.ts';

export type SessionOptions = {
  serverUrl: string;
  clientId: string;
  clientSecret: string;
  jwt: string;
  /** Covers one HTTP exchange. Creating a subscription includes RingCentral's call back to us (up to 3 s), so stay well above that. */
  requestTimeoutMs: number;
  log: ChannelLog;
  fetch?: typeof fetch;
  /** A clock that never goes back, for penalties. */
  monotonicMs?: () => number;
};

export type Call = {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  query?: Record<string, string | number>;
  body?: Record<string, unknown>;
};

export type Session = { call(call: Call): Promise<Reply>; close(): void };

type PenaltyGroup = 'login' | 'write' | 'read';

const TOKEN_PATH = '/restapi/oauth/token';
const tokenAnswer = z.object({ access_token: z.string().min(1), token_type: z.string().default('Bearer'), expires_in: z.coerce.number().positive() });

/** The call itself was never made, because there was no token to make it with. */
class LoginError extends Error {
  readonly code: string;
  readonly retryAfterMs: number | null;
  constructor(code: string, retryAfterMs: number | null) {
    super(code);
    this.name = 'LoginError';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What the SDK threw still holds the request with its token: take the parts needed and let the rest go. */
function responseOf(thrown: unknown): { response: Response; authorization: string | null } | null {
  if (!(thrown instanceof Error) || !('response' in thrown) || !(thrown.response instanceof Response)) return null;
  const authorization = 'request' in thrown && thrown.request instanceof Request ? thrown.request.headers.get('authorization') : null;
  return { response: thrown.response, authorization };
}

export function createSession(options: SessionOptions): Session {
  const { serverUrl, clientId, clientSecret, jwt, requestTimeoutMs, log, fetch: send = fetch, monotonicMs = () => performance.now() } = options;
  const transport = createTransport({ fetch: send, timeoutMs: requestTimeoutMs });
  const sdk = new SDK({
    server: serverUrl.replace(/\/+$/, ''),
    clientId,
    clientSecret,
    appName: 'booking-assistant',
    // The SDK keeps tokens in one store for the whole process; without a prefix of its own, a client uses another's token.
    cachePrefix: `rc-${randomUUID()}-`,
    // Sleeping is for whoever can do it durably.
    handleRateLimit: false,
    fetch: transport.fetch, Request, Response, Headers,
  });
  const platform = sdk.platform();
  const blockedUntilMs: Record<PenaltyGroup, number> = { login: 0, write: 0, read: 0 };
  let ensuring: Promise<void> | null = null;
  let refusedAuthorization: string | null = null;
  let closed = false;

  const heldMs = (group: PenaltyGroup) => Math.max(0, Math.ceil(blockedUntilMs[group] - monotonicMs()));
  const punish = (group: PenaltyGroup, headers: Headers) => {
    const ms = penaltyMs(retryAfterMsOf(headers));
    blockedUntilMs[group] = Math.max(blockedUntilMs[group], monotonicMs() + ms);
    log.warn({ group, retryAfterMs: ms }, 'RingCentral rate limit reached');
    return ms;
  };

  function loginErrorOf(thrown: unknown): LoginError {
    if (thrown instanceof TransportError) return new LoginError('login_unavailable', null);
    const response = responseOf(thrown)?.response;
    if (response === undefined) return new LoginError('login_failed', null);
    if (response.status === 429) return new LoginError('login_rate_limited', punish('login', response.headers));
    if (response.status >= 400 && response.status < 500) return new LoginError('auth_failed', null);
    return new LoginError('login_unavailable', retryAfterMsOf(response.headers));
  }

  async function logIn(): Promise<void> {
    const waitMs = heldMs('login');
    if (waitMs > 0) throw new LoginError('login_rate_limited', waitMs);
    // Not `platform.login`: after a 401 that posts the credentials a second time, and logins are limited to five a minute.
    const response = await platform.send({
      method: 'POST',
      url: TOKEN_PATH,
      skipAuthCheck: true,
      retry: true,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Authorization: platform.basicAuthHeader() },
      body: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt },
    }).catch((error: unknown) => { throw loginErrorOf(error); });
    const token = tokenAnswer.safeParse(parseJson(Buffer.from(await response.arrayBuffer())));
    if (!token.success) throw new LoginError('login_unreadable', null);
    const { access_token, token_type, expires_in } = token.data;
    await platform.auth().setData({ access_token, token_type, expires_in: String(expires_in) });
    refusedAuthorization = null;
    log.info({}, 'logged in to RingCentral');
  }

  async function ensureToken(): Promise<void> {
    // The look and the login are one flight, so that nobody acts on a look that is out of date.
    ensuring ??= (async () => {
      const usable = (await platform.auth().accessTokenValid()) && (await platform.authHeader()) !== refusedAuthorization;
      if (!usable) await logIn();
    })().finally(() => { ensuring = null; });
    await ensuring;
  }

  // The SDK asks this before each call. Its own version refreshes, which fails where no refresh token was issued
  // (RingCentral's default) and after a 401 asks for a token that lives -1 seconds. A JWT login serves every case.
  platform.ensureLoggedIn = async () => {
    await ensureToken();
    return null;
  };

  async function answered(response: Response): Promise<Reply> {
    return { kind: 'answered', status: response.status, retryAfterMs: retryAfterMsOf(response.headers), body: Buffer.from(await response.arrayBuffer()) };
  }

  async function attempt({ method, path, query, body }: Call, group: PenaltyGroup): Promise<Reply> {
    try {
      // `retry: true` tells the SDK that this is already the second try, so it never makes one by itself.
      return await answered(await platform.send({ method, url: path, query, body, retry: true }));
    } catch (error) {
      if (error instanceof LoginError) return { kind: 'not_accepted', code: error.code, retryAfterMs: error.retryAfterMs };
      if (error instanceof TransportError) return error.begun ? { kind: 'unknown', code: error.code } : { kind: 'not_accepted', code: error.code, retryAfterMs: null };
      const refusal = responseOf(error);
      if (refusal === null) return { kind: 'unknown', code: 'internal_error' };
      if (refusal.response.status === 401) refusedAuthorization = refusal.authorization;
      if (refusal.response.status === 429) punish(group, refusal.response.headers);
      return await answered(refusal.response);
    }
  }

  return {
    async call(call) {
      if (closed) return { kind: 'not_accepted', code: 'client_closed', retryAfterMs: null };
      const group = call.method === 'GET' ? 'read' : 'write';
      // A request inside the penalty would start the penalty anew for everybody.
      const waitMs = heldMs(group);
      if (waitMs > 0) return { kind: 'not_accepted', code: 'rate_limited', retryAfterMs: waitMs };
      const first = await attempt(call, group);
      if (first.kind !== 'answered' || first.status !== 401) return first;
      // 401 means that the request was not accepted, so exactly one more try with a fresh token doubles nothing.
      log.warn({}, 'RingCentral refused the access token; logging in again');
      const second = await attempt(call, group);
      return second.kind === 'answered' && second.status === 401 ? { kind: 'not_accepted', code: 'auth_failed', retryAfterMs: null } : second;
    },
    close() {
      closed = true;
      transport.close();
      sdk.cache().removeItemSync('platform');
    },
  };
}
