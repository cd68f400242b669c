// The doctor finds each fault, says what to do about it, and finds nothing wrong with a healthy system.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import postgres from 'postgres';
import type { Check } from '../../cli/doctor/check.ts';
import { diagnose } from '../../cli/doctor/diagnose.ts';
import { loadConfig } from '../../server/config.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { createTestDatabase, testTemporal } from '../support/servers.ts';
import { eventually, startSystem, type System } from '../support/system.ts';

const faults = (checks: Check[]) => checks.filter((check) => check.status === 'fault');
const texts = (checks: Check[]) => checks.map((check) => `${check.status}: ${check.text} -> ${check.remedy ?? ''}`).join('\n');
const look = (env: Record<string, string>) => diagnose({ APP_ENV: 'test', ...env }, { now: new Date(), nodeVersion: process.versions.node });

describe('doctor', () => {
  let system: System;
  let healthy: Record<string, string>;
  before(async function () {
    this.timeout(60_000);
    system = await startSystem();
    const { config, database } = system;
    healthy = {
      DATA_DIR: await scratchDirectory(), DATABASE_URL: database.appUrl, DATABASE_URL_SYNC: database.ownerUrl, TEMPORAL_ADDRESS: system.services.places.temporalAddress,
      TEMPORAL_NAMESPACE: config.temporal.namespace, TEMPORAL_TASK_QUEUE: config.temporal.taskQueue, PUBLIC_URL: config.publicUrl, SIM_PORT: String(config.simulatorPort),
    };
  });
  after(() => system?.stop());

  it('finds nothing wrong with a healthy system, and lists what the owner has yet to confirm', async () => {
    const checks = await look(healthy);
    assert.deepEqual(faults(checks), []);
    for (const expected of [/PostgreSQL .* answers/, /migrations applied/, /cannot change evidence/, /clock is/, /Temporal .* answers/, /keeps closed runs for 30 days/, /BookingStage/, /workers poll/, /login to the RingCentral simulator works/, /live webhook subscription/, /MiB free/]) assert.match(texts(checks), expected);
    assert.match(texts(checks), /warning: \d+ values that the owner has yet to confirm: .*chefs/);
  });

  it('reports every fault of the configuration at once, and prints no value', async () => {
    const checks = await look({ ...healthy, PORT: 'eighty', DATABASE_URL: 'mysql://user:hunter2@host/db', AI_BOOKING_CONFIDENCE_THRESHOLD: '7' });
    for (const name of ['PORT', 'DATABASE_URL', 'AI_BOOKING_CONFIDENCE_THRESHOLD']) assert.ok(faults(checks).some((fault) => fault.text.startsWith(`${name}:`)), name);
    assert.ok(faults(checks).every((fault) => fault.remedy !== undefined));
    assert.ok(!texts(checks).includes('hunter2'));
  });

  it('says that nothing is running when nothing is, which is no fault', async () => {
    const checks = await look({ DATA_DIR: await scratchDirectory(), SIM_PORT: '1' });
    assert.deepEqual(faults(checks), []);
    assert.equal(checks.filter((check) => check.status === 'note' && check.remedy?.includes('npm start')).length, 3);
  });

  it('says that the proof is weaker when the application logs in as the owner', async () => {
    const checks = await look({ ...healthy, DATABASE_URL: system.database.ownerUrl });
    assert.match(texts(checks), /warning: DATABASE_URL and DATABASE_URL_SYNC are the same login.*proof is weaker/);
  });

  it('finds an application that may change evidence, and a database that is not migrated', async () => {
    const [loose, empty] = await Promise.all([createTestDatabase(), createTestDatabase({ migrated: false })]);
    const owner = postgres(loose.ownerUrl, { max: 1 });
    try {
      await owner`GRANT UPDATE, DELETE ON turns TO app`;
      const checks = faults(await look({ ...healthy, DATABASE_URL: loose.appUrl, DATABASE_URL_SYNC: loose.ownerUrl }));
      assert.deepEqual(checks.map((check) => check.area), ['database']);
      assert.match(texts(checks), /may change evidence: UPDATE on turns, DELETE on turns/);
      assert.match(texts(faults(await look({ ...healthy, DATABASE_URL: empty.appUrl, DATABASE_URL_SYNC: empty.ownerUrl }))), /migrations are not applied: 013.*npm run db -- up/);
      const { DATABASE_URL_SYNC: _owner, ...withoutOwner } = healthy;
      assert.match(texts(await look({ ...withoutOwner, DATABASE_URL: empty.appUrl })), /tables are missing: .*turns/);
    } finally {
      await owner.end();
      await Promise.all([loose.drop(), empty.drop()]);
    }
  });

  it('finds servers that do not answer, without waiting long and without printing passwords', async () => {
    const checks = faults(await look({ ...healthy, DATABASE_URL: 'postgres://booking:hunter2@127.0.0.1:1/booking', TEMPORAL_ADDRESS: '127.0.0.1:1' }));
    assert.deepEqual(checks.map((check) => check.area).sort(), ['database', 'temporal']);
    assert.ok(!texts(checks).includes('hunter2'));
  });

  it('says how to make the namespace and to register search attributes, and that no worker polls', async () => {
    const absent = `absent-${randomBytes(4).toString('hex')}`;
    assert.match(texts(faults(await look({ ...healthy, TEMPORAL_NAMESPACE: absent }))), new RegExp(`temporal operator namespace create --namespace ${absent} --retention 30d`));

    const { client } = { client: system.services.temporal };
    await client.workflowService.registerNamespace({ namespace: absent, workflowExecutionRetentionPeriod: { seconds: 86_400 as never } });
    await testTemporal();
    const checks = await eventually(async () => {
      const found = await look({ ...healthy, TEMPORAL_NAMESPACE: absent });
      return texts(found).includes('search attribute') ? found : null;
    }, 'the namespace is known everywhere');
    assert.match(texts(faults(checks)), new RegExp(`temporal operator search-attribute create --namespace ${absent} --name BookingStage --type Keyword`));
    assert.match(texts(faults(checks)), /no worker polls the task queue .* for workflows and activities/);
    assert.match(texts(checks), /warning: namespace .* keeps closed runs for 1 days/);
  });

  it('finds a webhook subscription that leads elsewhere, and a PUBLIC_URL too long for a text', async () => {
    const elsewhere = await look({ ...healthy, PUBLIC_URL: 'http://elsewhere.example' });
    assert.match(texts(faults(elsewhere)), /subscription is dead, or leads elsewhere/);
    const long = await look({ ...healthy, PUBLIC_URL: `https://${'long-name.'.repeat(5)}example` });
    assert.match(texts(faults(long)), /do not fit the first part of a text/);
  });

  it('refuses an old Node', async () => {
    const checks = await diagnose({ APP_ENV: 'test', ...healthy }, { now: new Date(), nodeVersion: '20.9.0' });
    assert.match(texts(faults(checks)), /Node 20\.9\.0 is too old/);
  });

  it('prints fresh secrets that the configuration takes, different each time', async () => {
    const generate = async () => {
      const cli = fileURLToPath(new URL('../../cli/doctor.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, ['--import=tsx', cli, '--generate-secrets', '--json'], { timeout: 30_000 });
      return JSON.parse(stdout) as Record<string, string>;
    };
    const [first, second] = await Promise.all([generate(), generate()]);
    assert.doesNotThrow(() => loadConfig({ APP_ENV: 'test', ...first }));
    assert.notEqual(first['MASTER_KEY'], second['MASTER_KEY']);
  });
});
