// `npm run db`: migrates the database up, back to a named migration, or says where it stands.
import { parseArgs } from 'node:util';
import { migrateDown, migrateUp, migrationStatus } from '../db/migrate.ts';
import { processEnvironment } from '../server/config.ts';
import { openOwnerDatabase } from './owner-database.ts';

const HELP = `npm run db -- COMMAND [--json]

  up [NAME]    apply all migrations, or those up to and including NAME
  down NAME    take back every migration after NAME; NAME itself stays
  status       list the migrations and when each was applied

  --json       print one JSON object on stdout, nothing else
  --help       print this

Works on DATABASE_URL_SYNC (the owner's direct connection), or without it on the local database under DATA_DIR,
which is started for the time of the command when it is not running.

"down" drops the tables and columns of what it takes back, with their rows. Dump the database first, and export
the evidence that must be kept. "npm run db -- down 013_add_deposit_deadline" goes back to the baseline.
`;

class UsageError extends Error {}

type Command = { name: 'up'; target: string | undefined } | { name: 'down'; target: string } | { name: 'status' } | { name: 'help' };

/** Everything a command prints: for people, and for programs. */
type Outcome = { lines: string[]; json: object };

function parse(args: string[]): { command: Command; asJson: boolean } {
  const { values, positionals } = parseOptions(args);
  const asJson = values.json ?? false;
  if (values.help === true) return { command: { name: 'help' }, asJson };
  const [name, target, ...rest] = positionals;
  if (rest.length > 0 || (name === 'status' && target !== undefined)) throw new UsageError('too many arguments');
  switch (name) {
    case 'up':
      return { command: { name, target }, asJson };
    case 'down':
      if (target === undefined) throw new UsageError('"down" needs the name of the migration to go back to; "status" lists them');
      return { command: { name, target }, asJson };
    case 'status':
      return { command: { name }, asJson };
    default:
      throw new UsageError(name === undefined ? 'a command is missing' : `there is no command "${name}"`);
  }
}

function parseOptions(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'unreadable arguments');
  }
}

async function perform(command: Exclude<Command, { name: 'help' }>, ownerUrl: string): Promise<Outcome> {
  switch (command.name) {
    case 'up': {
      const applied = await migrateUp(ownerUrl, command.target);
      return { lines: applied.length === 0 ? ['nothing to apply'] : applied.map((name) => `applied     ${name}`), json: { command: 'up', applied } };
    }
    case 'down': {
      const takenBack = await migrateDown(ownerUrl, command.target);
      return { lines: takenBack.length === 0 ? ['nothing to take back'] : takenBack.map((name) => `taken back  ${name}`), json: { command: 'down', target: command.target, takenBack } };
    }
    case 'status': {
      const migrations = (await migrationStatus(ownerUrl)).map(({ name, appliedAt }) => ({ name, appliedAt: appliedAt?.toISOString() ?? null }));
      return { lines: migrations.map(({ name, appliedAt }) => `${appliedAt === null ? 'pending                 ' : appliedAt}  ${name}`), json: { command: 'status', migrations } };
    }
  }
}

async function main(args: string[]): Promise<void> {
  const { command, asJson } = parse(args);
  if (command.name === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const database = await openOwnerDatabase(processEnvironment(), (line) => process.stderr.write(`${line}\n`));
  try {
    const { lines, json } = await perform(command, database.ownerUrl);
    process.stdout.write(asJson ? `${JSON.stringify(json)}\n` : `${lines.join('\n')}\n`);
  } finally {
    await database.close();
  }
}

/** A refused connection to a name with several addresses has no message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : 'unknown fault';
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`db: ${messageOf(error)}\n${error instanceof UsageError ? `\n${HELP}` : ''}`);
  // 2: asked wrongly, as shells do; 1: asked rightly, and it failed.
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
