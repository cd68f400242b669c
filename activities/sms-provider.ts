// Keeps the provider's webhook subscription alive and reads back the messages that were missed.
import { eq, sql } from 'drizzle-orm';
import { inboundSmsOfCopy } from '../channels/ringcentral/message.ts';
import { ensureSubscription, INBOUND_SMS_FILTER } from '../channels/ringcentral/subscription.ts';
import type { InboundSms } from '../channels/types.ts';
import { receiveMessage, type Received } from '../db/inbound.ts';
import { ErasedError } from '../db/sealing.ts';
import { providerState } from '../db/schema.ts';
import { readKeyword } from '../understanding/keywords.ts';
import type { ActivityDeps } from './deps.ts';

const PROVIDER = 'ringcentral';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Renewed when less than this is left, so that several runs of the schedule may fail first. */
const RENEW_BEFORE_MS = 6 * HOUR_MS;
/** A week: long enough to survive a holiday, short enough that a forgotten test subscription ends by itself. */
const EXPIRES_IN_SECONDS = (7 * DAY_MS) / 1000;
/** The store's list may lag and clocks differ: each backfill looks again at what came shortly before the last one. */
const OVERLAP_MS = 10 * 60_000;
/** The first backfill ever looks back no further than this. */
const FIRST_LOOK_MS = DAY_MS;

export async function watchSubscription(deps: ActivityDeps): Promise<void> {
  if (deps.sms === null || deps.subscription === null) return;
  const now = new Date(deps.clock());
  const { address, verificationToken } = deps.subscription;
  const { action, subscription } = await ensureSubscription(deps.sms.subscriptions, { address, filter: INBOUND_SMS_FILTER, verificationToken, expiresInSeconds: EXPIRES_IN_SECONDS, renewBeforeMs: RENEW_BEFORE_MS }, now);
  if (action !== 'keep') deps.log.info({ action, subscriptionId: subscription.id }, 'webhook subscription');
  const values = { subscriptionId: subscription.id, subscriptionStatus: subscription.status, subscriptionExpiresAt: subscription.expiresAt === null ? null : new Date(subscription.expiresAt), checkedAt: now };
  await deps.database.transaction((tx) => tx.insert(providerState).values({ provider: PROVIDER, ...values }).onConflictDoUpdate({ target: providerState.provider, set: values }));
}

/** The provider's store is the truth about what customers wrote; a webhook is only the fast way to hear of it. */
export async function backfillMessages(deps: ActivityDeps): Promise<void> {
  if (deps.sms === null) return;
  const startedAt = new Date(deps.clock());
  const [state] = await deps.database.transaction((tx) => tx.select({ backfilledTo: providerState.backfilledTo }).from(providerState).where(eq(providerState.provider, PROVIDER)));
  const since = new Date((state?.backfilledTo?.getTime() ?? startedAt.getTime() - FIRST_LOOK_MS) - OVERLAP_MS);
  const copies = await deps.sms.listSms({ direction: 'inbound', since });
  let taken = 0;
  for (const copy of copies.sort((a, b) => (a.providerTime ?? '').localeCompare(b.providerTime ?? ''))) {
    const sms = inboundSmsOfCopy(copy);
    if (sms === null || sms.to !== deps.settings.smsFrom) continue;
    const received = await take(deps, sms, copy.raw);
    if (received === null || received.duplicate) continue;
    taken += 1;
    await deps.nudge(received.threadId, received.messageId);
  }
  if (taken > 0) deps.log.warn({ taken }, 'missed messages read back');
  await deps.database.transaction((tx) => tx.insert(providerState).values({ provider: PROVIDER, backfilledTo: startedAt })
    .onConflictDoUpdate({ target: providerState.provider, set: { backfilledTo: sql`greatest(${providerState.backfilledTo}, ${startedAt.toISOString()}::timestamptz)` } }));
}

/** One message that cannot be stored (its sender was erased) must not hold up all others. */
async function take(deps: ActivityDeps, sms: InboundSms, raw: Buffer): Promise<Received | null> {
  try {
    return await receiveMessage(deps, {
      provider: PROVIDER, channel: 'sms', addressKind: 'phone', from: sms.from, text: sms.text, providerMessageId: sms.providerMessageId,
      providerTime: sms.providerTime === null ? null : new Date(sms.providerTime), originCheck: 'read_back', raw, eventId: null, receivedAt: new Date(deps.clock()),
      keyword: readKeyword(sms.text) === 'opt_out' ? 'opt_out' : null, closeAfterIdleMs: deps.business.profile.conversation.closeAfterIdleDays * DAY_MS, quietDuplicates: true,
    });
  } catch (error) {
    if (!(error instanceof ErasedError)) throw error;
    deps.log.warn({ providerMessageId: sms.providerMessageId, code: error.code }, 'message not taken');
    return null;
  }
}
