// The list of variables for people: the README's table and `.env.example`, both made from the one declaration.
import { composeVariables, type VariableName, variableNames, variables } from './environment.ts';

/** Markdown; a test compares it with the README. */
export function environmentTable(): string {
  const rows = variableNames.map((name) => {
    const value = defaultOf(name);
    return `| \`${name}\` | ${variables[name].meaning} | ${value === undefined ? '' : `\`${value}\``} |`;
  });
  const composeRows = Object.entries(composeVariables).map(([name, meaning]) => `| \`${name}\` | ${meaning} (\`temporal-compose.yml\` only) | |`);
  return ['| variable | meaning | default |', '|---|---|---|', ...rows, ...composeRows].join('\n');
}

/** The whole of `.env.example`; a test compares it with the file. */
export function environmentExample(): string {
  const lines = ['# Copy to .env and uncomment what you need. Nothing here is needed to start: see the README.'];
  let group = '';
  for (const name of variableNames) {
    const variable = variables[name];
    if (variable.group !== group) lines.push('', `## ${variable.group}`);
    group = variable.group;
    lines.push(`# ${variable.meaning}`, `# ${name}=${defaultOf(name) ?? ''}`);
  }
  lines.push('', '## Only for temporal-compose.yml');
  for (const [name, meaning] of Object.entries(composeVariables)) lines.push(`# ${meaning}`, `# ${name}=`);
  return `${lines.join('\n')}\n`;
}

function defaultOf(name: VariableName): string | undefined {
  const parsed = variables[name].schema.safeParse(undefined);
  if (!parsed.success || parsed.data === undefined) return undefined;
  const text = String(parsed.data);
  return text === '' ? undefined : text;
}
