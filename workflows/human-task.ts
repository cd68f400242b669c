// A task for a person: alerts staff, reminds the next one when nobody answers, and outlives the conversation that opened it.
import { allHandlersFinished, condition, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import type { HumanTaskInput, Step, StepResult } from '../domain/steps.ts';
import { NEEDS_PERSON_ATTRIBUTE, resolveRequested, taskChanged, taskRaised, taskView, type ResolveRequest } from './messages.ts';
import { patient, provider } from './policies.ts';

export async function humanTask(input: HumanTaskInput): Promise<void> {
  let status: 'open' | 'claimed' | 'resolved' = 'open';
  let reminders = 0;
  let changed = false;
  let raised = false;
  const requests: ResolveRequest[] = [];
  const unsent: { step: Step; atMs: number }[] = [];
  setHandler(resolveRequested, (request) => { requests.push(request); });
  setHandler(taskChanged, () => { changed = true; });
  setHandler(taskRaised, () => { raised = true; });
  setHandler(taskView, () => ({ taskId: input.taskId, status, reminders }));
  upsertSearchAttributes([{ key: NEEDS_PERSON_ATTRIBUTE, value: true }]);

  await tell(await patient.alertStaff(input.taskId));
  let nextReminderMs = Date.now() + (input.remindAfterMs[0] ?? 0);
  for (;;) {
    const waitUntilMs = Math.min(reminders < input.remindAfterMs.length && status === 'open' ? nextReminderMs : Number.MAX_SAFE_INTEGER, ...unsent.map((one) => one.atMs));
    if (waitUntilMs === Number.MAX_SAFE_INTEGER) await condition(() => changed || raised || requests.length > 0);
    else await condition(() => changed || raised || requests.length > 0, Math.max(1, waitUntilMs - Date.now()));
    const request = requests.shift();
    // The same compare-and-set as the admin API's: a request that lost the race changes nothing.
    if (request !== undefined) await patient.resolveTask({ taskId: input.taskId, ...request });
    if (changed || request !== undefined) {
      changed = false;
      status = await patient.taskStatus(input.taskId);
    }
    if (status === 'resolved') break;
    if (raised) {
      raised = false;
      await tell(await patient.alertStaff(input.taskId));
    }
    await speakDue();
    if (status === 'open' && reminders < input.remindAfterMs.length && Date.now() >= nextReminderMs) {
      reminders += 1;
      await tell(await patient.remindStaff({ taskId: input.taskId, level: reminders }));
      nextReminderMs = Date.now() + (input.remindAfterMs[reminders] ?? 0);
    }
  }
  upsertSearchAttributes([{ key: NEEDS_PERSON_ATTRIBUTE, value: false }]);
  await condition(allHandlersFinished);

  async function tell(outboxIds: string[]): Promise<void> {
    for (const outboxId of outboxIds) await speak({ kind: 'speak', outboxId, live: false });
  }

  async function speak(step: Extract<Step, { kind: 'speak' }>): Promise<void> {
    const result: StepResult = await provider.speak(step.outboxId);
    const againMs = result.outcome === 'later' ? result.atMs : result.outcome === 'unknown' ? result.recheckAtMs : null;
    if (againMs !== null) unsent.push({ step, atMs: againMs });
  }

  async function speakDue(): Promise<void> {
    const dueNow = unsent.filter((one) => one.atMs <= Date.now());
    for (const one of dueNow) {
      unsent.splice(unsent.indexOf(one), 1);
      if (one.step.kind === 'speak') await speak(one.step);
    }
  }
}
