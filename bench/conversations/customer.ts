// One simulated customer: remembers what they want and have told, reads what the assistant asks, answers in their own words. The goals steer; this is what anybody would do.
import type { Dice } from './dice.ts';
import type { Line } from './line.ts';
import { listen, type Cue, type Heard } from './listening.ts';
import { styled, type Pace, type Persona } from './persona.ts';
import { PHRASES, type Act } from './phrases.ts';
import { looksLikeDate, looksLikeTime, spellAddress, spellDate, spellExtra, spellParty, spellTime } from './spelling.ts';
import { guestsOf, type Diary, type Spot, type Wish } from './wish.ts';

export type Piece = 'date' | 'time' | 'party' | 'address';
/** What can be read back wrongly. */
export type Detail = Piece | 'extras';
const PIECES: readonly Piece[] = ['date', 'party', 'time', 'address'];

export type Entry = { who: 'customer' | 'assistant' | 'staff' | 'note'; text: string };

/** The conversation took a turn that this goal does not go on from: the trial has failed, and this is why. */
export class Stuck extends Error {}

/** What was put in words, and what it was meant as: an acknowledgment may rest on nothing but an agreement. */
export type Sent = { act: Act | 'own_words'; text: string };

/** More than anybody has patience for. */
const MOST_ANSWERS = 14;
/** Nobody explains the same thing more often. */
const MOST_FIXES = 3;

export type CustomerOptions = { line: Line; dice: Dice; persona: Persona; pace: Pace; wish: Wish; diary: Diary };
export type Customer = ReturnType<typeof createCustomer>;

