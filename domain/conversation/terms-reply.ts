// A message that meets a terms challenge: agreed, declined, changed, asked about, or not understood. Agreeing and declining count whoever owns the conversation.
import { renderText } from '../business.ts';
import { checkDate } from '../scheduling-rules.ts';
import { assertNever } from '../vocabulary.ts';
import { confirm } from './booked.ts';
import { aboutBooking, tellDeclinedChange } from './changing.ts';
import { expire } from './deadlines.ts';
import type { ChallengeFacts, Effect, MessageStimulus } from './decision.ts';
import { takeSlots } from './draft.ts';
import { escalate } from './escalation.ts';
import { givesUp } from './giving-up.ts';
import { answerTopics, askTeam, itemsNamed } from './inquiry.ts';
import { answerObjection } from './objection.ts';
import { asked, asksForChange, ordered } from './questions.ts';
import { misunderstood, release, revokeTerms } from './replies.ts';
import { ask, assistantConverses, dropAnswer, remark, say, type Turn } from './turn.ts';

type Why = Extract<Effect, { kind: 'refuse_reply' }>['why'];

/** True when the message is dealt with; false lets the ordinary conversation have it. */
export function handleTermsReply(turn: Turn, message: MessageStimulus): boolean {
  const { challenge } = turn;
  // By when we received it, never by when this turn runs.
  if (challenge !== null && message.receivedAtMs < challenge.expiresAtMs) return handleReplyInTime(turn, message, challenge);
  if (challenge !== null) expire(turn, challenge);
  return handleReplyTooLate(turn, message);
}

function handleReplyTooLate(turn: Turn, message: MessageStimulus): boolean {
  const { state, facts, business } = turn;
  if (facts.challenge?.isChange === true) return tooLateForChange(turn, message, facts.challenge);
  const agreesLate = message.reading.reply.verdict === 'agreed' && (state.untoldExpiry !== null || facts.challenge?.status === 'expired') && state.readBack === null && facts.booking?.status !== 'confirmed';
  if (agreesLate && facts.challenge !== null) refuse(turn, message, facts.challenge, 'late');
  if (!agreesLate && state.untoldExpiry === null) return false;
  if (assistantConverses(turn)) remark(turn, business.texts.terms_late);
  else if (agreesLate) say(turn, 'terms_reply', business.texts.terms_expired, `expired:${facts.challenge?.id ?? ''}`);
  else return false;
  state.untoldExpiry = null;
  return false;
}

/** The booking stands as it was, so there is nothing to check again unless they ask for it. */
function tooLateForChange(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts): boolean {
  const { state, business: { texts } } = turn;
  const { reply, smallTalk } = message.reading;
  const isTold = state.untoldExpiry === null && (challenge.status !== 'expired' || state.lastSaid?.includes(texts.change_expired) === true);
  const agrees = reply.verdict === 'agreed' && !smallTalk && !isTold && state.change === null && state.readBack === null;
  if (!agrees && state.untoldExpiry === null) return false;
  if (agrees) refuse(turn, message, challenge, 'late');
  state.untoldExpiry = null;
  if (assistantConverses(turn)) remark(turn, texts.change_expired);
  else if (agrees) say(turn, 'terms_reply', texts.change_expired, `expired:${challenge.id}`);
  return agrees;
}

function handleReplyInTime(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts): boolean {
  const { reading } = message;
  const { verdict } = reading.reply;
  switch (verdict) {
    case 'agreed': agreed(turn, message, challenge); return true;
    case 'declined': declined(turn, message, challenge); return true;
    case 'escalation': case 'change': case 'question': case 'unclear': break;
    // Keywords that stand alone were taken before; here they are part of a longer text.
    case 'opt_out': case 'opt_in': case 'help': return false;
    default: return assertNever(verdict);
  }
  if (!assistantConverses(turn)) return false;
  if (verdict === 'escalation' || reading.escalation !== null) {
    escalate(turn, reading.escalation ?? 'asked_for_person');
    return true;
  }
  if (reading.language === 'es') {
    escalate(turn, 'language');
    return true;
  }
  if (givesUp(turn, message)) {
    declined(turn, message, challenge);
    return true;
  }
  if (verdict === 'question' && !asksForChange(turn, message)) {
    answerQuestion(turn, message, challenge);
    return true;
  }
  if (reading.intent === 'objection' && !saysWhat(turn, message)) {
    answerObjection(turn, message);
    ask(turn, howToAccept(turn, challenge));
    return true;
  }
  return verdict === 'unclear' ? unclear(turn, message, challenge) : changed(turn, message);
}

