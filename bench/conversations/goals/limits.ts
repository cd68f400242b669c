// What cannot be had as wished: too soon, past, full, too far, too late in the day, too many.
import type { Customer } from '../customer.ts';
import { Stuck } from '../customer.ts';
import { addDays, SPOTS, type Spot } from '../wish.ts';
import { booked, changeDate, goals, nothing, type Goal, type Script } from './goal.ts';

const FAR_AWAY: readonly Spot[] = [
  { line1: '600 Spring St', city: 'Los Angeles', zip: '90014' }, { line1: '12 Harbor Dr', city: 'San Diego', zip: '92101' }, { line1: '50 Truxtun Ave', city: 'Bakersfield', zip: '93301' }, { line1: '99 State St', city: 'Santa Barbara', zip: '93101' },
];

/** Told that the day cannot be had, they name another. */
const namesAnother: Script = async (customer) => {
  customer.wish.date = tooSoon(customer);
  await customer.say('dateAndParty');
  for (let more = 0; more < 3 && !customer.hears('offers_times') && !customer.hears('asks_date'); more += 1) await customer.answer();
  changeDate(customer);
  await customer.say('otherDate', true);
  await customer.toBooked();
  return booked(customer);
};

export const limitGoals: Goal[] = [
  ...goals('wants it tomorrow, takes another day', [['tidy', 'as_asked'], ['lowercase', 'as_asked'], ['typist', 'as_asked']], namesAnother),
  ...goals('wants it tomorrow, takes the earliest there is', [['tidy', 'as_asked'], ['lowercase', 'one_thing']], async (customer) => {
    customer.wish.date = tooSoon(customer);
    await customer.say('dateAndParty');
    customer.takesAnyTime = true;
    await customer.until('offers_times');
    await customer.tell(customer.dice.pick(['ok', 'yes that works', 'sure', 'ok lets do that', 'Yes please']));
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('names a day that has passed, then another', [['tidy', 'as_asked'], ['lowercase', 'as_asked']], async (customer) => {
    const [year = ''] = customer.diary.today.split('-');
    await customer.tell(`party for {party} on ${customer.dice.pick(['March 3', 'January 9', 'Feb 2'])}, ${String(Number(year) - 1)}`);
    await customer.until('asks_date');
    await customer.say('otherDate', true);
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('wants a day two years off, then another', [['tidy', 'as_asked'], ['lowercase', 'as_asked']], async (customer) => {
    const [year = ''] = customer.diary.today.split('-');
    await customer.tell(`hibachi for {party} on May 20, ${String(Number(year) + 2)}`);
    await customer.until('asks_date');
    await customer.say('otherDate', true);
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('wants a full day, takes what is free', [['tidy', 'as_asked'], ['lowercase', 'all_at_once'], ['texter', 'one_thing']], async (customer) => {
    await customer.open();
    await customer.until('offers_times');
    customer.takesAnyTime = true;
    await customer.toBooked();
    return booked(customer);
  }, { isDayFull: true }),
  ...goals('wants a full day, takes another', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    await customer.open();
    await customer.until('offers_times');
    changeDate(customer);
    await customer.say('otherDate', true);
    await customer.toBooked();
    return booked(customer);
  }, { isDayFull: true }),
  ...goals('wants a full day, and refuses every other', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    await customer.open();
    await customer.until('offers_times');
    await customer.say('noneFits');
    await customer.say('abandon');
    return nothing();
  }, { isDayFull: true }),
  ...goals('wants to eat before we start', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    const right = customer.wish.time;
    customer.wish.time = customer.dice.pick(['08:00', '09:00', '10:00']);
    await customer.open();
    await customer.until('asks_time');
    if (!customer.told.has('time')) await customer.say('giveTime', true);
    customer.wish.time = right;
    await customer.until('asks_time', 'read_back');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('wants to eat late at night', [['tidy', 'all_at_once'], ['lowercase', 'as_asked']], async (customer) => {
    customer.wish.time = customer.dice.pick(['22:00', '22:30', '23:00']);
    await customer.open();
    await customer.until('person_called');
    return nothing({ tasks: ['after_hours_event', 'outside_policy'] });
  }),
  ...goals('lives too far away', [['tidy', 'as_asked'], ['lowercase', 'all_at_once'], ['terse', 'one_thing']], async (customer) => {
    customer.wish.spot = customer.dice.pick(FAR_AWAY);
    await customer.open();
    await customer.until('outside_area');
    await customer.tell(customer.dice.pick(['no', 'no other address', 'No, only there', 'nope']));
    customer.expect('person_called', 'after NO');
    return nothing({ tasks: ['outside_policy'] });
  }),
  ...goals('lives too far away, but has another address', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    customer.wish.spot = customer.dice.pick(FAR_AWAY);
    await customer.open();
    await customer.until('outside_area');
    customer.moveTo(customer.dice.pick(SPOTS));
    await customer.say('fixAddress', true);
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('comes with too many', [['tidy', 'as_asked'], ['lowercase', 'all_at_once'], ['shouting', 'one_thing']], async (customer) => {
    customer.wish.party = { adults: customer.dice.pick([65, 80, 100, 120]), children: 0, infants: 0 };
    await customer.open();
    await customer.until('person_called');
    return nothing({ tasks: ['party_too_large'] });
  }),
  ...goals('asks for a weekday', [['tidy', 'as_asked'], ['lowercase', 'as_asked']], async (customer) => {
    customer.wish.date = nextSaturday(customer.diary.today);
    await customer.tell(customer.dice.pick(['hibachi for {party} a week from Saturday', 'do you have something Saturday after next? {party}', 'we are {party}, saturday next week']));
    customer.told.add('date');
    await customer.toBooked();
    return booked(customer);
  }),
];

/** Today or tomorrow. */
function tooSoon({ diary, dice }: Customer): string {
  return addDays(diary.today, dice.pick([0, 1]));
}

/** The Saturday of next week. */
function nextSaturday(today: string): string {
  const day = new Date(`${today}T12:00:00Z`).getUTCDay();
  const found = addDays(today, ((6 - day + 7) % 7) + 7);
  if (found <= today) throw new Stuck('no Saturday ahead');
  return found;
}
