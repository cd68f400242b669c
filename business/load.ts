// Loads one caterer from its folder: profile, terms, answers, texts; checked as a whole before anything starts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SPANISH_TEXT_IDS, TEXT_IDS } from '../domain/business.ts';
import type { Business, TermsVersion } from '../domain/business.ts';
import { profileFacts } from '../domain/profile-facts.ts';
import { businessProfileSchema } from '../domain/profile.ts';
import { TOPICS } from '../domain/reading.ts';
import { fillKnown, fillTemplate } from '../domain/template.ts';
import { BusinessDataError, schemaProblems } from './problems.ts';
import { parseTermsFile, sha256Hex, unstatedFacts } from './terms-file.ts';
import { alphabetProblems, placeholderProblems, spanishTextProblems, textProblems } from './text-checks.ts';

export { BusinessDataError } from './problems.ts';

const VERSION_HEX_DIGITS = 16;

const sentence = z.string({ error: 'expected text' }).min(1, { error: 'expected text, found nothing' });
/** Null says that nobody has approved an answer: the customer is told that the team will be asked. */
const answer = sentence.nullable();
const answersSchema = z.strictObject(recordOf(TOPICS, answer));
const textsSchema = z.strictObject(recordOf(TEXT_IDS, sentence));
const spanishTextsSchema = z.strictObject(recordOf(SPANISH_TEXT_IDS, sentence));

function recordOf<Key extends string, Value>(keys: readonly Key[], value: Value): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, value])) as Record<Key, Value>;
}

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

function mapValues<Key extends string, Value extends string | null>(record: Readonly<Record<Key, Value>>, change: (value: Value) => Value): Record<Key, Value> {
  return Object.fromEntries(Object.entries<Value>(record).map(([key, value]) => [key, change(value)])) as Record<Key, Value>;
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
  const spanishTexts = readJson(dir, 'texts.es', spanishTextsSchema, problems);
  const [oldest, ...later] = readTerms(dir, problems);
  if (!profile || !answers || !texts || !spanishTexts || !oldest) throw new BusinessDataError(dir, problems);

  const facts = profileFacts(profile);
  for (const topic of TOPICS) {
    const text = answers[topic] ?? '';
    problems.push(...placeholderProblems(`answers.${topic}`, text, Object.keys(facts)), ...alphabetProblems(`answers.${topic}`, fillKnown(text, facts)));
  }
  problems.push(...textProblems(texts, facts), ...spanishTextProblems(spanishTexts, facts), ...unstatedFacts(later.at(-1) ?? oldest, facts));
  if (problems.length > 0) throw new BusinessDataError(dir, problems);

  const content = {
    profile,
    terms: [oldest, ...later] as const,
    answers: mapValues(answers, (text) => (text === null ? null : fillTemplate(text, facts))),
    texts: mapValues(texts, (template) => fillKnown(template, facts)),
    spanishTexts: mapValues(spanishTexts, (template) => fillTemplate(template, facts)),
  };
  return { ...content, profileVersion: sha256Hex(JSON.stringify(content, withSortedKeys)).slice(0, VERSION_HEX_DIGITS) };
}
