// The truth table of replies to the terms, in terms-replies.jsonl: each row says what a reply means, decided by people before any reader was run on it.
import { readFileSync } from 'node:fs';
import { REPLY_VERDICTS, type ReplyVerdict } from '../../domain/vocabulary.ts';

export type TermsReply = { group: string; verdict: ReplyVerdict; text: string };

export const TERMS_REPLIES: readonly TermsReply[] = readFileSync(new URL('terms-replies.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as TermsReply);

export const GROUPS: readonly string[] = [...new Set(TERMS_REPLIES.map(({ group }) => group))];

/** How many replies of a group have each verdict, in the order of the verdicts. */
export function verdictsOf(group: string): readonly (readonly [ReplyVerdict, number])[] {
  return REPLY_VERDICTS.map((verdict): [ReplyVerdict, number] => [verdict, TERMS_REPLIES.filter((reply) => reply.group === group && reply.verdict === verdict).length]).filter(([, count]) => count > 0);
}
