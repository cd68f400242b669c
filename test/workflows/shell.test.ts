// What the shell does whatever the mind decides: waiting, giving way, falling back, ending.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { StepResult, TurnInput } from '../../domain/steps.ts';
import { conversationView } from '../../workflows/messages.ts';
import { mutatedBundle } from '../support/mutant.ts';
import { speak, startShell, turnResult, type Shell } from '../support/shell.ts';
import { eventually } from '../support/system.ts';

const HOUR_MS = 3_600_000;

describe('the conversation workflow', () => {
  let shell: Shell;
  afterEach(() => shell.stop());

  it('takes its turn as a regular activity when the local one is exhausted', async () => {
    const attempts: boolean[] = [];
    shell = await startShell({
      async takeTurn(input) {
        attempts.push(Context.current().info.isLocal);
        // One failure of the regular activity too: it must be tried again, and not bring the workflow down.
        if (attempts.length <= 3) throw new Error('database_away');
        return turnResult(input, { settled: true });
      },
    });
    const handle = await shell.nudge(randomUUID(), 'first');
    await handle.result();
    assert.deepEqual(attempts, [true, true, false, false]);
  });

  it('delivers to a live session as a regular activity when the local one is exhausted', async () => {
    const attempts: boolean[] = [];
    shell = await startShell({
      takeTurn: async (input) => turnResult(input, { settled: true, steps: [speak('one', true)] }),
      async speak(): Promise<StepResult> {
        attempts.push(Context.current().info.isLocal);
        if (Context.current().info.isLocal) throw new Error('database_away');
        return { outcome: 'done' };
      },
    });
    const handle = await shell.nudge(randomUUID(), 'first');
    await handle.result();
    assert.deepEqual(attempts, [true, true, false]);
  });

  it('does not let an answer wait behind a text that is for the next morning', async () => {
    const said: string[] = [];
    shell = await startShell({
      takeTurn: async (input) => turnResult(input, { steps: [speak(`text-${String(input.turnNumber)}`)] }),
      async speak(id): Promise<StepResult> {
        if (id === 'text-1') return { outcome: 'later', atMs: Date.now() + 10 * HOUR_MS };
        said.push(id);
        return { outcome: 'done' };
      },
    });
    const threadId = randomUUID();
    const handle = await shell.nudge(threadId, 'first');
    await eventually(async () => (await handle.query(conversationView)).turnNumber === 1 && (await handle.query(conversationView)).pendingSteps.length === 0, 'the first text is put aside');
    await shell.nudge(threadId, 'second');
    await eventually(() => Promise.resolve(said.includes('text-2')), 'the second text is sent');
    await handle.terminate();
  });

  it('keeps the order of texts while it waits for the provider', async () => {
    const said: string[] = [];
    let refusals = 0;
    shell = await startShell({
      takeTurn: async (input) => turnResult(input, { steps: [speak(`text-${String(input.turnNumber)}`)] }),
      async speak(id): Promise<StepResult> {
        // Until the second turn is taken, the provider asks us to wait.
        if (id === 'text-1' && refusals < 3) {
          refusals += 1;
          return { outcome: 'later', atMs: Date.now() + 300 };
        }
        said.push(id);
        return { outcome: 'done' };
      },
    });
    const threadId = randomUUID();
    const handle = await shell.nudge(threadId, 'first');
    await eventually(() => Promise.resolve(refusals > 0), 'the first text has to wait');
    await shell.nudge(threadId, 'second');
    await eventually(() => Promise.resolve(said.length === 2), 'both texts are sent');
    assert.deepEqual(said, ['text-1', 'text-2']);
    await handle.terminate();
  });

  it('waits quietly for a send of unknown outcome although its grace period is over, then ends', async () => {
    let looks = 0;
    shell = await startShell({
      takeTurn: async (input) => turnResult(input, { settled: true, steps: [speak('one')] }),
      async speak(): Promise<StepResult> {
        looks += 1;
        return looks === 1 ? { outcome: 'unknown', recheckAtMs: Date.now() + 1_500 } : { outcome: 'done' };
      },
    });
    const handle = await shell.nudge(randomUUID(), 'first');
    await handle.result();
    assert.equal(looks, 2);
    const { events = [] } = await handle.fetchHistory();
    assert.ok((events ?? []).every(({ workflowTaskFailedEventAttributes: failed }) => failed == null), 'no workflow task failed');
  });

  it('tells the mind of a refusal found on a second look, and drops what else that turn asked for', async () => {
    const turns: TurnInput[] = [];
    const ran: string[] = [];
    let looks = 0;
    shell = await startShell({
      async takeTurn(input) {
        turns.push(input);
        if (input.turnNumber > 1) return turnResult(input, { settled: true });
        return turnResult(input, { steps: [speak('watched'), speak('waiting'), speak('voided')] });
      },
      async speak(id): Promise<StepResult> {
        ran.push(id);
        if (id === 'waiting') return { outcome: 'later', atMs: Date.now() + 60_000 };
        looks += 1;
        return looks === 1 ? { outcome: 'unknown', recheckAtMs: Date.now() + 200 } : { outcome: 'refused', code: 'not_delivered' };
      },
    });
    const handle = await shell.nudge(randomUUID(), 'first');
    await handle.result();
    assert.deepEqual(turns[1]?.refusal, { step: 'speak', id: 'watched', code: 'not_delivered', turnNumber: 1 });
    assert.deepEqual(ran, ['watched', 'waiting', 'watched']);
  });

  describe('a message that arrives while the last answer is being sent', () => {
    const activities = (turns: TurnInput[], whileSpeaking: () => Promise<void>) => ({
      async takeTurn(input: TurnInput) {
        turns.push(input);
        return turnResult(input, { settled: true, steps: input.turnNumber === 1 ? [speak('one')] : [] });
      },
      async speak(): Promise<StepResult> {
        await whileSpeaking();
        return { outcome: 'done' };
      },
    });

    async function play(bundle?: Awaited<ReturnType<typeof mutatedBundle>>): Promise<string[][]> {
      const turns: TurnInput[] = [];
      const threadId = randomUUID();
      shell = await startShell(activities(turns, async () => { await shell.nudge(threadId, 'second'); }), bundle);
      const handle = await shell.nudge(threadId, 'first');
      await handle.result();
      return turns.map(({ nudges }) => nudges);
    }

    it('is taken before the run ends', async () => {
      assert.deepEqual(await play(), [['first'], ['second']]);
    });

    it('(twin) is lost by a shell that ends as soon as its grace period is over', async () => {
      const hasty = await mutatedBundle(['else if (mind.unread.length > 0 ||', 'else if ((mind.unread.length > 0 && !(over(mind) && past(mind.graceEndsAtMs))) ||'], ['if (mind.unread.length === 0) return;', 'return;']);
      assert.deepEqual(await play(hasty), [['first']]);
    });
  });
});
