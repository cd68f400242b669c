// The simulated OpenAI through the provider's own SDK: it answers as the service does, refuses what the service refuses, and fails in every way that can be asked for.
import assert from 'node:assert/strict';
import OpenAI, { APIConnectionError, APIUserAbortError, AuthenticationError, BadRequestError, InternalServerError, RateLimitError } from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { adversarialAnswer, adversary, seeded } from '../../simulators/openai/adversary.ts';
import { modelFaultModes, startOpenAiSimulator, type OpenAiSimulator } from '../../simulators/openai/server.ts';

const form = z.strictObject({ intent: z.enum(['booking', 'inquiry']), name: z.string().nullable(), party: z.strictObject({ total: z.int(), words: z.string() }).nullable(), tags: z.array(z.enum(['a', 'b'])), confidence: z.number() });
const format = zodTextFormat(form, 'form');

describe('the simulated OpenAI', () => {
  let sim: OpenAiSimulator;
  beforeEach(async () => { sim = await startOpenAiSimulator({ apiKey: 'sk-right' }); });
  afterEach(() => sim.close());

  const sdk = (options: { maxRetries?: number; apiKey?: string } = {}) => new OpenAI({ apiKey: 'sk-right', baseURL: sim.url, maxRetries: 0, logLevel: 'off', ...options });
  const ask = (client = sdk(), text = 'A table for 20 people?', options: { signal?: AbortSignal } = {}) => client.responses.parse({ model: 'gpt-x', instructions: 'Fill in the form.', input: [{ role: 'user', content: [{ type: 'input_text', text: JSON.stringify({ message: text }) }] }], text: { format }, store: false }, options);

  it('answers in the form that was asked for, and says what that used', async () => {
    const response = await ask();
    assert.deepEqual(response.output_parsed, { intent: 'inquiry', name: null, party: { total: 20, words: '20 people' }, tags: [], confidence: 0.9 });
    assert.equal(response.status, 'completed');
    assert.ok((response.usage?.input_tokens ?? 0) > 20);
    assert.match(response._request_id ?? '', /^req_/);
  });

  it('keeps a ledger of what it was sent', async () => {
    await ask();
    const [entry, ...more] = sim.ledger();
    assert.equal(more.length, 0);
    assert.deepEqual([entry?.status, entry?.fault, entry?.authorization, entry?.call?.instructions, entry?.call?.data, entry?.body.store], [200, null, 'Bearer sk-right', 'Fill in the form.', [{ message: 'A table for 20 people?' }], false]);
  });

  it('gives scripted answers', async () => {
    sim.answerWith(({ texts }) => ({ intent: 'booking', name: texts.join(), party: null, tags: ['a'], confidence: 1 }));
    assert.equal((await ask(sdk(), 'hi')).output_parsed?.name, '{"message":"hi"}');
  });

  it('takes the right key only', async () => {
    await assert.rejects(ask(sdk({ apiKey: 'sk-wrong' })), AuthenticationError);
  });

  it('refuses a schema that is not strict', async () => {
    const loose = { ...format, schema: { type: 'object', properties: { a: { type: 'string' } }, required: [], additionalProperties: false } };
    await assert.rejects(sdk().responses.create({ model: 'm', input: [{ role: 'user', content: 'x' }], text: { format: loose } }), (error: unknown) => error instanceof BadRequestError && /Missing 'a'/.test(error.message));
    const open = { ...format, schema: { type: 'object', properties: {}, required: [] } };
    await assert.rejects(sdk().responses.create({ model: 'm', input: [{ role: 'user', content: 'x' }], text: { format: open } }), /additionalProperties/);
  });

  it('refuses a model that is missing and an address it does not have', async () => {
    await assert.rejects(sdk().responses.create({ model: '', input: [{ role: 'user', content: 'x' }], text: { format } }), BadRequestError);
    await assert.rejects(sdk().models.list(), /404/);
  });

  const failures: Record<(typeof modelFaultModes)[number], (asked: Promise<Awaited<ReturnType<typeof ask>>>) => Promise<unknown>> = {
    timeout: (asked) => assert.rejects(asked, APIUserAbortError),
    stall: (asked) => assert.rejects(asked),
    disconnect: (asked) => assert.rejects(asked, APIConnectionError),
    refusal: async (asked) => { assert.equal((await asked).output_parsed, null); },
    truncation: async (asked) => { assert.deepEqual([(await asked).status, (await asked).incomplete_details?.reason], ['incomplete', 'max_output_tokens']); },
    failed: async (asked) => { assert.equal((await asked).status, 'failed'); },
    no_output: async (asked) => { assert.equal((await asked).output_parsed, null); },
    bad_json: (asked) => assert.rejects(asked, SyntaxError),
    bad_body: (asked) => assert.rejects(asked, SyntaxError),
    schema_violation: (asked) => assert.rejects(asked, z.core.$ZodError),
    rate_limit: (asked) => assert.rejects(asked, (error: unknown) => error instanceof RateLimitError && error.headers.get('retry-after') === '20'),
    error_500: (asked) => assert.rejects(asked, InternalServerError),
    bad_key: (asked) => assert.rejects(asked, AuthenticationError),
  };
  for (const mode of modelFaultModes) {
    it(`fails once with ${mode}, and then is well again`, async () => {
      sim.arm(mode);
      await failures[mode](ask(sdk(), 'hello', { signal: AbortSignal.timeout(mode === 'timeout' || mode === 'stall' ? 150 : 10_000) }));
      assert.equal(sim.ledger()[0]?.fault, mode);
      assert.equal((await ask()).output_parsed?.intent, 'inquiry');
    });
  }

  it('sees the retries of an SDK that makes them', async () => {
    sim.arm('error_500', 2);
    assert.equal((await ask(sdk({ maxRetries: 2 }))).output_parsed?.intent, 'inquiry');
    assert.deepEqual(sim.ledger().map(({ retry }) => retry), ['0', '1', '2']);
  });
});

describe('the adversarial model', () => {
  const schema = { ...format.schema };

  it('says anything that the form allows, and nothing else', () => {
    const roll = seeded(7);
    const seen = { intents: new Set<string>(), parties: 0, names: new Set<string | null>() };
    for (let count = 0; count < 2_000; count += 1) {
      const answer = form.parse(adversarialAnswer(schema, '{"message":"A table for 20 people?"}', roll));
      seen.intents.add(answer.intent);
      seen.parties += answer.party === null ? 0 : 1;
      seen.names.add(answer.name);
    }
    assert.deepEqual([...seen.intents].sort(), ['booking', 'inquiry']);
    assert.ok(seen.parties > 500 && seen.parties < 1_500 && seen.names.size > 100 && seen.names.has(null));
  });

  it('says the same again from the same seed, and something else from another', () => {
    const call = { model: 'm', instructions: '', maxOutputTokens: null, texts: ['2026-11-23 hello'], data: [], format: { name: 'form', schema } };
    const said = (seed: number) => { const model = adversary(seed); return [model(call), model(call), model(call)]; };
    assert.deepEqual(said(1), said(1));
    assert.notDeepEqual(said(1), said(2));
  });
});
