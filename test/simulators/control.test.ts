// The control routes and the phone page, as an outside script and a browser use them.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeAll, control, customer, line, openReceiver, openSimulators, read, signIn } from './support.ts';

describe('the control routes', () => {
  afterEach(closeAll);

  it('show the texts with a number, both ways, oldest first', async () => {
    const sim = await openSimulators();
    const outside = control(sim);
    const { json: { id } } = await outside.text('Hello');
    await (await signIn(sim)).sms('Hi!');
    await outside.text('someone else', '+19165550199');
    const texts = await outside.texts();
    assert.deepEqual(texts.map(({ direction, from, to, text, status }: Record<string, string>) => ({ direction, from, to, text, status })), [
      { direction: 'inbound', from: customer, to: line, text: 'Hello', status: 'Received' },
      { direction: 'outbound', from: line, to: customer, text: 'Hi!', status: 'Delivered' },
    ]);
    assert.equal(texts[0].id, id);
    assert.match(texts[0].at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(await outside.texts('+19165550111'), []);
  });

  it('keep a ledger of what was accepted, refused and announced, with counts', async () => {
    const sim = await openSimulators();
    const outside = control(sim);
    const hook = await openReceiver();
    const client = await signIn(sim);
    await client.subscribe(hook.url);
    await outside.text('in');
    await client.sms('out');
    await client.sms('', customer);
    const ledger = await outside.ledger();
    assert.deepEqual(ledger.counts, { outbound: 1, inbound: 1, tokens: 1, handshakes: 1, webhooks: 1, webhooksDelivered: 1, refused: 1, faults: {} });
    assert.deepEqual(ledger.sms.map(({ text, from, to }: Record<string, string>) => [text, from, to]), [['in', customer, line], ['out', line, customer]]);
    assert.equal(ledger.webhooks[0].messageId, ledger.sms[0].id);
    assert.deepEqual([ledger.refused[0].operation, ledger.refused[0].httpStatus], ['sms', 400]);
  });

  const wrong: [string, string, string, unknown?][] = [
    ['a text from no number', 'POST', '/sms', { from: '9165550123', text: 'x' }],
    ['a text from the line itself', 'POST', '/sms', { from: line, text: 'x' }],
    ['a text to someone else', 'POST', '/sms', { from: customer, to: '+19165550000', text: 'x' }],
    ['an empty text', 'POST', '/sms', { from: customer, text: '  ' }],
    ['a text of 1601 characters', 'POST', '/sms', { from: customer, text: 'x'.repeat(1601) }],
    ['texts with nobody', 'GET', '/sms'],
    ['a fault of an unknown provider', 'POST', '/faults', { provider: 'twilio', mode: 'slow' }],
    ['an unknown fault', 'POST', '/faults', { provider: 'ringcentral', mode: 'explode' }],
    ['half a strike', 'POST', '/faults', { provider: 'ringcentral', mode: 'slow', count: 0.5 }],
    ['a chance above one', 'POST', '/faults', { provider: 'ringcentral', mode: 'slow', probability: 2 }],
  ];
  for (const [what, method, path, body] of wrong) {
    it(`refuse ${what}, saying why`, async () => {
      const outside = control(await openSimulators());
      const { status, json } = await outside.call(method, path, body);
      assert.deepEqual([status, json.error.code], [400, 'invalid_request']);
      assert.ok(json.error.message.length > 10);
      assert.equal((await outside.ledger()).counts.inbound, 0);
      assert.deepEqual((await outside.call('GET', '/faults')).json.ringcentral.armed, []);
    });
  }

  it('answer an unknown route, bad JSON and a huge body with codes of their own', async () => {
    const sim = await openSimulators();
    assert.equal((await control(sim).call('GET', '/nothing')).json.error.code, 'not_found');
    const post = async (body: string) => {
      const { status, json } = await read(await fetch(`${sim.url}/_sim/sms`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }));
      return [status, json.error.code];
    };
    assert.deepEqual(await post('{'), [400, 'invalid_json']);
    assert.deepEqual(await post(JSON.stringify('x'.repeat(70_000))), [413, 'body_too_large']);
  });

  it('list the armed faults with what is left of them', async () => {
    const sim = await openSimulators();
    const outside = control(sim);
    assert.equal((await outside.fault('error_500', { count: 3, seed: 9 })).status, 201);
    await (await signIn(sim)).sms('x');
    const [armed] = (await outside.call('GET', '/faults')).json.ringcentral.armed;
    assert.deepEqual([armed.mode, armed.count, armed.remaining, armed.seed], ['error_500', 3, 2, 9]);
  });
});

