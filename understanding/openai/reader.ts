// The OpenAI engine as a `Reader`: the rules read every message, a model proposes beside them, and without its answer the rules' reading stands.
import type { ModelFailure } from '../../domain/model-usage.ts';
import type { ModelNote, ReadContext, Reader, Reading } from '../../domain/reading.ts';
import type { MenuVocabulary } from '../menu-vocabulary.ts';
import { isTooLong, normalizeLines } from '../normalize.ts';
import { answerSchema } from './answer-schema.ts';
import { askModel, formOf } from './ask.ts';
import type { ModelClient } from './client.ts';
import { proposalOf } from './proposal.ts';
import { PROMPT_VERSION, READING_INSTRUCTIONS, readingData } from './reading-prompt.ts';
import { reconcile } from './reconcile.ts';

/** Raised whenever the same answers of a model may lead to another reading. */
const OPENAI_ENGINE_VERSION = 'openai-1';
/** People wait for an answer to a text; after this long they get the rules' one. Two such calls fit a turn's 60 s many times over. */
const READ_TIMEOUT_MS = 8_000;
/** The form filled in with everything there is takes some 400 tokens; the rest is for models that think before they write. */
const MOST_OUTPUT_TOKENS = 1_500;

export type OpenAiReaderOptions = {
  client: ModelClient;
  rules: Reader;
  menu: MenuVocabulary;
  /** From this confidence on the rules are sure: the setting that the assistant asks below. */
  threshold: number;
  timeoutMs?: number;
};

export function createOpenAiReader({ client, rules, menu, threshold, timeoutMs = READ_TIMEOUT_MS }: OpenAiReaderOptions): Reader {
  const form = formOf('customer_message', answerSchema(menu));
  return {
    engine: 'openai',
    async read(text, context, meter) {
      const ruled = await rules.read(text, context);
      if (isSettled(ruled, context)) return ruled;
      if (isTooLong(text)) return fallBack(ruled, client.model, 'too_long');
      const message = normalizeLines(text);
      const asked = await askModel(client, {
        purpose: 'read', form, instructions: READING_INSTRUCTIONS, data: readingData(message, context), maxOutputTokens: MOST_OUTPUT_TOKENS, timeoutMs,
      }, meter);
      if (!asked.ok) return fallBack(ruled, client.model, asked.failure);
      const proposal = proposalOf(asked.value, message, context.referenceDate);
      const { disputed, ...reading } = reconcile(ruled, proposal, threshold);
      return {
        ...reading, engine: 'openai', engineVersion: `${OPENAI_ENGINE_VERSION}.${PROMPT_VERSION} ${client.model} ${ruled.engineVersion}`,
        model: note(ruled, client.model, 'answered', disputed, proposal.dropped),
      };
    },
  };
}

/** Nothing a model says could add to these: a carrier keyword, an agreement, a bare yes or no, an empty message. */
function isSettled(rules: Reading, { awaiting }: ReadContext): boolean {
  if (rules.keyword !== null || rules.reply.normalized === '') return true;
  if (awaiting === 'terms' && (rules.reply.verdict === 'agreed' || rules.reply.verdict === 'declined')) return true;
  if (awaiting !== 'confirmation' || rules.intent === 'cancellation') return false;
  return rules.confirmation !== null && rules.confidence >= BARE_ANSWER && Object.keys(rules.slots).length + rules.doubts.length + rules.topics.length === 0;
}
const BARE_ANSWER = 0.9;

function fallBack(rules: Reading, model: string, failure: ModelFailure): Reading {
  return { ...rules, model: note(rules, model, failure, [], []) };
}

function note(rules: Reading, name: string, outcome: ModelNote['outcome'], disputed: string[], dropped: ModelNote['dropped']): ModelNote {
  return { name, outcome, rulesVersion: rules.engineVersion, disputed, dropped };
}
