// A conversation's meter: how much of a language model it may use in a day, counted in Postgres so that any number of workers share one count.
import { countRefused, reserveTokens, settleTokens } from '../db/ai-usage.ts';
import type { DatabaseHandle } from '../db/client.ts';
import { sha256Hex } from '../db/sealing.ts';
import { costOf, type Meter, type ModelPrices } from '../domain/model-usage.ts';
import type { Log } from './deps.ts';

export type ModelBudget = {
  /** Input and output together, for each conversation and day (UTC). A day and not for ever: somebody who comes back next year is read as well as anybody. */
  tokensPerDay: number;
  prices: ModelPrices;
};

export type MeterDeps = { database: DatabaseHandle; clock: () => number; log: Log; budget: ModelBudget };

export function createMeter({ database, clock, log, budget }: MeterDeps, threadId: string): Meter {
  return {
    // Thread ids are random; the service gets neither them nor anything of the person.
    safetyIdentifier: sha256Hex(`openai safety identifier ${threadId}`).slice(0, 32),
    async reserve({ model, tokens, purpose }) {
      const day = { threadId, usedOn: new Date(clock()).toISOString().slice(0, 10) };
      if (!(await reserveTokens(database, day, tokens, budget.tokensPerDay))) {
        await countRefused(database, day);
        log.warn({ threadId, purpose }, 'the model was not asked: the tokens of the day are used up');
        return null;
      }
      return {
        async settle(end) {
          if (end.outcome !== 'answered') log.warn({ threadId, purpose, outcome: end.outcome }, 'the model did not answer; the rules do');
          const cost = end.usage === null ? null : costOf(budget.prices, model, end.usage);
          // The answer is there and paid for. What was set aside stays counted, so a lost count errs on the safe side.
          await settleTokens(database, day, tokens, end, cost).catch(() => { log.error({ threadId, purpose }, 'what the model used was not counted'); });
        },
      };
    },
  };
}
