// The words that American addresses are made of.

const list = (words: string): string => words.split(/\s+/).filter((word) => word !== '').join('|');

/** Endings that are hardly ever anything but a street. */
export const STREET_TYPES = list(`street st str avenue ave av aven boulevard blvd boul road rd lane ln drive dr drv court ct crt circle cir circ parkway pkwy pky highway hwy freeway fwy expressway expy expwy
  terrace terr ter trail trl turnpike tpke pike plaza plz alley aly causeway cswy crossing xing extension ext esplanade embarcadero broadway speedway bypass byp place pl square sq loop`);
/** Endings that are ordinary words too, so they need a house number and a name before them. */
export const STREET_TYPES_IN_DOUBT = list(`way center centre ctr cntr mall park row run walk path pass point pt ridge rdg cove cv bend view vista hill hills hls heights hts garden gardens green grove hollow island isle
  landing manor meadow meadows mews oval village valley lake creek glen crescent cres commons common cut bluff estates trace gate mill mills spur shores knoll real rue promenade station springs plain plains field fields canyon ranch harbor`);
export const DIRECTIONS = "(?:north|south|east|west|northeast|northwest|southeast|southwest|n\\.? ?e\\.?|n\\.? ?w\\.?|s\\.? ?e\\.?|s\\.? ?w\\.?|no\\.|so\\.|[nsew]\\.?)";
/** Types that no city's name begins with, so that the second of two ends the street's name: "Inner Circle Drive". */
export const PLAIN_STREET_TYPES = list('street avenue ave boulevard blvd road rd lane ln drive court parkway pkwy highway hwy way place terrace trail cv cove');
/** Streets named before their number or name: "Highway 9", "Avenida del Sol". */
export const STREET_PREFIXES =
  "(?:(?:(?:us|u\\.s\\.|state|county|old|rural|interstate|united states|farm to market|ranch to market|(?!of|at|on|in|to|is|or|by|we|my|so|pm|am)[a-z]{2}) )?(?:highway|hwy|route|rte|rt|loop|road|rd|avenue|ave|interstate|fm|cr|sr|county road|state road|state route|us) #?\\d{1,4}[a-z]?|(?:county|state) (?:road|highway|hwy|route|rd) [a-z0-9]{1,4}|avenue [a-z](?![a-z])|(?:el )?camino (?:real|[a-z]+)|calle (?:de(?:l| la)? )?[a-z]+|avenida (?:de(?:l| la| los| las)? )?[a-z]+|via [a-z]+|paseo (?:de(?:l| la)? )?[a-z]+|rue [a-z]+|(?:the )?embarcadero|broadway)";
const UNIT_WORD = 'apt|apartment|unit|suite|ste|floor|flr?|room|rm|bldg|bld|building|lot|space|spc|trailer|trlr|penthouse|ph|dept|department|no';
const UNIT_NUMBER = '[a-z]?-?\\d{0,6}(?:-\\d{1,4})?-?[a-z]?(?![a-z])';
const ONE_UNIT = `(?:(?:# ?)?(?:${UNIT_WORD})\\.? ?#? ?${UNIT_NUMBER}|# ?[a-z0-9-]{1,8}|\\d{1,3}(?:st|nd|rd|th) (?:floor|flr?)\\.?)`;
/** "Suite 500", "#5", "bldg 3 apt 12". */
export const UNIT = `(?:${ONE_UNIT}(?:[ ,]{1,2}${ONE_UNIT}){0,2})`;

export const STATE_CODES: ReadonlyMap<string, string> = new Map(
  `alabama AL|alaska AK|arizona AZ|arkansas AR|california CA|calif CA|cali CA|colorado CO|connecticut CT|delaware DE|district of columbia DC|florida FL|georgia GA|hawaii HI|idaho ID|illinois IL|indiana IN|iowa IA|kansas KS|kentucky KY|louisiana LA|maine ME|maryland MD|massachusetts MA|michigan MI|minnesota MN|mississippi MS|missouri MO|montana MT|nebraska NE|nevada NV|new hampshire NH|new jersey NJ|new mexico NM|new york NY|north carolina NC|north dakota ND|ohio OH|oklahoma OK|oregon OR|pennsylvania PA|rhode island RI|south carolina SC|south dakota SD|tennessee TN|texas TX|utah UT|vermont VT|virginia VA|washington WA|west virginia WV|wisconsin WI|wyoming WY`
    .split('|')
    .flatMap((entry): [string, string][] => {
      const code = entry.slice(-2);
      return [[entry.slice(0, -3), code], [code.toLowerCase(), code]];
    }),
);
export const STATES = [...STATE_CODES.keys()].sort((a, b) => b.length - a.length).map((name) => (name.length === 2 ? `${name[0] ?? ''}\\.?${name[1] ?? ''}\\.?` : name)).join('|');
