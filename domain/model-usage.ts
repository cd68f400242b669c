// What a call to a language model may end as, what it used and what that cost: the words the reader, the budget and the figures share.

/** Why the rules' reading (or the approved text) was used after all; counted, and kept with the turn. */
export const MODEL_FAILURES = [
  /** Not asked: the conversation's tokens for the day are used up. */
  'budget_spent',
  /** Not asked: longer than any message that a channel of ours delivers. */
  'too_long',
  'timeout', 'unreachable', 'rate_limited',
  /** The service said no to the request itself: key, model, form. */
  'request_refused',
  'server_error',
  /** The model declined to answer. */
  'refusal',
  /** Cut off by the limit of output tokens, or by the service's filter. */
  'truncated',
  'bad_json', 'schema_mismatch',
] as const;
export type ModelFailure = (typeof MODEL_FAILURES)[number];
export type ModelOutcome = 'answered' | ModelFailure;

/** `cached` is the part of `input` that the service had seen before and charges less for. */
export type TokenUsage = { input: number; cached: number; output: number };
export const NO_TOKENS: TokenUsage = { input: 0, cached: 0, output: 0 };

export type ModelPurpose = 'read' | 'phrase';

/** How a call ended. `usage` null: nobody knows what it used (it may have been worked on until we hung up). */
export type CallEnd = { outcome: ModelOutcome; usage: TokenUsage | null };

/** One conversation's budget. Asked before a call and told after it. */
export type Meter = {
  /** Tells the service that calls belong together, and nothing about whom. */
  safetyIdentifier: string;
  /** Sets the tokens aside that the call can use at most; null when they are not there. */
  reserve(call: { purpose: ModelPurpose; model: string; tokens: number }): Promise<Reservation | null>;
};
export type Reservation = { settle(end: CallEnd): Promise<void> };

/** Dollars for a million tokens, which is the same number in millionths of a dollar for one. */
export type ModelPrice = { input: number; cached: number; output: number };
export type ModelPrices = Readonly<Record<string, ModelPrice>>;

/** Millionths of a dollar, or null for a model without a price: a cost is never made up. */
export function costOf(prices: ModelPrices, model: string, usage: TokenUsage): number | null {
  const price = Object.hasOwn(prices, model) ? prices[model] : undefined;
  if (price === undefined) return null;
  return Math.round((usage.input - usage.cached) * price.input + usage.cached * price.cached + usage.output * price.output);
}