export function createCustomer({ line, dice, persona, pace, wish, diary }: CustomerOptions) {
  const fixes = new Map<string, number>();
  let silences = 0;

  const customer = {
    wish, dice, persona, pace, diary, line,
    /** Whether they write their postal code, which decides how far the drive is reckoned. */
    isZipKnown: dice.chance(0.5),
    /** They take any time that is free. */
    takesAnyTime: false,
    lastReadBack: '',
    told: new Set<Piece>(),
    heard: listen([]),
    transcript: [] as Entry[],
    sent: [] as Sent[],
    /** For each exchange, the question that this program could not place. */
    unplaced: [] as (string | null)[],

    moveTo(spot: Spot): void {
      customer.wish.spot = spot;
      customer.isZipKnown = dice.chance(0.5);
    },

    note(text: string): void {
      customer.transcript.push({ who: 'note', text });
    },

    /** A phrase of that act with the facts in it, in this person's hand. */
    words(act: Act, isAsked = false): string {
      return customer.fillIn(dice.pick(PHRASES[act]), BARE.has(act), isAsked);
    },

    fillIn(phrase: string, isBare = false, isAsked = false): string {
      const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_whole, name: string) => customer.fact(name, isAsked));
      return styled(dice, persona, phrase, fill, isBare || /^\{\w+\}\W*$/.test(phrase));
    },

    fact(name: string, isAsked: boolean): string {
      const { date, time, party, spot, extras, name: person } = customer.wish;
      switch (name) {
        case 'date': customer.told.add('date'); return spellDate(dice, date);
        case 'time': customer.told.add('time'); return spellTime(dice, time, isAsked);
        case 'party': customer.told.add('party'); return spellParty(dice, party, isAsked);
        case 'address': customer.told.add('address'); return spellAddress(dice, spot, customer.isZipKnown);
        case 'city': return spot.city;
        case 'name': return person;
        case 'extra': return extras.map(spellExtra).join(' and ');
        default: throw new Error(`no such fact: ${name}`);
      }
    },

    /** Sends, waits, and reads the answer. */
    async send(texts: readonly string[], act: Sent['act'] = 'own_words'): Promise<Heard> {
      for (const text of texts) {
        customer.sent.push({ act, text });
        customer.transcript.push({ who: 'customer', text });
      }
      customer.take(await line.exchange(texts));
      return customer.heard;
    },

    take(texts: readonly string[]): void {
      for (const text of texts) customer.transcript.push({ who: 'assistant', text });
      customer.heard = listen(texts);
      if (customer.heard.cues.has('read_back')) customer.lastReadBack = customer.heard.all;
      customer.unplaced.push(customer.heard.unplaced);
    },

    say: (act: Act, isAsked = false): Promise<Heard> => customer.send([customer.words(act, isAsked)], act),
    tell: (phrase: string): Promise<Heard> => customer.send([customer.fillIn(phrase)]),

    /** Of the last two exchanges: one who answers a question beside the point gets it again. */
    lastUnplaced: (): string | null => customer.unplaced.slice(-2).find((question) => question !== null) ?? null,

    hears: (cue: Cue): boolean => customer.heard.cues.has(cue),
    expect(cue: Cue, why: string): void {
      if (!customer.hears(cue)) throw new Stuck(`${why}: expected ${cue}, heard ${[...customer.heard.cues].join(', ') || 'nothing that fits'}`);
    },

    /** The first message, as much of it as this person says at once. */
    async open(): Promise<Heard> {
      switch (pace) {
        case 'all_at_once': return customer.say('allAtOnce');
        case 'as_asked': return dice.chance(0.5) ? customer.say('dateAndParty') : customer.say('wantBooking');
        case 'one_thing': return customer.say(dice.chance(0.5) ? 'greet' : 'wantBooking');
        case 'fragments': {
          const pieces = [customer.words('greet'), customer.words('wantBooking'), customer.words(dice.chance(0.5) ? 'giveDate' : 'giveParty')];
          return customer.send(pieces.slice(dice.pick([0, 1])), 'wantBooking');
        }
      }
    },

    /** Goes on as anybody would until the assistant says one of these. */
    async until(...cues: Cue[]): Promise<Heard> {
      for (let answers = 0; !cues.some((cue) => customer.hears(cue)); answers += 1) {
        if (answers >= MOST_ANSWERS) throw new Stuck(`${String(MOST_ANSWERS)} answers, and still no ${cues.join(' or ')}`);
        await customer.answer();
      }
      return customer.heard;
    },

    async toBooked(): Promise<Heard> {
      return customer.until('booked');
    },

    /** The natural next message. */
    async answer(): Promise<Heard> {
      const { heard } = customer;
      if (heard.texts.length === 0) return customer.breakSilence();
      silences = 0;
      for (const ending of ['person_called', 'unsubscribed', 'outside_area', 'cancelled'] as const) if (customer.hears(ending)) throw new Stuck(`did not expect: ${ending}`);
      if (customer.hears('booked')) throw new Stuck('did not expect: booked');
      if (customer.hears('terms')) return customer.readTerms();
      if (customer.hears('read_back')) return customer.checkReadBack(customer.heard.all);
      if (customer.hears('asks_extra_count') && customer.wish.extras.length > 0) return customer.send([customer.wish.extras.map(spellExtra).join(' and ')]);
      if (customer.hears('read_back_reminder')) return customer.checkReadBack(customer.lastReadBack);
      if (customer.hears('offers_times')) {
        customer.takesAnyTime = true;
        return customer.say(dice.pick(['first', 'last']));
      }
      const asked = customer.asked();
      if (asked.length > 0) return customer.tellPieces(asked);
      if (customer.hears('asks_city')) return customer.send([customer.city()]);
      if (customer.hears('asks_zip')) { customer.isZipKnown = true; return customer.send([customer.wish.spot.zip]); }
      if (customer.hears('asks_follow_up')) return customer.say('followUpYes');
      if (customer.hears('terms_unclear') || customer.hears('how_to_agree')) return customer.say('agree');
      if (customer.hears('asks_name')) return customer.say('giveName', true);
      const untold = PIECES.filter((piece) => !customer.told.has(piece));
      return untold.length > 0 ? customer.tellPieces(untold.slice(0, pace === 'one_thing' ? 1 : 2)) : customer.say('nudge');
    },

    async breakSilence(): Promise<Heard> {
      silences += 1;
      if (silences > 1) throw new Stuck('the assistant says nothing');
      return customer.send(['hello?']);
    },

    city(): string {
      const { city, zip } = customer.wish.spot;
      return customer.isZipKnown ? `${city} ${zip}` : city;
    },

    asked(): Piece[] {
      const questions: [Piece, Cue][] = [['date', 'asks_date'], ['party', 'asks_party'], ['time', 'asks_time'], ['address', 'asks_address']];
      return questions.filter(([, cue]) => customer.hears(cue)).map(([piece]) => piece);
    },

    async tellPieces(asked: readonly Piece[]): Promise<Heard> {
      const now = pace === 'one_thing' ? asked.slice(0, 1) : pace === 'all_at_once' ? [...asked, ...PIECES.filter((piece) => !asked.includes(piece) && !customer.told.has(piece))] : asked;
      const has = (...pieces: Piece[]) => now.length === pieces.length && pieces.every((piece) => now.includes(piece));
      if (pace === 'fragments') return customer.send(now.map((piece) => customer.words(GIVE[piece], asked.includes(piece))), 'giveDate');
      if (has('date', 'party')) return customer.say('dateAndParty');
      if (has('time', 'address')) return customer.say('timeAndAddress');
      if (now.length === 1 && now[0] !== undefined) return customer.say(GIVE[now[0]], asked.length === 1);
      return customer.send([now.map((piece) => customer.words(GIVE[piece])).join(', ')], 'giveDate');
    },

    /** People read what is read back to them, and say what is wrong in it. */
    wrongIn(text: string, notShown: readonly Detail[] = []): Detail | null {
      const { date, time, party, spot, extras } = customer.wish;
      if (!customer.takesAnyTime && !looksLikeDate(text, date)) return 'date';
      if (!customer.takesAnyTime && !looksLikeTime(text, time)) return 'time';
      if (!showsParty(text, party)) return 'party';
      if (!flat(text).includes(flat(spot.line1)) || !flat(text).includes(flat(spot.city))) return 'address';
      if (!notShown.includes('extras') && extras.some(({ label }) => !flat(text).includes(flat(label).replace(/s$/, '')))) return 'extras';
      return null;
    },

    /** The careful look once more before they agree; the hurried do not. */
    async readTerms(): Promise<Heard> {
      const wrong = CAREFUL.has(persona) ? customer.wrongIn(customer.heard.all, TERMS_DO_NOT_SHOW) : null;
      return wrong === null ? customer.say('agree') : customer.complain(wrong);
    },

    /** A reminder of the details sends them back to the details. */
    async checkReadBack(shown: string): Promise<Heard> {
      const wrong = customer.wrongIn(shown);
      return wrong === null ? customer.say('yes') : customer.complain(wrong);
    },

    async complain(wrong: Detail): Promise<Heard> {
      const times = (fixes.get(wrong) ?? 0) + 1;
      fixes.set(wrong, times);
      if (times > MOST_FIXES) throw new Stuck(`the read-back has the wrong ${wrong}, told ${String(MOST_FIXES)} times`);
      customer.note(`reads the wrong ${wrong}`);
      return customer.say(FIX[wrong]);
    },
  };
  return customer;
}

