// One POST to a webhook address, measured: status, headers, body, and the size of the whole answer in bytes.
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

export type WebhookAnswer =
  | { readonly answered: true; readonly status: number; readonly headers: IncomingHttpHeaders; readonly sizeBytes: number }
  | { readonly answered: false; readonly reason: string };

export type WebhookRequest = {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For the whole exchange, not for each silence in it. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

// Enough to tell that an answer is too large without keeping all of it.
const readAtMostBytes = 65_536;

export async function postWebhook(webhook: WebhookRequest): Promise<WebhookAnswer> {
  const body = Buffer.from(webhook.body, 'utf8');
  const timeout = AbortSignal.timeout(webhook.timeoutMs);
  return new Promise((resolve) => {
    const fail = (error: Error) => {
      resolve({ answered: false, reason: timeout.aborted ? 'Read timed out' : 'code' in error ? String(error.code) : error.message });
    };
    const request = webhook.address.startsWith('https:') ? httpsRequest : httpRequest;
    const outgoing = request(webhook.address, {
      method: 'POST',
      // A fresh connection each time: a pooled one may be dead after the application restarted.
      agent: false,
      headers: { ...webhook.headers, 'Content-Length': body.length },
      signal: AbortSignal.any([timeout, webhook.signal]),
    }, (response) => {
      let bodyBytes = 0;
      const finish = () => {
        resolve({
          answered: true,
          status: response.statusCode ?? 0,
          headers: response.headers,
          sizeBytes: headBytes(response.httpVersion, response.statusCode, response.statusMessage, response.rawHeaders) + bodyBytes,
        });
      };
      response.on('data', (chunk: Buffer) => {
        bodyBytes += chunk.length;
        if (bodyBytes > readAtMostBytes) {
          finish();
          response.destroy();
        }
      });
      response.on('end', finish);
      response.on('error', fail);
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

function headBytes(version: string, status: number | undefined, message: string | undefined, rawHeaders: readonly string[]): number {
  const statusLine = `HTTP/${version} ${status ?? ''} ${message ?? ''}\r\n`;
  const characters = rawHeaders.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  // Each header spends four bytes on ": " and its line end; two close the head.
  return Buffer.byteLength(statusLine) + characters + (rawHeaders.length / 2) * 4 + 2;
}
