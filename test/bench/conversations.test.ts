// The conversation benchmark is kept honest: a broken assistant, a broken end state and a broken customer are each found, and put where they belong.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createDice } from '../../bench/conversations/dice.ts';
import type { EndState } from '../../bench/conversations/end-state.ts';
import { GOALS, type Goal } from '../../bench/conversations/goals/index.ts';
import { gradeTrial, type ExpectedBooking } from '../../bench/conversations/grade.ts';
import { brokenInvariants, doubleBookings } from '../../bench/conversations/invariants.ts';
import type { Line, Stand } from '../../bench/conversations/line.ts';
import { listen } from '../../bench/conversations/listening.ts';
import { PERSONAS, styled } from '../../bench/conversations/persona.ts';
import { PHRASES } from '../../bench/conversations/phrases.ts';
import { milesTo, totalCents } from '../../bench/conversations/price-list.ts';
import { startPureStand } from '../../bench/conversations/pure-stand.ts';
import { passAt } from '../../bench/conversations/score.ts';
import { spellDate, spellTime } from '../../bench/conversations/spelling.ts';
import { playTrial, type Trial } from '../../bench/conversations/trial.ts';
import { openDiary } from '../../bench/conversations/wish.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 18);
const spot = { line1: '912 Capitol Ave', city: 'Sacramento', zip: '95814' };
const wish: ExpectedBooking = { date: '2026-12-20', time: '18:00', party: { adults: 20, children: 0, infants: 0 }, spot, extras: [], isZipKnown: true };
const total = totalCents(wish.party, [], milesTo(spot, true));
const agreed = [{ act: 'agree' as const, text: 'I agree' }];

function bookedState(): EndState {
  return {
    stage: 'booking_complete', tasks: [], optedOutAtMs: null, everOptedOut: false, owned: [], unread: 0,
    bookings: [{
      id: 'b', status: 'confirmed', date: '2026-12-20', time: '18:00', startsAtMs: Date.UTC(2026, 11, 21, 2), adults: 20, children: 0, infants: 0, line1: '912 capitol avenue', city: 'Sacramento', postalCode: '95814',
      extras: [], name: null, dietary: [], totalCents: total, chef: 1, lineage: 'b', byStaff: false,
    }],
    acknowledgments: [{ bookingId: 'b', totalCents: total, outcome: 'booked', verified: true, reply: 'I agree', atMs: 1 }],
    challenges: [{ id: 'c', bookingId: 'b', status: 'agreed' }],
    texts: [{ class: 'terms', author: 'assistant', state: 'sent', text: 'Reply I AGREE', challengeId: 'c', sentAtMs: 1 }, { class: 'confirmation', author: 'assistant', state: 'sent', text: "You're booked", challengeId: null, sentAtMs: 3 }],
  };
}

function play(goal: Goal, stand: Stand): Promise<Trial> {
  return playTrial({ stand, goal, number: 0, seed: 1, diary: openDiary('2026-11-23') });
}

/** The mind behind a line that changes what it says, or what it leaves behind. */
function standWith(change: (line: Line) => Partial<Line>): Stand {
  const stand = startPureStand(NOW_MS);
  return { ...stand, openLine: async () => { const line = await stand.openLine(); return { ...line, ...change(line) }; } };
}

const plain = GOALS.find(({ id }) => id === 'books/tidy/all_at_once')!;

