// The truth table of replies to the terms: what binds, and above all what does not.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ReplyVerdict } from '../../domain/vocabulary.ts';
import { readReply } from '../../understanding/agreement.ts';

const TRUTH_TABLE: Readonly<Record<Exclude<ReplyVerdict, 'opt_out' | 'opt_in' | 'help'>, readonly string[]>> = {
  agreed: [
    'I agree', 'i agree', 'AGREE', 'agree', 'Agree.', '  agree!  ', 'yes', 'Yes', 'YES!', 'yes.', 'Yes please', 'yes sir', 'yes, thank you', 'Yes I agree', 'yes I do agree', 'Yes, I agree to the terms', 'I agree to all the terms and conditions',
    'I agree with everything', 'we agree', 'We both agree', 'I fully agree', 'I totally agree', 'I do agree', 'I accept', 'accept', 'I accept the terms', 'accepted', 'terms accepted', 'all terms accepted', 'agreed', 'Agreed!', 'agreed to all terms',
    "I've read and agree to the terms", 'I have read and accept the terms and conditions', 'I confirm', 'confirmed', 'ok', 'OK!', 'okay', 'Okay, I agree', 'ok sounds good', 'sounds good', 'Sounds great to me', 'that sounds good', 'looks good to me', 'that works for me',
    'that is fine', "that's fine with me", 'sure', 'sure thing', 'of course', 'absolutely', 'definitely', 'yep', 'yup', 'yeah', 'yes yes yes', 'Yes! I agree', 'I agree \u{1F44D}', 'yes \u{1F60A}', 'hi, yes I agree', 'perfect, I agree', 'I am in agreement', 'I consent', 'I approve', 'I acknowledge and agree',
    'yes go ahead', 'Yes, please book it', 'I agree 100%', 'I agree to your cancellation policy', 'I do', 'I agree, thank you so much!',
  ],
  declined: [
    'no', 'No.', 'NO!', 'nope', 'no thanks', 'No thank you', 'nah', 'no way', 'absolutely not', 'I disagree', 'i disagree!', 'I do not agree', "I don't agree", 'i dont agree', "we can't agree to this", 'I cannot accept these terms', "I won't agree to that", "I'm not agreeing to this", 'I refuse', 'I decline',
    'declined', 'I reject the terms', 'not interested', 'never mind', 'forget it', "I changed my mind, don't want it", 'unacceptable', 'No, do not confirm', 'cancel my booking', 'please cancel it', 'no, I disagree', 'I will never agree', 'we no longer want this', 'disagree', 'i disagre', 'misagree', 'nope sorry',
  ],
  change: [
    'yes but can we change the date?', 'Can we change the time?', 'change the date please', 'I agree but make it 7pm', 'we need to reschedule', 'yes, but add 2 more people', 'a different day would be better', 'can we do another date', 'make it 25 people instead', 'the address is wrong', 'wrong date', 'I agree, actually it is 20 people',
  ],
  question: [
    'agree?', 'yes?', 'what are the terms?', 'Do I have to agree?', 'how much is the deposit', 'is the deposit refundable?', 'what happens if it rains', 'I have a question', 'Can you explain the deposit', 'What if I change the date later, is there a fee?', 'why should I agree', 'yes, what time does the chef come?', 'should i say agree', 'would you agree to that',
  ],
  escalation: ["This isn't working, I need a person", 'can I talk to someone', 'I want to speak to a manager', 'agent', 'let me talk to a human please', 'I agree but want to talk to a real person first'],
  unclear: [
    '', ' ', '...', '\u{1F44D}', '\u{1F44E}', 'yesterday', 'backyard', 'book', 'okra', 'k', 'y', 'hmm', 'uh-huh', 'mhm', 'thanks', 'thank you', 'ok thanks', 'ok thank you!', 'got it', 'received', 'noted', 'great', 'ok book it', 'book it', "let's do it", 'hello', 'maybe', 'I guess', 'I guess so', 'I think so', 'probably yes',
    'not sure', 'not yet', 'no problem', 'yeah right', 'sure \u{1F644}', 'yes \u{1F612}', 'I would agree', 'I would agree if it was cheaper', 'if you lower the price I agree', 'I agree if it does not rain', 'yes, once I talk to my wife', 'I agree except for the deposit', 'I agree with some of it', 'I agree to nothing', 'agreed, not',
    'I agree not', 'yes no', 'yes and no', 'I agree only to the price', 'agree after you send the menu', '"I agree"', 'you said reply I agree', 'he agrees', 'my wife agrees', 'they agree', 'My husband said yes', 'Reply AGREE to accept the terms', 'degree', 'greed', 'green', 'agent orange', 'aged', 'disagreeable', 'nagree', 'unagree',
    'yes sirree bob', 'agreement', 'the agreement', 'terms', 'terms and conditions', 'please', 'everything', 'si', 'oui', 'ja', 'de acuerdo', 'да', '同意', 'yest', 'yen', 'eyes', 'keys', 'Oakland', 'Okinawa', 'surgery', 'confirmation', 'exception', 'except', 'conform', 'greet', 'yes 123 Main St', 'agree 20', 'I agree that the food was cold', 'I agree with my husband', 'yes we have no bananas',
    'I aggressively argue', 'sounds', 'looks', 'sounds bad', 'sounds expensive', 'fine whatever', 'whatever', 'ok whatever', 'let me think', 'one sec', 'later', 'yes later', 'ok wait', 'I agree lol sure', 'will do', 'hold on yes', 'almost agree', 'hardly agree', 'nobody agrees',
  ],
};

