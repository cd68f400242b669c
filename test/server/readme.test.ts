// The README's commands and table are true.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { environmentTable } from '../../server/environment-table.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const scripts = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { scripts: Record<string, string> }).scripts;

describe('the README', () => {
  it('has the table of variables that the configuration prints', () => {
    const table = /<!-- environment:[^>]*-->\n([\s\S]*?)<!-- \/environment -->/.exec(readme)?.[1] ?? '';
    assert.equal(table.trim(), environmentTable().trim());
  });

  it('names only commands that exist', () => {
    const named = [...readme.matchAll(/npm run ([a-z][a-z:-]*)/g)].map((match) => match[1] ?? '');
    assert.ok(named.length > 5);
    assert.deepEqual(named.filter((name) => scripts[name] === undefined), []);
  });
});
