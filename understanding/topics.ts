// What an inquiry is about, in the terms of the approved answers.
import type { Topic } from '../domain/reading.ts';

const TOPIC_CUES: ReadonlyArray<readonly [topic: Topic, cue: RegExp]> = [
  ['travel', /\b(?:travel|mileage|per mile|distance|how far|drive to|delivery fee)\b/],
  ['price', /\b(?:how much|price|prices|pricing|priced|cost|costs|costing|rates?|quote|estimate|charge|charges|fees?|expensive|budget|per (?:person|head)|total|pay for|run (?:me|us)|minimum|discount|deals?|specials?|\$)\b/],
  ['deposit', /\b(?:deposit|down ?payment|pay (?:up ?front|in advance)|upfront|hold the date|venmo|zelle|payment methods?|how (?:do|can) (?:i|we) pay|pay by|credit card|cash)\b/],
  ['cancellation_policy', /\b(?:cancell?ation|cancel policy|refund(?:able|s|ed)?|reschedul\w* (?:fee|policy)|if (?:i|we) (?:need to |have to |want to )?(?:cancel|reschedule|change)|what happens if (?:i|we) cancel|penalty|penalties)\b/],
  ['area', /\b(?:do you (?:guys )?(?:come|go|travel|serve|service|cover|deliver|cater|work)(?: (?:to|in|at|out|near|around))+|service area|areas?|how far|which (?:cities|areas)|come to|based|located|location|where are you|what cities|your address)\b/],
  ['menu', /\b(?:menu|proteins?|options|what (?:do you|food|dishes|comes|is included|'s included|meats?)|included|includes?|sides?|appetizers?|sauces?|filet|lobster|scallops|salmon|noodles|gyoza|edamame|rice|vegetables|salad|what's on|serve)\b/],
  ['allergies', /\b(?:allerg\w*|gluten|vegan|vegetarian|dairy|halal|kosher|nuts?|peanut|shellfish|dietary|celiac|lactose)\b/],
  ['equipment', /\b(?:bring (?:the|your|own)|equipment|grills?|tables?|chairs?|plates?|utensils|set ?up|setup|propane|tents?|provide|need to (?:have|provide|prepare|supply)|clean ?up|power|electricity|silverware|what do (?:i|we) need)\b/],
  ['weather', /\b(?:rain\w*|weather|indoors?|inside|wind|storm|cold|backup plan|too hot|outdoors?|outside|snow)\b/],
  ['tipping', /\b(?:tips?|tipping|gratuity|gratuities)\b/],
  ['duration', /\b(?:how long|duration|how many hours|take(?:s)? to (?:cook|set)|last(?:s)? for|length of|hours (?:is|does|will)|arrive early|what time (?:does|do|will|would) the chef)\b/],
  ['children', /\b(?:kids?|child(?:ren)?|toddlers?|bab(?:y|ies)|infants?|under \d+|ages?)\b/],
  ['availability', /\b(?:availab\w*|open(?:ings?)?|free on|any (?:slots?|dates?|times?|spots?)|book(?:ed)? (?:up|out|solid)|do you have (?:anything|space|room|a chef|time)|how (?:soon|far (?:in advance|ahead|out))|when (?:are|can|is the)|what (?:dates|days|times)|wait(?:ing)?(?: time| list)?|how busy|busy|short notice|same[- ]day|last minute|hours of operation|what are your hours|business hours)\b/],
];

/** In order of first mention; a price question that names children is about both. */
export function readTopics(lower: string): Topic[] {
  return TOPIC_CUES.map(([topic, cue]) => ({ topic, at: lower.search(cue) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ topic }) => topic);
}
