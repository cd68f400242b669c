// "Nvm", "we went with someone else": the customer lets the plan go without a word that means cancelling. The details are kept, since second thoughts are common.
import { giveUpChange } from './changing.ts';
import type { MessageStimulus } from './decision.ts';
import { itemsNamed } from './inquiry.ts';
import { release, revokeTerms } from './replies.ts';
import { standingBookings } from './standing.ts';
import { dropAnswer, remark, type Turn } from './turn.ts';

const NEVER_MIND = /^(?:(?:oh|ok|okay|actually|sorry|please|hmm|no|well|and|so|you know what)[\s,.!]+)*(?:nvm|nm|never ?mind|forget (?:it|about it|this)|scratch that|scrap (?:it|that))(?:[\s,.!]+(?:then|thanks|thank you|thx|sorry|about it|all of it|it|bye|for now|everything|(?:our )?plans (?:have )?changed|we're good|we are good))*[\s.!]*$/;
const ELSE = "(?:(?:someone|somebody|some one) else|another (?:company|caterer|chef|vendor|place|service)|a different (?:company|caterer|vendor|place|service)|something else|your competitor)";
const IT = '(?:this|it|that|the (?:party|event|booking|dinner)|a (?:party|chef)|hibachi|you)';
const DROPS_THE_PLAN: readonly RegExp[] = [
  new RegExp(`\\b(?:don'?t|do not|no longer|not going to|not gonna) (?:really )?(?:want|need|wanna|plan)?(?: to)? ?(?:(?:do|have|book|go (?:ahead|through|forward)|continue|proceed)(?: with)? )?${IT} (?:any ?more|after all|now)\\b`),
  new RegExp(`\\b(?:no longer|not) (?:interested|going ahead|moving forward|proceeding|doing ${IT})(?: (?:in|with) ${IT})?(?: (?:any ?more|after all)|[\\s.,!]*$)`),
  new RegExp(`\\b(?:we|i|we've|i've|we're|i'm|we'll|i'll|decided|chose) .{0,30}\\b(?:went|going|gone|go|booked|booking|hired|hiring|chose|picked|found)(?: with)? ${ELSE}\\b`),
  /\b(?:changed (?:my|our) minds?(?! (?:about|on|regarding))|plans (?:have |just )?(?:changed|fell through|fallen through)|(?:call|calling) (?:it|the whole thing) off|(?:it'?s|that'?s|this is) not (?:going to|gonna) (?:happen|work out))\b/,
  new RegExp(`\\bdecided (?:not to (?:book|go (?:ahead|through|with ${IT})|do ${IT}|proceed)|against (?:${IT}|booking))\\b`),
  new RegExp(`\\b(?:won'?t|will not) be (?:booking|going ahead|doing ${IT}|needing ${IT})\\b`),
  /^(?:(?:it'?s|this is|that'?s|sorry|thanks)[\s,.!]+)*no longer (?:needed|necessary)\b/,
  /\b(?:'ll|will|going to|have to|gonna) pass(?=[\s,]+(?:on (?:this|it)|this time|for now|thanks|thank you|sorry)\b|[\s.,!]*$)/,
];
/** What follows is what they want instead. */
const GOES_ON = /\b(?:keep|but|still|instead|unless|if|yes|agree|rather|make it|change it|let'?s|different (?:date|day|time|place|address|menu)|new|another (?:date|day|time|place)|move|more|fewer|earlier|later)\b/;

/** Where nothing is left to let go of, a changed mind is one that comes back. Says nothing else, so that "never mind the lobster, 25 people" is the change it is. */
export function givesUp(turn: Turn, { reading: { reply, slots, doubts, escalation } }: MessageStimulus): boolean {
  if (turn.state.outcome !== null) return false;
  if (Object.keys(slots).length > 0 || doubts.length > 0 || escalation !== null || reply.verdict === 'question' || reply.verdict === 'agreed') return false;
  const words = reply.normalized;
  return NEVER_MIND.test(words) || (DROPS_THE_PLAN.some((pattern) => pattern.test(words)) && !GOES_ON.test(words) && itemsNamed(turn, words).length === 0);
}

/** Before terms are out there is nothing to decline; what was read back waits for no "yes" any more. */
export function letGo(turn: Turn): void {
  const { state, business: { texts } } = turn;
  dropAnswer(turn);
  if (giveUpChange(turn)) return;
  revokeTerms(turn);
  release(turn, 'cancelled', 'customer gave up');
  Object.assign(state, { attempts: 0, readBack: null, requested: [], offered: [], outcome: 'declined', stage: 'collecting_info' });
  turn.unsettled = true;
  remark(turn, standingBookings(turn).length > 0 ? texts.follow_up_declined : texts.withdrawn);
}
