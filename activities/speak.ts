// Sends one outbox row, once. Ends as sent, not sent, or unknown and visible; unknown is never sent again on a guess.
import { isRecipientOptOut } from '../channels/ringcentral/delivery-codes.ts';
import type { ProviderCopy, SendOutcome } from '../channels/types.ts';
import { adopt, adoptedIds, markAbsent, markFailed, markProviderOptOut, markSent, markUnknown, markUnsent } from '../db/outbox.ts';
import { blockSender, claimSend, LEASE_MS, type OutboxRow } from '../db/send-pacing.ts';
import { open, type PersonKey } from '../db/sealing.ts';
import type { MessageClass } from '../db/schema.ts';
import type { StepResult } from '../domain/steps.ts';
import { assertNever } from '../domain/vocabulary.ts';
import type { ActivityDeps } from './deps.ts';

/** Two looks at the provider's store, this far apart, before "not there" is believed: its lists lag. */
export const ABSENCE_MS = 60_000;
/** When the store itself cannot be read: soon enough for a customer who waits, seldom enough for a provider in trouble. */
const READ_AGAIN_MS = 30_000;
/** How far before our first attempt the provider's clock may put the message. */
const CLOCK_MARGIN_MS = 120_000;
/** Waits between tries when the provider cannot be reached; the last one repeats. */
const LONGEST_WAIT_MS = 60_000;
const RETRY_WAITS_MS = [2_000, 5_000, 15_000, 30_000, LONGEST_WAIT_MS];

type Letter = { row: OutboxRow; to: string; text: string };

/** The texts of one answer, in order. Run again, it passes over what was sent: each row is claimed by itself. */
export async function speakAll(deps: ActivityDeps, outboxIds: readonly string[]): Promise<StepResult> {
  let unknown: StepResult | null = null;
  for (const outboxId of outboxIds) {
    const result = await speak(deps, outboxId);
    if (result.outcome === 'refused' || result.outcome === 'later') return result;
    // Not known to have arrived is no reason to keep the rest back.
    if (result.outcome === 'unknown') unknown ??= result;
  }
  return unknown ?? { outcome: 'done' };
}

export async function speak(deps: ActivityDeps, outboxId: string): Promise<StepResult> {
  const { database, settings } = deps;
  const startedMs = deps.clock();
  const claim = await claimSend(database, outboxId, { assistantEnabled: settings.assistantEnabled, sender: settings.smsFrom, perMinute: settings.smsPerMinute, now: new Date(startedMs), sendingHours: settings.sendingHours ?? null });
  switch (claim.kind) {
    case 'finished': return claim.state === 'not_sent' ? { outcome: 'refused', code: 'not_delivered' } : { outcome: 'done' };
    case 'later': return { outcome: 'later', atMs: claim.atMs };
    case 'claimed': case 'reconcile': {
      const key = deps.keys.get(claim.keyId, claim.wrappedKey);
      const letter: Letter = { row: claim.row, to: openTo(key, claim.row), text: open(key, `messages.body:${outboxId}`, claim.bodySealed).toString('utf8') };
      if (claim.kind === 'reconcile') return reconcile(deps, letter);
      // This process stood still since it claimed: whoever came after it may have looked into the provider's store, and sent.
      if (deps.clock() - startedMs >= LEASE_MS) return { outcome: 'later', atMs: deps.clock() };
      return attempt(deps, letter);
    }
    default: return assertNever(claim);
  }
}

function openTo(key: PersonKey, row: OutboxRow): string {
  return open(key, `outbox.to:${row.id}`, row.toSealed).toString('utf8');
}

async function send(deps: ActivityDeps, { row, to, text }: Letter): Promise<SendOutcome> {
  if (row.channel === 'webhook') return deps.staffWebhook === null ? { kind: 'not_sent', code: 'no_webhook_configured', retryAfterMs: null, permanent: true } : deps.staffWebhook.send(text, row.id);
  if (deps.sms === null) return { kind: 'not_sent', code: 'provider_disabled', retryAfterMs: null, permanent: true };
  return deps.sms.sendSms({ to, text });
}

/** Short enough to stay within the activity's time limit beside a slow provider. */
const INSIST_WAITS_MS = [100, 400, 1_500];

