// `npm run build`: compiles to dist/ and puts beside it what the compiler does not copy.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';

/** Data that modules read from beside themselves. */
const DATA = [['db/migrations', 'dist/db/migrations'], ['simulators/phone', 'dist/simulators/phone'], ['web/console', 'dist/web/console']] as const;

rmSync('dist', { recursive: true, force: true });
execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
for (const [from, to] of DATA) cpSync(from, to, { recursive: true });
