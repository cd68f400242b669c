// `npm run emergency`: lets bookings through without terms for a time, and switches the assistant off and on.
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { openDatabase } from '../db/client.ts';
import { readConfig } from '../server/config.ts';
import { type Outcome, parseCommand, runCommand, UsageError } from './support/command.ts';
import { openPlaces } from './support/places.ts';
import { type EmergencyDeps, parseEmergency, performEmergency } from './support/emergency-acts.ts';

const HELP = `npm run emergency -- COMMAND [--json]

  waive-terms --by NAME --reason TEXT --until TIME   bookings are confirmed without terms until then; TIME is
                                                     2026-11-23T18:00:00Z or +2h, +30m; at most 24 hours ahead
  revoke-waiver [--by NAME]                          ends every waiver that is in force, at once
  assistant off --by NAME                            every conversation goes to people at once; nothing is lost
  assistant on --by NAME                             the assistant answers again
  status                                             what is in force

  --json   print one JSON object on stdout, nothing else
  --help   print this

A booking made meanwhile is marked as waived in an emergency and is never "verified". Opt-outs are respected as always.
Each act is recorded with its name. It takes effect at once, in every process.
`;

async function emergency(args: string[]): Promise<Outcome> {
  const { values, positionals } = parseCommand(args, { by: { type: 'string' }, reason: { type: 'string' }, until: { type: 'string' } });
  const parsed = parseEmergency(positionals, values, { now: new Date(), login: userInfo().username });
  if ('fault' in parsed) throw new UsageError(parsed.fault);
  const config = await readConfig();
  const places = await openPlaces(config, { temporal: false }, (line) => { process.stderr.write(`${line}\n`); });
  const sameLogin = places.ownerUrl !== null && new URL(places.ownerUrl).username === new URL(places.applicationUrl).username;
  const database = openDatabase({ url: places.applicationUrl, poolMax: 1, prepare: !config.database.isBehindPooler, dropToAppRole: sameLogin });
  try {
    const deps: EmergencyDeps = { database, newId: randomUUID, now: new Date(), isEnabledByEnvironment: config.assistant.isEnabled };
    return await performEmergency(deps, parsed.command);
  } finally {
    await database.close();
    await places.close();
  }
}

await runCommand('emergency', HELP, process.argv.slice(2), emergency);