/** What became of a send is known here and nowhere else: forgotten, it would hold up the conversation for a whole lease and a look into the provider's store. */
async function insist(write: () => Promise<void>): Promise<void> {
  for (const waitMs of INSIST_WAITS_MS) {
    try {
      await write();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  await write();
}

async function attempt(deps: ActivityDeps, letter: Letter): Promise<StepResult> {
  const { row } = letter;
  const outcome = await send(deps, letter);
  const now = new Date(deps.clock());
  switch (outcome.kind) {
    case 'sent':
      await insist(() => markSent(deps.database, row.id, { providerMessageId: outcome.providerMessageId, providerTime: outcome.providerTime === null ? null : new Date(outcome.providerTime), providerStatus: outcome.status }, now));
      return { outcome: 'done' };
    case 'not_sent':
      deps.log.warn({ outboxId: row.id, class: row.class, code: outcome.code, permanent: outcome.permanent }, 'send not accepted');
      if (outcome.permanent) return fail(deps, letter, outcome.code, now);
      await insist(() => markUnsent(deps.database, row.id, row.attempts, outcome.code));
      if (outcome.retryAfterMs !== null && row.channel === 'sms') await blockSender(deps.database, deps.settings.smsFrom, outcome.retryAfterMs);
      return { outcome: 'later', atMs: now.getTime() + (outcome.retryAfterMs ?? RETRY_WAITS_MS[Math.min(row.attempts, RETRY_WAITS_MS.length) - 1] ?? LONGEST_WAIT_MS) };
    case 'unknown':
      deps.log.warn({ outboxId: row.id, class: row.class, code: outcome.code }, 'send outcome unknown');
      await insist(() => markUnknown(deps.database, row.id, row.attempts, outcome.code));
      // One look at once: mostly the provider has it, and the conversation goes on without a wait.
      return reconcile(deps, letter);
    default: return assertNever(outcome);
  }
}

async function fail(deps: ActivityDeps, { row }: Letter, code: string, now: Date): Promise<StepResult> {
  await insist(() => markFailed(deps.database, row.id, row.attempts, code));
  if (isRecipientOptOut(code) && row.toOptOutHash !== null) {
    await markProviderOptOut(deps.database, row.toOptOutHash, now);
    return { outcome: 'done' }; // their wish, not a fault to alarm staff about
  }
  return { outcome: 'refused', code: 'not_delivered' };
}

async function reconcile(deps: ActivityDeps, letter: Letter): Promise<StepResult> {
  const { row } = letter;
  const nowMs = deps.clock();
  // A webhook has no store to read; its receiver drops duplicates by id, so sending again is safe.
  if (row.channel === 'webhook') return resend(deps, row);
  if (deps.sms === null) return { outcome: 'unknown', recheckAtMs: null };
  let found: ProviderCopy | null;
  try {
    found = await findInStore(deps, letter);
  } catch (error) {
    deps.log.warn({ outboxId: row.id, error: error instanceof Error ? error.name : 'unknown' }, 'read-back failed');
    return { outcome: 'unknown', recheckAtMs: nowMs + READ_AGAIN_MS };
  }
  if (found !== null) {
    const copy = { providerMessageId: found.providerMessageId, providerTime: found.providerTime === null ? null : new Date(found.providerTime), providerStatus: found.status };
    if (await adopt(deps.database, row.id, copy, new Date(nowMs))) return { outcome: 'done' };
    return { outcome: 'unknown', recheckAtMs: nowMs + READ_AGAIN_MS };
  }
  const absenceMs = deps.settings.absenceMs ?? ABSENCE_MS;
  const absent = await markAbsent(deps.database, row.id, new Date(nowMs));
  if (absent.readBacks < 2 || nowMs - absent.firstAbsentAt.getTime() < absenceMs) return { outcome: 'unknown', recheckAtMs: absent.firstAbsentAt.getTime() + absenceMs };
  if (isAtMostOnce(row.class)) return { outcome: 'unknown', recheckAtMs: null }; // stays visible; staff may send it again
  return resend(deps, row);
}

async function resend(deps: ActivityDeps, row: OutboxRow): Promise<StepResult> {
  await markUnsent(deps.database, row.id, row.attempts, 'absent_from_provider');
  return { outcome: 'later', atMs: deps.clock() };
}

/** Same number, same text, not before our first try, and not already known as another message of ours. */
async function findInStore(deps: ActivityDeps, { row, to, text }: Letter): Promise<ProviderCopy | null> {
  const since = new Date((row.firstAttemptAt ?? row.createdAt).getTime() - CLOCK_MARGIN_MS);
  const copies = (await deps.sms?.listSms({ direction: 'outbound', since, phoneNumber: to })) ?? [];
  const same = copies.filter((copy) => copy.to === to && copy.text === text);
  const taken = await adoptedIds(deps.database, same.map((copy) => copy.providerMessageId));
  return same.filter((copy) => !taken.has(copy.providerMessageId)).sort((a, b) => (a.providerTime ?? '').localeCompare(b.providerTime ?? ''))[0] ?? null;
}

function isAtMostOnce(messageClass: MessageClass): boolean {
  return messageClass === 'reminder' || messageClass === 'notice';
}
