// Carrier keywords and opt-outs in the customer's own words, and the sentences that only look like them.
import assert from 'node:assert/strict';
import { readReply } from '../../understanding/agreement.ts';
import { readKeyword } from '../../understanding/keywords.ts';
import { read } from './helpers.ts';

const OPT_OUT = ['STOP', 'stop', 'Stop.', ' stop! ', 'StOp', 'STOPALL', 'Stop all', 'UNSUBSCRIBE', 'unsubscribe', 'CANCEL', 'cancel', 'Cancel.', 'END', 'end', 'QUIT', 'quit', 'REVOKE', 'OPT OUT', 'opt-out', 'OptOut', '"STOP"', 'stop please', 'please stop', 'STOP STOP'];
const IN_WORDS = ['stop texting me', 'Please stop texting me', 'stop sending me messages', "don't text me anymore", 'do not contact me again', 'no more texts', 'no more messages please', 'take me off your list', 'remove me from your list', 'remove my number', 'leave me alone', 'wrong number', "I don't want these texts", 'unsubscribe me', 'I want to opt out', 'lose my number', 'quit texting me', 'I revoke my consent', 'please stop all messages', "don't want to receive any more texts", 'stop messaging us', 'opt me out',
  'stop texting this number', 'please stop contacting me', 'stop sending these', 'can you stop texting me', 'could you please stop messaging me', 'I said stop', 'I told you to stop texting', 'stop it already',
  'please stop messaging this number', 'do not text this number', "don't message me again", "don't contact me anymore", 'never contact me again', "please don't text me", 'no texts please', 'no more messages',
  'no more sms', "I don't want any more texts", "I don't want to get these messages anymore", 'I no longer wish to receive texts', 'I no longer want messages from you', 'take me off this list',
  'take me off the list please', 'please remove me from this list', 'remove this number', 'delete me from your system', 'get me off your list', 'unsubscribe from this list', 'unsubscribe my number',
  'opt me out please', "i'd like to opt out", 'opting out', 'I withdraw my consent', 'revoke my permission', 'leave us alone', 'go away', 'lose this number', 'wrong number buddy', 'sorry wrong number',
  'you have the wrong person', 'this is the wrong number', 'stop bothering me', 'quit bugging me', 'stop harassing me', 'cease and desist texting', 'discontinue texts', 'turn off the texts',
  'turn off notifications', 'block me', 'stop blowing up my phone', 'do not disturb me again', 'I did not sign up for these texts', 'who gave you my number stop texting', 'not interested stop',
  'not interested, take me off your list', 'STOP!!!!', 'Stop now', 'STOP ALL MESSAGES', 'stop msgs', 'stop txts', 'stop spam', 'unsubscribe!', 'UNSUBSCRIBE ME NOW', 'quit it', 'Please unsubscribe', 'Pls stop',
  'plz stop texting', 'cancel messages', 'cancel all texts', 'remove', 'REMOVE ME', 'revoke consent', 'I want out of this list', "I'm not who you think, stop texting", 'enough already stop texting me',
  'dont txt me', 'stop txting me', 'no longer interested, please stop texting', 'stop calling and texting me', 'stopp texting me', 'sto texting me', 'Please end messages', 'deja de escribirme',
  'no me manden mas mensajes', 'ya no me escriban', 'parar mensajes', 'quiteme de la lista',
];
const ORDINARY = ['cancel my booking', 'can I cancel my order?', 'stop by at 5', 'end of June', 'we want to end at 9', 'the end of December works', "I'll quit my diet for this", 'can you remove the shrimp', 'stop the music', 'please cancel the gyoza', 'what happens if I cancel', "don't text me before 9am", 'I need to stop and think', "don't stop", 'weekend', 'bus stop on Main', 'how do I unsubscribe from the deposit', 'help me choose a menu', 'start at 6pm', 'yes', 'information please about the menu',
  'cancel my order', 'please stop the grill at 9', 'can we end at 8', 'can the chef stop by on Friday', 'I want to cancel the gyoza', 'cancel the appointment', 'I need to cancel', "we'd like to cancel",
  'please remove the shrimp', 'remove one guest', 'take off two people', "don't text my husband", 'do not call before 9', 'stop, let me think', "we can't stop thinking about hibachi", 'quit smoking',
  'the end time is 9', 'start at 6', 'we start at 5pm', 'can you help me choose', 'help with the menu', 'I need some info on pricing', 'info about deposit please', 'resume the booking', 'start over',
  "let's start", 'can we start again', 'no more than 20 people', 'no more shrimp', 'no more changes please', 'text me the menu', 'message me tomorrow', 'please text me back', 'contact me tomorrow',
  "don't forget to text me", "don't text, call me", 'wrong date', 'wrong number of people', 'the number of people is wrong', 'you have the wrong address', 'leave it alone', 'go ahead',
  'remove my mom from the guest list', 'delete the last item', 'I opted for chicken', 'the wedding ends at 9', 'bus stops here', 'stop number 5', 'nonstop fun', "I don't want shrimp", "I don't want these sides",
  'we do not want to receive guests before 5', 'goodbye', 'bye', 'enough food for 20', 'is that enough', 'I want out of the deposit', 'turn off the porch light', 'block party on Saturday', 'top', 'shop', 'step',
  'stops', 'spot', 'quite', 'unit', 'cancer', 'stoop',
];

describe('opting out', () => {
  it('is a keyword however much empty space surrounds it: the webhook and the turn must agree', () => {
    assert.equal(readKeyword(`${' '.repeat(90)}STOP\u200B${'\n'.repeat(90)}`), 'opt_out');
  });

  for (const text of [...OPT_OUT, ...IN_WORDS]) {
    it(`is heard in ${JSON.stringify(text)}`, () => {
      assert.equal(readReply(text).verdict, 'opt_out');
      assert.equal(read(text).keyword, 'opt_out');
    });
  }
  for (const text of ORDINARY) {
    it(`is not heard in ${JSON.stringify(text)}`, () => {
      assert.notEqual(readReply(text).verdict, 'opt_out');
      assert.equal(read(text).keyword, null);
    });
  }
  it('outranks a yes in the same message', () => assert.equal(readReply('yes but stop texting me').verdict, 'opt_out'));
});

describe('a misspelt or spelt-out keyword', () => {
  for (const text of ['stp', 'sotp', 'stpo', 'stopp', 'unsubscibe', 'unsuscribe', 'cancle', 'S T O P', 's.t.o.p', 'par\u00E1r', 'n\u00F3 m\u00E1s']) {
    it(`is heard in ${JSON.stringify(text)}`, () => assert.equal(readKeyword(text), 'opt_out'));
  }
  it('is heard on a line of its own, by the webhook and by the turn alike', () => {
    assert.equal(readKeyword('Thanks for the info\nSTOP'), 'opt_out');
    assert.equal(read('Thanks for the info\nSTOP').keyword, 'opt_out');
    assert.equal(readKeyword('Please do not\nstop by before 5'), null);
  });
});

describe('the other keywords', () => {
  for (const text of ['START', 'unstop', 'Start.', 'SUBSCRIBE', 'opt in', 'resume']) it(`opts in with ${text}`, () => assert.equal(readReply(text).verdict, 'opt_in'));
  for (const text of ['HELP', 'help!', 'INFO', 'help me', 'please help', 'AYUDA']) it(`asks for help with ${text}`, () => assert.equal(readReply(text).verdict, 'help'));
});
