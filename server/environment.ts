// Every environment variable there is: its form, its default, and what it means. Names are written here once.
import { z } from 'zod';
import type { ModelPrice } from '../domain/model-usage.ts';

const MISSING = 'missing; development generates it, and npm run doctor -- --generate-secrets prints fresh ones';

const text = z.string();
const credential = z.string();
const url = z.url({ protocol: /^https?$/, error: 'expected a URL that starts with http:// or https://' });
const databaseUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'expected a URL like postgres://user:password@host:5432/booking' });
const smtpUrl = z.url({ protocol: /^smtps?$/, error: 'expected a URL like smtps://user:password@host:465' });
const e164 = z.string().regex(/^\+[1-9]\d{7,14}$/, { error: 'expected a phone number like +19165550100' });
const port = z.coerce.number({ error: 'expected a port' }).int({ error: 'expected a port' }).min(1, { error: 'expected a port' }).max(65_535, { error: 'expected a port' });
const flag = z.enum(['true', 'false'], { error: 'expected true or false' }).transform((value) => value === 'true');
const atLeast = (minimum: number) => {
  const error = `expected a whole number from ${String(minimum)} up`;
  return z.coerce.number({ error }).int({ error }).min(minimum, { error });
};
const split = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(',').map((part) => part.trim()).filter((part) => part !== '') : value;
const list = <T extends z.ZodType>(item: T, error: string) => z.preprocess(split, z.array(item, { error: ({ input }) => (input === undefined ? MISSING : error) }));
/** 32 bytes in base64 or base64url; a mark in front tells a generated development key from a real one. */
const KEY_BYTES = 32;
const key = z
  .string({ error: MISSING })
  .transform((value) => Buffer.from(value.replace(/^dev\./, ''), 'base64'))
  .refine((bytes) => bytes.length === KEY_BYTES, { error: `expected ${String(KEY_BYTES)} bytes in base64 (npm run doctor -- --generate-secrets prints fresh ones)` });
const adminToken = z
  .string()
  .regex(/^[\w .@-]+:\S{16,}$/, { error: 'expected name:token pairs separated by commas, each token of 16 characters or more' })
  .transform((value) => ({ name: value.slice(0, value.indexOf(':')), token: value.slice(value.indexOf(':') + 1) }));

/** `gpt-x=0.40/0.10/1.60` */
const modelPrice = z
  .string()
  .regex(/^[^=\s]+=\d+(?:\.\d+)?\/\d+(?:\.\d+)?\/\d+(?:\.\d+)?$/, { error: 'expected model=input/cached/output in dollars for a million tokens, separated by commas' })
  .transform((value): { model: string; price: ModelPrice } => {
    const [input = 0, cached = 0, output = 0] = value.slice(value.lastIndexOf('=') + 1).split('/').map(Number);
    return { model: value.slice(0, value.lastIndexOf('=')), price: { input, cached, output } };
  });

interface Variable<T extends z.ZodType> {
  schema: T;
  group: string;
  meaning: string;
  /** Must not be printed, and in production must not be a generated or a test value. */
  isCredential: boolean;
}

function group(name: string) {
  const declare = (isCredential: boolean) => <T extends z.ZodType>(schema: T, meaning: string): Variable<T> => ({ schema, group: name, meaning, isCredential });
  return { plain: declare(false), secret: declare(true) };
}

const general = group('General');
const database = group('Database');
const temporal = group('Temporal');
const ringCentral = group('RingCentral');
const providers = group('Other providers');
const assistant = group('Assistant');
const staff = group('Staff');
const durations = group('Durations (default: the business profile)');
const keys = group('Keys');

