// Postgres goes away for more than a minute in the middle of a turn: the conversation waits without filling its history, staff are told at once, nothing is lost.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { migrateUp } from '../../db/migrate.ts';
import type { TurnInput } from '../../domain/steps.ts';
import { conversationWorkflowId } from '../../domain/workflow-ids.ts';
import { startLocalPostgres, type LocalPostgres } from '../../server/local/postgres.ts';
import { activityDeps, createActivities } from '../../server/services.ts';
import { answersIn, assertNothingLostOrDoubled, readBooks } from '../support/judge.ts';
import { mutatedBundle } from '../support/mutant.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { daysAhead, eventually, startSystem, type System } from '../support/system.ts';

const AWAY_MS = 65_000;
const MOST_EVENTS = 50;

describe('Postgres away for more than a minute in the middle of a turn', function () {
  this.timeout(200_000);
  let postgres: LocalPostgres;
  let dataDir: string;
  let system: System;

  before(async () => {
    dataDir = await scratchDirectory();
    postgres = await startLocalPostgres({ dataDir, durable: false, onProgress: () => undefined });
    await migrateUp(postgres.ownerUrl);
    system = await startSystem({ database: { name: 'booking', ownerUrl: postgres.ownerUrl, appUrl: postgres.appUrl, drop: () => Promise.resolve() }, startWorker: false });
  });
  after(async () => {
    await system.stop();
    await postgres.destroy();
  });

  it('adds fewer than 50 events, refuses staff acts with 503 at once, and loses nothing', async () => {
    const activities = createActivities(activityDeps(system.services));
    let strikeAtTurn: number | null = null;
    let struck: () => void = () => undefined;
    const isAway = new Promise<void>((resolve) => { struck = resolve; });
    const regularTries: number[] = [];
    await system.startWorker({
      activities: {
        ...activities,
        async takeTurn(input: TurnInput) {
          const { isLocal, attempt } = Context.current().info;
          if (!isLocal) regularTries.push(attempt);
          if (strikeAtTurn === input.turnNumber && isLocal && attempt === 1) {
            // The turn has begun; its database goes.
            await postgres.stop();
            struck();
          }
          return activities.takeTurn(input);
        },
      },
    });
    const phone = system.phone();
    await phone.ask(`I want to book for 20 people on ${daysAhead(30)}`, /time/i);
    const { turns } = await readBooks(system);
    const { threadId } = turns[0]!;
    const handle = system.services.temporal.workflow.getHandle(conversationWorkflowId(threadId));
    const eventCount = async () => (await handle.fetchHistory()).events?.length ?? 0;
    const staffAct = () => fetch(`http://127.0.0.1:${String(system.api.port)}/api/v1/admin/conversations/${threadId}/take-over`, {
      method: 'POST', headers: { authorization: `Bearer ${system.adminToken}`, 'content-type': 'application/json' }, body: JSON.stringify({ version: 1 }),
    });
    const before = await eventCount();

    strikeAtTurn = 2;
    await phone.send('6pm, 123 Main St Sacramento');
    await isAway;
    const goneAt = performance.now();
    assert.equal((await staffAct()).status, 503);
    // At once: a small part of the outage, not when it is over.
    assert.ok(performance.now() - goneAt < AWAY_MS / 4, 'staff are not kept waiting');
    // A customer texts during the outage: the webhook is refused, and the provider's copy is read back later.
    const other = system.phone();
    await other.send(`I want to book for 15 people on ${daysAhead(40)}`);
    await sleep(Math.max(0, AWAY_MS - (performance.now() - goneAt)));
    assert.equal((await staffAct()).status, 503);
    const added = (await eventCount()) - before;
    assert.ok(added > 0 && added < MOST_EVENTS, `${String(added)} events were added`);
    assert.ok(regularTries.length >= 3, `the turn waits as a regular activity: tries ${regularTries.join(', ')}`);

    postgres = await startLocalPostgres({ dataDir, durable: false, port: postgres.port, onProgress: () => undefined });
    await phone.receive(/is that right/i, 45_000);
    // The schedule's work: RingCentral has given up on a webhook that refused its calls.
    await activities.watchSubscription();
    await activities.backfillMessages();
    await other.receive(/time/i, 45_000);
    await eventually(async () => (await readBooks(system)).outbox.every(({ state }) => state === 'sent'), 'all is marked as sent');
    const books = await assertNothingLostOrDoubled(system);
    assert.equal(books.messages.filter(({ direction }) => direction === 'inbound').length, 3);
    assert.equal(answersIn(books.outbox), 3);
    await phone.ask('yes', /I AGREE/);
  });

  it('(twin) a shell that knows no patient way ends the conversation with the outage', async () => {
    const activities = createActivities(activityDeps(system.services));
    let strike = false;
    await system.stopWorker();
    await system.startWorker({
      workflowBundle: await mutatedBundle(['return regular();', 'throw error;']),
      activities: {
        ...activities,
        async takeTurn(input: TurnInput) {
          if (strike) await postgres.stop();
          strike = false;
          return activities.takeTurn(input);
        },
      },
    });
    const before = new Set((await readBooks(system)).turns.map(({ threadId }) => threadId));
    const phone = system.phone();
    await phone.ask(`I want to book for 20 people on ${daysAhead(50)}`, /time/i);
    const { threadId } = (await readBooks(system)).turns.find((turn) => !before.has(turn.threadId))!;
    strike = true;
    await phone.send('6pm, 123 Main St Sacramento');
    const handle = system.services.temporal.workflow.getHandle(conversationWorkflowId(threadId));
    await eventually(async () => (await handle.describe()).status.name === 'FAILED', 'the run fails', 45_000);
    postgres = await startLocalPostgres({ dataDir, durable: false, port: postgres.port, onProgress: () => undefined });
  });
});
