// `npm run doctor`: checks everything the system needs and says what to do about each fault.
import { processEnvironment } from '../server/config.ts';
import { freshKeys } from '../server/dev-keys.ts';
import type { Check } from './doctor/check.ts';
import { diagnose } from './doctor/diagnose.ts';
import { type Outcome, parseCommand, runCommand, UsageError } from './support/command.ts';

const HELP = `npm run doctor -- [--generate-secrets] [--json]

Checks Node, the configuration, the business profile, the database with its migrations and rights, Temporal with its
namespace, search attributes and workers, RingCentral's login and webhook subscription, PUBLIC_URL, disk and clocks.
Changes nothing. What runs locally (npm start) is found and checked; what does not run is said so.

  --generate-secrets   print fresh keys for a production environment, and check nothing
  --json               print one JSON object on stdout, nothing else
  --help               print this

Exit code 1: something is wrong. Warnings and notes do not count.
`;

const MARKS = { ok: 'ok     ', note: 'note   ', warning: 'WARNING', fault: 'FAULT  ' } as const satisfies Record<Check['status'], string>;

async function doctor(args: string[]): Promise<Outcome> {
  const { values, positionals } = parseCommand(args, { 'generate-secrets': { type: 'boolean' } });
  if (positionals.length > 0) throw new UsageError('doctor takes no names');
  if (values['generate-secrets'] === true) {
    const secrets = freshKeys();
    return { ok: true, lines: Object.entries(secrets).map(([name, value]) => `${name}=${value}`), json: secrets };
  }
  const checks = await diagnose(processEnvironment(), { now: new Date(), nodeVersion: process.versions.node });
  const faults = checks.filter((check) => check.status === 'fault').length;
  return {
    ok: faults === 0,
    lines: [
      ...checks.flatMap(({ area, status, text, remedy }) => [`${MARKS[status]}  ${area.padEnd(13)}  ${text}`, ...(remedy === undefined ? [] : [`${' '.repeat(24)}  -> ${remedy}`])]),
      '', faults === 0 ? 'Nothing is wrong.' : `${String(faults)} fault(s).`,
    ],
    json: { ok: faults === 0, checks },
  };
}

await runCommand('doctor', HELP, process.argv.slice(2), doctor);