export const variables = {
  APP_ENV: general.plain(z.enum(['development', 'test', 'production'], { error: 'expected development, test or production' }).default('development'), 'Production refuses simulators, generated keys, test credentials and missing providers.'),
  PUBLIC_URL: general.plain(url.optional(), 'Where customers and providers reach us: webhook address, terms link. Without it, this machine.'),
  PORT: general.plain(port.default(8080), 'Port of the API.'),
  SIM_PORT: general.plain(port.default(8090), 'Port of the simulators; never used in production.'),
  DATA_DIR: general.plain(text.default('.data'), 'Local servers, generated keys and simulators keep their data here.'),
  BUSINESS_DIR: general.plain(text.default('business/my-hibachi-chef'), 'The business profile with its texts.'),
  LOG_LEVEL: general.plain(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], { error: 'expected trace, debug, info, warn, error or fatal' }).default('info'), 'How much is logged.'),

  DATABASE_URL: database.plain(databaseUrl.optional(), 'PostgreSQL, logging in as the application; may be a pooler. Without it a local server is started.'),
  DATABASE_URL_SYNC: database.plain(databaseUrl.optional(), 'PostgreSQL as the owner, directly: for migrations only, so API and workers do not need it.'),
  DATABASE_URL_LISTEN: database.plain(databaseUrl.optional(), 'PostgreSQL as the application, directly, for LISTEN. Without it, `DATABASE_URL`; behind a pooler, polling.'),
  DATABASE_POOLER: database.plain(flag.default(false), '`true` when `DATABASE_URL` is a transaction pooler: no prepared statements, no LISTEN.'),
  DB_POOL_MAX: database.plain(atLeast(1).default(10), 'Connections for each process.'),

  TEMPORAL_ADDRESS: temporal.plain(z.string().regex(/^[^\s:/]+:\d+$/, { error: 'expected host:port' }).optional(), 'Temporal, host:port. Without it a local server is started.'),
  TEMPORAL_NAMESPACE: temporal.plain(text.default('default'), 'Namespace.'),
  TEMPORAL_TASK_QUEUE: temporal.plain(text.default('booking'), 'Task queue that the workers poll.'),
  TEMPORAL_API_KEY: temporal.secret(credential.optional(), 'API key (Temporal Cloud); turns TLS on.'),
  TEMPORAL_TLS: temporal.plain(flag.optional(), 'TLS without a client certificate.'),
  TEMPORAL_TLS_CLIENT_CERT_PATH: temporal.plain(text.optional(), 'Client certificate, a file.'),
  TEMPORAL_TLS_CLIENT_CERT_DATA: temporal.plain(text.optional(), 'Client certificate, its text.'),
  TEMPORAL_TLS_CLIENT_KEY_PATH: temporal.plain(text.optional(), 'Key of the client certificate, a file.'),
  TEMPORAL_TLS_CLIENT_KEY_DATA: temporal.secret(credential.optional(), 'Key of the client certificate, its text.'),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: temporal.plain(text.optional(), 'Authority that signed the server certificate, a file.'),
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: temporal.plain(text.optional(), 'Authority that signed the server certificate, its text.'),
  TEMPORAL_TLS_SERVER_NAME: temporal.plain(text.optional(), 'Name expected in the server certificate.'),
  TEMPORAL_UI_URL: temporal.plain(url.optional(), 'Temporal UI, linked from the staff console.'),
  TEMPORAL_CLI_PATH: temporal.plain(text.optional(), 'The `temporal` program for the local server, when it is not on PATH.'),

  RC_CLIENT_ID: ringCentral.secret(credential.optional(), 'Application.'),
  RC_CLIENT_SECRET: ringCentral.secret(credential.optional(), 'Application secret.'),
  RC_JWT_TOKEN: ringCentral.secret(credential.optional(), 'The JWT that logs in the extension.'),
  RC_SMS_FROM: ringCentral.plain(e164.optional(), 'The number that texts are sent from.'),
  RC_SERVER_URL: ringCentral.plain(url.default('https://platform.ringcentral.com'), 'RingCentral.'),
  RC_WEBHOOK_SECRET: ringCentral.secret(z.string({ error: MISSING }).min(16, { error: 'expected 16 characters or more' }), 'Shared secret that every webhook must carry. Generated in development.'),
  RC_DISABLED: ringCentral.plain(flag.default(false), 'Do without RingCentral.'),
  RC_SIP_DOMAIN: ringCentral.plain(text.optional(), 'Phone line: SIP domain, without port.'),
  RC_SIP_OUTBOUND_PROXY: ringCentral.plain(text.optional(), 'Phone line: outbound proxy, host:port.'),
  RC_SIP_USERNAME: ringCentral.secret(credential.optional(), 'Phone line: user name.'),
  RC_SIP_PASSWORD: ringCentral.secret(credential.optional(), 'Phone line: password.'),
  RC_SIP_AUTHORIZATION_ID: ringCentral.secret(credential.optional(), 'Phone line: authorization id.'),
  RC_SIP_DISABLED: ringCentral.plain(flag.default(false), 'Do without the RingCentral phone line.'),
  SMS_RATE_PER_MINUTE: ringCentral.plain(atLeast(1).default(40), 'Texts a minute for each sending number.'),
  SKIP_WEBHOOK_VALIDATION: ringCentral.plain(flag.default(false), 'Emergency: accept webhooks whose origin cannot be checked, marked as unverified.'),
  SKIP_WEBHOOK_VALIDATION_UNTIL: ringCentral.plain(z.iso.datetime({ offset: true, error: 'expected a time like 2026-11-23T18:00:00Z' }).transform((value) => new Date(value)).optional(), 'End of that emergency; required in production, at most 24 hours ahead.'),

  OPENAI_API_KEY: providers.secret(credential.optional(), 'OpenAI. Without it the built-in rules read the messages.'),
  OPENAI_BASE_URL: providers.plain(url.default('https://api.openai.com/v1'), 'OpenAI, or a service that speaks its protocol.'),
  OPENAI_MODEL: providers.plain(text.default('gpt-4.1-mini'), 'Model.'),
  OPENAI_TOKENS_PER_CONVERSATION: providers.plain(atLeast(0).default(60_000), 'Tokens, in and out, that one conversation may use in a day; then the built-in rules read alone.'),
  OPENAI_PRICES: providers.plain(list(modelPrice, 'expected model=input/cached/output in dollars for a million tokens, separated by commas').default([]), 'What models cost, for the figures: `model=input/cached/output` in dollars for a million tokens, separated by commas. A model that is not listed is counted in tokens only.'),
  OPENAI_DISABLED: providers.plain(flag.default(false), 'Do without OpenAI.'),
  DEEPGRAM_API_KEY: providers.secret(credential.optional(), 'Deepgram: speech to text and back.'),
  DEEPGRAM_BASE_URL: providers.plain(url.default('https://api.deepgram.com'), 'Deepgram.'),
  DEEPGRAM_DISABLED: providers.plain(flag.default(false), 'Do without Deepgram.'),
  WHATSAPP_ACCESS_TOKEN: providers.secret(credential.optional(), 'WhatsApp Cloud API: access token.'),
  WHATSAPP_APP_SECRET: providers.secret(credential.optional(), 'WhatsApp: signs the webhooks.'),
  WHATSAPP_VERIFY_TOKEN: providers.secret(credential.optional(), 'WhatsApp: answered when the webhook is set up.'),
  WHATSAPP_PHONE_NUMBER_ID: providers.plain(text.optional(), 'WhatsApp: id of the sending number.'),
  WHATSAPP_BASE_URL: providers.plain(url.default('https://graph.facebook.com'), 'WhatsApp.'),
  WHATSAPP_DISABLED: providers.plain(flag.default(false), 'Do without WhatsApp.'),
  TWILIO_ACCOUNT_SID: providers.secret(credential.optional(), 'Twilio, another way to take calls: account.'),
  TWILIO_AUTH_TOKEN: providers.secret(credential.optional(), 'Twilio: signs the webhooks.'),
  TWILIO_PHONE_NUMBER: providers.plain(e164.optional(), 'Twilio: the number that is called.'),
  TWILIO_DISABLED: providers.plain(flag.default(false), 'Do without Twilio.'),
  MAIL_SMTP_URL: providers.secret(smtpUrl.optional(), 'Outgoing mail.'),
  MAIL_FROM: providers.plain(z.email({ error: 'expected a mail address' }).optional(), 'Sender of mail.'),
  MAIL_WEBHOOK_SECRET: providers.secret(credential.optional(), 'Shared secret of the incoming mail webhook.'),
  MAIL_DISABLED: providers.plain(flag.default(false), 'Do without mail.'),

  AI_BOOKING_ENABLED: assistant.plain(flag.default(true), '`false`: every conversation goes to people at once; nothing is lost.'),
  AI_BOOKING_CONFIDENCE_THRESHOLD: assistant.plain(z.coerce.number({ error: 'expected a number from 0 to 1' }).min(0, { error: 'expected a number from 0 to 1' }).max(1, { error: 'expected a number from 0 to 1' }).default(0.75), 'Below it the assistant asks instead of assuming.'),
  AI_BOOKING_MAX_ATTEMPTS: assistant.plain(atLeast(1).default(3), 'Failed attempts to understand, then a person.'),

  ADMIN_TOKENS: staff.secret(list(adminToken, 'expected name:token pairs separated by commas').refine((tokens) => tokens.length > 0, { error: 'expected at least one name:token pair' }), 'Bearer tokens of the admin API: name:token, separated by commas. Generated in development.'),
  STAFF_NUMBERS: staff.plain(list(e164, 'expected phone numbers separated by commas').default([]), 'Numbers alerted by text, separated by commas, first one first.'),
  STAFF_WEBHOOK_URL: staff.plain(url.optional(), 'Alerts with the whole conversation go here.'),
  STAFF_WEBHOOK_SECRET: staff.secret(credential.min(16, { error: 'expected 16 characters or more' }).optional(), 'Signs those alerts.'),

  TERMS_EXPIRE_AFTER_MINUTES: durations.plain(atLeast(1).optional(), 'How long terms wait for an answer.'),
  TERMS_REMINDER_MINUTES: durations.plain(list(atLeast(1), 'expected minutes separated by commas').refine((minutes) => minutes.length <= 2, { error: 'expected at most two reminders' }).optional(), 'Minutes after which a reminder is sent, separated by commas, at most two.'),
  CONVERSATION_GRACE_MINUTES: durations.plain(atLeast(0).optional(), 'How long a finished conversation stays open for a last word.'),
  STAFF_RESPONSE_MINUTES: durations.plain(atLeast(1).optional(), 'Minutes without a person before the customer is told.'),

  MASTER_KEY: keys.secret(key, 'Wraps the keys that seal personal data. Generated in development.'),
  EVIDENCE_SIGNING_KEY: keys.secret(key, 'Signs evidence checkpoints (Ed25519 seed). Generated in development.'),
  OPT_OUT_KEY: keys.secret(key, 'Keeps opt-outs recognisable after erasure. Generated in development.'),
  SESSION_SECRET: keys.secret(key, 'Signs chat sessions and terms links. Generated in development.'),
} as const;

export type VariableName = keyof typeof variables;
export const variableNames = Object.keys(variables).filter((name): name is VariableName => name in variables);

/** The whole table as one schema; for when each variable has been found right. */
export const environmentSchema = z.object(Object.fromEntries(variableNames.map((name) => [name, variables[name].schema])) as { [Name in VariableName]: (typeof variables)[Name]['schema'] });
export type Environment = z.output<typeof environmentSchema>;

/** Read by `temporal-compose.yml` alone, to make up the connection URLs; listed here so that one list holds everything. */
export const composeVariables = {
  POSTGRES_OWNER_PASSWORD: 'Password of the owner of our database; letters, digits, - and _ only.',
  POSTGRES_APP_PASSWORD: 'Password of the application in our database; letters, digits, - and _ only.',
  TEMPORAL_POSTGRES_PASSWORD: "Password of Temporal's own database.",
} as const;
