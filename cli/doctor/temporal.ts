// Temporal: reachable, the namespace keeps histories long enough, search attributes are registered, workers poll.
import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { Config } from '../../server/config.ts';
import { RETENTION_DAYS, SEARCH_ATTRIBUTES } from '../../server/local/temporal.ts';
import { connectClient } from '../../server/temporal-connection.ts';
import { type Check, codeOf, lookingAt } from './check.ts';

const CALL_LIMIT_MS = 5_000;
const DAY_SECONDS = 86_400;
/** Of the API: how a search attribute's type is numbered, and the kinds of task queue. */
const TYPE_NUMBERS = { Text: 1, Keyword: 2, Int: 3, Bool: 5, Datetime: 6 } as const;
const QUEUE_KINDS = [['workflows', 1], ['activities', 2]] as const;
const NOT_FOUND = 5; // gRPC status

const look = lookingAt('temporal');

export async function checkTemporal(config: Config, address: string | null): Promise<Check[]> {
  if (address === null) return [look('note', 'nothing is running: TEMPORAL_ADDRESS is not set and no local Temporal runs from DATA_DIR', 'Start the system with npm start, then ask again.')];
  const { namespace, taskQueue } = config.temporal;
  const { client, close } = await connectClient({ ...config.temporal, address });
  try {
    const { serverVersion } = await ask(client, () => client.workflowService.getSystemInfo({}));
    const reached = look('ok', `Temporal ${serverVersion} answers${config.temporal.address === null ? ' (local, running)' : ''}`);
    const retention = await checkNamespace(client, namespace);
    if (retention.status === 'fault') return [reached, retention];
    return [reached, retention, ...(await checkAttributes(client, namespace)), ...(await checkWorkers(client, namespace, taskQueue))];
  } catch (error) {
    return [look('fault', `Temporal does not answer (${codeOf(error)})`, 'Check TEMPORAL_ADDRESS, and TEMPORAL_API_KEY or TEMPORAL_TLS_* where the server wants them.')];
  } finally {
    await close();
  }
}

function ask<T>(client: Client, call: () => Promise<T>): Promise<T> {
  return client.withDeadline(Date.now() + CALL_LIMIT_MS, call);
}

async function checkNamespace(client: Client, namespace: string): Promise<Check> {
  try {
    const { config } = await ask(client, () => client.workflowService.describeNamespace({ namespace }));
    const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / DAY_SECONDS;
    if (days >= RETENTION_DAYS) return look('ok', `namespace ${namespace} keeps closed runs for ${String(days)} days`);
    return look('warning', `namespace ${namespace} keeps closed runs for ${String(days)} days; the archive wants ${String(RETENTION_DAYS)} to be sure`, `temporal operator namespace update --namespace ${namespace} --retention ${String(RETENTION_DAYS)}d`);
  } catch (error) {
    if (!isGrpcServiceError(error) || Number(error.code) !== NOT_FOUND) throw error;
    return look('fault', `there is no namespace ${namespace}`, `temporal operator namespace create --namespace ${namespace} --retention ${String(RETENTION_DAYS)}d`);
  }
}

async function checkAttributes(client: Client, namespace: string): Promise<Check[]> {
  let registered: Record<string, number | null | undefined>;
  try {
    const { operatorService } = client.connection as typeof client.connection & { operatorService: { listSearchAttributes(request: object): Promise<{ customAttributes: Record<string, number> }> } };
    registered = (await ask(client, () => operatorService.listSearchAttributes({ namespace }))).customAttributes;
  } catch (error) {
    return [look('note', `search attributes could not be listed (${codeOf(error)})`, `Look in the Temporal UI for ${Object.keys(SEARCH_ATTRIBUTES).join(', ')}.`)];
  }
  const checks = Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]): Check[] => {
    if (registered[name] === TYPE_NUMBERS[type]) return [];
    if (registered[name] !== undefined) return [look('fault', `search attribute ${name} has another type than ${type}`, `Remove it and create it again: temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`)];
    return [look('fault', `search attribute ${name} is not registered`, `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`)];
  });
  return checks.length > 0 ? checks : [look('ok', `search attributes ${Object.keys(SEARCH_ATTRIBUTES).join(', ')}`)];
}

async function checkWorkers(client: Client, namespace: string, taskQueue: string): Promise<Check[]> {
  const counts = await Promise.all(QUEUE_KINDS.map(async ([kind, taskQueueType]) => {
    const { pollers } = await ask(client, () => client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue }, taskQueueType }));
    return { kind, pollers: pollers?.length ?? 0 };
  }));
  const idle = counts.filter(({ pollers }) => pollers === 0).map(({ kind }) => kind);
  if (idle.length > 0) return [look('fault', `no worker polls the task queue ${taskQueue} for ${idle.join(' and ')}: messages are taken, and wait`, 'Start the worker, and see that its TEMPORAL_NAMESPACE and TEMPORAL_TASK_QUEUE are these.')];
  return [look('ok', `workers poll the task queue ${taskQueue}`)];
}
