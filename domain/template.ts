// Fills {{placeholders}} in approved texts. Filled values are never read again for placeholders, so a customer's words cannot become one.

const PLACEHOLDER = /\{\{\s*([A-Za-z][A-Za-z0-9]*)\s*\}\}/g;

/** The placeholders a template uses, each once, in order of appearance. */
export function placeholdersIn(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))];
}

/** Braces that are not a well-formed placeholder: a typing slip that a customer would otherwise read. */
export function strayBraces(template: string): boolean {
  return /\{\{|\}\}/.test(template.replace(PLACEHOLDER, ''));
}

export class TemplateError extends Error {
  override name = 'TemplateError';
}

/** Throws when a placeholder has no value: a text that says "{{total}}" must never be sent. */
export function fillTemplate(template: string, variables: Readonly<Record<string, string>>): string {
  return template.replace(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) throw new TemplateError(`no value for the placeholder ${name}`);
    return value;
  });
}

/** Fills what is known and leaves the rest for later. */
export function fillKnown(template: string, variables: Readonly<Record<string, string>>): string {
  return template.replace(PLACEHOLDER, (whole, name: string) => (Object.hasOwn(variables, name) ? (variables[name] ?? whole) : whole));
}
