// The staff page's beginning: sign-in, which conversation is open, and reading anew every two seconds.
import { NoAnswer, Refusal, forgetToken, readConversation, readList, readMe, readTasks, savedToken, saveToken } from './api.js';
import { createConversation } from './conversation.js';
import { byId, say, setText, show } from './dom.js';
import { byNeed, drawInbox, withTasks } from './inbox.js';
import { clockWords, customerName, personName } from './words.js';

// A person answers within seconds at best; a few staff asking this often is nothing to the database.
const REFRESH_EVERY_MS = 2_000;

/** Null until signed in. */
let me = null;
let clock = null;
let isWaitingOnly = true;
/** Answers to questions asked before the last change are dropped. */
let generation = 0;
let timer;

const conversation = createConversation({ refresh: () => refresh(), signedOut: () => { signOut('Your sign-in is no longer valid. Please sign in again.'); } });

const openThreadId = () => /^\/console\/conversations\/([^/]+)\/?$/.exec(location.pathname)?.[1] ?? null;

async function refresh() {
  clearTimeout(timer);
  generation += 1;
  const asked = generation;
  const threadId = openThreadId();
  try {
    const [open, claimed, list, detail] = await Promise.all([readTasks('open'), readTasks('claimed'), readList(isWaitingOnly), threadId === null ? null : find(threadId)]);
    if (asked !== generation || me === null) return;
    say(byId('offline'), '');
    drawAll([...open, ...claimed], list, detail);
  } catch (error) {
    if (asked !== generation || me === null) return;
    if (error instanceof Refusal && error.status === 401) {
      signOut('Your sign-in is no longer valid. Please sign in again.');
      return;
    }
    if (!(error instanceof Refusal || error instanceof NoAnswer)) throw error;
    say(byId('offline'), `${error.message} What you see may be old; trying again…`);
  } finally {
    if (asked === generation && me !== null && !document.hidden) timer = setTimeout(refresh, REFRESH_EVERY_MS);
  }
}

/** Null when there is no such conversation. */
async function find(threadId) {
  try {
    return await readConversation(threadId);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
}

function drawAll(tasks, list, detail) {
  const threadId = openThreadId();
  const rows = withTasks(list, tasks);
  drawInbox(isWaitingOnly ? byNeed(rows) : rows, { me: me.name, openThreadId: threadId, nowMs: Date.now(), isWaitingOnly });
  const waiting = tasks.filter(({ status }) => status === 'open').length;
  setText(byId('waiting-count'), waiting === 0 ? '' : String(waiting));
  const mark = waiting === 0 ? '' : `(${waiting}) `;
  document.title = detail === null ? `${mark}Staff · ${me.business.name}` : `${mark}${customerName(detail.customer)} · ${me.business.name}`;
  setText(byId('nothing-open-words'), threadId === null ? 'Choose a conversation.' : 'There is no such conversation. Check that the link is complete.');
  drawPlace(detail !== null);
  if (detail === null) conversation.leave();
  else conversation.draw(detail, { me: me.name, clock, workflowUrl: me.workflowUrl });
}

function drawPlace(hasConversation) {
  document.body.dataset.place = openThreadId() === null ? 'inbox' : 'conversation';
  show(byId('conversation'), hasConversation);
  show(byId('nothing-open'), !hasConversation);
}

function go(path) {
  history.pushState(null, '', path);
  arrive();
}

function arrive() {
  conversation.leave();
  setText(byId('nothing-open-words'), openThreadId() === null ? 'Choose a conversation.' : 'Opening…');
  drawPlace(false);
  void refresh();
}

/** With the saved token; says whether it is known. */
async function signIn() {
  me = await readMe();
  clock = clockWords(me.business.timeZone);
  setText(byId('me'), personName(me.name));
  setText(byId('business'), me.business.name);
  show(byId('sign-in'), false);
  show(byId('desk'), true);
  arrive();
}

function signOut(problem = '') {
  forgetToken();
  // Loading anew drops everything that was read, from the screen and from memory.
  if (problem === '') {
    location.replace('/console');
    return;
  }
  // Turned away while working: what was typed stays for when they are back.
  me = null;
  generation += 1;
  clearTimeout(timer);
  conversation.clear();
  byId('rows').replaceChildren();
  askForToken(problem);
}

function askForToken(problem) {
  document.title = 'Staff sign-in';
  show(byId('desk'), false);
  show(byId('sign-in'), true);
  byId('token').value = '';
  setText(byId('sign-in-problem'), problem);
  byId('token').focus();
}

function signInProblem(error) {
  if (error instanceof Refusal && error.status === 401) return 'This token is not known. Copy it whole, without the name and the colon before it.';
  if (error instanceof Refusal || error instanceof NoAnswer) return `${error.message} Please try again in a moment.`;
  throw error;
}

byId('sign-in-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const token = byId('token').value.trim();
  setText(byId('sign-in-problem'), '');
  // Anything else cannot go into a header.
  saveToken(/^[\x21-\x7e]+$/.test(token) ? token : '-');
  try {
    await signIn();
  } catch (error) {
    forgetToken();
    setText(byId('sign-in-problem'), signInProblem(error));
    byId('token').select();
  }
});

byId('sign-out').addEventListener('click', () => { signOut(); });

for (const tab of document.querySelectorAll('[data-list]')) {
  tab.addEventListener('click', () => {
    isWaitingOnly = tab.dataset.list === 'waiting';
    for (const other of document.querySelectorAll('[data-list]')) other.setAttribute('aria-pressed', String(other === tab));
    void refresh();
  });
}

// Links within the page do not load it anew, so that what is typed elsewhere stays.
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href^="/console"]');
  if (link === null || link === undefined || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.getAttribute('href'));
});
addEventListener('popstate', arrive);
document.addEventListener('visibilitychange', () => {
  if (me === null) return;
  if (document.hidden) clearTimeout(timer);
  else void refresh();
});

// The panel has a column of its own where there is room, and is folded away where there is none.
const isWide = matchMedia('(min-width: 75rem)');
const unfold = () => { byId('facts').open = isWide.matches; };
isWide.addEventListener('change', unfold);
unfold();

if (savedToken() === null) {
  askForToken('');
} else {
  try {
    await signIn();
  } catch (error) {
    // A server that is away does not sign anybody out.
    if (error instanceof Refusal && error.status === 401) forgetToken();
    askForToken(signInProblem(error));
  }
}
