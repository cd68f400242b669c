// How a simulated customer reads what the assistant wrote: which questions it asks and what it says has happened. Meaning, as far as patterns go; never the assistant's own state.

export const CUES = [
  'booked', 'terms', 'read_back', 'read_back_reminder', 'cancel_read_back', 'change_read_back', 'person_called', 'team_is_asked', 'offers_times', 'outside_area', 'unsubscribed', 'subscribed', 'help_text',
  'asks_date', 'asks_time', 'asks_party', 'asks_address', 'asks_city', 'asks_zip', 'asks_name', 'asks_extra_count', 'asks_what_to_change', 'asks_which_booking', 'asks_follow_up', 'asks_generally',
  'puzzled', 'released', 'withdrawn', 'cancelled', 'terms_unclear', 'how_to_agree', 'too_late',
] as const;
export type Cue = (typeof CUES)[number];

export type Heard = { texts: readonly string[]; all: string; cues: ReadonlySet<Cue>; /** A question that none of the patterns fits: the customer's own shortcoming, counted as such. */ unplaced: string | null };

const PATTERNS: readonly (readonly [Cue, RegExp])[] = [
  ['booked', /\byou(?:'re| are) (?:all )?(?:booked|set)\b|\bbooking is (?:confirmed|changed)\b|\bis confirmed\b|\bis changed!/i],
  ['terms', /reply (?:with )?I AGREE to accept our terms/i],
  ['how_to_agree', /to accept (?:the terms|them)?,? ?(?:please )?reply I AGREE|reply I AGREE to accept the terms/i],
  ['read_back', /\bis (?:that|this|everything) (?:all )?(?:right|correct)\b/i],
  ['read_back_reminder', /if those details are right|reply YES and I'll send the terms/i],
  ['cancel_read_back', /reply YES to cancel|\b(?:shall|should|want) (?:I|me|you)[^?.]*cancel[^?.]*\?|like to cancel[^?]*\?/i],
  ['change_read_back', /\b(?:shall|should|may|want me to|do you want to)\b[^?]*\b(?:change|move|reschedule|update)\b[^?]*\?|\bchange (?:it|this|your booking)[^?]*\?/i],
  // "Ask for a person and our team will take over" is an offer; nobody was called yet.
  ['person_called', /connecting you with our team|(?:someone|a member of our team) will (?:answer|contact|read|reply to|write to|text|call) (?:you|our)|our team will contact you here|(?:nuestro equipo|una persona)[^.]*(?:le|te) (?:responder|contestar|escribir)/i],
  ['team_is_asked', /(?:I'll|I will|let me) (?:ask|check with) (?:our|the) team|ask(?:ed|ing) (?:our|the) team|passed (?:it|that|the question|that question) on to (?:our|the) team/i],
  ['offers_times', /which (?:one|time|of (?:these|those)) (?:suits|works|would)|nearest free times|shall we say then|free times? (?:are|is|near)/i],
  ['outside_area', /outside (?:of )?(?:our|the) (?:service )?area|don't (?:serve|cover|come)/i],
  ['unsubscribed', /unsubscribed|no more messages/i],
  ['subscribed', /subscribed again/i],
  ['help_text', /booking help/i],
  ['asks_date', /\b(?:what|which) (?:(?:other|new) )?(?:date|day)\b[^.?]*\?|date are you thinking|what (?:other )?date|another date|which (?:other )?(?:date|day)/i],
  ['asks_time', /\bwhat (?:other )?time\b|which (?:start )?time\b|when should we start|start (?:at )?what time|other date or time/i],
  ['asks_party', /how many (?:guests|people|of you)|party size/i],
  ['asks_address', /what(?:'s| is) the (?:street )?address|which address|another address|street address|where will (?:it|the party)/i],
  ['asks_city', /which city|what city|city or zip|what town/i],
  ['asks_zip', /which zip|what zip|zip code is/i],
  ['asks_name', /what name should|your name|name should I/i],
  ['asks_extra_count', /tell me for how many/i],
  ['asks_what_to_change', /what (?:should I|would you like to|can I|shall I) change|what(?:'s| is) wrong/i],
  ['asks_which_booking', /which (?:booking|party|one of your bookings)/i],
  ['asks_follow_up', /\bshall I (?:check in|follow up|remind you|write)\b[^?]*\?/i],
  ['asks_generally', /what can I do for you|how can I help|anything else|can I help/i],
  ['puzzled', /didn't (?:quite )?(?:get|understand|catch)|not sure what you/i],
  ['released', /haven't accepted|nothing is booked and the date is released|date is released/i],
  ['withdrawn', /no problem, nothing is booked|nothing is booked/i],
  ['cancelled', /(?:is|has been|'s) (?:now )?cancell?ed/i],
  ['terms_unclear', /can't take that as a yes or a no/i],
  ['too_late', /time to accept (?:those|the) terms is over/i],
];

/** Two cues of one pattern's words where the larger matter decides. */
const OUTRANKS: Partial<Record<Cue, readonly Cue[]>> = {
  terms: ['read_back', 'how_to_agree', 'cancel_read_back'], read_back: ['read_back_reminder', 'cancel_read_back', 'change_read_back', 'asks_what_to_change'], booked: ['read_back'],
};

export function listen(texts: readonly string[]): Heard {
  const all = texts.join('\n');
  const cues = new Set(PATTERNS.filter(([, pattern]) => pattern.test(all)).map(([cue]) => cue));
  for (const cue of [...cues]) for (const lesser of OUTRANKS[cue] ?? []) cues.delete(lesser);
  const question = lastQuestion(all);
  const unplaced = question !== null && cues.size === 0 ? question : null;
  return { texts, all, cues, unplaced };
}

function lastQuestion(text: string): string | null {
  const questions = text.match(/[^.!?\n]*\?/g);
  return questions?.at(-1)?.trim() ?? null;
}
