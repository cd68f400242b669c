// A message that meets a live terms challenge: agreed, declined, changed, asked about, or not understood. Processed whoever owns the conversation.
import { renderText } from '../business.ts';
import { assertNever } from '../vocabulary.ts';
import type { ChallengeFacts, MessageStimulus } from './decision.ts';
import { takeSlots } from './draft.ts';
import { assistantSpeaks, escalate, say, type Turn } from './turn.ts';
import { confirmationText } from './confirmation.ts';
import { answerTopics, release } from './replies.ts';

/** True when the message is dealt with; false lets the ordinary conversation have it. */
export function handleTermsReply(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts): boolean {
  const { verdict } = message.reading.reply;
  switch (verdict) {
    case 'agreed': agreed(turn, message, challenge); return true;
    case 'declined': declined(turn, message, challenge); return true;
    case 'escalation': if (assistantSpeaks(turn)) escalate(turn, message.reading.escalation ?? 'asked_for_person'); return true;
    case 'change': return changed(turn, message, challenge);
    case 'question': return question(turn, message, challenge);
    case 'unclear': return unclear(turn, message, challenge);
    // Keywords that stand alone were taken before; here they are part of a longer text.
    case 'opt_out': case 'opt_in': case 'help': return false;
    default: return assertNever(verdict);
  }
}

function agreed(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts): void {
  const refuse = (why: 'late' | 'not_sent' | 'other_address', text: string) => {
    turn.effects.push({ kind: 'refuse_reply', challengeId: challenge.id, messageId: message.id, verdict: 'agreed', why });
    say(turn, 'terms_reply', text);
  };
  // By when we received it, never by when this turn runs.
  if (message.receivedAtMs >= challenge.expiresAtMs) {
    refuse('late', turn.business.texts.terms_expired);
    return;
  }
  if (challenge.sentAtMs === null || message.receivedAtMs < challenge.sentAtMs) {
    refuse('not_sent', renderText(turn.business, 'terms_unclear', { reference: challenge.reference }));
    return;
  }
  if (!message.fromChallengedAddress) {
    refuse('other_address', renderText(turn.business, 'terms_unclear', { reference: challenge.reference }));
    return;
  }
  turn.effects.push({ kind: 'acknowledge', challengeId: challenge.id, bookingId: challenge.bookingId, messageId: message.id });
  confirm(turn, challenge);
}

/** The booking follows from the acknowledgment; a waiver has none. */
export function confirm(turn: Turn, challenge: Pick<ChallengeFacts, 'bookingId' | 'reference'>): void {
  const { state } = turn;
  turn.challenge = null;
  turn.parts = [];
  turn.prompt = false;
  turn.wantsOffer = false;
  state.attempts = 0;
  state.requested = [];
  state.bookingId = challenge.bookingId;
  // With a person in charge the stage stays theirs; the booking is confirmed all the same.
  if (state.stage !== 'escalated') state.stage = 'creating_booking';
  state.stageBeforeEscalation = state.stage === 'escalated' ? 'booking_complete' : null;
  turn.effects.push({ kind: 'confirm_booking', bookingId: challenge.bookingId, waiverId: null });
  say(turn, 'confirmation', confirmationText(turn, challenge.reference, true), { fact: `confirmed:${challenge.bookingId}` });
}

function declined(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts): void {
  turn.effects.push({ kind: 'decline', challengeId: challenge.id, messageId: message.id, reason: 'declined' });
  turn.challenge = null;
  turn.prompt = false;
  release(turn, 'cancelled', 'terms declined');
  turn.state.outcome = 'declined';
  if (turn.state.stage !== 'escalated') turn.state.stage = 'collecting_info';
  turn.state.readBack = null;
  turn.state.requested = [];
  say(turn, 'terms_reply', turn.business.texts.terms_declined, { fact: `declined:${challenge.id}` });
}

/** A change makes the old terms worthless at once, not only when the new ones go out: an "I agree" in between must not bind. */
function changed(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts): boolean {
  if (!assistantSpeaks(turn)) return true;
  const changes = takeSlots(turn.state.draft, message);
  if (changes.length === 0 && message.reading.doubts.length === 0) {
    turn.parts.push('Of course. What would you like to change?');
    turn.state.requested = [];
    return true;
  }
  turn.effects.push({ kind: 'revoke_challenge', challengeId: challenge.id });
  turn.challenge = null;
  turn.state.stage = 'confirming_info';
  // The draft already has the change; the ordinary path reads it back.
  for (const slot of changes) turn.changed.add(slot);
  return false;
}

function question(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts): boolean {
  if (!assistantSpeaks(turn)) return true;
  const { slots } = message.reading;
  // "Can we make it 25?" is a question and a change.
  if (Object.keys(slots).length > 0 && message.reading.intent === 'modification') return changed(turn, message, challenge);
  turn.state.attempts = 0;
  turn.parts.push(...answerTopics(turn, message.reading));
  turn.parts.push(`To accept the terms, reply I AGREE, or read them here: ${challenge.link}`);
  return true;
}

function unclear(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts): boolean {
  const { reading } = message;
  const carriesDetails = Object.keys(reading.slots).length > 0;
  if (carriesDetails && assistantSpeaks(turn) && reading.confidence >= turn.settings.confidenceThreshold) return changed(turn, message, challenge);
  turn.effects.push({ kind: 'invalid_reply', messageId: message.id });
  turn.effects.push({ kind: 'refuse_reply', challengeId: challenge.id, messageId: message.id, verdict: 'unclear', why: 'unclear' });
  if (!assistantSpeaks(turn)) return true;
  turn.state.attempts += 1;
  if (turn.state.attempts >= turn.settings.maxAttempts) {
    escalate(turn, 'not_understood');
    return true;
  }
  turn.parts.push(renderText(turn.business, 'terms_unclear', { reference: challenge.reference }));
  return true;
}
