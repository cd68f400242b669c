// Days of silence after the terms: two reminders outside quiet hours, then the end of the challenge and of the hold. Temporal's time is skipped.
import assert from 'node:assert/strict';
import { Context } from '@temporalio/activity';
import { temporal } from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { TurnInput } from '../../domain/steps.ts';
import { instantToLocal } from '../../domain/calendar.ts';
import { findOrBuildTestServer } from '../../server/local/test-server.ts';
import { activityDeps, createActivities } from '../../server/services.ts';
import { asOwner, assertNothingLostOrDoubled } from '../support/judge.ts';
import { mutatedBundle } from '../support/mutant.ts';
import { daysAhead, eventually, startSystem, type System } from '../support/system.ts';

const HOUR_MS = 3_600_000;
const ZONE = 'America/Los_Angeles';

// Each with servers of its own: what one leaves waiting would keep the other's time from being skipped.
for (const kind of ['the shell', 'a twin'] as const) describe(`a customer who does not answer the terms (${kind})`, function () {
  this.timeout(180_000);
  let environment: TestWorkflowEnvironment;
  let system: System;
  /** The later of the machine's clock and the workflows' time, which the test skips. */
  let skippedToMs = 0;
  const clock = () => Math.max(Date.now(), skippedToMs);
  const reached = (instantMs: number) => { skippedToMs = Math.max(skippedToMs, instantMs); };

  before(async () => {
    environment = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path: await findOrBuildTestServer() } } });
    const { INDEXED_VALUE_TYPE_KEYWORD: keyword, INDEXED_VALUE_TYPE_BOOL: bool } = temporal.api.enums.v1.IndexedValueType;
    await environment.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes: { BookingStage: keyword, BookingChannel: keyword, NeedsPerson: bool } });
    system = await startSystem({
      temporal: { address: environment.address, namespace: environment.namespace ?? 'default' }, simulator: { now: clock }, adjust: (services) => ({ ...services, clock }), startWorker: false,
    });
    await startWorker(kind === 'a twin' ? await mutatedBundle(['alarm.setFor(nextInstant(mind));', '']) : undefined);
  });
  after(async () => {
    await system.stop();
    await environment.teardown();
  });

  async function startWorker(workflowBundle?: WorkflowBundleWithSourceMap): Promise<void> {
    const activities = createActivities(activityDeps(system.services));
    await system.startWorker({
      ...(workflowBundle === undefined ? {} : { workflowBundle }),
      activities: Object.fromEntries(Object.entries(activities).map(([name, run]) => [name, async (...input: never[]) => {
        // An activity's clock is no earlier than the workflow time that it was scheduled at.
        reached(Context.current().info.currentAttemptScheduledTimestampMs);
        if (name === 'takeTurn') reached((input[0] as unknown as TurnInput).workflowTimeMs);
        return (run as (...input: never[]) => Promise<unknown>)(...input);
      }])),
    });
  }

  /** Lets the hours pass in steps, so that what a timer sets off is done before more time goes by. */
  async function sleepUntil(instantMs: number): Promise<void> {
    for (;;) {
      const nowMs = await environment.currentTimeMs();
      reached(nowMs);
      if (nowMs >= instantMs) break;
      await environment.sleep(Math.min(HOUR_MS / 2, instantMs - nowMs));
    }
    // The schedule's work: the provider's subscription does not last for days.
    await system.api.subscribe();
  }

  async function untilTen(): Promise<number> {
    let instantMs = Math.max(Date.now(), await environment.currentTimeMs());
    while (instantToLocal(instantMs, ZONE).time < '10:00' || instantToLocal(instantMs, ZONE).time >= '10:30') instantMs += HOUR_MS / 2;
    await sleepUntil(instantMs);
    return instantMs;
  }

  async function bookingStatus(): Promise<string[]> {
    return (await asOwner(system, (sql) => sql<{ status: string }[]>`SELECT status FROM bookings ORDER BY created_at`)).map(({ status }) => status);
  }

  if (kind === 'the shell') it('is reminded twice, never at night, then the challenge ends, the date is released and can be booked by somebody else', async () => {
    const startMs = await untilTen();
    const phone = system.phone();
    await phone.ask(`I want to book for 20 people on ${daysAhead(30)}`, /time/i);
    await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
    await phone.ask('yes', /Reply I AGREE/);
    assert.deepEqual(await bookingStatus(), ['pending_terms']);

    const told = async () => {
      const texts = (await phone.texts()).filter(({ direction }) => direction === 'outbound');
      return texts.slice(texts.findIndex(({ text }) => /electronic signature/.test(text)) + 1);
    };
    await sleepUntil(startMs + 4 * HOUR_MS);
    assert.match((await eventually(async () => (await told())[0], 'the first reminder')).text, /Reply I AGREE to accept our terms/);
    await sleepUntil(startMs + 23.5 * HOUR_MS);
    assert.match((await eventually(async () => (await told())[1], 'the second reminder')).text, /last reminder/);
    assert.deepEqual(await bookingStatus(), ['pending_terms'], 'the date is held until the challenge ends');
    await sleepUntil(startMs + 25.5 * HOUR_MS);
    assert.match((await eventually(async () => (await told())[2], 'the end')).text, /the date is released/);
    await eventually(async () => (await bookingStatus())[0] === 'expired', 'the hold is released');

    const hours = (await told()).map(({ at }) => instantToLocal(Date.parse(at), ZONE).time.slice(0, 2));
    const aDayLater = instantToLocal(startMs + 24 * HOUR_MS, ZONE).time.slice(0, 2); // not always the same hour: clocks change
    assert.deepEqual(hours, ['13', '09', aDayLater], 'after three hours; twelve hours would be at night, so at nine; after a day');
    await sleepUntil(startMs + 72 * HOUR_MS);
    assert.equal((await told()).length, 3, 'and then nothing more');

    const chefs = async () => asOwner(system, (sql) => sql<{ chef: number; status: string }[]>`SELECT chef, status FROM bookings ORDER BY created_at`);
    const other = system.phone();
    await other.ask(`I want to book for 12 people on ${daysAhead(30)}`, /time/i);
    await other.ask('6pm, 500 Oak St Sacramento', /is that right/i);
    await other.ask('yes', /Reply I AGREE/);
    const [first, second] = await chefs();
    assert.deepEqual([first?.status, second?.status, second?.chef], ['expired', 'pending_terms', first?.chef], 'the same chef is free again');
    await eventually(async () => (await asOwner(system, (sql) => sql`SELECT FROM outbox WHERE state <> 'sent'`)).length === 0, 'all is marked as sent');
    await assertNothingLostOrDoubled(system);
  });

  if (kind === 'a twin') it('hears nothing more from a shell that sets no alarm', async () => {
    const startMs = await untilTen();
    const phone = system.phone();
    await phone.ask(`I want to book for 20 people on ${daysAhead(50)}`, /time/i);
    await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
    await phone.ask('yes', /Reply I AGREE/);
    await sleepUntil(startMs + 25.5 * HOUR_MS);
    assert.match((await phone.texts()).at(-1)?.text ?? '', /electronic signature/, 'the terms are the last that came');
    assert.equal((await bookingStatus()).at(-1), 'pending_terms');
  });
});
