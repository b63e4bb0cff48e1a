import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './api/body.ts';
import type { Control } from './control.ts';
import { type Fields, fieldsOf, isFields, listOf, parseJson, textOf } from './json.ts';

type Act = (control: Control, body: Fields) => unknown;

const user = (body: Fields): string => textOf(body['user']);
const channel = (body: Fields): string => textOf(body['channel']);
const ts = (body: Fields): string => textOf(body['ts']);

function thread(body: Fields): { threadTs?: string } {
  const threadTs = textOf(body['threadTs']);
  return threadTs === '' ? {} : { threadTs };
}

function element(body: Fields): { actionId: string; blockId?: string; value?: string } {
  const { blockId, buttonValue } = body;
  return {
    actionId: textOf(body['actionId']),
    ...(typeof blockId === 'string' ? { blockId } : {}),
    ...(typeof buttonValue === 'string' ? { value: buttonValue } : {}),
  };
}

function chosen(value: unknown): string | string[] | null {
  if (Array.isArray(value)) return listOf(value).map(textOf);
  return value === null || value === undefined ? null : textOf(value);
}

function entries(body: Fields): Record<string, string | string[] | null> {
  return Object.fromEntries(Object.entries(fieldsOf(body['entries'])).map(([key, value]) => [key, chosen(value)]));
}

/** What can be asked for over HTTP, by the last part of the path. */
const ACTS: Readonly<Record<string, Act>> = {
  message: (control, body) => control.typeMessage(user(body), channel(body), textOf(body['text']), thread(body)),
  command: (control, body) => control.typeCommand(user(body), channel(body), textOf(body['text']), thread(body)),
  press: (control, body) => control.press(user(body), channel(body), ts(body), element(body)),
  choose: (control, body) =>
    control.chooseSelect(user(body), channel(body), ts(body), element(body), chosen(body['value'])),
  'press-in-view': (control, body) =>
    control.pressInView(
      user(body),
      element(body),
      body['value'] === undefined ? undefined : chosen(body['value']),
      body['home'] === true,
    ),
  'enter-in-view': (control, body) =>
    control.enterInView(user(body), element(body), textOf(body['value']), body['home'] === true),
  submit: (control, body) => control.submitView(user(body), entries(body)),
  close: (control, body) => control.closeView(user(body)),
  home: (control, body) => control.openHome(user(body)),
  shortcut: (control, body) =>
    control.runShortcut(
      user(body),
      textOf(body['callbackId']),
      ts(body) === '' ? undefined : { channel: channel(body), ts: ts(body) },
    ),
  // The token of a step is the app's and nobody else's.
  step(control, body) {
    const { token: _token, ...run } = control.runStep(user(body), textOf(body['callbackId']), fieldsOf(body['inputs']));
    return run;
  },
  messages: (control, body) => control.messages(channel(body)),
  ephemerals: (control, body) => control.ephemerals(user(body)),
  calls: (control) => control.calls,
  reset: (control) => control.reset(),
};

/** Lets the page, or a person with curl, do what the control does: POST JSON to /_control/<act>. */
export async function handleControl(
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A foreign page can send a form or plain text without asking, but not JSON.
  const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
  const name = (request.url ?? '').split('?')[0]?.slice('/_control/'.length) ?? '';
  const act = Object.hasOwn(ACTS, name) ? ACTS[name] : undefined;
  if (!isJson || request.method !== 'POST' || act === undefined) return send(response, 404, { error: 'unknown act' });
  const body = parseJson((await readBody(request)).toString('utf8'));
  if (!isFields(body)) return send(response, 400, { error: 'a JSON object is needed' });
  try {
    send(response, 200, (await act(control, body)) ?? {});
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    send(response, 400, { error: error.message });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
