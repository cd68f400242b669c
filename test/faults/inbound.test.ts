// Webhooks that come five times, in the wrong order, forged, or not at all: every message is taken once, and answered once.
import assert from 'node:assert/strict';
import { backfillMessages, watchSubscription } from '../../activities/sms-provider.ts';
import { activityDeps } from '../../server/services.ts';
import { armFault, clearFaults, readLedger } from '../support/desk.ts';
import { daysAhead, eventually, startSystem, type Phone, type System } from '../support/system.ts';

describe('inbound webhooks', function () {
  this.timeout(120_000);
  let system: System;
  before(async () => { system = await startSystem(); });
  after(() => system.stop());
  afterEach(() => clearFaults(system.simulatorUrl));

  type Row = { messages: number; taken: number; turns: number };
  async function records(phone: Phone): Promise<Row> {
    const [row] = await system.services.database.client<Row[]>`
      SELECT (SELECT count(*)::int FROM messages m WHERE m.thread_id = t.thread_id AND m.direction = 'inbound') AS messages,
        (SELECT count(*)::int FROM messages m WHERE m.thread_id = t.thread_id AND m.direction = 'inbound' AND m.consumed_by IS NOT NULL) AS taken,
        (SELECT count(*)::int FROM turns u WHERE u.thread_id = t.thread_id) AS turns
      FROM conversation_threads t JOIN customer_addresses a ON a.id = t.address_id WHERE a.opt_out_hash = ${system.services.keyring.optOutHash(phone.number)}`;
    return row === undefined ? { messages: 0, taken: 0, turns: 0 } : { ...row };
  }
  async function answers(phone: Phone): Promise<number> {
    const [row] = await system.services.database.client<{ found: number }[]>`
      SELECT count(DISTINCT o.turn_id)::int AS found FROM outbox o JOIN conversation_threads t USING (thread_id) JOIN customer_addresses a ON a.id = t.address_id
      WHERE o.state = 'sent' AND a.opt_out_hash = ${system.services.keyring.optOutHash(phone.number)}`;
    return row?.found ?? -1;
  }
  async function logged(status: string): Promise<number> {
    const [row] = await system.services.database.client<{ found: number }[]>`SELECT count(*)::int AS found FROM webhook_logs WHERE status = ${status}`;
    return row?.found ?? -1;
  }
  const inHand = (phone: Phone, messages: number) => eventually(async () => (await records(phone)).taken === messages, `${String(messages)} messages are taken`);
  const backfill = () => backfillMessages(activityDeps(system.services));

  it('five times the same at once is one message, one turn, one answer', async () => {
    const phone = system.phone();
    const duplicates = await logged('duplicate');
    await armFault(system.simulatorUrl, 'duplicate_webhook', { copies: 5 });
    await phone.ask(`I want to book for 20 people on ${daysAhead(30)}`, /time/i);
    await eventually(async () => (await logged('duplicate')) === duplicates + 4, 'four are logged as duplicates');
    await backfill();
    assert.deepEqual(await records(phone), { messages: 1, taken: 1, turns: 1 });
    assert.equal(await answers(phone), 1);
    const { webhooks } = await readLedger(system.simulatorUrl);
    assert.ok(webhooks.filter(({ fault }) => fault === 'duplicate_webhook').every(({ httpStatus }) => httpStatus === 200));
  });

  it('every message of a whole booking five times still makes one booking', async () => {
    const phone = system.phone();
    await armFault(system.simulatorUrl, 'duplicate_webhook', { copies: 5, count: 0 });
    await phone.ask(`I want to book for 20 people on ${daysAhead(31)}`, /time/i);
    await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
    await phone.ask('yes', /I AGREE/);
    await phone.ask('I agree', /You're booked/);
    assert.equal((await records(phone)).messages, 4);
    assert.equal(await answers(phone), 4);
    const rows = await system.services.database.client`
      SELECT FROM terms_acknowledgments k JOIN customer_addresses a ON a.customer_id = k.customer_id WHERE a.opt_out_hash = ${system.services.keyring.optOutHash(phone.number)}`;
    assert.equal(rows.length, 1);
  });

  it('in the wrong order come to the same end', async () => {
    const phone = system.phone();
    await armFault(system.simulatorUrl, 'reorder_webhook');
    // The first is held back and comes after the second.
    await phone.send('6pm, 123 Main St Sacramento');
    await phone.send(`I want to book for 20 people on ${daysAhead(32)}`);
    await inHand(phone, 2);
    await phone.receive(/is that right/i);
    await phone.ask('yes', /I AGREE/);
    await phone.ask('I agree', /You're booked/);
  });

  it('that never come are read back', async () => {
    const phone = system.phone();
    await phone.ask(`I want to book for 20 people on ${daysAhead(33)}`, /time/i);
    await armFault(system.simulatorUrl, 'drop_webhook');
    await phone.send('6pm, 123 Main St Sacramento');
    assert.equal((await records(phone)).messages, 1);
    await backfill();
    await phone.receive(/is that right/i);
    await Promise.all([backfill(), backfill()]);
    assert.equal((await records(phone)).messages, 2);
    const [row] = await system.services.database.client<{ origin_check: string }[]>`SELECT origin_check FROM messages WHERE origin_check = 'read_back'`;
    assert.ok(row, 'the record says that this one was read from the provider');
  });

  it('with a wrong token are logged as forged and take no effect; the true message is read back', async () => {
    const phone = system.phone();
    const forged = await logged('signature_validation_failed');
    await armFault(system.simulatorUrl, 'bad_origin');
    await phone.send(`I want to book for 20 people on ${daysAhead(34)}`);
    await eventually(async () => (await logged('signature_validation_failed')) === forged + 1, 'the failure is logged');
    assert.equal((await records(phone)).messages, 0);
    const { webhooks } = await readLedger(system.simulatorUrl);
    assert.equal(webhooks.find(({ fault }) => fault === 'bad_origin')?.httpStatus, 401);
    await backfill();
    await phone.receive(/time/i);
  });

  it('a STOP that was only read back still stops everything', async () => {
    const phone = system.phone();
    await phone.ask(`I want to book for 20 people on ${daysAhead(35)}`, /time/i);
    await armFault(system.simulatorUrl, 'drop_webhook');
    await phone.send('Stop.');
    await backfill();
    await phone.receive(/unsubscribed/);
    await phone.send('6pm, 123 Main St Sacramento');
    await inHand(phone, 3);
    assert.equal(await answers(phone), 2);
  });

  it('a blacklisted subscription is made anew, and what was missed is read back', async () => {
    const phone = system.phone();
    const handshakes = async () => ((await (await fetch(`${system.simulatorUrl}/_sim/ledger`)).json()) as { ringcentral: { counts: { handshakes: number } } }).ringcentral.counts.handshakes;
    const before = await handshakes();
    await armFault(system.simulatorUrl, 'blacklist_subscription');
    await phone.send(`I want to book for 20 people on ${daysAhead(36)}`);
    assert.equal((await records(phone)).messages, 0, 'nobody tells us any more');
    await watchSubscription(activityDeps(system.services));
    await backfill();
    await phone.receive(/time/i);
    assert.equal(await handshakes(), before + 1);
    // From now on webhooks come again.
    await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
    const [state] = await system.services.database.client<{ subscription_status: string }[]>`SELECT subscription_status FROM provider_state`;
    assert.equal(state?.subscription_status, 'Active');
  });
});
