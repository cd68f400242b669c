// Tells another program that a person is needed: one signed POST (Standard Webhooks, HMAC-SHA256 over id, time and body).
import { createHmac } from 'node:crypto';
import type { SendOutcome } from './types.ts';

export type StaffWebhookOptions = { url: string; secret: string; fetch?: typeof fetch; now?: () => number };

/** The receiver answers or not; a person is told by text as well, so this need not wait long. */
const TIMEOUT_MS = 10_000;

export function createStaffWebhook({ url, secret, fetch: send = fetch, now = Date.now }: StaffWebhookOptions): { send(body: string, id: string): Promise<SendOutcome> } {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret, 'utf8');
  return {
    async send(body, id) {
      const timestamp = String(Math.floor(now() / 1000));
      const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
      let response: Response;
      try {
        response = await send(url, {
          method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS),
          headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
        });
      } catch (error) {
        // The receiver drops what it has seen by `webhook-id`, so trying again is safe whatever became of this one.
        return { kind: 'not_sent', code: error instanceof Error ? error.name : 'unknown', retryAfterMs: null, permanent: false };
      }
      await response.arrayBuffer().catch(() => undefined); // frees the connection
      if (response.ok) return { kind: 'sent', providerMessageId: id, providerTime: null, status: String(response.status) };
      return { kind: 'not_sent', code: `http_${String(response.status)}`, retryAfterMs: null, permanent: response.status === 410 };
    },
  };
}
