// People: asking for one, anger, money in dispute, dangerous allergies, another language; take-over and hand-back; STOP, START and HELP.
import type { Customer } from '../customer.ts';
import { Stuck } from '../customer.ts';
import type { Act } from '../phrases.ts';
import { booked, bookIt, goals, held, nothing, type Goal, type Script } from './goal.ts';

const somewhere: Record<'at once' | 'on the way' | 'at the read-back' | 'at the terms', (customer: Customer) => Promise<unknown>> = {
  'at once': () => Promise.resolve(),
  'on the way': (customer) => customer.say('dateAndParty'),
  'at the read-back': async (customer) => { await customer.open(); await customer.until('read_back'); },
  'at the terms': async (customer) => { await customer.open(); await customer.until('terms'); },
};

const calls = (act: Act, place: keyof typeof somewhere, reasons: readonly string[]): Script => async (customer) => {
  await somewhere[place](customer);
  await customer.say(act);
  customer.expect('person_called', `after ${act}`);
  const state = await customer.line.endState();
  return state.bookings.some((row) => row.status === 'pending_terms') ? held(customer, { tasks: reasons }) : nothing({ tasks: reasons });
};

export const peopleGoals: Goal[] = [
  ...goals('asks for a person at once', [['tidy', 'as_asked'], ['lowercase', 'as_asked'], ['typist', 'as_asked']], calls('person', 'at once', ['asked_for_person'])),
  ...goals('asks for a person on the way', [['polite', 'as_asked'], ['shouting', 'as_asked']], calls('person', 'on the way', ['asked_for_person'])),
  ...goals('asks for a person at the terms', [['tidy', 'all_at_once'], ['lowercase', 'as_asked']], calls('person', 'at the terms', ['asked_for_person'])),
  ...goals('is angry', [['shouting', 'as_asked'], ['lowercase', 'as_asked'], ['tidy', 'as_asked']], calls('angry', 'on the way', ['upset', 'asked_for_person'])),
  ...goals('disputes a payment', [['tidy', 'as_asked'], ['lowercase', 'as_asked'], ['shouting', 'as_asked']], calls('dispute', 'at once', ['payment_dispute', 'upset'])),
  ...goals('tells of a dangerous allergy', [['tidy', 'as_asked'], ['lowercase', 'all_at_once'], ['polite', 'one_thing']], calls('allergy', 'at the read-back', ['allergy_risk'])),
  ...goals('tells of a dangerous allergy on the way', [['typist', 'as_asked'], ['lowercase', 'as_asked']], calls('allergy', 'on the way', ['allergy_risk'])),
  ...goals('writes Spanish', [['tidy', 'as_asked'], ['lowercase', 'as_asked'], ['polite', 'as_asked']], async (customer) => {
    await customer.say('spanishBook');
    return nothing({ tasks: ['language', 'asked_for_person', 'not_understood', 'outside_policy', 'open_question'] });
  }),
  ...goals('asks for a person in Spanish', [['tidy', 'as_asked'], ['lowercase', 'as_asked']], async (customer) => {
    await customer.say('spanishPerson');
    return nothing({ tasks: ['language', 'asked_for_person'] });
  }),
  ...goals('is taken over, and the assistant keeps quiet', [['tidy', 'as_asked'], ['lowercase', 'all_at_once'], ['chatty', 'one_thing']], async (customer) => {
    await somewhere['on the way'](customer);
    await customer.send(['I want to talk to a person']);
    await takeOver(customer);
    const before = customer.sent.length;
    await customer.say('dateAndParty');
    await customer.say('askPriceFor');
    await customer.say('yes');
    if (customer.heard.texts.length > 0) throw new Stuck('the assistant answered while a person had the conversation');
    customer.note(`${String(customer.sent.length - before)} messages to the person`);
    return nothing({ tasks: ['asked_for_person'] });
  }),
  ...goals('is handed back, and books', [['tidy', 'as_asked'], ['lowercase', 'as_asked'], ['terse', 'all_at_once']], async (customer) => {
    await somewhere['on the way'](customer);
    await customer.send(['I want to talk to a person']);
    await takeOver(customer);
    await customer.say('thanks');
    await customer.line.staff.handBack();
    customer.take(await customer.line.listen());
    await customer.tell('ok, {time}, {address}');
    await customer.toBooked();
    return booked(customer, { tasks: ['asked_for_person'] });
  }),
  ...goals('is taken over with live terms, and agrees', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    await somewhere['at the terms'](customer);
    await customer.send(['I want to talk to a person']);
    await takeOver(customer);
    await customer.say('agree');
    customer.expect('booked', 'an agreement counts whoever has the conversation');
    return booked(customer, { tasks: ['asked_for_person'] });
  }),
  ...goals('makes no sense three times', [['tidy', 'as_asked'], ['lowercase', 'as_asked']], async (customer) => {
    for (const noise of customer.dice.shuffled(['asdf qwer', 'blorp', 'zzzzz kkk', 'fnord grumpf', 'xqzt'])) {
      await customer.send([noise]);
      if (customer.hears('person_called')) break;
    }
    return nothing({ tasks: ['not_understood'] });
  }),
  ...goals('says STOP on the way', [['tidy', 'as_asked'], ['lowercase', 'one_thing']], async (customer) => {
    await somewhere['on the way'](customer);
    await customer.say('stop');
    return nothing({ isOptedOut: true });
  }),
  ...goals('says STOP at the read-back, and goes on writing', [['tidy', 'as_asked'], ['shouting', 'all_at_once']], async (customer) => {
    await somewhere['at the read-back'](customer);
    await customer.say('stop');
    await customer.say('yes');
    await customer.say('askDeposit');
    return nothing({ isOptedOut: true });
  }),
  ...goals('says STOP at the terms', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    await somewhere['at the terms'](customer);
    await customer.say('stop');
    return held(customer, { isOptedOut: true });
  }),
  ...goals('says STOP once booked', [['tidy', 'as_asked'], ['lowercase', 'as_asked']], async (customer) => {
    await bookIt(customer);
    await customer.say('stop');
    await customer.say('thanks');
    return booked(customer, { isOptedOut: true });
  }),
  ...goals('says STOP, then START, and books', [['tidy', 'as_asked'], ['lowercase', 'as_asked']], async (customer) => {
    await somewhere['on the way'](customer);
    await customer.say('stop');
    await customer.say('start');
    await customer.tell('sorry, I do want to book. {time}, {address}');
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('asks for HELP, then books', [['tidy', 'as_asked'], ['lowercase', 'one_thing']], async (customer) => {
    await somewhere['on the way'](customer);
    await customer.say('help');
    await customer.tell('ok. {time}, {address}');
    await customer.toBooked();
    return booked(customer, { told: [{ what: 'the help text', pattern: /STOP to opt out/ }] });
  }),
];

async function takeOver(customer: Customer): Promise<void> {
  customer.transcript.push({ who: 'staff', text: '(takes over)' });
  await customer.line.staff.takeOver();
  await customer.line.staff.reply('Hi, this is Anna. I am here now.');
  await customer.line.listen();
}
