// Counts what a language model uses for a conversation, and keeps it within the conversation's budget for the day.
import { eq, sql } from 'drizzle-orm';
import { NO_TOKENS, type CallEnd, type ModelOutcome } from '../domain/model-usage.ts';
import type { DatabaseHandle, Transaction } from './client.ts';
import { aiUsage } from './schema.ts';

type Day = { threadId: string; usedOn: string };

/** One statement, so that two calls at once cannot both take what is left. False: not enough is left. */
export async function reserveTokens(database: DatabaseHandle, { threadId, usedOn }: Day, tokens: number, cap: number): Promise<boolean> {
  // A day's first call meets no row to compare with.
  if (tokens > cap) return false;
  const rows = await database.statement((db) => db.insert(aiUsage).values({ threadId, usedOn, calls: 1, reservedTokens: tokens }).onConflictDoUpdate({
    target: [aiUsage.threadId, aiUsage.usedOn],
    set: { calls: sql`${aiUsage.calls} + 1`, reservedTokens: sql`${aiUsage.reservedTokens} + ${tokens}::integer` },
    setWhere: sql`${aiUsage.reservedTokens} + ${aiUsage.inputTokens} + ${aiUsage.outputTokens} + ${tokens}::integer <= ${cap}::integer`,
  }).returning({ threadId: aiUsage.threadId }));
  return rows.length === 1;
}

/** What was set aside becomes what was used. Where nobody knows that, it stays set aside. */
export async function settleTokens(database: DatabaseHandle, { threadId, usedOn }: Day, reserved: number, { outcome, usage }: CallEnd, costMicrodollars: number | null): Promise<void> {
  const { input, cached, output } = usage ?? NO_TOKENS;
  await database.statement((db) => db.update(aiUsage).set({
    reservedTokens: sql`${aiUsage.reservedTokens} - ${usage === null ? 0 : reserved}::integer`,
    inputTokens: sql`${aiUsage.inputTokens} + ${input}::integer`,
    cachedTokens: sql`${aiUsage.cachedTokens} + ${cached}::integer`,
    outputTokens: sql`${aiUsage.outputTokens} + ${output}::integer`,
    ...(costMicrodollars === null ? {} : { costMicrodollars: sql`coalesce(${aiUsage.costMicrodollars}, 0) + ${costMicrodollars}::bigint` }),
    outcomes: counted(outcome),
  }).where(sql`${aiUsage.threadId} = ${threadId} AND ${aiUsage.usedOn} = ${usedOn}::date`));
}

/** A call that was not made for want of tokens. Its day may have no row yet, when one call alone is over the cap. */
export async function countRefused(database: DatabaseHandle, { threadId, usedOn }: Day): Promise<void> {
  await database.statement((db) => db.insert(aiUsage).values({ threadId, usedOn, outcomes: { budget_spent: 1 } })
    .onConflictDoUpdate({ target: [aiUsage.threadId, aiUsage.usedOn], set: { outcomes: counted('budget_spent') } }));
}

/** `outcome` is one of our own codes, never text from outside. */
function counted(outcome: ModelOutcome) {
  return sql`${aiUsage.outcomes} || jsonb_build_object(${outcome}::text, coalesce((${aiUsage.outcomes} ->> ${outcome}::text)::integer, 0) + 1)`;
}

export type AiUsage = { calls: number; inputTokens: number; cachedTokens: number; outputTokens: number; reservedTokens: number; costMicrodollars: number | null; outcomes: Partial<Record<ModelOutcome, number>> };

/** All days of one conversation. */
export async function readAiUsage(tx: Transaction, threadId: string): Promise<AiUsage> {
  return total(await tx.select().from(aiUsage).where(eq(aiUsage.threadId, threadId)));
}

type Sums = { [Name in 'calls' | 'inputTokens' | 'cachedTokens' | 'outputTokens' | 'reservedTokens']: number } & { costMicrodollars: number | null };

/** For the figures: a row for each conversation and day with a model, so a few thousand a year. */
export async function readAllAiUsage(tx: Transaction): Promise<AiUsage> {
  const [[sums], outcomes] = await Promise.all([
    tx.execute<Sums>(sql`
      SELECT coalesce(sum(calls), 0)::float8 AS calls, coalesce(sum(input_tokens), 0)::float8 AS "inputTokens", coalesce(sum(cached_tokens), 0)::float8 AS "cachedTokens",
        coalesce(sum(output_tokens), 0)::float8 AS "outputTokens", coalesce(sum(reserved_tokens), 0)::float8 AS "reservedTokens", sum(cost_microdollars)::float8 AS "costMicrodollars" FROM ai_usage`),
    tx.execute<{ outcome: ModelOutcome; count: number }>(sql`SELECT key AS outcome, sum(value::integer)::float8 AS count FROM ai_usage, jsonb_each_text(outcomes) GROUP BY key`),
  ]);
  return { ...(sums ?? total([])), outcomes: Object.fromEntries(outcomes.map(({ outcome, count }) => [outcome, count])) };
}

function total(days: readonly AiUsage[]): AiUsage {
  const sum = (of: (day: AiUsage) => number): number => days.reduce((so, day) => so + of(day), 0);
  const outcomes: AiUsage['outcomes'] = {};
  for (const day of days) for (const [outcome, count] of Object.entries(day.outcomes) as [ModelOutcome, number][]) outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  return {
    calls: sum((day) => day.calls), inputTokens: sum((day) => day.inputTokens), cachedTokens: sum((day) => day.cachedTokens), outputTokens: sum((day) => day.outputTokens), reservedTokens: sum((day) => day.reservedTokens),
    costMicrodollars: days.every((day) => day.costMicrodollars === null) ? null : sum((day) => day.costMicrodollars ?? 0), outcomes,
  };
}
