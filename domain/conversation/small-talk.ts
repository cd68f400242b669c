// Telling thanks from a greeting: one ends a talk, the other takes it up again.
import type { Reading } from '../reading.ts';

const STILL_THERE = /\b(?:still|you|u|anyone|anybody) (?:there|around|here)\b/;
const THANKS = /^(?:ok|okay|great|perfect|cool|awesome|sounds good|got it|thanks|thank you|thx|ty|so much|a lot|very much|again|cheers|bye|will do|talk (?:to you )?(?:soon|later|then)|[ ,.!])+$/;

/** "Hi, still there?": asks for nothing but an answer. */
export function isGreeting({ smallTalk, reply, slots }: Reading): boolean {
  return (smallTalk || STILL_THERE.test(reply.normalized)) && !THANKS.test(reply.normalized) && Object.keys(slots).length === 0;
}

export function isThanks({ smallTalk, reply }: Reading): boolean {
  return smallTalk && THANKS.test(reply.normalized);
}
