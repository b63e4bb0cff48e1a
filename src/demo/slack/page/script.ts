/**
 * What the browser runs: it asks for the state, puts the HTML the server made into its places, and sends what a person does.
 * Shape: plain JavaScript without a build; every text in the HTML was escaped by the server.
 */
export const SCRIPT = String.raw`'use strict';
const $ = (selector) => document.querySelector(selector);
const params = new URLSearchParams(location.search);
const archive = /^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?$/.exec(location.pathname);
const look = {
  user: params.get('user') || localStorage.getItem('user') || '',
  channel: params.get('channel') || (archive ? archive[1] : ''),
  thread: params.get('thread_ts') || params.get('thread') || (archive && archive[2] ? archive[2] + '.' + archive[3] : ''),
};
let state = null;
let isAsking = false;
let isStale = false;

async function send(act, body) {
  const response = await fetch('/_control/' + act, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: look.user, ...body }),
  });
  const answer = await response.json();
  const error = answer.error || (answer.ok === false && answer.error);
  if (error && act !== 'command') toast(error);
  return answer;
}

function toast(text) {
  const box = $('#toast');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.hidden = true; }, 4000);
}

async function refresh() {
  if (isAsking) { isStale = true; return; }
  isAsking = true;
  try {
    do {
      isStale = false;
      const asked = String(new URLSearchParams(look));
      const response = await fetch('/_page/state?' + asked);
      const next = await response.json();
      // Someone may have clicked on while the answer was on its way.
      if (asked === String(new URLSearchParams(look))) show(next);
      else isStale = true;
    } while (isStale);
  } catch {
    toast('The local Slack does not answer.');
  } finally {
    isAsking = false;
  }
}

function show(next) {
  const isFirst = state === null;
  const isElsewhere = isFirst || state.channel !== next.channel || state.user !== next.user;
  const isOtherThread = isElsewhere || state.threadTs !== next.threadTs;
  state = next;
  look.user = next.user;
  look.channel = next.channel;
  look.thread = next.threadTs;
  localStorage.setItem('user', next.user);
  put($('#sidebar'), next.sidebar);
  $('#title').textContent = next.title;
  $('#topic').textContent = next.topic;
  $('#composer').hidden = next.channel === 'home';
  $('#composer textarea').placeholder = 'Message ' + next.title;
  $('#thread-composer textarea').placeholder = 'Reply…';
  fill($('#messages'), next.messages, isElsewhere);
  const hasThread = next.thread !== null;
  $('#thread').hidden = !hasThread;
  document.body.classList.toggle('with-thread', hasThread);
  if (hasThread) fill($('#replies'), next.thread, isOtherThread);
  $('#status').textContent = next.status;
  $('#status').hidden = next.status === '';
  if (isFirst) pane(hasThread ? 'thread' : 'main');
  else if (!hasThread && document.body.dataset.pane === 'thread') pane('main');
  showShortcuts(next.shortcuts);
  showModal(next.modal);
}

function put(box, html) {
  if (box.shown === html) return;
  box.shown = html;
  box.innerHTML = html;
}

/** Changes only the pieces that changed, and stays at the end when the reader was there. */
function fill(box, pieces, isNew) {
  const wasAtEnd = isNew || box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  if (isNew) box.replaceChildren();
  const known = new Map([...box.children].map((each) => [each.dataset.key, each]));
  let before = null;
  for (const piece of pieces) {
    let row = known.get(piece.key);
    known.delete(piece.key);
    if (!row) {
      row = document.createElement('div');
      row.dataset.key = piece.key;
    }
    row.classList.toggle('home', state.channel === 'home');
    const place = before ? before.nextSibling : box.firstChild;
    if (row !== place) box.insertBefore(row, place);
    put(row, piece.html);
    before = row;
  }
  for (const gone of known.values()) gone.remove();
  if (wasAtEnd) box.scrollTop = box.scrollHeight;
  box.isNew = box.clientHeight === 0;
}

function showShortcuts(shortcuts) {
  $('#shortcuts').hidden = shortcuts.length === 0;
  $('#shortcuts .menu').replaceChildren(...shortcuts.map((each) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = each.name;
    button.dataset.act = 'shortcut';
    button.dataset.callbackId = each.callbackId;
    return button;
  }));
}

function showModal(modal) {
  const dialog = $('#modal');
  if (modal === null) {
    if (dialog.open) dialog.close();
    dialog.shown = undefined;
    dialog.replaceChildren();
    return;
  }
  const version = modal.id + ' ' + modal.version;
  if (dialog.shown !== version) {
    const typed = dialog.querySelector('form')?.dataset.view === modal.id ? entriesOf(dialog) : {};
    dialog.shown = version;
    dialog.innerHTML = modal.html;
    for (const [blockId, value] of Object.entries(typed)) restore(dialog, blockId, value);
    for (const [blockId, text] of Object.entries(modal.errors)) {
      const input = inputOf(dialog, blockId);
      if (!input) continue;
      const line = document.createElement('p');
      line.className = 'error';
      line.textContent = text;
      input.append(line);
    }
  }
  if (!dialog.open) dialog.showModal();
}

function inputOf(dialog, blockId) {
  return [...dialog.querySelectorAll('.input')].find((each) => each.dataset.blockId === blockId);
}

function valueOf(element) {
  if (element.classList.contains('choices')) {
    const chosen = [...element.querySelectorAll('input:checked')].map((each) => each.value);
    return element.dataset.many === 'true' ? chosen : (chosen[0] ?? null);
  }
  if (element.multiple) return [...element.selectedOptions].map((each) => each.value);
  return element.value === '' ? null : element.value;
}

function entriesOf(dialog) {
  const entries = {};
  for (const input of dialog.querySelectorAll('.input')) {
    const element = input.querySelector('[data-action-id]');
    if (element) entries[input.dataset.blockId] = valueOf(element);
  }
  return entries;
}

function restore(dialog, blockId, value) {
  const element = inputOf(dialog, blockId)?.querySelector('[data-action-id]');
  if (!element || value === null) return;
  if (element.classList.contains('choices')) {
    for (const each of element.querySelectorAll('input')) each.checked = [value].flat().includes(each.value);
  } else if (element.multiple) {
    for (const each of element.options) each.selected = value.includes(each.value);
  } else if (!Array.isArray(value)) {
    element.value = value;
  }
}

function pane(name) {
  document.body.dataset.pane = name;
  // A hidden pane has no height to scroll by.
  for (const box of document.querySelectorAll('.messages')) if (box.isNew) box.scrollTop = box.scrollHeight;
}

function go(change) {
  Object.assign(look, change);
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(look)) if (value) query.set(key, value);
  history.pushState(null, '', '/?' + query);
  return refresh();
}

/** Asks the question a dangerous element carries; true without one. */
function isConfirmed(element) {
  if (!element.dataset.confirm) return Promise.resolve(true);
  const question = JSON.parse(element.dataset.confirm);
  const dialog = $('#confirm');
  const words = (part, fallback) => (part && part.text) || fallback;
  const body = document.createElement('div');
  body.className = 'modal';
  for (const [tag, text, name] of [['h2', words(question.title, 'Are you sure?'), 'modal-body'], ['p', words(question.text, ''), 'modal-body']]) {
    const line = document.createElement(tag);
    line.className = name;
    line.textContent = text;
    body.append(line);
  }
  const footer = document.createElement('footer');
  body.append(footer);
  return new Promise((resolve) => {
    for (const [text, answer, style] of [[words(question.deny, 'Cancel'), false, ''], [words(question.confirm, 'Yes'), true, question.style || 'primary']]) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button ' + style;
      button.textContent = text;
      button.onclick = () => { dialog.close(); resolve(answer); };
      footer.append(button);
    }
    dialog.oncancel = () => resolve(false);
    dialog.replaceChildren(body);
    dialog.showModal();
  });
}

/** A button was pressed or a menu changed, in a message or in a view. */
async function use(element, value) {
  if (!(await isConfirmed(element))) return refresh();
  const { place, channel, ts, blockId, actionId } = element.dataset;
  const target = { channel, ts, blockId, actionId, ...(element.dataset.value ? { buttonValue: element.dataset.value } : {}) };
  if (/^https?:/.test(element.dataset.url || '')) window.open(element.dataset.url, '_blank', 'noopener');
  element.setAttribute('aria-busy', 'true');
  try {
    if (place !== 'message') await send('press-in-view', { ...target, value, home: place === 'home' });
    else if (value === undefined) await send('press', target);
    else await send('choose', { ...target, value });
  } finally {
    element.removeAttribute('aria-busy');
  }
}

const ACTS = {
  channel: (element) => { pane('main'); return go({ channel: element.dataset.channel, thread: '' }); },
  home: async () => { pane('main'); await go({ channel: 'home', thread: '' }); await send('home', {}); },
  thread: async (element) => { await go({ thread: element.dataset.ts }); pane('thread'); },
  'close-thread': () => { pane('main'); return go({ thread: '' }); },
  'back-to-sidebar': () => pane('sidebar'),
  'close-view': () => send('close', {}),
  shortcut: (element) => {
    element.closest('details')?.removeAttribute('open');
    return send('shortcut', { callbackId: element.dataset.callbackId, channel: element.dataset.channel, ts: element.dataset.ts });
  },
  use: (element) => {
    if (element.dataset.choice !== undefined) {
      element.closest('details')?.removeAttribute('open');
      return use(element, element.dataset.choice);
    }
    return element.tagName === 'BUTTON' ? use(element) : undefined;
  },
  hint: (element) => {
    const box = $('#composer textarea');
    box.value = element.dataset.command + ' ';
    hints();
    box.focus();
  },
};

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href]');
  if (link && link.origin === location.origin && link.pathname.startsWith('/archives/')) {
    event.preventDefault();
    const found = /^\/archives\/([A-Z0-9]+)\/p(\d+)(\d{6})$/.exec(link.pathname);
    const root = new URL(link.href).searchParams.get('thread_ts');
    if (found) void go({ channel: found[1], thread: root || found[2] + '.' + found[3] }).then(() => pane('thread'));
    return;
  }
  const element = event.target.closest('[data-act]');
  const act = element && ACTS[element.dataset.act];
  if (!act) return;
  if (element.tagName === 'A') event.preventDefault();
  void act(element);
});

document.addEventListener('change', (event) => {
  const element = event.target.closest('[data-act]');
  if (!element) return;
  if (element.dataset.act === 'who') {
    look.user = event.target.value;
    void go({ thread: '' });
  } else if (element.dataset.act === 'use' && element.tagName !== 'BUTTON') {
    void use(element, valueOf(element));
  }
});

document.addEventListener('submit', (event) => {
  event.preventDefault();
  if (event.target.closest('#modal')) {
    const button = event.target.querySelector('[type=submit]');
    button.setAttribute('aria-busy', 'true');
    void send('submit', { entries: entriesOf($('#modal')) }).finally(() => button.removeAttribute('aria-busy'));
    return;
  }
  const isThread = event.target.id === 'thread-composer';
  const box = event.target.querySelector('textarea');
  const text = box.value.trim();
  if (text === '') return;
  box.value = '';
  grow(box);
  hints();
  const where = { channel: look.channel, text, ...(isThread ? { threadTs: look.thread } : {}) };
  void send(text.startsWith('/') ? 'command' : 'message', where);
});

function grow(box) {
  box.style.height = 'auto';
  box.style.height = Math.min(160, box.scrollHeight + 2) + 'px';
}

function hints() {
  const typed = $('#composer textarea').value;
  const matches = typed.startsWith('/') && !typed.includes(' ') ? state.commands.filter((each) => each.command.startsWith(typed)) : [];
  const box = $('.hints');
  box.hidden = matches.length === 0;
  box.replaceChildren(...matches.map((each) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.act = 'hint';
    button.dataset.command = each.command;
    button.textContent = each.command + ' ' + each.hint;
    return button;
  }));
}

document.addEventListener('input', (event) => {
  if (!event.target.matches('.composer textarea')) return;
  grow(event.target);
  if (event.target.closest('#composer')) hints();
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !event.target.matches('.composer textarea')) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

$('#modal').addEventListener('cancel', (event) => {
  event.preventDefault();
  void send('close', {});
});

window.addEventListener('popstate', () => {
  const query = new URLSearchParams(location.search);
  look.channel = query.get('channel') || '';
  look.thread = query.get('thread') || '';
  void refresh().then(() => pane(look.thread ? 'thread' : 'main'));
});

new EventSource('/_page/stream').onmessage = () => void refresh();
void refresh();
`;
