// A name, a number, a street and words that exist nowhere else go through every path; Temporal must not have heard of any of them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { DrizzleQueryError } from 'drizzle-orm';
import { createActivities } from '../../activities/index.ts';
import { nudged } from '../../workflows/messages.ts';
import { fetchHistory, listRunIds } from '../../server/histories.ts';
import { historyToJson } from '../../server/history-json.ts';
import { activityDeps } from '../../server/services.ts';
import type { DatabaseHandle } from '../../db/client.ts';
import { testTemporal } from '../support/servers.ts';
import { staffOf } from '../support/staff.ts';
import { daysAhead, eventually, startSystem, type System } from '../support/system.ts';

const NAME = 'Zebulon Quartermaine';
const STREET = '4821 Wisteria Hollow Ln';
const WORD = 'xylophonically';
const EMAIL = 'zebulon.q@wisteria.example';
const STAFF_WORD = 'thunderbolting';

/** A needle as it may lie in a file: as it is, and within base64, wherever in it the needle begins. */
function formsOf(needle: string): Buffer[] {
  const encoded = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(needle)]).toString('base64').replace(/=+$/, '');
    // Characters that the neighbours have a part in are left out.
    return text.slice(shift === 0 ? 0 : shift + 1, text.length - ((needle.length + shift) % 3 === 0 ? 0 : 1));
  });
  return [needle, ...encoded].map((form) => Buffer.from(form));
}

/** Temporal's file and its write-ahead log, as they lie on the disk. */
async function temporalFiles(): Promise<Buffer> {
  const { dbFile } = await testTemporal();
  return Buffer.concat(await Promise.all([dbFile, `${dbFile}-wal`].map((file) => readFile(file).catch(() => Buffer.alloc(0)))));
}

/** Fails in the ways drizzle and Postgres do, with everything the customer said in message, parameters and cause: every third piece of work, before or (where asked for) after it was done. */
function failing(database: DatabaseHandle, secrets: readonly string[], { afterwards }: { afterwards: boolean }): { database: DatabaseHandle; failed: () => number } {
  let [calls, failed] = [0, 0];
  const fault = () => {
    failed += 1;
    return new DrizzleQueryError(`insert into messages values (${secrets.join()})`, [...secrets], Object.assign(new Error(`Key (text)=(${secrets.join()}) already exists.`), { code: '40001', detail: secrets.join() }));
  };
  return {
    failed: () => failed,
    database: {
      ...database,
      async transaction(work) {
        calls += 1;
        if (calls % 6 === 0) throw fault();
        const result = await database.transaction(work);
        if (afterwards && calls % 6 === 3) throw fault();
        return result;
      },
    },
  };
}

