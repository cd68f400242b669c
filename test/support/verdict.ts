// Judges sends by the provider's own ledger, never by our rows: what reached the customer, how often, and what stayed away.
import type { MessageClass } from '../../db/schema.ts';
import type { LedgerText } from './desk.ts';

export type Intended = { class: MessageClass; to: string; text: string };
export type Verdict = { duplicates: string[]; lost: string[] };

/** Told at most once: twice would be worse than not at all. */
const AT_MOST_ONCE: ReadonlySet<MessageClass> = new Set(['reminder', 'notice']);

export function judge(intended: Intended[], ledger: LedgerText[], { mayRepeat = [] }: { mayRepeat?: MessageClass[] } = {}): Verdict {
  const verdict: Verdict = { duplicates: [], lost: [] };
  for (const intent of intended) {
    const wanted = intended.filter((other) => other.to === intent.to && other.text === intent.text).length;
    const arrived = ledger.filter((text) => text.direction === 'outbound' && text.to === intent.to && text.text === intent.text).length;
    if (arrived > wanted && !mayRepeat.includes(intent.class)) verdict.duplicates.push(`${intent.class}: ${intent.text}`);
    if (arrived < wanted && !AT_MOST_ONCE.has(intent.class)) verdict.lost.push(`${intent.class}: ${intent.text}`);
  }
  return verdict;
}