function howToAccept({ business }: Turn, { link }: ChallengeFacts): string {
  return renderText(business, 'terms_how_to_accept', { link });
}

/** About the offer as it is, or as it would be with what the question supposes; nothing of that is taken into it. */
function answerQuestion(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts): void {
  const { reading: { topics, reply } } = message;
  ask(turn, howToAccept(turn, challenge));
  const supposed = structuredClone(turn.state.draft);
  takeSlots(supposed, message);
  const about = asked(turn, topics, message);
  if (about.length > 0) answerTopics(turn, about, { draft: supposed, items: itemsNamed(turn, reply.normalized) });
  else if (topics.includes('other')) askTeam(turn);
  else answerTopics(turn, []);
}

function refuse(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts, why: Why): void {
  turn.effects.push({ kind: 'refuse_reply', challengeId: challenge.id, messageId: message.id, verdict: message.reading.reply.verdict, why });
}

function agreed(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts): void {
  if (challenge.sentAtMs === null || message.receivedAtMs < challenge.sentAtMs) {
    refuse(turn, message, challenge, 'not_sent');
    say(turn, 'terms_reply', turn.business.texts.terms_on_their_way);
    return;
  }
  if (!message.fromChallengedAddress) {
    refuse(turn, message, challenge, 'other_address');
    say(turn, 'terms_reply', turn.business.texts.terms_other_address);
    return;
  }
  turn.effects.push({ kind: 'acknowledge', challengeId: challenge.id, bookingId: challenge.bookingId, messageId: message.id });
  confirm(turn, challenge);
}

function declined(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts): void {
  const { state } = turn;
  turn.effects.push({ kind: 'decline', challengeId: challenge.id, messageId: message.id, reason: 'declined' });
  turn.challenge = null;
  dropAnswer(turn);
  release(turn, 'cancelled', 'terms declined');
  if (tellDeclinedChange(turn, challenge)) {
    // "Cancel my booking" declines the change, and asks for more than that.
    if (message.reading.intent === 'cancellation' && assistantConverses(turn)) aboutBooking(turn, message, 'cancel');
    return;
  }
  state.outcome = 'declined';
  if (state.stage !== 'escalated') state.stage = 'collecting_info';
  state.readBack = null;
  state.requested = [];
  say(turn, 'terms_reply', turn.business.texts.terms_declined, `declined:${challenge.id}`);
}

function changed(turn: Turn, message: MessageStimulus): boolean {
  const { state } = turn;
  if (!saysWhat(turn, message)) {
    // "Cancel my booking" is no change; the ordinary path withdraws what was offered, or asks about what stands.
    if (message.reading.intent === 'cancellation' && message.reading.confidence >= turn.settings.confidenceThreshold) return false;
    ask(turn, 'Of course. What would you like to change?');
    return true;
  }
  // The ordinary path takes the change and reads it back.
  revokeTerms(turn);
  state.stage = 'confirming_info';
  return false;
}

/** Something the draft does not have yet, or that has to be asked about; below the confidence threshold nothing is taken. */
function saysWhat(turn: Turn, message: MessageStimulus): boolean {
  const { state, settings } = turn;
  if (message.reading.confidence < settings.confidenceThreshold) return false;
  return message.reading.doubts.length > 0 || takeSlots(structuredClone(state.draft), ordered(turn, message)).length > 0;
}

/** "It's so hot today" names a day, but none that anybody could mean for the party. */
function isTalkOfTheDay({ state, business, nowMs }: Turn, { reading: { slots, doubts } }: MessageStimulus): boolean {
  return slots.date !== undefined && slots.date !== state.draft.date && Object.keys(slots).length === 1 && doubts.length === 0 && checkDate(business.profile, slots.date, nowMs) !== null;
}

function unclear(turn: Turn, message: MessageStimulus, challenge: ChallengeFacts): boolean {
  if (!isTalkOfTheDay(turn, message) && saysWhat(turn, message)) return changed(turn, message);
  turn.effects.push({ kind: 'invalid_reply', messageId: message.id });
  refuse(turn, message, challenge, 'unclear');
  if (!misunderstood(turn)) ask(turn, renderText(turn.business, 'terms_unclear', { reference: challenge.reference }));
  return true;
}