describe('personal data', function () {
  this.timeout(120_000);
  let system: System;
  let receiver: Server;
  let failures: () => number;
  const delivered: string[] = [];
  const phoneNumber = `+1415${String(randomBytes(4).readUInt32BE() % 10_000_000).padStart(7, '2')}`;

  before(async () => {
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
      request.on('end', () => { delivered.push(body); response.end(); });
    });
    await new Promise<void>((resolve) => { receiver.listen(0, '127.0.0.1', resolve); });
    const { port } = receiver.address() as AddressInfo;
    system = await startSystem({
      startWorker: false,
      environment: { STAFF_WEBHOOK_URL: `http://127.0.0.1:${String(port)}/hook`, STAFF_WEBHOOK_SECRET: randomBytes(24).toString('hex') },
    });
    const deps = activityDeps(system.services);
    const secrets = [NAME, phoneNumber, STREET, WORD, EMAIL, STAFF_WORD];
    const faulty = failing(deps.database, secrets, { afterwards: true });
    // A send that was claimed and then lost has to wait for its lease: right, and too long for this test.
    const faultyBefore = failing(deps.database, secrets, { afterwards: false });
    failures = () => faulty.failed() + faultyBefore.failed();
    const { speak } = createActivities({ ...deps, database: faultyBefore.database });
    await system.startWorker({ activities: { ...createActivities({ ...deps, database: faulty.database }), speak } });
  });
  after(async () => {
    await system.stop();
    await new Promise((resolve) => { receiver.close(resolve); });
  });

  it('(twin) is found in Temporal when an activity lets its error out as it is', async () => {
    const leaked = `leaked-${randomBytes(8).toString('hex')}`;
    const twin = await startSystem({ startWorker: false });
    try {
      await twin.startWorker({ activities: { ...createActivities(activityDeps(twin.services)), speak: () => Promise.reject(new Error(`cannot read "${leaked}"`)) } });
      await twin.phone().send('hello');
      await eventually(async () => (await temporalFiles()).includes(leaked), 'the leak is on the disk');
    } finally {
      await twin.stop();
    }
  });

  it('reaches the customer and the staff, and never Temporal', async () => {
    const staff = staffOf(system);
    const phone = system.phone(phoneNumber);
    // A booking, with all that one can say of oneself.
    await phone.ask(`Hi, this is ${NAME}, ${EMAIL}. I want to book for 20 people on ${daysAhead(30)}, we dance ${WORD}`, /time/i);
    await phone.ask(`6pm, ${STREET}, Sacramento`, /is that right/i);
    const terms = await phone.ask('yes', /I AGREE/);
    const link = /https?:\S+\/t\/\S+/.exec(terms)?.[0] ?? '';
    const page = await fetch(link).then((response) => response.text());
    assert.ok(page.includes('Wisteria'));
    await phone.ask(`I agree`, /You're booked/);
    // A person, with the whole conversation for staff.
    await phone.ask(`I need to talk to a person, ${WORD}`, /Connecting you/);
    const task = await eventually(async () => (await staff.tasks())[0], 'a task');
    await eventually(() => Promise.resolve(delivered.find((body) => body.includes(WORD))), 'the staff webhook has the conversation');
    await staff.act(task.threadId, 'take-over');
    await staff.act(task.threadId, 'reply', `Dear ${NAME}, ${STAFF_WORD} good news`);
    await phone.receive(new RegExp(STAFF_WORD));
    await staff.act(task.threadId, 'hand-back');
    await phone.receive(/handed the conversation back/);
    // The same by link, in another conversation.
    const other = system.phone();
    await other.ask(`This is ${NAME}. I want to book for 10 people on ${daysAhead(33)}`, /time/i);
    await other.ask(`5pm, ${STREET}, Sacramento`, /is that right/i);
    const otherLink = /https?:\S+\/t\/\S+/.exec(await other.ask('yes', /I AGREE/))?.[0] ?? '';
    await fetch(`${otherLink}/acknowledge`, { method: 'POST', redirect: 'manual' });
    await other.receive(/You're booked/);
    await other.ask('STOP', /unsubscribed/);
    assert.ok(failures() >= 10, `only ${String(failures())} activities failed on the way`);

    const { temporal, database } = system.services;
    const ids = await database.client<{ id: string }[]>`SELECT thread_id AS id FROM conversation_threads`;
    const workflowIds = [...ids.map(({ id }) => `conversation-${id}`), ...(await database.client<{ id: string }[]>`SELECT id FROM human_tasks`).map(({ id }) => `task-${id}`)];
    assert.ok(workflowIds.length >= 3);
    // The control: what does lie in Temporal is found, raw and in a payload.
    const control = `control-${randomBytes(8).toString('hex')}`;
    await temporal.workflow.getHandle(workflowIds[0]!).signal(nudged, { id: control });
    const haystack = await eventually(async () => {
      const bytes = await temporalFiles();
      return formsOf(control).some((form) => bytes.includes(form)) && bytes.includes(workflowIds[0]!) ? bytes : null;
    }, 'the control is on the disk');

    const needles = [NAME, 'Quartermaine', phoneNumber, phoneNumber.slice(2), other.number, other.number.slice(2), STREET, 'Wisteria', WORD, EMAIL, STAFF_WORD];
    const found = needles.filter((needle) => formsOf(needle).some((form) => haystack.includes(form)));
    assert.deepEqual(found, []);

    for (const workflowId of workflowIds) {
      for (const runId of await listRunIds(temporal, workflowId)) {
        const history = await fetchHistory(temporal, workflowId, runId);
        assert.ok(history !== null);
        const decoded = historyToJson(history).replace(/"data":"([A-Za-z0-9+/=]+)"/g, (_whole, data: string) => Buffer.from(data, 'base64').toString('utf8'));
        assert.deepEqual(needles.filter((needle) => decoded.toLowerCase().includes(needle.toLowerCase())), [], workflowId);
      }
    }
  });
});
