// The rules engine: reads one message with patterns alone, the same way every time. Total: no string makes it throw.
import type { Doubt, ReadContext, Reader, Reading, Slots } from '../domain/reading.ts';
import type { SlotName } from '../domain/vocabulary.ts';
import { findAddress } from './address.ts';
import { DEFAULT_AGES, withAges } from './ages.ts';
import type { Ages } from './ages.ts';
import { readReply } from './agreement.ts';
import { parseMoment } from './calendar.ts';
import type { LocalMoment } from './calendar.ts';
import { canonicalize, cover, originalWords, take } from './canonical.ts';
import type { Canonical, Span } from './canonical.ts';
import { readConfirmation } from './confirmation.ts';
import { findEmail, findPhone } from './contact.ts';
import { readDate } from './dates.ts';
import { readDietary } from './dietary.ts';
import { escalationReason } from './escalation.ts';
import { CERTAINTY, readIntent } from './intent.ts';
import { isFreeFormOptOut, readKeyword } from './keywords.ts';
import { createMenuMatcher, readMenu } from './menu.ts';
import type { MenuMatcher } from './menu.ts';
import type { MenuVocabulary } from './menu-vocabulary.ts';
import { findName } from './name.ts';
import { normalizeLines } from './normalize.ts';
import { headCountSpans, isLoneCount, readParty } from './party.ts';
import { asksForOtherCount, requestedIn } from './requested.ts';
import { isSpanish } from './spanish.ts';
import { NO_TIME, readTime } from './times.ts';
import { readTopics } from './topics.ts';

/** Raised whenever the same text may be read differently. */
export const RULES_ENGINE_VERSION = 'rules-4';

/** A detail that can be taken two ways is asked about, and as often as not the rest is right. */
const CERTAINTY_IN_DOUBT = 0.85;

/** What the rules need to know of the caterer, prepared once. */
export type RulesVocabulary = { menu: MenuMatcher; ages: Ages };

export function createRulesVocabulary(menu: MenuVocabulary, ages: Ages = DEFAULT_AGES): RulesVocabulary {
  return { menu: createMenuMatcher(menu), ages };
}

export type RulesReaderOptions = { timeZone: string; menu: MenuVocabulary; ages?: Ages };

/** The rules engine as a `Reader`. The zone is the profile's; a message is read at its own context's local time. */
export function createRulesReader({ menu, ages }: RulesReaderOptions): Reader {
  const vocabulary = createRulesVocabulary(menu, ages);
  return { engine: 'rules', read: (text, context) => Promise.resolve(readWithRules(text, context, vocabulary)) };
}

/** A number that no American clock shows. */
const ABOVE_THE_CLOCK = /(?<![\d:.\/])(?:1[3-9]|2\d|3[01])(?![\d:.\/])/;
/** A context without a readable date still reads everything that needs no calendar. */
const NO_MOMENT: LocalMoment = { day: 0, minutes: 0 };

export function readWithRules(text: string, context: ReadContext, vocabulary: RulesVocabulary): Reading {
  const lines = normalizeLines(text);
  const normalized = lines.replace(/\n/g, ' ');
  const lower = normalized.toLowerCase();
  const requested = new Set<SlotName>(context.requested.length > 0 ? context.requested : requestedIn(context.lastSaid));
  const found = readSlots(lines, context, requested, vocabulary);
  const reply = readReply(text);
  const topics = readTopics(lower);
  const escalation = escalationReason(lower);
  const confirmation = readConfirmation(lower, context.lastSaid);
  const keyword = readKeyword(lines) ?? (isFreeFormOptOut(normalized) ? 'opt_out' : null);
  const answered = context.requested.some((slot) => slot in found.spans || found.doubts.some((doubt) => doubt.slot === slot));
  const { intent, confidence, smallTalk } = readIntent({ lower, slots: found.slots, hasDoubts: found.doubts.length > 0, topics, escalation, confirmation, awaiting: context.awaiting !== null, answered });
  const asks = intent === 'inquiry' && !smallTalk && confidence > CERTAINTY.notUnderstood;
  return {
    engine: 'rules',
    engineVersion: RULES_ENGINE_VERSION,
    intent,
    confidence: found.doubts.length > 0 ? Math.min(confidence, CERTAINTY_IN_DOUBT) : confidence,
    confirmation,
    keyword,
    reply,
    ...found,
    topics: asks && topics.length === 0 ? ['other'] : topics,
    escalation,
    smallTalk,
    ...(isSpanish(lower) ? { language: 'es' as const } : {}),
  };
}

