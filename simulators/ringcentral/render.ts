// A stored message as RingCentral writes it: the REST record, and the body of an instant notification.
import { createHash } from 'node:crypto';
import type { Response } from 'express';
import type { RingCentralOptions } from './options.ts';
import { statusAt, type StoredMessage } from './store.ts';

export type Links = { readonly extension: string };

/** Resource addresses on the host that the client itself used. */
export function linksFor(host: string | undefined, options: RingCentralOptions): Links {
  return { extension: `http://${host ?? 'localhost'}/restapi/v1.0/account/${options.accountId}/extension/${options.extensionId}` };
}

export function messageRecord(message: StoredMessage, options: RingCentralOptions, links: Links) {
  const { status, sinceMs } = statusAt(message, options, options.now());
  const conversationId = conversationIdOf(message);
  const uri = `${links.extension}/message-store/${message.id}`;
  return {
    uri,
    id: message.id,
    to: message.to.map((number) => party(number, options)),
    from: party(message.from, options),
    type: 'SMS',
    creationTime: iso(message.createdAtMs),
    readStatus: message.direction === 'Inbound' ? 'Unread' : 'Read',
    priority: 'Normal',
    attachments: [{ id: message.id, uri: `${uri}/content/${message.id}`, type: 'Text', contentType: 'text/plain' }],
    direction: message.direction,
    availability: 'Alive',
    subject: message.text,
    messageStatus: status,
    ...(status === 'DeliveryFailed' ? { deliveryErrorCode: message.failureCode } : {}),
    ...(message.direction === 'Outbound' ? { smsSendingAttemptsCount: 1 } : {}),
    conversationId,
    conversation: { id: conversationId, uri: `${links.extension}/conversations/${conversationId}` },
    lastModifiedTime: iso(sinceMs),
  };
}

/** The `body` of an instant SMS event. Ids are text here, where the REST record has numbers. */
export function instantBody(message: StoredMessage, options: RingCentralOptions) {
  const time = iso(message.createdAtMs);
  return {
    id: String(message.id),
    to: message.to.map((number) => ({ ...party(number, options), target: true })),
    from: { ...party(message.from, options), ...numberInfo(message.from) },
    type: 'SMS',
    creationTime: time,
    lastModifiedTime: time,
    readStatus: 'Unread',
    priority: 'Normal',
    attachments: [{ id: String(message.id), type: 'Text', contentType: 'text/plain' }],
    direction: 'Inbound',
    availability: 'Alive',
    subject: message.text,
    messageStatus: 'Received',
    conversation: { id: conversationIdOf(message) },
    eventType: 'Create',
    owner: { extensionId: options.extensionId, extensionType: 'User', name: options.businessName },
  };
}

/**
 * JSON with `conversationId` as a bare number: it has 19 digits, more than a JavaScript number holds exactly.
 * A quote inside a text is escaped, so this sequence of characters can only be the member itself.
 */
export function sendRecords(res: Response, body: unknown): void {
  res.type('application/json').send(JSON.stringify(body).replaceAll(/"conversationId":"(\d+)"/g, '"conversationId":$1'));
}

/** The same two parties always share a conversation, across restarts too. */
function conversationIdOf(message: StoredMessage): string {
  const parties = [message.from, ...message.to].sort().join(' ');
  const digest = createHash('sha256').update(parties).digest().readBigUInt64BE();
  return String(10n ** 18n + (digest % (8n * 10n ** 18n)));
}

function party(number: string, options: RingCentralOptions) {
  return number === options.businessNumber ? { phoneNumber: number, name: options.businessName } : { phoneNumber: number };
}

function numberInfo(number: string) {
  const parts = /^\+1(\d{3})(\d{7})$/.exec(number);
  if (!parts) return {};
  return { phoneNumberInfo: { countryCode: '1', nationalDestinationCode: parts[1], subscriberNumber: parts[2] } };
}

const iso = (atMs: number) => new Date(atMs).toISOString();
