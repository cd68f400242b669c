// Whole booking conversations while the provider fails at sending, judged by its own ledger.
import assert from 'node:assert/strict';
import { createActivities } from '../../activities/index.ts';
import { createRingCentral, type RingCentral } from '../../channels/ringcentral/client.ts';
import { activityDeps } from '../../server/services.ts';
import { armFault, clearFaults, readLedger } from '../support/desk.ts';
import { book, daysAhead, eventually, startSystem, type Phone, type System } from '../support/system.ts';

/** A minute of patience, scaled down: the same code path. */
const ABSENCE_MS = 1_000;
/** The provider's slow answers take longer than this. */
const REQUEST_TIMEOUT_MS = 1_500;

async function startPatientSystem(change: (client: RingCentral) => RingCentral = (client) => client): Promise<System> {
  const system = await startSystem({ startWorker: false });
  const deps = activityDeps(system.services);
  const sms = createRingCentral({
    serverUrl: system.simulatorUrl, clientId: 'test', clientSecret: 'test', jwt: 'test', smsFrom: system.services.smsFrom, requestTimeoutMs: REQUEST_TIMEOUT_MS, log: system.services.log,
  });
  await system.startWorker({ activities: createActivities({ ...deps, sms: change(sms), settings: { ...deps.settings, absenceMs: ABSENCE_MS } }) });
  return system;
}

/** What the ledger shows more than once, of texts to this number. */
async function repeated(system: System, phone: Phone): Promise<string[]> {
  const texts = (await readLedger(system.simulatorUrl)).sms.filter((text) => text.direction === 'outbound' && text.to === phone.number).map((text) => text.text);
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}

async function unfinished(system: System): Promise<{ state: string; class: string }[]> {
  return system.services.database.client<{ state: string; class: string }[]>`SELECT state, class FROM outbox WHERE state IN ('intended', 'sending', 'unknown')`;
}

describe('a booking while the provider fails at sending', function () {
  this.timeout(120_000);
  let system: System;
  let days = 20;
  before(async () => { system = await startPatientSystem(); });
  after(() => system.stop());
  afterEach(() => clearFaults(system.simulatorUrl));

  const faults: { mode: string; options: object }[] = [
    { mode: 'accept_then_drop', options: { count: 10 } },
    { mode: 'error_500_accepted', options: { count: 10 } },
    // At most twice running, so that a text gets through on its third attempt.
    { mode: 'error_500', options: { count: 2 } },
    { mode: 'drop_before_accept', options: { count: 2 } },
    { mode: 'rate_limit', options: { count: 2, retryAfterSeconds: 2 } },
    { mode: 'slow', options: { count: 2, delayMs: 4_000 } },
  ];
  for (const { mode, options } of faults) {
    it(`loses and repeats nothing: ${mode}`, async () => {
      const phone = system.phone();
      const before = (await readLedger(system.simulatorUrl)).counts.faults[mode] ?? 0;
      await armFault(system.simulatorUrl, mode, options);
      const said = await book(phone, daysAhead(days += 1));
      assert.equal(said.length, 4);
      await eventually(async () => (await unfinished(system)).length === 0, 'every text is known to be sent');
      assert.deepEqual(await repeated(system, phone), []);
      const ledger = await readLedger(system.simulatorUrl);
      assert.ok((ledger.counts.faults[mode] ?? 0) >= before + 2, 'the fault struck');
      assert.deepEqual(ledger.refused.filter(({ reason }) => reason === 'before Retry-After'), [], 'no call inside a penalty');
      const [row] = await system.services.database.client<{ confirmed: number }[]>`
        SELECT count(*)::int AS confirmed FROM bookings b JOIN customer_addresses a ON a.customer_id = b.customer_id
        WHERE a.opt_out_hash = ${system.services.keyring.optOutHash(phone.number)} AND b.status = 'confirmed'`;
      assert.equal(row?.confirmed, 1);
    });
  }

  it('shows a text of unknown fate to staff until it is known', async () => {
    const phone = system.phone();
    await armFault(system.simulatorUrl, 'drop_before_accept');
    await phone.send(`I want to book for 20 people on ${daysAhead(days += 1)}`);
    await eventually(async () => {
      const rows = await system.services.database.client<{ status: string }[]>`SELECT status FROM sms_tracking WHERE status = 'unknown'`;
      return rows.length === 1;
    }, 'the view shows it');
    await phone.receive(/time/i);
  });
});

describe('a planted bug: trying again after an unknown outcome', function () {
  this.timeout(60_000);
  it('is seen by the ledger', async () => {
    const system = await startPatientSystem((client) => ({
      ...client,
      async sendSms(sms) {
        const first = await client.sendSms(sms);
        return first.kind === 'unknown' ? client.sendSms(sms) : first;
      },
    }));
    try {
      const phone = system.phone();
      await armFault(system.simulatorUrl, 'accept_then_drop', { count: 1 });
      await phone.ask(`I want to book for 20 people on ${daysAhead(30)}`, /time/i);
      assert.notDeepEqual(await repeated(system, phone), []);
    } finally {
      await system.stop();
    }
  });
});
