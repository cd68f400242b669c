// Pieces that several parts of the mind use: not having understood, letting go of a hold or of terms.
import { escalate } from './escalation.ts';
import type { Turn } from './turn.ts';

/** Counts a message that was not understood; true when that was one too many, and a person was called. */
export function misunderstood(turn: Turn): boolean {
  turn.state.attempts += 1;
  if (turn.state.attempts < turn.settings.maxAttempts) return false;
  escalate(turn, 'not_understood');
  return true;
}

/** Frees the chef when a booking was held; once per turn. */
export function release(turn: Turn, status: 'cancelled' | 'expired', reason: string): void {
  const { booking } = turn.facts;
  if (turn.holdReleased || booking?.status !== 'pending_terms') return;
  turn.holdReleased = true;
  turn.effects.push({ kind: 'release_booking', bookingId: booking.id, status, reason });
}

/** A change makes the old terms worthless at once, not only when the new ones go out: an "I agree" in between must not bind. */
export function revokeTerms(turn: Turn): void {
  turn.state.readBack = null;
  if (turn.challenge === null) return;
  turn.effects.push({ kind: 'revoke_challenge', challengeId: turn.challenge.id });
  turn.challenge = null;
}
