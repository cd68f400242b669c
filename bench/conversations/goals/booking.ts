// Plain bookings in every hand, and what people do on the way: correct themselves, add things, wander off, say yes too soon.
import { PACES, PERSONAS } from '../persona.ts';
import type { Pace } from '../persona.ts';
import { SPOTS } from '../wish.ts';
import { booked, bookIt, changeDate, changeParty, changeTime, goals, type Goal } from './goal.ts';

const nextPace = (pace: Pace): Pace => PACES[(PACES.indexOf(pace) + 1) % PACES.length] ?? 'as_asked';

const plain: Goal[] = PERSONAS.flatMap((persona, index) => {
  const pace = PACES[index % PACES.length] ?? 'as_asked';
  return goals('books', [[persona, pace], [persona, nextPace(pace)], [persona, nextPace(nextPace(pace))]], async (customer) => {
    await bookIt(customer);
    return booked(customer);
  });
});

export const bookingGoals: Goal[] = [
  ...plain,
  ...goals('corrects the party at the read-back', [['lowercase', 'as_asked'], ['chatty', 'all_at_once'], ['typist', 'one_thing']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    changeParty(customer);
    await customer.say('fixParty');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('corrects the date at the read-back', [['tidy', 'as_asked'], ['texter', 'all_at_once']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    changeDate(customer);
    await customer.say('fixDate');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('corrects the time at the read-back', [['polite', 'as_asked'], ['shouting', 'one_thing'], ['terse', 'all_at_once']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    changeTime(customer);
    await customer.say('fixTime');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('corrects the address at the read-back', [['tidy', 'one_thing'], ['lowercase', 'fragments']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    customer.moveTo(customer.dice.pick(SPOTS.filter((spot) => spot.city !== customer.wish.spot.city)));
    await customer.say('fixAddress');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('corrects two things at the read-back', [['tidy', 'all_at_once'], ['lowercase', 'as_asked']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    changeParty(customer);
    changeTime(customer);
    await customer.tell(customer.dice.pick(['sorry two changes, {time} and {party}', 'it should be {party} and start at {time}', 'can you change it to {party} at {time}?', 'No: {time}, {party}']));
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('says yes, but', [['lowercase', 'as_asked'], ['polite', 'all_at_once'], ['texter', 'one_thing']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    changeParty(customer);
    await customer.tell(customer.dice.pick(['yes but make it {party}', 'looks good, just change it to {party}', 'Yes, except {party}', 'perfect but we will be {party}', 'ok but its {party} now']));
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('says yes, then thinks again in the same breath', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    changeParty(customer);
    await customer.send([customer.words('yes'), customer.words('fixParty')], 'yes');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('misspeaks and confirms it, then sees it in the terms', [['chatty', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    await customer.until('terms');
    changeParty(customer);
    await customer.tell(customer.dice.pick(['wait that is wrong, it is {party}', 'hold on, we are {party}', 'oh no I gave you the wrong number. {party}', 'that should say {party}']));
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('says yes to a question that is none', [['lowercase', 'one_thing'], ['chatty', 'as_asked'], ['texter', 'one_thing']], async (customer) => {
    await customer.say('dateAndParty');
    if (!customer.hears('read_back')) await customer.say('wrongYes');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('agrees before there are terms', [['tidy', 'as_asked'], ['shouting', 'all_at_once']], async (customer) => {
    await customer.open();
    await customer.until('read_back', 'asks_time', 'asks_address', 'asks_date', 'asks_party');
    await customer.say('agree');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('adds extras', [['tidy', 'as_asked'], ['lowercase', 'one_thing'], ['terse', 'all_at_once'], ['polite', 'fragments']], async (customer) => {
    const extra = customer.dice.pick([
      { id: 'lobster_tail', label: 'lobster tail', quantity: 'everybody' }, { id: 'gyoza', label: 'gyoza', quantity: 'everybody' }, { id: 'filet_mignon', label: 'filet mignon', quantity: 4 }, { id: 'scallops', label: 'scallops', quantity: 6 }, { id: 'edamame', label: 'edamame', quantity: 'everybody' },
    ] as const);
    await customer.open();
    await customer.until('read_back');
    customer.wish.extras = [extra];
    await customer.say('addExtra');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('pays the minimum for a small party', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    customer.wish.party = { adults: customer.dice.pick([4, 5, 6, 7]), children: customer.dice.pick([0, 2]), infants: 0 };
    await bookIt(customer);
    return booked(customer);
  }),
  ...goals('brings toddlers', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    customer.wish.party = { adults: 12, children: customer.dice.pick([0, 3]), infants: customer.dice.pick([1, 2]) };
    await bookIt(customer);
    return booked(customer);
  }),
  ...goals('wanders off and comes back', [['chatty', 'one_thing'], ['lowercase', 'as_asked'], ['texter', 'fragments'], ['typist', 'as_asked']], async (customer) => {
    await customer.open();
    await customer.say('wander');
    await customer.answer();
    if (!customer.hears('booked') && !customer.hears('terms')) await customer.say('wander');
    await customer.toBooked();
    return booked(customer, { mayAskTeam: true });
  }),
  ...goals('grumbles', [['lowercase', 'one_thing'], ['shouting', 'as_asked'], ['terse', 'one_thing']], async (customer) => {
    await customer.open();
    await customer.say('grumble');
    await customer.answer();
    if (customer.asked().length > 0) await customer.send([`${customer.words('grumble')} ${customer.asked().map((piece) => customer.fact(piece, false)).join(' ')}`]);
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('sends noise', [['texter', 'as_asked'], ['lowercase', 'one_thing']], async (customer) => {
    await customer.open();
    await customer.say('emptyNoise');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('says everything twice', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    const first = customer.words('dateAndParty');
    await customer.send([first, first]);
    await customer.until('read_back');
    const yes = customer.words('yes');
    await customer.send([yes, yes], 'yes');
    await customer.until('terms');
    const agree = customer.words('agree');
    await customer.send([agree, agree], 'agree');
    customer.expect('booked', 'after agreeing twice');
    return booked(customer);
  }),
  ...goals('says how many roughly, then exactly', [['tidy', 'as_asked'], ['lowercase', 'one_thing']], async (customer) => {
    const { adults } = { ...customer.wish.party };
    customer.wish.party = { adults, children: 0, infants: 0 };
    await customer.tell(`party on {date} for ${String(adults - 2)}-${String(adults + 3)} people`);
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('says when roughly, then exactly', [['tidy', 'as_asked'], ['lowercase', 'as_asked']], async (customer) => {
    customer.wish.time = customer.dice.pick(['18:00', '17:00']);
    const hour = Number(customer.wish.time.slice(0, 2)) - 12;
    await customer.tell(`hi, hibachi for {party} on {date}, somewhere between ${String(hour)} and ${String(hour + 1)}:30pm`);
    customer.told.delete('time');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('says the street first and the city when asked', [['lowercase', 'as_asked'], ['tidy', 'as_asked']], async (customer) => {
    await customer.say('dateAndParty');
    await customer.send([`${customer.fact('time', false)}, ${customer.wish.spot.line1}`]);
    customer.told.add('address');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('names the city first and the street when asked', [['polite', 'as_asked'], ['typist', 'one_thing']], async (customer) => {
    await customer.tell('we want hibachi in {city} for {party}');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('tells about diets', [['tidy', 'as_asked'], ['chatty', 'one_thing']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    await customer.say('dietary');
    await customer.toBooked();
    return booked(customer, { told: [{ what: 'that the need is noted', pattern: /vegetarian|vegan|gluten|pork/i }] });
  }),
];
