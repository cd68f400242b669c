// Learns what became of texts after the provider took them: it tells of no single text by itself, so its store is asked.
import { and, eq, gt, isNotNull, notInArray, or, isNull } from 'drizzle-orm';
import { isRecipientOptOut } from '../channels/ringcentral/delivery-codes.ts';
import type { ProviderCopy } from '../channels/types.ts';
import { recordOptOut } from '../db/inbound.ts';
import { outbox, stimuli, type MessageClass } from '../db/schema.ts';
import type { ActivityDeps } from './deps.ts';

/** Carriers report within minutes; what has no answer after a day will get none. */
const LOOK_BACK_MS = 24 * 3_600_000;
const CLOCK_MARGIN_MS = 120_000;
const FINAL = ['Delivered', 'DeliveryFailed', 'SendingFailed'];
const FAILED = new Set(['DeliveryFailed', 'SendingFailed']);
/** Nobody waits for an answer to these. */
const NOT_MISSED: readonly MessageClass[] = ['stop_confirmation', 'staff_alert', 'staff_webhook'];

export async function checkDeliveries(deps: ActivityDeps): Promise<void> {
  if (deps.sms === null) return;
  const now = new Date(deps.clock());
  const open = await deps.database.transaction((tx) => tx.select({ id: outbox.id, providerMessageId: outbox.providerMessageId, sentAt: outbox.sentAt }).from(outbox).where(and(
    eq(outbox.channel, 'sms'), eq(outbox.state, 'sent'), isNotNull(outbox.providerMessageId), gt(outbox.sentAt, new Date(now.getTime() - LOOK_BACK_MS)),
    or(isNull(outbox.providerStatus), notInArray(outbox.providerStatus, FINAL)),
  )));
  if (open.length === 0) return;
  const oldestMs = Math.min(...open.map((row) => (row.sentAt ?? now).getTime()));
  const copies = await deps.sms.listSms({ direction: 'outbound', since: new Date(oldestMs - CLOCK_MARGIN_MS) });
  const waiting = new Set(open.map((row) => row.providerMessageId));
  for (const copy of copies) if (waiting.has(copy.providerMessageId) && copy.status !== null) await noteStatus(deps, copy, now);
}

async function noteStatus(deps: ActivityDeps, copy: ProviderCopy, now: Date): Promise<void> {
  const told = await deps.database.transaction(async (tx) => {
    // Once: a status that stands already is no news.
    const [row] = await tx.update(outbox).set({ providerStatus: copy.status, ...(copy.deliveryErrorCode === null ? {} : { failureCode: copy.deliveryErrorCode }) })
      .where(and(eq(outbox.channel, 'sms'), eq(outbox.providerMessageId, copy.providerMessageId), or(isNull(outbox.providerStatus), notInArray(outbox.providerStatus, [copy.status ?? '', ...FINAL]))))
      .returning({ id: outbox.id, threadId: outbox.threadId, class: outbox.class, toOptOutHash: outbox.toOptOutHash });
    if (row === undefined || !FAILED.has(copy.status ?? '')) return null;
    if (isRecipientOptOut(copy.deliveryErrorCode ?? '')) {
      if (row.toOptOutHash !== null && row.class !== 'stop_confirmation') await recordOptOut(tx, row.toOptOutHash, 'provider', null, now);
      return null; // their wish, not a fault
    }
    if (row.threadId === null || NOT_MISSED.includes(row.class)) return null;
    const stimulusId = deps.newId();
    await tx.insert(stimuli).values({ id: stimulusId, threadId: row.threadId, kind: 'delivery_failed', details: { outboxId: row.id, class: row.class }, createdAt: now });
    return { threadId: row.threadId, stimulusId };
  });
  if (told === null) return;
  deps.log.warn({ code: copy.deliveryErrorCode, threadId: told.threadId }, 'text not delivered');
  await deps.nudge(told.threadId, told.stimulusId);
}
