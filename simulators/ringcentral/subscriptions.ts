// Webhook subscriptions: who is told about new texts, until when, and whether the provider still trusts the address.
import { randomUUID } from 'node:crypto';
import type { RingCentralOptions } from './options.ts';

export const maximumTtlSeconds = 315_360_000;
// What the account gives when the application names no duration.
const defaultTtlSeconds = 604_800;

export type Subscription = {
  readonly id: string;
  readonly address: string;
  readonly verificationToken: string | undefined;
  readonly createdAtMs: number;
  eventFilters: readonly string[];
  disabledFilters: readonly string[];
  ttlSeconds: number;
  expiresAtMs: number;
  blacklisted?: { readonly reason: string; readonly atMs: number };
};

export type SubscriptionDraft = {
  readonly address: string;
  readonly verificationToken: string | undefined;
  readonly eventFilters: readonly string[];
  readonly disabledFilters: readonly string[];
  readonly ttlSeconds: number | undefined;
};

export type Subscriptions = ReturnType<typeof createSubscriptions>;

export function createSubscriptions(options: RingCentralOptions) {
  const { now } = options;
  const byId = new Map<string, Subscription>();

  const live = (): Subscription[] => {
    // An expired subscription is gone, not merely inactive.
    for (const subscription of byId.values()) if (now() >= subscription.expiresAtMs) byId.delete(subscription.id);
    return [...byId.values()];
  };
  const active = () => live().filter((subscription) => subscription.blacklisted === undefined);
  const blacklist = (subscription: Subscription, reason: string) => {
    subscription.blacklisted ??= { reason, atMs: now() };
  };

  return {
    create(draft: SubscriptionDraft): Subscription {
      const ttlSeconds = Math.min(draft.ttlSeconds ?? defaultTtlSeconds, maximumTtlSeconds);
      const subscription: Subscription = {
        ...draft, id: randomUUID(), ttlSeconds, createdAtMs: now(), expiresAtMs: now() + ttlSeconds * 1000,
      };
      byId.set(subscription.id, subscription);
      return subscription;
    },
    renew(subscription: Subscription, ttlSeconds = subscription.ttlSeconds) {
      subscription.ttlSeconds = Math.min(ttlSeconds, maximumTtlSeconds);
      subscription.expiresAtMs = now() + subscription.ttlSeconds * 1000;
    },
    remove: (id: string) => byId.delete(id),
    find: (id: string) => live().find((subscription) => subscription.id === id),
    list: live,
    active,
    isActive: (subscription: Subscription) => active().includes(subscription),
    blacklist,
    blacklistActive(reason: string): number {
      const targets = active();
      for (const subscription of targets) blacklist(subscription, reason);
      return targets.length;
    },
  };
}

/**
 * Splits the asked filters into those this account can serve, with `~` replaced by its own ids, and the rest.
 * Only instant texts are simulated; a filter that would never fire is refused instead of quietly accepted.
 */
export function resolveFilters(filters: readonly string[], options: RingCentralOptions): { served: string[]; refused: string[] } {
  const own = `/restapi/v1.0/account/${options.accountId}/extension/${options.extensionId}`;
  const resolved = filters.map((filter) => ({
    filter,
    path: filter.replace('/account/~/', `/account/${options.accountId}/`).replace('/extension/~/', `/extension/${options.extensionId}/`),
  }));
  const isServed = (path: string) => path === `${own}/message-store/instant?type=SMS`;
  return {
    served: resolved.filter(({ path }) => isServed(path)).map(({ path }) => path),
    refused: resolved.filter(({ path }) => !isServed(path)).map(({ filter }) => filter),
  };
}

export function subscriptionRecord(subscription: Subscription, options: RingCentralOptions, host: string | undefined) {
  const { blacklisted } = subscription;
  return {
    uri: `http://${host ?? 'localhost'}/restapi/v1.0/subscription/${subscription.id}`,
    id: subscription.id,
    creationTime: new Date(subscription.createdAtMs).toISOString(),
    status: blacklisted === undefined ? 'Active' : 'Blacklisted',
    eventFilters: subscription.eventFilters,
    ...(subscription.disabledFilters.length === 0 ? {} : {
      disabledFilters: subscription.disabledFilters.map((filter) => ({ filter, reason: 'SUB-508', message: 'Invalid event filter' })),
    }),
    expirationTime: new Date(subscription.expiresAtMs).toISOString(),
    expiresIn: Math.max(0, Math.floor((subscription.expiresAtMs - options.now()) / 1000)),
    deliveryMode: { transportType: 'WebHook', encryption: false, address: subscription.address },
    ...(blacklisted === undefined ? {} : {
      blacklistedData: { reason: blacklisted.reason, blacklistedAt: new Date(blacklisted.atMs).toISOString() },
    }),
  };
}
