// One customer's telephone line to a stand: the pure one in this process, or the whole system behind the simulated provider.
import type { EndState } from './end-state.ts';

export type Staff = {
  takeOver(): Promise<void>;
  reply(text: string): Promise<void>;
  handBack(): Promise<void>;
  close(): Promise<void>;
};

export type Line = {
  /** Sends texts in quick succession and waits until the assistant has dealt with all of them; returns what it sent. */
  exchange(texts: readonly string[]): Promise<string[]>;
  /** What came without being asked for. */
  listen(): Promise<string[]>;
  staff: Staff;
  endState(): Promise<EndState>;
};

export type Stand = {
  name: 'pure' | 'system';
  openLine(): Promise<Line>;
  /** All chefs away at that day and hour. */
  fillDay(date: string, time: string): Promise<void>;
  stop(): Promise<void>;
};
