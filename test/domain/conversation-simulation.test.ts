// Whole conversations by the thousand: customers who answer in their own order and words, through the real reader, until they are booked or with a person.
import assert from 'node:assert/strict';
import { formatDateLong, formatTime } from '../../domain/calendar.ts';
import { createWorld, taken, type World } from './conversation-world.ts';

const SEED = 20_261_123;
const CONVERSATIONS = 1_000;
/** Far more than anybody has patience for. */
const MOST_MESSAGES = 30;
const LEAST_BOOKED_SHARE = 0.9;

/** mulberry32: small, seeded, good enough to choose words with. */
function createDice(seed: number) {
  let state = seed;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const pick = <T>(items: readonly T[]): T => items[Math.floor(roll() * items.length)]!;
  const shuffled = <T>(items: readonly T[]): T[] => items.map((item) => [roll(), item] as const).sort(([a], [b]) => a - b).map(([, item]) => item);
  return { chance: (share: number) => roll() < share, pick, shuffled };
}
type Dice = ReturnType<typeof createDice>;

type Wish = { date: string; time: string; guests: number; city: string; street: string };
type Piece = 'date' | 'time' | 'party' | 'address';
const DATES = [['Dec 20th', '2026-12-20'], ['December 12', '2026-12-12'], ['Jan 9th', '2027-01-09'], ['12/19', '2026-12-19'], ['February 14th', '2027-02-14']] as const;
const TIMES = [['6pm', '18:00'], ['at 5:30 pm', '17:30'], ['7 PM', '19:00'], ['noon', '12:00'], ['18:30', '18:30']] as const;
const PARTIES = [['20 people', 20], ['15 guests', 15], ['party of 12', 12], ['we are 30', 30], ['18 adults and 2 kids', 20]] as const;
const ADDRESSES = [['123 Main St, Sacramento', 'Sacramento', '123 Main St'], ['500 Oak Street, San Jose, CA 95112', 'San Jose', '500 Oak Street'], ['42 Elm Ave, Fremont', 'Fremont', '42 Elm Ave'], ['9 Lake Dr, Oakland CA', 'Oakland', '9 Lake Dr']] as const;
const OPENERS = ['Hi', 'I want to book a hibachi chef', 'hello there', "Hi, I'd like to book a party", ''];
const ASIDES = ['what is the deposit?', 'do you bring the grill?', 'how long does it take?', 'thanks', 'is gratuity included?', 'what if it rains?'];
const YES = ['yes', 'Yes please', 'yep', 'looks good', 'correct', 'yes thats right', 'ok'];
const AGREE = ['I agree', 'i agre', 'I AGREE', 'yes I agree', 'I accept', 'agreed', 'yse'];

type Customer = { wish: Wish; words: Record<Piece, string>; open: Set<Piece>; corrects: boolean; wantsPerson: boolean };

function createCustomer(dice: Dice): Customer {
  const [[dateWords, date], [timeWords, time], [partyWords, guests], [addressWords, city, street]] = [dice.pick(DATES), dice.pick(TIMES), dice.pick(PARTIES), dice.pick(ADDRESSES)];
  return {
    wish: { date, time, guests, city, street }, words: { date: dateWords, time: timeWords, party: partyWords, address: addressWords },
    open: new Set(dice.shuffled<Piece>(['date', 'time', 'party', 'address'])), corrects: dice.chance(0.3), wantsPerson: dice.chance(0.04),
  };
}

/** Up to three things they have not said yet, in their order. */
function tell(customer: Customer, dice: Dice, first: readonly Piece[] = []): string {
  const pieces = [...first, ...[...customer.open].filter((piece) => !first.includes(piece))].slice(0, dice.pick([1, 1, 2, 3, 4]));
  for (const piece of pieces) customer.open.delete(piece);
  return pieces.map((piece) => customer.words[piece]).join(', ');
}

