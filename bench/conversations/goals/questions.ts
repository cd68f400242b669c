// Questions before and between: prices to the cent, the area, the calendar, the approved answers; objections; and giving up before any terms.
import { dollars, totalCents } from '../price-list.ts';
import type { Act } from '../phrases.ts';
import type { Persona } from '../persona.ts';
import { booked, goals, nothing, type Goal } from './goal.ts';

const ANSWERED: readonly { act: Act; what: string; pattern: RegExp; persona: Persona }[] = [
  { act: 'askDeposit', what: 'the deposit', pattern: /\$100/, persona: 'lowercase' },
  { act: 'askMenu', what: 'the menu', pattern: /chicken|shrimp|fried rice/i, persona: 'tidy' },
  { act: 'askWeather', what: 'what happens in bad weather', pattern: /\bcover|rain|weather/i, persona: 'polite' },
  { act: 'askTip', what: 'how tipping goes', pattern: /gratuity is up to you|tip/i, persona: 'texter' },
  { act: 'askDuration', what: 'how long it takes', pattern: /2 hours|two hours/i, persona: 'tidy' },
  { act: 'askEquipment', what: 'who brings what', pattern: /grill[^]*tables|tables[^]*grill/i, persona: 'lowercase' },
  { act: 'askKids', what: 'what children pay', pattern: /\$30/, persona: 'chatty' },
  { act: 'askCancelPolicy', what: 'the rule for cancelling', pattern: /7 days/i, persona: 'terse' },
];

export const questionGoals: Goal[] = [
  ...ANSWERED.flatMap(({ act, what, pattern, persona }) => goals(`asks about ${what} on the way`, [[persona, 'as_asked']], async (customer) => {
    await customer.open();
    await customer.say(act);
    await customer.toBooked();
    return booked(customer, { told: [{ what, pattern }] });
  })),
  ...ANSWERED.slice(0, 4).flatMap(({ act, what, pattern }) => goals(`asks about ${what} and nothing else`, [['tidy', 'as_asked']], async (customer) => {
    await customer.say(act);
    await customer.say('thanks');
    return nothing({ told: [{ what, pattern }] });
  })),
  ...goals('asks the price for the party, then books', [['tidy', 'as_asked'], ['lowercase', 'all_at_once'], ['texter', 'one_thing'], ['typist', 'fragments']], async (customer) => {
    await customer.say('askPriceFor');
    const { party } = customer.wish;
    const told = [{ what: 'the price for the party', pattern: new RegExp(dollars(totalCents(party, [], 0)).replace('$', '\\$')) }];
    await customer.toBooked();
    return booked(customer, { told });
  }),
  ...goals('asks the price for the party, and leaves', [['tidy', 'as_asked'], ['shouting', 'as_asked']], async (customer) => {
    await customer.say('askPriceFor');
    const told = [{ what: 'the price for the party', pattern: new RegExp(dollars(totalCents(customer.wish.party, [], 0)).replace('$', '\\$')) }];
    await customer.say('think');
    return nothing({ told });
  }),
  ...goals('asks the price in general, then books', [['lowercase', 'as_asked'], ['polite', 'one_thing']], async (customer) => {
    await customer.say('askPrice');
    await customer.toBooked();
    return booked(customer, { told: [{ what: 'the prices', pattern: /\$55/ }] });
  }),
  ...goals('asks whether the city is served, then books', [['tidy', 'as_asked'], ['lowercase', 'one_thing']], async (customer) => {
    await customer.tell(customer.dice.pick(['do you come to {city}?', 'do you serve {city}', 'are you able to come out to {city}', 'I live in {city}, do you come here?', 'do you cover {city}', 'can you do {city}']));
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('asks whether the day is free, then books', [['tidy', 'as_asked'], ['lowercase', 'as_asked'], ['typist', 'one_thing']], async (customer) => {
    await customer.say('askAvailability');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('asks what no answer covers, then books', [['tidy', 'as_asked'], ['lowercase', 'one_thing']], async (customer) => {
    await customer.open();
    await customer.say('askUncovered');
    if (customer.hears('person_called') && !customer.hears('asks_date') && !customer.hears('asks_time') && !customer.hears('asks_party') && !customer.hears('asks_address') && !customer.hears('read_back')) {
      // A person answers; that is a right end as well, as long as nothing was invented.
      return nothing({ mayHaveTask: true });
    }
    await customer.toBooked();
    return booked(customer, { mayHaveTask: true });
  }),
  ...goals('asks three things in a row, then books', [['chatty', 'one_thing'], ['lowercase', 'as_asked']], async (customer) => {
    for (const act of customer.dice.shuffled<Act>(['askDeposit', 'askTip', 'askDuration', 'askMenu', 'askKids']).slice(0, 3)) await customer.say(act);
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('finds it too expensive, and books all the same', [['lowercase', 'as_asked'], ['tidy', 'all_at_once'], ['polite', 'one_thing']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    await customer.say('tooExpensive');
    await customer.tell(customer.dice.pick(['ok fine, lets do it', "alright, let's book it", 'ok we will take it', 'fine, book it', "ok let's go ahead"]));
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('finds it too expensive, and leaves', [['lowercase', 'as_asked'], ['terse', 'all_at_once']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    await customer.say('tooExpensive');
    await customer.say('abandon');
    return nothing();
  }),
  ...goals('thinks it over at the read-back', [['tidy', 'as_asked'], ['texter', 'all_at_once'], ['lowercase', 'one_thing']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    await customer.say('think');
    return nothing();
  }),
  ...goals('thinks it over at the read-back, comes back and books', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    await customer.say('think');
    await customer.tell(customer.dice.pick(["hi again, let's do it", 'ok we decided to book', "back again, we'd like to go ahead", 'ok my wife said yes, lets book it']));
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('gives up on the way', [['tidy', 'as_asked'], ['lowercase', 'one_thing'], ['polite', 'fragments']], async (customer) => {
    await customer.say('dateAndParty');
    await customer.say('abandon');
    return nothing();
  }),
  ...goals('gives up at the read-back', [['tidy', 'as_asked'], ['texter', 'all_at_once']], async (customer) => {
    await customer.open();
    await customer.until('read_back');
    await customer.say('abandon');
    return nothing();
  }),
  ...goals('injects on the way, then books', [['tidy', 'as_asked'], ['lowercase', 'all_at_once'], ['typist', 'one_thing']], async (customer) => {
    await customer.open();
    await customer.say('inject');
    if (customer.hears('person_called')) return nothing({ mayHaveTask: true });
    await customer.toBooked();
    return booked(customer, { mayAskTeam: true, untold: [{ what: 'a price that is not ours', pattern: /Total:? \$[01](?![\d,])/ }] });
  }),
  ...goals('injects and nothing else', [['tidy', 'as_asked'], ['shouting', 'as_asked']], async (customer) => {
    await customer.say('inject');
    await customer.say('inject');
    return nothing({ mayHaveTask: true, untold: [{ what: 'that they are booked', pattern: /you're booked/i }] });
  }),
];
