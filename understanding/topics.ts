// What an inquiry is about, in the terms of the approved answers.
import type { Topic } from '../domain/reading.ts';

const TOPIC_CUES: ReadonlyArray<readonly [topic: Topic, cue: RegExp]> = [
  ['travel', /\b(?:travel|mileage|per mile|distance|how far|drive to|delivery fee)\b/],
  ['price', /\b(?:how much(?! (?:time|space|room|notice))|price|prices|pricing|priced|cost|costs|costing|rates?|quote|estimate|charge|charges|fees?|expensive|budget|per (?:person|head)|total|pay for|run (?:me|us)|minimum|discount|deals?|specials?|\$)\b/],
  ['deposit', /\b(?:deposits?|money down|put (?:any |some )?(?:money |anything |something )?down|down ?payment|pay (?:up ?front|in advance)|upfront|hold the date|balance|when (?:do|is|are) .{0,20}\b(?:pay|due))\b/],
  ['payment', /\b(?:venmo|zelle|paypal|cash ?app|apple pay|payment methods?|how (?:do|can|should|would) (?:i|we) pay|pay (?:by|with|in|via)|(?:credit|debit) cards?|cash|invoice)\b/],
  ['cancellation_policy', /\b(?:cancell?ation|cancel policy|refund(?:able|s|ed)?|reschedul\w* (?:fee|policy)|if (?:i|we) (?:need to |have to |want to )?(?:cancel|reschedule|change)|(?:can|could|may) (?:i|we) (?:still )?(?:change|move|cancel|reschedule) .{0,20}\blater\b(?! (?:time|date|start))|do you (?:ever )?cancel|how (?:late|early|soon|far (?:ahead|in advance|out)|long before|close to) .{0,25}\b(?:cancel|reschedule)|what happens if (?:i|we) cancel|penalty|penalties)\b/],
  ['area', /\b(?:do you (?:guys )?(?:come|go|travel|serve|service|cover|deliver|cater|work)(?: (?:to|in|at|out|near|around))+|do you (?:guys |even |also )?cover|service area|areas?|how far|which (?:cities|areas)|come to|based|located|location|where are you|what cities|your address)\b/],
  ['menu', /\b(?:menu|proteins?|options|what (?:do you (?:serve|cook|make|offer|have)|food|dishes|comes|is included|'s included|meats?)|included|includes?|sides?|appetizers?|sauces?|filet|lobster|scallops|salmon|noodles|gyoza|edamame|rice|vegetables|salad|what's on|serve)\b/],
  ['allergies', /\b(?:allerg\w*|gluten|vegan|vegetarian|dairy|halal|kosher|nuts?|peanut|shellfish|dietary|celiac|lactose)\b/],
  ['equipment', /\b(?:bring (?:the|your|own|all|everything|anything)|(?:who|what) .{0,20}\bbrings?|what do you need|equipment|grills?|tables?|chairs?|plates?|utensils|set ?up|setup|propane|tents?|provide|need to (?:have|provide|prepare|supply)|power|electricity|silverware|what do (?:i|we) need)\b/],
  ['weather', /\b(?:rain\w*|weather|indoors?|inside|wind(?:s|y)?|storms?|stormy|cold|backup plan|too hot|outdoors?|outside|snow)\b/],
  ['tipping', /\b(?:tips?|tipping|gratuity|gratuities)\b/],
  ['duration', /\b(?:how long|how much time|duration|(?:be|is it|are you) (?:over|done|finished)|what time .{0,20}\b(?:end|over|finish)|when (?:does|do|will|would) .{0,20}\b(?:end|finish)|(?:is|does|will|would|takes?) (?:it|this|that|like|about|the \w+) .{0,20}\b\d+ (?:hours?|hrs?)|how many hours|take(?:s)? to (?:cook|set)|last(?:s)? for|length of|hours (?:is|does|will)|arrive early|what time (?:does|do|will|would) the chef)\b/],
  ['children', /\b(?:kids?|child(?:ren)?|toddlers?|bab(?:y|ies)|infants?|under \d+|ages?)\b/],
  ['availability', /\b(?:availab\w*|open(?:ings?)?|free on|any (?:slots?|dates?|times?|spots?)|book(?:ed)? (?:up|out|solid)|do you have (?:anything|space|room|a chef|time)|how (?:soon|far (?:in advance|ahead|out))|when (?:are|can|is the)|what (?:dates|days|times)|wait(?:ing)?(?: time| list)?|how busy|busy|short notice|same[- ]day|last minute|hours of operation|what are your hours|business hours)\b/],
  ['vegetarian', /\b(?:vegan|vegans|vegetarians?|veggie|plant[- ]based|meatless|no meat)\b/],
  ['religious_food', /\b(?:halal|kosher)\b/],
  ['place', /\b(?:indoors?|inside|garage|patio|deck|backyard|back yard|driveway|smok(?:e|y)|gazebo|canopy|how much (?:space|room)|ventilat\w*)\b/],
  ['party_limits', /\b(?:minimum|maximum|max|min|(?:smallest|largest|biggest) (?:party|group)|(?:most|how many) (?:people|guests) (?:can|do) you|(?:most|fewest|least) (?:people|guests)|(?:too (?:small|big|large)) (?:a )?(?:party|group)|limit)\b/],
  ['guest_changes', /\b(?:add|bring|invite) (?:more |extra |a few |some )*(?:people|guests)\b.{0,20}\b(?:later|after|afterwards|last minute)\b|\b(?:head ?count|guest count|number of (?:guests|people))\b.{0,25}\b(?:change|changes|final|later)|\bif (?:someone|somebody|more people|fewer people|people) (?:cancels?|drops? out|show up|shows up|can't come)\b/],
  ['cleanup', /\b(?:clean(?:ing)? ?up|cleans? up|do the dishes|wash(?:ing)? (?:up|the dishes)|leave (?:a|any) mess|trash|garbage)\b/],
  ['alcohol', /\b(?:alcohol\w*|sake|beers?|wine|drinks?|beverages?|byob|bartender|bar service|cocktails?|sodas?)\b/],
  ['insurance', /\b(?:insur(?:ed|ance)|licen[sc]ed?|certified|certificate|permits?|liability|coi|health department)\b/],
  ['discounts', /\b(?:discounts?|coupons?|promo(?:s|tions?)?|promo code|military|senior|specials?|deals?|package deal)\b/],
  ['how_it_works', /\b(?:how (?:does|do) (?:it|this|that|booking|the booking|everything|you guys|hibachi) work|how (?:do|can|would) (?:i|we) book|what(?:'s| is) the process|what are the steps)\b/],
  ['assistant', /\b(?:who (?:are|is) (?:you|this)|is this (?:still |really )?(?:the |a |my |your )?(?:number (?:for|of) )?(?:the )?(?:\w+ )?(?:hibachi|chefs?|cater\w*)|are you (?:a |an )?(?:robot|bot|human|real|ai|person|machine|computer)|is this (?:a |an )?(?:robot|bot|human|real|ai|automated|person|machine))\b/],
  ['next_step', /^(?:(?:so|ok|okay|and|well|anyway|hi|hello|um)[\s,.!]+)*(?:what(?:'s|s| is| comes)? (?:now|next)|now what|what (?:do|should) (?:i|we) do (?:now|next)|what(?: else)? do you (?:still )?need (?:from|to know)(?: (?:me|us))?(?: now| next)?|what else do you need|where (?:were|are) we|seriously|really|huh|come on|what)[?\s.!]*$|^[.!\s]*\?[?.!\s]*$/],
  ['contact', /\b(?:your (?:phone|number|email|website|instagram|office)|(?:phone|telephone) number|call you|reach you|contact you)\b/],
];

/** In order of first mention; a price question that names children is about both. */
export function readTopics(lower: string): Topic[] {
  return TOPIC_CUES.map(([topic, cue]) => ({ topic, at: lower.search(cue) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ topic }) => topic);
}
