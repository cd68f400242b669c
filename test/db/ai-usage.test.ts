// The count of what a model uses: within the cap however many ask at once, settled to the token, and nothing lost when a call is cut off.
import assert from 'node:assert/strict';
import { createMeter, type ModelBudget } from '../../activities/model-budget.ts';
import { readAiUsage, readAllAiUsage } from '../../db/ai-usage.ts';
import { openDatabase, type DatabaseHandle } from '../../db/client.ts';
import { conversationThreads } from '../../db/schema.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';
import { fillEveryTable } from './fixture.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const DAY_MS = 86_400_000;

describe('what a model uses', () => {
  let database: TestDatabase;
  let handle: DatabaseHandle;
  let threadId: string;
  before(async () => {
    database = await createTestDatabase();
    handle = openDatabase({ url: database.appUrl, poolMax: 10 });
    await fillEveryTable(handle, new Date(NOON - 10 * DAY_MS));
    threadId = (await handle.db.select({ id: conversationThreads.threadId }).from(conversationThreads).limit(1))[0]?.id ?? '';
  });
  after(async () => {
    await handle.close();
    await database.drop();
  });
  beforeEach(() => handle.transaction((tx) => tx.execute('UPDATE ai_usage SET calls = 0, reserved_tokens = 0, input_tokens = 0, cached_tokens = 0, output_tokens = 0, cost_microdollars = NULL, outcomes = \'{}\'')));

  const logged: object[] = [];
  const log = { info: () => undefined, warn: (fields: object) => { logged.push(fields); }, error: (fields: object) => { logged.push(fields); } };
  const meterOf = (budget: Partial<ModelBudget> = {}, nowMs = NOON, own = handle) => createMeter({ database: own, clock: () => nowMs, log, budget: { tokensPerDay: 1_000, prices: { 'gpt-x': { input: 0.4, cached: 0.1, output: 1.6 } }, ...budget } }, threadId);
  const usage = () => handle.transaction((tx) => readAiUsage(tx, threadId));
  const call = { purpose: 'read', model: 'gpt-x', tokens: 300 } as const;

  it('is set aside before a call and becomes what was used after it, with its cost', async () => {
    const reservation = await meterOf().reserve(call);
    assert.deepEqual([(await usage()).reservedTokens, (await usage()).calls], [300, 1]);
    await reservation?.settle({ outcome: 'answered', usage: { input: 100, cached: 40, output: 50 } });
    // 60 x 0.4 + 40 x 0.1 + 50 x 1.6
    assert.deepEqual(await usage(), { calls: 1, reservedTokens: 0, inputTokens: 100, cachedTokens: 40, outputTokens: 50, costMicrodollars: 108, outcomes: { answered: 1 } });
  });

  it('has no cost where the model has no price', async () => {
    await (await meterOf({ prices: {} }).reserve(call))?.settle({ outcome: 'answered', usage: { input: 100, cached: 0, output: 50 } });
    assert.deepEqual([(await usage()).costMicrodollars, (await usage()).inputTokens], [null, 100]);
  });

  it('stays within the cap, however many ask at once', async () => {
    const reservations = await Promise.all(Array.from({ length: 20 }, () => meterOf().reserve(call)));
    assert.equal(reservations.filter((one) => one !== null).length, 3);
    assert.deepEqual([(await usage()).reservedTokens, (await usage()).outcomes], [900, { budget_spent: 17 }]);
  });

  it('is refused from the first call on when the cap is less than a call', async () => {
    assert.equal(await meterOf({ tokensPerDay: 0 }, NOON + 3 * DAY_MS).reserve(call), null);
    assert.deepEqual((await usage()).outcomes, { budget_spent: 1 });
  });

  it('stays set aside where nobody knows what a call used, and is freed where it cost nothing', async () => {
    await (await meterOf().reserve(call))?.settle({ outcome: 'timeout', usage: null });
    assert.equal((await usage()).reservedTokens, 300);
    await (await meterOf().reserve(call))?.settle({ outcome: 'rate_limited', usage: { input: 0, cached: 0, output: 0 } });
    assert.deepEqual([(await usage()).reservedTokens, (await usage()).outcomes], [300, { timeout: 1, rate_limited: 1 }]);
  });

  it('begins anew the next day, and adds up over the days', async () => {
    const [today, tomorrow] = [meterOf({ tokensPerDay: 300 }), meterOf({ tokensPerDay: 300 }, NOON + DAY_MS)];
    await (await today.reserve(call))?.settle({ outcome: 'answered', usage: { input: 200, cached: 0, output: 100 } });
    assert.equal(await today.reserve(call), null);
    await (await tomorrow.reserve(call))?.settle({ outcome: 'answered', usage: { input: 200, cached: 0, output: 100 } });
    const { inputTokens, outcomes } = await usage();
    assert.deepEqual([inputTokens, outcomes], [400, { answered: 2, budget_spent: 1 }]);
    const all = await handle.transaction(readAllAiUsage);
    assert.deepEqual([all.inputTokens, all.outputTokens, all.costMicrodollars, all.outcomes], [400, 200, 480, { answered: 2, budget_spent: 1 }]);
  });

  it('does not cost the customer the answer when it cannot be counted', async () => {
    const lost = openDatabase({ url: database.appUrl, poolMax: 1 });
    const reservation = await meterOf({}, NOON, lost).reserve(call);
    await lost.close();
    logged.length = 0;
    await reservation?.settle({ outcome: 'answered', usage: { input: 1, cached: 0, output: 1 } });
    assert.equal((await usage()).reservedTokens, 300, 'it stays set aside');
    assert.deepEqual(logged, [{ threadId, purpose: 'read' }]);
  });

  it('is known to the service by an identifier that is always the same and tells nothing', () => {
    const { safetyIdentifier } = meterOf();
    assert.match(safetyIdentifier, /^[0-9a-f]{32}$/);
    assert.equal(safetyIdentifier, meterOf().safetyIdentifier);
    assert.ok(!safetyIdentifier.includes(threadId.slice(0, 8)));
  });
});
