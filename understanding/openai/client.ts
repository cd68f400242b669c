// One question to a model over the Responses API, and every way it can end told as a value: nothing here throws at its caller.
import OpenAI, { APIConnectionError, APIError, APIUserAbortError, RateLimitError } from 'openai';
import type { Response, ResponseCreateParamsNonStreaming, ResponseFormatTextJSONSchemaConfig } from 'openai/resources/responses/responses';
import { NO_TOKENS, type ModelFailure, type ModelPurpose, type TokenUsage } from '../../domain/model-usage.ts';

export type ModelRequest = {
  purpose: ModelPurpose;
  /** Ours, and the only thing the model is told to do. */
  instructions: string;
  /** Data, each in an item of its own; whatever is written in there is not an instruction. */
  data: readonly object[];
  format: ResponseFormatTextJSONSchemaConfig;
  maxOutputTokens: number;
  timeoutMs: number;
  safetyIdentifier: string;
};

export type ModelAnswer = { ok: true; text: string; usage: TokenUsage } | { ok: false; failure: ModelFailure; usage: TokenUsage | null };

export type ModelClient = { model: string; ask(request: ModelRequest): Promise<ModelAnswer> };

export type OpenAiOptions = { apiKey: string; baseUrl: string; model: string };

export function createOpenAiClient({ apiKey, baseUrl, model }: OpenAiOptions): ModelClient {
  const openai = new OpenAI({
    apiKey, baseURL: baseUrl,
    maxRetries: 0, // a customer is waiting and the rules can read; a retry would double the wait and the cost
    logLevel: 'off', // the SDK's log would quote what people wrote
    // Left out, the SDK would look for them in the environment, which only the configuration reads.
    organization: null, project: null, webhookSecret: null,
  });
  return {
    model,
    async ask(request) {
      // The SDK's own timeout ends when the headers are there; a body that stops half way would hang for ever.
      const signal = AbortSignal.timeout(request.timeoutMs);
      try {
        return read(await openai.responses.create(bodyOf(model, request), { signal, timeout: request.timeoutMs }));
      } catch (error) {
        return { ok: false, ...failureOf(error, signal.aborted) };
      }
    },
  };
}

function bodyOf(model: string, { instructions, data, format, maxOutputTokens, safetyIdentifier }: ModelRequest): ResponseCreateParamsNonStreaming {
  return {
    model, instructions,
    // As JSON, so that no text can close its own quotation marks and begin to look like something else.
    input: data.map((item) => ({ role: 'user', content: [{ type: 'input_text', text: JSON.stringify(item) }] })),
    text: { format },
    max_output_tokens: maxOutputTokens,
    store: false, // customers' words are not the service's to keep
    safety_identifier: safetyIdentifier,
  };
}

/** Reads defensively: a service that only resembles the real one must not bring a turn down. */
function read(response: Partial<Response>): ModelAnswer {
  const usage = usageOf(response.usage);
  const failed = (failure: ModelFailure): ModelAnswer => ({ ok: false, failure, usage });
  if (response.status === 'incomplete') return failed('truncated');
  if (response.status === 'failed' || response.status === 'cancelled' || response.error) return failed('server_error');
  const parts = (response.output ?? []).flatMap((item) => (item.type === 'message' ? item.content : []));
  if (parts.some((part) => part.type === 'refusal')) return failed('refusal');
  const text = parts.map((part) => (part.type === 'output_text' ? part.text : '')).join('');
  return text === '' ? failed('bad_json') : { ok: true, text, usage: usage ?? NO_TOKENS };
}

function usageOf(usage: Response['usage']): TokenUsage | null {
  if (usage === undefined || usage === null) return null;
  const count = (value: number | undefined): number => (Number.isSafeInteger(value) && value !== undefined && value >= 0 ? value : 0);
  const input = count(usage.input_tokens);
  return { input, cached: Math.min(input, count(usage.input_tokens_details?.cached_tokens)), output: count(usage.output_tokens) };
}

/** What the service turned away cost nothing; what was cut off by us may have been worked on. */
function failureOf(error: unknown, timedOut: boolean): { failure: ModelFailure; usage: TokenUsage | null } {
  if (timedOut || error instanceof APIUserAbortError) return { failure: 'timeout', usage: null };
  if (error instanceof APIConnectionError) return { failure: 'unreachable', usage: null };
  if (error instanceof RateLimitError) return { failure: 'rate_limited', usage: NO_TOKENS };
  if (error instanceof APIError && typeof error.status === 'number') return { failure: error.status >= 500 ? 'server_error' : 'request_refused', usage: NO_TOKENS };
  // A body that is not JSON although it says so, or that breaks off.
  return error instanceof SyntaxError ? { failure: 'bad_json', usage: null } : { failure: 'unreachable', usage: null };
}
