// The webhook's three questions: is it a handshake, who sent it, what does it say.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseNotification, readHandshake, verifyOrigin } from '../../channels/ringcentral/webhook.ts';

const EMPTY = Buffer.alloc(0);
const INSTANT = '/restapi/v1.0/account/80964/extension/62989/message-store/instant?type=SMS';

const sms = {
  id: '3062991514017',
  to: [{ phoneNumber: '+19167408768', name: 'Desk', target: true }],
  from: { phoneNumber: '+14155550111', location: 'San Francisco, CA' },
  type: 'SMS', creationTime: '2026-07-30T18:12:45.028Z', direction: 'Inbound', availability: 'Alive', subject: 'Hi there', messageStatus: 'Received',
  attachments: [{ id: '3062991514017', type: 'Text', contentType: 'text/plain' }],
  conversation: { id: '1638233798595111162' }, eventType: 'Create',
};
const envelope = { uuid: '6242343638330007102', event: INSTANT, timestamp: '2026-07-30T18:12:45.034Z', subscriptionId: '7e4a7486-8df9-4195-8aef-b8d81d3345f6', ownerId: '62989' };

const parse = (body: unknown, outer: Record<string, unknown> = {}) => parseNotification(Buffer.from(JSON.stringify({ ...envelope, ...outer, body })));
function parsedSms(body: unknown) {
  const parsed = parse(body);
  assert.ok(parsed.kind === 'inbound_sms', JSON.stringify(parsed));
  return parsed.sms;
}
function verdict(body: unknown, outer: Record<string, unknown> = {}) {
  const parsed = parse(body, outer);
  return parsed.kind === 'inbound_sms' ? parsed.kind : `${parsed.kind} ${parsed.reason}`;
}

describe('the RingCentral webhook handshake', () => {
  const table: [string, Record<string, string>, Buffer, { validationToken: string } | null][] = [
    ['a token and no body', { 'validation-token': 'wtdwi2y88489' }, EMPTY, { validationToken: 'wtdwi2y88489' }],
    ['both tokens and no body', { 'validation-token': 'abc', 'verification-token': 's' }, EMPTY, { validationToken: 'abc' }],
    ['a token and a body', { 'validation-token': 'abc' }, Buffer.from('{}'), null],
    ['no token', { 'verification-token': 's' }, EMPTY, null],
    ['an empty token', { 'validation-token': '' }, EMPTY, null],
    ['a token of 512', { 'validation-token': 'x'.repeat(512) }, EMPTY, { validationToken: 'x'.repeat(512) }],
    ['a token of 513', { 'validation-token': 'x'.repeat(513) }, EMPTY, null],
    ['a token with a line break', { 'validation-token': 'a\r\nset-cookie: x' }, EMPTY, null],
    ['a token with a letter outside ASCII', { 'validation-token': 'é' }, EMPTY, null],
  ];
  for (const [name, headers, body, expected] of table) {
    it(`${expected === null ? 'does not answer' : 'echoes'} ${name}`, () => { assert.deepEqual(readHandshake(headers, body), expected); });
  }
});

describe('the origin of a RingCentral webhook', () => {
  const table: [string, Record<string, string>, string, string][] = [
    ['the right token', { 'verification-token': 'secret-1' }, 'secret-1', 'verified'],
    ['a wrong token of the same length', { 'verification-token': 'secret-2' }, 'secret-1', 'mismatch'],
    ['a beginning of the token', { 'verification-token': 'secret' }, 'secret-1', 'mismatch'],
    ['the token and more', { 'verification-token': 'secret-1, secret-1' }, 'secret-1', 'mismatch'],
    ['another case', { 'verification-token': 'SECRET-1' }, 'secret-1', 'mismatch'],
    ['no token', {}, 'secret-1', 'missing'],
    ['an empty token', { 'verification-token': '' }, 'secret-1', 'missing'],
    ['no token where no secret is set', {}, '', 'missing'],
    ['any token where no secret is set', { 'verification-token': 'x' }, '', 'mismatch'],
    ['the token in the handshake header only', { 'validation-token': 'secret-1' }, 'secret-1', 'missing'],
  ];
  for (const [name, headers, secret, expected] of table) {
    it(`is ${expected} with ${name}`, () => { assert.equal(verifyOrigin(headers, secret), expected); });
  }
});

