// "Too expensive", "I need to think": what could honestly make a difference, from the profile, and no haggling.
import { renderText } from '../business.ts';
import { formatCents } from '../money.ts';
import { formatList } from '../profile-facts.ts';
import type { MessageStimulus } from './decision.ts';
import { partyOf, priceOf } from './draft.ts';
import { remark, type Turn } from './turn.ts';

/** More than two options are a sales talk. */
const MOST_OPTIONS = 2;
const WANTS_TIME = /\b(?:think|thinking|sleep on|decide|discuss|talk|check with|speak|ask my|get back|let you know)\b/;

export function answerObjection(turn: Turn, { reading: { reply } }: MessageStimulus): void {
  const { business } = turn;
  turn.state.attempts = 0;
  if (WANTS_TIME.test(reply.normalized)) remark(turn, business.texts.objection_thinking);
  else remark(turn, renderText(business, 'objection', { options: options(turn).slice(0, MOST_OPTIONS).join(' ') }));
}

function options(turn: Turn): string[] {
  const { business, state: { draft } } = turn;
  const { texts, profile: { menu } } = business;
  const party = partyOf(draft);
  const price = priceOf(draft, business);
  const extras = [...menu.upgrades, ...menu.addOns].filter((item) => draft.menu.some(({ id }) => id === item.id));
  const without = priceOf({ ...draft, menu: [] }, business);
  return [
    ...(price !== null && without !== null && without.totalCents < price.totalCents
      ? [renderText(business, 'option_fewer_extras', { extras: formatList(extras.map(({ label }) => label.toLowerCase())), total: formatCents(without.totalCents) })]
      : []),
    ...(party === null || party.assumedAllAdults ? [texts.option_children] : []),
    ...(party === null || (price?.minimumAdjustmentCents ?? 0) > 0 ? [texts.option_minimum] : []),
    texts.option_included,
  ];
}
