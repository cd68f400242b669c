// What RingCentral's answers mean: sent, not sent or unknown; how long to wait; which error code.
import { z } from 'zod';
import type { SendOutcome } from '../types.ts';
import { messageIdOf, isoOrNull } from './message.ts';

/** The result of one call, free of tokens and of anything the customer wrote. */
export type Reply =
  | { kind: 'answered'; status: number; retryAfterMs: number | null; body: Buffer }
  /** RingCentral certainly did not act on it. */
  | { kind: 'not_accepted'; code: string; retryAfterMs: number | null }
  | { kind: 'unknown'; code: string };

/** A call that was not a send has failed. Carries codes only, so it may be logged and recorded as it is. */
export class RingCentralError extends Error {
  readonly code: string;
  readonly httpStatus: number | null;
  readonly retryAfterMs: number | null;
  constructor(operation: string, code: string, httpStatus: number | null, retryAfterMs: number | null) {
    super(`RingCentral ${operation} failed: ${code}`);
    this.name = 'RingCentralError';
    this.code = code;
    this.httpStatus = httpStatus;
    this.retryAfterMs = retryAfterMs;
  }
}

// RingCentral asks for at least 30 s when a 429 names no time; each request inside the penalty starts it anew.
const DEFAULT_PENALTY_MS = 30_000;
// A day: longer than any documented penalty, short enough that a nonsense header does not silence us for good.
const MAX_PENALTY_MS = 86_400_000;

/** Seconds as RingCentral documents it; a date form is not documented and counts as absent. */
export function retryAfterMsOf(headers: Headers): number | null {
  const value = headers.get('retry-after')?.trim() ?? '';
  return /^\d{1,9}$/.test(value) ? Math.min(Number(value) * 1000, MAX_PENALTY_MS) : null;
}

export function penaltyMs(retryAfterMs: number | null): number {
  return retryAfterMs ?? DEFAULT_PENALTY_MS;
}

const errorBody = z.object({
  errorCode: z.string().optional(),
  error: z.string().optional(),
  errors: z.array(z.object({ errorCode: z.string().optional() })).optional(),
});

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The provider's error code, or `http_<status>`. Messages are left behind: they quote phone numbers. */
export function errorCodeOf(status: number, body: Buffer): string {
  const parsed = errorBody.safeParse(parseJson(body));
  const code = parsed.success ? (parsed.data.errors?.find((entry) => entry.errorCode !== undefined)?.errorCode ?? parsed.data.errorCode ?? parsed.data.error) : undefined;
  // Only what looks like a code may travel on into logs and rows.
  return code !== undefined && /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(code) ? code : `http_${status}`;
}

const sentBody = z.object({ id: z.unknown().optional(), uri: z.unknown().optional(), creationTime: z.unknown().optional(), messageStatus: z.unknown().optional() });

/** One rule for every send: only an answer that says so is "sent" or "not sent"; all else is unknown. */
export function sendOutcomeOf(reply: Reply): SendOutcome {
  if (reply.kind === 'unknown') return reply;
  if (reply.kind === 'not_accepted') return { kind: 'not_sent', code: reply.code, retryAfterMs: reply.retryAfterMs, permanent: false };
  const { status, body } = reply;
  if (status >= 200 && status < 300) {
    const parsed = sentBody.safeParse(parseJson(body));
    const id = parsed.success ? messageIdOf(parsed.data.id, parsed.data.uri) : null;
    if (!parsed.success || id === null) return { kind: 'unknown', code: 'unreadable_answer' };
    const { creationTime, messageStatus } = parsed.data;
    return { kind: 'sent', providerMessageId: id, providerTime: isoOrNull(creationTime), status: typeof messageStatus === 'string' ? messageStatus : null };
  }
  if (status === 429) return { kind: 'not_sent', code: 'rate_limited', retryAfterMs: penaltyMs(reply.retryAfterMs), permanent: false };
  // 408 is a timeout told by a gateway: what lay behind it may have taken the text.
  if (status >= 400 && status < 500 && status !== 408) return { kind: 'not_sent', code: errorCodeOf(status, body), retryAfterMs: null, permanent: true };
  return { kind: 'unknown', code: `http_${status}` };
}

/** The body of a successful call, or the failure as an error. */
export function bodyOrThrow(operation: string, reply: Reply): Buffer {
  if (reply.kind === 'answered') {
    if (reply.status >= 200 && reply.status < 300) return reply.body;
    const retryAfterMs = reply.status === 429 ? penaltyMs(reply.retryAfterMs) : reply.retryAfterMs;
    const code = reply.status === 429 ? 'rate_limited' : errorCodeOf(reply.status, reply.body);
    throw new RingCentralError(operation, code, reply.status, retryAfterMs);
  }
  throw new RingCentralError(operation, reply.code, null, reply.kind === 'not_accepted' ? reply.retryAfterMs : null);
}
