// The RingCentral client: send a text, read the store back, look after subscriptions.
import { z } from 'zod';
import type { MessageDirection, ProviderCopy, SendOutcome } from '../types.ts';
import { bodyOrThrow, parseJson, RingCentralError, sendOutcomeOf } from './answers.ts';
import { idOf, isE164, isoOrNull, providerCopyOf } from './message.ts';
import { createSession } from './session.ts';
import type { SessionOptions } from './session.ts';
import { INBOUND_SMS_FILTER } from './subscription.ts';
import type { SubscriptionClient, SubscriptionInfo } from './subscription.ts';

export type RingCentralOptions = SessionOptions & { /** E.164, a number of the extension that the JWT belongs to. */ smsFrom: string };

export type RingCentral = {
  /** Never throws: whatever happens is an outcome. */
  sendSms(sms: { to: string; text: string }): Promise<SendOutcome>;
  /** Null when the store has no such message. */
  readMessage(id: string): Promise<ProviderCopy | null>;
  /** Every page; the provider's order, newest first. */
  listSms(query: { direction: MessageDirection; since: Date; phoneNumber?: string }): Promise<ProviderCopy[]>;
  subscriptions: SubscriptionClient;
  close(): void;
};

const EXTENSION = '/restapi/v1.0/account/~/extension/~';
const SUBSCRIPTIONS = '/restapi/v1.0/subscription';

/** RingCentral refuses longer texts; it counts UTF-16 units, as JavaScript does. */
export const MAX_SMS_LENGTH = 1000;
const PAGE_SIZE = 100;
// 20,000 messages: far above a caterer's backlog, and an end for a server that always promises another page.
const MAX_PAGES = 200;

const messagePage = z.object({
  records: z.array(z.unknown()),
  paging: z.object({ totalPages: z.number().optional() }).nullish(),
  navigation: z.object({ nextPage: z.unknown().optional() }).nullish(),
});

const subscriptionRecord = z.object({
  id: z.string().min(1),
  status: z.string(),
  eventFilters: z.array(z.string()).default([]),
  disabledFilters: z.array(z.object({ filter: z.string() })).nullish(),
  expirationTime: z.string().nullish(),
  deliveryMode: z.object({ transportType: z.string().nullish(), address: z.string().nullish() }).nullish(),
});

function subscriptionInfoOf(record: z.infer<typeof subscriptionRecord>): SubscriptionInfo {
  return {
    id: record.id,
    status: record.status,
    eventFilters: record.eventFilters,
    disabledFilters: (record.disabledFilters ?? []).map(({ filter }) => filter),
    transportType: record.deliveryMode?.transportType ?? null,
    address: record.deliveryMode?.address ?? null,
    expiresAt: isoOrNull(record.expirationTime),
  };
}

function parseAs<T>(operation: string, schema: z.ZodType<T>, body: Buffer): T {
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) throw new RingCentralError(operation, 'unreadable_answer', 200, null);
  return parsed.data;
}

function hasNextPage({ records, paging, navigation }: z.infer<typeof messagePage>, page: number): boolean {
  if (paging?.totalPages !== undefined) return page < paging.totalPages;
  if (navigation) return navigation.nextPage !== undefined && navigation.nextPage !== null;
  return records.length === PAGE_SIZE;
}

export function createRingCentral(options: RingCentralOptions): RingCentral {
  const { smsFrom, log } = options;
  const session = createSession(options);

  async function subscriptionCall(operation: string, path: string, body?: Record<string, unknown>): Promise<SubscriptionInfo> {
    const reply = await session.call({ method: 'POST', path, ...(body && { body }) });
    return subscriptionInfoOf(parseAs(operation, subscriptionRecord, bodyOrThrow(operation, reply)));
  }

  return {
    async sendSms({ to, text }) {
      if (text.length === 0) return { kind: 'not_sent', code: 'text_empty', retryAfterMs: null, permanent: true };
      if (text.length > MAX_SMS_LENGTH) return { kind: 'not_sent', code: 'text_too_long', retryAfterMs: null, permanent: true };
      if (!isE164(to)) return { kind: 'not_sent', code: 'invalid_recipient', retryAfterMs: null, permanent: true };
      return sendOutcomeOf(await session.call({
        method: 'POST',
        path: `${EXTENSION}/sms`,
        body: { from: { phoneNumber: smsFrom }, to: [{ phoneNumber: to }], text },
      }));
    },

    async readMessage(id) {
      // The id becomes part of a path, where a comma would mean a batch.
      if (idOf(id) === null) throw new RingCentralError('read message', 'invalid_message_id', null, null);
      const reply = await session.call({ method: 'GET', path: `${EXTENSION}/message-store/${id}` });
      if (reply.kind === 'answered' && reply.status === 404) return null;
      const raw = bodyOrThrow('read message', reply);
      const copy = providerCopyOf(parseJson(raw), raw);
      if (copy === null) throw new RingCentralError('read message', 'unreadable_answer', 200, null);
      return copy;
    },

    async listSms({ direction, since, phoneNumber }) {
      // A message that arrives while we turn pages pushes others onto the next page, where they come a second time.
      const found = new Map<string, ProviderCopy>();
      for (let page = 1; page <= MAX_PAGES; page += 1) {
        const reply = await session.call({
          method: 'GET',
          path: `${EXTENSION}/message-store`,
          query: {
            messageType: 'SMS',
            direction: direction === 'inbound' ? 'Inbound' : 'Outbound',
            dateFrom: since.toISOString(),
            perPage: PAGE_SIZE,
            page,
            ...(phoneNumber !== undefined && { phoneNumber }),
          },
        });
        const answer = parseAs('list messages', messagePage, bodyOrThrow('list messages', reply));
        let unreadable = 0;
        for (const record of answer.records) {
          const copy = providerCopyOf(record, Buffer.from(JSON.stringify(record)));
          if (copy === null) unreadable += 1;
          else found.set(copy.providerMessageId, copy);
        }
        // One odd record must not stop the backfill of all others.
        if (unreadable > 0) log.warn({ unreadable, page }, 'RingCentral listed messages that could not be read');
        if (!hasNextPage(answer, page)) return [...found.values()];
      }
      throw new RingCentralError('list messages', 'too_many_pages', null, null);
    },

    subscriptions: {
      async list() {
        const reply = await session.call({ method: 'GET', path: SUBSCRIPTIONS });
        const { records } = parseAs('list subscriptions', z.object({ records: z.array(subscriptionRecord) }), bodyOrThrow('list subscriptions', reply));
        return records.map(subscriptionInfoOf);
      },
      create: ({ address, verificationToken, expiresInSeconds, filter = INBOUND_SMS_FILTER }) =>
        subscriptionCall('create subscription', SUBSCRIPTIONS, {
          eventFilters: [filter],
          deliveryMode: { transportType: 'WebHook', address, verificationToken },
          expiresIn: expiresInSeconds,
        }),
      renew: (id) => subscriptionCall('renew subscription', `${SUBSCRIPTIONS}/${encodeURIComponent(id)}/renew`),
      async remove(id) {
        const reply = await session.call({ method: 'DELETE', path: `${SUBSCRIPTIONS}/${encodeURIComponent(id)}` });
        // Already gone is what was wanted.
        if (reply.kind === 'answered' && reply.status === 404) return;
        bodyOrThrow('remove subscription', reply);
      },
    },

    close: () => { session.close(); },
  };
}
