// The part of the Compose specification that our file uses, as a strict schema: anything beyond it is a mistake or a reason to extend this.
const text = { type: 'string' };
const texts = { type: 'array', items: text, minItems: 1 };
const command = { anyOf: [text, texts] };
const duration = { type: 'string', pattern: '^(\\d+(us|ms|s|m|h))+$' };
const name = '^[a-zA-Z0-9._-]+$';
const strict = (properties: object, required: string[] = []) => ({ type: 'object', properties, required, additionalProperties: false });
const map = (value: object) => ({ type: 'object', patternProperties: { [name]: value }, additionalProperties: false });

const healthcheck = {
  anyOf: [
    strict({ disable: { const: true } }, ['disable']),
    strict(
      {
        test: { type: 'array', items: text, minItems: 2, prefixItems: [{ enum: ['CMD', 'CMD-SHELL'] }] },
        interval: duration, timeout: duration, start_period: duration, start_interval: duration,
        retries: { type: 'integer', minimum: 1 },
      },
      ['test'],
    ),
  ],
};

const service = strict({
  image: text,
  build: text,
  init: { type: 'boolean' },
  restart: { type: 'string', pattern: '^(no|always|unless-stopped|on-failure(:\\d+)?)$' },
  entrypoint: command,
  command,
  environment: { type: 'object', propertyNames: { pattern: '^[A-Z][A-Z0-9_]*$' }, additionalProperties: text },
  ports: { type: 'array', items: { type: 'string', pattern: '^([\\d.]+:)?(\\d+|\\$\\{[A-Z_]+:-\\d+\\}):\\d+$' } },
  volumes: { type: 'array', items: { type: 'string', pattern: '^[\\w.-]+:/[^:]+$' } },
  configs: { type: 'array', items: strict({ source: text, target: { type: 'string', pattern: '^/' } }, ['source', 'target']) },
  depends_on: map(strict({ condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] } }, ['condition'])),
  healthcheck,
  stop_grace_period: duration,
}, ['image']);

export const composeSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' },
    services: map(service),
    volumes: map({ type: 'null' }),
    configs: map(strict({ content: text }, ['content'])),
  },
  patternProperties: { '^x-': {} },
  required: ['services'],
  additionalProperties: false,
};
