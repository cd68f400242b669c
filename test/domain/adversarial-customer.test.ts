// A customer who adapts: at every step the trick most likely to break a promise, given what was just said; read by the real rules reader, with steps that are refused and staff who come and go.
import assert from 'node:assert/strict';
import { createDice, seedFrom, type Dice } from '../../bench/conversations/dice.ts';
import { listen } from '../../bench/conversations/listening.ts';
import { milesTo, totalCents } from '../../bench/conversations/price-list.ts';
import { createTrickster } from '../../bench/conversations/tricks.ts';
import { decide } from '../../domain/conversation/decide.ts';
import type { Decision, MessageStimulus } from '../../domain/conversation/decision.ts';
import { REFUSAL_CODES } from '../../domain/steps.ts';
import { requestedIn } from '../../understanding/requested.ts';
import { checkTurn, newLedger, type Ledger } from './conversation-laws.ts';
import { createWorld, DAY_MS, HOUR_MS, MINUTE_MS, type Decide, type World } from './conversation-world.ts';

const SEED = 20_261_123;
const RUNS = 10_000;
const PLANTED_RUNS = 300;
const MOST_STEPS = 6;
/** Few, so that most messages were read before in the same place and need not be read again. */
const DATES = ['2026-12-12', '2026-12-20', '2027-01-09'] as const;

type Heard = Omit<MessageStimulus, 'id' | 'receivedAtMs' | 'fromChallengedAddress'>;
const read = new Map<string, Heard>();

/** What a reading depends on is in the key: what was asked, what a yes would answer, the address so far, the day. */
async function hear(world: World, text: string): Promise<MessageStimulus> {
  const { requested, lastSaid, stage, draft } = world.state;
  const key = JSON.stringify([text, requested.length > 0 ? requested : requestedIn(lastSaid), stage, draft.address, Math.floor(world.nowMs / DAY_MS)]);
  const known = read.get(key);
  const message = await (known === undefined ? world.read(text) : Promise.resolve({ ...structuredClone(known), id: world.id('message'), receivedAtMs: world.nowMs, fromChallengedAddress: !world.fromOtherAddress }));
  if (known === undefined) read.set(key, { kind: message.kind, channel: message.channel, reading: structuredClone(message.reading), located: message.located });
  return message;
}

/** What may go wrong or be done by others meanwhile. */
function disturb(world: World, dice: Dice): void {
  if (dice.chance(0.15)) world.refuse = { [dice.pick(['offer', 'confirm_booking', 'speak', 'open_task'] as const)]: dice.pick(REFUSAL_CODES) };
  if (dice.chance(0.05)) world.takeOver();
  else if (world.facts.owner !== 'assistant' && dice.chance(0.4)) world.letGo(dice.pick(['handed_back', 'closed'] as const));
  if (dice.chance(0.04)) world.pass(dice.pick([MINUTE_MS, 13 * HOUR_MS, 26 * HOUR_MS]));
}

async function play(run: number, mind: Decide): Promise<World> {
  const dice = createDice(seedFrom(SEED, 'adversary', run));
  const world = createWorld({ mind });
  const ledger = newLedger();
  const trickster = createTrickster(dice, dice.pick(DATES));
  /** What each message said, and whether it was written to agree. */
  const written = new Map<string, { text: string; agrees: boolean }>();
  let checked = 0;
  let heard = listen([]);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    disturb(world, dice);
    world.nowMs += MINUTE_MS;
    const trick = trickster.next(heard);
    const messages: MessageStimulus[] = [];
    for (const text of trick.texts) {
      const message = await hear(world, text);
      written.set(message.id, { text, agrees: trick.agrees.includes(text) });
      messages.push(message);
    }
    const said = world.turn(messages);
    heard = listen(said.map(({ text }) => text));
    for (; checked < world.taken.length; checked += 1) check(world.taken[checked]!, ledger, written);
  }
  return world;
}

