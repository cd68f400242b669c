// Which approved answers of a decision a model may word, and what came of it. Deciding stays pure: the wording is recorded beside the decision, not in it.
import type { Business } from '../domain/business.ts';
import type { Decision, Effect } from '../domain/conversation/decision.ts';
import { isSaidIn, isWorthPhrasing, PHRASED_TOPICS, phrased, type Phrasing } from '../domain/phrasing.ts';
import type { Reading } from '../domain/reading.ts';

/** What was phrased in this turn so far, by approved answer. */
export type Phrasings = Map<string, Phrasing>;

type Say = Extract<Effect, { kind: 'say' }>;

/** Only replies: read-back and terms, consent and every other fixed text go out as they are. */
const repliesOf = ({ effects }: Decision): Say[] => effects.filter((effect): effect is Say => effect.kind === 'say' && effect.class === 'reply');

/** The answers that stand whole in the reply of this turn. */
export function approvedAnswersIn(decision: Decision, readings: readonly Reading[], { answers }: Business): string[] {
  // A model that has just failed to read is not asked to write.
  const isThere = readings.some(({ model }) => model?.outcome === 'answered') && readings.every(({ model }) => model === undefined || model.outcome === 'answered');
  if (!isThere) return [];
  const asked = new Set(readings.flatMap(({ topics }) => topics));
  const texts = repliesOf(decision).map(({ text }) => text);
  const approved = PHRASED_TOPICS.flatMap((topic) => (asked.has(topic) ? (answers[topic] ?? []) : []));
  return approved.filter((answer) => isWorthPhrasing(answer) && isSaidIn(texts, answer));
}

/** What goes out for a `say`. */
export function textOf(effect: Say, { decision, phrasings = [] }: { decision: Decision; phrasings?: Phrasing[] }): string {
  const replies = repliesOf(decision);
  return phrased(replies.map(({ text }) => text), phrasings)[replies.indexOf(effect)] ?? effect.text;
}
