// What the short commands share: arguments, two ways to print, exit codes.
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Asked wrongly; the help is printed with it. */
export class UsageError extends Error {}

/** Everything a command prints: for people, and for programs. `ok: false` is exit code 1. */
export type Outcome = { ok: boolean; lines: string[]; json: object };

export function parseCommand<T extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: T) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'unreadable arguments');
  }
}

/** Runs as the process: `--help` and `--json` work the same everywhere, and errors go to stderr. */
export async function runCommand(name: string, help: string, args: string[], perform: (args: string[]) => Promise<Outcome>): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(help);
    return;
  }
  try {
    const { ok, lines, json } = await perform(args.filter((argument) => argument !== '--json'));
    process.stdout.write(args.includes('--json') ? `${JSON.stringify(json)}\n` : `${lines.join('\n')}\n`);
    process.exitCode = ok ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${name}: ${messageOf(error)}\n${error instanceof UsageError ? `\n${help}` : ''}`);
    // 2: asked wrongly, as shells do; 1: asked rightly, and it failed.
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

/** A refused connection to a name with several addresses has no message of its own. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : 'unknown fault';
}
