// RingCentral's sign-in: JWT and refresh-token grants, revocation, and the bearer check before every API call.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { fields } from '../fields.ts';
import { sendError, sendOAuthError, type ApiError } from './errors.ts';
import type { Ledger } from './ledger.ts';
import type { RingCentralOptions } from './options.ts';

const jwtGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const minimumRequestedTtlSeconds = 600;
// A refresh token that was already used still answers with the same successor for this long ...
const replayAfterFirstUseMs = 10_000;
// ... or for this long when the successor has not been used at all.
const replayWhileUnusedMs = 3_600_000;

type Session = {
  readonly accessToken: string;
  readonly expiresAtMs: number;
  readonly ttlSeconds: number;
  readonly refreshToken: string;
  readonly refreshExpiresAtMs: number;
  readonly sessionId: string;
  firstUsedAtMs?: number;
  refreshedAtMs?: number;
  successor?: Session;
};

const tokenNotFound: ApiError = { status: 401, topLevelCode: 'TokenInvalid', errorCode: 'OAU-213', message: 'Token not found' };
const tokenExpired: ApiError = { status: 401, topLevelCode: 'TokenExpired', errorCode: 'OAU-128', message: 'Access token expired' };
const noToken: ApiError = { status: 401, errorCode: 'OAU-151', message: 'Authorization method not supported' };

export type Auth = { readonly router: Router; readonly requireBearer: RequestHandler; revokeAll(): number };

export function createAuth(options: RingCentralOptions, ledger: Ledger): Auth {
  const byAccessToken = new Map<string, Session>();
  const byRefreshToken = new Map<string, Session>();
  const { credentials, now } = options;

  const issue = (requestedTtl: unknown, sessionId: string): Session => {
    const asked = Number(requestedTtl);
    const ttlSeconds = asked >= minimumRequestedTtlSeconds ? Math.min(asked, options.accessTokenTtlSeconds) : options.accessTokenTtlSeconds;
    const session: Session = {
      accessToken: opaqueToken(),
      expiresAtMs: now() + ttlSeconds * 1000,
      ttlSeconds,
      refreshToken: opaqueToken(),
      refreshExpiresAtMs: now() + options.refreshTokenTtlSeconds * 1000,
      sessionId,
    };
    byAccessToken.set(session.accessToken, session);
    if (options.issueRefreshTokens) byRefreshToken.set(session.refreshToken, session);
    ledger.tokenIssued();
    return session;
  };

  const refresh = (session: Session, requestedTtl: unknown): Session | undefined => {
    const { successor, refreshedAtMs } = session;
    if (successor !== undefined && refreshedAtMs !== undefined) {
      const replayUntilMs = successor.firstUsedAtMs === undefined
        ? refreshedAtMs + replayWhileUnusedMs
        : successor.firstUsedAtMs + replayAfterFirstUseMs;
      return now() <= replayUntilMs ? successor : undefined;
    }
    if (now() >= session.refreshExpiresAtMs) return undefined;
    byAccessToken.delete(session.accessToken);
    session.refreshedAtMs = now();
    session.successor = issue(requestedTtl, session.sessionId);
    return session.successor;
  };

  const answer = (res: Response, session: Session) => {
    const refreshFields = options.issueRefreshTokens
      ? { refresh_token: session.refreshToken, refresh_token_expires_in: secondsUntil(session.refreshExpiresAtMs, now()) }
      : {};
    res.set('Cache-Control', 'no-store').json({
      access_token: session.accessToken,
      token_type: 'bearer',
      expires_in: secondsUntil(session.expiresAtMs, now()),
      ...refreshFields,
      scope: 'ReadAccounts ReadMessages SMS SubscriptionWebhook',
      owner_id: options.extensionId,
      endpoint_id: `endpoint-${session.sessionId}`,
      session_id: session.sessionId,
    });
  };

  const requireClient: RequestHandler = (req, res, next) => {
    const client = basicCredentials(req);
    if (client && accepts(credentials.clientId, client.id) && accepts(credentials.clientSecret, client.secret)) {
      next();
      return;
    }
    ledger.refused('token', 401, 'invalid client');
    sendOAuthError(res, 401, 'invalid_client', 'OAU-146', 'Invalid client credentials');
  };

  const router = express.Router();
  router.use(express.urlencoded({ extended: false, limit: '16kb' }));

  router.post('/token', requireClient, (req, res) => {
    const form = formFields(req.body);
    if (form.grant_type === jwtGrant) {
      if (accepts(credentials.jwt, form.assertion ?? '')) return answer(res, issue(form.access_token_ttl, opaqueToken()));
      ledger.refused('token', 401, 'invalid assertion');
      return sendOAuthError(res, 401, 'invalid_grant', 'OAU-140', 'Invalid resource owner credentials');
    }
    if (form.grant_type === 'refresh_token') {
      const session = byRefreshToken.get(form.refresh_token ?? '');
      const successor = session && refresh(session, form.access_token_ttl);
      if (successor) return answer(res, successor);
      ledger.refused('token', 400, 'invalid refresh token');
      return sendOAuthError(res, 400, 'invalid_grant', 'OAU-210', 'Token expired');
    }
    ledger.refused('token', 400, 'unsupported grant');
    return sendOAuthError(res, 400, 'unsupported_grant_type', 'OAU-125', 'Grant type is not allowed for application');
  });

  router.post('/revoke', requireClient, (req, res) => {
    const token = formFields(req.body).token ?? '';
    const session = byAccessToken.get(token) ?? byRefreshToken.get(token);
    if (session) {
      byAccessToken.delete(session.accessToken);
      byRefreshToken.delete(session.refreshToken);
    }
    // An unknown token is no error, by RFC 7009.
    res.status(200).json({});
  });

  const requireBearer: RequestHandler = (req, res, next) => {
    const [scheme, token] = (req.headers.authorization ?? '').split(' ');
    const session = byAccessToken.get(token ?? '');
    const refusal = scheme?.toLowerCase() !== 'bearer' || !token ? noToken
      : session === undefined ? tokenNotFound
      : now() >= session.expiresAtMs ? tokenExpired
      : undefined;
    if (refusal === undefined && session !== undefined) {
      session.firstUsedAtMs ??= now();
      next();
      return;
    }
    const error = refusal ?? tokenNotFound;
    ledger.refused(`${req.method} ${req.path}`, 401, error.errorCode);
    sendError(res.set('WWW-Authenticate', 'Bearer realm="RingCentral REST API"'), error);
  };

  return {
    router,
    requireBearer,
    revokeAll() {
      const revoked = byAccessToken.size;
      byAccessToken.clear();
      byRefreshToken.clear();
      return revoked;
    },
  };
}

const opaqueToken = () => randomBytes(24).toString('base64url');
const secondsUntil = (atMs: number, nowMs: number) => Math.max(0, Math.round((atMs - nowMs) / 1000));

function accepts(expected: string | undefined, given: string): boolean {
  if (given === '') return false;
  if (expected === undefined) return true;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}

function basicCredentials(req: Request): { id: string; secret: string } | undefined {
  const [scheme, encoded] = (req.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic' || !encoded) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : { id: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}

function formFields(body: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(fields(body)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
