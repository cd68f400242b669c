// Tasks for people: opening, alerting, reminding, resolving. Texts to staff carry a reason code and a link, never a customer's words.
import { asc, eq, sql } from 'drizzle-orm';
import { renderText } from '../domain/business.ts';
import { withoutTermsToken } from '../domain/terms-link.ts';
import type { HumanTaskInput } from '../domain/steps.ts';
import type { Transaction } from '../db/client.ts';
import { open, seal, type PersonKey } from '../db/sealing.ts';
import { conversationThreads, customers, humanTasks, messages, outbox, personKeys, stimuli } from '../db/schema.ts';
import { RESOLUTION_CODE, resolveTask as resolveInDatabase } from '../db/staff-tasks.ts';
import type { ActivityDeps } from './deps.ts';

const MINUTE_MS = 60_000;

export function consoleLink(publicUrl: string, threadId: string): string {
  return `${publicUrl}/console/conversations/${threadId}`;
}

/** What the task's workflow needs; null when the task is done already. */
export async function openTask(deps: ActivityDeps, taskId: string): Promise<HumanTaskInput | null> {
  const [task] = await deps.database.transaction((tx) => tx.select().from(humanTasks).where(eq(humanTasks.id, taskId)));
  if (task === undefined || task.status === 'resolved') return null;
  const waits = deps.business.profile.humanTask.remindAfterMinutes;
  // The profile counts from the opening; the workflow waits from one reminder to the next.
  const remindAfterMs = waits.map((minutes, index) => (minutes - (waits[index - 1] ?? 0)) * MINUTE_MS);
  return { taskId, remindAfterMs, summary: `${task.reason} ${consoleLink(deps.settings.publicUrl, task.threadId)}` };
}

/** Tells the first person and the staff webhook, once for each reason the task is given; returns the outbox rows to send. */
export async function alertStaff(deps: ActivityDeps, taskId: string): Promise<string[]> {
  return deps.database.transaction(async (tx) => {
    const found = await loadTask(tx, deps, taskId);
    if (found === null || found.task.status === 'resolved') return [];
    const { task, key } = found;
    const link = consoleLink(deps.settings.publicUrl, task.threadId);
    const text = renderText(deps.business, 'staff_alert', { reason: task.reason.replaceAll('_', ' '), link });
    const texts = deps.settings.staffNumbers.slice(0, 1).map((number) => ({ to: number, text, dedupeKey: `task:${taskId}:${task.reason}:${number}` }));
    const ids = await writeStaffTexts(tx, deps, key, texts);
    if (deps.staffWebhook === null) return ids;
    const body = JSON.stringify({ type: 'conversation.needs_person', taskId, threadId: task.threadId, reason: task.reason, link, openedAt: task.createdAt.toISOString(), transcript: await transcript(tx, task.threadId, key) });
    return [...ids, ...(await writeOutside(tx, deps, key, { channel: 'webhook', class: 'staff_webhook', to: 'staff-webhook', text: body, dedupeKey: `task:${taskId}:${task.reason}:webhook` }))];
  });
}

/** Nobody took it in time: the next person is told, and once the customer. */
export async function remindStaff(deps: ActivityDeps, { taskId, level }: { taskId: string; level: number }): Promise<string[]> {
  const written = await deps.database.transaction(async (tx) => {
    const found = await loadTask(tx, deps, taskId);
    if (found === null || found.task.status !== 'open') return null;
    const { task, key } = found;
    const now = new Date(deps.clock());
    const { remindAfterMinutes, tellCustomerAfterMinutes } = deps.business.profile.humanTask;
    const waitedMinutes = remindAfterMinutes[level - 1] ?? 0;
    const link = consoleLink(deps.settings.publicUrl, task.threadId);
    const text = renderText(deps.business, 'staff_reminder', { reason: task.reason.replaceAll('_', ' '), link, minutes: String(waitedMinutes) });
    // Each reminder goes one person further along the list; after the last it starts again with the first.
    const { staffNumbers } = deps.settings;
    const next = staffNumbers[level % Math.max(1, staffNumbers.length)];
    const ids = await writeStaffTexts(tx, deps, key, next === undefined ? [] : [{ to: next, text, dedupeKey: `task:${taskId}:${String(level)}:${next}` }]);
    await tx.update(humanTasks).set({ reminders: level }).where(eq(humanTasks.id, taskId));
    const before = remindAfterMinutes[level - 2] ?? 0;
    const isRerun = task.reminders >= level;
    if (isRerun || waitedMinutes < tellCustomerAfterMinutes || before >= tellCustomerAfterMinutes) return { ids, stimulusId: null, threadId: task.threadId };
    const stimulusId = deps.newId();
    await tx.insert(stimuli).values({ id: stimulusId, threadId: task.threadId, kind: 'task_unanswered', details: { taskId }, createdAt: now });
    return { ids, stimulusId, threadId: task.threadId };
  });
  if (written === null) return [];
  // A lost nudge costs seconds: the relay finds the row.
  if (written.stimulusId !== null) await deps.nudge(written.threadId, written.stimulusId);
  return written.ids;
}

