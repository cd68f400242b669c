// What activities need from outside, passed in once by the process that runs them.
import type { RingCentral } from '../channels/ringcentral/client.ts';
import type { SendOutcome } from '../channels/types.ts';
import type { DatabaseHandle } from '../db/client.ts';
import type { KeyCache } from '../db/people.ts';
import type { Keyring } from '../db/sealing.ts';
import type { Business } from '../domain/business.ts';
import type { SendingHours, Zones } from '../domain/calendar.ts';
import type { Settings } from '../domain/conversation/turn.ts';
import type { Meter } from '../domain/model-usage.ts';
import type { Reader } from '../domain/reading.ts';
import type { Engine } from '../domain/vocabulary.ts';
import type { Phraser } from '../understanding/openai/phraser.ts';
import type { Geocoder } from './geocoder.ts';
import type { HistorySource } from './archive.ts';

export type Log = { info(fields: object, message: string): void; warn(fields: object, message: string): void; error(fields: object, message: string): void };

export type ActivitySettings = Settings & {
  /** The environment's switch; its `false` wins over the console's. */
  assistantEnabled: boolean;
  engine: Engine;
  publicUrl: string;
  smsFrom: string;
  smsPerMinute: number;
  staffNumbers: string[];
  /** When texts that answer nobody may go out, and in which zones that must hold; without it at any hour. */
  sendingHours?: { zones: Zones; hours: SendingHours };
  /** How long a text of unknown outcome must be missing from the provider's store before it is sent again; `speak` has the default. */
  absenceMs?: number;
};

export type WebhookSender = { send(body: string, id: string): Promise<SendOutcome> };

export type SubscriptionSettingsInput = { address: string; verificationToken: string } | null;

export type ActivityDeps = {
  database: DatabaseHandle;
  keyring: Keyring;
  keys: KeyCache;
  business: Business;
  geocoder: Geocoder;
  readers: Record<'rules', Reader> & Partial<Record<Engine, Reader>>;
  /** There with the OpenAI reader: counts what it uses for a conversation, and words approved answers. */
  model?: { meter(threadId: string): Meter; phrase: Phraser };
  /** Null when the provider is switched off: sends are refused, visibly. */
  sms: RingCentral | null;
  staffWebhook: WebhookSender | null;
  subscription: SubscriptionSettingsInput;
  /** For the archive; reads closed runs from Temporal. */
  histories: HistorySource | null;
  settings: ActivitySettings;
  /** The worker's clock, epoch milliseconds. */
  clock: () => number;
  newId: () => string;
  randomBytes: (size: number) => Buffer;
  /** Wakes a conversation: a signal with an id, started when it is not running. */
  nudge: (threadId: string, id: string) => Promise<boolean>;
  log: Log;
};
