// Puts the parts together from the configuration; the API, the worker and the commands take what they need from here.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { createActivities } from '../activities/index.ts';
import type { ActivityDeps } from '../activities/deps.ts';
import { createZipGeocoder } from '../activities/geocoder.ts';
import { loadBusiness } from '../business/load.ts';
import { createRingCentral, type RingCentral } from '../channels/ringcentral/client.ts';
import { createStaffWebhook } from '../channels/staff-webhook.ts';
import { readAllAiUsage } from '../db/ai-usage.ts';
import { openDatabase, type DatabaseHandle } from '../db/client.ts';
import { createKeyCache, type KeyCache } from '../db/people.ts';
import { createKeyring, type Keyring } from '../db/sealing.ts';
import type { Business } from '../domain/business.ts';
import type { Config } from './config.ts';
import { readBacklog } from '../db/backlog.ts';
import { createHistorySource } from './histories.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { watchModelUsage } from './http/model-metrics.ts';
import type { Log } from './log.ts';
import { createNudger, type Nudger } from './nudge.ts';
import { createReaders, engineOf } from './readers.ts';
import { connectClient } from './temporal-connection.ts';

/** Where everything is, once local servers have been started for what the environment does not name. */
export type Places = { applicationUrl: string; ownerUrl: string | null; temporalAddress: string };

export type Services = {
  config: Config;
  places: Places;
  log: Log;
  database: DatabaseHandle;
  keyring: Keyring;
  keys: KeyCache;
  business: Business;
  sms: RingCentral | null;
  smsFrom: string;
  temporal: Client;
  nudger: Nudger;
  metrics: Metrics;
  clock: () => number;
  newId: () => string;
  close(): Promise<void>;
};

const WEBHOOK_PATH = '/api/v1/webhooks/sms/incoming';
/** Long enough for the provider's slow answers, which include its call back to us when a subscription is made (3 s). */
const PROVIDER_TIMEOUT_MS = 15_000;
/** A webhook must be answered within 3 s whatever Temporal does. */
const NUDGE_TIMEOUT_MS = 1_000;

export async function openServices(config: Config, places: Places, log: Log): Promise<Services> {
  const business = withDurations(loadBusiness(config.businessDir), config.durations);
  const sameLogin = places.ownerUrl !== null && new URL(places.ownerUrl).username === new URL(places.applicationUrl).username;
  const database = openDatabase({ url: places.applicationUrl, poolMax: config.database.poolMax, prepare: !config.database.isBehindPooler, dropToAppRole: sameLogin });
  const keyring = createKeyring(config.keys.master, config.keys.optOut);
  const { client, close: closeTemporal } = await connectClient({ ...config.temporal, address: places.temporalAddress });
  const { sms, smsFrom } = openSms(config, business, log);
  const metrics = createMetrics(() => readBacklog(database, new Date(Date.now())));
  watchModelUsage(metrics.registry, () => database.transaction(readAllAiUsage));
  const nudger = createNudger({
    client: () => client, taskQueue: config.temporal.taskQueue, engine: engineOf(config), consoleUrl: `${config.publicUrl}/console`, timeoutMs: NUDGE_TIMEOUT_MS, metrics, log,
  });
  return {
    config, places, log, database, keyring, keys: createKeyCache(keyring), business, sms, smsFrom, temporal: client, nudger, metrics, clock: Date.now, newId: randomUUID,
    async close() {
      sms?.close();
      await closeTemporal();
      await database.close();
    },
  };
}

function openSms(config: Config, business: Business, log: Log): { sms: RingCentral | null; smsFrom: string } {
  const { ringCentral } = config;
  switch (ringCentral.mode) {
    case 'disabled': return { sms: null, smsFrom: business.profile.phone };
    case 'simulator': {
      const smsFrom = business.profile.phone;
      const serverUrl = `http://127.0.0.1:${String(config.simulatorPort)}`;
      return { smsFrom, sms: createRingCentral({ serverUrl, clientId: 'simulator', clientSecret: 'simulator', jwt: 'simulator', smsFrom, requestTimeoutMs: PROVIDER_TIMEOUT_MS, log }) };
    }
    case 'real': {
      const { serverUrl, clientId, clientSecret, jwt, smsFrom } = ringCentral;
      return { smsFrom, sms: createRingCentral({ serverUrl, clientId, clientSecret, jwt, smsFrom, requestTimeoutMs: PROVIDER_TIMEOUT_MS, log }) };
    }
  }
}

/** The environment's durations win over the profile's. */
export function withDurations(business: Business, durations: Config['durations']): Business {
  const { profile } = business;
  const { termsExpireAfterMinutes, termsReminderMinutes, conversationGraceMinutes, staffResponseMinutes } = durations;
  return {
    ...business,
    profile: {
      ...profile,
      terms: {
        ...profile.terms,
        ...(termsExpireAfterMinutes === null ? {} : { challengeMinutes: termsExpireAfterMinutes }),
        ...(termsReminderMinutes === null ? {} : { reminderAfterMinutes: termsReminderMinutes }),
      },
      conversation: { ...profile.conversation, ...(conversationGraceMinutes === null ? {} : { completionGraceMinutes: conversationGraceMinutes }) },
      humanTask: { ...profile.humanTask, ...(staffResponseMinutes === null ? {} : { remindAfterMinutes: [staffResponseMinutes, staffResponseMinutes * 4, staffResponseMinutes * 16], tellCustomerAfterMinutes: staffResponseMinutes }) },
    },
  };
}

export function activityDeps(services: Services): ActivityDeps {
  const { config, business, database, keyring, keys, sms, smsFrom, clock, newId, nudger, log, temporal } = services;
  return {
    database, keyring, keys, business, sms, clock, newId, randomBytes, log,
    geocoder: createZipGeocoder({ base: business.profile.travel.base, ...business.profile.serviceArea }),
    ...createReaders({ config, business, database, clock, log }),
    staffWebhook: config.staff.webhook === null ? null : createStaffWebhook(config.staff.webhook),
    subscription: sms === null ? null : { address: `${config.publicUrl}${WEBHOOK_PATH}`, verificationToken: config.webhooks.ringCentralSecret },
    histories: createHistorySource(temporal, config.temporal.taskQueue),
    nudge: (threadId, id) => nudger.nudge(threadId, id),
    settings: {
      confidenceThreshold: config.assistant.confidenceThreshold, maxAttempts: config.assistant.maxAttempts, assistantEnabled: config.assistant.isEnabled, engine: engineOf(config),
      publicUrl: config.publicUrl, smsFrom, smsPerMinute: config.smsRatePerMinute, staffNumbers: config.staff.numbers,
      sendingHours: { zones: [business.profile.timeZone], hours: business.profile.sendingHours },
    },
  };
}

export { createActivities };
