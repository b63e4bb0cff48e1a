/** The half of the browser's script that asks for the state and puts the server's HTML into its places. */
export const SHOW = String.raw`'use strict';
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
  // Until it is known who writes where, nothing can be typed that would be lost.
  if (isFirst) for (const box of document.querySelectorAll('.composer textarea')) box.disabled = false;
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
`;
