// Whole conversations over the wire: the simulated provider on one side, the admin API and the terms page on the other.
import assert from 'node:assert/strict';
import { resolveRequested } from '../../workflows/messages.ts';
import { taskWorkflowId } from '../../domain/workflow-ids.ts';
import { activityDeps, createActivities } from '../../server/services.ts';
import { isHard, timesDoubled } from '../support/hard-mode.ts';
import { staffOf } from '../support/staff.ts';
import { book, daysAhead, eventually, freshNumber, startSystem, type Phone, type System } from '../support/system.ts';

const BOOKED = /You're booked/;

describe('a booking by text', function () {
  this.timeout(120_000);
  let system: System;
  let staff: ReturnType<typeof staffOf>;
  let days = 20;
  /** Each booking on a day of its own, so that no test takes another's chef. */
  const freshDay = () => daysAhead(days += 1);

  before(async () => {
    system = await startSystem();
    staff = staffOf(system);
  });
  after(() => system.stop());

  const bookingsOf = (phone: Phone) => system.services.database.client<{ status: string; total_cents: number; adults: number }[]>`
    SELECT b.status, b.total_cents, b.adults FROM bookings b JOIN conversation_threads t USING (thread_id)
    JOIN customer_addresses a ON a.id = t.address_id WHERE a.opt_out_hash = ${system.services.keyring.optOutHash(phone.number)} ORDER BY b.created_at`;
  const acknowledgmentsOf = (phone: Phone) => system.services.database.client<{ channel: string; verified: boolean; outcome: string; rule: string }[]>`
    SELECT k.channel, k.verified, k.outcome, k.rule FROM terms_acknowledgments k JOIN customer_addresses a ON a.customer_id = k.customer_id
    WHERE a.opt_out_hash = ${system.services.keyring.optOutHash(phone.number)}`;
  /** Every text the assistant sent, to see that none came twice. */
  const saidTo = async (phone: Phone) => (await phone.texts()).filter((text) => text.direction === 'outbound').map((text) => text.text);
  const assertNoneTwice = async (phone: Phone) => {
    const said = await saidTo(phone);
    assert.deepEqual(said.filter((text, index) => said.indexOf(text) !== index), []);
  };

  it('goes from the first message to a confirmed booking with its proof', async () => {
    const phone = system.phone();
    const said = await book(phone, freshDay());
    assert.match(said[1] ?? '', /Travel beyond 30 miles[^]*Total: \$/);
    assert.match(said[3] ?? '', BOOKED);
    const [booking, ...more] = await bookingsOf(phone);
    assert.equal(booking?.status, 'confirmed');
    assert.equal(more.length, 0);
    assert.deepEqual(await acknowledgmentsOf(phone).then((rows) => rows.map(({ channel, verified, outcome }) => ({ channel, verified, outcome }))), [{ channel: 'sms', verified: true, outcome: 'booked' }]);
    await assertNoneTwice(phone);
  });

  it('takes a misspelled agreement, and keeps it as it was written', async () => {
    const phone = system.phone();
    await phone.ask(`I want to book for 12 people on ${freshDay()}`, /time/i);
    await phone.ask('5pm, 123 Main St Sacramento', /is that right/i);
    await phone.ask('yes', /I AGREE/);
    await phone.ask('i agre', BOOKED);
    const found = await eventually(() => staff.find(phone.number), 'the conversation is listed');
    assert.ok(found.messages.some((message) => message.direction === 'inbound' && message.text === 'i agre'));
    assert.equal(found.terms.at(-1)?.acknowledgment?.isVerified, true);
  });

  it('hands over to a person, who answers and hands back', async () => {
    const phone = system.phone();
    await phone.ask(`I want to book for 20 people on ${freshDay()}`, /time/i);
    await phone.ask("This isn't working, I need a person", /Connecting you with our team/);
    const task = await taskOf(phone);
    const alerted = await eventually(async () => (await system.phone('+19165550190').texts()).find((text) => text.text.includes(task.threadId)), 'the first member of staff is texted');
    assert.match(alerted.text, /needs a person/);
    const claimed = await staff.call('POST', `/tasks/${task.id}/claim`, { version: task.version });
    assert.equal(claimed.status, 200);
    assert.equal((await staff.act(task.threadId, 'take-over')).status, 200);
    assert.equal((await staff.act(task.threadId, 'reply', 'Hello, this is Anna. How can I help?')).status, 202);
    await phone.receive(/this is Anna/);
    const before = (await saidTo(phone)).length;
    await phone.send('Can you do 7pm?');
    await eventually(async () => (await staff.conversation(task.threadId)).messages.at(-1)?.text === 'Can you do 7pm?', 'the answer is there for staff');
    assert.equal((await staff.act(task.threadId, 'hand-back')).status, 200);
    await phone.receive(/handed the conversation back/);
    assert.equal((await saidTo(phone)).length, before + 1, 'the assistant said nothing while Anna had the conversation');
    await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
    await assertNoneTwice(phone);
  });

  it('asks the team what it does not know, goes on meanwhile, and alerts them again when it becomes urgent', async () => {
    const phone = system.phone();
    await phone.ask('are you insured?', /asking our team/);
    const task = await taskOf(phone);
    assert.equal(task.reason, 'open_question');
    const alerts = async () => (await system.phone('+19165550190').texts()).filter((text) => text.text.includes(task.threadId)).map(({ text }) => text);
    await eventually(async () => (await alerts()).length === 1, 'staff are alerted to the question');
    await phone.ask(`20 people on ${freshDay()}`, /time/i);
    await phone.ask('my son has a severe peanut allergy', /Connecting you with our team/);
    await eventually(async () => (await alerts()).length === 2, 'staff are alerted again');
    assert.match((await alerts()).at(-1) ?? '', /allergy risk/);
    const [raised, ...more] = (await staff.tasks()).filter((one) => one.threadId === task.threadId);
    assert.deepEqual({ id: raised?.id, reason: raised?.reason, more: more.length }, { id: task.id, reason: 'allergy_risk', more: 0 });
  });

  async function taskOf(phone: Phone) {
    return eventually(async () => {
      const found = await staff.find(phone.number);
      return (await staff.tasks()).find((one) => one.threadId === found?.threadId);
    }, 'a task for the conversation');
  }

  it('lets a task be resolved in the Temporal UI, once, and says so', async () => {
    const phone = system.phone();
    await phone.ask('I need to talk to a person', /Connecting you with our team/);
    const task = await taskOf(phone);
    const handle = system.services.temporal.workflow.getHandle(taskWorkflowId(task.id));
    await eventually(() => handle.signal(resolveRequested, { by: 'ops', resolution: 'called_back' }).then(() => true, () => false), 'the task runs');
    const resolved = await eventually(async () => (await staff.tasks('resolved')).find((one) => one.id === task.id), 'the task is resolved');
    assert.equal(resolved.resolvedVia, 'temporal_ui');
    await eventually(async () => (await handle.describe()).status.name === 'COMPLETED', 'its workflow ends');
    const acts = await system.services.database.client`SELECT FROM staff_actions WHERE task_id = ${task.id} AND action LIKE '%resolve%'`;
    assert.equal(acts.length, 1);
  });

  it('tells a waiting customer once, also when the reminder to staff is run again', async () => {
    const phone = system.phone();
    await phone.ask('I need to talk to a person', /Connecting you with our team/);
    const task = await taskOf(phone);
    const activities = createActivities(activityDeps(system.services));
    const { remindAfterMinutes, tellCustomerAfterMinutes } = system.services.business.profile.humanTask;
    const level = remindAfterMinutes.findIndex((minutes) => minutes >= tellCustomerAfterMinutes) + 1;
    const ids = await activities.remindStaff({ taskId: task.id, level });
    assert.deepEqual(await activities.remindStaff({ taskId: task.id, level }), ids);
    await phone.receive(/still busy/);
    const told = await system.services.database.client`SELECT FROM stimuli WHERE kind = 'task_unanswered' AND thread_id = ${task.threadId}`;
    assert.equal(told.length, 1);
  });

  it('understands a correction before the terms and after them, and only the last terms bind', async () => {
    const phone = system.phone();
    const day = freshDay();
    await phone.ask(`I want to book for 20 people on ${day}`, /time/i);
    await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
    await phone.ask('make it 24 people', /24[^]*is that right/i);
    const first = await phone.ask('yes', /I AGREE/);
    await phone.ask('Sorry, we are 30 people now', /30/);
    const second = await phone.ask('yes', /I AGREE/);
    assert.notEqual(referenceIn(first), referenceIn(second));
    await phone.ask('I agree', BOOKED);
    assert.deepEqual((await bookingsOf(phone)).map(({ status, adults }) => ({ status, adults })), [{ status: 'confirmed', adults: 30 }]);
    const found = await eventually(() => staff.find(phone.number), 'the conversation is listed');
    assert.deepEqual(found.terms.map(({ status }) => status).sort(), ['agreed', 'superseded']);
  });

  it('books through the link in the terms, whichever is pressed first and however often', async () => {
    const phone = system.phone();
    await phone.ask(`I want to book for 20 people on ${freshDay()}`, /time/i);
    await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
    const terms = await phone.ask('yes', /I AGREE/);
    const link = /https?:\S+\/t\/\S+/.exec(terms)?.[0] ?? '';
    const page = await fetch(link);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Sacramento/);
    const presses = await Promise.all([1, 2, 3].map(() => fetch(`${link}/acknowledge`, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' } })));
    assert.ok(presses.every((press) => press.status < 400), presses.map((press) => press.status).join());
    await phone.receive(BOOKED);
    assert.deepEqual((await acknowledgmentsOf(phone)).map(({ channel, outcome }) => ({ channel, outcome })), [{ channel: 'web', outcome: 'booked' }]);
    await assertNoneTwice(phone);
  });

  it('is silent after STOP, but for one confirmation, and speaks again after START', async () => {
    const phone = system.phone();
    await phone.ask(`I want to book for 20 people on ${freshDay()}`, /time/i);
    await phone.ask('STOP', /unsubscribed/);
    const before = (await saidTo(phone)).length;
    await phone.send('6pm, 123 Main St Sacramento');
    await eventually(async () => {
      const found = await staff.find(phone.number);
      return found !== null && (await unprocessed(phone)) === 0;
    }, 'the message after STOP is processed');
    assert.equal((await saidTo(phone)).length, before);
    await phone.ask('START', /subscribed again/);
    await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
  });

  async function unprocessed(phone: Phone): Promise<number> {
    const [row] = await system.services.database.client<{ waiting: number }[]>`
      SELECT count(*)::int AS waiting FROM messages m JOIN conversation_threads t USING (thread_id) JOIN customer_addresses a ON a.id = t.address_id
      WHERE a.opt_out_hash = ${system.services.keyring.optOutHash(phone.number)} AND m.direction = 'inbound' AND m.consumed_by IS NULL`;
    return row?.waiting ?? -1;
  }

  it('keeps many conversations apart', async () => {
    const phones = Array.from({ length: 6 }, () => system.phone(freshNumber()));
    await Promise.all(phones.map(async (phone, index) => book(phone, daysAhead(60 + index))));
    for (const phone of phones) {
      assert.deepEqual((await bookingsOf(phone)).map(({ status }) => status), ['confirmed']);
      await assertNoneTwice(phone);
    }
  });

  it('looks after the subscription and archives what has ended', async () => {
    for (const type of ['watchSmsProvider', 'archiveClosedRuns']) {
      await system.services.temporal.workflow.execute(type, { taskQueue: system.config.temporal.taskQueue, workflowId: `e2e-${type}-${system.config.temporal.taskQueue}`, args: [] });
    }
  });

  if (isHard) {
    it('has run every type of activity twice', () => {
      const types = ['takeTurn', 'speak', 'offer', 'confirmBooking', 'openTask', 'alertStaff', 'resolveTask', 'taskStatus', 'watchSubscription', 'backfillMessages', 'archiveHistories'];
      assert.deepEqual(types.filter((type) => timesDoubled(type) === 0), []);
    });
  }
});

function referenceIn(terms: string): string | undefined {
  return /for booking (\w+):/.exec(terms)?.[1];
}
