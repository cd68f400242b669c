// Plays one customer on the simulated phone, over the wire, and prints the conversation as it happens.
import { setTimeout as sleep } from 'node:timers/promises';

export type Text = { id: string; direction: 'inbound' | 'outbound'; text: string };

export type Player = {
  number: string;
  /** Sends a text and waits for the next answer that fits. */
  ask(text: string, expected: RegExp): Promise<string>;
  send(text: string): Promise<void>;
  receive(expected: RegExp): Promise<string>;
};

// Answers take well under a second; a machine that also builds something may need several.
const ANSWER_LIMIT_MS = 30_000;

export function createPlayer(simulatorUrl: string, number: string, print: (line: string) => void): Player {
  const seen = new Set<string>();
  const texts = async () => {
    const response = await fetch(`${simulatorUrl}/_sim/sms?with=${encodeURIComponent(number)}`);
    return (await response.json()) as Text[];
  };
  const player: Player = {
    number,
    async send(text) {
      print(`  customer   ${text}`);
      const response = await fetch(`${simulatorUrl}/_sim/sms`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ from: number, text }) });
      if (!response.ok) throw new Error(`the simulator refused the text: ${String(response.status)}`);
      await response.arrayBuffer();
    },
    async receive(expected) {
      const endsAt = Date.now() + ANSWER_LIMIT_MS;
      for (;;) {
        for (const { id, direction, text } of await texts()) {
          if (direction !== 'outbound' || seen.has(id)) continue;
          seen.add(id);
          print(`  assistant  ${text.replaceAll('\n', '\n             ')}`);
          if (expected.test(text)) return text;
        }
        if (Date.now() > endsAt) throw new Error(`no answer like ${String(expected)} came in time`);
        await sleep(100);
      }
    },
    async ask(text, expected) {
      await player.send(text);
      return player.receive(expected);
    },
  };
  return player;
}
