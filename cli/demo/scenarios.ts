// The scenarios of the demo: what the customer says, and what must be in the database afterwards.
import { planDemoDate } from '../../domain/demo-dates.ts';
import { instantToLocal } from '../../domain/calendar.ts';
import type { Services } from '../../server/services.ts';
import type { Player } from './player.ts';
import type { EndState } from './end-state.ts';

export const SCENARIOS = ['sms', 'phone', 'typo', 'escalation', 'chat'] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export type Scenario = {
  title: string;
  number: string;
  play(player: Player, staff: Staff, services: Services): Promise<void>;
  /** What is wrong with the end state; empty when all is right. */
  check(state: EndState): string[];
};

/** A member of staff, through the admin API. */
export type Staff = { call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>; print(line: string): void };

function spokenDate(services: Services): string {
  return planDemoDate(instantToLocal(services.clock(), services.business.profile.timeZone).date, services.business.profile).spoken;
}

async function bookByText(player: Player, services: Services, agreement: string): Promise<void> {
  await player.ask(`I want to book for 20 people on ${spokenDate(services)}`, /time/i);
  await player.ask('6pm, 123 Main St Sacramento', /is that right/i);
  await player.ask('yes', /I AGREE/);
  await player.ask(agreement, /booked/i);
}

function checkBooked(state: EndState, reply: string): string[] {
  const [booking, ...more] = state.bookings;
  const [acknowledgment] = state.acknowledgments;
  return [
    ...(more.length > 0 || booking === undefined ? [`expected one booking, found ${String(state.bookings.length)}`] : []),
    ...(booking?.status === 'confirmed' ? [] : ['the booking is not confirmed']),
    ...(booking?.adults === 20 && booking.source === 'sms' ? [] : ['the booking does not say 20 guests by text']),
    ...(state.acknowledgments.length === 1 && acknowledgment?.reply === reply ? [] : ['the acknowledgment is not the customer\'s own words']),
    ...(acknowledgment?.verified === true && acknowledgment.outcome === 'booked' ? [] : ['the acknowledgment is not verified and booked']),
    ...(state.conversations.at(-1)?.stage === 'booking_complete' ? [] : ['the conversation is not at booking_complete']),
    ...(state.unsent > 0 ? [`${String(state.unsent)} messages were not sent`] : []),
  ];
}

export const scenarios: Partial<Record<ScenarioName, Scenario>> = {
  sms: {
    title: 'A booking by text', number: '+14155550101',
    play: (player, _staff, services) => bookByText(player, services, 'I agree'),
    check: (state) => checkBooked(state, 'I agree'),
  },
  typo: {
    title: 'A typo in the agreement', number: '+14155550102',
    play: (player, _staff, services) => bookByText(player, services, 'i agre'),
    check: (state) => checkBooked(state, 'i agre'),
  },
  escalation: {
    title: 'A person is wanted', number: '+14155550103',
    async play(player, staff, services) {
      await player.ask(`Hi, I need a hibachi chef on ${spokenDate(services)}`, /how many|guests/i);
      await player.ask("This isn't working, I need a person", /Connecting you with our team/);
      const { tasks } = (await staff.call('GET', '/tasks?status=open')) as { tasks: { id: string; threadId: string; reason: string }[] };
      const task = tasks[0];
      if (task === undefined) throw new Error('no task was opened');
      staff.print(`task ${task.reason}`);
      const path = `/conversations/${task.threadId}`;
      const version = async () => ((await staff.call('GET', path)) as { version: number }).version;
      await staff.call('POST', `${path}/take-over`, { version: await version() });
      staff.print('takes over');
      await staff.call('POST', `${path}/reply`, { version: await version(), text: 'Hi, this is Anna. I am here now, how can I help?' });
      await player.receive(/this is Anna/);
      await player.send('Thanks Anna, I will call you instead.');
      await staff.call('POST', `${path}/close`, { version: await version() });
      staff.print('closes the conversation');
    },
    check: (state) => [
      ...(state.tasks.length === 1 && state.tasks[0]?.status === 'resolved' && state.tasks[0].reason === 'asked_for_person' ? [] : ['the task is not resolved with its reason']),
      ...(state.conversations.at(-1)?.stage === 'escalated' ? [] : ['the conversation is not at escalated']),
      ...(state.bookings.length === 0 ? [] : ['a booking was made that nobody asked for']),
      ...(state.afterTakeOver === 0 ? [] : ['the assistant spoke while a person had the conversation']),
    ],
  },
};
