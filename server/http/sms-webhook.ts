// RingCentral's webhook: handshake, origin, one transaction, answer; the nudge follows behind the answer.
import type { Request, RequestHandler } from 'express';
import { parseNotification, readHandshake, verifyOrigin } from '../../channels/ringcentral/webhook.ts';
import type { InboundSms } from '../../channels/types.ts';
import { logWebhookOutcome, receiveMessage, type WebhookOutcome } from '../../db/inbound.ts';
import { Failure } from '../../domain/failures.ts';
import { isDatabaseAway, withinMs } from '../bounded-database.ts';
import { readBody } from './body.ts';
import type { AppDeps } from './deps.ts';
import { header, plainRoute, type Route } from './route.ts';

export const SMS_WEBHOOK_PATH = '/api/v1/webhooks/sms/incoming';
const PROVIDER = 'ringcentral';
// A notification is one or two kilobytes; this leaves room for many recipients and attachments.
const BODY_LIMIT_BYTES = 256 * 1024;
// A row in the log is not worth an answer that comes after RingCentral's 3 s.
const LOG_LIMIT_MS = 800;
const DAY_MS = 86_400_000;

type Deps = Pick<AppDeps, 'database' | 'keyring' | 'keys' | 'business' | 'settings' | 'log' | 'metrics' | 'postman' | 'now' | 'newId' | 'isOptOutKeyword'>;
type Refusal = Omit<WebhookOutcome, 'provider' | 'at'>;

export function smsWebhookRoute(deps: Deps): Route {
  const { settings, log, metrics } = deps;

  async function record(outcome: Partial<Refusal> & Pick<Refusal, 'status'>): Promise<void> {
    metrics.webhook({ provider: PROVIDER, outcome: outcome.status });
    const { status, detail = null, eventId = null, bodyBytes = null } = outcome;
    log.info({ provider: PROVIDER, status, detail, eventId, bodyBytes }, 'webhook');
    const row = { provider: PROVIDER, status, detail, eventId, bodyBytes, at: new Date(deps.now()) };
    try {
      await withinMs(LOG_LIMIT_MS, logWebhookOutcome(deps, row), () => new Failure('database_unavailable'));
    } catch (error) {
      log.warn({ err: error, status }, 'webhook outcome could not be logged');
    }
  }

  function isSkipping(): boolean {
    const skip = settings.skipWebhookValidation;
    return skip !== null && (skip.until === null || deps.now() < skip.until.getTime());
  }

  async function requireOrigin(request: Request, bodyBytes: number): Promise<'static_token' | 'skipped'> {
    const origin = verifyOrigin(request.headers, settings.webhookSecret);
    // Everything taken in while the check is off counts as unchecked, the right token or not.
    if (isSkipping()) return 'skipped';
    if (origin === 'verified') return 'static_token';
    await record({ status: 'signature_validation_failed', detail: origin, bodyBytes });
    throw new Failure('signature_validation_failed');
  }

  async function receive(request: Request): Promise<Buffer> {
    try {
      return await readBody(request, BODY_LIMIT_BYTES);
    } catch (error) {
      if (error instanceof Failure && error.code === 'body_too_large') await record({ status: 'body_too_large', bodyBytes: declaredBytes(request) });
      throw error;
    }
  }

  async function take(sms: InboundSms, raw: Buffer, eventId: string | null, originCheck: 'static_token' | 'skipped', receivedAt: Date): Promise<'accepted' | 'accepted_unverified' | 'duplicate'> {
    try {
      const received = await receiveMessage(deps, {
        provider: PROVIDER, channel: 'sms', addressKind: 'phone', from: sms.from, text: sms.text, providerMessageId: sms.providerMessageId,
        providerTime: sms.providerTime === null ? null : new Date(sms.providerTime), originCheck, raw, eventId, receivedAt,
        keyword: deps.isOptOutKeyword(sms.text) ? 'opt_out' : null, closeAfterIdleMs: deps.business.profile.conversation.closeAfterIdleDays * DAY_MS,
      });
      // Durable now; whatever becomes of the nudge, the relay makes it good. A duplicate was handed over the first time.
      if (!received.duplicate) deps.postman.deliver({ kind: 'message', id: received.messageId, threadId: received.threadId });
      return received.duplicate ? 'duplicate' : originCheck === 'skipped' ? 'accepted_unverified' : 'accepted';
    } catch (error) {
      const isAway = (error instanceof Failure && error.code === 'database_unavailable') || isDatabaseAway(error);
      if (isAway) metrics.webhook({ provider: PROVIDER, outcome: 'database_unavailable' });
      else await record({ status: 'error', detail: 'not_stored', eventId, bodyBytes: raw.length });
      throw error;
    }
  }

  const handler: RequestHandler = async (request, response) => {
    const receivedAt = new Date(deps.now());
    const raw = await receive(request);
    const handshake = readHandshake(request.headers, raw);
    if (handshake !== null) {
      // While the subscription is being made RingCentral may not send the secret yet; if it sends one, it has to be ours.
      if (header(request, 'verification-token') !== null) await requireOrigin(request, 0);
      await record({ status: 'handshake', bodyBytes: 0 });
      response.status(200).set('Validation-Token', handshake.validationToken).type('application/json').end();
      return;
    }
    const originCheck = await requireOrigin(request, raw.length);
    const notification = parseNotification(raw);
    if (notification.kind === 'invalid') {
      await record({ status: 'invalid_body', detail: notification.reason, bodyBytes: raw.length });
      throw new Failure('invalid_body', { reason: notification.reason });
    }
    const isOurs = notification.kind === 'inbound_sms' && settings.ourNumbers.includes(notification.sms.to);
    if (notification.kind === 'ignored' || !isOurs) {
      const detail = notification.kind === 'ignored' ? notification.reason : 'not_our_number';
      await record({ status: 'ignored', detail, eventId: notification.eventUuid, bodyBytes: raw.length });
      response.status(200).json({ status: 'ignored' });
      return;
    }
    const status = await take(notification.sms, raw, notification.eventUuid, originCheck, receivedAt);
    metrics.webhook({ provider: PROVIDER, outcome: status });
    response.status(200).json({ status });
  };

  return plainRoute({
    method: 'post', path: SMS_WEBHOOK_PATH, tag: 'Webhooks', access: 'provider',
    summary: 'RingCentral: validation handshake and notifications of messages.',
    answers: { 200: { description: 'Stored for good, seen before, or none of our business.', contentType: 'application/json' } },
    failures: ['invalid_body', 'signature_validation_failed', 'body_too_large', 'unsupported_media_type', 'database_unavailable'],
    handlers: [handler],
  });
}

function declaredBytes(request: Request): number | null {
  const bytes = Number(request.headers['content-length']);
  // The column is a 32-bit integer, and the header says whatever the sender likes.
  return Number.isSafeInteger(bytes) && bytes >= 0 ? Math.min(bytes, 2 ** 31 - 1) : null;
}
