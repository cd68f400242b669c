// The configuration as the rest of the program sees it, arranged from the checked variables.
import { resolve } from 'node:path';
import type { ModelBudget } from '../activities/model-budget.ts';
import type { Environment } from './environment.ts';
import { providerMode, type ProviderName } from './providers.ts';

/** `simulator` only outside production; credentials are complete where there are any. */
export type Provider<Credentials> = ({ mode: 'real' } & Credentials) | { mode: 'simulator' } | { mode: 'disabled' };

export interface RingCentralCredentials { clientId: string; clientSecret: string; jwt: string; smsFrom: string; serverUrl: string }
export interface PhoneLineCredentials { domain: string; outboundProxy: string; username: string; password: string; authorizationId: string }
export interface OpenAiCredentials { apiKey: string; baseUrl: string; model: string }
export interface DeepgramCredentials { apiKey: string; baseUrl: string }
export interface WhatsAppCredentials { accessToken: string; appSecret: string; verifyToken: string; phoneNumberId: string; baseUrl: string }
export interface TwilioCredentials { accountSid: string; authToken: string; phoneNumber: string }
export interface MailCredentials { smtpUrl: string; from: string; webhookSecret: string }

/** A certificate or key, by file or by its text. */
export type Pem = { path: string } | { text: string };
export interface TemporalTls { clientCertificate: Pem | null; clientKey: Pem | null; serverAuthority: Pem | null; serverName: string | null }

export interface Config {
  appEnv: Environment['APP_ENV'];
  /** Without a slash at the end. */
  publicUrl: string;
  port: number;
  simulatorPort: number;
  dataDir: string;
  businessDir: string;
  logLevel: Environment['LOG_LEVEL'];
  database: {
    /** `null`: start a local server. */
    applicationUrl: string | null;
    /** Only migrations need it. */
    ownerUrl: string | null;
    /** `null` behind a pooler that drops LISTEN: poll. */
    listenUrl: string | null;
    isBehindPooler: boolean;
    poolMax: number;
  };
  temporal: {
    /** `null`: start a local server. */
    address: string | null;
    namespace: string;
    taskQueue: string;
    uiUrl: string | null;
    apiKey: string | null;
    /** `null`: no TLS, unless an API key is given. */
    tls: TemporalTls | null;
  };
  ringCentral: Provider<RingCentralCredentials>;
  phoneLine: Provider<PhoneLineCredentials>;
  openAi: Provider<OpenAiCredentials>;
  modelBudget: ModelBudget;
  deepgram: Provider<DeepgramCredentials>;
  whatsApp: Provider<WhatsAppCredentials>;
  twilio: Provider<TwilioCredentials>;
  mail: Provider<MailCredentials>;
  smsRatePerMinute: number;
  webhooks: {
    ringCentralSecret: string;
    /** `null`: webhooks are validated. An end (always given in production) must also be watched while running. */
    skipValidation: { until: Date | null } | null;
  };
  assistant: { isEnabled: boolean; confidenceThreshold: number; maxAttempts: number };
  staff: { adminTokens: { name: string; token: string }[]; numbers: string[]; webhook: { url: string; secret: string } | null };
  /** Each `null` means: as the business profile says. */
  durations: {
    termsExpireAfterMinutes: number | null;
    termsReminderMinutes: number[] | null;
    conversationGraceMinutes: number | null;
    staffResponseMinutes: number | null;
  };
  /** 32 bytes each. */
  keys: { master: Buffer; evidenceSigning: Buffer; optOut: Buffer; session: Buffer };
}

