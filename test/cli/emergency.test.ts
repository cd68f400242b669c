// Emergency acts on a running system: waived terms, the assistant switched off, each recorded with its name.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type EmergencyCommand, parseEmergency, performEmergency } from '../../cli/support/emergency-acts.ts';
import { book, daysAhead, eventually, startSystem, type System } from '../support/system.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const parse = (words: string[], given: Record<string, string> = {}) => parseEmergency(words, given, { now: NOW, login: 'root' });

describe('emergency command line', () => {
  it('takes an end as a time or as a span, up to 24 hours ahead', () => {
    const until = (text: string) => parse(['waive-terms'], { by: 'anna', reason: 'terms page down', until: text });
    assert.deepEqual(until('+2h'), { command: { kind: 'waive', by: 'anna', reason: 'terms page down', until: new Date('2026-11-23T14:00:00Z') } });
    assert.ok('command' in until('2026-11-24T12:00:00Z'));
    for (const refused of ['+25h', '2026-11-24T12:00:01Z', '2026-11-23T11:59:59Z', 'tomorrow', '2026-11-23T18:00', '+0h']) assert.ok('fault' in until(refused), refused);
  });

  it('wants a name for every act but the end of a waiver', () => {
    assert.ok('fault' in parse(['assistant', 'off']));
    assert.ok('fault' in parse(['waive-terms'], { reason: 'x', until: '+1h' }));
    assert.deepEqual(parse(['revoke-waiver']), { command: { kind: 'revoke', by: 'root' } });
    assert.ok('fault' in parse(['assistant', 'maybe'], { by: 'anna' }));
  });
});

describe('emergency', () => {
  let system: System;
  before(async function () {
    this.timeout(60_000);
    system = await startSystem();
  });
  after(() => system?.stop());

  const perform = (command: EmergencyCommand) => performEmergency({ database: system.services.database, newId: randomUUID, now: new Date(), isEnabledByEnvironment: true }, command);
  const sql = () => system.services.database.client;
  const actions = async (action: string) => (await sql()<{ actor: string }[]>`SELECT actor FROM staff_actions WHERE action = ${action}`).map((row) => row.actor);

  it('confirms a booking without terms, marked as waived and never verified, while opt-outs still hold', async () => {
    await perform({ kind: 'waive', by: 'anna', reason: 'the terms page is down', until: new Date(Date.now() + 3_600_000) });
    try {
      const phone = system.phone();
      await phone.ask(`I want to book for 20 people on ${daysAhead(40)}`, /time/i);
      await phone.ask('6pm, 123 Main St Sacramento', /is that right/i);
      const confirmed = await phone.ask('yes', /booked/i);
      assert.match(confirmed, /waived/);
      const [booking] = await sql()`SELECT b.id, b.status, b.waiver_id, b.acknowledgment_id, w.granted_by FROM bookings b LEFT JOIN emergency_waivers w ON w.id = b.waiver_id ORDER BY b.created_at DESC LIMIT 1`;
      assert.equal(booking?.['status'], 'confirmed');
      assert.equal(booking?.['granted_by'], 'anna');
      assert.equal(booking?.['acknowledgment_id'], null);
      assert.equal((await sql()`SELECT FROM terms_acknowledgments WHERE booking_id = ${String(booking?.['id'])}`).length, 0);
      assert.deepEqual(await actions('grant_waiver'), ['anna']);

      await phone.ask('STOP', /no more messages/i);
      const before = (await phone.texts()).length;
      await phone.send('are you there?');
      await eventually(async () => (await sql()`SELECT FROM messages WHERE direction = 'inbound' AND consumed_by IS NULL`).length === 0, 'the message is taken');
      await eventually(async () => (await sql()`SELECT FROM outbox WHERE state IN ('intended', 'sending')`).length === 0, 'nothing waits to be sent');
      // The one more text is the customer's own.
      assert.equal((await phone.texts()).length, before + 1);
    } finally {
      const { json } = await perform({ kind: 'revoke', by: 'ben' });
      assert.match(JSON.stringify(json), /"grantedBy":"anna"/);
    }
    assert.deepEqual(await actions('revoke_waiver'), ['ben']);
    const [, , offer] = await book(system.phone(), daysAhead(41));
    assert.match(offer ?? '', /I AGREE/);
  });

  it('hands every conversation to people while the assistant is off, and loses nothing', async () => {
    const waiting = system.phone();
    await waiting.ask(`I want to book for 20 people on ${daysAhead(50)}`, /time/i);
    await waiting.ask('5pm, 123 Main St Sacramento', /is that right/i);
    await waiting.ask('yes', /I AGREE/);
    await perform({ kind: 'assistant', by: 'anna', enabled: false });
    try {
      const fresh = system.phone();
      await fresh.ask('Do you have Saturday free?', /team/i);
      await eventually(async () => (await sql()`SELECT FROM human_tasks WHERE reason = 'assistant_disabled' AND status = 'open'`).length === 1, 'a task is opened');
      assert.equal((await sql()`SELECT FROM messages WHERE direction = 'inbound' AND consumed_by IS NULL`).length, 0);
      // A reply to terms that stand still binds, and is confirmed with fixed texts.
      await waiting.ask('I agree', /booked/i);
      assert.deepEqual(await actions('set_assistant'), ['anna']);
    } finally {
      await perform({ kind: 'assistant', by: 'anna', enabled: true });
    }
    assert.match(await system.phone().ask('I want to book for 20 people', /date|when|day/i), /automated/i);
    const { json } = await perform({ kind: 'status' });
    assert.equal((json as { assistant: { enabled: boolean } }).assistant.enabled, true);
  });
});
