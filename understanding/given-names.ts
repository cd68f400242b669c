// Given names common in the United States, in lower case: what may sign a message, and what is never a misspelt yes or no. Names that are also everyday words are left out.

const NAMES = `
aaron abby abdul abigail abraham adam adrian adriana agnes ahmed aiden aisha alan alana albert alberto alejandra alejandro alex alexa alexander alexandra alexis alfred ali alice alicia alison allen allison alyssa amanda amber amelia amir amy ana andre andrea andrew andy angel angela angelica angelina angie anita ann anna anne annette annie anthony antoine antonio ariana arjun arlene arnold arthur arturo ashley audrey austin autumn ava avery
barbara beatrice becky belinda benjamin bernard beth bethany betty beverly bianca blake bonnie brad bradley brandi brandon brandy brenda brendan brent brett brian brianna bridget brittany brooke bruce bryan byron
caitlin caleb calvin camila camille carl carla carlos carmen carol caroline carolyn carrie casey cassandra catherine cathy cecilia cedric cesar chad charlene charles charlie charlotte chelsea chen cheryl chris christian christina christine christopher cindy claire clara clarence claudia clayton clifford cody colin colleen connie connor corey courtney craig cristina crystal curtis cynthia
daisy dale damian dan dana daniel daniela danielle danny darius darlene darren david deanna debbie deborah debra deepak denise dennis derek desiree devin diana diane diego dmitri dominic donald donna dora doris dorothy doug douglas duane dustin dylan
ed eddie edgar edith eduardo edward edwin eileen elaine eleanor elena eli elijah elizabeth ella ellen emil emily emma enrique eric erica erik erika erin ernest esther ethan eugene eva evan evelyn
felicia felix fernando fiona florence frances francesca francis francisco fred frederick
gabriel gabriela gail gary gavin gene george gerald gerardo gina giovanni glenn gloria gordon greg gregory guadalupe guillermo gustavo
hailey hannah harold harriet harry hassan heather hector heidi helen henry herbert holly howard hugo
ian ibrahim ida imani ingrid irene iris irma isaac isabel isabella ivan
jackie jackson jacob jacqueline jada jaime jake jamal james jamie jan jane janet janice jared jasmine jason javier jay jean jeff jeffrey jenna jennifer jenny jeremy jermaine jerome jerry jesse jessica jesus jill jim jimmy jin joan joann joanna joaquin jocelyn jodi joe joel johanna john johnny jon jonathan jordan jorge jose joseph josh joshua joyce juan juanita judith judy julia julian juliana julie julio justin
kaitlyn karen karina karl kate katelyn katherine kathleen kathryn kathy katie katrina kayla keisha keith kelly kelsey ken kendra kenneth kenny kevin kim kimberly kofi kristen kristin kristina kurt kyle
lamar lance larry latoya laura lauren laurie lawrence leah leo leon leonard leroy leslie leticia levi liam lillian linda lindsay lindsey lisa liu logan lois lola lorenzo lori lorraine louis louise lucas lucia lucy luis luke lydia lynn
mackenzie madison malik manuel marc marcia marco marcus margaret maria mariah marie marilyn mario marisa marissa marjorie marlene marsha marshall martha martin marvin mary mateo matt matthew maureen maurice mauricio max maxine maya megan mehmet mei melanie melinda melissa melody mercedes meredith mia michael michele michelle miguel mike mildred minh miranda miriam mitchell mohammad mohammed moises molly monica monique morgan muhammad
nadia nancy nan naomi natalia natalie natasha nathan nathaniel neil nelson nguyen nicholas nick nicolas nicole nikhil nina noah noel noelle noemi nola nora norma norman
octavia olga oliver olivia omar oscar owen
pablo pamela patricia patrick paul paula pauline pedro peggy penelope peter phil philip phillip phyllis priscilla priya
rachel rafael rahul ralph ramon randy raul ravi raymond rebecca regina rene renee ricardo richard rick ricky riley rita robert roberto robin rochelle rodney rodrigo roger ron ronald rosa rosemary roxanne roy ruben russell ruth ryan
sabrina sally salvador sam samantha samir samuel sandra sanjay santiago sara sarah scott sean selena sergio shane shannon sharon shaun shawn sheila shelby shelly sherry shirley sierra silvia simon sofia sonia sonya sophia sophie stacey stacy stanley stella stephanie stephen steve steven stuart susan suzanne sylvia
tamara tammy tanya tara tasha taylor ted teresa terrance terri terry thelma theodore theresa thomas tiffany tim timothy tina todd tom tommy tony tonya tracey tracy travis trevor tristan troy tyler tyrone
valerie vanessa vera vernon veronica vicki vicky victor victoria vijay vincent virginia vivian
wallace walter wanda wayne wei wendy wesley whitney willie wilson
xavier ximena yael yara yasmin ying yolanda yusuf yves yvette yvonne zachary zoe
`;

const KNOWN: ReadonlySet<string> = new Set(NAMES.split(/\s+/).filter((name) => name !== ''));

export function isGivenName(word: string): boolean {
  return KNOWN.has(word);
}
