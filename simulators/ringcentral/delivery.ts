// Delivery of instant notifications: one POST for each text and subscription, retries, blacklisting, webhook faults.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { webhookFaultModes, type ArmedFault, type FaultBook, type WebhookFaultMode } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { RingCentralOptions } from './options.ts';
import { instantBody } from './render.ts';
import type { StoredMessage } from './store.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';
import { postWebhook, type WebhookAnswer } from './webhook-client.ts';

export type DeliveryReport = {
  readonly subscriptionId: string;
  /** Of the first attempt: what fails then is tried again after the report. */
  readonly outcome: 'delivered' | 'retrying' | 'held' | 'dropped' | 'bad_origin';
  readonly httpStatus?: number;
};

const faultReason = 'Webhook responses with code: [503], reason: [Service Unavailable]';

export type Delivery = {
  announce(message: StoredMessage): Promise<DeliveryReport[]>;
  releaseHeld(): Promise<number>;
  blacklistNow(): number;
  settled(): Promise<void>;
};

type Parts = {
  readonly options: RingCentralOptions;
  readonly subscriptions: Subscriptions;
  readonly faults: FaultBook;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
};

export function createDelivery({ options, subscriptions, faults, ledger, signal }: Parts): Delivery {
  let held: StoredMessage[] = [];
  const retries = new Set<Promise<void>>();

  const post = async (subscription: Subscription, message: StoredMessage, notification: string, attempt: number, fault?: WebhookFaultMode) => {
    const startedMs = performance.now();
    const answer = await postWebhook({
      address: subscription.address,
      headers: {
        'Content-Type': 'application/json; charset=UTF-8',
        'User-Agent': 'RingCentral-Webhook/8.3',
        ...originHeader(subscription, fault === 'bad_origin'),
      },
      body: notification,
      timeoutMs: options.deliveryTimeoutMs,
      signal,
    });
    const delivered = answer.answered && answer.status === 200;
    ledger.webhookPosted({
      subscriptionId: subscription.id,
      messageId: String(message.id),
      attempt,
      outcome: fault === 'bad_origin' ? 'bad_origin' : delivered ? 'delivered' : 'failed',
      ...(answer.answered ? { httpStatus: answer.status } : { reason: answer.reason }),
      durationMs: Math.round(performance.now() - startedMs),
      ...(fault === undefined ? {} : { fault }),
    });
    return { delivered, answer };
  };

  const retry = async (subscription: Subscription, message: StoredMessage, notification: string, first: WebhookAnswer) => {
    let last = first;
    for (const [index, delayMs] of options.deliveryRetryDelaysMs.entries()) {
      await sleep(delayMs, undefined, { signal, ref: false });
      if (!subscriptions.isActive(subscription)) return;
      const { delivered, answer } = await post(subscription, message, notification, index + 2);
      if (delivered) return;
      last = answer;
    }
    if (!signal.aborted) subscriptions.blacklist(subscription, blacklistReason(last));
  };

  const deliver = async (subscription: Subscription, message: StoredMessage, fault?: ArmedFault<WebhookFaultMode>): Promise<DeliveryReport> => {
    const event = subscription.eventFilters[0] ?? '';
    const notification = notificationFor(subscription, message, event, options);
    const copies = fault?.mode === 'duplicate_webhook' ? fault.copies ?? 2 : 1;
    const [{ delivered, answer }] = await Promise.all([
      post(subscription, message, notification, 1, fault?.mode),
      // Every other copy has a uuid of its own, so that only the message id tells that it is a duplicate.
      ...Array.from({ length: copies - 1 }, (_, index) =>
        post(subscription, message, index % 2 === 0 ? notificationFor(subscription, message, event, options) : notification, 1, fault?.mode)),
    ]);
    const httpStatus = answer.answered ? { httpStatus: answer.status } : {};
    // A forger does not try again, and the provider does not count the refusal against the address.
    if (fault?.mode === 'bad_origin') return { subscriptionId: subscription.id, outcome: 'bad_origin', ...httpStatus };
    if (delivered) return { subscriptionId: subscription.id, outcome: 'delivered', ...httpStatus };
    const retrying = retry(subscription, message, notification, answer).catch(() => { /* closed meanwhile */ });
    retries.add(retrying);
    void retrying.finally(() => retries.delete(retrying));
    return { subscriptionId: subscription.id, outcome: 'retrying', ...httpStatus };
  };

  const toAll = (message: StoredMessage, fault?: ArmedFault<WebhookFaultMode>) =>
    Promise.all(subscriptions.active().map((subscription) => deliver(subscription, message, fault)));

  const releaseHeld = async () => {
    const waiting = held;
    held = [];
    for (const message of waiting) await toAll(message);
    return waiting.length;
  };

  return {
    async announce(message) {
      if (faults.strike(['blacklist_subscription'])) subscriptions.blacklistActive(faultReason);
      const audience = subscriptions.active();
      const fault = audience.length === 0 ? undefined : faults.strike(webhookFaultModes);
      if (fault?.mode === 'drop_webhook') return audience.map(({ id }) => ({ subscriptionId: id, outcome: 'dropped' }));
      if (fault?.mode === 'reorder_webhook') {
        held.push(message);
        return audience.map(({ id }) => ({ subscriptionId: id, outcome: 'held' }));
      }
      const reports = await toAll(message, fault);
      await releaseHeld();
      return reports;
    },
    releaseHeld,
    blacklistNow: () => {
      // With nobody to strike the fault stays armed for the next text.
      if (subscriptions.active().length === 0 || !faults.strike(['blacklist_subscription'])) return 0;
      return subscriptions.blacklistActive(faultReason);
    },
    settled: async () => { await Promise.all(retries); },
  };
}

function notificationFor(subscription: Subscription, message: StoredMessage, event: string, options: RingCentralOptions): string {
  return JSON.stringify({
    uuid: String(10n ** 18n + (randomBytes(8).readBigUInt64BE() % (8n * 10n ** 18n))),
    event,
    timestamp: new Date(options.now()).toISOString(),
    subscriptionId: subscription.id,
    ownerId: options.extensionId,
    body: instantBody(message, options),
  });
}

function originHeader(subscription: Subscription, forged: boolean): Record<string, string> {
  if (forged) return { 'Verification-Token': randomBytes(24).toString('base64url') };
  return subscription.verificationToken === undefined ? {} : { 'Verification-Token': subscription.verificationToken };
}

function blacklistReason(answer: WebhookAnswer): string {
  return answer.answered
    ? `Webhook responses with code: [${answer.status}]`
    : `I/O operation is failed. Details: [${answer.reason}]`;
}