type SlotReading = Pick<Reading, 'slots' | 'spans' | 'doubts'>;

/** Each slot takes its words out of sight of the next, so that a house number is never a head count. */
function readSlots(lines: string, context: ReadContext, requested: ReadonlySet<SlotName>, vocabulary: RulesVocabulary): SlotReading {
  const slots: Slots = {};
  const spans: Reading['spans'] = {};
  const doubts: Doubt[] = [];
  const moment = parseMoment(context.referenceDate);
  const asked = (slot: SlotName): boolean => requested.has(slot);
  const text = lines.replace(/\n/g, ' ');
  let rest = text;

  const email = findEmail(rest);
  if (email !== null) {
    slots.email = email.value;
    spans.email = email.words;
    rest = cover(rest, email);
  }
  const phone = findPhone(rest, asked('phone'));
  if (phone !== null) {
    slots.phone = phone.value;
    spans.phone = phone.words;
    rest = cover(rest, phone);
  }
  const name = findName(rest, asked('name'));
  const address = findAddress(withBreaks(name === null ? rest : cover(rest, name), lines), asked('address'));
  if (address !== null) {
    slots.address = address.value;
    spans.address = address.words;
    rest = cover(rest, address);
  }
  if (name !== null) {
    slots.name = name.value;
    spans.name = name.value;
    rest = cover(rest, name);
  }

  let canonical = canonicalize(rest);
  const dietary = readDietary(canonical.text);
  if (dietary.span !== null) {
    if (dietary.needs.length > 0) slots.dietary = dietary.needs;
    spans.dietary = originalWords(canonical, dietary.span);
  }
  const menu = readMenu(canonical, vocabulary.menu);
  if (menu.choices.length > 0) {
    slots.menu = menu.choices;
    spans.menu = menu.words;
    canonical = takeAll(canonical, menu.taken);
  }

  canonical = withAges(takeAll(canonical, dietary.counts), vocabulary.ages);

  // Asked when, a bare 20 is a day and a bare 6 an hour.
  const date = readDate(canonical, moment ?? NO_MOMENT, asked('date') && !asked('party_size') && (!asked('time') || ABOVE_THE_CLOCK.test(canonical.text)));
  if (moment !== null) {
    if (date.value !== null) slots.date = date.value;
    if (date.doubt !== null) doubts.push(date.doubt);
  }
  if (date.words !== '') spans.date = date.words;
  canonical = takeAll(canonical, date.taken);

  const countsHeads = asked('party_size') && !asked('time') && isLoneCount(canonical);
  const time = countsHeads ? NO_TIME : readTime(takeAll(canonical, headCountSpans(canonical)), moment ?? NO_MOMENT, asked('time') && !asked('party_size'), (context.lastSaid ?? '') !== '');
  if (time.value !== null) {
    slots.time = time.value;
    spans.time = time.words;
  }
  if (time.doubt !== null) doubts.push(time.doubt);
  canonical = takeAll(canonical, time.taken);

  const party = readParty(canonical, asked('party_size') ? 'heads' : asksForOtherCount(context.lastSaid) ? 'other' : null);
  if (party.size !== null) slots.partySize = party.size;
  if (party.adults !== null) slots.adults = party.adults;
  if (party.children !== null) slots.children = party.children;
  if (party.infants !== null) slots.infants = party.infants;
  if (party.words !== '') spans.party_size = party.words;
  if (party.doubt !== null) doubts.push(party.doubt);
  return { slots, spans: inOriginalWords(spans, text), doubts };
}

/** What is left of the text, with its line breaks: covering changes no position. */
const withBreaks = (rest: string, lines: string): string => (!lines.includes('\n') ? rest : rest.replace(/ /g, (space, at: number) => (lines[at] === '\n' ? '\n' : space)));
const takeAll = (canonical: Canonical, spans: readonly Span[]): Canonical => spans.reduce(take, canonical);

/** Words that ran over something already taken are of no use to a reader: leave them out. */
function inOriginalWords(spans: Reading['spans'], text: string): Reading['spans'] {
  return Object.fromEntries(Object.entries(spans).filter(([, words]) => text.includes(words)));
}