export function arrangeConfig(env: Environment, now: Date): Config {
  return {
    appEnv: env.APP_ENV,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${String(env.PORT)}`).replace(/\/$/, ''),
    port: env.PORT,
    simulatorPort: env.SIM_PORT,
    dataDir: resolve(env.DATA_DIR),
    businessDir: resolve(env.BUSINESS_DIR),
    logLevel: env.LOG_LEVEL,
    database: {
      applicationUrl: env.DATABASE_URL ?? null,
      ownerUrl: env.DATABASE_URL_SYNC ?? null,
      listenUrl: env.DATABASE_URL_LISTEN ?? (env.DATABASE_POOLER ? null : (env.DATABASE_URL ?? null)),
      isBehindPooler: env.DATABASE_POOLER,
      poolMax: env.DB_POOL_MAX,
    },
    temporal: {
      address: env.TEMPORAL_ADDRESS ?? null,
      namespace: env.TEMPORAL_NAMESPACE,
      taskQueue: env.TEMPORAL_TASK_QUEUE,
      uiUrl: env.TEMPORAL_UI_URL ?? null,
      apiKey: env.TEMPORAL_API_KEY ?? null,
      tls: temporalTls(env),
    },
    ringCentral: provider('ringCentral', env, { clientId: env.RC_CLIENT_ID, clientSecret: env.RC_CLIENT_SECRET, jwt: env.RC_JWT_TOKEN, smsFrom: env.RC_SMS_FROM, serverUrl: env.RC_SERVER_URL }),
    phoneLine: provider('phoneLine', env, {
      domain: env.RC_SIP_DOMAIN, outboundProxy: env.RC_SIP_OUTBOUND_PROXY, username: env.RC_SIP_USERNAME, password: env.RC_SIP_PASSWORD, authorizationId: env.RC_SIP_AUTHORIZATION_ID,
    }),
    openAi: provider('openAi', env, { apiKey: env.OPENAI_API_KEY, baseUrl: env.OPENAI_BASE_URL, model: env.OPENAI_MODEL }),
    modelBudget: { tokensPerDay: env.OPENAI_TOKENS_PER_CONVERSATION, prices: Object.fromEntries(env.OPENAI_PRICES.map(({ model, price }) => [model, price])) },
    deepgram: provider('deepgram', env, { apiKey: env.DEEPGRAM_API_KEY, baseUrl: env.DEEPGRAM_BASE_URL }),
    whatsApp: provider('whatsApp', env, {
      accessToken: env.WHATSAPP_ACCESS_TOKEN, appSecret: env.WHATSAPP_APP_SECRET, verifyToken: env.WHATSAPP_VERIFY_TOKEN, phoneNumberId: env.WHATSAPP_PHONE_NUMBER_ID, baseUrl: env.WHATSAPP_BASE_URL,
    }),
    twilio: provider('twilio', env, { accountSid: env.TWILIO_ACCOUNT_SID, authToken: env.TWILIO_AUTH_TOKEN, phoneNumber: env.TWILIO_PHONE_NUMBER }),
    mail: provider('mail', env, { smtpUrl: env.MAIL_SMTP_URL, from: env.MAIL_FROM, webhookSecret: env.MAIL_WEBHOOK_SECRET }),
    smsRatePerMinute: env.SMS_RATE_PER_MINUTE,
    webhooks: { ringCentralSecret: env.RC_WEBHOOK_SECRET, skipValidation: skipValidation(env, now) },
    assistant: { isEnabled: env.AI_BOOKING_ENABLED, confidenceThreshold: env.AI_BOOKING_CONFIDENCE_THRESHOLD, maxAttempts: env.AI_BOOKING_MAX_ATTEMPTS },
    staff: {
      adminTokens: env.ADMIN_TOKENS,
      numbers: env.STAFF_NUMBERS,
      webhook: env.STAFF_WEBHOOK_URL === undefined || env.STAFF_WEBHOOK_SECRET === undefined ? null : { url: env.STAFF_WEBHOOK_URL, secret: env.STAFF_WEBHOOK_SECRET },
    },
    durations: {
      termsExpireAfterMinutes: env.TERMS_EXPIRE_AFTER_MINUTES ?? null,
      termsReminderMinutes: env.TERMS_REMINDER_MINUTES ?? null,
      conversationGraceMinutes: env.CONVERSATION_GRACE_MINUTES ?? null,
      staffResponseMinutes: env.STAFF_RESPONSE_MINUTES ?? null,
    },
    keys: { master: env.MASTER_KEY, evidenceSigning: env.EVIDENCE_SIGNING_KEY, optOut: env.OPT_OUT_KEY, session: env.SESSION_SECRET },
  };
}

type Given<T> = { [Key in keyof T]: NonNullable<T[Key]> };

function provider<T extends Record<string, string | undefined>>(name: ProviderName, env: Environment, credentials: T): Provider<Given<T>> {
  const mode = providerMode(name, env);
  if (mode !== 'real') return { mode };
  // The rules have refused half a set of credentials; this tells the compiler, and whoever changes the rules.
  if (!isWhole(credentials)) throw new Error(`the credentials of ${name} are incomplete`);
  return { mode, ...credentials };
}

function isWhole<T extends Record<string, string | undefined>>(credentials: T): credentials is T & Given<T> {
  return Object.values(credentials).every((value) => value !== undefined);
}

function skipValidation(env: Environment, now: Date): Config['webhooks']['skipValidation'] {
  if (!env.SKIP_WEBHOOK_VALIDATION) return null;
  const until = env.SKIP_WEBHOOK_VALIDATION_UNTIL ?? null;
  return until !== null && until <= now ? null : { until };
}

function temporalTls(env: Environment): TemporalTls | null {
  const tls: TemporalTls = {
    clientCertificate: pem(env.TEMPORAL_TLS_CLIENT_CERT_PATH, env.TEMPORAL_TLS_CLIENT_CERT_DATA),
    clientKey: pem(env.TEMPORAL_TLS_CLIENT_KEY_PATH, env.TEMPORAL_TLS_CLIENT_KEY_DATA),
    serverAuthority: pem(env.TEMPORAL_TLS_SERVER_CA_CERT_PATH, env.TEMPORAL_TLS_SERVER_CA_CERT_DATA),
    serverName: env.TEMPORAL_TLS_SERVER_NAME ?? null,
  };
  // As Temporal's own tools do: any of its settings turns TLS on, and an explicit `false` turns it off.
  const isOn = env.TEMPORAL_TLS ?? Object.values(tls).some((value) => value !== null);
  return isOn ? tls : null;
}

function pem(path: string | undefined, text: string | undefined): Pem | null {
  if (path !== undefined) return { path };
  return text === undefined ? null : { text };
}
