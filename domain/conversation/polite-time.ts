// When a text that nobody asked for at this moment may go out.
import { nextAllowedInstant } from '../calendar.ts';
import type { Turn } from './turn.ts';

/** Quiet hours count in the zone of the customer's number and in the event's: either may be where they sleep. Null when their sending hours never meet. */
export function politeTime({ state, business: { profile }, facts }: Turn, instantMs: number): number | null {
  const event = state.draft.place?.timeZone ?? profile.timeZone;
  const zones: [string, ...string[]] = facts.customerTimeZone === null ? [event] : [event, facts.customerTimeZone];
  return nextAllowedInstant(instantMs, zones, profile.sendingHours);
}
