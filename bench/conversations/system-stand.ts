// The whole system: webhook, database, Temporal, worker and simulated provider. Customers text through the provider; what they left is read from Postgres.
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { customerAddresses, conversationThreads } from '../../db/schema.ts';
import { freshNumber, startSystem, type System, type Text } from '../../test/support/system.ts';
import { stopTestServers } from '../../test/support/servers.ts';
import { removeScratchDirectories } from '../../test/support/scratch.ts';
import { staffOf } from '../../test/support/staff.ts';
import { Stuck } from './customer.ts';
import type { EndState } from './end-state.ts';
import type { Line, Stand } from './line.ts';
import { watchQuiet, type Quiet } from './quiet.ts';
import { readRows } from './rows.ts';

/** How long the assistant may be silent before that is its answer: far above what a crowded machine takes. */
const PATIENCE_MS = 60_000;
const STAFF_ATTEMPTS = 6;
const STAFF_PAUSE_MS = 500;

export async function startSystemStand(): Promise<Stand> {
  // The provider's rate limit is not what is measured, nor is the number of conversations a small worker keeps in memory.
  const system = await startSystem({ environment: { SMS_RATE_PER_MINUTE: '600000' } });
  const quiet = watchQuiet(system.services);
  return {
    name: 'system',
    openLine: () => openLine(system, quiet),
    fillDay: (date, time) => fillDay(system, date, time),
    async stop() {
      quiet.stop();
      await system.stop();
      await stopTestServers();
      await removeScratchDirectories();
    },
  };
}

async function openLine(system: System, quiet: Quiet): Promise<Line> {
  const number = freshNumber();
  const phone = system.phone(number);
  const staff = staffOf(system);
  let heard = 0;
  let sent = 0;
  const news = async (): Promise<string[]> => {
    const texts = (await phone.texts()).filter((text: Text) => text.direction === 'outbound');
    const fresh = texts.slice(heard).map(({ text }) => text);
    heard = texts.length;
    return fresh;
  };
  const threadId = async (): Promise<string> => {
    const [row] = await system.services.database.db.select({ threadId: conversationThreads.threadId }).from(conversationThreads)
      .innerJoin(customerAddresses, eq(customerAddresses.id, conversationThreads.addressId)).where(eq(customerAddresses.blindIndex, system.services.keyring.blindIndex('phone', number)));
    if (row === undefined) throw new Error('the conversation was not stored');
    return row.threadId;
  };
  const act = async (name: 'take-over' | 'hand-back' | 'close' | 'reply', text?: string): Promise<void> => {
    // Read anew each time: somebody else's turn may come in between reading the version and acting on it.
    await patiently(`staff: ${name}`, async () => (await staff.act(await threadId(), name, text)).status);
    await quiet.wait(number, sent, PATIENCE_MS);
  };
  return {
    async exchange(texts) {
      // One after the other, as a phone sends them, and without waiting for an answer.
      for (const text of texts) await phone.send(text);
      sent += texts.length;
      await quiet.wait(number, sent, PATIENCE_MS).catch((error: unknown) => { throw new Stuck(error instanceof Error ? error.message : String(error)); });
      return news();
    },
    listen: news,
    staff: { takeOver: () => act('take-over'), reply: (text) => act('reply', text), handBack: () => act('hand-back'), close: () => act('close') },
    endState: (): Promise<EndState> => readRows(system.services, number),
  };
}

/** By hand, through the admin API: three other customers got there first. */
async function fillDay(system: System, date: string, time: string): Promise<void> {
  const staff = staffOf(system);
  for (let chefs = 0; chefs < 3; chefs += 1) {
    // Full already is as good as filled.
    await patiently('a booking by hand', async () => {
      const { status } = await staff.call('POST', '/bookings', { phone: freshNumber(), date, time, party: { adults: 12 }, address: { line1: '1 Main St', city: 'Fremont', state: 'CA', postalCode: '94538' }, name: 'Somebody Else' });
      return status === 409 ? 201 : status;
    });
  }
}

/** Staff press the button again: with dozens of customers at once the API may answer 503, as it should. */
async function patiently(what: string, act: () => Promise<number>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const status = await act();
    if (status < 300) return;
    if (attempt === STAFF_ATTEMPTS) throw new Error(`${what} answered ${String(status)}`);
    await sleep(attempt * STAFF_PAUSE_MS);
  }
}
