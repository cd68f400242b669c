// Mail that waits for its conversation: messages and stimuli no turn has taken, claimed in batches by any number of processes.
import { and, asc, eq, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { DatabaseHandle, DatabaseOrTransaction } from './client.ts';
import { messages, stimuli } from './schema.ts';

export type MailKind = 'message' | 'stimulus';
export type Mail = { kind: MailKind; id: string; threadId: string };

export type ClaimOptions = {
  now: Date;
  /** Mail nudged longer ago than this, and still not taken, is nudged again. */
  staleAfterMs: number;
  /** Mail younger than this is left to the process that wrote it. */
  freshForMs: number;
  /** For each of the two tables. */
  limit: number;
};

/**
 * Marks waiting mail as nudged now and returns it, oldest first. A process that dies before it nudged is made good by `staleAfterMs`;
 * a nudge that failed is given back with `unclaimMail`.
 */
export async function claimMail(database: DatabaseHandle, options: ClaimOptions): Promise<Mail[]> {
  const { now, limit } = options;
  return database.transaction(async (tx) => {
    const waitingMessages = tx.select({ id: messages.id }).from(messages)
      .where(and(eq(messages.direction, 'inbound'), isNull(messages.consumedBy), isWaiting(messages.nudgedAt, messages.receivedAt, options)))
      .orderBy(asc(messages.receivedAt), asc(messages.number)).limit(limit).for('update', { skipLocked: true });
    const waitingStimuli = tx.select({ id: stimuli.id }).from(stimuli)
      .where(and(isNull(stimuli.consumedBy), isWaiting(stimuli.nudgedAt, stimuli.createdAt, options)))
      .orderBy(asc(stimuli.createdAt)).limit(limit).for('update', { skipLocked: true });
    const [claimedMessages, claimedStimuli] = await Promise.all([
      tx.update(messages).set({ nudgedAt: now }).where(inArray(messages.id, waitingMessages)).returning({ id: messages.id, threadId: messages.threadId, at: messages.receivedAt }),
      tx.update(stimuli).set({ nudgedAt: now }).where(inArray(stimuli.id, waitingStimuli)).returning({ id: stimuli.id, threadId: stimuli.threadId, at: stimuli.createdAt }),
    ]);
    const mail = [...claimedMessages.map((row) => ({ ...row, kind: 'message' as const })), ...claimedStimuli.map((row) => ({ ...row, kind: 'stimulus' as const }))];
    // UPDATE returns rows in any order.
    return mail.sort((a, b) => a.at.getTime() - b.at.getTime())
      .flatMap(({ kind, id, threadId }) => (threadId === null ? [] : [{ kind, id, threadId }]));
  });
}

function isWaiting(nudgedAt: PgColumn, writtenAt: PgColumn, { now, staleAfterMs, freshForMs }: ClaimOptions): SQL | undefined {
  const before = (ms: number) => new Date(now.getTime() - ms);
  return or(and(isNull(nudgedAt), lt(writtenAt, before(freshForMs))), lt(nudgedAt, before(staleAfterMs)));
}

/** The nudge did not get through: whoever looks next may try again. */
export async function unclaimMail(database: DatabaseHandle, mail: readonly Mail[]): Promise<void> {
  await setNudged(database, mail, null);
}

export async function markNudged(database: DatabaseHandle, mail: readonly Mail[], now: Date): Promise<void> {
  await setNudged(database, mail, now);
}

async function setNudged(database: DatabaseHandle, mail: readonly Mail[], nudgedAt: Date | null): Promise<void> {
  if (mail.length === 0) return;
  const ids = (kind: MailKind) => mail.filter((item) => item.kind === kind).map((item) => item.id).sort();
  const [messageIds, stimulusIds] = [ids('message'), ids('stimulus')];
  await database.transaction(async (tx) => {
    // What a turn has taken meanwhile needs no mark, and leaving it alone saves a wait for that turn's row locks.
    if (messageIds.length > 0) await tx.update(messages).set({ nudgedAt }).where(and(inArray(messages.id, messageIds), isNull(messages.consumedBy)));
    if (stimulusIds.length > 0) await tx.update(stimuli).set({ nudgedAt }).where(and(inArray(stimuli.id, stimulusIds), isNull(stimuli.consumedBy)));
  });
}

/** When the oldest mail that no turn has taken was written; null when there is none. */
export async function oldestWaiting(db: DatabaseOrTransaction): Promise<Date | null> {
  const [message, stimulus] = await Promise.all([
    db.select({ at: sql<string | null>`min(${messages.receivedAt})` }).from(messages).where(and(eq(messages.direction, 'inbound'), isNull(messages.consumedBy))),
    db.select({ at: sql<string | null>`min(${stimuli.createdAt})` }).from(stimuli).where(isNull(stimuli.consumedBy)),
  ]);
  const instants = [message[0]?.at, stimulus[0]?.at].filter((at) => at != null).map((at) => new Date(at).getTime());
  return instants.length === 0 ? null : new Date(Math.min(...instants));
}
