// Figures about the language model, for /metrics. They come from the database, since it is the workers that ask the model.
import { Gauge, type Registry } from 'prom-client';
import type { AiUsage } from '../../db/ai-usage.ts';
import { withinMs } from '../bounded-database.ts';

// As for the backlog: a scrape has ten seconds, and the rest of the figures must not be lost with the database.
const LOOKUP_LIMIT_MS = 2_000;
const DOLLAR_IN_MICRODOLLARS = 1_000_000;

export function watchModelUsage(registry: Registry, readUsage: () => Promise<AiUsage>): void {
  const registers = [registry];
  // The gauges of one scrape are asked side by side, and share one look-up.
  let lookup: Promise<AiUsage | null> | null = null;
  const look = () => (lookup ??= withinMs(LOOKUP_LIMIT_MS, readUsage(), () => new Error('model_usage_not_read')).catch(() => null).finally(() => { lookup = null; }));
  /** What could not be read is left out: an old value, or a zero, would look like good news. */
  const watch = <Label extends string>(name: string, help: string, label: Label, values: (usage: AiUsage) => Record<string, number>) => new Gauge({
    name, help, registers, labelNames: [label],
    async collect() {
      this.reset();
      const usage = await look();
      for (const [key, value] of usage === null ? [] : Object.entries(values(usage))) this.set({ [label]: key } as Record<Label, string>, value);
    },
  });
  watch('model_calls', 'Calls to the language model by how they ended; with any other end than "answered" the rules read alone.', 'outcome', ({ outcomes }) => outcomes);
  watch('model_tokens', 'Tokens of the language model; "reserved" are under way, or of calls of which nobody knows.', 'kind', (usage) => ({ input: usage.inputTokens, cached: usage.cachedTokens, output: usage.outputTokens, reserved: usage.reservedTokens }));
  watch('model_cost_dollars', 'Cost of the language model; left out without a price in OPENAI_PRICES.', 'currency', ({ costMicrodollars }) => (costMicrodollars === null ? {} : { usd: costMicrodollars / DOLLAR_IN_MICRODOLLARS }));
}
