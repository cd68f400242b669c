// The check on a worded answer: nothing goes out that is neither approved nor an empty courtesy.
import assert from 'node:assert/strict';
import { loadBusiness } from '../../business/load.ts';
import { approvedSentences, composePhrasing, isSaidIn, isWorthPhrasing, phrased, phrasingFault, PHRASED_TOPICS } from '../../domain/phrasing.ts';

const APPROVED = "We bring the grill, food and utensils. You provide tables, plates and a level place. We can't cook indoors. The chef cleans the grill.";
const [BRING, PROVIDE, INDOORS, CLEANS] = approvedSentences(APPROVED) as [string, string, string, string];

describe('the check on a worded answer', () => {
  it('lets the approved text through, and a choice of its sentences that keeps every condition', () => {
    assert.equal(phrasingFault(APPROVED, APPROVED), null);
    assert.equal(phrasingFault(APPROVED, `${PROVIDE} ${INDOORS}`), null);
    assert.equal(phrasingFault(APPROVED, `Good question about the grill! ${BRING} ${INDOORS} ${CLEANS}`), null);
    assert.equal(phrasingFault(APPROVED, `Thanks for asking. ${INDOORS}`), null);
  });

  const refused: Record<string, [fault: string, opening: string][]> = {
    'a number': [['number', 'Good question, 5 of them!'], ['number', 'Thanks for asking about twenty plates.'], ['number', 'Good question: $ for you.'], ['number', 'Here is half the answer.'], ['number', 'Thanks for asking about \u00BD.']],
    'a date': [['date', 'Good question about Saturday!'], ['date', 'Thanks for asking today.'], ['date', 'Here is what to know for December.']],
    'a link': [['link', 'Here is the answer: https://example.com/pay'], ['link', 'Thanks for asking at pay.example'], ['link', 'Good question, a@b.c']],
    'a promise': [['promise', "Good question, it's free!"], ['promise', 'Thanks for asking, yes.'], ['promise', 'Here is what we will do.'], ['promise', 'Good question, of course!'], ['promise', "Here's what we guarantee."], ['promise', 'Thanks for asking, no deposit.'], ['promise', "Good question about what you'll get."]],
    'other words of its own': [['own_words', 'Good question about your dog, bring the dog along.'], ['own_words', 'Good'], ['own_words', 'Good question. Thanks for asking.'], ['own_words', 'We bring the grill, food and chairs.'], ['own_words', 'Buena pregunta!'], ['own_words', 'Thanks for asking \u2705']],
  };
  for (const [what, openings] of Object.entries(refused)) {
    for (const [fault, opening] of openings) it(`refuses ${what}: ${opening}`, () => { assert.equal(phrasingFault(APPROVED, `${opening} ${APPROVED}`), fault); });
  }

  it('refuses words put between or behind the approved ones, or into them', () => {
    assert.notEqual(phrasingFault(APPROVED, `${BRING} Good question! ${INDOORS}`), null);
    assert.notEqual(phrasingFault(APPROVED, `${APPROVED} It is free.`), null);
    assert.notEqual(phrasingFault(APPROVED, APPROVED.replace("can't", 'can')), null);
    assert.notEqual(phrasingFault(APPROVED, APPROVED.replace('We bring', 'You bring')), null);
  });

  it('refuses an answer without its conditions, in another order, twice, or without anything approved', () => {
    assert.equal(phrasingFault(APPROVED, `${BRING} ${PROVIDE}`), 'condition_left_out');
    assert.equal(phrasingFault(APPROVED, `${INDOORS} ${BRING}`), 'order');
    assert.equal(phrasingFault(APPROVED, `${INDOORS} ${INDOORS}`), 'order');
    assert.equal(phrasingFault(APPROVED, 'Thanks for asking.'), 'empty');
    assert.equal(phrasingFault(APPROVED, ''), 'empty');
  });

  it('refuses whatever is changed by one letter, in every approved answer of the business', () => {
    const { answers } = loadBusiness('business/my-hibachi-chef');
    let changed = 0;
    for (const topic of PHRASED_TOPICS) {
      const approved = answers[topic];
      if (approved === null || !isWorthPhrasing(approved)) continue;
      assert.equal(phrasingFault(approved, approved), null, topic);
      for (let at = 0; at < approved.length; at += 1) {
        if (!/[a-z\d]/i.test(approved[at] ?? '')) continue;
        const other = `${approved.slice(0, at)}${approved[at] === '7' ? '8' : '7'}${approved.slice(at + 1)}`;
        assert.notEqual(phrasingFault(approved, other), null, other);
        changed += 1;
      }
    }
    assert.ok(changed > 100);
  });
});

describe('a worded answer', () => {
  it('is composed of approved sentences by their numbers; numbers that are none count for nothing', () => {
    assert.equal(composePhrasing(APPROVED, { opening: ' Good question! ', sentences: [2, 3, 99, 0, -1] }), `Good question! ${PROVIDE} ${INDOORS}`);
    assert.equal(composePhrasing(APPROVED, { opening: null, sentences: [] }), '');
  });

  const worded = { approved: APPROVED, worded: { opening: 'Good question!', sentences: [2, 3] }, fault: null };

  it('takes the place of the approved one and leaves the rest of the reply alone', () => {
    assert.deepEqual(phrased([`Got it, 20 guests.\n${APPROVED}\nWhat time?`], [worded]), [`Got it, 20 guests.\nGood question! ${PROVIDE} ${INDOORS}\nWhat time?`]);
    assert.deepEqual(phrased([APPROVED], [{ approved: APPROVED, worded: null, fault: 'timeout' }]), [APPROVED]);
  });

  it('is worded across the texts that a long reply was cut into, and leaves none of them empty', () => {
    assert.deepEqual(phrased([`Hello!\n${BRING}`, `${PROVIDE} ${INDOORS} ${CLEANS}\nWhat time?`], [worded]), ['Hello!', `Good question! ${PROVIDE} ${INDOORS}\nWhat time?`]);
    const cut = [BRING, `${PROVIDE} ${INDOORS} ${CLEANS}`];
    assert.deepEqual(phrased(cut, [worded]), cut);
  });

  it('is looked for whole: an answer of which a sentence is missing is not worded', () => {
    assert.ok(isSaidIn([BRING, `${PROVIDE} ${INDOORS} ${CLEANS} What time?`], APPROVED));
    assert.ok(!isSaidIn([BRING, `${PROVIDE} ${CLEANS}`], APPROVED));
  });
});
