// The validation handshake: before it accepts a webhook address, the provider asks it to echo a token.
import { randomBytes } from 'node:crypto';
import type { Ledger } from './ledger.ts';
import { postWebhook, type WebhookAnswer } from './webhook-client.ts';

// RingCentral's documented limit on the whole answer, headers and body together.
const maximumAnswerBytes = 1024;

export type HandshakeTarget = { readonly address: string; readonly verificationToken: string | undefined };

export async function shakeHands(target: HandshakeTarget, timeoutMs: number, signal: AbortSignal, ledger: Ledger): Promise<boolean> {
  const validationToken = randomBytes(24).toString('base64url');
  const answer = await postWebhook({
    address: target.address,
    headers: {
      'Validation-Token': validationToken,
      ...(target.verificationToken === undefined ? {} : { 'Verification-Token': target.verificationToken }),
    },
    body: '',
    timeoutMs,
    signal,
  });
  const fault = faultIn(answer, validationToken);
  ledger.handshake(fault === undefined ? { outcome: 'accepted' } : { outcome: 'refused', reason: fault });
  return fault === undefined;
}

function faultIn(answer: WebhookAnswer, validationToken: string): string | undefined {
  if (!answer.answered) return answer.reason;
  if (answer.status !== 200) return `status ${answer.status}`;
  if (answer.headers['validation-token'] !== validationToken) return 'Validation-Token not echoed';
  if (!/^application\/json\b/i.test(answer.headers['content-type'] ?? '')) return 'Content-Type is not application/json';
  if (answer.sizeBytes > maximumAnswerBytes) return `answer of ${answer.sizeBytes} bytes`;
  return undefined;
}
