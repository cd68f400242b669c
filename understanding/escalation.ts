// Whether a message asks for a person, or calls for one: anger, a payment in dispute, a dangerous allergy.
import type { EscalationReason } from '../domain/vocabulary.ts';

const PERSON = "(?:(?:real|actual|live|human|another|different|physical) )*(?:person|human(?: being)?|agent|agents|representative|rep|operator|manager|owner|supervisor|somebody|someone|staff|assistant|assistants|employee|team member|customer (?:service|support|care)|attendant|advisor|adviser|anyone|anybody|one of you)";
const ASKS_FOR_PERSON: readonly RegExp[] = [
  new RegExp(`\\b(?:talk|speak|spek|chat|contacting|reaching|connect(?:ed)?|transfer(?:red)?|transfered|put|pass|forward(?:ed)?|switch|hand|contact|reach|call|get|talking|speaking|chatting|conversation|communicate|escalate)(?: me| us| this| it| in touch)?(?: (?:directly|through|over|on|up|back|again))* (?:to me|to|with|by|through to|hold of|into contact with|from)* ?(?:the |a |an |your |some |any |damn |normal )*${PERSON}\\b`),
  new RegExp(`\\b(?:need|want|prefer|like|rather have|give me|get me)(?: to (?:speak|talk) (?:to|with))? (?:a |an |the |some |your )*(?:real |actual |live |human )*(?:person|human(?: being)?|agent|representative|rep|operator|manager|supervisor|somebody real|someone real|customer (?:service|support))\\b(?! (?:count|to (?:cook|serve)))`),
  new RegExp(`\\b(?:is there|are there|can i have|could i have|can i get|could i get|may i have) (?:a |an |any |some )*(?:real |actual |live |human )*(?:person|human|agent|representative|rep|operator|manager|somebody|someone)\\b`),
  /\b(?:speak|talk)(?:ing)? (?:to|with) (?:(?:a|an|the|your|my|one of) )?(?:human|manager|someone|somebody|person|people|team|department|desk|reception|front desk|staff)\b/,
  /\b(?:speak|talk)(?:ing)? (?:directly )?(?:to|with) the \w+(?: team| desk| department)?(?: please)?[.!?]*$/,
  /\bi(?:'d| would) (?:like|love|prefer|want) to (?:speak|talk) (?:to|with)\b(?! (?:you|my|him|her|them)\b)/,
  /^(?:please )*(?:(?:real|live) )?(?:agent|human|person|representative|operator|manager|customer service|a real person|human please|real person|live agent|talk to human)[\s.!]*(?:please|now)?[\s.!]*$/,
  /\b(?:stop|hate|don't (?:like|want)|not|sick of|tired of|instead of) (?:talking (?:to|with) |speaking (?:to|with) |dealing with |to talk to |to speak to |want )?(?:a |an |this |the |your |stupid )*(?:bot|robot|machine|computer|ai|chatbot)\b/,
  /\b(?:someone|somebody|a person|a human|manager|anyone) (?:please )?(?:call|contact|reach out|phone|get back|help) (?:to )?me\b/,
  /\b(?:call|phone|ring) me(?: back)?(?: please| asap| now)?[.!]*$/,
];
const UPSET: readonly RegExp[] = [
  /\b(?:this|it|you|that|thing|bot|conversation|chat)(?:'s| is| are|'re)? ?(?:isn't|isnt|is not|not|aren't|doesn't|does not|don't) (?:working|helping|work|helpful|helping me|making sense|understand(?:ing)?(?: me)?)\b/,
  /\b(?:ridiculous|unacceptable|frustrat(?:ed|ing)|furious|angry|pissed|terrible service|worst|horrible|awful service|useless|incompetent|fed up|waste of (?:my )?time|disgusting|scam|rip ?off|ripped off|(?:my|a|our) (?:lawyer|attorney) (?:will|about|to)|sue you|bbb|better business|complaint|complain|outraged?|appalling|sick of this|annoyed|annoying|stupid bot|joke of a)\b/,
  /\b(?:wtf|fuck\w*|bullshit|damn it|goddamn|shitty|idiots?|moron)\b/,
];
const PAYMENT = /\b(?:charged (?:me )?(?:twice|double|again|wrong|too much|the wrong)|double[- ]charged|overcharged|over ?charged|wrong(?:ly)? charged?|wrong amount|charge(?:d)? (?:my card )?(?:without|by mistake)|unauthori[sz]ed|dispute (?:the|a|this|my) (?:charge|payment)|chargeback|fraud(?:ulent)?|never (?:got|received) (?:my )?refund|where(?:'s| is) my refund|want (?:my money|my deposit|a refund)(?: back)?|refund my|give me my money)\b/;
const ALLERGY = /\b(?:anaphyla\w*|epi-?pen|(?:severe(?:ly)?|deadly|deathly|life[- ]threatening|serious(?:ly)?|fatal|bad|extreme(?:ly)?)(?: \w+){0,2} allerg\w*|allerg\w*(?: \w+){0,4} (?:severe|deadly|life[- ]threatening|serious|could (?:die|kill)|hospital\w*|cross[- ]contamination)|celiac|coeliac|could die|cross[- ]contamination)\b/;

export function asksForPerson(lower: string): boolean {
  return ASKS_FOR_PERSON.some((pattern) => pattern.test(lower));
}

/** The reason for a person, the plainest first; null when the assistant may go on. */
export function escalationReason(lower: string): EscalationReason | null {
  if (asksForPerson(lower)) return 'asked_for_person';
  if (PAYMENT.test(lower)) return 'payment_dispute';
  if (ALLERGY.test(lower)) return 'allergy_risk';
  if (UPSET.some((pattern) => pattern.test(lower))) return 'upset';
  return null;
}