/** People read what is read back to them, and say what is wrong in it. */
function complaint({ wish, words }: Customer, said: string, takesAnyTime: boolean): string | null {
  if (!/Is that right\?/.test(said)) return null;
  const lines = said.split('\n');
  if (!takesAnyTime && !said.includes(formatDateLong(wish.date))) return `the date should be ${words.date}`;
  if (!takesAnyTime && !lines.some((line) => line.endsWith(` at ${formatTime(wish.time)}`))) return `the time should be ${words.time.replace('at ', '')}`;
  if (!lines.some((line) => line.startsWith(`${wish.street}, ${wish.city}`))) return `the address is ${words.address}`;
  return null;
}

const ASKED: readonly [Piece, RegExp][] = [['date', /what date|which date/i], ['time', /what time/i], ['party', /how many guests/i], ['address', /address|which city/i]];

/** What this customer writes next; null once the conversation came to its end. */
function reply(customer: Customer, said: string, dice: Dice, takesAnyTime: boolean): string | null {
  if (/You're booked|Connecting you with our team/.test(said)) return null;
  if (customer.wantsPerson && dice.chance(0.3)) return 'can I talk to a person please';
  const wrong = complaint(customer, said, takesAnyTime);
  if (wrong !== null) return wrong;
  if (dice.chance(0.08)) return dice.pick(ASIDES);
  if (/Which one suits you|Shall we say then/.test(said)) return dice.pick(['the first one', 'ok the last one', 'option 2']);
  if (/I AGREE/.test(said)) return dice.pick(AGREE);
  if (/reply YES/i.test(said)) {
    if (!customer.corrects) return dice.pick(YES);
    customer.corrects = false;
    customer.wish.guests = 25;
    return dice.pick(['yes but make it 25 people', 'actually 25 guests', 'can we make it 25 people?']);
  }
  const asked = ASKED.filter(([, cue]) => cue.test(said)).map(([piece]) => piece);
  return tell(customer, dice, asked) || dice.pick(YES);
}

async function converse(dice: Dice): Promise<{ world: World; customer: Customer; lines: string[] }> {
  const customer = createCustomer(dice);
  const scarce = dice.chance(0.1) ? taken([1, 2, 3], customer.wish.date, customer.wish.time) : [];
  const world = createWorld({ busy: scarce });
  const lines: string[] = [];
  let text: string | null = [dice.pick(OPENERS), dice.chance(0.7) ? tell(customer, dice) : ''].filter((part) => part !== '').join(', ') || 'hello';
  for (let messages = 0; text !== null && messages < MOST_MESSAGES; messages += 1) {
    const said = await world.hear(text);
    lines.push(`> ${text}`, said);
    text = reply(customer, said, dice, scarce.length > 0);
  }
  return { world, customer, lines };
}

describe(`Whole conversations, ${String(CONVERSATIONS)} of them (seed ${String(SEED)})`, function () {
  // A few seconds alone; a busy machine takes several times that.
  this.timeout(120_000);

  it('end booked as wished, or with a person, and never go round in circles', async () => {
    const dice = createDice(SEED);
    let booked = 0;
    for (let number = 0; number < CONVERSATIONS; number += 1) {
      const { world, customer, lines } = await converse(dice);
      const story = `conversation ${String(number)}\n${lines.join('\n')}`;
      const texts = world.said().map(({ text }) => text);
      assert.ok(texts.every((text, index) => index < 2 || text !== texts[index - 1] || text !== texts[index - 2]), `the same text three times\n${story}`);
      const isBooked = world.facts.booking?.status === 'confirmed';
      assert.ok(isBooked || world.state.stage === 'escalated', `neither booked nor with a person\n${story}`);
      if (!isBooked) continue;
      booked += 1;
      const { draft } = world.state;
      const chosen = world.busy.length > 0 ? {} : { date: customer.wish.date, time: customer.wish.time };
      const { date, time, partySize, place } = draft;
      assert.deepEqual({ ...(world.busy.length > 0 ? {} : { date, time }), guests: partySize, city: place?.city }, { ...chosen, guests: customer.wish.guests, city: customer.wish.city }, story);
      assert.ok(world.acknowledged.has(world.facts.booking?.id ?? ''), story);
    }
    assert.ok(booked / CONVERSATIONS >= LEAST_BOOKED_SHARE, `booked ${String(booked)} of ${String(CONVERSATIONS)}`);
  });
});
