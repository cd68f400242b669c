// Nudges right after a commit, in the background of the answer, and notes in batches what got through. What did not is the relay's.
import type { DatabaseHandle } from '../db/client.ts';
import { markNudged, type Mail } from '../db/relay.ts';
import type { Log } from './log.ts';

export type Postman = {
  /** Returns at once; the mail is safe in the database already. */
  deliver(mail: Mail): void;
  /** Lets a running task know that its row changed. */
  tellTask(taskId: string): void;
  /** Everything handed over so far has been tried and noted. For shutdown, and for tests. */
  settled(): Promise<void>;
};

export type PostmanOptions = {
  database: DatabaseHandle;
  nudge: (threadId: string, id: string) => Promise<boolean>;
  tellTask: (taskId: string) => Promise<void>;
  now: () => number;
  log: Log;
  /** One note for all nudges of this time, so that a busy minute costs a few updates and not hundreds; well below the relay's `freshForMs`. */
  noteEveryMs?: number;
};

export function createPostman({ database, nudge, tellTask, now, log, noteEveryMs = 250 }: PostmanOptions): Postman {
  const underway = new Set<Promise<void>>();
  let nudged: Mail[] = [];
  let timer: NodeJS.Timeout | null = null;

  function track(work: Promise<void>): void {
    underway.add(work);
    void work.finally(() => underway.delete(work));
  }

  async function deliver(mail: Mail): Promise<void> {
    if (!(await nudge(mail.threadId, mail.id))) return;
    nudged.push(mail);
    timer ??= setTimeout(() => { track(note()); }, noteEveryMs);
  }

  async function note(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const batch = nudged;
    nudged = [];
    try {
      await markNudged(database, batch, new Date(now()));
    } catch (error) {
      // Costs a second nudge, which changes nothing.
      log.warn({ err: error, count: batch.length }, 'nudges could not be noted');
    }
  }

  return {
    deliver(mail) { track(deliver(mail)); },
    tellTask(taskId) { track(tellTask(taskId)); },
    async settled() {
      while (underway.size > 0) await Promise.all(underway);
      await note();
    },
  };
}
