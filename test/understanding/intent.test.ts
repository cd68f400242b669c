// Intents, topics, escalation, yes and no, small talk; and the sentences of the scenarios, word for word.
import assert from 'node:assert/strict';
import type { Topic } from '../../domain/reading.ts';
import type { EscalationReason, Intent } from '../../domain/vocabulary.ts';
import { read } from './helpers.ts';

const INTENTS: Readonly<Record<Intent, readonly string[]>> = {
  booking: ['I want to book for 20 people on Dec 20th', 'Can I reserve a chef for Saturday?', "I'd like hibachi at my house for 15", "we're having a birthday party on June 5th for 20 people", '6pm, 123 Main St Sacramento', 'book a party of 12', '20 people'],
  inquiry: ['How much for 15 people?', 'what is on the menu?', 'do you come to San Jose?', 'what if it rains?', 'is gratuity included', 'how long does it take', 'do you have vegan options?', 'what is your cancellation policy?', 'are you available on June 5th?', 'do I need to provide tables?'],
  modification: ['can we change the date?', 'I need to reschedule', 'change the time to 7pm', 'I need to modify my booking', 'add 3 more people to my reservation'],
  cancellation: ['cancel my booking', 'I need to cancel', 'please cancel the event on Saturday', 'we no longer need the chef, call off the party'],
  objection: ["that's too expensive", "that's a lot of money", "I can't afford that", 'I found it cheaper elsewhere', 'it is over our budget'],
  escalation: ["This isn't working, I need a person", 'let me talk to a human', 'can I speak to a manager?', 'agent', 'this is ridiculous', 'I want a refund, you charged me twice', 'connect me with someone'],
};
const ESCALATIONS: readonly [string, EscalationReason | null][] = [
  ["This isn't working, I need a person", 'asked_for_person'], ['can someone call me', 'asked_for_person'], ['you are useless', 'upset'], ['you charged me twice', 'payment_dispute'], ['my son has a severe peanut allergy', 'allergy_risk'], ['he carries an epipen', 'allergy_risk'], ['I need a chef for 20 people', null], ['one person is vegan', null], ['we have a person who does not eat pork', null],
];
const TOPICS: readonly [string, Topic][] = [
  ['How much for 15 people?', 'price'], ['what proteins do you have?', 'menu'], ['do you come to San Jose?', 'area'], ['is there a travel fee?', 'travel'], ['how much is the deposit?', 'deposit'], ['can you handle a nut allergy?', 'allergies'], ['do we need to provide tables?', 'equipment'], ['what happens if it rains?', 'weather'], ['is the tip included?', 'tipping'],
  ['how long does it take?', 'duration'], ['do kids eat free?', 'children'], ['are you available on Dec 20th?', 'availability'], ['what is your cancellation policy?', 'cancellation_policy'], ['what is the meaning of life?', 'other'],
];

describe('the intent', () => {
  for (const [intent, texts] of Object.entries(INTENTS)) for (const text of texts) it(`of ${JSON.stringify(text)} is ${intent}`, () => assert.equal(read(text).intent, intent));
  it('is sure above the threshold where the words are plain, and unsure where they are not', () => {
    assert.ok(read('I want to book for 20 people on Dec 20th').confidence >= 0.75);
    assert.ok(read('blorf the wug').confidence < 0.75);
  });
  it('is booking when a slot that was asked for is answered', () => assert.equal(read('20', { requested: ['party_size'] }).intent, 'booking'));
});

describe('a person is needed', () => {
  for (const [text, reason] of ESCALATIONS) it(`${JSON.stringify(text)}: ${String(reason)}`, () => assert.equal(read(text).escalation, reason));
});

describe('a topic', () => {
  for (const [text, topic] of TOPICS) it(`of ${JSON.stringify(text)} is ${topic}`, () => assert.ok(read(text).topics.includes(topic), JSON.stringify(read(text).topics)));
});

describe('an answer', () => {
  const YES = ['yes', 'Yes, that is correct', 'yep', 'that sounds good', 'looks right to me', 'perfect', 'correct', 'sure, go ahead', "that's all correct", 'no problem', 'yse', 'corect', 'I do', '\u{1F44D}', 'yes please', 'ok', 'absolutely'];
  const NO = ['no', 'nope', "that's not right", 'no thanks', "I don't want that", 'wrong', 'not now', 'no, we are fine as it is, thank you', 'never mind', "I'm good, thanks", 'yes, but not now', 'Thank you, but no', 'I am afraid the answer is no', "that's all for us, thanks"];
  const NEITHER = ['ok but its 33 grown ups now', 'okay, but we are 12 now', "I don't know", "I'm not sure", 'what is the price?', '20 people', 'Great, what time does the chef arrive?', '', 'Dec 20th', 'hello there'];
  for (const text of YES) it(`${JSON.stringify(text)} is yes`, () => assert.equal(read(text).confirmation, 'yes'));
  for (const text of NO) it(`${JSON.stringify(text)} is no`, () => assert.equal(read(text).confirmation, 'no'));
  for (const text of NEITHER) it(`${JSON.stringify(text)} is neither`, () => assert.equal(read(text).confirmation, null));
});

describe('small talk', () => {
  for (const text of ['hi', 'Hello!', 'thanks', 'Thank you so much!', 'good morning', 'ok cool']) it(`is ${JSON.stringify(text)}`, () => assert.equal(read(text).smallTalk, true));
  for (const text of ['hi, how much for 10?', 'thanks, 6pm works', 'no', 'cancel my booking']) it(`is not ${JSON.stringify(text)}`, () => assert.equal(read(text).smallTalk, false));
});

describe('the scenarios', () => {
  it('reads the opening of the text booking', () => {
    const { intent, slots } = read('I want to book for 20 people on Dec 20th');
    assert.deepEqual({ intent, slots }, { intent: 'booking', slots: { date: '2026-12-20', partySize: 20 } });
  });
  it('reads the time and the address together', () => {
    const { intent, slots } = read('6pm, 123 Main St Sacramento', { requested: ['time', 'address'] });
    assert.deepEqual({ intent, slots }, { intent: 'booking', slots: { time: '18:00', address: { line1: '123 Main St', city: 'Sacramento' } } });
  });
  it('reads the confirmation', () => assert.equal(read('yes', { awaiting: 'confirmation' }).confirmation, 'yes'));
  it('reads the acceptance, misspelt or not', () => {
    for (const text of ['I agree', 'i agre', 'yse', 'okya']) assert.equal(read(text, { awaiting: 'terms' }).reply.verdict, 'agreed');
  });
  it('reads the call for a person', () => {
    const { intent, escalation, slots } = read("This isn't working, I need a person");
    assert.deepEqual({ intent, escalation, slots }, { intent: 'escalation', escalation: 'asked_for_person', slots: {} });
  });
  it('reads the question of the chat', () => {
    const { intent, topics, slots } = read('How much for 15 people?');
    assert.deepEqual({ intent, topics, slots }, { intent: 'inquiry', topics: ['price'], slots: { partySize: 15 } });
  });
});
