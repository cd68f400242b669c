// Loads one caterer from its folder: profile, terms, answers, texts; checked as a whole before anything starts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { TEXT_IDS } from '../domain/business.ts';
import type { Business, TermsVersion } from '../domain/business.ts';
import { profileFacts } from '../domain/profile-facts.ts';
import { businessProfileSchema } from '../domain/profile.ts';
import { TOPICS } from '../domain/reading.ts';
import { fillKnown, fillTemplate } from '../domain/template.ts';
import { BusinessDataError, schemaProblems } from './problems.ts';
import { parseTermsFile, sha256Hex, unstatedFacts } from './terms-file.ts';
import { alphabetProblems, placeholderProblems, textProblems } from './text-checks.ts';

export { BusinessDataError } from './problems.ts';

const VERSION_HEX_DIGITS = 16;

const sentence = z.string({ error: 'expected text' }).min(1, { error: 'expected text, found nothing' });
const answersSchema = z.strictObject(Object.fromEntries(TOPICS.map((topic) => [topic, sentence])) as Record<(typeof TOPICS)[number], typeof sentence>);
const textsSchema = z.strictObject(Object.fromEntries(TEXT_IDS.map((id) => [id, sentence])) as Record<(typeof TEXT_IDS)[number], typeof sentence>);

/** The parsed file, or undefined with the reason added to `problems`. */
function readJson<Schema extends z.ZodType>(dir: string, name: string, schema: Schema, problems: string[]): z.infer<Schema> | undefined {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(join(dir, `${name}.json`), 'utf8'));
  } catch (error) {
    problems.push(`${name}.json: ${error instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read'}`);
    return undefined;
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  problems.push(...schemaProblems(name, parsed.error));
  return undefined;
}

/** Oldest first. */
function readTerms(dir: string, problems: string[]): TermsVersion[] {
  let names: string[];
  try {
    names = readdirSync(join(dir, 'terms')).filter((name) => name.endsWith('.md')).sort();
  } catch {
    names = [];
  }
  if (names.length === 0) problems.push('terms: expected at least one file like terms/2026-11.en.md');
  const versions = names.flatMap((name) => {
    const parsed = parseTermsFile(`terms/${name}`, readFileSync(join(dir, 'terms', name), 'utf8'));
    if ('terms' in parsed) return [parsed.terms];
    problems.push(...parsed.problems);
    return [];
  });
  versions.sort((a, b) => (a.effectiveDate < b.effectiveDate ? -1 : 1));
  versions.forEach((terms, index) => {
    if (versions[index + 1]?.effectiveDate === terms.effectiveDate) problems.push(`terms: two versions take effect on ${terms.effectiveDate}`);
  });
  return versions;
}

function mapValues<Key extends string>(record: Readonly<Record<Key, string>>, change: (value: string) => string): Record<Key, string> {
  return Object.fromEntries(Object.entries<string>(record).map(([key, value]) => [key, change(value)])) as Record<Key, string>;
}

/** For `JSON.stringify`: the same content in another order of keys has the same version. */
function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Throws `BusinessDataError` with every problem found. */
export function loadBusiness(dir: string): Business {
  const problems: string[] = [];
  const profile = readJson(dir, 'profile', businessProfileSchema, problems);
  const answers = readJson(dir, 'answers', answersSchema, problems);
  const texts = readJson(dir, 'texts', textsSchema, problems);
  const [oldest, ...later] = readTerms(dir, problems);
  if (!profile || !answers || !texts || !oldest) throw new BusinessDataError(dir, problems);

  const facts = profileFacts(profile);
  for (const topic of TOPICS) {
    const found = placeholderProblems(`answers.${topic}`, answers[topic], Object.keys(facts));
    problems.push(...found, ...alphabetProblems(`answers.${topic}`, fillKnown(answers[topic], facts)));
  }
  problems.push(...textProblems(texts, facts), ...unstatedFacts(later.at(-1) ?? oldest, facts));
  if (problems.length > 0) throw new BusinessDataError(dir, problems);

  const content = {
    profile,
    terms: [oldest, ...later] as const,
    answers: mapValues(answers, (answer) => fillTemplate(answer, facts)),
    texts: mapValues(texts, (template) => fillKnown(template, facts)),
  };
  return { ...content, profileVersion: sha256Hex(JSON.stringify(content, withSortedKeys)).slice(0, VERSION_HEX_DIGITS) };
}
