// Which messages call for a person, and which only sound like it.
import assert from 'node:assert/strict';
import type { EscalationReason } from '../../domain/vocabulary.ts';
import { escalationReason } from '../../understanding/escalation.ts';

const CALLS: Readonly<Partial<Record<EscalationReason, readonly string[]>>> = {
  asked_for_person: [
    'can I speak with someone', 'is a human available', 'are you a bot? I want a person', 'get me a manager', "I'd like to talk to somebody", 'talk to a rep', 'speak to representative', 'customer service',
    'connect me to a human', 'transfer me to an agent', 'let me talk to the owner', 'I want to speak with the chef', 'can you have someone call me', 'please have somebody call me back',
    'have your manager call me', 'call me', 'please call me at 9165550100', 'can you call me', 'could someone reach out to me', 'I need to talk to a real person', 'real person please', 'live person', 'human',
    'HUMAN!!', 'operator', 'is there someone I can speak to', 'who can I talk to', 'can I get a person on the phone', "I don't want to talk to a bot", 'not a robot please', 'stop the bot, give me a human',
    "I'd rather speak to a person", 'put me through to someone', 'could I speak to a team member', 'someone please help me', 'I need a human being', 'need a rep', 'may I speak with a person',
    'can a real person help me', 'is a real person able to help', 'can somebody real answer me', 'I need a peson', 'I want to talk to someebody from your team', 'I would like to speak to your supervisor', 'how do I reach a person', 'quiero hablar con una persona', 'pueden llamarme',
  ],
  payment_dispute: [
    'you charged me twice', 'I was double charged', 'my card was charged two times', 'I was overcharged', 'I want a refund', 'give me my deposit back', 'where is my refund', 'I never authorized this charge',
    'why was i billed two times', 'You took my money and no chef showed up', 'I want my moeny back', 'there is a charge on my card i did not make', "I'm disputing this charge", "there's a fraudulent charge", 'me cobraron dos veces',
  ],
  upset: [
    'nobody showed up', 'the chef never came', 'this is ridiculous', "I'm so frustrated", 'you guys are terrible', 'your service is awful', 'this bot is useless', 'you are not helping', "I'm calling my lawyer", "I'll sue you",
    "I'm going to report you to the BBB", 'I want to file a complaint', 'this is a scam', 'worst experience ever', 'I am very upset with you',
  ],
  allergy_risk: [
    'my son has a severe peanut allergy', 'my daughter carries an epipen', 'anaphylactic to shellfish', 'deathly allergic to shrimp', 'celiac disease', 'one guest could die if there is peanut',
    'severeely allergic to egg', 'a deaadly soy allergy', 'one guest has a serious life-threatening nut allegy', 'guest goes into anaphylactic shock', 'severe nut allergies', 'life threatening allergy to sesame',
  ],
};
const ORDINARY = [
  'I need a chef for 20 people', 'one person is vegan', 'we have a person who does not eat pork', 'price per person', '20 person party', "I'll call you tomorrow", 'text me the price', 'call me John',
  'please call me Maria', 'my name is Agent Smith', 'my agent booked a hall', 'the property manager says ok', 'my manager will join us', "I'm the office manager at Acme", 'the owner of the house is my mom',
  'can you contact the venue', 'can someone park in the driveway', 'can someone bring chairs', 'someone will open the gate', 'do you need someone to open the gate', 'is anyone available on Friday',
  'do you have anyone free on the 20th', 'I want to talk about the menu', "let's talk about shrimp", "I'd like to talk price", "my wife doesn't eat shrimp", 'a guest is allergic to shrimp', 'nut allergy',
  'we have one gluten free', 'shellfish allergy', 'is the deposit refundable', 'what is your refund policy', 'do you charge extra for kids', 'do you charge twice for travel', 'how do you charge',
  "it's awful weather", 'the traffic is terrible', "that's annoying but ok", 'the grill area is bad', "I'm upset I missed the deal", "don't be upset", 'the party is for my lawyer friends',
  'my lawyer wants shrimp', 'my boss is angry about chicken', 'bad news, we moved the date', 'stupid question, do you bring plates', 'hell yes', 'damn good', 'what the chef cooks',
  "that doesn't work for me, try 7pm", "that date doesn't work", "Sunday isn't working for us", '5pm is not working', "this link doesn't work", 'I want a refillable soda', 'Can you help me',
  'can a live chef help the kids', 'nobody showed us the menu', 'Can I get my deposit back if I cancel?', 'our server is allergic to eggs', 'my deposit was charged, when is it back', 'human sized portions', 'person count is 20', 'need 20 people', 'I want 15 people', "I need the address of the owner's place", 'no person under 5', 'like 12 person',
];

describe('a call for a person', () => {
  for (const [reason, texts] of Object.entries(CALLS)) {
    describe(`because of ${reason}`, () => {
      for (const text of texts) it(`is heard in ${JSON.stringify(text)}`, () => assert.equal(escalationReason(text.toLowerCase()), reason));
    });
  }
  describe('is not heard', () => {
    for (const text of ORDINARY) it(`in ${JSON.stringify(text)}`, () => assert.equal(escalationReason(text.toLowerCase()), null));
  });
});
