// The configuration: defaults, all faults at once, what production refuses, and the two lists made from it.
import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Config, ConfigError, loadConfig, modelCredentials, readConfig } from '../../server/config.ts';
import { developmentKeys, freshKeys } from '../../server/dev-keys.ts';
import { environmentExample, environmentTable } from '../../server/environment-table.ts';
import { composeVariables, variableNames, variables } from '../../server/environment.ts';
import { scratchDirectory } from '../support/scratch.ts';

const now = new Date('2026-11-23T18:00:00Z');
const development = (changes: Record<string, string> = {}): Record<string, string> => ({ ...freshKeys('dev.'), ...changes });
const production = (changes: Record<string, string | undefined> = {}): Record<string, string | undefined> => ({
  APP_ENV: 'production',
  PUBLIC_URL: 'https://booking.hibachi.example',
  DATABASE_URL: 'postgres://booking_app:secret@db:5432/booking',
  TEMPORAL_ADDRESS: 'temporal:7233',
  ...freshKeys(),
  RC_CLIENT_ID: 'cEkX0nFQ', RC_CLIENT_SECRET: 'f7aK2vQx', RC_JWT_TOKEN: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln', RC_SMS_FROM: '+19167408768',
  RC_SIP_DISABLED: 'true', OPENAI_DISABLED: 'true', DEEPGRAM_DISABLED: 'true', WHATSAPP_DISABLED: 'true', TWILIO_DISABLED: 'true', MAIL_DISABLED: 'true',
  ...changes,
});

function faultsOf(env: Record<string, string | undefined>): Record<string, string> {
  try {
    loadConfig(env, now);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return Object.fromEntries(error.faults.map(({ variable, message }) => [variable, message]));
  }
  return {};
}

