// What is learnt after the provider took a text: delivered, failed, or the recipient had opted out there.
import assert from 'node:assert/strict';
import { eq } from 'drizzle-orm';
import { checkDeliveries } from '../../activities/deliveries.ts';
import { speak } from '../../activities/speak.ts';
import { optOuts, stimuli } from '../../db/schema.ts';
import { openDesk, type Desk } from '../support/desk.ts';
import { eventually } from '../support/system.ts';

describe('learning what became of a text', function () {
  this.timeout(60_000);
  let desk: Desk;
  before(async () => {
    desk = await openDesk({ sentAfterMs: 1, deliveredAfterMs: 2 });
  });
  after(() => desk.close());

  /** Sends one text and looks until the provider has said its last word; returns what the conversation was told. */
  async function sendAndLook(fault: object | null, messageClass: 'reply' | 'stop_confirmation' = 'reply') {
    const deps = desk.process();
    const customer = await desk.customer();
    const id = await desk.intend(customer, { class: messageClass, text: `text ${customer.number}` });
    if (fault !== null) await desk.fault('delivery_failed', fault);
    assert.deepEqual(await speak(deps, id), { outcome: 'done' });
    const row = await eventually(async () => {
      await checkDeliveries(deps);
      const found = await desk.row(id);
      return /Delivered|Failed/.test(found.providerStatus ?? '') && found;
    }, 'a final status');
    await checkDeliveries(deps);
    const told = await desk.database.db.select().from(stimuli).where(eq(stimuli.threadId, customer.threadId));
    return { customer, row, told };
  }

  it('notes a delivery and tells nobody', async () => {
    const { row, told } = await sendAndLook(null);
    assert.equal(row.providerStatus, 'Delivered');
    assert.deepEqual(told, []);
  });

  it('tells the conversation once that a text was not delivered, with the carrier\'s code', async () => {
    const { row, told } = await sendAndLook({ errorCode: 'SMS-CAR-431' });
    assert.equal(row.providerStatus, 'DeliveryFailed');
    assert.equal(row.failureCode, 'SMS-CAR-431');
    assert.deepEqual(told.map(({ kind, details }) => ({ kind, details })), [{ kind: 'delivery_failed', details: { outboxId: row.id, class: 'reply' } }]);
  });

  it('takes an opt-out at the carrier for the customer\'s wish: remembered, no alarm', async () => {
    const { customer, told } = await sendAndLook({ errorCode: 'SMS-CAR-413' });
    assert.deepEqual(told, []);
    const [optOut] = await desk.database.db.select().from(optOuts).where(eq(optOuts.addressHash, desk.keyring.optOutHash(customer.number)));
    assert.equal(optOut?.ground, 'provider');
  });

  it('does not alarm anybody about an undelivered confirmation of STOP', async () => {
    assert.deepEqual((await sendAndLook({ errorCode: 'SMS-RC-413' }, 'stop_confirmation')).told, []);
  });
});
