// The truth table of replies to the terms: what binds, and above all what does not.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readReply } from '../../understanding/agreement.ts';
import { isCommonWord } from '../../understanding/english-words.ts';
import { slipsOf } from './slips.ts';
import { GROUPS, TERMS_REPLIES } from './terms-replies.ts';

describe('a reply to the terms', () => {
  for (const group of GROUPS) {
    describe(`of the group "${group}"`, () => {
      for (const { text, verdict } of TERMS_REPLIES.filter((reply) => reply.group === group)) {
        it(`is ${verdict}: ${JSON.stringify(text.slice(0, 100))}`, () => assert.equal(readReply(text).verdict, verdict, readReply(text).rule));
      }
    });
  }

  it('has a truth table of at least 400 different replies in at least 15 groups', () => {
    assert.ok(new Set(TERMS_REPLIES.map(({ text }) => text)).size >= 400);
    assert.equal(new Set(TERMS_REPLIES.map(({ text }) => text)).size, TERMS_REPLIES.length);
    assert.ok(GROUPS.length >= 15);
  });

  it('keeps what was written, in lower case, beside the verdict', () => {
    assert.deepEqual(readReply(' I  AGRE\u200B '), { verdict: 'agreed', rule: 'assent_misspelt', normalized: 'i agre' });
  });
});

const NEVER_BINDING = [
  "I couldn't agree more", "I agree that you're expensive", 'yes I am here', 'yes this is John', 'yes Saturday', 'yes 20 people', 'ok see you', 'ok bye', 'sure if free', 'agree or not', 'agree/disagree', 'yes/no',
  'I agree & disagree', 'agreed upon price was 500', 'agreed price is wrong', 'I agreed to 500 not 600', 'yes the address is right', "yes that's my address", 'ok let me read', 'okay reading it now', 'ok reading',
  'yes reading', 'accepting cash', 'accept cash', 'do you accept cash', 'I accept cash', 'I accept venmo', 'I accept nothing', 'accept me', 'accept this chicken', 'I confirm the date',
  'I confirm the address is 12 Oak St', 'confirm my date', 'confirm receipt', 'confirmed receipt', 'confirm 20 people', 'approve nothing', 'I approve of the menu', 'sounds good but', 'sounds fishy', 'sounds like a scam',
  'looks expensive', 'looks like spam', "it's fine I guess", 'that works if', 'ok whatever you say', 'fine.', 'I do not', 'I do not know', "I don't know", 'I do wonder', 'I do have concerns', 'yes unfortunately not',
  'unfortunately yes', 'reluctantly agree', 'I reluctantly agree', 'forced to agree', 'I have to agree', 'must I agree', 'I must agree', 'need to agree first', 'gotta agree', 'I agreed already to what',
  'I already agreed', 'I already said yes', 'I agreed yesterday', 'agreed last week', 'we agreed on the phone', 'as agreed', 'like we agreed', 'I agree someday', 'soon agree', "I'd agree", 'I should agree', 'I can agree',
  'can agree', 'could agree', 'would accept', 'shall agree', 'I never agree', 'agree never', 'agree nope', 'agree no', 'agree noooo', 'agree nah', 'yes nah', 'yeah nah', 'yeah no', 'nah yeah', 'yes but no', 'ok no',
  'sure no', 'okay not okay', 'ok not ok', 'i agree nt', 'i agre not', 'i dnot agree', 'i donot agree', "i dont' agree", "i do'nt agree", 'idont agree', 'i do not agre', 'i dont agre', 'i dotn agree', 'i dint agree',
  'i cnt agree', 'i wnt agree', 'idisagree', 'i disagre', 'i disagee', 'i disgree', 'i diagree', 'i dsagree', 'dissagree', 'disagreee', 'i desagree', "i ain't agreeing", "ain't agree", 'i agree n0t', 'i agree n o t',
  'n0', 'I agree🚫', 'I agree🤥', 'I agree🙃', 'I agree 😏', 'ok 🙄', 'I agree (jk)', 'I agree (kidding)', 'I agree psych', 'I agree sike', 'I agree lmao', 'I agree hahaha', 'sure jan', 'ok boomer', 'okay okay okay', 'ok ok',
  'yea yea', 'yes yes whatever', 'Agree to terms? No', 'Terms? agree? no', 'agree terms what', 'I agree to receive a refund', 'I agree to pay nothing', 'I agree to pay later', 'I agree to half', 'I agree 50%',
  'I agree 0%', '99% agree', 'agree 1%', 'my dog agrees', 'cat says yes', 'mom agrees', 'we (my wife and kids) agree but', 'John agrees', 'I and John disagree', 'everyone but me agrees', 'on behalf of my boss I agree',
  'for my boss I agree', 'agree on behalf of ACME', 'Yes Chef', 'yes chef!', 'aye aye', 'okie', 'oki doki', 'yass queen', 'bet', 'word', 'deal or no deal', 'deal?', 'no deal', 'big deal', 'dealer', 'deal breaker',
  "it's a deal breaker", 'ok computer', 'ok corral', 'surefire', 'assured', 'unsure', 'insure', 'pressure', 'measure', 'yesteryear', 'yessir', 'Yesenia', 'Agreta', 'Greer', 'Ogee', 'Agnes', 'Oki', 'Okan', 'Yeats',
  'Yesica', 'Yessica', 'Accra', 'Accept-Language', 'confirmand', 'conform', 'confit', 'acquiesce', 'agreement signed', 'signed', 'I sign', 'sign me up', 'signature', 'initialed JS', 'JS', 'ok JS', '/s/ John Smith', 'X',
  'x', '✔', '☑', '✓', '☑ I agree', '[x] I agree', '(x) agree', "yes, I've a dog", 'yes I want shrimp', 'yes shrimp', 'ok shrimp', 'agree shrimp', 'I agree Saturday', 'I agree chicken for 5', 'I agree to hold',
  'I agree to be sued', 'I agree to waive nothing', 'hereby disagree', 'I hereby do not accept', 'accept? decline!', 'accept/decline', 'decline accept', 'I accept decline', 'agree STOP', 'stop agree', 'I agree. Stop.',
  'help I agree', 'I agree help', 'start I agree',
];

