// The production files: the compose file is valid, pinned, free of secrets, and names only variables that the configuration knows.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '../../server/config.ts';
import { freshKeys } from '../../server/dev-keys.ts';
import { composeVariables, variableNames, variables } from '../../server/environment.ts';
import { RETENTION_DAYS, SEARCH_ATTRIBUTES } from '../../server/local/temporal.ts';
import { composeSchema } from '../support/compose-schema.ts';

const file = await readFile('temporal-compose.yml', 'utf8');
const document: unknown = parse(file, { merge: true });
const { services, volumes, configs } = z
  .object({
    services: z.record(
      z.string(),
      z.object({
        image: z.string(),
        build: z.string().optional(),
        command: z.array(z.string()).optional(),
        environment: z.record(z.string(), z.string()).default({}),
        depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
        healthcheck: z.object({ disable: z.boolean().optional() }).optional(),
        volumes: z.array(z.string()).default([]),
        configs: z.array(z.object({ source: z.string() })).default([]),
        ports: z.array(z.string()).default([]),
      }),
    ),
    volumes: z.record(z.string(), z.null()),
    configs: z.record(z.string(), z.object({ content: z.string() })),
  })
  .parse(document);
const ours = Object.entries(services).filter(([, service]) => service.build !== undefined);
const dockerfile = await readFile('Dockerfile', 'utf8');

