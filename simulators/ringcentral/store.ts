// The message store: every text that passed through the account, in memory and, when asked, in a JSON-lines file.
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

export type MessageStatus = 'Queued' | 'Sent' | 'Delivered' | 'DeliveryFailed' | 'Received';

/** What is kept of a message. Its status is not: it follows from age and `failureCode`, see `statusAt`. */
export type StoredMessage = {
  readonly id: number;
  readonly direction: 'Inbound' | 'Outbound';
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
  readonly createdAtMs: number;
  readonly failureCode?: string;
  readonly fault?: string;
};

export type Timeline = { readonly sentAfterMs: number; readonly deliveredAfterMs: number };

export type MessageStore = ReturnType<typeof createMessageStore>;

export function createMessageStore(dataDir: string | undefined, now: () => number) {
  const file = dataDir === undefined ? undefined : openFile(dataDir);
  const messages: StoredMessage[] = file === undefined ? [] : readMessages(file);
  const byId = new Map<number, StoredMessage>();
  const byNumber = new Map<string, StoredMessage[]>();
  const index = (message: StoredMessage) => {
    byId.set(message.id, message);
    for (const number of new Set([message.from, ...message.to])) {
      const texts = byNumber.get(number) ?? [];
      texts.push(message);
      byNumber.set(number, texts);
    }
  };
  messages.forEach(index);
  // Ids begin at the clock so that they do not repeat over restarts, even without a file.
  let lastId = messages.reduce((highest, message) => Math.max(highest, message.id), now());

  return {
    add(draft: Omit<StoredMessage, 'id' | 'createdAtMs'>): StoredMessage {
      const message = { id: ++lastId, createdAtMs: now(), ...draft };
      // Written before it counts as accepted, as a provider would.
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(message)}\n`);
      messages.push(message);
      index(message);
      return message;
    },
    get: (id: number): StoredMessage | undefined => byId.get(id),
    /** Oldest first. */
    all: (): readonly StoredMessage[] => messages,
    withNumber: (number: string): readonly StoredMessage[] => byNumber.get(number) ?? [],
    numbers: (): string[] => [...byNumber.keys()],
  };
}

/** The status a reader sees at a moment, and since when it has been so. */
export function statusAt(message: StoredMessage, timeline: Timeline, nowMs: number): { status: MessageStatus; sinceMs: number } {
  const { createdAtMs } = message;
  if (message.direction === 'Inbound') return { status: 'Received', sinceMs: createdAtMs };
  const ageMs = nowMs - createdAtMs;
  if (ageMs < timeline.sentAfterMs) return { status: 'Queued', sinceMs: createdAtMs };
  if (ageMs < timeline.deliveredAfterMs) return { status: 'Sent', sinceMs: createdAtMs + timeline.sentAfterMs };
  const status = message.failureCode === undefined ? 'Delivered' : 'DeliveryFailed';
  return { status, sinceMs: createdAtMs + timeline.deliveredAfterMs };
}

function openFile(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  return join(dataDir, 'ringcentral-messages.jsonl');
}

function readMessages(file: string): StoredMessage[] {
  if (!existsSync(file)) {
    // Texts are private even when invented.
    appendFileSync(file, '', { mode: 0o600 });
    return [];
  }
  const bytes = readFileSync(file);
  const complete = bytes.lastIndexOf('\n') + 1;
  // A process killed in mid-write leaves half a line; the next one must not be glued to it.
  if (complete < bytes.length) truncateSync(file, complete);
  return bytes.subarray(0, complete).toString('utf8').split('\n').filter((line) => line !== '').map((line, index) => {
    const message: unknown = JSON.parse(line);
    if (!isStoredMessage(message)) throw new Error(`${file}: line ${index + 1} is not a stored message`);
    return message;
  });
}

function isStoredMessage(value: unknown): value is StoredMessage {
  return typeof value === 'object' && value !== null
    && 'id' in value && Number.isSafeInteger(value.id)
    && 'direction' in value && (value.direction === 'Inbound' || value.direction === 'Outbound')
    && 'from' in value && typeof value.from === 'string'
    && 'to' in value && Array.isArray(value.to)
    && 'text' in value && typeof value.text === 'string'
    && 'createdAtMs' in value && typeof value.createdAtMs === 'number';
}
