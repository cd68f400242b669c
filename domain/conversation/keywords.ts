// STOP, START and HELP: taken before everything else, at any stage and whoever has the conversation.
import type { Business, SpanishTextId } from '../business.ts';
import type { Reading } from '../reading.ts';
import { tellUntold } from './booked.ts';
import type { MessageStimulus } from './decision.ts';
import { callPerson, personIsCalled } from './escalation.ts';
import { shelveChange } from './standing.ts';
import { dropAnswer, say, type Turn } from './turn.ts';

/** True when the message is dealt with. */
export function handleKeyword(turn: Turn, message: MessageStimulus): boolean {
  const texts = textsFor(turn);
  switch (keywordOf(message.reading)) {
    case 'opt_out': optOut(turn, message); return true;
    case 'opt_in':
      turn.effects.push({ kind: 'opt_in', messageId: message.id });
      turn.optedOut = false;
      turn.state.stopConfirmed = false;
      if (turn.state.outcome === 'opted_out') turn.state.outcome = null;
      say(turn, 'start_confirmation', texts.start_confirmation, `start:${message.id}`);
      tellUntold(turn);
      return true;
    case 'help':
      say(turn, 'help', texts.help, `help:${message.id}`);
      return true;
    case null: return false;
  }
}

/** Two readers of the same words; where only one of them sees a wish to stop, it counts. */
function keywordOf({ keyword, reply }: Reading): Reading['keyword'] {
  return keyword ?? (reply.verdict === 'opt_out' ? 'opt_out' : null);
}

function optOut(turn: Turn, message: MessageStimulus): void {
  const { state } = turn;
  turn.effects.push({ kind: 'opt_out', messageId: message.id, ground: message.reading.reply.rule === 'opt_out_in_words' ? 'free_form' : 'keyword' });
  turn.optedOut = true;
  state.outcome ??= 'opted_out';
  // Nothing said before this word is owed an answer after it, nor is what was asked before it still a question.
  dropAnswer(turn);
  shelveChange(turn);
  turn.effects = turn.effects.filter((effect) => effect.kind !== 'say' || (effect.class === 'stop_confirmation' && state.stopConfirmed));
  askStaffWhichCancel(turn, message);
  if (state.stopConfirmed) return;
  state.stopConfirmed = true;
  say(turn, 'stop_confirmation', textsFor(turn).stop_confirmation, `stop:${message.id}`);
}

function textsFor({ state, business }: Turn): Pick<Business['texts'], SpanishTextId> {
  return state.language === 'es' ? business.spanishTexts : business.texts;
}

/** Alone this word ends the texts, as the carriers demand. Whether a booking was meant as well is for a person to find out. */
const MAY_MEAN_THE_BOOKING = /\bcancel\b/;

function askStaffWhichCancel(turn: Turn, { reading: { reply } }: MessageStimulus): void {
  const standing = turn.facts.standing ?? [];
  if (standing.length > 0 && !turn.state.stopConfirmed && !personIsCalled(turn) && MAY_MEAN_THE_BOOKING.test(reply.normalized)) callPerson(turn, 'change_or_cancellation');
}