describe('temporal-compose.yml', () => {
  it('is valid', () => {
    const validate = new Ajv2020({ strictTuples: false }).compile(composeSchema);
    assert.ok(validate(document), JSON.stringify(validate.errors, null, 2));
  });

  it('is held to a schema that refuses what is not in the specification', () => {
    const validate = new Ajv2020({ strictTuples: false }).compile(composeSchema);
    assert.ok(!validate({ services: { api: { image: 'a:1.2.3', depend_on: {} } } }));
    assert.ok(!validate({ services: { api: { image: 'a:1.2.3', depends_on: { db: { condition: 'healthy' } } } } }));
    assert.ok(!validate({ services: { api: {} } }));
  });

  it('pins every image to an exact version', () => {
    for (const [name, { image }] of Object.entries(services)) assert.match(image, /:\d+\.\d+(\.\d+)?(-[\w.-]+)?$/, name);
    for (const image of dockerfile.matchAll(/^FROM (\S+)/gm)) assert.match(image[1] ?? '', /^node:24\.\d+\.\d+-/);
  });

  it('runs Temporal with its UI, both databases, the migrations, the API and the worker', () => {
    for (const name of ['temporal', 'temporal-ui', 'temporal-postgres', 'postgres', 'migrate', 'api', 'worker']) assert.ok(name in services, name);
  });

  it('names only variables that the configuration knows', () => {
    const known = new Set<string>([...variableNames, ...Object.keys(composeVariables)]);
    for (const [name, service] of ours) {
      for (const variable of Object.keys(service.environment)) assert.ok(variable in variables, `${name}: ${variable}`);
    }
    const interpolated = [...file.matchAll(/(?<!\$)\$\{(\w+)/g)].map((match) => match[1] ?? '');
    assert.ok(interpolated.length > 0);
    for (const variable of interpolated) assert.ok(known.has(variable), variable);
  });

  it('passes on every variable that matters in production', () => {
    const notHere = /^(SIM_PORT|DATA_DIR|BUSINESS_DIR|TEMPORAL_CLI_PATH|TEMPORAL_API_KEY|TEMPORAL_TLS.*|DATABASE_POOLER|DATABASE_URL_LISTEN|DATABASE_URL_SYNC)$/;
    for (const name of ['api', 'worker']) {
      const missing = variableNames.filter((variable) => !notHere.test(variable) && !(variable in (services[name]?.environment ?? {})));
      assert.deepEqual(missing, [], name);
    }
  });

  it('holds no secret: each comes from outside, and what cannot be missing stops the start', () => {
    const isSecret = (name: string): boolean => /PASSWORD|_PWD$/.test(name) || (name in variables && variables[name as keyof typeof variables].isCredential);
    for (const [name, service] of Object.entries(services)) {
      for (const [variable, value] of Object.entries(service.environment)) {
        if (isSecret(variable)) assert.match(value, /^\$\{\w+:(\?[^}]+|-)\}$/, `${name}: ${variable}`);
      }
    }
    for (const name of [...Object.keys(freshKeys()), 'PUBLIC_URL', ...Object.keys(composeVariables)]) assert.ok(file.includes(`\${${name}:?`), name);
    assert.doesNotMatch(file, /:\/\/\w+:[^$@\s]+@/);
  });

  it('gives the owner of the database to the migrations only', () => {
    for (const [name, service] of ours) assert.equal('DATABASE_URL_SYNC' in service.environment, name === 'migrate', name);
  });

  it('makes a configuration that production accepts once the required variables are filled in', () => {
    const filled: Record<string, string> = {
      ...freshKeys(), PUBLIC_URL: 'https://booking.hibachi.example', POSTGRES_APP_PASSWORD: 'p', RC_DISABLED: 'true', RC_SIP_DISABLED: 'true', OPENAI_DISABLED: 'true',
      DEEPGRAM_DISABLED: 'true', WHATSAPP_DISABLED: 'true', TWILIO_DISABLED: 'true', MAIL_DISABLED: 'true',
    };
    const fill = (value: string): string => value.replace(/\$\{(\w+):[^}]*\}/g, (_match, name: string) => filled[name] ?? '');
    const environment = Object.fromEntries(Object.entries(services['api']?.environment ?? {}).map(([name, value]) => [name, fill(value)]));
    const config = loadConfig(environment, new Date('2026-11-23T18:00:00Z'));
    assert.equal(config.appEnv, 'production');
    assert.equal(config.temporal.address, 'temporal:7233');
    assert.equal(config.database.applicationUrl, 'postgres://booking_app:p@postgres:5432/booking');
  });

  it('waits only for services, volumes and configs that exist, and for health only where it is checked', () => {
    for (const [name, service] of Object.entries(services)) {
      for (const [other, { condition }] of Object.entries(service.depends_on)) {
        assert.ok(other in services, `${name} waits for ${other}`);
        if (condition === 'service_healthy') assert.ok(services[other]?.healthcheck !== undefined && services[other].healthcheck.disable !== true, `${other} has no health check`);
      }
      for (const volume of service.volumes) assert.ok((volume.split(':')[0] ?? '') in volumes, volume);
      for (const { source } of service.configs) assert.ok(source in configs, source);
    }
  });

  it('registers the same search attributes and retention as the local server, and the same tuning', () => {
    const script = services['temporal-namespace']?.command?.join('\n') ?? '';
    for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) assert.ok(script.includes(`--name ${name} --type ${type}`), name);
    assert.ok(script.includes(`--retention ${String(RETENTION_DAYS * 24)}h`));
    const dynamicConfig: unknown = parse(configs['temporal-dynamic-config']?.content ?? '');
    for (const queue of ['transfer', 'timer', 'visibility']) {
      const values = z.record(z.string(), z.array(z.object({ value: z.number() }))).parse(dynamicConfig);
      assert.deepEqual(values[`history.${queue}ProcessorMaxPollRPS`], [{ value: 10_000 }]);
    }
  });

  it('opens its ports to this machine only', () => {
    for (const [name, service] of Object.entries(services)) for (const port of service.ports) assert.match(port, /^127\.0\.0\.1:/, name);
  });
});

describe('Dockerfile', () => {
  it('builds in one stage, runs in another as an unprivileged user, and checks its health', () => {
    const stages = dockerfile.split(/^FROM /m).slice(1);
    assert.equal(stages.length, 2);
    const [build = '', run = ''] = stages;
    assert.match(build, /RUN npm ci\n/);
    assert.match(build, /RUN npm run build\n/);
    assert.match(run, /^USER node$/m);
    assert.match(run, /^HEALTHCHECK /m);
    assert.ok(run.indexOf('USER node') < run.indexOf('CMD ["node", "dist'));
  });

  it('does not send secrets, data or the history to the build', async () => {
    const ignored = (await readFile('.dockerignore', 'utf8')).split('\n');
    for (const path of ['.env', '.data', '.git', 'node_modules']) assert.ok(ignored.includes(path), path);
  });
});
