// What the worker registers.
export { conversation } from './conversation.ts';
export { humanTask } from './human-task.ts';
export { archiveClosedRuns, watchSmsProvider } from './housekeeping.ts';
