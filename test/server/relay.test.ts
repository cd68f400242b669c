// The relay: mail that no turn has taken reaches its conversation, whatever was away and for however long.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { openDatabase } from '../../db/client.ts';
import * as t from '../../db/schema.ts';
import { createLog } from '../../server/log.ts';
import { relayOnce, startRelay, type RelayOptions } from '../../server/relay.ts';
import { startTestApp, type TestApp } from './http-support.ts';

describe('the relay', () => {
  let app: TestApp;
  beforeEach(async () => { app = await startTestApp(); });
  afterEach(() => app.close());

  const silent = createLog({ level: 'silent' });
  const options = (change: Partial<RelayOptions> = {}): RelayOptions => ({
    database: app.database, now: () => app.clock.nowMs, log: silent,
    nudge: (threadId, id) => {
      if (!app.temporal.isAway) app.nudges.push({ threadId, id });
      return Promise.resolve(!app.temporal.isAway);
    },
    ...change,
  });
  const later = (ms: number) => { app.clock.nowMs += ms; };
  const stimulus = async (threadId: string) => {
    const id = randomUUID();
    await app.database.db.insert(t.stimuli).values({ id, threadId, kind: 'task_resolved', details: {}, createdAt: new Date(app.clock.nowMs) });
    return id;
  };
  const nudgedIds = () => app.nudges.map((nudge) => nudge.id);
  async function eventually(holds: () => boolean, withinMs = 5_000): Promise<void> {
    const untilMs = Date.now() + withinMs;
    while (!holds() && Date.now() < untilMs) await sleep(10);
    assert.ok(holds(), 'it did not happen in time');
  }

  it('nudges messages and stimuli that nobody nudged, oldest first, each id once', async () => {
    const first = await app.customerWrites('one');
    later(10);
    const second = await app.customerWrites('two');
    later(10);
    const event = await stimulus(first.threadId);
    const other = await app.customerWrites('somebody else', '+19165550143');
    later(2_001);
    assert.deepEqual(await relayOnce(options()), { claimed: 4, nudged: 4, isTemporalAway: false });
    assert.deepEqual(app.nudges.filter((nudge) => nudge.threadId === first.threadId).map((nudge) => nudge.id), [first.messageId, second.messageId, event]);
    assert.ok(nudgedIds().includes(other.messageId));
    assert.equal((await relayOnce(options())).claimed, 0);
  });

  it('leaves fresh mail to the process that wrote it', async () => {
    const { messageId } = await app.customerWrites('just now');
    assert.equal((await relayOnce(options())).claimed, 0);
    later(2_001);
    await relayOnce(options());
    assert.deepEqual(nudgedIds(), [messageId]);
  });

  it('nudges again what was nudged and not taken for 30 s, and never what a turn took', async () => {
    const { messageId, threadId } = await app.customerWrites('hello');
    later(2_001);
    await relayOnce(options());
    later(29_000);
    assert.equal((await relayOnce(options())).claimed, 0);
    later(1_001);
    await relayOnce(options());
    assert.deepEqual(nudgedIds(), [messageId, messageId]);

    const turnId = randomUUID();
    await app.database.db.insert(t.turns).values({
      id: turnId, threadId, workflowId: 'w', firstRunId: 'r', turnNumber: 1, position: 1, recordSealed: Buffer.alloc(1), recordHash: 'a'.repeat(64), engine: 'rules', engineVersion: '1', profileVersion: '1',
      result: { turnId, consumed: [messageId], stage: 'initial', channel: 'sms', needsPerson: false, steps: [], wakeAtMs: null, engine: 'rules', recordHash: '', settled: true, graceMs: 0 }, decidedAt: new Date(app.clock.nowMs),
    });
    await app.database.db.update(t.messages).set({ consumedBy: turnId }).where(eq(t.messages.id, messageId));
    later(60_000);
    assert.equal((await relayOnce(options())).claimed, 0);
  });

  it('gives mail back while Temporal is away, and delivers it once it is there again', async () => {
    const written = [await app.customerWrites('one'), await app.customerWrites('two', '+19165550143')];
    later(2_001);
    app.temporal.isAway = true;
    assert.deepEqual(await relayOnce(options()), { claimed: 2, nudged: 0, isTemporalAway: true });
    const rows = await app.database.db.select({ nudgedAt: t.messages.nudgedAt }).from(t.messages);
    assert.deepEqual(rows.map((row) => row.nudgedAt), [null, null]);
    app.temporal.isAway = false;
    await relayOnce(options());
    assert.deepEqual(nudgedIds().sort(), written.map((message) => message.messageId).sort());
  });

  it('gives up a round early when Temporal is plainly away', async () => {
    for (let index = 0; index < 40; index += 1) await app.customerWrites('hi', `+191655502${String(index).padStart(2, '0')}`);
    later(2_001);
    let tries = 0;
    const round = await relayOnce(options({ nudge: async () => { tries += 1; await sleep(5); return false; } }));
    assert.equal(round.isTemporalAway, true);
    assert.ok(tries <= 32, `${String(tries)} tries`);
    assert.equal((await app.database.db.select().from(t.messages)).filter((row) => row.nudgedAt !== null).length, 0);
  });

  it('lets one conversation that cannot be nudged hold up nobody else', async () => {
    const stuck = await app.customerWrites('stuck');
    const fine = await app.customerWrites('fine', '+19165550143');
    later(2_001);
    const nudge = (threadId: string, id: string) => {
      if (threadId !== stuck.threadId) app.nudges.push({ threadId, id });
      return Promise.resolve(threadId !== stuck.threadId);
    };
    await relayOnce(options({ nudge }));
    assert.deepEqual(nudgedIds(), [fine.messageId]);
    assert.equal((await relayOnce(options({ nudge }))).claimed, 0, 'it waits its 30 s');
    later(30_001);
    await relayOnce(options());
    assert.ok(nudgedIds().includes(stuck.messageId));
  });

  it('shares the work between processes without nudging anything twice', async () => {
    const written = await Promise.all(Array.from({ length: 60 }, (_unused, index) => app.customerWrites('hi', `+191655503${String(index).padStart(2, '0')}`)));
    later(2_001);
    const rounds = await Promise.all(Array.from({ length: 4 }, () => relayOnce(options({ batchSize: 20 }))));
    for (let round = await relayOnce(options()); round.claimed > 0; round = await relayOnce(options())) rounds.push(round);
    assert.deepEqual(nudgedIds().sort(), written.map((message) => message.messageId).sort());
  });

  it('works through a backlog without pausing between batches', async () => {
    for (let index = 0; index < 30; index += 1) await app.customerWrites('hi', `+191655504${String(index).padStart(2, '0')}`);
    later(2_001);
    const relay = startRelay(options({ batchSize: 5, intervalMs: 60_000 }));
    await eventually(() => app.nudges.length === 30);
    await relay.stop();
  });

  it('runs on through an outage of Temporal', async () => {
    app.temporal.isAway = true;
    const { messageId } = await app.customerWrites('hello');
    later(2_001);
    const relay = startRelay(options({ intervalMs: 20 }));
    await sleep(100);
    assert.deepEqual(app.nudges, []);
    app.temporal.isAway = false;
    await eventually(() => nudgedIds().includes(messageId));
    await relay.stop();
  });

  it('survives an outage of the database, and stops while it lasts', async () => {
    const away = openDatabase({ url: 'postgres://app:none@127.0.0.1:1/none', poolMax: 1 });
    const relay = startRelay(options({ database: away, intervalMs: 10 }));
    await sleep(150);
    const startedMs = performance.now();
    await relay.stop();
    assert.ok(performance.now() - startedMs < 6_000);
    await away.close();
  });

  it('begins no round after it was stopped', async () => {
    let rounds = 0;
    const relay = startRelay(options({ intervalMs: 5, now: () => { rounds += 1; return app.clock.nowMs; } }));
    await eventually(() => rounds >= 2);
    await relay.stop();
    const stoppedAt = rounds;
    await sleep(50);
    assert.equal(rounds, stoppedAt);
  });
});

describe('the postman', () => {
  it('notes what got through, and leaves the rest for the relay', async () => {
    const app = await startTestApp();
    try {
      const delivered = await app.customerWrites('one');
      app.postman.deliver({ kind: 'message', id: delivered.messageId, threadId: delivered.threadId });
      await app.postman.settled();
      app.temporal.isAway = true;
      const missed = await app.customerWrites('two');
      app.postman.deliver({ kind: 'message', id: missed.messageId, threadId: missed.threadId });
      await app.postman.settled();
      const rows = await app.database.db.select({ id: t.messages.id, nudgedAt: t.messages.nudgedAt }).from(t.messages);
      assert.deepEqual(rows.filter((row) => row.nudgedAt !== null).map((row) => row.id), [delivered.messageId]);
    } finally {
      await app.close();
    }
  });
});
