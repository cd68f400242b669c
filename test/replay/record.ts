// Records the histories that the replay test keeps: `npx tsx test/replay/record.ts`. It only ever adds; a recorded history is never written again.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createActivities } from '../../activities/index.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { safeFailure } from '../../activities/failures.ts';
import { Failure } from '../../domain/failures.ts';
import { conversationWorkflowId, taskWorkflowId } from '../../domain/workflow-ids.ts';
import { fetchHistory, listRunIds } from '../../server/histories.ts';
import { historyToJson } from '../../server/history-json.ts';
import { startLocalTemporal, type LocalTemporal } from '../../server/local/temporal.ts';
import { activityDeps, type Services } from '../../server/services.ts';
import { armFault } from '../support/desk.ts';
import { removeScratchDirectories, scratchDirectory } from '../support/scratch.ts';
import { stopTestServers } from '../support/servers.ts';
import { staffOf } from '../support/staff.ts';
import { book, daysAhead, eventually, startSystem, type Phone, type System } from '../support/system.ts';
import { HISTORIES, MANIFEST, readManifest, type Recorded } from './manifest.ts';

type Activities = ReturnType<typeof createActivities>;
type Case = {
  name: string;
  shows: string;
  /** Changes to the profile, in minutes, that a caterer would not make. */
  terms?: { challengeMinutes: number; reminderAfterMinutes: number[]; holdGraceMinutes: number };
  deps?: (deps: ActivityDeps) => ActivityDeps;
  activities?: (activities: Activities) => Activities;
  play(system: System, phone: Phone): Promise<unknown>;
};

const START = `I want to book for 20 people on ${daysAhead(30)}`;
const PLACE = '6pm, 123 Main St Sacramento';

const CASES: Case[] = [
  { name: 'booking', shows: 'a booking from the first message to its completion', play: (_system, phone) => book(phone) },
  {
    name: 'escalation', shows: 'handed over to a person, answered, handed back, gone on',
    async play(system, phone) {
      const staff = staffOf(system);
      await phone.ask(START, /time/i);
      await phone.ask('I need to talk to a person', /Connecting/);
      const task = await eventually(async () => (await staff.tasks())[0], 'a task');
      await staff.act(task.threadId, 'take-over');
      await staff.act(task.threadId, 'reply', 'How can I help?');
      await phone.receive(/How can I help/);
      await staff.act(task.threadId, 'hand-back');
      await phone.receive(/handed the conversation back/);
      await phone.ask(PLACE, /is that right/i);
    },
  },
  {
    name: 'expiry', shows: 'terms that nobody answers: reminder, second reminder, expiry, release of the date', terms: { challengeMinutes: 0.15, reminderAfterMinutes: [0.05, 0.1], holdGraceMinutes: 0.02 },
    async play(_system, phone) {
      await phone.ask(START, /time/i);
      await phone.ask(PLACE, /is that right/i);
      await phone.ask('yes', /I AGREE/);
      await phone.receive(/time to accept the terms is over/, 60_000);
    },
  },
  {
    name: 'engine-switched', shows: 'the engine goes from rules to openai between two turns',
    deps(deps) {
      const settings = { ...deps.settings };
      let turns = 0;
      // The setting changes while the conversation runs: the second turn is told, the third is another kind of activity.
      Object.defineProperty(settings, 'engine', { get: () => ((turns += 1) > 2 ? 'openai' : 'rules') });
      return { ...deps, settings, readers: { ...deps.readers, openai: { ...deps.readers.rules, engine: 'openai' } } };
    },
    play: (_system, phone) => book(phone),
  },
  {
    name: 'step-refused', shows: 'a slot that is gone: the refusal voids the rest of its turn and is the next stimulus',
    activities(activities) {
      let isFirst = true;
      return { ...activities, offer: (step) => { if (!isFirst) return activities.offer(step); isFirst = false; return Promise.resolve({ outcome: 'refused', code: 'slot_taken' }); } };
    },
    async play(_system, phone) {
      await phone.ask(START, /time/i);
      await phone.ask(PLACE, /is that right/i);
      await phone.ask('yes');
    },
  },
  {
    name: 'later-and-unknown', shows: 'a provider that asks to wait, and one that cuts the line: speak returns later, and unknown',
    deps: (deps) => ({ ...deps, settings: { ...deps.settings, absenceMs: 1_000 } }),
    async play(system, phone) {
      await armFault(system.simulatorUrl, 'rate_limit', { retryAfterSeconds: 1 });
      await phone.ask(START, /time/i);
      await armFault(system.simulatorUrl, 'drop_before_accept');
      await phone.ask(PLACE, /is that right/i);
    },
  },
  {
    name: 'database-away', shows: 'a turn whose local activity fails and is taken by a regular one',
    activities(activities) {
      let calls = 0;
      return { ...activities, takeTurn: (input) => ((calls += 1) > 2 && calls <= 5 ? Promise.reject(safeFailure('takeTurn', new Failure('database_unavailable'))) : activities.takeTurn(input)) };
    },
    async play(_system, phone) {
      await phone.ask(START, /time/i);
      await phone.ask(PLACE, /is that right/i);
      await phone.ask('yes', /I AGREE/);
    },
  },
  { name: 'continued', shows: 'continues as new between turns, several times', play: (_system, phone) => book(phone) },
];

