// The command `npm run db`, run as a process of its own, as people and scripts run it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { migrationNames } from '../../db/migrate.ts';
import { startLocalPostgres } from '../../server/local/postgres.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';

// By its full path: the command runs in a directory that has no packages.
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const program = fileURLToPath(new URL('../../cli/db.ts', import.meta.url));

type Run = { code: number; stdout: string; stderr: string };

async function db(args: string[], env: Record<string, string>, cwd: string): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', tsx, program, ...args], { cwd, env: { PATH: process.env['PATH'] ?? '', ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
}

describe('npm run db', () => {
  let database: TestDatabase;
  let names: string[];
  let cwd: string;
  const run = (...args: string[]) => db(args, { DATABASE_URL_SYNC: database.ownerUrl }, cwd);
  before(async () => {
    cwd = await scratchDirectory();
    names = await migrationNames();
  });
  beforeEach(async () => {
    database = await createTestDatabase({ migrated: false });
  });
  afterEach(() => database.drop());

  it('goes up, back to the baseline and up again, and says where it stands', async () => {
    const up = await run('up');
    assert.deepEqual([up.code, up.stderr, up.stdout], [0, '', names.map((name) => `applied     ${name}\n`).join('')]);
    const down = await run('down', '013_add_deposit_deadline', '--json');
    assert.deepEqual([down.code, down.stderr], [0, '']);
    assert.deepEqual(JSON.parse(down.stdout), { command: 'down', target: '013_add_deposit_deadline', takenBack: names.slice(1).reverse() });
    const status = await run('--json', 'status');
    const { migrations } = JSON.parse(status.stdout) as { migrations: { name: string; appliedAt: string | null }[] };
    assert.deepEqual(migrations.map((row) => [row.name, row.appliedAt !== null]), names.map((name, index) => [name, index === 0]));
    assert.deepEqual(JSON.parse((await run('up', '--json')).stdout), { command: 'up', applied: names.slice(1) });
    assert.equal((await run('up')).stdout, 'nothing to apply\n');
  });

  it('prints help on stdout', async () => {
    const help = await run('--help');
    assert.equal(help.code, 0);
    assert.match(help.stdout, /down NAME/);
  });

  it('refuses what it does not understand, on stderr, and prints nothing on stdout', async () => {
    const wrong: [string[], number, RegExp][] = [
      [['down', '012_nothing', '--json'], 1, /no migration is called "012_nothing".*013_add_deposit_deadline/],
      [['down'], 2, /"down" needs the name/],
      [[], 2, /a command is missing/],
      [['sideways'], 2, /no command "sideways"/],
      [['status', 'x'], 2, /too many arguments/],
      [['up', '--force'], 2, /--force/],
    ];
    for (const [args, code, message] of wrong) {
      const result = await run(...args);
      assert.deepEqual([result.code, result.stdout], [code, ''], args.join(' '));
      assert.match(result.stderr, message);
    }
  });

  it('says what is wrong with the connection, and shows no password', async () => {
    const nobody = await db(['status'], { DATABASE_URL_SYNC: 'postgres://owner:hidden@127.0.0.1:1/booking' }, cwd);
    const application = await db(['status'], { DATABASE_URL: 'postgres://app:hidden@127.0.0.1:1/booking' }, cwd);
    const unreadable = await db(['status'], { DATABASE_URL_SYNC: 'mysql://owner:hidden@localhost/booking' }, cwd);
    const production = await db(['status'], { APP_ENV: 'production' }, cwd);
    assert.match(nobody.stderr, /ECONNREFUSED/);
    assert.match(application.stderr, /DATABASE_URL_SYNC is missing/);
    assert.match(unreadable.stderr, /DATABASE_URL_SYNC: expected a URL/);
    assert.match(production.stderr, /production has no local database/);
    for (const { code, stdout, stderr } of [nobody, application, unreadable, production]) {
      assert.deepEqual([code, stdout], [1, '']);
      assert.doesNotMatch(stderr, /hidden|\n\s+at /);
    }
  });

  it('uses the local database with no environment set: the running one, else one of its own that it stops', async () => {
    const dataDir = await scratchDirectory();
    const first = await db(['up', '--json'], { DATA_DIR: dataDir }, cwd);
    assert.equal(first.code, 0, first.stderr);
    assert.deepEqual(JSON.parse(first.stdout), { command: 'up', applied: names });
    const running = await startLocalPostgres({ dataDir, onProgress: () => undefined, durable: false });
    try {
      const status = await db(['status', '--json'], { DATA_DIR: dataDir }, cwd);
      assert.equal(status.code, 0, status.stderr);
      assert.doesNotMatch(status.stdout, /null/);
    } finally {
      await running.destroy();
    }
  });
});
