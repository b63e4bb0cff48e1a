/** The half of the browser's script that sends what a person does. */
export const DO = String.raw`
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

/** What was typed into a field of the home last, on its way: a press after it tells it too. */
let entering = Promise.resolve();
const isField = (element) => element.matches('input.field, textarea.field');

function enter(element) {
  const { blockId, actionId } = element.dataset;
  entering = send('enter-in-view', { blockId, actionId, value: element.value, home: true });
  return entering;
}

/** A button was pressed or a menu changed, in a message or in a view. */
async function use(element, value) {
  await entering;
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
  } else if (isField(element)) {
    // A field acts when Enter is pressed; left otherwise, it keeps what was typed. Modals are read when they are sent.
    if (element.dataset.place === 'home') void enter(element);
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
  const field = event.target;
  if (event.key === 'Enter' && !event.isComposing && field.matches('input.field') && field.dataset.act === 'use') {
    event.preventDefault();
    void use(field, field.value);
    return;
  }
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

const stream = new EventSource('/_page/stream');
stream.onmessage = () => void refresh();
// What changed before the stream was there, or while it was broken, is asked for once it stands.
stream.onopen = () => void refresh();
void refresh();
`;
