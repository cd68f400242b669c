// The phone page's behaviour: choose a phone, send a text, watch the conversation and the faults.
const byId = (id) => document.getElementById(id);
const chat = byId('chat');
const pollEveryMs = 1000;
const storage = { phones: 'simulator.phones', current: 'simulator.current' };

const faultWords = {
  accept_then_drop: ['Accept, then hang up', 'The text is sent, but the sender never hears so.'],
  drop_before_accept: ['Hang up at once', 'The text is not sent and the sender hears nothing.'],
  error_500_accepted: ['Error, yet sent', 'The text is sent, but the answer is error 500.'],
  error_500: ['Error, not sent', 'The answer is error 500 and nothing is sent.'],
  rate_limit: ['Too many requests', 'The answer is 429 with a time to wait.'],
  slow: ['Slow answer', 'The text is sent; the answer takes seconds.'],
  delivery_failed: ['Not delivered', 'The text is accepted, but the carrier cannot deliver it.'],
  duplicate_webhook: ['Tell twice', 'Your next text is announced twice.'],
  reorder_webhook: ['Out of order', 'Your next text is announced after the one that follows it.'],
  drop_webhook: ['Do not tell', 'Your next text is kept by the provider but not announced.'],
  bad_origin: ['Forged origin', 'Your next text is announced with the wrong token.'],
  blacklist_subscription: ['Block the webhook', 'The provider stops announcing texts.'],
};

const state = {
  phones: readList(),
  current: localStorage.getItem(storage.current),
  known: new Map(),
  shown: '',
};

function readList() {
  try {
    const list = JSON.parse(localStorage.getItem(storage.phones) ?? '[]');
    return Array.isArray(list) ? list.filter((number) => typeof number === 'string') : [];
  } catch {
    return [];
  }
}

function toE164(typed) {
  const digits = typed.replace(/[^\d]/g, '');
  if (typed.trim().startsWith('+')) return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null;
  if (digits.length === 10) return `+1${digits}`;
  return digits.length === 11 && digits.startsWith('1') ? `+${digits}` : null;
}

function pretty(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}

// 555-0100 to 555-0199 are set aside for fiction, so no number here is anyone's.
function inventNumber() {
  const taken = new Set([...state.phones, ...state.known.keys()]);
  const free = ['916', '510', '415', '408', '925']
    .flatMap((area) => Array.from({ length: 100 }, (_, line) => `+1${area}55501${String(line).padStart(2, '0')}`))
    .filter((number) => !taken.has(number));
  return free[Math.floor(Math.random() * Math.min(free.length, 100))];
}

async function call(path, options) {
  const response = await fetch(`/_sim${path}`, options && {
    ...options,
    headers: { 'Content-Type': 'application/json' },
    body: options.body && JSON.stringify(options.body),
  });
  const body = await response.json();
  if (!response.ok) throw new Error(body.error?.message ?? `The simulator answered ${response.status}`);
  return body;
}

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/** Text with its addresses made clickable; everything else stays text. */
function withLinks(text) {
  const bubble = element('div', 'bubble');
  for (const [index, part] of text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'])/).entries()) {
    if (index % 2 === 0) {
      bubble.append(part);
      continue;
    }
    const link = element('a', '', part);
    link.href = part;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
    bubble.append(link);
  }
  return bubble;
}

const clock = (at) => new Date(at).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
const day = (at) => new Date(at).toLocaleDateString([], { weekday: 'short', month: 'short', day: 'numeric' });

function statusWords(text) {
  if (text.direction === 'inbound') return clock(text.at);
  if (text.status === 'DeliveryFailed') return `Not delivered · ${text.errorCode}${text.errorCode === 'SMS-RC-413' ? ' · this phone texted STOP' : ''}`;
  return `${clock(text.at)} · ${text.status}`;
}

function draw(texts) {
  const fingerprint = JSON.stringify([state.current, texts.map((text) => [text.id, text.status])]);
  if (fingerprint === state.shown) return;
  const stick = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80 || !state.shown.startsWith(JSON.stringify([state.current]).slice(0, -1));
  state.shown = fingerprint;
  const rows = [];
  let lastDay = '';
  for (const text of texts) {
    if (day(text.at) !== lastDay) {
      lastDay = day(text.at);
      rows.push(element('li', 'day', lastDay));
    }
    const row = element('li', 'text');
    row.classList.toggle('mine', text.direction === 'inbound');
    row.classList.toggle('failed', text.status === 'DeliveryFailed');
    row.append(withLinks(text.text), element('span', 'meta', statusWords(text)));
    rows.push(row);
  }
  if (rows.length === 0) rows.push(element('li', 'empty', 'No texts yet. Try “I want to book for 20 people on Dec 20th”.'));
  chat.replaceChildren(...rows);
  if (stick) chat.scrollTop = chat.scrollHeight;
}

