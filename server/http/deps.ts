// Everything the HTTP room needs from outside, passed in once by the process that runs it.
import type { Geocoder } from '../../activities/geocoder.ts';
import type { DatabaseHandle } from '../../db/client.ts';
import type { KeyCache } from '../../db/people.ts';
import type { Keyring } from '../../db/sealing.ts';
import type { Business } from '../../domain/business.ts';
import type { Log } from '../log.ts';
import type { Postman } from '../postman.ts';
import type { AdminToken } from './auth.ts';
import type { Metrics } from './metrics.ts';
import type { Route } from './route.ts';
import type { TermsDesk } from './terms-desk.ts';

export type HttpSettings = {
  version: string;
  /** Without a slash at the end. */
  publicUrl: string;
  /** The numbers customers text, E.164. */
  ourNumbers: readonly string[];
  webhookSecret: string;
  /** Null: origins are checked. The end is looked at for each request. */
  skipWebhookValidation: { until: Date | null } | null;
  adminTokens: readonly AdminToken[];
  /** The environment's switch; its `false` wins over the console's. */
  assistantEnabled: boolean;
  /** Express's setting: how many proxies stand in front of us. Off, forged forwarding headers do nothing. */
  trustProxy: false | number;
};

export type ReadinessCheck = { name: string; /** Throws or says false when the part is missing. */ check(): Promise<boolean> };

export type AppDeps = {
  database: DatabaseHandle;
  keyring: Keyring;
  keys: KeyCache;
  business: Business;
  geocoder: Geocoder;
  settings: HttpSettings;
  log: Log;
  metrics: Metrics;
  postman: Postman;
  /** Epoch milliseconds. */
  now: () => number;
  newId: () => string;
  /** The whole message is a carrier's opt-out word. */
  isOptOutKeyword: (text: string) => boolean;
  readiness: readonly ReadinessCheck[];
  terms: TermsDesk;
  /** Of other rooms (chat, console, other providers). */
  moreRoutes?: readonly Route[];
};
