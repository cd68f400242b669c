// Carrier keywords and opt-outs in the customer's own words, and the sentences that only look like them.
import assert from 'node:assert/strict';
import { readReply } from '../../understanding/agreement.ts';
import { readKeyword } from '../../understanding/keywords.ts';
import { read } from './helpers.ts';

const OPT_OUT = ['STOP', 'stop', 'Stop.', ' stop! ', 'StOp', 'STOPALL', 'Stop all', 'UNSUBSCRIBE', 'unsubscribe', 'CANCEL', 'cancel', 'Cancel.', 'END', 'end', 'QUIT', 'quit', 'REVOKE', 'OPT OUT', 'opt-out', 'OptOut', '"STOP"', 'stop please', 'please stop', 'STOP STOP'];
const IN_WORDS = ['stop texting me', 'Please stop texting me', 'stop sending me messages', "don't text me anymore", 'do not contact me again', 'no more texts', 'no more messages please', 'take me off your list', 'remove me from your list', 'remove my number', 'leave me alone', 'wrong number', "I don't want these texts", 'unsubscribe me', 'I want to opt out', 'lose my number', 'quit texting me', 'I revoke my consent', 'please stop all messages', "don't want to receive any more texts", 'stop messaging us', 'opt me out'];
const ORDINARY = ['cancel my booking', 'can I cancel my order?', 'stop by at 5', 'end of June', 'we want to end at 9', 'the end of December works', "I'll quit my diet for this", 'can you remove the shrimp', 'stop the music', 'please cancel the gyoza', 'what happens if I cancel', "don't text me before 9am", 'I need to stop and think', "don't stop", 'weekend', 'bus stop on Main', 'how do I unsubscribe from the deposit', 'help me choose a menu', 'start at 6pm', 'yes', 'information please about the menu'];

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

describe('the other keywords', () => {
  for (const text of ['START', 'unstop', 'Start.']) it(`opts in with ${text}`, () => assert.equal(readReply(text).verdict, 'opt_in'));
  for (const text of ['HELP', 'help!', 'INFO']) it(`asks for help with ${text}`, () => assert.equal(readReply(text).verdict, 'help'));
});