describe('a reply to the terms', () => {
  for (const [verdict, texts] of Object.entries(TRUTH_TABLE)) {
    describe(`is ${verdict}`, () => {
      for (const text of texts) it(`when it says ${JSON.stringify(text)}`, () => assert.equal(readReply(text).verdict, verdict, readReply(text).rule));
    });
  }

  it('has a truth table of at least 150 lines', () => assert.ok(Object.values(TRUTH_TABLE).flat().length >= 150));

  const MISSPELT = `agre agreee aggree agred i_agre i_aggree i_agee i_agrre i_argee i_agreed i_sgree i_ahree i_agrew i_afree iagree agreeed aggreed agread i_acept accpet acccept acepted i_accpt
    yse ys yess yesss yas yed yrs_i_agree ues tes yeah yea yeahh yeha yaeh yepp yupp yup okya okey okau ojay pkay oaky_i_agree okayy okkay okk suree srue sounds_god sounds_goood soudns_good sounds_greta
    cofirm confrim comfirm cofnirm confirmd absolutly absolutley definately definitly defintely certianly certinly i_agree_to_the_trems i_agree_to_the_tems i_agree_to_all_condtions terms_acepted apsolutely aprove approvd yes_i_agre ok_i_aggree`
    .split(/\s+/).map((text) => text.replaceAll('_', ' '));
  const isRealWord = (text: string): boolean => ['yrs i agree', 'oaky i agree', 'apsolutely', 'sounds god'].includes(text);

  it('is agreed in at least 50 misspellings, none of which is listed anywhere in the reader', () => {
    const agreed = MISSPELT.filter((text) => readReply(text).verdict === 'agreed');
    const refused = MISSPELT.filter((text) => !isRealWord(text) && !agreed.includes(text));
    assert.deepEqual(refused, []);
    assert.ok(agreed.length >= 50, String(agreed.length));
  });

  it('keeps what was written, in lower case, beside the verdict', () => {
    assert.deepEqual(readReply(' I  AGRE\u200B '), { verdict: 'agreed', rule: 'assent_misspelt', normalized: 'i agre' });
  });

  it('never binds on a message longer than is read', () => {
    assert.equal(readReply(`I agree${' '.repeat(3000)}only if you pay me`).verdict, 'unclear');
  });

  it('never binds when a word that is not assent stands in the message', () => {
    const word = fc.constantFrom('tomorrow', 'chicken', 'never', 'but', 'cheaper', 'he', 'husband', 'rain', 'not', 'none', 'maybe', 'unless', '42', 'nothing', 'because', 'under', 'protest', 'half', "don't", 'isnt', 'without', 'wrong', 'neither', 'stop');
    const assent = fc.constantFrom('yes', 'i agree', 'agreed', 'ok', 'sounds good', 'i accept the terms', 'yes i agree to the terms');
    fc.assert(fc.property(assent, word, fc.boolean(), (yes, other, before) => readReply(before ? `${other} ${yes}` : `${yes} ${other}`).verdict !== 'agreed'), { numRuns: 400 });
  });

  it('never binds on a negated assent, however it is written', () => {
    const negation = fc.constantFrom("don't", 'dont', 'do not', 'cannot', "can't", 'cant', "won't", 'will not', 'never', 'DO NOT', 'Don\u2019t', 'dnt', 'nto', 'do NOT');
    const verb = fc.constantFrom('agree', 'accept', 'confirm', 'agre', 'AGREE', 'approve', 'agree to the terms');
    fc.assert(fc.property(negation, verb, fc.constantFrom('', '.', '!', ' \u{1F44D}', ' thanks'), (no, yes, tail) => readReply(`I ${no} ${yes}${tail}`).verdict !== 'agreed'));
  });
});
