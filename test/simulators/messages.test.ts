// Sending a text and reading the message store, as the simulator plays RingCentral.
import assert from 'node:assert/strict';
import { closeAll, control, customer, jwtForm, line, openSimulators, requestToken, signIn } from './support.ts';

describe('the simulated message store', () => {
  afterEach(closeAll);

  it('accepts a text, and shows it queued, sent and delivered as time passes', async () => {
    let nowMs = Date.parse('2026-11-23T15:00:00.000Z');
    const sim = await openSimulators({ now: () => nowMs, sentAfterMs: 100, deliveredAfterMs: 300 });
    const client = await signIn(sim);
    const { status, json } = await client.sms('Hello');
    assert.equal(status, 200);
    assert.equal(typeof json.id, 'number');
    assert.equal(json.messageStatus, 'Queued');
    assert.equal(json.direction, 'Outbound');
    assert.equal(json.subject, 'Hello');
    assert.equal(json.creationTime, '2026-11-23T15:00:00.000Z');
    assert.deepEqual(json.to, [{ phoneNumber: customer }]);
    assert.equal(json.from.phoneNumber, line);
    const status1 = async () => (await client.message(json.id)).json;
    nowMs += 100;
    assert.equal((await status1()).messageStatus, 'Sent');
    nowMs += 200;
    const delivered = await status1();
    assert.deepEqual([delivered.messageStatus, delivered.lastModifiedTime], ['Delivered', '2026-11-23T15:00:00.300Z']);
    assert.equal((await fetch(delivered.attachments[0].uri)).status, 401, 'the attachment is behind the same check');
  });

  it('writes the conversation id as all of its nineteen digits, even beside a text that looks like one', async () => {
    const sim = await openSimulators();
    await control(sim).text('"conversationId":"1"');
    const client = await signIn(sim);
    const { json: { access_token: token } } = await requestToken(sim, jwtForm);
    const raw = await (await fetch(`${sim.url}${client.extension}/message-store`, { headers: { Authorization: `Bearer ${token}` } })).text();
    const [record] = JSON.parse(raw).records;
    assert.equal(record.subject, '"conversationId":"1"');
    assert.match(record.conversation.id, /^\d{19}$/);
    assert.ok(raw.includes(`"conversationId":${record.conversation.id},`));
  });

  const refusals: [string, unknown, number, string][] = [
    ['a line that is not ours', { from: { phoneNumber: '+19165550000' }, to: [{ phoneNumber: customer }], text: 'x' }, 400, 'MSG-245'],
    ['no line', { to: [{ phoneNumber: customer }], text: 'x' }, 400, 'CMN-101'],
    ['no recipient', { from: { phoneNumber: line }, to: [], text: 'x' }, 400, 'CMN-101'],
    ['a number that is none', { from: { phoneNumber: line }, to: [{ phoneNumber: '916-555' }], text: 'x' }, 400, 'CMN-101'],
    ['one number twice', { from: { phoneNumber: line }, to: [{ phoneNumber: customer }, { phoneNumber: customer }], text: 'x' }, 400, 'CMN-406'],
    ['no text', { from: { phoneNumber: line }, to: [{ phoneNumber: customer }], text: '' }, 400, 'CMN-101'],
    ['a text of 1001 units', { from: { phoneNumber: line }, to: [{ phoneNumber: customer }], text: '😀'.repeat(500) + '!' }, 400, 'CMN-101'],
    ['a number abroad', { from: { phoneNumber: line }, to: [{ phoneNumber: '+442079460018' }], text: 'x' }, 403, 'MSG-240'],
    ['what is not JSON', '{"from":', 400, 'CMN-103'],
  ];
  for (const [what, body, status, errorCode] of refusals) {
    it(`refuses ${what} with ${errorCode}, in both places of the error body, and keeps nothing`, async () => {
      const sim = await openSimulators();
      const client = await signIn(sim);
      const refused = await client.call('POST', `${client.extension}/sms`, body);
      assert.deepEqual([refused.status, refused.json.errorCode, refused.json.errors[0].errorCode], [status, errorCode, errorCode]);
      assert.equal(typeof refused.json.message, 'string');
      assert.equal((await control(sim).ledger()).counts.outbound, 0);
    });
  }

  it('takes exactly 1000 units', async () => {
    const sim = await openSimulators();
    assert.equal((await (await signIn(sim)).sms('😀'.repeat(500))).status, 200);
  });

  it('answers 404 for a message, an account and a path that do not exist', async () => {
    const client = await signIn(await openSimulators());
    const missing = await client.message(1);
    assert.deepEqual([missing.status, missing.json.errorCode], [404, 'CMN-102']);
    assert.equal((await client.call('GET', '/restapi/v1.0/account/5/extension/~/message-store')).json.errorCode, 'CMN-102');
    assert.deepEqual([(await client.call('GET', '/restapi/v1.0/nothing')).json.errorCode], ['CMN-120']);
  });

  it('lists newest first, by page, with links that lead through all pages', async () => {
    const sim = await openSimulators();
    const client = await signIn(sim);
    for (const text of ['a', 'b', 'c', 'd', 'e']) await client.sms(text);
    const seen: string[] = [];
    let page = await client.list({ perPage: '2', messageType: 'SMS' });
    assert.deepEqual(page.json.paging, { page: 1, perPage: 2, totalPages: 3, totalElements: 5, pageStart: 0, pageEnd: 1 });
    assert.ok(!('previousPage' in page.json.navigation));
    let pages = 0;
    for (;;) {
      pages += 1;
      seen.push(...page.json.records.map((record: { subject: string }) => record.subject));
      if (page.json.navigation.nextPage === undefined) break;
      page = await client.call('GET', page.json.navigation.nextPage.uri);
    }
    assert.deepEqual(seen, ['e', 'd', 'c', 'b', 'a']);
    assert.equal(pages, 3);
    assert.equal(page.json.navigation.previousPage.uri.includes('page=2'), true);
    assert.equal((await client.list({ perPage: '0' })).status, 400);
  });

  it('filters by direction, number, kind and time, and looks back one day when not told', async () => {
    let nowMs = Date.parse('2026-11-20T10:00:00.000Z');
    const sim = await openSimulators({ now: () => nowMs });
    const subjects = async (query: Record<string, string>) => (await (await signIn(sim)).list(query)).json.records.map((record: { subject: string }) => record.subject);
    await control(sim).text('old');
    nowMs = Date.parse('2026-11-23T10:00:00.000Z');
    await control(sim).text('new');
    await control(sim).text('other', '+19165550199');
    await (await signIn(sim)).sms('answer');
    assert.deepEqual(await subjects({}), ['answer', 'other', 'new']);
    assert.deepEqual(await subjects({ direction: 'Inbound' }), ['other', 'new']);
    assert.deepEqual(await subjects({ phoneNumber: customer }), ['answer', 'new']);
    assert.deepEqual(await subjects({ messageType: 'Fax' }), []);
    assert.deepEqual(await subjects({ dateFrom: '2026-11-20T00:00:00Z', dateTo: '2026-11-21T00:00:00Z' }), ['old']);
    assert.equal((await (await signIn(sim)).list({ dateFrom: 'yesterday' })).json.errors[0].parameterName, 'dateFrom');
    assert.equal((await (await signIn(sim)).list({ direction: 'Sideways' })).status, 400);
  });

  const subjects = (reply: { json: { records: { subject: string }[] } }) => reply.json.records.map((record) => record.subject);

  it('synchronises: the newest at first, then what came since, with the last five seconds told again', async () => {
    let nowMs = Date.parse('2026-11-23T10:00:00.000Z');
    const sim = await openSimulators({ now: () => nowMs });
    const client = await signIn(sim);
    await client.sms('old');
    nowMs += 1000;
    await client.sms('fresh');
    nowMs += 5000;
    const full = await client.sync({ syncType: 'FSync', recordCount: '1' });
    assert.deepEqual(subjects(full), ['fresh']);
    assert.equal(full.json.syncInfo.olderRecordsExist, true);
    const overlap = await client.sync({ syncType: 'ISync', syncToken: full.json.syncInfo.syncToken });
    assert.deepEqual(subjects(overlap), ['fresh']);
    nowMs += 1;
    const later = await client.sync({ syncType: 'FSync' });
    assert.equal(later.json.syncInfo.olderRecordsExist, false);
    const { syncToken } = later.json.syncInfo;
    assert.deepEqual(subjects(await client.sync({ syncType: 'ISync', syncToken })), []);
    await control(sim).text('news');
    assert.deepEqual(subjects(await client.sync({ syncType: 'ISync', syncToken })), ['news']);
    assert.equal((await client.sync({ syncType: 'ISync', syncToken: 'bent' })).json.errors[0].parameterName, 'syncToken');
  });

  it('tells a message again by synchronisation when its status changed', async () => {
    let nowMs = Date.parse('2026-11-23T10:00:00.000Z');
    const sim = await openSimulators({ now: () => nowMs, sentAfterMs: 1000, deliveredAfterMs: 60_000 });
    const client = await signIn(sim);
    await client.sms('on its way');
    nowMs += 30_000;
    const { json: { syncInfo: { syncToken } } } = await client.sync({ syncType: 'FSync' });
    assert.deepEqual(subjects(await client.sync({ syncType: 'ISync', syncToken })), []);
    nowMs += 30_000;
    const [record] = (await client.sync({ syncType: 'ISync', syncToken })).json.records;
    assert.equal(record.messageStatus, 'Delivered');
  });

  it('hides a new message from reads for as long as the store lags', async () => {
    let nowMs = Date.now();
    const sim = await openSimulators({ now: () => nowMs, readBackLagMs: 45_000 });
    const client = await signIn(sim);
    const { json: { id } } = await client.sms('soon');
    assert.equal((await client.message(id)).status, 404);
    assert.equal((await client.list()).json.records.length, 0);
    assert.equal((await control(sim).ledger()).counts.outbound, 1);
    nowMs += 45_000;
    assert.equal((await client.message(id)).status, 200);
  });

  it('names its own line as the number that may send', async () => {
    const sim = await openSimulators({ businessNumber: '+15105550100' });
    const client = await signIn(sim);
    const [number] = (await client.call('GET', `${client.extension}/phone-number`)).json.records;
    assert.equal(number.phoneNumber, '+15105550100');
    assert.ok(number.features.includes('SmsSender'));
    assert.equal((await client.sms('x', customer, '+15105550100')).status, 200);
  });

  it('does not deliver to a number that texted STOP, until it texts START', async () => {
    const sim = await openSimulators();
    const client = await signIn(sim);
    const sendAndRead = async (to: string) => (await client.message((await client.sms('news', to)).json.id)).json;
    await control(sim).text(' stop ');
    const blocked = await sendAndRead(customer);
    assert.deepEqual([blocked.messageStatus, blocked.deliveryErrorCode], ['DeliveryFailed', 'SMS-RC-413']);
    assert.equal((await sendAndRead('+19165550199')).messageStatus, 'Delivered');
    await control(sim).text('stop it please');
    await control(sim).text('START');
    assert.equal((await sendAndRead(customer)).messageStatus, 'Delivered');
  });

  it('leaves STOP to the application when told so', async () => {
    const sim = await openSimulators({ optOut: 'ignore' });
    const client = await signIn(sim);
    await control(sim).text('STOP');
    assert.equal((await client.message((await client.sms('news')).json.id)).json.messageStatus, 'Delivered');
  });
});

