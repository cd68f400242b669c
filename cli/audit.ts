// `npm run audit`: audits one conversation and says in words what happened and whether anything was changed since.
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { formatInstant, listRuns } from './support/audit-words.ts';
import { decide } from '../domain/conversation/decide.ts';
import { auditConversation, parseConversationId } from '../server/audit/audit.ts';
import type { AuditReport } from '../server/audit/report.ts';
import { readConfig } from '../server/config.ts';
import { createLog } from '../server/log.ts';
import { activityDeps, openServices } from '../server/services.ts';
import { workflowsPath } from '../server/worker.ts';
import { type Outcome, parseCommand, runCommand, UsageError } from './support/command.ts';
import { openPlaces } from './support/places.ts';

const HELP = `npm run audit -- CONVERSATION_ID [--json]

Fetches the histories of a conversation and its tasks from Temporal and from the archive, replays them against today's
workflow code, checks every turn's record against its hash and against the histories, tells what happened, and shows
each turn that today's reader and rules would decide otherwise (which is no fault).

CONVERSATION_ID is the id of the thread, or of its workflow (conversation-...).

  --json   print one JSON object on stdout, nothing else
  --help   print this

Exit code 1: something was changed or is missing. 0: nothing was.
`;

async function audit(args: string[]): Promise<Outcome> {
  const { positionals: [given, ...rest] } = parseCommand(args, {});
  if (given === undefined || rest.length > 0) throw new UsageError('expected one conversation id');
  const threadId = parseConversationId(given);
  if (threadId === null) throw new UsageError('that is no conversation id: expected a UUID, or conversation- and a UUID');
  // The replay's own log would stand between the lines of the report.
  const runtime = Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF', forward: {} } } });
  try {
    return await auditThread(threadId);
  } finally {
    // Ends by itself only after a replay; without one it would keep the process alive.
    await runtime.shutdown();
  }
}

async function auditThread(threadId: string): Promise<Outcome> {
  const config = await readConfig();
  const places = await openPlaces(config, { temporal: true }, (line) => { process.stderr.write(`${line}\n`); });
  try {
    const services = await openServices(config, places, createLog({ level: 'fatal' }));
    try {
      const { geocoder, readers, business } = activityDeps(services);
      const report = await auditConversation({
        database: services.database, keys: services.keys, temporal: services.temporal, shell: { workflowsPath }, mind: { reader: readers.rules, decide, geocoder, business },
      }, threadId);
      return { ok: report.ok, lines: inWords(report), json: report };
    } finally {
      await services.close();
    }
  } finally {
    await places.close();
  }
}

function inWords(report: AuditReport): string[] {
  const { threadId, findings, timeline, differences, notes, timeZone } = report;
  return [
    `Conversation ${threadId}`,
    ...listRuns(report),
    '', `What happened (times in ${timeZone})`,
    ...timeline.map(({ at, who, text }) => `  ${formatInstant(at, timeZone)}  ${who.padEnd(9)}  ${text.replaceAll('\n', ' / ')}`),
    '', differences.length === 0 ? "Today's reader and rules would decide every turn the same." : "Turns that today's reader and rules would decide otherwise (no fault)",
    ...differences.flatMap(({ position, changes }) => [`  turn ${String(position)}`, ...changes.map((change) => `    ${change}`)]),
    ...(notes.length === 0 ? [] : ['', 'Notes', ...notes.map((note) => `  ${note}`)]),
    '', findings.length === 0 ? 'Nothing was changed, and nothing is missing.' : `${String(findings.length)} FAULT(S)`,
    ...findings.map(({ code, text }) => `  ${code}: ${text}`),
  ];
}

await runCommand('audit', HELP, process.argv.slice(2), audit);
