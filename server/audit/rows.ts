// Reads everything the database has about one conversation, without changing anything.
import { asc, eq, inArray, or } from 'drizzle-orm';
import type { DatabaseHandle } from '../../db/client.ts';
import { archivedHistories, conversationThreads, customers, evidenceEntries, humanTasks, messages, outbox, personKeys, staffActions, turns } from '../../db/schema.ts';
import { conversationWorkflowId } from '../../domain/workflow-ids.ts';

export type TurnRow = typeof turns.$inferSelect;
export type MessageRow = typeof messages.$inferSelect;
export type ThreadRow = typeof conversationThreads.$inferSelect;
export type ArchivedRow = { history: typeof archivedHistories.$inferSelect; entry: typeof evidenceEntries.$inferSelect };
export type Rows = Awaited<ReturnType<typeof loadRows>>;

/** One transaction that sees one moment, so that a turn being written meanwhile is there whole or not at all. */
export async function loadRows(database: DatabaseHandle, threadId: string) {
  return database.transaction(async (tx) => {
    const [[thread], turnRows, messageRows, actionRows, taskRows, archivedRows] = await Promise.all([
      tx.select({ thread: conversationThreads, keyId: personKeys.id, wrappedKey: personKeys.wrappedKey }).from(conversationThreads)
        .innerJoin(customers, eq(customers.id, conversationThreads.customerId)).innerJoin(personKeys, eq(personKeys.id, customers.keyId)).where(eq(conversationThreads.threadId, threadId)),
      tx.select().from(turns).where(eq(turns.threadId, threadId)).orderBy(asc(turns.position)),
      tx.select({ message: messages, sending: outbox }).from(messages).leftJoin(outbox, eq(outbox.id, messages.id)).where(eq(messages.threadId, threadId)).orderBy(asc(messages.number)),
      tx.select().from(staffActions).where(eq(staffActions.threadId, threadId)).orderBy(asc(staffActions.createdAt)),
      tx.select().from(humanTasks).where(eq(humanTasks.threadId, threadId)).orderBy(asc(humanTasks.createdAt)),
      // By workflow id as well: in a database restored to an earlier day the archive may know no thread.
      tx.select({ history: archivedHistories, entry: evidenceEntries }).from(archivedHistories).innerJoin(evidenceEntries, eq(evidenceEntries.id, archivedHistories.evidenceEntryId))
        .where(or(eq(archivedHistories.threadId, threadId), eq(archivedHistories.workflowId, conversationWorkflowId(threadId)))).orderBy(asc(archivedHistories.startedAt)),
    ]);
    // A message may be sealed under the key of a customer merged since.
    const keyIds = [...new Set(messageRows.map((row) => row.message.keyId))];
    const keys = keyIds.length === 0 ? [] : await tx.select({ id: personKeys.id, wrapped: personKeys.wrappedKey }).from(personKeys).where(inArray(personKeys.id, keyIds));
    return {
      thread: thread?.thread ?? null, key: thread === undefined ? null : { id: thread.keyId, wrapped: thread.wrappedKey }, keys,
      turns: turnRows, messages: messageRows, staffActions: actionRows, tasks: taskRows, archived: archivedRows,
    };
  });
}
