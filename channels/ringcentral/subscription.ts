// The webhook subscription: what to do with what RingCentral has on record, and doing it.
import { RingCentralError } from './answers.ts';

export const INBOUND_SMS_FILTER = '/restapi/v1.0/account/~/extension/~/message-store/instant?type=SMS';

export type SubscriptionInfo = {
  id: string;
  /** `Active`, `Blacklisted`; older descriptions add `Suspended`. An open list. */
  status: string;
  eventFilters: string[];
  disabledFilters: string[];
  transportType: string | null;
  address: string | null;
  /** ISO 8601. */
  expiresAt: string | null;
};

export type SubscriptionClient = {
  list(): Promise<SubscriptionInfo[]>;
  /** RingCentral calls `address` while this call is open: be listening, and hold no lock that the webhook needs. */
  create(wanted: { address: string; verificationToken: string; expiresInSeconds: number; filter?: string }): Promise<SubscriptionInfo>;
  renew(id: string): Promise<SubscriptionInfo>;
  remove(id: string): Promise<void>;
};

export type SubscriptionTarget = { address: string; filter: string };

export type SubscriptionPlan =
  | { action: 'create'; removeIds: [] }
  /** `deadIds` deliver nothing any more; `removeIds` holds these and the live ones that the new subscription replaces. */
  | { action: 'recreate'; removeIds: string[]; deadIds: string[] }
  | { action: 'renew' | 'keep'; id: string; subscription: SubscriptionInfo; removeIds: string[] };

function splitFilter(filter: string): { segments: string[]; query: string } {
  const [path = '', query = ''] = filter.split('?', 2);
  return { segments: path.split('/'), query: [...new URLSearchParams(query)].map((pair) => pair.join('=')).sort().join('&') };
}

/** Stored filters come back with each `~` replaced by an id. */
function filterMatches(stored: string, wanted: string): boolean {
  const have = splitFilter(stored);
  const want = splitFilter(wanted);
  return have.query === want.query
    && have.segments.length === want.segments.length
    && want.segments.every((segment, index) => segment === '~' || have.segments[index] === '~' || segment === have.segments[index]);
}

function pathOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).pathname : null;
}

function isAlive(subscription: SubscriptionInfo, filter: string, now: Date): boolean {
  return subscription.status === 'Active'
    && (subscription.expiresAt === null || Date.parse(subscription.expiresAt) > now.getTime())
    && !subscription.disabledFilters.some((disabled) => filterMatches(disabled, filter));
}

/**
 * Ours are webhooks for the wanted filter with the same path on any host: an earlier `PUBLIC_URL` is replaced, another
 * program that shares the RingCentral app is left alone. More than one live subscription would deliver everything twice.
 */
export function planSubscription(existing: SubscriptionInfo[], wanted: SubscriptionTarget, now: Date, renewBeforeMs: number): SubscriptionPlan {
  const ours = existing.filter((one) => one.transportType === 'WebHook'
    && one.address !== null && pathOf(one.address) === pathOf(wanted.address)
    && one.eventFilters.concat(one.disabledFilters).some((filter) => filterMatches(filter, wanted.filter)));
  if (ours.length === 0) return { action: 'create', removeIds: [] };

  const remainingMs = ({ expiresAt }: SubscriptionInfo) => (expiresAt === null ? 0 : Date.parse(expiresAt) - now.getTime());
  const alive = ours.filter((one) => isAlive(one, wanted.filter, now));
  const [best] = alive.filter((one) => one.address === wanted.address).sort((a, b) => remainingMs(b) - remainingMs(a));
  if (best === undefined) {
    return { action: 'recreate', removeIds: ours.map(({ id }) => id), deadIds: ours.filter((one) => !alive.includes(one)).map(({ id }) => id) };
  }
  return {
    action: remainingMs(best) <= renewBeforeMs ? 'renew' : 'keep',
    id: best.id,
    subscription: best,
    removeIds: ours.filter((one) => one !== best).map(({ id }) => id),
  };
}

export type SubscriptionSettings = SubscriptionTarget & { verificationToken: string; expiresInSeconds: number; renewBeforeMs: number };
export type EnsuredSubscription = { action: SubscriptionPlan['action']; subscription: SubscriptionInfo; removedIds: string[] };

/** Brings RingCentral's record to what is wanted. Safe to run again after a crash at any point, and from several processes. */
export async function ensureSubscription(client: SubscriptionClient, wanted: SubscriptionSettings, now: Date): Promise<EnsuredSubscription> {
  const existing = await client.list();
  const plan = planSubscription(existing, wanted, now, wanted.renewBeforeMs);
  const { address, verificationToken, expiresInSeconds, filter } = wanted;
  const create = () => client.create({ address, verificationToken, expiresInSeconds, filter });
  const removeAll = async (ids: string[]) => { for (const id of ids) await client.remove(id); };

  if (plan.action === 'create') return { action: 'create', subscription: await create(), removedIds: [] };

  if (plan.action === 'recreate') {
    // The dead lose nothing by going first. A live one goes after its successor stands: a message told twice is
    // recognised, one told to nobody waits for the backfill.
    await removeAll(plan.deadIds);
    const subscription = await create();
    await removeAll(plan.removeIds.filter((id) => !plan.deadIds.includes(id)));
    return { action: 'recreate', subscription, removedIds: plan.removeIds };
  }

  const standing = plan.action === 'renew' ? await renewOrNull(client, plan.id) : plan.subscription;
  const subscription = standing ?? (await create());
  await removeAll(plan.removeIds);
  return { action: standing === null ? 'recreate' : plan.action, subscription, removedIds: plan.removeIds };
}

/** Null when it ended between the list and the renewal. */
async function renewOrNull(client: SubscriptionClient, id: string): Promise<SubscriptionInfo | null> {
  try {
    return await client.renew(id);
  } catch (error) {
    if (error instanceof RingCentralError && error.httpStatus === 404) return null;
    throw error;
  }
}
