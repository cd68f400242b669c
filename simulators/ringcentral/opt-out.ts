// The provider's own opt-out: a number that texted STOP gets nothing more from that line until it texts START.
import type { StoredMessage } from './store.ts';

const stopWords = new Set(['STOP', 'UNSUBSCRIBE', 'QUIT', 'CANCEL', 'END']);
const startWords = new Set(['START', 'SUBSCRIBE', 'RESUME', 'CONTINUE', 'UNSTOP']);

/** The delivery error RingCentral reports for a recipient who opted out. */
export const optedOutCode = 'SMS-RC-413';

/** Read from the texts themselves, so that it survives a restart with them. */
export function hasOptedOut(messages: readonly StoredMessage[], customer: string, line: string): boolean {
  const lastWord = messages
    .filter((message) => message.direction === 'Inbound' && message.from === customer && message.to.includes(line))
    .map((message) => message.text.trim().toUpperCase())
    .findLast((word) => stopWords.has(word) || startWords.has(word));
  return lastWord !== undefined && stopWords.has(lastWord);
}