const CAREFUL: ReadonlySet<Persona> = new Set(['tidy', 'polite', 'chatty', 'typist']);
const TERMS_DO_NOT_SHOW: readonly Detail[] = ['extras'];
const BARE: ReadonlySet<Act> = new Set<Act>(['yes', 'agree', 'decline', 'stop', 'start', 'help', 'first', 'last', 'noneFits', 'wrongYes', 'notQuiteAgree', 'halfAgree', 'emptyNoise', 'followUpYes', 'keepBooking', 'inject', 'spanishBook', 'spanishPerson']);
const GIVE: Readonly<Record<Piece, Act>> = { date: 'giveDate', time: 'giveTime', party: 'giveParty', address: 'giveAddress' };
const FIX: Readonly<Record<Detail, Act>> = { date: 'fixDate', time: 'fixTime', party: 'fixParty', address: 'fixAddress', extras: 'addExtra' };

/** Case, punctuation and the usual short forms of streets make no difference to a reader. */
export function flat(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9 ]+/g, ' ').replace(/\b(street|avenue|boulevard|drive|court|road)\b/g, (word) => SHORT_STREETS[word] ?? word).replace(/ +/g, ' ').trim();
}
const SHORT_STREETS: Readonly<Record<string, string>> = { street: 'st', avenue: 'ave', boulevard: 'blvd', drive: 'dr', court: 'ct', road: 'rd' };

function showsParty(text: string, party: Wish['party']): boolean {
  const has = (count: number, words: string) => new RegExp(`(?<!\\d)${String(count)} (?:${words})`, 'i').test(text);
  if (party.children === 0 && party.infants === 0) return has(party.adults, 'guests?|adults?|people');
  const adults = has(party.adults, 'adults?|grown');
  const children = party.children === 0 || has(party.children, 'child|kids?');
  const infants = party.infants === 0 || has(party.infants, 'little|infant|toddler|child(?:ren)? under|free') || has(party.children + party.infants, 'child|kids?');
  return adults && children && infants && guestsOf(party) > 0;
}
