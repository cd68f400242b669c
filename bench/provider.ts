// The simulated provider in this process, with a stopwatch at its door: the moment each text of ours arrives.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { fields } from '../simulators/fields.ts';
import { createRingCentralAccount } from '../simulators/ringcentral/account.ts';

export type Arrival = { atMs: number; text: string };

export type Provider = {
  port: number;
  businessNumber: string;
  /** The next text to this number; `atMs` is when the head of its POST came in, on this process's `performance.now()`. */
  next(number: string): Promise<Arrival>;
  accepted(): number;
  close(): Promise<void>;
};

export async function startProvider(): Promise<Provider> {
  const account = createRingCentralAccount({});
  const app = express();
  app.use('/restapi', account.router);
  const waiting = new Map<string, (arrival: Arrival) => void>();
  let accepted = 0;

  function arrived(request: IncomingMessage, atMs: number): void {
    const { to, text } = fields('body' in request ? request.body : undefined);
    const { phoneNumber } = fields(Array.isArray(to) ? to[0] : undefined);
    if (typeof phoneNumber !== 'string' || typeof text !== 'string') return;
    accepted += 1;
    const tell = waiting.get(phoneNumber);
    waiting.delete(phoneNumber);
    tell?.({ atMs, text });
  }

  const server = createServer((request, response) => {
    const atMs = performance.now();
    if (request.method === 'POST' && request.url?.endsWith('/sms') === true) {
      // Its body has been read by then, and the answer is out: what the receiver does next does not delay it.
      response.once('finish', () => {
        if (response.statusCode === 200) arrived(request, atMs);
      });
    }
    app(request, response);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    port: (server.address() as AddressInfo).port,
    businessNumber: account.businessNumber,
    next: (number) => new Promise((resolve) => { waiting.set(number, resolve); }),
    accepted: () => accepted,
    async close() {
      await account.close();
      await new Promise<void>((resolve) => {
        server.close(() => { resolve(); });
        server.closeAllConnections();
      });
    },
  };
}
