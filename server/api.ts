// The API process: HTTP server and relay, until stopped.
import { createZipGeocoder } from '../activities/geocoder.ts';
import { watchSubscription } from '../activities/sms-provider.ts';
import { acknowledgeByLink, declineByLink, viewTerms } from '../activities/terms-page.ts';
import { readKeyword } from '../understanding/keywords.ts';
import { createApp } from './http/app.ts';
import { consoleRoutes } from './http/console.ts';
import { listen } from './http/listen.ts';
import { createPostman } from './postman.ts';
import { readinessChecks } from './readiness.ts';
import { startRelay } from './relay.ts';
import { activityDeps, type Services } from './services.ts';

export type RunningApi = {
  port: number;
  /** Makes or renews the provider's webhook subscription now; the schedule does the same later. The API must be listening. */
  subscribe(): Promise<void>;
  stop(): Promise<void>;
};

const VERSION = '0.1.0';
/** Open requests get this long to finish; the provider waits 3 s for a webhook. */
const DRAIN_MS = 3_000;

export async function startApi(services: Services): Promise<RunningApi> {
  const { config, database, keys, keyring, business, clock, newId, nudger, metrics, log } = services;
  const { nudge, tellTask } = nudger;
  const postman = createPostman({ database, nudge, tellTask, now: clock, log });
  const app = createApp({
    database, keyring, keys, business, log, metrics, postman, newId, now: clock,
    geocoder: createZipGeocoder({ base: business.profile.travel.base, ...business.profile.serviceArea }),
    settings: {
      version: VERSION, publicUrl: config.publicUrl, ourNumbers: [services.smsFrom], webhookSecret: config.webhooks.ringCentralSecret, skipWebhookValidation: config.webhooks.skipValidation,
      adminTokens: config.staff.adminTokens, assistantEnabled: config.assistant.isEnabled, trustProxy: false,
    },
    isOptOutKeyword: (text) => readKeyword(text) === 'opt_out',
    readiness: readinessChecks({ ...services, client: () => services.temporal, taskQueue: config.temporal.taskQueue, now: clock }),
    terms: {
      viewTerms: (token) => viewTerms(services, token),
      acknowledgeByLink: (act) => acknowledgeByLink(services, act),
      declineByLink: (act) => declineByLink(services, act),
    },
    moreRoutes: consoleRoutes({
      publicUrl: config.publicUrl, business: { name: business.profile.name, timeZone: business.profile.timeZone },
      temporalUi: config.temporal.uiUrl === null ? null : { url: config.temporal.uiUrl, namespace: config.temporal.namespace },
    }),
  });
  const server = await listen(app, { port: config.port, closeAfterMs: DRAIN_MS });
  const relay = startRelay({ database, nudge, now: clock, log });
  return {
    port: server.port,
    subscribe: () => watchSubscription(activityDeps(services)),
    async stop() {
      await relay.stop();
      await server.close();
      await postman.settled();
    },
  };
}