describe('the simulated memory', () => {
  let dataDir: string;
  beforeEach(async () => { dataDir = await mkdtemp(join(tmpdir(), 'simulators-')); });
  afterEach(async () => {
    await closeAll();
    await rm(dataDir, { recursive: true });
  });

  it('survives a restart: texts, opt-outs and conversation stay, ids never come back', async () => {
    let nowMs = Date.now();
    const now = () => nowMs;
    const first = await openSimulators({ dataDir, now });
    await control(first).text('STOP');
    const { json: sent } = await (await signIn(first)).sms('Bye');
    await first.close();
    // A clock set back must not bring old ids back.
    nowMs -= 3_600_000;
    const second = await openSimulators({ dataDir, now });
    assert.deepEqual((await control(second).texts()).map((text: { text: string }) => text.text), ['STOP', 'Bye']);
    const client = await signIn(second);
    const { json: next } = await client.sms('Still there?');
    assert.ok(next.id > sent.id);
    assert.equal(next.conversation.id, sent.conversation.id);
    assert.equal((await client.message(next.id)).json.deliveryErrorCode, 'SMS-RC-413');
    assert.equal((await control(second).ledger()).counts.outbound, 2);
  });

  it('drops half a line that a killed process left, and writes on from there', async () => {
    const file = join(dataDir, 'ringcentral-messages.jsonl');
    const first = await openSimulators({ dataDir });
    await control(first).text('whole');
    await first.close();
    await appendFile(file, '{"id":12,"direction":"Inb');
    const second = await openSimulators({ dataDir });
    await control(second).text('after');
    await second.close();
    const third = await openSimulators({ dataDir });
    assert.deepEqual((await control(third).texts()).map((text: { text: string }) => text.text), ['whole', 'after']);
    assert.equal((await readFile(file, 'utf8')).trimEnd().split('\n').length, 2);
    assert.equal((await stat(file)).mode & 0o077, 0, 'nobody else may read it');
  });

  it('is not made at all when no folder is given', async () => {
    const first = await openSimulators();
    await control(first).text('forgotten');
    await first.close();
    assert.deepEqual(await control(await openSimulators()).texts(), []);
  });
});

describe('the phone page', () => {
  afterEach(closeAll);

  it('is served whole from the simulator, and allows nothing from elsewhere', async () => {
    const sim = await openSimulators();
    const page = await fetch(sim.url);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type')!, /text\/html/);
    assert.match(page.headers.get('content-security-policy')!, /default-src 'none'/);
    const html = await page.text();
    const parts = [...html.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map((match) => match[1]!);
    assert.deepEqual(parts.toSorted(), ['phone.css', 'phone.js']);
    for (const part of parts) assert.equal((await fetch(`${sim.url}/${part}`)).status, 200);
  });

  it('puts texts in as text only', async () => {
    const script = await (await fetch(`${(await openSimulators()).url}/phone.js`)).text();
    assert.doesNotMatch(script, /innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
  });

  it('learns its phones and line from the simulator', async () => {
    const sim = await openSimulators({ businessName: 'A caterer' });
    await control(sim).text('one');
    await control(sim).text('two');
    const { json } = await control(sim).call('GET', '/phones');
    assert.deepEqual([json.businessNumber, json.businessName], [line, 'A caterer']);
    assert.deepEqual(json.phones.map((phone: { number: string; last: { text: string } }) => [phone.number, phone.last.text]), [[customer, 'two']]);
  });
});