function drawPhones() {
  const numbers = [...new Set([...state.phones, ...state.known.keys()])];
  byId('phones').replaceChildren(...numbers.map((number) => {
    const button = element('button');
    button.type = 'button';
    button.setAttribute('aria-current', String(number === state.current));
    button.append(element('span', 'number', pretty(number)), element('span', 'last', state.known.get(number)?.text ?? 'No texts yet'));
    button.addEventListener('click', () => choose(number));
    const item = element('li');
    item.append(button);
    return item;
  }));
  byId('own-number').textContent = pretty(state.current);
}

function choose(number) {
  state.current = number;
  if (!state.phones.includes(number)) state.phones.push(number);
  localStorage.setItem(storage.current, number);
  localStorage.setItem(storage.phones, JSON.stringify(state.phones));
  delete document.body.dataset.panel;
  notify('');
  drawPhones();
  void refresh();
}

function notify(message) {
  byId('notice').textContent = message;
  byId('notice').hidden = message === '';
}

async function refresh() {
  const number = state.current;
  try {
    const [directory, texts, faults] = await Promise.all([
      call('/phones'), call(`/sms?with=${encodeURIComponent(number)}`), call('/faults'),
    ]);
    byId('business-name').textContent = directory.businessName;
    byId('business-number').textContent = pretty(directory.businessNumber);
    const before = JSON.stringify([...state.known]);
    state.known = new Map(directory.phones.map((phone) => [phone.number, phone.last]));
    if (JSON.stringify([...state.known]) !== before) drawPhones();
    if (number === state.current) draw(texts);
    drawFaults(faults.ringcentral);
    if (byId('notice').dataset.kind === 'offline') offline(false);
  } catch {
    offline(true);
  }
}

function offline(isOffline) {
  byId('notice').dataset.kind = isOffline ? 'offline' : '';
  notify(isOffline ? 'The simulator does not answer. Trying again…' : '');
}

const outcomeWords = {
  dropped: 'Sent, but the provider did not announce it (fault).',
  held: 'Sent; announced only after your next text (fault).',
  bad_origin: 'Sent; announced with a forged origin (fault).',
  retrying: 'Sent, but the assistant did not take it yet. The provider tries again.',
};

async function send(text) {
  const { delivery } = await call('/sms', { method: 'POST', body: { from: state.current, text } });
  const outcome = delivery[0]?.outcome;
  notify(delivery.length === 0 ? 'Sent, but no assistant is listening to this line.' : outcomeWords[outcome] ?? '');
}

function drawFaults({ modes, armed }) {
  const select = byId('mode');
  if (select.options.length === 0) {
    for (const mode of modes) select.add(new Option(faultWords[mode]?.[0] ?? mode, mode));
    explainMode();
  }
  byId('armed').replaceChildren(...armed.map((fault) => {
    const item = element('li');
    item.append(element('span', '', faultWords[fault.mode]?.[0] ?? fault.mode), element('span', 'left', fault.remaining === null ? 'until switched off' : `${fault.remaining} left`));
    return item;
  }));
  byId('clear-faults').hidden = armed.length === 0;
  byId('fault-badge').hidden = armed.length === 0;
  byId('fault-badge').textContent = String(armed.length);
}

function explainMode() {
  byId('mode-hint').textContent = faultWords[byId('mode').value]?.[1] ?? '';
}

byId('compose').addEventListener('submit', async (event) => {
  event.preventDefault();
  const box = byId('text');
  const text = box.value.trim();
  if (text === '') return;
  box.value = '';
  // Show the text at once; its announcement to the assistant may take a while.
  const sending = send(text);
  setTimeout(refresh, 50);
  try {
    await sending;
  } catch (error) {
    box.value = text;
    notify(error.message);
  }
  chat.scrollTop = chat.scrollHeight;
  await refresh();
});

byId('text').addEventListener('keydown', (event) => {
  // Enter sends on a desk; a phone's keyboard keeps it for a new line.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || matchMedia('(pointer: coarse)').matches) return;
  event.preventDefault();
  byId('compose').requestSubmit();
});

byId('add-phone').addEventListener('submit', (event) => {
  event.preventDefault();
  const number = toE164(byId('new-number').value);
  byId('new-number-problem').textContent = number === null ? 'Write a number such as 916 555 0123.' : '';
  if (number === null) return;
  byId('new-number').value = '';
  choose(number);
});

byId('random-phone').addEventListener('click', () => choose(inventNumber()));
byId('mode').addEventListener('change', explainMode);

byId('arm').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    await call('/faults', { method: 'POST', body: { provider: 'ringcentral', mode: byId('mode').value, count: Number(byId('count').value) } });
  } catch (error) {
    notify(error.message);
  }
  await refresh();
});

byId('clear-faults').addEventListener('click', async () => {
  await call('/faults', { method: 'DELETE' });
  await refresh();
});

for (const button of document.querySelectorAll('[data-open]')) {
  button.addEventListener('click', () => { document.body.dataset.panel = button.dataset.open; });
}
for (const button of document.querySelectorAll('[data-close]')) {
  button.addEventListener('click', () => { delete document.body.dataset.panel; });
}

if (state.current === null) state.current = state.phones[0] ?? inventNumber();
choose(state.current);
setInterval(() => { if (!document.hidden) void refresh(); }, pollEveryMs);