describe('a RingCentral notification', () => {
  it('of a text gives the text, the numbers and the ids', () => {
    assert.deepEqual(parse(sms), {
      kind: 'inbound_sms',
      subscriptionId: envelope.subscriptionId,
      eventUuid: envelope.uuid,
      sms: {
        providerMessageId: '3062991514017', from: '+14155550111', to: '+19167408768', text: 'Hi there',
        providerTime: '2026-07-30T18:12:45.028Z', providerConversationId: '1638233798595111162', media: [],
      },
    });
  });

  it('may write ids as numbers, and the conversation the older way', () => {
    const parsed = parsedSms({ ...sms, id: 3062991514017, conversation: undefined, conversationId: '42' });
    assert.equal(parsed.providerMessageId, '3062991514017');
    assert.equal(parsed.providerConversationId, '42');
  });

  it('with a conversation number too large for JavaScript gives none rather than a wrong one', () => {
    const body = JSON.stringify({ ...envelope, body: { ...sms, conversation: null } }).replace('"eventType"', '"conversationId":1638233798595111162,"eventType"');
    const parsed = parseNotification(Buffer.from(body));
    assert.ok(parsed.kind === 'inbound_sms');
    assert.equal(parsed.sms.providerConversationId, null);
  });

  it('of a picture gives its address, with or without words', () => {
    const picture = { id: '5', type: 'MmsAttachment', uri: 'https://media.example/content/5', contentType: 'image/jpeg', size: 461020 };
    const parsed = parsedSms({ ...sms, subject: undefined, attachments: [...sms.attachments, picture] });
    assert.deepEqual([parsed.text, parsed.media], ['', [{ uri: 'https://media.example/content/5', contentType: 'image/jpeg' }]]);
  });

  const numbers: [string, string][] = [['4155550111', '+14155550111'], ['14155550111', '+14155550111'], ['(415) 555-0111', '+14155550111'], ['+44 20 7946 0958', '+442079460958']];
  for (const [written, e164] of numbers) {
    it(`from ${written} is from ${e164}`, () => { assert.equal(parsedSms({ ...sms, from: { phoneNumber: written } }).from, e164); });
  }

  it('to several numbers is to the one that is marked as ours', () => {
    assert.equal(parsedSms({ ...sms, to: [{ phoneNumber: '+14155550199' }, { phoneNumber: '+19167408768', target: true }] }).to, '+19167408768');
  });

  it('with half an emoji or a NUL gives a text that Postgres can keep', () => {
    const body = JSON.stringify({ ...envelope, body: { ...sms, subject: '@@' } }).replace('@@', String.raw`a\ud83db\u0000c\ud83d\ude00`);
    const parsed = parseNotification(Buffer.from(body));
    assert.ok(parsed.kind === 'inbound_sms');
    assert.equal(parsed.sms.text, 'a\uFFFDb\uFFFDc😀');
  });

  it('without a readable time has none', () => {
    assert.equal(parsedSms({ ...sms, creationTime: 'yesterday' }).providerTime, null);
    assert.equal(parsedSms({ ...sms, creationTime: undefined }).providerTime, null);
  });

  const verdicts: [string, unknown, Record<string, unknown>, string][] = [
    ['an outbound text', { ...sms, direction: 'Outbound' }, {}, 'ignored outbound'],
    ['a voicemail', { ...sms, type: 'VoiceMail' }, {}, 'ignored not_sms'],
    ['the deletion of a text', { ...sms, eventType: 'Delete' }, {}, 'ignored status'],
    ['an update of a text, which may be the first we hear of it', { ...sms, eventType: 'Update' }, {}, 'inbound_sms'],
    ['a text from a short code', { ...sms, from: { phoneNumber: '72345' } }, {}, 'ignored unanswerable_sender'],
    ['a text from nobody', { ...sms, from: {} }, {}, 'ignored unanswerable_sender'],
    ['a text without sender', { ...sms, from: null }, {}, 'ignored unanswerable_sender'],
    ['a count of changes', { changes: [{ type: 'SMS', newCount: 1 }] }, { event: '/restapi/v1.0/account/1/extension/2/message-store?type=SMS' }, 'ignored status'],
    ['a high-volume status', { messageStatus: 'Delivered' }, { event: '/restapi/v1.0/account/1/a2p-sms/messages?direction=Outbound' }, 'ignored status'],
    ['presence', {}, { event: '/restapi/v1.0/account/1/extension/2/presence' }, 'ignored unknown_event'],
    ['an event that only ends like ours', sms, { event: `/other${INSTANT}` }, 'ignored unknown_event'],
    ['a text without id', { ...sms, id: undefined }, {}, 'invalid not_a_message'],
    ['a text whose id is a path', { ...sms, id: '../1' }, {}, 'invalid not_a_message'],
    ['a text without direction', { ...sms, direction: undefined }, {}, 'invalid not_a_message'],
    ['no message', null, {}, 'invalid not_a_message'],
    ['no event', sms, { event: undefined }, 'invalid not_a_notification'],
  ];
  for (const [name, body, outer, expected] of verdicts) {
    it(`of ${name} is ${expected}`, () => { assert.equal(verdict(body, outer), expected); });
  }

  it('that is empty, not JSON or not an object is invalid', () => {
    assert.deepEqual(parseNotification(EMPTY), { kind: 'invalid', reason: 'empty' });
    for (const text of ['{', 'hello', '\u0000']) assert.deepEqual(parseNotification(Buffer.from(text)), { kind: 'invalid', reason: 'not_json' });
    for (const text of ['null', '[]', '1', '"x"']) assert.deepEqual(parseNotification(Buffer.from(text)), { kind: 'invalid', reason: 'not_a_notification' });
  });

  it('never makes the parser throw, whatever is in its fields', () => {
    const field = fc.constantFrom('id', 'from', 'to', 'type', 'direction', 'subject', 'conversation', 'attachments', 'creationTime', 'eventType');
    fc.assert(fc.property(field, fc.jsonValue(), (name, value) => {
      const parsed = parse({ ...sms, [name]: value });
      assert.ok(['inbound_sms', 'ignored', 'invalid'].includes(parsed.kind));
      if (parsed.kind === 'inbound_sms') assert.match(parsed.sms.from, /^\+[1-9]\d{6,14}$/);
    }), { numRuns: 1_000 });
  });
});
