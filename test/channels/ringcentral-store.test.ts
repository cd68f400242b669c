// Reading RingCentral's message store back: one message byte for byte, a list over all its pages.
import assert from 'node:assert/strict';
import { RingCentralError } from '../../channels/ringcentral/answers.ts';
import { inboundSmsOfCopy } from '../../channels/ringcentral/message.ts';
import { connect, json, startProvider, STORE_PATH } from './provider-server.ts';
import type { Handler, Provider } from './provider-server.ts';

const SINCE = new Date('2026-11-23T14:00:00.000Z');

function record(id: number, fields: Record<string, unknown> = {}) {
  return {
    id, type: 'SMS', direction: 'Inbound', availability: 'Alive', messageStatus: 'Received', subject: `text ${id}`, creationTime: '2026-11-23T15:00:00.000Z',
    from: { phoneNumber: '+14155550111' }, to: [{ phoneNumber: '+19167408768' }], ...fields,
  };
}

async function failure(promise: Promise<unknown>): Promise<RingCentralError> {
  const thrown: unknown = await promise.then(() => null, (error: unknown) => error);
  assert.ok(thrown instanceof RingCentralError, 'the call was to fail');
  return thrown;
}

describe('reading the RingCentral message store', () => {
  let provider: Provider;
  let answer: Handler;
  beforeEach(async () => { provider = await startProvider((request, response) => { answer(request, response); }); });
  afterEach(async () => { await provider.close(); });

  it('returns one message with the very bytes of the answer', async () => {
    const bytes = '{ "id":3062991514017,"conversationId":1638233798595111162, "conversation":{"id":"1638233798595111162"},"direction":"Inbound","type":"SMS",'
      + '"subject":"I agree \\u00e9","creationTime":"2026-11-23T15:00:00.000+0000","messageStatus":"Received","availability":"Alive","from":{"phoneNumber":"(415) 555-0111"},"to":[{"phoneNumber":"+19167408768"}]}';
    answer = (_, response) => { response.writeHead(200).end(bytes); };
    const copy = await connect(provider.url).client.readMessage('3062991514017');
    assert.ok(copy);
    assert.equal(copy.raw.toString('utf8'), bytes);
    assert.deepEqual({ ...copy, raw: null }, {
      providerMessageId: '3062991514017', direction: 'inbound', from: '+14155550111', to: '+19167408768', text: 'I agree é',
      providerTime: '2026-11-23T15:00:00.000Z', status: 'Received', deliveryErrorCode: null, availability: 'Alive', raw: null,
    });
    assert.equal(inboundSmsOfCopy(copy)?.providerConversationId, '1638233798595111162');
    assert.equal(provider.arrived.at(-1)?.path, `${STORE_PATH}/3062991514017`);
  });

  it('tells how an outbound message failed', async () => {
    answer = (_, response) => { json(response, 200, record(1, { direction: 'Outbound', messageStatus: 'DeliveryFailed', deliveryErrorCode: 'SMS-CAR-413' })); };
    const copy = await connect(provider.url).client.readMessage('1');
    assert.deepEqual([copy?.direction, copy?.status, copy?.deliveryErrorCode], ['outbound', 'DeliveryFailed', 'SMS-CAR-413']);
  });

  it('returns null for a message that is not there, and fails for anything else', async () => {
    const { client } = connect(provider.url);
    answer = (_, response) => { json(response, 404, { errorCode: 'CMN-102', message: 'not found' }); };
    assert.equal(await client.readMessage('1'), null);
    answer = (_, response) => { json(response, 500, {}); };
    assert.equal((await failure(client.readMessage('1'))).httpStatus, 500);
    answer = (_, response) => { json(response, 200, { hello: 1 }); };
    assert.equal((await failure(client.readMessage('1'))).code, 'unreadable_answer');
    answer = (_, response) => { json(response, 429, {}, { 'retry-after': '3' }); };
    assert.equal((await failure(client.readMessage('1'))).retryAfterMs, 3_000);
  });

  it('takes no id that would mean another path or a batch', async () => {
    const { client } = connect(provider.url);
    for (const id of ['', '1,2', '../sms', '1?x=1']) assert.equal((await failure(client.readMessage(id))).code, 'invalid_message_id');
    assert.equal(provider.arrived.length, 0);
  });

  for (const style of ['navigation', 'paging', 'neither'] as const) {
    it(`lists all pages where the answer announces them by ${style}`, async () => {
      const all = Array.from({ length: 230 }, (_, index) => record(1000 + index));
      answer = ({ query }, response) => {
        const page = Number(query.get('page'));
        const records = all.slice((page - 1) * 100, page * 100);
        const hints = { navigation: { navigation: page < 3 ? { nextPage: { uri: 'x' } } : {} }, paging: { paging: { page, totalPages: 3 } }, neither: {} };
        json(response, 200, { records, ...hints[style] });
      };
      const copies = await connect(provider.url).client.listSms({ direction: 'inbound', since: SINCE, phoneNumber: '+14155550111' });
      assert.deepEqual(copies.map(({ providerMessageId }) => providerMessageId), all.map(({ id }) => String(id)));
      const [first] = provider.to(STORE_PATH);
      assert.deepEqual(Object.fromEntries(first!.query), {
        messageType: 'SMS', direction: 'Inbound', dateFrom: '2026-11-23T14:00:00.000Z', perPage: '100', page: '1', phoneNumber: '+14155550111',
      });
      assert.equal(provider.to(STORE_PATH).length, 3);
    });
  }

  it('lists a message once that moved to the next page meanwhile, and skips what it cannot read', async () => {
    answer = ({ query }, response) => {
      const first = query.get('page') === '1';
      json(response, 200, { records: first ? [record(3), record(2), { id: 9 }] : [record(2), record(1)], navigation: first ? { nextPage: {} } : {} });
    };
    const { client, logged } = connect(provider.url);
    const copies = await client.listSms({ direction: 'inbound', since: SINCE });
    assert.deepEqual(copies.map(({ providerMessageId }) => providerMessageId), ['3', '2', '1']);
    assert.ok(logged.some((line) => line.includes('"unreadable":1')));
  });

  it('fails rather than returning a part: a broken page, or pages without end', async () => {
    const { client } = connect(provider.url);
    answer = ({ query }, response) => {
      if (query.get('page') === '1') json(response, 200, { records: [record(1)], navigation: { nextPage: {} } });
      else response.writeHead(200).end('{"records":[');
    };
    assert.equal((await failure(client.listSms({ direction: 'inbound', since: SINCE }))).code, 'unreadable_answer');
    answer = (_, response) => { json(response, 200, { records: [], navigation: { nextPage: {} } }); };
    assert.equal((await failure(client.listSms({ direction: 'outbound', since: SINCE }))).code, 'too_many_pages');
  });
});
