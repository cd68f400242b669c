// A customer's phone: posts RingCentral's notification to our webhook and waits until the provider has our answer.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Provider } from './provider.ts';

export type Turn = { startMs: number; arrivedMs: number; text: string };

export type Customer = {
  number: string;
  turns: Turn[];
  say(text: string): Promise<Turn>;
  /** The next ordinary turn: an answer to a question that was asked, and nothing that changes the stage. */
  answer(): Promise<Turn>;
};

export type Exchange = { newCustomer(): Customer; close(): void };

// A turn takes milliseconds; this bounds a run in which something is broken.
const TURN_LIMIT_MS = 30_000;
const DAYS_AHEAD = 30;

export function openExchange({ provider, webhookUrl, verificationToken }: { provider: Provider; webhookUrl: string; verificationToken: string }): Exchange {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  let customers = 0;
  // RingCentral's ids are numbers that grow.
  let messages = Date.now();

  function notification(from: string, text: string): string {
    const id = String((messages += 1));
    const time = new Date().toISOString();
    return JSON.stringify({
      uuid: randomUUID(), event: '/restapi/v1.0/account/80964001/extension/62989001/message-store/instant?type=SMS', timestamp: time, subscriptionId: 'bench', ownerId: '62989001',
      body: {
        id, to: [{ phoneNumber: provider.businessNumber, target: true }], from: { phoneNumber: from }, type: 'SMS', creationTime: time, lastModifiedTime: time, readStatus: 'Unread',
        priority: 'Normal', attachments: [{ id, type: 'Text', contentType: 'text/plain' }], direction: 'Inbound', availability: 'Alive', subject: text, messageStatus: 'Received',
        conversation: { id: '1000000000000000001' }, eventType: 'Create', owner: { extensionId: '62989001', extensionType: 'User' },
      },
    });
  }

  async function say(number: string, text: string): Promise<Turn> {
    const answer = provider.next(number);
    const body = notification(number, text);
    const startMs = performance.now();
    const status = await post(agent, webhookUrl, verificationToken, body);
    if (status !== 200) throw new Error(`the webhook answered ${String(status)}`);
    const { atMs, text: answered } = await within(TURN_LIMIT_MS, answer);
    return { startMs, arrivedMs: atMs, text: answered };
  }

  return {
    newCustomer() {
      customers += 1;
      const number = `+1415${String(2_000_000 + customers)}`;
      const turns: Turn[] = [];
      const customer: Customer = {
        number, turns,
        async say(text) {
          const turn = await say(number, text);
          turns.push(turn);
          return turn;
        },
        answer: () => (turns.length === 0 ? customer.say(`I want to book for 20 people on ${eventDay()}`) : customer.say(ORDINARY[turns.length % ORDINARY.length] ?? '6pm')),
      };
      return customer;
    },
    close: () => { agent.destroy(); },
  };
}

/** Party and time, given and corrected; the address is never said, so the assistant goes on collecting. */
const ORDINARY = ['6pm', 'for 22 people', '7pm', 'make it 24 guests', '5:30pm please', '21 people'];

export function eventDay(): string {
  return new Date(Date.now() + DAYS_AHEAD * 86_400_000).toLocaleDateString('en-US', { month: 'long', day: 'numeric', timeZone: 'America/Los_Angeles' });
}

function post(agent: Agent, url: string, verificationToken: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST', agent,
      headers: { 'content-type': 'application/json; charset=UTF-8', 'content-length': Buffer.byteLength(body), 'user-agent': 'RingCentral-Webhook/8.3', 'verification-token': verificationToken },
    }, (response) => {
      response.resume();
      response.once('end', () => { resolve(response.statusCode ?? 0); });
      response.once('error', reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => { reject(new Error('no answer came')); }, limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