describe('configuration', () => {
  it('needs nothing but keys in development: local servers, simulators, the rules', () => {
    const config = loadConfig(development(), now);
    assert.equal(config.appEnv, 'development');
    assert.equal(config.port, 8080);
    assert.equal(config.publicUrl, 'http://localhost:8080');
    assert.equal(config.database.applicationUrl, null);
    assert.equal(config.temporal.address, null);
    assert.deepEqual(config.ringCentral, { mode: 'simulator' });
    assert.deepEqual(config.openAi, { mode: 'disabled' });
    assert.deepEqual(config.assistant, { isEnabled: true, confidenceThreshold: 0.75, maxAttempts: 3 });
    assert.equal(config.smsRatePerMinute, 40);
    assert.equal(config.webhooks.skipValidation, null);
    assert.equal(config.keys.master.length, 32);
  });

  it('reads every kind of value', () => {
    const config = loadConfig(development({
      PORT: '9090', PUBLIC_URL: 'https://a.example/', AI_BOOKING_ENABLED: 'false', AI_BOOKING_CONFIDENCE_THRESHOLD: '0.9',
      STAFF_NUMBERS: '+19165550101, +19165550102', ADMIN_TOKENS: 'ana:0123456789abcdef:x,ben:fedcba9876543210', TERMS_REMINDER_MINUTES: '60,180', TERMS_EXPIRE_AFTER_MINUTES: '240',
      SKIP_WEBHOOK_VALIDATION: 'true',
    }), now);
    assert.equal(config.port, 9090);
    assert.equal(config.publicUrl, 'https://a.example');
    assert.equal(config.assistant.isEnabled, false);
    assert.equal(config.assistant.confidenceThreshold, 0.9);
    assert.deepEqual(config.staff.numbers, ['+19165550101', '+19165550102']);
    assert.deepEqual(config.staff.adminTokens, [{ name: 'ana', token: '0123456789abcdef:x' }, { name: 'ben', token: 'fedcba9876543210' }]);
    assert.deepEqual(config.durations.termsReminderMinutes, [60, 180]);
    assert.deepEqual(config.webhooks.skipValidation, { until: null });
  });

  it('takes a variable that is set to nothing as not set', () => {
    assert.deepEqual(loadConfig(development({ PORT: '', RC_CLIENT_ID: ' ' }), now).ringCentral, { mode: 'simulator' });
  });

  it('reports all faults at once, each by the name of its variable', () => {
    const faults = faultsOf(development({ PORT: 'http', AI_BOOKING_ENABLED: 'nope', STAFF_NUMBERS: '5551234', MASTER_KEY: 'c2hvcnQ=', DATABASE_URL: 'mysql://x', TERMS_REMINDER_MINUTES: '1,2,3' }));
    assert.deepEqual(Object.keys(faults).sort(), ['AI_BOOKING_ENABLED', 'DATABASE_URL', 'MASTER_KEY', 'PORT', 'STAFF_NUMBERS', 'TERMS_REMINDER_MINUTES']);
  });

  it('never repeats a value in an error, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...variableNames), fc.string({ minLength: 12 }).map((value) => `s3cr3t${value.trim()}`), (name, value) => {
        try {
          loadConfig(development({ [name]: value }), now);
        } catch (error) {
          assert.ok(error instanceof ConfigError && !error.message.includes('s3cr3t'));
        }
      }),
    );
  });

  it('refuses a misspelt safety switch instead of ignoring it', () => {
    assert.deepEqual(Object.keys(faultsOf(development({ AI_BOOKING_ENABLE: 'false' }))), ['AI_BOOKING_ENABLE']);
  });

  it('refuses half a set of credentials and names the other half', () => {
    assert.deepEqual(Object.keys(faultsOf(development({ RC_CLIENT_ID: 'a', RC_SMS_FROM: '+19167408768' }))).sort(), ['RC_CLIENT_SECRET', 'RC_JWT_TOKEN']);
  });

  it('gives whole credentials where a provider is real, and none where it is disabled', () => {
    const config = loadConfig(production(), now);
    assert.deepEqual(config.ringCentral, { mode: 'real', clientId: 'cEkX0nFQ', clientSecret: 'f7aK2vQx', jwt: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln', smsFrom: '+19167408768', serverUrl: 'https://platform.ringcentral.com' });
    assert.deepEqual(config.deepgram, { mode: 'disabled' });
  });

  it('reads prices of models, and refuses what is none', () => {
    const { modelBudget } = loadConfig(development({ OPENAI_PRICES: 'gpt-x=0.40/0.10/1.60, own/model:1=0/0/0', OPENAI_TOKENS_PER_CONVERSATION: '5000' }), now);
    assert.deepEqual(modelBudget, { tokensPerDay: 5_000, prices: { 'gpt-x': { input: 0.4, cached: 0.1, output: 1.6 }, 'own/model:1': { input: 0, cached: 0, output: 0 } } });
    assert.deepEqual(loadConfig(development({}), now).modelBudget.prices, {});
    for (const prices of ['gpt-x', 'gpt-x=0.4', 'gpt-x=0.4/0.1', 'gpt-x=a/b/c', 'gpt-x=-1/0/0']) assert.match(faultsOf(development({ OPENAI_PRICES: prices }))['OPENAI_PRICES'] ?? '', /model=input\/cached\/output/, prices);
  });

  it('finds the model for a command alone: with a key, or with the address of a service that needs none', () => {
    assert.deepEqual(modelCredentials({ OPENAI_API_KEY: 'k', OPENAI_MODEL: 'gpt-x', PORT: 'not a port' }), { apiKey: 'k', baseUrl: 'https://api.openai.com/v1', model: 'gpt-x' });
    assert.equal(modelCredentials({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }).baseUrl, 'http://127.0.0.1:9/v1');
    assert.throws(() => modelCredentials({}), /OPENAI_API_KEY: missing/);
    assert.throws(() => modelCredentials({ OPENAI_BASE_URL: 'example' }), /OPENAI_BASE_URL: expected a URL/);
  });

  it('refuses reminders that come after the terms have expired, or in falling order', () => {
    assert.match(faultsOf(development({ TERMS_EXPIRE_AFTER_MINUTES: '60', TERMS_REMINDER_MINUTES: '30,60' }))['TERMS_REMINDER_MINUTES'] ?? '', /less than/);
    assert.match(faultsOf(development({ TERMS_REMINDER_MINUTES: '60,30' }))['TERMS_REMINDER_MINUTES'] ?? '', /rising/);
  });

  it('refuses two staff tokens under one name, and unsigned alerts', () => {
    const faults = faultsOf(development({ ADMIN_TOKENS: 'ana:0123456789abcdef,ana:fedcba9876543210', STAFF_WEBHOOK_URL: 'https://alerts.example' }));
    assert.deepEqual(Object.keys(faults).sort(), ['ADMIN_TOKENS', 'STAFF_WEBHOOK_SECRET']);
  });

  it('polls instead of listening behind a pooler, unless given a direct connection', () => {
    const url = 'postgres://a:b@db:6432/booking';
    const direct = 'postgres://a:b@db:5432/booking';
    const listenUrl = (changes: Record<string, string>): Config['database']['listenUrl'] => loadConfig(development({ DATABASE_URL: url, ...changes }), now).database.listenUrl;
    assert.equal(listenUrl({}), url);
    assert.equal(listenUrl({ DATABASE_POOLER: 'true' }), null);
    assert.equal(listenUrl({ DATABASE_POOLER: 'true', DATABASE_URL_LISTEN: direct }), direct);
  });

  it('turns Temporal TLS on with any of its settings, as Temporal does', () => {
    assert.equal(loadConfig(development(), now).temporal.tls, null);
    assert.equal(loadConfig(development({ TEMPORAL_TLS_SERVER_NAME: 'temporal.internal' }), now).temporal.tls?.serverName, 'temporal.internal');
    assert.equal(loadConfig(development({ TEMPORAL_TLS: 'false', TEMPORAL_TLS_SERVER_NAME: 'temporal.internal' }), now).temporal.tls, null);
  });
});

