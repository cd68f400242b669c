// Which of the six intents a message has, and how sure that is.
import type { Slots, Topic } from '../domain/reading.ts';
import type { EscalationReason, Intent } from '../domain/vocabulary.ts';

export type IntentReading = { intent: Intent; confidence: number; smallTalk: boolean };
export type IntentClues = {
  lower: string;
  slots: Slots;
  hasDoubts: boolean;
  topics: readonly Topic[];
  escalation: EscalationReason | null;
  confirmation: 'yes' | 'no' | null;
  awaiting: boolean;
  /** A slot that was asked for was answered. */
  answered: boolean;
};

/**
 * How often each way of deciding is right on labelled messages (`test/understanding/calibration.ts` prints the table).
 * Where nothing was recognised "inquiry" is the likeliest guess, but a guess: it stays below the threshold at which the assistant asks.
 */
export const CERTAINTY = { askedForPerson: 0.98, complaint: 0.9, cancellation: 0.97, modification: 0.92, price: 0.98, booking: 0.98, smallTalk: 0.96, answer: 0.98, question: 0.97, topic: 0.95, detail: 0.96, bareAnswer: 0.8, notUnderstood: 0.7 } as const;

const BOOKED_THING = '(?:booking|bookings|reservation|reservations|appointment|event|party|order|date|dinner|plans?|bbq|catering|hibachi|table|it|this|that|everything|meeting|purchase|purchases|item|items|product|products|room|stay)';
const CANCELLATION = new RegExp(`\\b(?:cancel(?:l?ing|led|ed)?|call off|calling off|revoke)\\b(?!.{0,12}\\b(?:policy|fee|fees|charge|charges|penalty|penalties|deadline)\\b)|\\b(?:don't|do not|no longer|dont) (?:need|want) (?:the|my|our|this|that|a) ${BOOKED_THING}\\b|\\b(?:no longer|not|isn't) (?:needed|required|necessary)(?: anymore)?\\b|\\b(?:get rid of|annul|repeal|forget|nix|terminate|drop) (?:the |my |our |this |that )*(?:\\w+ )?(?:reservation|booking|event|party|appointment)\\b|\\b(?:order|booking|reservation) cancel?lations?\\b|\\bcan't make it\\b|\\bcannot make it\\b|\\b(?:drop|scrap|undo|delete) (?:the|my|our|this) ${BOOKED_THING}\\b|\\bwon't be able to (?:make|attend|come)\\b`);
const MODIFICATION = new RegExp(`\\b(?:change|changing|changes|modify|modifying|update|updating|edit|editing|adjust|amend|alter|move|moving|push|switch|swap|reschedul\\w*|postpone|correct(?:ing)?|extend|shorten|prolong|upgrade)\\b.{0,40}\\b${BOOKED_THING}\\b|\\b(?:booking|reservation|order|event|party|appointment)\\b.{0,40}\\b(?:amend(?:ed)?|modify|modified|change|changed|edit(?:ed)?|moved?|altered|updated|rescheduled|pushed)\\b|\\b(?:reschedul\\w*|postpone)\\b|\\b(?:change|move|update|modify|switch|correct|edit) (?:the|my|our|that|this|it|some|an?|something|one|of)\\b|\\b(?:change|update) (?:(?:the|my) )?(?:date|time|address|party size|number of (?:people|guests)|guest count|name|phone|email|menu|booking|reservation|order)\\b|\\b(?:add|remove|take off|take out) .{0,30}\\b(?:to|from|off) (?:my|the|our|an?) (?:\\w+ )?(?:booking|reservation|order|party|event|list|count)\\b|\\bmake it (?:for )?\\d+ (?:people|guests)? ?instead\\b|\\b(?:instead of|rather than)\\b|\\b(?:different|another) (?:date|time|day|address)\\b|\\badd(?:ing)? (?:an?(?:other)?|\\d+|some|several|more|something)\\b.{0,20}\\b(?:items?|products?|people|guests?|more|person|adults?|kids?|articles?)\\b|\\b(?:removing|remove|delete|deleting) (?:some|an?|several|something)\\b`);
const OBJECTION = /\b(?:too (?:expensive|much|pricey|high|costly|steep)|(?:that's|thats|that is|it's|its|seems|sounds|kinda|pretty|really|so|very|bit) (?:a bit |a little |kinda |really |so |very |pretty |quite |way )*(?:expensive|pricey|steep|a lot|high)|can't afford|cannot afford|over (?:my|our) budget|out of (?:my|our) (?:budget|price range)|cheaper (?:elsewhere|somewhere|option|place|price)|better (?:price|deal|rate)|not worth|don't (?:trust|believe)|why (?:is it|so) (?:so )?(?:expensive|much|high)|lower (?:the |your )?price|price match|competitor|negotiate|not (?:convinced|comfortable)|sounds like a scam|hidden (?:fees?|charges?)|i (?:object|don't like)|(?:need|want|have|going|like) to (?:think (?:about|it|on)|sleep on|talk it over|(?:talk|check|speak) (?:to|with) my|discuss (?:it|this)|ask my)|let me (?:think|sleep on|(?:talk|check|speak) (?:to|with) my|ask my|discuss)|(?:i'll|we'll|i will|we will|let me) (?:think about|think it|get back to you|let you know)|found (?:\w+ ){0,2}cheaper)\b/;
const BOOKING_STRONG = /\b(?:book|booking|reserve|reserving|reservations?|schedule|scheduling|set up|arrange|hire|host|hosting|order|cater|catering|get a quote and book)\b/;
const BOOKING_WISH = /\b(?:i(?:'d| would|'m|’m| am)?|we(?:'d| would|'re| are)?|can (?:i|we|you)|could (?:i|we|you)|please|want to|wanna|need to|like to|looking (?:to|for)|trying to|help me|let's|lets|planning|interested in|hoping to|would you)\b/;
const BOOKING_PHRASE = /\b(?:(?:hibachi|chef|cater(?:ing|er)?|private chef) (?:for|at|on|to)|throwing an?|having an?|hosting an?|(?:birthday|anniversary|graduation|wedding|office|holiday|christmas|bachelorette|bachelor|baby shower|bridal shower|retirement|engagement|housewarming|party|dinner|event) (?:party |dinner |event )*(?:for|on|at|of|this|next)|looking for (?:an?|the|someone)|(?:find|get|buy|search for|need|want) (?:me |us )?(?:an?|the|some|\d+) (?:table|restaurant|reservation|ticket|tickets|bus|flight|hotel|room|appointment|car|cab|ride|chef|hibachi|dentist|doctor|salon|stylist|therapist|train|event|spot|taxi|place)|make (?:an?|the) (?:reservation|booking|appointment)|i want to (?:see|visit|attend|go|travel|rent|watch)|sign (?:me|us) up|restaurant|table for|spot for|seat for|seats at)\b/;
const QUESTION_START = /^(?:(?:hi|hello|hey|ok|okay|thanks|thank you|great|good (?:morning|afternoon|evening)|so|and|also|but|um|yes|no|cool|perfect|awesome)[\s,.!]+)*(?:what|what's|whats|when|where|where's|who|who's|why|how|how's|which|whose|is|are|do|does|did|can|could|would|will|should|may|am|has|have|was|were|tell me|show me|find out|i want to know|i'd like to know|i need to know|i was wondering|wondering|do you know|let me know|any idea)\b/;
const SMALL_TALK = /^(?:(?:hi|hello|hey|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|thanks|thank you|thank u|thx|ty|cheers|welcome|bye|goodbye|see you|see ya|take care|have a (?:good|great|nice) (?:day|one|night|evening|weekend)|lol|haha|hehe|hmm+|um+|oh|ok|okay|cool|great|nice|awesome|wow|got it|understood|noted|there|so much|very much|again|everyone|you too|how are you(?: doing)?(?: today)?|what's up|sup|all|team|sir|ma'am|i appreciate it|much appreciated|no worries|sounds good|perfect|a lot)[\s,.!?]*)+$/;

export function readIntent(clues: IntentClues): IntentReading {
  const { lower, slots, topics, escalation, confirmation, awaiting, answered, hasDoubts } = clues;
  const is = (intent: Intent, confidence: number, smallTalk = false): IntentReading => ({ intent, confidence, smallTalk });
  const given = Object.keys(slots).length;
  const eventSlots = [slots.date, slots.time, slots.partySize, slots.address?.line1].filter((slot) => slot !== undefined).length;
  const question = lower.includes('?') || QUESTION_START.test(lower);

  if (escalation === 'asked_for_person') return is('escalation', CERTAINTY.askedForPerson);
  if (escalation !== null && escalation !== 'allergy_risk') return is('escalation', CERTAINTY.complaint);
  const policyQuestion = question && topics.includes('cancellation_policy') && !/\b(?:my|our|the) (?:booking|reservation|order|appointment)\b/.test(lower);
  // "If it rains, can we move it": what would be, not what shall be.
  const supposed = topics.includes('weather') && slots.date === undefined && /\b(?:if|in case)\b/.test(lower);
  const changes = !policyQuestion && !supposed;
  if (changes && CANCELLATION.test(lower)) return is('cancellation', CERTAINTY.cancellation);
  if (OBJECTION.test(lower)) return is('objection', CERTAINTY.complaint);
  if (changes && MODIFICATION.test(lower)) return is('modification', CERTAINTY.modification);

  const asksForBooking = (BOOKING_STRONG.test(lower) && (BOOKING_WISH.test(lower) || eventSlots > 0 || /^\W*(?:book|reserve|schedule|order|hire|arrange)\b/.test(lower))) || BOOKING_PHRASE.test(lower);
  const asksAPrice = topics.includes('price') && /\b(?:how much|price|prices|pricing|cost|costs|rates?|fees?|charges?|quote|estimate)\b/.test(lower);
  if (asksAPrice && !/\b(?:want|like|need|trying|looking) to (?:book|reserve|order|schedule)\b/.test(lower)) return is('inquiry', CERTAINTY.price);
  if (asksForBooking && !(question && /\b(?:do you|what|when|how|which|where|is it possible|why)\b/.test(lower) && eventSlots < 2)) return is('booking', CERTAINTY.booking);
  if (SMALL_TALK.test(lower)) return awaiting && confirmation !== null ? is('booking', CERTAINTY.answer) : is('inquiry', CERTAINTY.smallTalk, true);
  // "Can you do hibachi next Saturday for 25, 8 of them kids?" asks for a booking, not about children.
  if (question && eventSlots >= 2 && topics.every((topic) => topic === 'children')) return is('booking', CERTAINTY.detail);
  if (question && topics.length > 0) return is('inquiry', CERTAINTY.question);
  if (answered) return is('booking', CERTAINTY.answer);
  if (awaiting && confirmation !== null) return is('booking', CERTAINTY.answer);
  if (question) return is('inquiry', CERTAINTY.question);
  if (eventSlots > 0 || hasDoubts) return is('booking', CERTAINTY.detail);
  if (given > 0) return is('booking', CERTAINTY.detail);
  // A short yes or no out of the blue still answers something about a booking.
  if (confirmation !== null && lower.length < 40) return is('booking', CERTAINTY.bareAnswer);
  if (topics.length > 0) return is('inquiry', CERTAINTY.topic);
  return is('inquiry', CERTAINTY.notUnderstood);
}
