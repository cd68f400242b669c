// A desk for one activity at a time: a database, a simulated provider, and as many "processes" as a test wants, without Temporal.
import { randomBytes, randomUUID } from 'node:crypto';
import type { ActivityDeps, ActivitySettings } from '../../activities/deps.ts';
import { createRingCentral, type RingCentral } from '../../channels/ringcentral/client.ts';
import { openDatabase, type DatabaseHandle } from '../../db/client.ts';
import { receiveMessage, type Received } from '../../db/inbound.ts';
import { createKeyCache, loadKey } from '../../db/people.ts';
import { conversationThreads, customers, messages, outbox, type MessageClass } from '../../db/schema.ts';
import { createKeyring, seal } from '../../db/sealing.ts';
import { startSimulators } from '../../simulators/server.ts';
import { eq } from 'drizzle-orm';
import { createTestDatabase } from './servers.ts';
import { freshNumber } from './numbers.ts';

export type LedgerText = { id: string; direction: 'inbound' | 'outbound'; from: string; to: string; text: string; at: string; status: string; fault?: string };
export type Ledger = {
  counts: { outbound: number; inbound: number; refused: number; faults: Record<string, number> };
  sms: LedgerText[];
  refused: { at: string; operation: string; httpStatus: number | null; reason: string }[];
  webhooks: { outcome: string; httpStatus?: number; fault?: string }[];
};

export async function readLedger(simulatorUrl: string): Promise<Ledger> {
  const response = await fetch(`${simulatorUrl}/_sim/ledger`);
  return ((await response.json()) as { ringcentral: Ledger }).ringcentral;
}

export async function armFault(simulatorUrl: string, mode: string, options: object = {}): Promise<void> {
  const response = await fetch(`${simulatorUrl}/_sim/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ provider: 'ringcentral', mode, ...options }) });
  if (response.status !== 201) throw new Error(`the fault was not armed: ${await response.text()}`);
}

export async function clearFaults(simulatorUrl: string): Promise<void> {
  await fetch(`${simulatorUrl}/_sim/faults`, { method: 'DELETE' });
}

export type Intent = { class: MessageClass; text: string; notBefore?: Date };
export type Customer = { number: string; threadId: string };
export type Process = { deps: ActivityDeps; close(): Promise<void> };

export type Desk = Awaited<ReturnType<typeof openDesk>>;

const SMS_FROM = '+19167408768';

export async function openDesk(simulator: Omit<Parameters<typeof startSimulators>[0], 'port'> = {}) {
  const [testDatabase, provider] = await Promise.all([createTestDatabase(), startSimulators({ port: 0, ...simulator })]);
  const keyring = createKeyring(randomBytes(32), randomBytes(32));
  const keys = createKeyCache(keyring);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const own = openDatabase({ url: testDatabase.appUrl, poolMax: 10 });
  const open: { close(): Promise<void> | void }[] = [];

  const desk = {
    database: own, keyring, simulatorUrl: provider.url, testDatabase,
    /** What one worker process has: a pool and a provider session of its own. */
    process(settings: Partial<ActivitySettings> = {}, changes: { sms?: (client: RingCentral) => RingCentral; database?: (database: DatabaseHandle) => DatabaseHandle; requestTimeoutMs?: number } = {}): ActivityDeps {
      const database = openDatabase({ url: testDatabase.appUrl, poolMax: 10 });
      const sms = createRingCentral({ serverUrl: provider.url, clientId: 'test', clientSecret: 'test', jwt: 'test', smsFrom: SMS_FROM, requestTimeoutMs: changes.requestTimeoutMs ?? 5_000, log });
      open.push(database, { close: () => { sms.close(); } });
      return {
        database: changes.database?.(database) ?? database, keyring, keys, sms: changes.sms?.(sms) ?? sms, log, clock: Date.now, newId: randomUUID, randomBytes,
        staffWebhook: null, subscription: null, histories: null, nudge: () => Promise.resolve(true),
        settings: { confidenceThreshold: 0.75, maxAttempts: 3, assistantEnabled: true, engine: 'rules', publicUrl: 'http://localhost', smsFrom: SMS_FROM, smsPerMinute: 6_000, staffNumbers: [], ...settings },
      } as Partial<ActivityDeps> as ActivityDeps; // business, geocoder and readers: no activity that a desk runs asks for them
    },
    receive(number: string, text: string, keyword: 'opt_out' | null = null, database = own): Promise<Received> {
      return receiveMessage({ database, keyring, keys, newId: randomUUID }, {
        provider: 'ringcentral', channel: 'sms', addressKind: 'phone', from: number, text, providerMessageId: randomUUID(), providerTime: new Date(), originCheck: 'static_token', raw: Buffer.from(text),
        eventId: null, receivedAt: new Date(), keyword, closeAfterIdleMs: 1e12,
      });
    },
    async customer(number = freshNumber()): Promise<Customer> {
      const { threadId } = await desk.receive(number, 'hello');
      return { number, threadId };
    },
    /** A text that a turn would have written. */
    async intend({ number, threadId }: Customer, intent: Intent): Promise<string> {
      const id = randomUUID();
      await own.transaction(async (tx) => {
        const [row] = await tx.select({ keyId: customers.keyId }).from(conversationThreads).innerJoin(customers, eq(customers.id, conversationThreads.customerId)).where(eq(conversationThreads.threadId, threadId));
        const key = await loadKey(tx, keys, row?.keyId ?? '');
        await tx.insert(messages).values({ id, direction: 'outbound', channel: 'sms', author: 'assistant', keyId: key.id, bodySealed: seal(key, `messages.body:${id}`, intent.text), receivedAt: new Date() });
        await tx.insert(outbox).values({
          id, threadId, class: intent.class, channel: 'sms', state: 'intended', dedupeKey: `test:${id}`, basis: 'reply_to_customer', toSealed: seal(key, `outbox.to:${id}`, number),
          toOptOutHash: keyring.optOutHash(number), notBefore: intent.notBefore ?? null, createdAt: new Date(),
        });
      });
      return id;
    },
    async row(id: string) {
      const [row] = await own.db.select().from(outbox).where(eq(outbox.id, id));
      if (row === undefined) throw new Error('no such row');
      return row;
    },
    async sentTo(number: string): Promise<string[]> {
      return (await readLedger(provider.url)).sms.filter((text) => text.direction === 'outbound' && text.to === number).map((text) => text.text);
    },
    ledger: () => readLedger(provider.url),
    fault: (mode: string, options?: object) => armFault(provider.url, mode, options),
    clearFaults: () => clearFaults(provider.url),
    async close(): Promise<void> {
      await Promise.all([own, ...open].map((one) => one.close()));
      await provider.close();
      await testDatabase.drop();
    },
  };
  return desk;
}
