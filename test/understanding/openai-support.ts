// Parts for the tests of the OpenAI reader: a plain answer to change, a context, a meter that remembers.
import type { CallEnd, Meter } from '../../domain/model-usage.ts';
import type { ReadContext } from '../../domain/reading.ts';
import type { Answer } from '../../understanding/openai/answer-schema.ts';
import { DEFAULT_MENU } from '../../understanding/menu-vocabulary.ts';
import { createOpenAiClient, type ModelClient } from '../../understanding/openai/client.ts';
import { createOpenAiReader } from '../../understanding/openai/reader.ts';
import { createRulesReader } from '../../understanding/rules-reader.ts';

export const menu = DEFAULT_MENU;
export const rules = createRulesReader({ timeZone: 'America/Los_Angeles', menu });
export const context: ReadContext = { lastSaid: null, requested: [], awaiting: null, referenceDate: '2026-11-23T10:00', timeZone: 'America/Los_Angeles' };

/** A model that found nothing. */
export const nothing: Answer = { intent: 'booking', confirmation: null, topics: [], date: null, time: null, party: null, name: null, address: null, menu: [], dietary: [], confidence: 0.9 };

export const clientOf = (url: string, apiKey = 'sk-test-1'): ModelClient => createOpenAiClient({ apiKey, baseUrl: url, model: 'gpt-x' });
export const readerOf = (client: ModelClient, timeoutMs = 5_000) => createOpenAiReader({ client, rules, menu, threshold: 0.75, timeoutMs });

/** A model in this process that gives one answer. */
export const answering = (answer: Partial<Answer>): ModelClient => ({ model: 'gpt-x', ask: () => Promise.resolve({ ok: true, text: JSON.stringify({ ...nothing, ...answer }), usage: { input: 10, cached: 0, output: 5 } }) });

export function rememberingMeter(isOpen = true) {
  const reserved: number[] = [];
  const ends: CallEnd[] = [];
  const meter: Meter = {
    safetyIdentifier: 'conversation-7',
    reserve: ({ tokens }) => {
      reserved.push(tokens);
      return Promise.resolve(isOpen ? { settle: (end) => { ends.push(end); return Promise.resolve(); } } : null);
    },
  };
  return { meter, reserved, ends };
}
