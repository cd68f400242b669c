// What was said, as bubbles, with what staff did in between.
import { byId, element, setText, show, sync } from './dom.js';
import { CHANNELS, actWords, deliveryWords, personName, wordsFor } from './words.js';

// Whoever is this close to the end reads the newest.
const NEAR_END_PX = 80;
const AUTHORS = { customer: 'Customer', assistant: 'Assistant', system: 'System', staff: 'Staff' };

const log = byId('log');
const newer = byId('newer');

export function openTranscript() {
  log.replaceChildren();
  show(newer, false);
}

export function drawTranscript(conversation, clock) {
  const wasNearEnd = isNearEnd();
  const isFirst = log.childElementCount === 0;
  const lastKey = log.lastElementChild?.dataset.key;
  sync(log, entriesOf(conversation, clock), { keyOf: (entry) => entry.key, make: makeEntry, update: updateEntry });
  if (log.lastElementChild?.dataset.key === lastKey && !isFirst) return;
  if (isFirst || wasNearEnd) toEnd();
  else show(newer, true);
}

export function toEnd() {
  log.scrollTop = log.scrollHeight;
  show(newer, false);
}

const isNearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;

newer.addEventListener('click', toEnd);
log.addEventListener('scroll', () => { if (isNearEnd()) show(newer, false); }, { passive: true });
// The room for messages changes when a panel opens or a keyboard comes up; the newest stays in sight.
let roomPx = log.clientHeight;
new ResizeObserver(() => {
  if (log.scrollHeight - log.scrollTop - roomPx < NEAR_END_PX) log.scrollTop = log.scrollHeight;
  roomPx = log.clientHeight;
}).observe(log);

/** Messages, acts and days in the order they happened. */
function entriesOf({ messages, staffActions, customer }, clock) {
  const writers = new Map(staffActions.filter(({ action }) => action === 'replied').map(({ actor, details }) => [details.outboxId, actor]));
  const said = messages.map((message) => ({ key: message.id, kind: 'message', at: message.at, message, writer: writers.get(message.id) ?? null, isErased: customer.isErased }));
  const done = staffActions.map((act) => ({ key: act.id, kind: 'act', at: act.createdAt, words: actWords(act) })).filter(({ words }) => words !== null);
  const entries = [...said, ...done].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  let day = '';
  return entries.flatMap((entry) => {
    const today = clock.day(entry.at);
    const heading = today === day ? [] : [{ key: `day-${today}`, kind: 'day', words: today }];
    day = today;
    return [...heading, { ...entry, time: clock.time(entry.at) }];
  });
}

function makeEntry(entry) {
  if (entry.kind !== 'message') return element('li', entry.kind);
  const bubble = element('p', 'bubble');
  bubble.dir = 'auto';
  return element('li', `message ${entry.message.author}`, element('p', 'from'), bubble, element('p', 'meta'));
}

function updateEntry(node, entry) {
  if (entry.kind === 'day') setText(node, entry.words);
  else if (entry.kind === 'act') setText(node, `${entry.words} · ${entry.time}`);
  else updateMessage(node, entry);
}

function updateMessage(node, { message, writer, time, isErased }) {
  const [from, bubble, meta] = node.children;
  const author = writer === null ? wordsFor(AUTHORS, message.author) : personName(writer);
  setText(from, `${author} · ${wordsFor(CHANNELS, message.channel)}`);
  setText(bubble, message.text ?? (isErased ? 'Erased' : 'This text cannot be read.'));
  bubble.classList.toggle('missing', message.text === null);
  const delivery = message.delivery === null ? null : deliveryWords(message.delivery);
  node.classList.toggle('failed', delivery?.isProblem ?? false);
  node.classList.toggle('stopped', message.delivery?.state === 'void');
  setText(meta, [time, delivery?.words, message.isInvalidReply ? 'not understood as an answer to the terms' : null, originWords(message)].filter((words) => words != null).join(' · '));
}

/** Only what is out of the ordinary: an origin that nobody checked. */
function originWords({ direction, originCheck }) {
  return direction === 'inbound' && (originCheck === 'skipped' || originCheck === 'none') ? 'origin not checked' : null;
}
