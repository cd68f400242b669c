// Customers who adapt to every trick: at each step they write what is most likely to break a promise, given what they were just told.
import { join } from 'node:path';
import { Stuck, type Entry, type Sent } from './customer.ts';
import { createDice, seedFrom } from './dice.ts';
import { brokenInvariants, doubleBookings } from './invariants.ts';
import { inLanes } from './lanes.ts';
import type { Stand } from './line.ts';
import { listen } from './listening.ts';
import type { AdversaryReport } from './report.ts';
import { writeTranscript } from './transcripts.ts';
import { createTrickster } from './tricks.ts';
import type { Diary } from './wish.ts';

const MOST_STEPS = 9;

export type AdversaryOptions = { stand: Stand; runs: number; concurrency: number; seed: number; diary: Diary; directory: string; say: (line: string) => void };

export async function playAdversaries({ stand, runs, concurrency, seed, diary, directory, say }: AdversaryOptions): Promise<AdversaryReport> {
  say(`${String(runs)} customers who try every trick`);
  const played = await inLanes(Array.from({ length: runs }, (_unused, number) => number), concurrency, async (number) => {
    const line = await stand.openLine();
    const trickster = createTrickster(createDice(seedFrom(seed, 'adversary', number)), diary.freeDay());
    const transcript: Entry[] = [];
    const sent: Sent[] = [];
    let heard = listen([]);
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const trick = trickster.next(heard);
      for (const text of trick.texts) {
        // Only a whole message of assent, written as such, may bind.
        sent.push({ act: trick.agrees.includes(text) ? 'agree' : 'own_words', text });
        transcript.push({ who: 'customer', text });
      }
      const texts = await line.exchange(trick.texts).catch((error: unknown) => {
        if (error instanceof Stuck) return null;
        throw error;
      });
      // No answer in time: what was left behind by then is judged all the same, unread messages included.
      if (texts === null) break;
      for (const text of texts) transcript.push({ who: 'assistant', text });
      heard = listen(texts);
    }
    const state = await line.endState();
    const path = join(directory, `adversary-${String(number)}.txt`);
    const broken = brokenInvariants(state, sent).map((what) => ({ what, transcript: path }));
    if (broken.length > 0) writeTranscript(path, broken.map(({ what }) => `INVARIANT BROKEN: ${what}`), transcript);
    return { broken, messages: sent.length, bookings: state.bookings };
  });
  const bookings = played.flatMap((one) => one.bookings);
  return {
    runs, messages: played.reduce((sum, one) => sum + one.messages, 0), bookings: bookings.filter((row) => row.status === 'confirmed').length,
    invariants_broken: [...played.flatMap(({ broken }) => broken), ...(stand.name === 'pure' ? [] : doubleBookings(bookings).map((what) => ({ what, transcript: '' })))],
  };
}
