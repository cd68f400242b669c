// Workflow ids are made here and nowhere else. They show in Temporal, so they are made of random ids only.
export const CONVERSATION_PREFIX = 'conversation-';
export const TASK_PREFIX = 'task-';

export function conversationWorkflowId(threadId: string): string {
  return `${CONVERSATION_PREFIX}${threadId}`;
}

export function taskWorkflowId(taskId: string): string {
  return `${TASK_PREFIX}${taskId}`;
}

export function threadIdOf(workflowId: string): string | null {
  return workflowId.startsWith(CONVERSATION_PREFIX) ? workflowId.slice(CONVERSATION_PREFIX.length) : null;
}

export function taskIdOf(workflowId: string): string | null {
  return workflowId.startsWith(TASK_PREFIX) ? workflowId.slice(TASK_PREFIX.length) : null;
}
