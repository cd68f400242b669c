// Collects everything that is wrong with a caterer's data, so that it is reported all at once and not one fault for each start.
import type { z } from 'zod';

export class BusinessDataError extends Error {
  override name = 'BusinessDataError';
  readonly problems: readonly string[];

  constructor(dir: string, problems: readonly string[]) {
    super(`the business data in ${dir} cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** `profile.prices.adultCents: expected integer`, one for each issue. */
export function schemaProblems(file: string, error: z.ZodError): string[] {
  return error.issues.map((issue) => `${[file, ...issue.path.map(String)].join('.')}: ${issue.message}`);
}
