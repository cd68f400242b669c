// Tasks handed to people: claim, release, resolve. Compare-and-set on the task's version, as for conversations.
import { and, eq, sql } from 'drizzle-orm';
import type { Transaction } from './client.ts';
import { conversationThreads, humanTasks, stimuli, type TaskStatus } from './schema.ts';
import { ASSISTANT, recordAct, type Act, type StaffDeps } from './staff.ts';

export type TaskAct = Act & { taskId: string; version: number };
export type TaskStanding = { version: number; status: TaskStatus; claimedBy: string | null };

export type TaskResult =
  | (TaskStanding & { ok: true; taskId: string; threadId: string; /** What the conversation is to be told, if anything. */ stimulusId: string | null })
  | { ok: false; code: 'not_found' }
  | { ok: false; code: 'stale_version' | 'not_owner' | 'task_already_claimed' | 'task_already_resolved'; current: TaskStanding };

export async function claimTask(deps: StaffDeps, act: TaskAct): Promise<TaskResult> {
  return deps.database.transaction(async (tx) => {
    const task = await lockTask(tx, act.taskId, act.version);
    if (!task.ok) return task;
    if (task.status === 'claimed' && task.claimedBy !== act.actor) return { ok: false, code: 'task_already_claimed', current: standing(task) };
    return change(tx, deps, act, task, 'claim_task', { status: 'claimed', claimedBy: act.actor, claimedAt: act.now });
  });
}

export async function releaseTask(deps: StaffDeps, act: TaskAct): Promise<TaskResult> {
  return deps.database.transaction(async (tx) => {
    const task = await lockTask(tx, act.taskId, act.version);
    if (!task.ok) return task;
    if (task.claimedBy !== act.actor) return { ok: false, code: 'not_owner', current: standing(task) };
    return change(tx, deps, act, task, 'release_task', { status: 'open', claimedBy: null, claimedAt: null });
  });
}

/** What a resolution looks like: a remark may hold personal data, and this column is not sealed. */
export const RESOLUTION_CODE = /^[a-z][a-z0-9_]{0,39}$/;

export type Resolution = { /** `RESOLUTION_CODE`. */ resolution: string; via: 'admin_api' | 'temporal_ui' };

/** Ends the task; a conversation that the actor had taken over goes back to the assistant with it. */
export async function resolveTask(deps: StaffDeps, act: Omit<TaskAct, 'version'> & { /** Null: whatever it is now. */ version: number | null } & Resolution): Promise<TaskResult> {
  return deps.database.transaction(async (tx) => {
    // Thread before task, as everybody else locks them; otherwise two acts could wait for each other.
    const [thread] = await tx.select({ threadId: conversationThreads.threadId, owner: conversationThreads.owner }).from(conversationThreads)
      .innerJoin(humanTasks, eq(humanTasks.threadId, conversationThreads.threadId)).where(eq(humanTasks.id, act.taskId)).for('no key update', { of: conversationThreads });
    const task = await lockTask(tx, act.taskId, act.version);
    if (!task.ok) return task;
    const others = [task.claimedBy, thread?.owner ?? ASSISTANT].filter((name) => name !== null && name !== ASSISTANT && name !== act.actor);
    if (others.length > 0) return { ok: false, code: 'not_owner', current: standing(task) };
    if (thread !== undefined && thread.owner !== ASSISTANT) {
      await tx.update(conversationThreads).set({ owner: ASSISTANT, version: sql`${conversationThreads.version} + 1`, updatedAt: act.now }).where(eq(conversationThreads.threadId, thread.threadId));
    }
    const stimulusId = deps.newId();
    await tx.insert(stimuli).values({ id: stimulusId, threadId: task.threadId, kind: 'task_resolved', details: { taskId: act.taskId, by: act.actor }, createdAt: act.now });
    const changes = { status: 'resolved' as const, resolution: act.resolution, resolvedBy: act.actor, resolvedVia: act.via, resolvedAt: act.now };
    return change(tx, deps, act, task, 'resolve_task', changes, stimulusId);
  });
}

type Task = TaskStanding & { ok: true; threadId: string };

async function lockTask(tx: Transaction, taskId: string, version: number | null): Promise<Task | Extract<TaskResult, { ok: false }>> {
  const [task] = await tx.select({ version: humanTasks.version, status: humanTasks.status, claimedBy: humanTasks.claimedBy, threadId: humanTasks.threadId })
    .from(humanTasks).where(eq(humanTasks.id, taskId)).for('update');
  if (task === undefined) return { ok: false, code: 'not_found' };
  if (task.status === 'resolved') return { ok: false, code: 'task_already_resolved', current: standing(task) };
  if (version !== null && task.version !== version) return { ok: false, code: 'stale_version', current: standing(task) };
  return { ok: true, ...task };
}

function standing({ version, status, claimedBy }: TaskStanding): TaskStanding {
  return { version, status, claimedBy };
}

type Changes = Partial<typeof humanTasks.$inferInsert> & { status: TaskStatus };

async function change(tx: Transaction, deps: StaffDeps, act: Act & { taskId: string }, task: Task, action: string, changes: Changes, stimulusId: string | null = null): Promise<TaskResult> {
  const version = task.version + 1;
  await tx.update(humanTasks).set({ ...changes, version }).where(and(eq(humanTasks.id, act.taskId), eq(humanTasks.version, task.version)));
  const resolution = changes.resolution == null ? {} : { resolution: changes.resolution };
  await recordAct(tx, deps, act, { action, threadId: task.threadId, taskId: act.taskId, details: resolution });
  const claimedBy = changes.claimedBy === undefined ? task.claimedBy : changes.claimedBy;
  return { ok: true, taskId: act.taskId, threadId: task.threadId, version, status: changes.status, claimedBy, stimulusId };
}
