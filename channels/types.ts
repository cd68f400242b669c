// The shapes every channel speaks in, whatever the provider behind it.

/**
 * What became of one attempt to send. `unknown` is its own answer: the text may or may not be with the
 * customer, and only the provider's store can tell, so nobody may send it again on a guess.
 */
export type SendOutcome =
  | { kind: 'sent'; providerMessageId: string; providerTime: string | null; status: string | null }
  | { kind: 'not_sent'; code: string; retryAfterMs: number | null; /** The same text to the same number will be refused again. */ permanent: boolean }
  | { kind: 'unknown'; code: string };

export type MediaReference = { uri: string; contentType: string };

export type InboundSms = {
  providerMessageId: string;
  /** E.164. */
  from: string;
  /** E.164. */
  to: string;
  /** Without NUL and lone surrogates, which Postgres cannot keep; the raw bytes are stored beside it. */
  text: string;
  /** ISO 8601, by the provider's clock. */
  providerTime: string | null;
  providerConversationId: string | null;
  media: MediaReference[];
};

export type MessageDirection = 'inbound' | 'outbound';

/** One message as the provider's own store tells it. */
export type ProviderCopy = {
  providerMessageId: string;
  direction: MessageDirection;
  /** E.164 where it is a telephone number; a short code as the provider wrote it. */
  from: string;
  to: string;
  text: string;
  providerTime: string | null;
  status: string | null;
  deliveryErrorCode: string | null;
  availability: string | null;
  /** Read alone: the provider's bytes exactly. Read from a list: the record written again as JSON. */
  raw: Buffer;
};

/** The part of a logger that channels use. Fields carry codes and ids, never numbers, texts or tokens. */
export type ChannelLog = {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
};
