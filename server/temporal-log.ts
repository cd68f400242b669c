// Sends what Temporal's SDK has to say to our log, warnings and worse only: it tells of every bundle and every state change.
import { DefaultLogger, Runtime, type Logger } from '@temporalio/worker';
import type { Log } from './log.ts';

export function temporalLogger(log: Pick<Log, 'warn' | 'error'>): Logger {
  return new DefaultLogger('WARN', ({ level, message, meta }) => {
    // The SDK attaches errors and inputs; ids and types are what may be logged.
    const { workflowId, runId, workflowType, activityType, taskQueue, error } = (meta ?? {}) as Record<string, unknown>;
    const fields = { workflowId, runId, workflowType, activityType, taskQueue, ...(error instanceof Error ? { err: error } : {}) };
    if (level === 'ERROR') log.error(fields, message);
    else log.warn(fields, message);
  });
}

/** Once for each process, before anything connects to Temporal. */
export function installTemporalLog(log: Pick<Log, 'warn' | 'error'>): void {
  Runtime.install({ logger: temporalLogger(log), telemetryOptions: { logging: { forward: {}, filter: 'WARN' } } });
}
