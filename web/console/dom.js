// Small helpers for the page. Text becomes text nodes only; nothing here can make an element out of data.

export const byId = (id) => document.getElementById(id);

export function element(tag, className = '', ...content) {
  const node = document.createElement(tag);
  if (className !== '') node.className = className;
  node.append(...content);
  return node;
}

/** Left alone when nothing changed, so that a screen reader says nothing and a selection stays. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function show(node, isShown) {
  node.hidden = !isShown;
}

/** A message in its place, or no message and no place. */
export function say(node, text) {
  setText(node, text);
  show(node, text !== '');
}

/** Makes the children of `parent` the items' nodes, keeping the node of each key, with its focus and its place. */
export function sync(parent, items, { keyOf, make, update }) {
  const wanted = new Set(items.map(keyOf));
  const known = new Map();
  for (const node of [...parent.children]) {
    if (wanted.has(node.dataset.key)) known.set(node.dataset.key, node);
    else node.remove();
  }
  let next = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let node = known.get(key);
    if (node === undefined) {
      node = make(item);
      node.dataset.key = key;
    }
    update(node, item);
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
}

/** Resolves to null when cancelled, else to the choice, or '' where there is none. */
export function ask({ title, text, yes, choices = null }) {
  const dialog = byId('ask');
  setText(byId('ask-title'), title);
  setText(byId('ask-text'), text);
  setText(byId('ask-yes'), yes);
  show(byId('ask-choice'), choices !== null);
  byId('ask-select').replaceChildren(...Object.entries(choices ?? {}).map(([code, words]) => new Option(words, code)));
  return new Promise((resolve) => {
    const accept = () => { dialog.close('yes'); };
    const cancel = () => { dialog.close('no'); };
    byId('ask-yes').addEventListener('click', accept);
    byId('ask-no').addEventListener('click', cancel);
    dialog.returnValue = 'no';
    dialog.addEventListener('close', () => {
      byId('ask-yes').removeEventListener('click', accept);
      byId('ask-no').removeEventListener('click', cancel);
      resolve(dialog.returnValue === 'yes' ? (choices === null ? '' : byId('ask-select').value) : null);
    }, { once: true });
    dialog.showModal();
  });
}
