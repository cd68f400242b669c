// Tasks for people: list, look, claim, release, resolve.
import { z } from 'zod';
import { Failure } from '../../../domain/failures.ts';
import { claimTask, releaseTask, resolveTask, type TaskResult } from '../../../db/staff-tasks.ts';
import { findTask, listTasks } from '../../../db/staff-views.ts';
import type { AppDeps } from '../deps.ts';
import { jsonRoute, type Route } from '../route.ts';
import { ADMIN } from './path.ts';
import { granted } from './refusal.ts';
import { byId, resolutionCode, seenVersion, task, taskChanged, taskStatus } from './shapes.ts';

const MOST_TASKS = 500;

export function taskRoutes(deps: AppDeps): Route[] {
  const { postman } = deps;
  const at = () => new Date(deps.now());
  const common = { tag: 'Tasks', access: 'staff' } as const;

  function told(result: TaskResult) {
    const { taskId, threadId, version, status, claimedBy, stimulusId } = granted(result);
    postman.tellTask(taskId);
    if (stimulusId !== null) postman.deliver({ kind: 'stimulus', id: stimulusId, threadId });
    return { taskId, threadId, version, status, claimedBy };
  }

  return [
    jsonRoute({
      ...common, method: 'get', path: `${ADMIN}/tasks`, summary: 'Tasks, newest first.', description: 'Tasks.',
      query: z.object({ status: taskStatus.optional() }), answer: z.object({ tasks: z.array(task) }),
      handle: async ({ query }) => ({ tasks: await listTasks(deps, { status: query.status ?? null, limit: MOST_TASKS }) }),
    }),
    jsonRoute({
      ...common, method: 'get', path: `${ADMIN}/tasks/:id`, summary: 'One task.', description: 'The task.', params: byId, answer: task,
      async handle({ params }) {
        const found = await findTask(deps, params.id);
        if (found === null) throw new Failure('not_found');
        return found;
      },
    }),
    jsonRoute({
      ...common, method: 'post', path: `${ADMIN}/tasks/:id/claim`, summary: 'Say that you are on it; reminders to others stop.', description: 'Claimed.',
      params: byId, body: seenVersion, answer: taskChanged, failures: ['stale_version', 'task_already_claimed', 'task_already_resolved'],
      handle: async ({ params, body, actor }) => told(await claimTask(deps, { taskId: params.id, version: body.version, actor, now: at() })),
    }),
    jsonRoute({
      ...common, method: 'post', path: `${ADMIN}/tasks/:id/release`, summary: 'Give it up; it is open for everybody again.', description: 'Open again.',
      params: byId, body: seenVersion, answer: taskChanged, failures: ['stale_version', 'not_owner', 'task_already_resolved'],
      handle: async ({ params, body, actor }) => told(await releaseTask(deps, { taskId: params.id, version: body.version, actor, now: at() })),
    }),
    jsonRoute({
      ...common, method: 'post', path: `${ADMIN}/tasks/:id/resolve`, summary: 'It is done. A conversation that you had taken over goes back to the assistant.', description: 'Resolved.',
      params: byId, body: seenVersion.extend({ resolution: resolutionCode.default('resolved') }), answer: taskChanged, failures: ['stale_version', 'not_owner', 'task_already_resolved'],
      handle: async ({ params, body, actor }) => told(await resolveTask(deps, { taskId: params.id, ...body, via: 'admin_api', actor, now: at() })),
    }),
  ];
}
