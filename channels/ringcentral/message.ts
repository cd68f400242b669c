// RingCentral's message resource, as it comes from the message store and inside notifications.
import { z } from 'zod';
import type { InboundSms, MediaReference, MessageDirection, ProviderCopy } from '../types.ts';

const E164 = /^\+[1-9]\d{6,14}$/;

export function isE164(value: string): boolean {
  return E164.test(value);
}

/** E.164 where the value can be read as a number (ten digits are North American, as the account is); else as written. */
export function normalizePhone(value: string): string {
  const digits = value.replace(/[\s().-]/g, '');
  if (E164.test(digits)) return digits;
  if (/^[2-9]\d{9}$/.test(digits)) return `+1${digits}`;
  if (/^1[2-9]\d{9}$/.test(digits)) return `+${digits}`;
  return value.trim();
}

/** Replaces what a Postgres text column cannot hold; customers' phones do produce half emoji. */
export function storableText(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\0', '\uFFFD');
}

export function isoOrNull(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** Ids are int64 numbers in REST answers and strings in notifications; a number past 2^53 has already lost digits. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : null;
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : null;
}

/** The message's own address ends in its id with every digit, should the number have lost some. */
export function messageIdOf(id: unknown, uri: unknown): string | null {
  return idOf(id) ?? (typeof uri === 'string' ? (/\/message-store\/(\d{1,20})$/.exec(uri)?.[1] ?? null) : null);
}

const party = z.object({ phoneNumber: z.string().nullish(), target: z.boolean().nullish() });

const messageResource = z.object({
  id: z.unknown().optional(),
  uri: z.unknown().optional(),
  from: party.nullish(),
  to: z.array(party).nullish(),
  type: z.string().nullish(),
  direction: z.string().nullish(),
  availability: z.string().nullish(),
  eventType: z.string().nullish(),
  creationTime: z.unknown().optional(),
  // The text of an SMS is in `subject`; a picture without words has none.
  subject: z.string().nullish(),
  messageStatus: z.string().nullish(),
  deliveryErrorCode: z.string().nullish(),
  conversation: z.object({ id: z.unknown().optional() }).nullish(),
  conversationId: z.unknown().optional(),
  attachments: z.array(z.object({ type: z.string().nullish(), uri: z.string().nullish(), contentType: z.string().nullish() })).nullish(),
});

export type RingCentralMessage = {
  id: string;
  type: string | null;
  direction: MessageDirection;
  from: string | null;
  to: string | null;
  text: string;
  providerTime: string | null;
  conversationId: string | null;
  media: MediaReference[];
  status: string | null;
  deliveryErrorCode: string | null;
  availability: string | null;
  eventType: string | null;
};

/** Null when it is not a message with an id and a direction. */
export function readRingCentralMessage(value: unknown): RingCentralMessage | null {
  const parsed = messageResource.safeParse(value);
  if (!parsed.success) return null;
  const it = parsed.data;
  const id = messageIdOf(it.id, it.uri);
  const direction = it.direction === 'Inbound' ? 'inbound' : it.direction === 'Outbound' ? 'outbound' : null;
  if (id === null || direction === null) return null;
  // `target` marks our own number among several recipients.
  const to = (it.to?.find((one) => one.target === true) ?? it.to?.[0])?.phoneNumber;
  const from = it.from?.phoneNumber;
  return {
    id,
    direction,
    type: it.type ?? null,
    from: from ? normalizePhone(from) : null,
    to: to ? normalizePhone(to) : null,
    text: storableText(it.subject ?? ''),
    providerTime: isoOrNull(it.creationTime),
    conversationId: idOf(it.conversation?.id) ?? idOf(it.conversationId),
    media: (it.attachments ?? []).flatMap(({ type, uri, contentType }) =>
      uri && type !== 'Text' ? [{ uri, contentType: contentType ?? 'application/octet-stream' }] : []),
    status: it.messageStatus ?? null,
    deliveryErrorCode: it.deliveryErrorCode ?? null,
    availability: it.availability ?? null,
    eventType: it.eventType ?? null,
  };
}

export function providerCopyOf(value: unknown, raw: Buffer): ProviderCopy | null {
  const message = readRingCentralMessage(value);
  if (message === null || message.from === null || message.to === null) return null;
  const { id, direction, from, to, text, providerTime, status, deliveryErrorCode, availability } = message;
  return { providerMessageId: id, direction, from, to, text, providerTime, status, deliveryErrorCode, availability, raw };
}

/** Null when it is not a text from somebody whom a text can answer (short codes and named senders cannot be). */
export function inboundSmsOf(message: RingCentralMessage): InboundSms | null {
  const { id, direction, from, to, text, providerTime, conversationId, media } = message;
  if (direction !== 'inbound' || from === null || to === null || !isE164(from) || !isE164(to)) return null;
  return { providerMessageId: id, from, to, text, providerTime, providerConversationId: conversationId, media };
}

/** A message found in the store rather than told by a notification, for the backfill. */
export function inboundSmsOfCopy(copy: ProviderCopy): InboundSms | null {
  const message = readRingCentralMessage(JSON.parse(copy.raw.toString('utf8')));
  return message === null ? null : inboundSmsOf(message);
}
