// Reads one terms file: front matter, then the exact text. A published text is pinned by its hash and is never edited again.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isDate } from '../domain/calendar.ts';
import type { TermsVersion } from '../domain/business.ts';
import type { ProfileFacts } from '../domain/profile-facts.ts';
import { schemaProblems } from './problems.ts';

const frontMatter = z.strictObject({
  version: z.string({ error: 'expected a version like 2026-11' }).regex(/^[0-9a-z][0-9a-z.-]*$/, { error: 'expected a version like 2026-11' }),
  language: z.literal('en', { error: 'expected en' }),
  effectiveDate: z.string({ error: 'expected a date YYYY-MM-DD' }).refine(isDate, { error: 'expected a date YYYY-MM-DD' }),
  title: z.string({ error: 'expected a title' }).min(1, { error: 'expected a title' }),
  sha256: z.string({ error: 'expected the hash of the text' }),
});

/** What the terms must state in so many words; otherwise quote and contract could drift apart unnoticed. */
const STATED_FACTS = [
  'adultPrice', 'childPrice', 'minimumTotal', 'depositAmount', 'depositWithin', 'depositRefundDays', 'rescheduleFee',
  'freeMiles', 'pricePerMile', 'dietaryNotice', 'guestCountNotice', 'businessPhone',
] as const satisfies readonly (keyof ProfileFacts)[];

const ACT_THAT_BINDS = 'I AGREE';

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

export function parseTermsFile(file: string, content: string): { terms: TermsVersion } | { problems: string[] } {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]+)$/.exec(content);
  if (!match) return { problems: [`${file}: expected front matter between two lines of ---, then the text`] };
  const fields = Object.fromEntries((match[1] ?? '').split('\n').map((row) => {
    const colon = row.indexOf(':');
    return [row.slice(0, colon).trim(), row.slice(colon + 1).trim().replace(/^"(.*)"$/, '$1')];
  }));
  const head = frontMatter.safeParse(fields);
  if (!head.success) return { problems: schemaProblems(file, head.error) };
  const body = match[2] ?? '';
  const actual = sha256Hex(body);
  const problems: string[] = [];
  if (head.data.sha256 !== actual) problems.push(`${file}.sha256: the text is not the approved one (its hash is ${actual}); publish a new version instead of editing this one`);
  if (!body.includes(ACT_THAT_BINDS)) problems.push(`${file}: the text does not name the act that binds, "${ACT_THAT_BINDS}"`);
  if (file !== `terms/${head.data.version}.${head.data.language}.md`) problems.push(`${file}: expected the name terms/${head.data.version}.${head.data.language}.md`);
  return problems.length > 0 ? { problems } : { terms: { ...head.data, body } };
}

/** Figures of today's profile that the text does not state. */
export function unstatedFacts(terms: TermsVersion, facts: ProfileFacts): string[] {
  return STATED_FACTS.filter((name) => !statesFigure(terms.body, facts[name])).map((name) => `terms/${terms.version}: does not state ${name}, ${facts[name]}`);
}

/** As a whole figure: "$5" is not stated by "$55", nor "$100" by "$100.50". */
function statesFigure(body: string, figure: string): boolean {
  const escaped = figure.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\d.,$])${escaped}(?!\\d|[.,]\\d)`).test(body);
}