function withTerms(terms: NonNullable<Case['terms']>) {
  return (services: Services): Services => ({ ...services, business: { ...services.business, profile: { ...services.business.profile, terms: { ...services.business.profile.terms, ...terms } } } });
}

async function record(one: Case, temporal: LocalTemporal): Promise<void> {
  const system = await startSystem({
    temporal, startWorker: false, environment: { CONVERSATION_GRACE_MINUTES: '0' }, ...(one.terms === undefined ? {} : { adjust: withTerms(one.terms) }),
  });
  try {
    const deps = activityDeps(system.services);
    const activities = createActivities(one.deps?.(deps) ?? deps);
    await system.startWorker({ activities: one.activities?.(activities) ?? activities });
    const phone = system.phone();
    await one.play(system, phone);
    await eventually(async () => (await system.services.database.client`SELECT FROM outbox WHERE state IN ('intended', 'sending', 'unknown')`).length === 0, 'everything is said');
    await new Promise((resolve) => { setTimeout(resolve, 1_000); }); // what follows the last text: the next timer, or the end
    await save(system, one);
  } finally {
    await system.stop();
  }
}

async function save(system: System, one: Case): Promise<void> {
  const { temporal, database } = system.services;
  const [threads, tasks] = await Promise.all([database.client<{ id: string }[]>`SELECT thread_id AS id FROM conversation_threads`, database.client<{ id: string }[]>`SELECT id FROM human_tasks`]);
  for (const { id } of threads) await saveRuns(conversationWorkflowId(id), 'conversation', one.name);
  for (const { id } of tasks) await saveRuns(taskWorkflowId(id), 'humanTask', `${one.name}-task`);

  async function saveRuns(workflowId: string, workflowType: Recorded['workflowType'], name: string): Promise<void> {
    const histories = (await Promise.all((await listRunIds(temporal, workflowId)).map((runId) => fetchHistory(temporal, workflowId, runId)))).filter((history) => history !== null);
    const inOrder = histories.sort((a, b) => Number(a.events?.[0]?.eventTime?.seconds ?? 0) - Number(b.events?.[0]?.eventTime?.seconds ?? 0) || Number(a.events?.[0]?.taskId ?? 0) - Number(b.events?.[0]?.taskId ?? 0));
    for (const [index, history] of inOrder.entries()) {
      const file = `${name}${inOrder.length === 1 ? '' : `-${String(index + 1)}`}.json`;
      const json = `${JSON.stringify(anonymous(JSON.parse(historyToJson(history))), null, 1)}\n`;
      await writeFile(join(HISTORIES, file), json, { flag: 'wx' });
      await list({ file, shows: one.shows, workflowType, events: history.events?.length ?? 0, sha256: createHash('sha256').update(json).digest('hex') });
    }
  }
}

/** Which machine recorded it is nobody's business and no part of a replay. */
function anonymous(value: unknown): unknown {
  // Sticky task queues are named after process and machine.
  if (typeof value === 'string') return /^\d+@/.test(value) ? 'recorder' : value;
  if (Array.isArray(value)) return value.map(anonymous);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'identity' ? 'recorder' : anonymous(inner)]));
}

async function list(recorded: Recorded): Promise<void> {
  await writeFile(MANIFEST, `${JSON.stringify([...(await readManifest()), recorded], null, 1)}\n`);
}

async function main(): Promise<void> {
  const known = await readManifest();
  const missing = CASES.filter((one) => !known.some(({ file }) => file.startsWith(`${one.name}.`) || file.startsWith(`${one.name}-1.`)));
  for (const one of missing) {
    const directory = await scratchDirectory();
    const temporal = await startLocalTemporal({
      dbFile: join(directory, 'temporal.db'), logFile: join(directory, 'temporal.log'), namespace: 'recording', uiPort: 'none', onProgress: () => undefined,
      ...(one.name === 'continued' ? { suggestContinueAsNewAfterEvents: 30 } : {}),
    });
    try {
      await record(one, temporal);
      console.log(`recorded ${one.name}`);
    } finally {
      await temporal.stop();
    }
  }
  await stopTestServers();
  await removeScratchDirectories();
}

await main();