/** From the Temporal UI: the admin API's own compare-and-set, so a task that is resolved, or in somebody else's hands, stays as it is. */
export async function resolveTask(deps: ActivityDeps, { taskId, by, resolution }: { taskId: string; by: string; resolution: string }): Promise<void> {
  const code = RESOLUTION_CODE.test(resolution) ? resolution : 'other';
  const result = await resolveInDatabase(deps, { taskId, actor: by, resolution: code, via: 'temporal_ui', version: null, now: new Date(deps.clock()) });
  if (!result.ok) {
    deps.log.warn({ taskId, code: result.code }, 'task not resolved');
    return;
  }
  if (result.stimulusId !== null) await deps.nudge(result.threadId, result.stimulusId);
}

export async function taskStatus(deps: ActivityDeps, taskId: string): Promise<'open' | 'claimed' | 'resolved'> {
  const [task] = await deps.database.transaction((tx) => tx.select({ status: humanTasks.status }).from(humanTasks).where(eq(humanTasks.id, taskId)));
  return task?.status ?? 'resolved';
}

async function loadTask(tx: Transaction, deps: ActivityDeps, taskId: string) {
  // Thread before task, as everybody else locks them.
  await tx.execute(sql`SELECT FROM conversation_threads WHERE thread_id = (SELECT thread_id FROM human_tasks WHERE id = ${taskId}) FOR NO KEY UPDATE`);
  const [row] = await tx.select({ task: humanTasks, keyId: personKeys.id, wrapped: personKeys.wrappedKey }).from(humanTasks)
    .innerJoin(conversationThreads, eq(conversationThreads.threadId, humanTasks.threadId)).innerJoin(customers, eq(customers.id, conversationThreads.customerId))
    .innerJoin(personKeys, eq(personKeys.id, customers.keyId)).where(eq(humanTasks.id, taskId)).for('update', { of: humanTasks });
  return row === undefined ? null : { task: row.task, key: deps.keys.get(row.keyId, row.wrapped) };
}

async function transcript(tx: Transaction, threadId: string, key: PersonKey) {
  const rows = await tx.select().from(messages).where(eq(messages.threadId, threadId)).orderBy(asc(messages.number));
  return rows.filter((row) => row.keyId === key.id).map((row) => ({
    number: row.number, direction: row.direction, author: row.author, channel: row.channel, at: row.receivedAt.toISOString(), text: withoutTermsToken(open(key, `messages.body:${row.id}`, row.bodySealed).toString('utf8')),
  }));
}

type StaffText = { to: string; text: string; dedupeKey: string };

async function writeStaffTexts(tx: Transaction, deps: ActivityDeps, key: PersonKey, texts: StaffText[]): Promise<string[]> {
  const ids = await Promise.all(texts.map((text) => writeOutside(tx, deps, key, { channel: 'sms', class: 'staff_alert', ...text })));
  return ids.flat();
}

/** A message outside the thread. Written once for each fact; a second call returns the first row's id. */
async function writeOutside(tx: Transaction, deps: ActivityDeps, key: PersonKey, message: StaffText & { channel: 'sms' | 'webhook'; class: 'staff_alert' | 'staff_webhook' }): Promise<string[]> {
  const [known] = await tx.select({ id: outbox.id }).from(outbox).where(eq(outbox.dedupeKey, message.dedupeKey));
  if (known !== undefined) return [known.id];
  const id = deps.newId();
  const now = new Date(deps.clock());
  await tx.insert(messages).values({ id, direction: 'outbound', channel: message.channel, author: 'system', keyId: key.id, bodySealed: seal(key, `messages.body:${id}`, message.text), receivedAt: now });
  await tx.insert(outbox).values({
    id, class: message.class, channel: message.channel, state: 'intended', dedupeKey: message.dedupeKey, basis: 'staff', toSealed: seal(key, `outbox.to:${id}`, message.to), createdAt: now,
  });
  return [id];
}