describe('the conversation benchmark', () => {
  it('has at least a hundred goals, each named once', () => {
    assert.ok(GOALS.length >= 100, String(GOALS.length));
    assert.equal(new Set(GOALS.map(({ id }) => id)).size, GOALS.length);
  });

  it('knows at least a dozen ways to put each act, but for the few words that the law spells out', () => {
    const few = Object.entries(PHRASES).filter(([act, phrases]) => phrases.length < 12 && act !== 'start' && act !== 'help');
    assert.deepEqual(few.map(([act]) => act), []);
    for (const [act, phrases] of Object.entries(PHRASES)) assert.equal(new Set(phrases).size, phrases.length, `${act} repeats itself`);
  });

  it('reckons by the published prices: the minimum, children, extras, and each mile after the thirtieth', () => {
    assert.equal(totalCents({ adults: 4, children: 0, infants: 2 }, [], 10), 55_000);
    assert.equal(totalCents({ adults: 18, children: 2, infants: 1 }, [], 30), (18 * 55 + 2 * 30) * 100);
    assert.equal(totalCents({ adults: 10, children: 2, infants: 0 }, [{ id: 'gyoza', label: 'gyoza', quantity: 'everybody' }, { id: 'lobster_tail', label: 'lobster', quantity: 3 }], 41), (550 + 60 + 120 + 45 + 22) * 100);
  });

  it('says the same words for the same seed, and others for another', () => {
    const words = (seed: number) => { const dice = createDice(seed); return Array.from({ length: 8 }, () => `${spellDate(dice, '2026-12-20')} ${spellTime(dice, '18:30', false)}`); };
    assert.deepEqual(words(7), words(7));
    assert.notDeepEqual(words(7), words(8));
  });

  it('never misspells a fact', () => {
    for (const persona of PERSONAS) {
      for (let seed = 0; seed < 50; seed += 1) {
        const text = styled(createDice(seed), persona, 'We would like to book a party of {party} please', (phrase) => phrase.replace('{party}', '23 people at 912 Capitol Ave'), false);
        assert.match(text.toLowerCase(), /23 people at 912 capitol ave/);
      }
    }
  });

  it('computes pass^k from n trials as the share of k-subsets that passed', () => {
    const goals = [{ id: 'a', habit: 'a', valid: 4, passed: 4 }, { id: 'b', habit: 'b', valid: 4, passed: 3 }, { id: 'c', habit: 'c', valid: 2, passed: 0 }];
    assert.equal(passAt(1, goals), (1 + 3 / 4 + 0) / 3);
    assert.equal(passAt(2, goals), (1 + 3 / 6 + 0) / 3);
    assert.equal(passAt(4, goals), (1 + 0) / 2);
    assert.equal(passAt(5, goals), null);
  });

  describe('judges the end state', () => {
    it('finds nothing wrong with a right one', () => {
      assert.deepEqual(gradeTrial(bookedState(), { bookings: [wish] }), []);
      assert.deepEqual(brokenInvariants(bookedState(), agreed), []);
    });

    const wrong: Record<string, { spoil: (state: EndState) => void; fault: RegExp }> = {
      'a dollar too much': { spoil: (state) => { state.bookings[0]!.totalCents += 100; }, fault: /total/ },
      'a cent too little': { spoil: (state) => { state.bookings[0]!.totalCents -= 1; }, fault: /total/ },
      'another day': { spoil: (state) => { state.bookings[0]!.date = '2026-12-21'; }, fault: /wanted 2026-12-20/ },
      'one guest more': { spoil: (state) => { state.bookings[0]!.adults += 1; }, fault: /party/ },
      'another street': { spoil: (state) => { state.bookings[0]!.line1 = '913 Capitol Ave'; }, fault: /address/ },
      'no acknowledgment': { spoil: (state) => { state.acknowledgments = []; }, fault: /acknowledgments/ },
      'a second booking': { spoil: (state) => { state.bookings.push({ ...state.bookings[0]!, id: 'b2' }); }, fault: /2 confirmed/ },
      'a hold left behind': { spoil: (state) => { state.bookings.push({ ...state.bookings[0]!, id: 'b2', status: 'pending_terms' }); }, fault: /1 held/ },
      'a person called for nothing': { spoil: (state) => { state.tasks.push({ reason: 'not_understood', status: 'open' }); }, fault: /person was called/ },
      'an opt-out nobody asked for': { spoil: (state) => { state.optedOutAtMs = 5; }, fault: /opted out/ },
    };
    for (const [what, { spoil, fault }] of Object.entries(wrong)) {
      it(`finds ${what}`, () => {
        const state = bookedState();
        spoil(state);
        assert.match(gradeTrial(state, { bookings: [wish] }).join('\n'), fault);
      });
    }
  });

  describe('finds a broken invariant', () => {
    const broken: Record<string, { spoil: (state: EndState) => void; found: RegExp }> = {
      'a booking without an acknowledgment': { spoil: (state) => { state.acknowledgments = []; }, found: /without an acknowledgment/ },
      'an acknowledgment on words that agree to nothing': { spoil: (state) => { state.acknowledgments[0]!.reply = 'I disagree'; }, found: /no agreement/ },
      'two acknowledgments on the same words': { spoil: (state) => { state.acknowledgments.push({ ...state.acknowledgments[0]! }); }, found: /no agreement/ },
      'a total that the price list does not know': { spoil: (state) => { state.bookings[0]!.totalCents = 100; state.acknowledgments[0]!.totalCents = 100; }, found: /for what costs/ },
      'a message after STOP': { spoil: (state) => { state.optedOutAtMs = 2; state.texts.push({ class: 'reply', author: 'assistant', state: 'sent', text: 'hi', challengeId: null, sentAtMs: 5_000 }); }, found: /sent after STOP/ },
      'a word of the assistant while a person has the conversation': { spoil: (state) => { state.owned.push({ fromMs: 10, toMs: null }); state.texts.push({ class: 'reply', author: 'assistant', state: 'sent', text: 'hi', challengeId: null, sentAtMs: 5_000 }); }, found: /while a person/ },
      'terms sent twice for one offer': { spoil: (state) => { state.texts.push({ ...state.texts[0]! }); }, found: /terms sent twice/ },
      'terms agreed to that were never sent': { spoil: (state) => { state.texts.shift(); }, found: /never sent/ },
      'a booking the customer was not told of': { spoil: (state) => { state.texts.pop(); }, found: /not told/ },
      'a message nobody read': { spoil: (state) => { state.unread = 1; }, found: /nobody read/ },
      'a send of which nobody knows the end': { spoil: (state) => { state.texts[1]!.state = 'unknown'; }, found: /ended as unknown/ },
    };
    for (const [what, { spoil, found }] of Object.entries(broken)) {
      it(what, () => {
        const state = bookedState();
        spoil(state);
        assert.match(brokenInvariants(state, agreed).join('\n'), found);
      });
    }

    it('a chef in two places, the drive included', () => {
      const [row] = bookedState().bookings;
      const later = { ...row!, id: 'b2', lineage: 'b2', startsAtMs: row!.startsAtMs + 4 * 3_600_000 };
      assert.equal(doubleBookings([row!, later]).length, 1, 'four hours apart, and two hours of driving between');
      assert.deepEqual(doubleBookings([row!, { ...later, chef: 2 }]), []);
      assert.deepEqual(doubleBookings([row!, { ...later, lineage: row!.lineage, status: 'pending_terms' }]), [], 'a change of it that waits for its terms');
      assert.equal(doubleBookings([row!, { ...later, lineage: row!.lineage }]).length, 1, 'but not both of them confirmed');
      assert.deepEqual(doubleBookings([row!, { ...later, startsAtMs: row!.startsAtMs + 12 * 3_600_000 }]), []);
    });
  });

  describe('plays against an assistant', () => {
    it('that is sound: the goal passes', async () => {
      const trial = await play(plain, startPureStand(NOW_MS));
      assert.deepEqual([trial.outcome, trial.faults, trial.broken], ['passed', [], []]);
    });

    it('that says nothing: the assistant failed, not the customer', async () => {
      const trial = await play(plain, standWith(() => ({ exchange: () => Promise.resolve([]) })));
      assert.equal(trial.outcome, 'failed');
    });

    it('that asks the same for ever: the assistant failed, not the customer', async () => {
      const trial = await play(plain, standWith(() => ({ exchange: () => Promise.resolve(['How many guests?']) })));
      assert.equal(trial.outcome, 'failed');
      assert.match(trial.faults.join(), /answers, and still no/);
    });

    it('that says it has booked, and has not: failed', async () => {
      const trial = await play(plain, standWith(() => ({ exchange: () => Promise.resolve(["You're booked! See you soon."]) })));
      assert.match(trial.faults.join(), /0 confirmed/);
    });

    it('that charges a dollar more: failed, and an invariant is broken', async () => {
      const trial = await play(plain, standWith((line) => ({ endState: async () => { const state = await line.endState(); for (const row of state.bookings) row.totalCents += 100; return state; } })));
      assert.equal(trial.outcome, 'failed');
      assert.match(trial.broken.join(), /for what costs/);
    });

    it('that asks what no customer of ours understands: the customer failed, and the question is on record', async () => {
      const trial = await play(plain, standWith(() => ({ exchange: () => Promise.resolve(['Do you fancy purple elephants?']) })));
      assert.equal(trial.outcome, 'customer_failed');
      assert.match(trial.faults.join(), /purple elephants/);
    });

    it('that has one question in a strange form, but ends wrong for another reason: the assistant failed', async () => {
      let asked = 0;
      const trial = await play(plain, standWith((line) => ({ exchange: async (texts) => { asked += 1; return asked === 1 ? ['Do you fancy purple elephants?'] : line.exchange(texts); }, endState: async () => ({ ...(await line.endState()), bookings: [] }) })));
      assert.equal(trial.outcome, 'failed');
    });
  });

  it('a customer takes an offer to ask for a person for an offer, and a read-back in two texts for one', () => {
    assert.ok(!listen(['For anything else, just ask for a person and our team will take over.']).cues.has('person_called'));
    assert.ok(listen(['Here is your party: 20 guests', 'Total: $1,100. Is that right? Reply YES']).cues.has('read_back'));
  });

  it('--pure --json prints one object with the scores, and exits 0 where no invariant is broken', async () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'bench/conversations/run.ts', '--pure', '--json', '--only', 'books/tidy', '--trials', '2', '--adversaries', '3'], { cwd: root });
    const report = JSON.parse(stdout) as { goals: number; trials: number; pass_1: number; pass_3: null; invariants_broken: unknown[]; customer_failures: number; adversary: { runs: number } };
    assert.deepEqual([report.trials, report.pass_3, report.invariants_broken, report.customer_failures, report.adversary.runs], [report.goals * 2, null, [], 0, 3]);
    assert.ok(report.pass_1 > 0.5);
  });

  it('refuses an option it does not know, and a number that is none', async () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const run = (...args: string[]) => promisify(execFile)(process.execPath, ['--import', 'tsx', 'bench/conversations/run.ts', ...args], { cwd: root });
    await assert.rejects(run('--jsn'), /--jsn/);
    await assert.rejects(run('--trials', 'many'), /--trials takes/);
  });
});