describe('the simulated rate limits', () => {
  afterEach(closeAll);

  it('names the group, its limit and what is left on every answer', async () => {
    const client = await signIn(await openSimulators());
    const { headers } = await client.sms('one');
    assert.deepEqual(
      ['group', 'limit', 'remaining', 'window'].map((name) => headers.get(`x-rate-limit-${name}`)),
      ['medium', '40', '39', '60'],
    );
    assert.equal((await client.list()).headers.get('x-rate-limit-group'), 'light');
  });

  it('refuses what exceeds a limit, and every early request starts the penalty anew', async () => {
    let nowMs = Date.now();
    const sim = await openSimulators({ now: () => nowMs, rateLimits: { medium: 2 }, penaltySeconds: 60 });
    const client = await signIn(sim);
    await client.sms('one');
    await client.sms('two');
    const third = await client.sms('three');
    assert.deepEqual([third.status, third.json.errorCode, third.headers.get('retry-after')], [429, 'CMN-301', '60']);
    nowMs += 59_999;
    assert.equal((await client.sms('early')).status, 429);
    nowMs += 59_999;
    assert.equal((await client.sms('early again')).status, 429);
    nowMs += 60_000;
    assert.equal((await client.sms('patient')).status, 200);
    assert.equal((await control(sim).ledger()).counts.outbound, 3);
  });
});
