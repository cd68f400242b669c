// RingCentral's webhook: the handshake, where a request comes from, and what a notification says. No I/O.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { InboundSms } from '../types.ts';
import { inboundSmsOf, readRingCentralMessage, idOf } from './message.ts';

// The whole answer may have 1,024 bytes; this leaves half of them to status line and other headers.
const MAX_VALIDATION_TOKEN_LENGTH = 512;

function header(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' && value.length > 0 ? value : null;
}

/** A validation token with an empty body asks whether we are here; answer 200 and echo it. Null for anything else. */
export function readHandshake(headers: IncomingHttpHeaders, body: Buffer): { validationToken: string } | null {
  const validationToken = header(headers, 'validation-token');
  if (validationToken === null || body.length > 0) return null;
  // It goes back out in a header: bounded, and nothing that does not belong there.
  return validationToken.length <= MAX_VALIDATION_TOKEN_LENGTH && /^[\x21-\x7e]+$/.test(validationToken) ? { validationToken } : null;
}

const digest = (value: string) => createHash('sha256').update(value, 'utf8').digest();

/** RingCentral signs nothing; the secret given at subscription comes back with each request. Hashing makes both sides one length. */
export function verifyOrigin(headers: IncomingHttpHeaders, secret: string): 'verified' | 'missing' | 'mismatch' {
  const given = header(headers, 'verification-token');
  if (given === null) return 'missing';
  // An empty secret verifies nobody, since an empty header counts as missing.
  return timingSafeEqual(digest(given), digest(secret)) ? 'verified' : 'mismatch';
}

export type NotificationSource = { subscriptionId: string | null; eventUuid: string | null };

export type Notification =
  | (NotificationSource & { kind: 'inbound_sms'; sms: InboundSms })
  | (NotificationSource & { kind: 'ignored'; reason: 'unknown_event' | 'outbound' | 'status' | 'not_sms' | 'unanswerable_sender'; providerMessageId: string | null })
  | { kind: 'invalid'; reason: 'empty' | 'not_json' | 'not_a_notification' | 'not_a_message' };

const notification = z.object({ uuid: z.unknown().optional(), subscriptionId: z.unknown().optional(), event: z.string(), body: z.unknown().optional() });

const EXTENSION = String.raw`^/restapi/v1\.0/account/[^/]+/extension/[^/]+`;
const INSTANT_EVENT = new RegExp(String.raw`${EXTENSION}/message-store/instant(\?|$)`);
// These tell that a stored message changed, not what it says.
const STATUS_EVENT = new RegExp(String.raw`${EXTENSION}/message-store(\?|$)|^/restapi/v1\.0/account/[^/]+/a2p-sms/`);

export function parseNotification(rawBody: Buffer): Notification {
  if (rawBody.length === 0) return { kind: 'invalid', reason: 'empty' };
  let json: unknown;
  try {
    json = JSON.parse(rawBody.toString('utf8'));
  } catch {
    return { kind: 'invalid', reason: 'not_json' };
  }
  const parsed = notification.safeParse(json);
  if (!parsed.success) return { kind: 'invalid', reason: 'not_a_notification' };
  const { event, body } = parsed.data;
  const source: NotificationSource = { subscriptionId: idOf(parsed.data.subscriptionId), eventUuid: idOf(parsed.data.uuid) };

  if (STATUS_EVENT.test(event)) return { ...source, kind: 'ignored', reason: 'status', providerMessageId: null };
  if (!INSTANT_EVENT.test(event)) return { ...source, kind: 'ignored', reason: 'unknown_event', providerMessageId: null };

  const message = readRingCentralMessage(body);
  if (message === null) return { kind: 'invalid', reason: 'not_a_message' };
  const ignored = (reason: 'outbound' | 'status' | 'not_sms' | 'unanswerable_sender'): Notification =>
    ({ ...source, kind: 'ignored', reason, providerMessageId: message.id });
  if (message.type !== 'SMS') return ignored('not_sms');
  if (message.direction === 'outbound') return ignored('outbound');
  // The notice of a deletion repeats the message; it is not said a second time.
  if (message.eventType === 'Delete') return ignored('status');
  const sms = inboundSmsOf(message);
  return sms === null ? ignored('unanswerable_sender') : { ...source, kind: 'inbound_sms', sms };
}
