// Lint rules: what the compiler cannot see. Determinism and clock rules live here.
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

const nodeBuiltins = builtinModules.flatMap((name) => [name, `node:${name}`]);

// Deadlines are decided from a `now` that is passed in (see docs/decisions.md, "The clock").
const noAmbientClock = [
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Take `now` as a parameter.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take `now` as a parameter.' },
  { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: 'No randomness here.' },
];
const noSqlNow = [
  { selector: 'TemplateElement[value.raw=/\\bnow\\(\\)|CURRENT_TIMESTAMP|clock_timestamp\\(/i]', message: 'Deadlines in SQL take `now` as a parameter. The database clock is for leases and token buckets only (db/send-pacing.ts, db/leases.ts).' },
];

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.data/', '.scratch/', 'web/', '**/*.js', '**/*.mjs', '**/*.cjs'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
    },
  },
  { files: ['domain/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...noAmbientClock], 'no-restricted-imports': ['error', { paths: nodeBuiltins }] } },
  { files: ['activities/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...noAmbientClock, ...noSqlNow] } },
  { files: ['db/**/*.ts'], ignores: ['db/send-pacing.ts', 'db/leases.ts', 'db/migrations/**'], rules: { 'no-restricted-syntax': ['error', ...noAmbientClock, ...noSqlNow] } },
  { files: ['workflows/**/*.ts'], rules: { 'no-restricted-imports': ['error', { paths: nodeBuiltins.filter((name) => name !== 'assert') }], 'no-restricted-globals': ['error', 'process', 'setInterval', 'fetch'] } },
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-unused-expressions': 'off' } },
);
