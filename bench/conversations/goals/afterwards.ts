// Once it is booked: thanks, questions, a name, a diet; another date, time or head count; cancelling, or not after all; a second party.
import { someWish } from '../wish.ts';
import { booked, bookIt, changeDate, changeParty, changeTime, goals, nothing, wished, type Goal } from './goal.ts';
import type { Act } from '../phrases.ts';
import type { Customer } from '../customer.ts';

/** Through whatever read-back, terms and agreement the change needs. */
async function change(customer: Customer, act: Act): Promise<void> {
  await customer.say(act, true);
  for (let answers = 0; answers < 8 && !customer.hears('booked') && !customer.hears('person_called'); answers += 1) {
    if (customer.hears('change_read_back') || customer.hears('read_back')) await customer.say('yes');
    else await customer.answer();
  }
  customer.expect('booked', 'after agreeing to the change');
}

export const afterwardsGoals: Goal[] = [
  ...goals('gives a name once booked', [['tidy', 'as_asked'], ['lowercase', 'one_thing'], ['polite', 'all_at_once']], async (customer) => {
    await bookIt(customer);
    await customer.say('giveName', true);
    return booked(customer, { name: customer.wish.name });
  }),
  ...goals('tells of a vegetarian once booked', [['tidy', 'as_asked'], ['lowercase', 'one_thing']], async (customer) => {
    await bookIt(customer);
    await customer.tell(customer.dice.pick(['two of us are vegetarian', 'one guest is vegetarian', 'btw we have 3 vegetarians', 'Also one vegetarian please', 'there is one vegetarian in the group']));
    return booked(customer, { dietary: 'vegetarian' });
  }),
  ...goals('says thanks and asks something once booked', [['chatty', 'as_asked'], ['lowercase', 'as_asked']], async (customer) => {
    await bookIt(customer);
    await customer.say('thanks');
    await customer.say('askEquipment');
    return booked(customer, { told: [{ what: 'who brings what', pattern: /grill[^]*tables|tables[^]*grill/i }] });
  }),
  ...goals('moves the booking to another day', [['tidy', 'as_asked'], ['lowercase', 'as_asked'], ['polite', 'all_at_once']], async (customer) => {
    await bookIt(customer);
    changeDate(customer);
    await change(customer, 'moveDate');
    return booked(customer);
  }),
  ...goals('moves the booking to another hour', [['tidy', 'as_asked'], ['lowercase', 'as_asked']], async (customer) => {
    await bookIt(customer);
    changeTime(customer);
    await change(customer, 'moveTime');
    return booked(customer);
  }),
  ...goals('changes the head count of the booking', [['tidy', 'as_asked'], ['texter', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    await bookIt(customer);
    changeParty(customer);
    await change(customer, 'moveParty');
    return booked(customer);
  }),
  ...goals('wants to move the booking, then leaves it', [['tidy', 'as_asked'], ['lowercase', 'as_asked']], async (customer) => {
    await bookIt(customer);
    const stands = wished(customer);
    changeDate(customer);
    await customer.say('moveDate', true);
    await customer.say('keepBooking');
    return { bookings: [stands] };
  }),
  ...goals('cancels the booking', [['tidy', 'as_asked'], ['lowercase', 'as_asked'], ['shouting', 'all_at_once']], async (customer) => {
    await bookIt(customer);
    await customer.say('cancelBooking');
    if (customer.hears('cancel_read_back')) await customer.say('yes');
    return nothing({ cancelled: 1, mayHaveTask: true, told: [{ what: 'what happens to the deposit', pattern: /deposit/i }] });
  }),
  ...goals('wants to cancel the booking, then keeps it', [['tidy', 'as_asked'], ['lowercase', 'as_asked']], async (customer) => {
    await bookIt(customer);
    await customer.say('cancelBooking');
    await customer.say('keepBooking');
    return booked(customer);
  }),
  ...goals('books a second party', [['tidy', 'as_asked'], ['lowercase', 'as_asked'], ['polite', 'one_thing']], async (customer) => {
    await bookIt(customer);
    const first = wished(customer);
    const next = someWish(customer.dice, customer.diary.freeDay());
    Object.assign(customer.wish, { ...next, name: customer.wish.name });
    customer.told.clear();
    customer.takesAnyTime = false;
    await customer.say('bookAnother');
    await customer.toBooked();
    return { bookings: [first, wished(customer)] };
  }),
];
