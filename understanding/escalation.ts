// Whether a message asks for a person, or calls for one: anger, a payment in dispute, a dangerous allergy.
import type { EscalationReason } from '../domain/vocabulary.ts';
import { asksForPersonInSpanish, spanishTrouble } from './spanish.ts';
import { createVocabulary } from './typo.ts';

const PERSON = "(?:(?:real|actual|live|human|another|different|physical) )*(?:person|human(?: being)?|agent|agents|representative|rep|operator|manager|owner|supervisor|somebody|someone|staff|assistant|assistants|employee|team member|customer (?:service|support|care)|attendant|advisor|adviser|anyone|anybody|one of you)";
const ASKS_FOR_PERSON: readonly RegExp[] = [
  new RegExp(`\\b(?:talk|speak|spek|chat|contacting|reaching|connect(?:ed)?|transfer(?:red)?|transfered|put|pass|forward(?:ed)?|switch|hand|contact|reach|call|get|talking|speaking|chatting|conversation|communicate|escalate)(?: me| us| this| it| in touch)?(?: (?:directly|through|over|on|up|back|again))* (?:to me|to|with|by|through to|hold of|into contact with|from)* ?(?:the |a |an |your |some |any |damn |normal |\\w+ing )*${PERSON}\\b`),
  new RegExp(`\\b(?:need|want|prefer|like|rather have|give me|get me)(?: to (?:speak|talk) (?:to|with))? (?:a |an |the |some |your )*(?:real |actual |live |human )*(?:person|human(?: being)?|agent|representative|rep|operator|manager|supervisor|somebody real|someone real|customer (?:service|support))\\b(?! (?:count|to (?:cook|serve)))`),
  new RegExp(`\\b(?:is there|are there|can i have|could i have|can i get|could i get|may i have) (?:a |an |any |some )*(?:real |actual |live |human )*(?:person|human|agent|representative|rep|operator|manager|somebody|someone)\\b`),
  /\bis (?:a|an|any) (?:real |actual |live )*(?:human|person|agent|representative|manager) (?:available|there|around|free)\b|\bwho (?:can|do|should|could|may) (?:i|we) (?:talk|speak|call|contact)\b/,
  /\b(?:can|could|will|would|may|is|let|have|get) (?:an? |any |some |the )*(?:(?:real|actual|live|human) (?:person|people|human(?: being)?|agent|rep|representative)|human(?: being)?|(?:somebody|someone|anyone|anybody) (?:real|human)) (?:there |please |able to |to )*(?:help|assist|call|answer|reply|respond|text|contact|reach|talk|speak|take over|look|handle|deal)\b/,
  /\b(?:anyone|anybody|someone|somebody|a person|a human) (?:there |else |here )*(?:i|we) (?:can|could|may) (?:talk|speak|chat) (?:to|with)\b/,
  /\b(?:speak|talk)(?:ing)? (?:to|with) (?:(?:a|an|the|your|my|one of) )?(?:\w+ing )?(?:live |real )?(?:agent|human|manager|someone|somebody|person|people|team|department|desk|reception|front desk|staff)\b/,
  /\b(?:speak|talk)(?:ing)? (?:directly )?(?:to|with) the \w+(?: team| desk| department)?(?: please)?[.!?]*$/,
  /\b(?:connect|transfer|put) (?:me|us) (?:through |directly )*(?:to|with)\b/,
  /\bi(?:'d| would) (?:like|love|prefer|want) to (?:speak|talk) (?:to|with)\b(?! (?:you|my|him|her|them)\b)/,
  /^(?:please )*(?:(?:real|live) )?(?:agent|human|person|representative|operator|manager|customer service|a real person|human please|real person|live agent|talk to human)[\s.!]*(?:please|now)?[\s.!]*$/,
  /\b(?:stop|hate|don't (?:like|want)|not|sick of|tired of|instead of) (?:talking (?:to|with) |speaking (?:to|with) |dealing with |to talk to |to speak to |want )?(?:a |an |this |the |your |stupid )*(?:bot|robot|machine|computer|ai|chatbot)\b/,
  /\b(?:someone|somebody|a person|a human|manager|anyone) (?:please )?(?:call|contact|reach out|phone|get back|help) (?:to )?me\b/,
  /\b(?:call|phone|ring) me(?: back)?(?: please| asap| now)?[.!]*$|\b(?:call|phone) me (?:back )?(?:at|on) [+(\d]|\bgive (?:me|us) a (?:call|ring)(?: back)?(?: please| asap| now| when you can)*[.!]*$/,
];
/** Misspelt, these are still heard, but only beside a word of calling or talking: "Hunan" alone is a cuisine. */
const callWords = createVocabulary(['agent', 'agents', 'human', 'person', 'representative', 'operator', 'manager', 'supervisor', 'somebody', 'someone', 'speak', 'talk']);
const CALLING = /\b(?:talk\w*|speak\w*|spek|chat|connect|contact|transfer|assistance|assist|reach|need|want|get|put|call|help)\b|\bto(?:talk|speak)\b/;
/** A longer message is not a mere call for a person. */
const LONGEST_CORRECTED_CHARACTERS = 100;

// The words of anger count when they are about us or about the customer's own temper, not about the weather.
const US = "(?:this|that|it|you|you guys|you people|your (?:\\w+ )?(?:service|company|bot|system|app|team|people|chef|assistant)|the (?:\\w+ )?(?:service|company|bot|system|app|chat|assistant))";
const UPSET: readonly RegExp[] = [
  /\b(?:this|it|you|that|thing|bot|conversation|chat)(?:'s| is| are|'re)? ?(?:isn't|isnt|is not|not|aren't|doesn't|does not|don't) (?:working|helping|work|helpful|helping me|making sense|understand(?:ing)?(?: me)?)\b(?! for (?:me|us|my|our|him|her|them)\b)/,
  new RegExp(`\\b${US}(?:'s| is| are|'re| was|s)? (?:\\w+ ){0,2}?(?:ridiculous|unacceptable|frustrating|useless(?! \\w+ing)|incompetent|a joke|a waste of (?:my )?time|disgusting|a scam|a rip ?off|appalling|terrible|horrible|awful|pathetic|bullshit|outrageous)\\b(?! (?:weather|traffic|day|night))`),
  /^\W*(?:ridiculous|unacceptable|useless|pathetic|outrageous|terrible service|worst service|what a joke|bullshit|wtf)\b/,
  /\b(?:i'?m|i am|we're|we are|i've been|getting|makes me) (?:so |very |really |extremely |absolutely |getting |beyond |quite |pretty )*(?:angry|furious|frustrated|pissed(?: off)?|upset with|annoyed|fed up|outraged|disgusted|sick of (?:this|you|it)|very disappointed|disappointed)\b/,
  /\b(?:(?:terrible|horrible|awful|worst|bad|poor) (?:\w+ )?(?:service|experience|company)|(?:call|contact|hear(?:ing)? from|talk(?:ing)? to|get|see|involve)(?:ing)? (?:my|a|our) (?:lawyer|attorney)|(?:lawyer|attorney) (?:will|is going to)|sue you|suing|legal action|small claims|bbb|better business|(?:file|make|have|submit|leave) (?:a |an )?(?:\w+ )?complaint|want to complain|ripped (?:me |us )?off|waste of my time|sick of this|fed up with|joke of a (?:company|service|bot))\b/,
  /\b(?:(?:no ?body|no ?one|no chefs?) (?:ever )?(?:showed(?: up)?|shows? up|came(?! (?:to mind|up with))|turned up|arrived|has (?:shown up|come|arrived))|(?:the|your|our) chef (?:(?:never|did not|didn't|didnt|hasn't|has not) (?:even )?(?:come|came|arrived?|show(?:ed|n)?(?: up)?|turn(?:ed)? up)|(?:was|is) a no[- ]?show))\b(?! (?:me|us|the|our|you|how|what)\b)/,
  /\b(?:fuck (?:you|off|this|that)|fucking (?:bot|useless|stupid|ridiculous|joke|answer)|what the (?:fuck|hell)|goddamn|shitty (?:service|bot|company)|you (?:\w+ )?(?:idiots?|morons?)|stupid (?:bot|robot|machine|thing))\b/,
];
const PAYMENT = /\b(?:(?:charged|charging|charge (?:me|us|my)|billed|billing (?:me|us|my)|bill(?:ed)? (?:me|us))\b.{0,25}\b(?:twice|double|again|two times|too much|by mistake|without (?:my|asking)|the wrong|wrong(?:ly)?)|(?:double|over)[- ]?(?:charged|billed)|(?:took|taken|stole|kept|keeping|stealing) (?:all )?(?:my|our) (?:money|deposit|payment)|wrong(?:ly)? charged?|charged? (?:on|to) my (?:\w+ )?(?:card|account|statement|bank)\b.{0,40}\b(?:did not|didn't|didnt|never|not mine|wrong|mistake|don't (?:know|recogni[sz]e))|(?:don't|do not|didn't|did not) (?:recogni[sz]e|make|approve) (?:the|a|this|that|your) (?:\w+ )?charge|wrong amount|unauthori[sz]ed|(?:didn't|did not|never) authori[sz]ed?|disput(?:e|ing) (?:the|a|this|my) (?:charge|payment)|chargeback|fraud(?:ulent)?|(?:never|haven't|have not|didn't) (?:got(?:ten)?|received?|get) (?:my |the )?(?:refund|money|deposit)(?: back)?|where(?:'s| is) my (?:refund|money)|(?:want|need|get|give me|send me) (?:all )?(?:my (?:money|deposit)|a refund|the refund)(?!(?: back)?,? (?:if|when|in case)\b)(?: back)?|refund (?:my|me)|give me my money)\b/;
const ALLERGY = /\b(?:anaphyla\w*|epi-?pen|auto-?injector|(?:severe(?:ly)?|deadly|deathly|life[- ]threatening|serious(?:ly)?|fatal(?:ly)?|bad|extreme(?:ly)?)(?: \w+){0,2} allerg\w*|allerg\w*(?: \w+){0,4} (?:severe|deadly|life[- ]threatening|serious|could (?:die|kill)|hospital\w*|cross[- ]contamination)|allergic reaction|celiac|coeliac|could die|cross[- ]contamination)\b/;

/** Misspelt, the words of danger and of money are heard only in a message that is about an allergy or about paying. */
const troubleWords = createVocabulary([
  'severe', 'severely', 'several', 'server', 'deadly', 'deathly', 'fatal', 'fatally', 'serious', 'seriously', 'extreme', 'extremely', 'threatening', 'allergy', 'allergic', 'allergies', 'reaction', 'anaphylactic', 'anaphylaxis', 'epipen', 'celiac', 'hospital', 'contamination',
  'charged', 'charge', 'overcharged', 'billed', 'twice', 'double', 'refund', 'money', 'deposit', 'fraud', 'fraudulent', 'unauthorized', 'authorized', 'dispute', 'disputing', 'chargeback', 'mistake',
]);
const ABOUT_TROUBLE = /\b(?:a[a-z]?l+[a-z]{1,4}[gj]|ana?[pf]|epi|c[eo]+li|sever|dead|charg|chrag|cahrg|bil+ed|refu|refn|double|twice|two times|(?:my|our) (?:mo?n|depos)|back\b|fraud|unauth|disp)/;

export function asksForPerson(lower: string): boolean {
  if (ASKS_FOR_PERSON.some((pattern) => pattern.test(lower)) || asksForPersonInSpanish(lower)) return true;
  if (lower.length > LONGEST_CORRECTED_CHARACTERS || !CALLING.test(lower)) return false;
  const text = corrected(lower);
  return text !== lower && ASKS_FOR_PERSON.some((pattern) => pattern.test(text));
}

function corrected(lower: string): string {
  return lower
    .replace(/\bto(?=(?:talk|speak)\b)/g, 'to ')
    .replace(/\btto\b/g, 'to')
    .replace(/[a-z']+/g, (word) => callWords.correct(word) ?? word);
}

/** The reason for a person, the plainest first; null when the assistant may go on. */
export function escalationReason(lower: string): EscalationReason | null {
  if (asksForPerson(lower)) return 'asked_for_person';
  const text = lower.length <= LONGEST_CORRECTED_CHARACTERS && ABOUT_TROUBLE.test(lower) ? lower.replace(/[a-z]{4,}/g, (word) => troubleWords.correct(word) ?? word) : lower;
  if (PAYMENT.test(text)) return 'payment_dispute';
  if (ALLERGY.test(text)) return 'allergy_risk';
  if (UPSET.some((pattern) => pattern.test(lower))) return 'upset';
  return spanishTrouble(lower);
}