function check(taken: World['taken'][number], ledger: Ledger, written: ReadonlyMap<string, { text: string; agrees: boolean }>): void {
  checkTurn(taken, ledger);
  for (const effect of taken.decision.effects) {
    // Apart from what any reader makes of it: these words were not written to agree.
    if (effect.kind === 'acknowledge') assert.ok(written.get(effect.messageId)?.agrees === true, `acknowledges only what was written as plain assent, not "${written.get(effect.messageId)?.text ?? ''}"`);
    if (effect.kind === 'offer') assert.equal(effect.quote.totalCents, reckon(effect), 'offers at the price of the list, whatever was said about it');
  }
}

/** From the caterer's published prices; a fee for another new date is a line of its own. */
function reckon({ draft, quote }: Extract<Decision['effects'][number], { kind: 'offer' }>): number {
  const count = (code: string) => quote.lines.filter((line) => line.code === code).reduce((sum, line) => sum + line.quantity, 0);
  const fees = quote.lines.filter((line) => !['adult', 'child', 'infant', 'upgrade', 'add_on', 'minimum_adjustment', 'travel'].includes(line.code)).reduce((sum, line) => sum + line.amountCents, 0);
  const party = { adults: count('adult'), children: count('child'), infants: count('infant') };
  assert.ok(party.adults + party.children + party.infants === (draft.partySize ?? 0), 'everybody is on the bill');
  const extras = draft.menu.map(({ id, quantity }) => ({ id, label: id, quantity: quantity ?? ('everybody' as const) }));
  return totalCents(party, extras, milesTo({ line1: '', city: draft.place?.city ?? '', zip: draft.place?.postalCode ?? '' }, draft.place?.postalCode !== undefined)) + fees;
}

describe(`A customer who tries every trick (seed ${String(SEED)})`, function () {
  // Seconds alone; a busy machine takes many times that.
  this.timeout(300_000);

  it(`breaks no law in ${String(RUNS)} conversations, steps refused and staff in between`, async () => {
    const seen = new Map<string, number>();
    for (let run = 0; run < RUNS; run += 1) {
      const world = await play(run, decide);
      for (const { kind } of world.effects()) seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }
    // They got far enough to have something to break.
    for (const kind of ['offer', 'acknowledge', 'confirm_booking', 'refuse_reply', 'revoke_challenge', 'open_task', 'opt_out', 'not_booked']) assert.ok((seen.get(kind) ?? 0) > 100, `${kind}: ${String(seen.get(kind) ?? 0)}`);
  });

  const PLANTED: Record<string, { law: RegExp; mind: Decide }> = {
    'takes anything said at the terms for an agreement': { law: /plain assent|strength of an agreement/, mind: (state, stimuli, context) => decide(state, stimuli.map((one) => (one.kind === 'message' && one.reading.reply.verdict !== 'opt_out' ? { ...one, reading: { ...one.reading, reply: { ...one.reading.reply, verdict: 'agreed' as const } } } : one)), context) },
    'gives a discount to whoever asks': { law: /price of the list/, mind: (state, stimuli, context) => {
      const decision = decide(state, stimuli, context);
      return { ...decision, effects: decision.effects.map((effect) => (effect.kind === 'offer' ? { ...effect, quote: { ...effect.quote, totalCents: effect.quote.totalCents - 100 } } : effect)) };
    } },
    'answers while a person has the conversation': { law: /while a person has/, mind: (state, stimuli, context) => decide(state, stimuli, { ...context, facts: { ...context.facts, owner: 'assistant' } }) },
    'leaves the old terms live after a change': { law: /binds what was offered|one live offer/, mind: (state, stimuli, context) => {
      const decision = decide(state, stimuli, context);
      return { ...decision, effects: decision.effects.filter(({ kind }) => kind !== 'revoke_challenge') };
    } },
  };
  for (const [fault, { law, mind }] of Object.entries(PLANTED)) {
    it(`finds out a mind that ${fault}`, async () => {
      const broken = new Set<string>();
      for (let run = 0; run < PLANTED_RUNS && ![...broken].some((message) => law.test(message)); run += 1) {
        await play(run, mind).catch((error: unknown) => { broken.add(error instanceof Error ? error.message : String(error)); });
      }
      assert.ok([...broken].some((message) => law.test(message)), `not found in ${String(PLANTED_RUNS)} runs; broken: ${[...broken].join('; ')}`);
    });
  }
});
