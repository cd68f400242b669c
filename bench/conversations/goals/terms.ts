// At the terms: changes after they went out, questions about them, declining, thinking it over, and words that only look like agreement.
import { booked, changeDate, changeParty, changeTime, goals, held, nothing, type Goal } from './goal.ts';
import type { Customer } from '../customer.ts';

async function toTerms(customer: Customer): Promise<void> {
  await customer.open();
  await customer.until('terms');
}

/** Two sets of terms, one booking: the first no longer counts. */
const newTerms = { told: [{ what: 'the new terms', pattern: /I AGREE[^]*I AGREE/ }] };

export const termsGoals: Goal[] = [
  ...goals('changes the party after the terms', [['tidy', 'as_asked'], ['lowercase', 'all_at_once'], ['typist', 'fragments'], ['polite', 'one_thing']], async (customer) => {
    await toTerms(customer);
    changeParty(customer);
    await customer.say('fixParty');
    await customer.toBooked();
    return booked(customer, newTerms);
  }),
  ...goals('changes the time after the terms', [['terse', 'as_asked'], ['chatty', 'all_at_once']], async (customer) => {
    await toTerms(customer);
    changeTime(customer);
    await customer.say('fixTime');
    await customer.toBooked();
    return booked(customer, newTerms);
  }),
  ...goals('changes the date after the terms', [['lowercase', 'as_asked'], ['tidy', 'one_thing']], async (customer) => {
    await toTerms(customer);
    changeDate(customer);
    await customer.say('fixDate');
    await customer.toBooked();
    return booked(customer, newTerms);
  }),
  ...goals('adds extras after the terms', [['tidy', 'as_asked'], ['lowercase', 'fragments']], async (customer) => {
    await toTerms(customer);
    customer.wish.extras = [customer.dice.pick([{ id: 'gyoza', label: 'gyoza', quantity: 'everybody' }, { id: 'lobster_tail', label: 'lobster tail', quantity: 'everybody' }] as const)];
    await customer.say('addExtra');
    await customer.toBooked();
    return booked(customer, newTerms);
  }),
  ...goals('asks about the terms, then agrees', [['tidy', 'as_asked'], ['lowercase', 'all_at_once'], ['typist', 'one_thing']], async (customer) => {
    await toTerms(customer);
    await customer.say('askAboutTerms');
    await customer.say('agree');
    customer.expect('booked', 'after agreeing');
    return booked(customer, { mayAskTeam: true });
  }),
  ...goals('says what only looks like agreement, then agrees', [['tidy', 'as_asked'], ['lowercase', 'all_at_once'], ['polite', 'one_thing']], async (customer) => {
    await toTerms(customer);
    const said = await customer.say('notQuiteAgree');
    if (said.cues.has('booked')) return held(customer, { mayAskTeam: true });
    if (said.cues.has('released')) {
      // "I disagree" declines; whoever comes back goes through the read-back again.
      await customer.say('nudge');
      await customer.toBooked();
      return booked(customer, { mayAskTeam: true });
    }
    await customer.toBooked();
    return booked(customer, { mayAskTeam: true });
  }),
  ...goals('agrees with a condition, and leaves it at that', [['tidy', 'as_asked'], ['lowercase', 'all_at_once'], ['texter', 'one_thing']], async (customer) => {
    await toTerms(customer);
    const said = await customer.say('halfAgree');
    const isHeld = (await customer.line.endState()).bookings.some((row) => row.status === 'pending_terms');
    customer.note(said.cues.has('booked') ? 'was booked on half an agreement' : 'is not booked');
    return isHeld ? held(customer, { mayHaveTask: true }) : nothing({ mayHaveTask: true });
  }),
  ...goals('declines the terms', [['tidy', 'as_asked'], ['lowercase', 'all_at_once'], ['shouting', 'one_thing']], async (customer) => {
    await toTerms(customer);
    await customer.say('decline');
    return nothing({ told: [{ what: 'that nothing is booked', pattern: /nothing is booked/i }] });
  }),
  ...goals('declines the terms, and comes back', [['tidy', 'as_asked'], ['lowercase', 'one_thing']], async (customer) => {
    await toTerms(customer);
    await customer.say('decline');
    await customer.tell(customer.dice.pick(['ok actually we do want to book', 'sorry, I changed my mind, please book it', "on second thought let's book it", 'we talked about it and want to book after all']));
    await customer.toBooked();
    return booked(customer);
  }),
  ...goals('thinks it over at the terms', [['polite', 'as_asked'], ['lowercase', 'all_at_once'], ['texter', 'one_thing']], async (customer) => {
    await toTerms(customer);
    await customer.say('think');
    return held(customer);
  }),
  ...goals('thinks it over at the terms, then agrees', [['tidy', 'as_asked'], ['typist', 'all_at_once']], async (customer) => {
    await toTerms(customer);
    await customer.say('think');
    await customer.say('agree');
    customer.expect('booked', 'after agreeing');
    return booked(customer);
  }),
  ...goals('gives up at the terms', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    await toTerms(customer);
    await customer.say('abandon');
    return nothing();
  }),
  ...goals('wanders off at the terms, then agrees', [['chatty', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    await toTerms(customer);
    await customer.say('wander');
    await customer.say('agree');
    customer.expect('booked', 'after agreeing');
    return booked(customer, { mayAskTeam: true });
  }),
  ...goals('injects at the terms, then agrees', [['tidy', 'as_asked'], ['shouting', 'all_at_once'], ['lowercase', 'one_thing']], async (customer) => {
    await toTerms(customer);
    const said = await customer.say('inject');
    if (said.cues.has('booked')) return held(customer);
    await customer.toBooked();
    return booked(customer, { mayAskTeam: true });
  }),
  ...goals('agrees in the same breath as a change', [['tidy', 'as_asked'], ['lowercase', 'all_at_once']], async (customer) => {
    await toTerms(customer);
    changeParty(customer);
    const said = await customer.send([customer.words('fixParty'), customer.words('agree')], 'own_words');
    if (said.cues.has('booked')) return held(customer);
    await customer.toBooked();
    return booked(customer, newTerms);
  }),
];