describe('configuration in production', () => {
  it('starts when everything is there', () => {
    assert.deepEqual(faultsOf(production()), {});
  });

  for (const name of ['PUBLIC_URL', 'DATABASE_URL', 'TEMPORAL_ADDRESS', ...Object.keys(freshKeys()), 'RC_JWT_TOKEN'] as const) {
    it(`refuses to start without ${name}`, () => assert.deepEqual(Object.keys(faultsOf(production({ [name]: undefined }))), [name]));
  }

  for (const name of Object.keys(freshKeys()) as (keyof ReturnType<typeof freshKeys>)[]) {
    it(`refuses a ${name} that was generated for development`, () => {
      assert.match(faultsOf(production({ [name]: freshKeys('dev.')[name] }))[name] ?? '', /generated/);
    });
  }

  it('refuses every missing provider that is not disabled by name', () => {
    for (const provider of ['RC_SIP', 'OPENAI', 'DEEPGRAM', 'WHATSAPP', 'TWILIO', 'MAIL']) {
      const faults = faultsOf(production({ [`${provider}_DISABLED`]: undefined }));
      assert.ok(Object.keys(faults).length > 0 && Object.keys(faults).every((name) => name.startsWith(provider)), provider);
    }
  });

  it('refuses the sandbox, simulators and plain http', () => {
    assert.match(faultsOf(production({ RC_SERVER_URL: 'https://platform.devtest.ringcentral.com' }))['RC_SERVER_URL'] ?? '', /sandbox/);
    assert.match(faultsOf(production({ RC_SERVER_URL: 'http://127.0.0.1:8090' }))['RC_SERVER_URL'] ?? '', /simulator/);
    assert.match(faultsOf(production({ RC_SERVER_URL: 'http://[::1]:8090' }))['RC_SERVER_URL'] ?? '', /simulator/);
    assert.match(faultsOf(production({ PUBLIC_URL: 'http://booking.hibachi.example' }))['PUBLIC_URL'] ?? '', /https/);
  });

  it('refuses test credentials and numbers reserved for tests', () => {
    assert.match(faultsOf(production({ RC_CLIENT_ID: 'test-client' }))['RC_CLIENT_ID'] ?? '', /test credential/);
    assert.match(faultsOf(production({ OPENAI_DISABLED: undefined, OPENAI_API_KEY: 'sk-test-1' }))['OPENAI_API_KEY'] ?? '', /test credential/);
    assert.match(faultsOf(production({ RC_SMS_FROM: '+19165550100' }))['RC_SMS_FROM'] ?? '', /reserved/);
  });

  it('skips webhook validation only with an end at most 24 hours ahead, and no longer than that', () => {
    const skip = (until?: string) => production({ SKIP_WEBHOOK_VALIDATION: 'true', SKIP_WEBHOOK_VALIDATION_UNTIL: until });
    assert.match(faultsOf(skip())['SKIP_WEBHOOK_VALIDATION_UNTIL'] ?? '', /missing/);
    assert.match(faultsOf(skip('2026-11-24T18:00:01Z'))['SKIP_WEBHOOK_VALIDATION_UNTIL'] ?? '', /24 hours/);
    assert.deepEqual(loadConfig(skip('2026-11-24T18:00:00Z'), now).webhooks.skipValidation, { until: new Date('2026-11-24T18:00:00Z') });
    assert.equal(loadConfig(skip('2026-11-23T18:00:00Z'), now).webhooks.skipValidation, null);
  });

  it('does not fill in generated keys', async () => {
    const dataDir = await scratchDirectory();
    await assert.rejects(readConfig(production({ DATA_DIR: dataDir, MASTER_KEY: undefined }), now), ConfigError);
    await assert.rejects(stat(join(dataDir, 'keys.json')));
  });
});

describe('development keys', () => {
  it('are made once, for their owner only, and the environment wins over them', async () => {
    const dataDir = join(await scratchDirectory(), 'data');
    const first = await readConfig({ DATA_DIR: dataDir }, now);
    const second = await readConfig({ DATA_DIR: dataDir, SESSION_SECRET: freshKeys().SESSION_SECRET }, now);
    assert.deepEqual(second.keys.master, first.keys.master);
    assert.notDeepEqual(second.keys.session, first.keys.session);
    assert.equal((await stat(join(dataDir, 'keys.json'))).mode & 0o777, 0o600);
  });

  it('are the same for processes that start at the same instant', async () => {
    const dataDir = await scratchDirectory();
    const keys = await Promise.all(Array.from({ length: 8 }, () => developmentKeys(dataDir)));
    assert.equal(new Set(keys.map((each) => each.MASTER_KEY)).size, 1);
  });
});

describe('the list of variables', () => {
  it('is what .env.example says', async () => {
    assert.equal(await readFile('.env.example', 'utf8'), environmentExample());
  });

  it('has a row with a meaning for each variable, and no value of a credential', () => {
    const table = environmentTable();
    for (const name of variableNames) {
      assert.match(table, new RegExp(`^\\| \`${name}\` \\| \\S`, 'm'));
      assert.ok(variables[name].meaning.endsWith('.'), name);
    }
    assert.equal(table.split('\n').length, variableNames.length + Object.keys(composeVariables).length + 2);
  });
});
