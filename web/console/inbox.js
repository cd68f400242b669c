// The list of conversations: who waits, for how long and why, and who has it.
import { byId, element, setText, show, sync } from './dom.js';
import { CHANNELS, REASONS, STAGES, customerName, personName, waitedWords, wordsFor } from './words.js';

/** Each conversation with its task, who has it, and since when it waits. */
export function withTasks(conversations, tasks) {
  const taskOf = new Map(tasks.map((task) => [task.id, task]));
  return conversations.map((conversation) => {
    const task = taskOf.get(conversation.taskId) ?? null;
    return { ...conversation, task, heldBy: conversation.owner !== 'assistant' ? conversation.owner : (task?.claimedBy ?? null), since: task?.createdAt ?? conversation.updatedAt };
  });
}

/** Those that nobody has come first, whoever has waited longest on top. */
export function byNeed(rows) {
  return rows.toSorted((one, other) => Number(one.heldBy !== null) - Number(other.heldBy !== null) || Date.parse(one.since) - Date.parse(other.since));
}

export function drawInbox(rows, { me, openThreadId, nowMs, isWaitingOnly }) {
  sync(byId('rows'), rows, { keyOf: (row) => row.threadId, make: makeRow, update: (node, row) => { updateRow(node, row, { me, openThreadId, nowMs }); } });
  show(byId('no-rows'), rows.length === 0);
  setText(byId('no-rows'), isWaitingOnly ? 'Nobody waits for a person.' : 'No conversations yet.');
}

function makeRow({ threadId }) {
  const link = element('a');
  link.href = `/console/conversations/${threadId}`;
  link.append(element('span', 'name'), element('span', 'waited'), element('span', 'why'), element('span', 'holder'));
  return element('li', '', link);
}

function updateRow(node, row, { me, openThreadId, nowMs }) {
  const link = node.firstElementChild;
  const [name, waited, why, holder] = link.children;
  const isOpen = row.threadId === openThreadId;
  if (isOpen) link.setAttribute('aria-current', 'page');
  else link.removeAttribute('aria-current');
  node.classList.toggle('unheld', row.needsPerson && row.heldBy === null);
  setText(name, customerName(row.customer));
  setText(waited, waitedFor(row, nowMs));
  setText(why, row.taskReason === null ? `${wordsFor(STAGES, row.stage)}, ${wordsFor(CHANNELS, row.channel)}` : wordsFor(REASONS, row.taskReason));
  setText(holder, holderWords(row, me));
}

function waitedFor({ task, since }, nowMs) {
  const waited = waitedWords(since, nowMs);
  if (waited === 'just now') return waited;
  return task === null ? `${waited} ago` : `waits ${waited}`;
}

function holderWords({ heldBy, needsPerson }, me) {
  if (heldBy === me) return 'You have it';
  if (heldBy !== null) return `${personName(heldBy)} has it`;
  return needsPerson ? 'Nobody has it' : 'The assistant has it';
}
