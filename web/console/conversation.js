// One conversation: head, acts, composer. The server decides who may do what; this only spares people what would be refused.
import { NoAnswer, Refusal, actOn, resolveTask } from './api.js';
import { ask, byId, say, setText, show } from './dom.js';
import { clearFacts, drawFacts } from './facts.js';
import { drawTranscript, openTranscript, toEnd } from './transcript.js';
import { RESOLUTIONS, STAGES, customerName, personName, prettyAddress, refusalWords, wordsFor } from './words.js';

const text = byId('text');
const send = byId('send');
const isTouch = matchMedia('(pointer: coarse)');
/** What was typed and not sent, by conversation. */
const typed = new Map();

/** `refresh` reads everything anew, and drops answers that were on their way before it. */
export function createConversation({ refresh, signedOut }) {
  let shown = null;
  let context = null;
  let isBusy = false;

  const isMine = () => shown !== null && shown.owner === context.me;
  const openTask = () => shown.tasks.find((task) => task.status !== 'resolved') ?? null;

  function draw(conversation, around) {
    const isFirst = shown?.threadId !== conversation.threadId;
    if (isFirst) {
      leave();
      openTranscript();
      text.value = typed.get(conversation.threadId) ?? '';
    }
    shown = conversation;
    context = around;
    const { customer } = conversation;
    const title = customerName(customer);
    setText(byId('who'), title);
    setText(byId('standing'), [customer.address === null || title === prettyAddress(customer.address) ? null : prettyAddress(customer.address), wordsFor(STAGES, conversation.stage), ownerWords()].filter((words) => words !== null).join(' · '));
    drawActs();
    drawFacts(conversation, context);
    drawTranscript(conversation, context.clock);
    if (isFirst) byId('who').focus({ preventScroll: true });
  }

  /** The drafts of other conversations stay until the tab is closed. */
  function leave() {
    if (shown !== null) typed.set(shown.threadId, text.value);
    shown = null;
    say(byId('notice'), '');
    say(byId('problem'), '');
  }

  /** Takes what the customer said off the page. */
  function clear() {
    leave();
    openTranscript();
    clearFacts();
  }

  function ownerWords() {
    if (shown.closedAt !== null) return 'closed';
    if (isMine()) return 'you have it';
    return shown.owner === 'assistant' ? 'the assistant has it' : `${personName(shown.owner)} has it`;
  }

  function drawActs() {
    const isClosed = shown.closedAt !== null;
    const task = openTask();
    // Whoever has the conversation ends its task by handing back or closing.
    const isTaskFree = task !== null && shown.owner === 'assistant' && (task.claimedBy === null || task.claimedBy === context.me);
    const isPossible = { 'take-over': !isClosed && !isMine(), 'hand-back': !isClosed && isMine(), close: !isClosed && isMine(), resolve: isTaskFree };
    for (const button of byId('acts').children) {
      show(button, isPossible[button.dataset.act]);
      // Not `disabled`: that would take the focus from whoever pressed it with a keyboard.
      button.setAttribute('aria-disabled', String(isBusy));
    }
    const obstacle = writeObstacle(isClosed);
    text.disabled = obstacle !== null;
    send.disabled = obstacle !== null || isBusy;
    setText(byId('compose-hint'), obstacle ?? `Goes to the customer as it stands.${isTouch.matches ? '' : ' Enter sends, Shift+Enter starts a new line.'}`);
    setText(byId('compose-label'), `Your reply to ${customerName(shown.customer)}`);
  }

  function writeObstacle(isClosed) {
    if (isClosed) return 'This conversation is closed.';
    if (shown.customer.isErased) return "This customer's data was erased.";
    if (shown.optedOutAt !== null) return 'The customer wrote STOP: no texts may be sent. You may call.';
    return isMine() ? null : 'Take over to write to the customer.';
  }

  /** One act at a time; whatever comes of it, what is shown is then read anew. */
  async function perform(act, done) {
    if (isBusy) return false;
    isBusy = true;
    say(byId('problem'), '');
    say(byId('notice'), '');
    drawActs();
    let isDone = false;
    try {
      await act();
      isDone = true;
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) {
        signedOut();
        return false;
      }
      if (error instanceof Refusal) say(byId('problem'), refusalWords(error, context.me));
      else if (error instanceof NoAnswer) say(byId('problem'), 'The server did not answer. Look whether it happened before you try again.');
      else throw error;
    } finally {
      isBusy = false;
      if (shown !== null) drawActs();
    }
    await refresh();
    // Said when the page shows it: whoever reads "it is yours" can write at once.
    if (isDone) say(byId('notice'), done);
    return isDone;
  }

  const change = (name, done) => perform(() => actOn(shown.threadId, name, { version: shown.version }), done);

  const acts = {
    async 'take-over'() {
      const { owner } = shown;
      if (owner !== 'assistant' && (await ask({ title: `Take over from ${personName(owner)}?`, text: `${personName(owner)} has this conversation and could be writing just now.`, yes: 'Take over' })) === null) return;
      if (await change('take-over', 'It is yours. The assistant says nothing until you hand back.')) text.focus();
    },
    async 'hand-back'() {
      if (await change('hand-back', 'Handed back. The assistant tells the customer and goes on.')) byId('who').focus();
    },
    async close() {
      const title = 'Close this matter?';
      if ((await ask({ title, text: "The task is done. The customer's next message starts afresh with the assistant.", yes: 'Close' })) === null) return;
      if (await change('close', 'Closed.')) byId('who').focus();
    },
    async resolve() {
      const task = openTask();
      const resolution = await ask({ title: 'Resolve the task?', text: 'Nobody is reminded any more. The assistant goes on with the conversation.', yes: 'Resolve', choices: RESOLUTIONS });
      if (resolution === null) return;
      if (await perform(() => resolveTask(task.id, { version: task.version, resolution }), 'The task is resolved.')) byId('who').focus();
    },
  };

  byId('acts').addEventListener('click', (event) => {
    const button = event.target.closest('[data-act]');
    if (button !== null && shown !== null && !isBusy) void acts[button.dataset.act]();
  });

  byId('compose').addEventListener('submit', async (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (words === '' || shown === null || send.disabled) return;
    const { threadId, version } = shown;
    const isDone = await perform(async () => {
      await actOn(threadId, 'reply', { version, text: words });
      // At once, so that nobody sends it twice; whoever went on typing meanwhile keeps that.
      if (shown?.threadId === threadId && text.value.trim() === words) text.value = '';
      else if (typed.get(threadId)?.trim() === words) typed.delete(threadId);
    }, '');
    if (!isDone || shown?.threadId !== threadId) return;
    toEnd();
    text.focus();
  });

  text.addEventListener('keydown', (event) => {
    // Enter sends on a desk; a phone's keyboard keeps it for a new line.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || isTouch.matches) return;
    event.preventDefault();
    byId('compose').requestSubmit();
  });

  return { draw, leave, clear };
}
