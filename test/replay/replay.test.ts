// Every recorded history replays on today's workflows. A change that breaks a running conversation fails here first.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { FAILURES } from '../../domain/failures.ts';
import { historyFromJson } from '../../server/history-json.ts';
import { mutatedBundle } from '../support/mutant.ts';
import { sharedBundle } from '../support/system.ts';
import { HISTORIES, readManifest, type Recorded } from './manifest.ts';

/** What must be among them; more may be added, none taken away. */
const REQUIRED = ['booking.json', 'escalation.json', 'escalation-task.json', 'expiry.json', 'engine-switched.json', 'step-refused.json', 'later-and-unknown.json', 'database-away.json', 'continued-1.json', 'continued-2.json'];

type Event = Record<string, unknown> & { eventType: string };
type Loaded = Recorded & { bytes: string; history: { events: Event[] } };

async function load(): Promise<Loaded[]> {
  return Promise.all((await readManifest()).map(async (recorded) => {
    const bytes = await readFile(join(HISTORIES, recorded.file), 'utf8');
    return { ...recorded, bytes, history: JSON.parse(bytes) as { events: Event[] } };
  }));
}

/** The errors of those that do not replay, by file. */
async function replayAll(histories: Loaded[], workflowBundle: WorkflowBundleWithSourceMap): Promise<Map<string, Error>> {
  const failed = new Map<string, Error>();
  let replayed = 0;
  const source = histories.map(({ file, bytes }) => ({ workflowId: file, history: historyFromJson(bytes) }));
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle, replayName: 'recorded histories' }, source)) {
    replayed += 1;
    if (error !== undefined) failed.set(workflowId, error);
  }
  assert.equal(replayed, histories.length, 'every history was replayed');
  return failed;
}

/** All strings that the payloads hold, decoded, and those beside them that we choose. */
function ourStrings(value: unknown, found: string[] = []): string[] {
  if (typeof value === 'string') found.push(value);
  else if (Array.isArray(value)) value.forEach((inner) => ourStrings(inner, found));
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'metadata') continue;
      if (key === 'data' && typeof inner === 'string') ourStrings(decoded(inner), found);
      else ourStrings(inner, found);
    }
  }
  return found;
}

function decoded(base64: string): unknown {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const scheduled = ({ history }: Loaded) => history.events.flatMap((event) => {
  const attributes = event.activityTaskScheduledEventAttributes as { activityType?: { name?: string } } | undefined;
  return attributes?.activityType?.name === undefined ? [] : [attributes.activityType.name];
});
const has = ({ history }: Loaded, type: string) => history.events.some(({ eventType }) => eventType === `EVENT_TYPE_${type}`);

describe('recorded histories', function () {
  this.timeout(120_000);
  let histories: Loaded[];
  before(async () => { histories = await load(); });
  const named = (file: string) => {
    const found = histories.find((one) => one.file === file);
    assert.ok(found, `${file} is not in the manifest`);
    return found;
  };

  it('are all there, listed, and as they were recorded', async () => {
    const files = (await readdir(HISTORIES)).filter((file) => file !== 'manifest.json').sort();
    assert.deepEqual(files, histories.map(({ file }) => file).sort());
    assert.deepEqual(REQUIRED.filter((file) => !files.includes(file)), []);
    for (const { file, bytes, sha256, events, history } of histories) {
      assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256, `${file} was edited`);
      assert.equal(history.events.length, events);
    }
  });

  it('show what they say', () => {
    assert.ok(has(named('booking.json'), 'WORKFLOW_EXECUTION_COMPLETED'));
    assert.ok(scheduled(named('booking.json')).includes('confirmBooking') && !scheduled(named('booking.json')).includes('takeTurn'));
    assert.ok(has(named('escalation.json'), 'CHILD_WORKFLOW_EXECUTION_STARTED'));
    assert.ok(has(named('expiry.json'), 'TIMER_FIRED'));
    assert.ok(has(named('engine-switched.json'), 'MARKER_RECORDED') && scheduled(named('engine-switched.json')).includes('takeTurn'));
    assert.ok(scheduled(named('database-away.json')).includes('takeTurn'));
    assert.ok(has(named('later-and-unknown.json'), 'TIMER_STARTED'));
    assert.ok(ourStrings(named('step-refused.json').history).includes('slot_taken'));
    assert.ok(has(named('continued-1.json'), 'WORKFLOW_EXECUTION_CONTINUED_AS_NEW'));
  });

  it('hold ids, codes and times, and nothing that a person wrote', () => {
    // Ids and hashes; codes and names of ours; times and durations; our console's address; the recorder's own marks.
    const innocent = /^(?:[\w.+:/=-]{0,140}|@temporalio\/worker@[\w.+]+|https?:\/\/127\.0\.0\.1:\d+\/console\/[\w/-]+|[a-z_]+ https?:\/\/127\.0\.0\.1:\d+\/console\/[\w/-]+)$/;
    const failureMessages: ReadonlySet<string> = new Set(Object.values(FAILURES).map(({ message }) => message));
    for (const one of histories) {
      assert.deepEqual(ourStrings(one.history).filter((text) => !innocent.test(text) && !failureMessages.has(text.replace(/^\w+: /, ''))), [], one.file);
      assert.doesNotMatch(one.bytes, /\+1\d{10}|Sacramento|Main St|people on/);
    }
  });

  it('replay on the workflows of today', async () => {
    assert.ok(histories.length >= REQUIRED.length);
    assert.deepEqual(await replayAll(histories, await sharedBundle()), new Map());
  });

  const changes: [what: string, original: string, replacement: string][] = [
    ['sleeps once more', 'learn(mind, result);\n', 'learn(mind, result);\nawait (0, _temporalio_workflow__WEBPACK_IMPORTED_MODULE_0__.sleep)(5);\n'],
    ['leaves out the search attributes', 'mind.needsPerson = result.needsPerson;\n  showProgress(mind, before);', 'mind.needsPerson = result.needsPerson;'],
    ['branches on nothing when the engine changes', "input.engine === 'rules' ?", 'true ?'],
  ];
  for (const [what, original, replacement] of changes) {
    it(`do not replay on a twin that ${what}`, async () => {
      const failed = await replayAll(histories, await mutatedBundle([original, replacement]));
      assert.ok(failed.size > 0);
      assert.ok([...failed.values()].every((error) => error instanceof DeterminismViolationError), [...failed.values()].join('\n'));
    });
  }
});