describe('no agreement', () => {
  for (const text of NEVER_BINDING) it(`is ${JSON.stringify(text)}`, () => assert.notEqual(readReply(text).verdict, 'agreed', readReply(text).rule));

  it('is in a message where a word that is not assent stands', () => {
    const word = fc.constantFrom('tomorrow', 'chicken', 'never', 'but', 'cheaper', 'he', 'husband', 'rain', 'not', 'none', 'maybe', 'unless', '42', 'nothing', 'because', 'under', 'protest', 'half', "don't", 'isnt', 'without', 'wrong', 'neither', 'stop', 'acepto', 'lol', '~', '"');
    const assent = fc.constantFrom('yes', 'i agree', 'agreed', 'ok', 'sounds good', 'i accept the terms', 'yes i agree to the terms');
    fc.assert(fc.property(assent, word, fc.boolean(), (yes, other, before) => readReply(before ? `${other} ${yes}` : `${yes} ${other}`).verdict !== 'agreed'), { numRuns: 400 });
  });

  it('is in a negated assent, however it is written', () => {
    const negation = fc.constantFrom("don't", 'dont', 'do not', 'cannot', "can't", 'cant', "won't", 'will not', 'never', 'DO NOT', 'Don\u2019t', 'dnt', 'nto', 'do NOT');
    const verb = fc.constantFrom('agree', 'accept', 'confirm', 'agre', 'AGREE', 'approve', 'agree to the terms');
    fc.assert(fc.property(negation, verb, fc.constantFrom('', '.', '!', ' \u{1F44D}', ' thanks', '\n- John'), (no, yes, tail) => readReply(`I ${no} ${yes}${tail}`).verdict !== 'agreed'));
  });

  const REFUSALS = ['i disagree', 'i do not agree', 'i dont agree', 'cannot agree', 'i cant agree', 'no', 'nope', 'nah', 'not agreed', 'i refuse', 'i decline', 'i reject', 'disagree', 'never', 'i wont agree', 'unacceptable', 'not ok', 'i will not accept', 'no i dont agree'];
  it('is in any refusal with one slip of the finger', () => {
    const slips = REFUSALS.flatMap((refusal) => slipsInPhrase(refusal));
    assert.ok(slips.length > 1000);
    assert.deepEqual(slips.filter((text) => readReply(text).verdict === 'agreed'), []);
  });
});

describe('a misspelt agreement', () => {
  const SHARE_HEARD = 0.96;
  it(`is heard in at least ${String(100 * SHARE_HEARD)} of 100 single slips of the finger, where the slip is no word`, () => {
    const slips = ['yes', 'yeah', 'yep', 'yup', 'okay', 'agree', 'i agree', 'agreed', 'accept', 'i accept', 'accepted', 'confirm', 'i confirm', 'confirmed', 'absolutely', 'definitely', 'sure'].flatMap((phrase) => slipsInPhrase(phrase));
    const unheard = slips.filter((text) => readReply(text).verdict !== 'agreed');
    assert.ok(slips.length >= 500);
    assert.ok(unheard.length <= (1 - SHARE_HEARD) * slips.length, unheard.join(', '));
  });

  it('is heard in at least 50 forms that are listed nowhere in the reader', () => {
    const misspelt = TERMS_REPLIES.filter(({ group, verdict }) => group === 'misspelt assent' && verdict === 'agreed');
    assert.ok(misspelt.filter(({ text }) => readReply(text).rule.endsWith('misspelt')).length >= 50);
  });
});

/** One slip in one of its words, as long as the result is no word of its own. */
function slipsInPhrase(phrase: string): string[] {
  const words = phrase.split(' ');
  return words.flatMap((word, at) => (word === 'i' ? [] : slipsOf(word).filter((slip) => slip.length > 1 && !isCommonWord(slip)).map((slip) => words.with(at, slip).join(' '))));
}
