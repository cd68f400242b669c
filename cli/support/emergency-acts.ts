// What can be done in an emergency: read from the command line, done to the database, told in words.
import type { DatabaseHandle } from '../../db/client.ts';
import { LONGEST_WAIVER_MS, grantWaiver, listWaivers, readAssistantSwitch, revokeWaiver, setAssistantSwitch, type Waiver } from '../../db/staff-settings.ts';
import { assertNever } from '../../domain/vocabulary.ts';
import type { Outcome } from './command.ts';

export type EmergencyCommand =
  | { kind: 'waive'; by: string; reason: string; until: Date }
  | { kind: 'revoke'; by: string }
  | { kind: 'assistant'; by: string; enabled: boolean }
  | { kind: 'status' };

type Given = { by?: string | undefined; reason?: string | undefined; until?: string | undefined };
type Parsed = { command: EmergencyCommand } | { fault: string };

/** What `+90m` and `+2h` count in. */
const UNIT_MS = { m: 60_000, h: 3_600_000 } as const;

export function parseEmergency(words: readonly string[], given: Given, { now, login }: { now: Date; login: string }): Parsed {
  const by = given.by?.trim() ?? '';
  const reason = given.reason?.trim() ?? '';
  switch (words.join(' ')) {
    case 'waive-terms': {
      if (by === '' || reason === '' || given.until === undefined) return { fault: 'waive-terms needs --by, --reason and --until' };
      const until = parseEnd(given.until, now);
      if (until === null) return { fault: '--until: expected a time like 2026-11-23T18:00:00Z, or +2h' };
      if (until <= now) return { fault: '--until lies in the past' };
      if (until.getTime() - now.getTime() > LONGEST_WAIVER_MS) return { fault: '--until lies more than 24 hours ahead' };
      return { command: { kind: 'waive', by, reason, until } };
    }
    // Ending an emergency must never fail for want of a name.
    case 'revoke-waiver': return { command: { kind: 'revoke', by: by === '' ? login : by } };
    case 'assistant on': case 'assistant off':
      return by === '' ? { fault: 'assistant needs --by' } : { command: { kind: 'assistant', by, enabled: words[1] === 'on' } };
    case 'status': return { command: { kind: 'status' } };
    case '': return { fault: 'a command is missing' };
    default: return { fault: `there is no command "${words.join(' ')}"` };
  }
}

/** With its offset, so that nobody has to guess whose clock was meant. */
function parseEnd(text: string, now: Date): Date | null {
  const ahead = /^\+(\d{1,4})(m|h)$/.exec(text.trim());
  if (ahead !== null) return new Date(now.getTime() + Number(ahead[1]) * UNIT_MS[ahead[2] === 'm' ? 'm' : 'h']);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text.trim())) return null;
  const instant = new Date(text.trim());
  return Number.isNaN(instant.getTime()) ? null : instant;
}

export type EmergencyDeps = {
  database: DatabaseHandle;
  newId: () => string;
  now: Date;
  /** `AI_BOOKING_ENABLED`; its `false` wins over the switch. */
  isEnabledByEnvironment: boolean;
};

export async function performEmergency(deps: EmergencyDeps, command: EmergencyCommand): Promise<Outcome> {
  const { now } = deps;
  switch (command.kind) {
    case 'waive': {
      const waiver = await grantWaiver(deps, { actor: command.by, now }, { reason: command.reason, validUntil: command.until });
      return outcome([`Terms are waived until ${waiver.validUntil.toISOString()} (waiver ${waiver.id}, by ${waiver.grantedBy}).`, 'End it earlier with: npm run emergency -- revoke-waiver'], { waived: describe(waiver) });
    }
    case 'revoke': {
      const revoked: Waiver[] = [];
      for (const waiver of await inForce(deps)) {
        const ended = await revokeWaiver(deps, { actor: command.by, now }, waiver.id);
        if (ended !== null) revoked.push(ended);
      }
      return outcome(revoked.length === 0 ? ['No waiver was in force.'] : revoked.map(({ id }) => `Waiver ${id} is ended: bookings need their terms again.`), { revoked: revoked.map(describe) });
    }
    case 'assistant': {
      await setAssistantSwitch(deps, { actor: command.by, now }, command.enabled);
      return outcome([...assistantWords(deps, command.enabled, command.by)], { assistant: { enabled: command.enabled && deps.isEnabledByEnvironment, changedBy: command.by } });
    }
    case 'status': {
      const [assistant, waivers] = [await readAssistantSwitch(deps), await inForce(deps)];
      return outcome([
        ...assistantWords(deps, assistant.enabled, assistant.changedBy),
        ...(waivers.length === 0 ? ['No waiver is in force: bookings need their terms.'] : waivers.map((waiver) => `Terms are waived until ${waiver.validUntil.toISOString()} by ${waiver.grantedBy}: ${waiver.reason} (${waiver.id})`)),
      ], { assistant: { enabled: assistant.enabled && deps.isEnabledByEnvironment, changedBy: assistant.changedBy, changedAt: assistant.changedAt?.toISOString() ?? null }, waivers: waivers.map(describe) });
    }
    default: return assertNever(command);
  }
}

async function inForce(deps: EmergencyDeps): Promise<Waiver[]> {
  return (await listWaivers(deps)).filter((waiver) => waiver.revokedAt === null && waiver.validUntil > deps.now);
}

function assistantWords({ isEnabledByEnvironment }: EmergencyDeps, enabled: boolean, by: string | null): string[] {
  const who = by === null ? '' : ` (by ${by})`;
  if (!enabled) return [`The assistant is off${who}: every conversation goes to people.`];
  return isEnabledByEnvironment ? [`The assistant is on${who}.`] : [`The assistant's switch is on${who}, but AI_BOOKING_ENABLED=false wins: it is off.`];
}

function describe(waiver: Waiver) {
  const { id, grantedBy, reason, validUntil, revokedAt } = waiver;
  return { id, grantedBy, reason, validUntil: validUntil.toISOString(), revokedAt: revokedAt?.toISOString() ?? null };
}

function outcome(lines: string[], json: object): Outcome {
  return { ok: true, lines, json };
}
