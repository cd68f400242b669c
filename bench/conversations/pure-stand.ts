// The mind alone, in this process: no database, no provider, thousands of turns a second. For finding faults fast; it measures nothing.
import { createWorld, instant, taken, type World } from '../../test/domain/conversation-world.ts';
import type { Busy } from '../../domain/availability.ts';
import type { Effect } from '../../domain/conversation/decision.ts';
import type { EndState, TextRow } from './end-state.ts';
import type { Line, Stand } from './line.ts';

const MINUTE_MS = 60_000;

export function startPureStand(nowMs: number): Stand {
  const busy: Busy[] = [];
  return {
    name: 'pure',
    openLine: () => Promise.resolve(openLine(createWorld({ nowMs, busy }))),
    fillDay: (date, time) => {
      busy.push(...taken([1, 2, 3], date, time));
      return Promise.resolve();
    },
    stop: () => Promise.resolve(),
  };
}

function openLine(world: World): Line {
  const replies = new Map<string, string>();
  const owned: { fromMs: number; toMs: number | null }[] = [];
  let heard = 0;
  let optedOutAtMs: number | null = null;
  let everOptedOut = false;
  const rows: TextRow[] = [];
  /** What was said since the last time anybody asked. */
  const news = (): string[] => {
    const said = world.said().slice(heard);
    heard += said.length;
    for (const one of said) rows.push({ class: one.class, author: 'assistant', state: 'sent', text: one.text, challengeId: one.class === 'terms' ? (world.facts.challenge?.id ?? null) : null, sentAtMs: world.nowMs });
    return said.map(({ text }) => text);
  };
  const letGo = (act: 'handed_back' | 'closed') => {
    world.nowMs += MINUTE_MS;
    for (const one of owned) one.toMs ??= world.nowMs;
    world.letGo(act);
    return Promise.resolve();
  };
  return {
    async exchange(texts) {
      world.nowMs += MINUTE_MS;
      const messages = [];
      for (const text of texts) {
        const message = await world.read(text);
        replies.set(message.id, text);
        messages.push(message);
      }
      const wasOptedOut = world.facts.optedOut;
      world.turn(messages);
      if (world.facts.optedOut && !wasOptedOut) optedOutAtMs = world.nowMs;
      if (!world.facts.optedOut) optedOutAtMs = null;
      everOptedOut ||= world.facts.optedOut;
      return news();
    },
    listen: () => Promise.resolve(news()),
    staff: {
      takeOver: () => {
        world.nowMs += MINUTE_MS;
        owned.push({ fromMs: world.nowMs, toMs: null });
        world.takeOver();
        return Promise.resolve();
      },
      reply: () => Promise.resolve(),
      handBack: () => letGo('handed_back'),
      close: () => letGo('closed'),
    },
    endState: () => Promise.resolve({ ...rowsOf(world, replies), texts: rows, owned, optedOutAtMs, everOptedOut }),
  };
}

type Of<Kind extends Effect['kind']> = Extract<Effect, { kind: Kind }>;

/** The rows that the steps would have written. */
function rowsOf(world: World, replies: ReadonlyMap<string, string>): Omit<EndState, 'texts' | 'owned' | 'optedOutAtMs' | 'everOptedOut'> {
  const offers = new Map<string, Of<'offer'>>();
  const statuses = new Map<string, EndState['bookings'][number]['status']>();
  const acknowledgments: EndState['acknowledgments'] = [];
  const challenges = new Map<string, EndState['challenges'][number]>();
  const tasks: EndState['tasks'] = [];
  const details = new Map<string, Of<'offer'>['draft']>();
  for (const [index, turn] of world.taken.entries()) {
    const isRefused = (world.taken[index + 1]?.stimuli ?? []).some((one) => one.kind === 'refused' && one.refusal.step === 'offer');
    for (const effect of turn.decision.effects) {
      switch (effect.kind) {
        case 'offer':
          if (isRefused) break;
          offers.set(effect.bookingId, effect);
          details.set(effect.bookingId, effect.draft);
          statuses.set(effect.bookingId, 'pending_terms');
          challenges.set(effect.challengeId, { id: effect.challengeId, bookingId: effect.bookingId, status: 'live' });
          break;
        case 'acknowledge':
          acknowledgments.push({ bookingId: effect.bookingId, totalCents: offers.get(effect.bookingId)?.quote.totalCents ?? 0, outcome: 'booked', verified: true, reply: replies.get(effect.messageId) ?? '', atMs: turn.nowMs });
          end(effect.challengeId, 'agreed');
          break;
        case 'confirm_booking': {
          statuses.set(effect.bookingId, 'confirmed');
          const replaced = offers.get(effect.bookingId)?.replacesBookingId;
          if (replaced !== undefined) statuses.set(replaced, 'cancelled');
          break;
        }
        case 'cancel_booking': statuses.set(effect.bookingId, 'cancelled'); break;
        case 'release_booking': statuses.set(effect.bookingId, effect.status); break;
        case 'revoke_challenge': end(effect.challengeId, 'superseded'); break;
        case 'expire_challenge': end(effect.challengeId, 'expired'); break;
        case 'decline': end(effect.challengeId, 'declined'); break;
        case 'update_details': details.set(effect.bookingId, effect.draft); break;
        case 'open_task': tasks.push({ reason: effect.reason, status: 'open' }); break;
        default: break;
      }
    }
  }
  function end(challengeId: string, status: string): void {
    const challenge = challenges.get(challengeId);
    if (challenge !== undefined) challenges.set(challengeId, { ...challenge, status });
  }
  const bookings = [...offers].map(([id, { draft: offered, quote }]) => {
    const draft = details.get(id) ?? offered;
    const count = (code: string) => quote.lines.filter((line) => line.code === code).reduce((sum, line) => sum + line.quantity, 0);
    return {
      id, status: statuses.get(id) ?? ('pending_terms' as const), date: draft.date ?? '', time: draft.time ?? '', startsAtMs: instant(draft.date ?? '', draft.time ?? ''),
      adults: count('adult'), children: count('child'), infants: count('infant'), line1: draft.address?.line1 ?? '', city: draft.place?.city ?? '', postalCode: draft.place?.postalCode ?? null,
      extras: draft.menu, name: draft.name, dietary: draft.dietary, totalCents: quote.totalCents, chef: 0, lineage: id, byStaff: false,
    };
  });
  return { stage: world.state.stage, bookings, acknowledgments, challenges: [...challenges.values()], tasks, unread: 0 };
}
