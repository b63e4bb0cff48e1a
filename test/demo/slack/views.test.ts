import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fields, fieldsOf } from '../../../src/demo/slack/json.ts';
import type { LocalSlack } from '../../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../../src/demo/slack/start-local-slack.ts';
import { clientOf, connectRaw } from './raw-socket.ts';

let slack: LocalSlack;
let answer: Fields;

beforeEach(async () => {
  slack = await startLocalSlack({ transport: 'socket', limits: { postsPerSecondPerChannel: null } });
  answer = {};
  await connectRaw(slack, () => answer);
});
afterEach(() => slack.stop());

const plain = (text: string): Fields => ({ type: 'plain_text', text });
const input = (blockId: string, element: Fields, more: Fields = {}): Fields => ({
  type: 'input',
  block_id: blockId,
  label: plain(blockId),
  element: { action_id: `${blockId}_value`, ...element },
  ...more,
});
const options = ['a', 'b', 'c'].map((value) => ({ text: plain(value), value }));
const modal = (blocks: Fields[], more: Fields = {}): Fields => ({
  type: 'modal',
  title: plain('Claim'),
  submit: plain('Save'),
  blocks,
  ...more,
});
const NOTE = input('note', { type: 'plain_text_input' }, { optional: true });

async function call(method: string, args: Fields): Promise<Fields> {
  try {
    return fieldsOf(await clientOf(slack).apiCall(method, args));
  } catch (error) {
    if (error instanceof Error && 'data' in error) return fieldsOf(error.data);
    throw error;
  }
}

async function trigger(): Promise<unknown> {
  await slack.control.typeCommand('aiko', '#claims', '/claim');
  return slack.control.deliveries.at(-1)?.payload['trigger_id'];
}

async function openModal(view: Fields): Promise<Fields> {
  return fieldsOf((await call('views.open', { trigger_id: await trigger(), view }))['view']);
}

function lastPayload(): Fields {
  return slack.control.deliveries.at(-1)?.payload ?? {};
}

describe('modals', () => {
  it('sends what was entered as Slack tells it, by block and action', async () => {
    await openModal(
      modal([
        NOTE,
        input('pick', { type: 'static_select', options }),
        input('some', { type: 'checkboxes', options }),
        input('day', { type: 'datepicker', initial_date: '2026-11-22' }),
      ]),
    );
    const entries = { note: 'pale', pick: 'b', some: ['a', 'c'] };
    expect(await slack.control.submitView('aiko', entries)).toEqual({ kind: 'closed' });
    const { state } = fieldsOf(lastPayload()['view']);
    expect(state).toEqual({
      values: {
        note: { note_value: { type: 'plain_text_input', value: 'pale' } },
        pick: { pick_value: { type: 'static_select', selected_option: options[1] } },
        some: { some_value: { type: 'checkboxes', selected_options: [options[0], options[2]] } },
        day: { day_value: { type: 'datepicker', selected_date: '2026-11-22' } },
      },
    });
  });

  it.each<[string, Fields, string, string]>([
    [
      'nothing where something is required',
      input('x', { type: 'plain_text_input' }),
      '',
      'Please complete this required field.',
    ],
    [
      'too little',
      input('x', { type: 'plain_text_input', min_length: 3 }),
      'ab',
      'Please enter at least 3 characters.',
    ],
    ['too much', input('x', { type: 'plain_text_input', max_length: 3 }), 'abcd', 'Please enter at most 3 characters.'],
    [
      'words for a number',
      input('x', { type: 'number_input', is_decimal_allowed: true }),
      'ten',
      'Please enter a number.',
    ],
    [
      'a fraction',
      input('x', { type: 'number_input', is_decimal_allowed: false }),
      '1.5',
      'Please enter a whole number.',
    ],
    [
      'a number too small',
      input('x', { type: 'number_input', is_decimal_allowed: false, min_value: '5' }),
      '4',
      'This number is too small.',
    ],
  ])('refuses %s before the app hears of it', async (_name, block, entered, error) => {
    await openModal(modal([block]));
    const heard = slack.control.deliveries.length;
    expect(await slack.control.submitView('aiko', { x: entered })).toEqual({ kind: 'errors', errors: { x: error } });
    expect(slack.control.deliveries).toHaveLength(heard);
  });

  it('updates, pushes and clears as the acknowledgement says', async () => {
    await openModal(modal([NOTE]));
    answer = { response_action: 'update', view: modal([NOTE], { title: plain('Again') }) };
    expect(await slack.control.submitView('aiko', {})).toMatchObject({ kind: 'updated' });
    expect(slack.control.views('aiko').map((each) => each.body['title'])).toEqual([plain('Again')]);
    answer = { response_action: 'push', view: modal([NOTE], { title: plain('Over') }) };
    expect(await slack.control.submitView('aiko', {})).toMatchObject({ kind: 'pushed' });
    expect(await slack.control.submitView('aiko', {})).toMatchObject({ kind: 'pushed' });
    expect(slack.control.views('aiko')).toHaveLength(3);
    const trouble = { kind: 'errors', errors: { '': 'We had some trouble connecting. Try again?' } };
    expect(await slack.control.submitView('aiko', {})).toEqual(trouble);
    answer = { response_action: 'clear' };
    expect(await slack.control.submitView('aiko', {})).toEqual({ kind: 'closed' });
    expect(slack.control.views('aiko')).toEqual([]);
  });

  it('shows trouble when errors are for a block that is no input, or a view is wrong', async () => {
    await openModal(modal([NOTE, { type: 'divider', block_id: 'line' }]));
    const trouble = { kind: 'errors', errors: { '': 'We had some trouble connecting. Try again?' } };
    answer = { response_action: 'errors', errors: { line: 'wrong' } };
    expect(await slack.control.submitView('aiko', {})).toEqual(trouble);
    answer = { response_action: 'update', view: { type: 'modal', title: plain('x'.repeat(25)), blocks: [] } };
    expect(await slack.control.submitView('aiko', {})).toEqual(trouble);
  });

  it('keeps what was entered through an update of the same input, and refuses a stale hash', async () => {
    const view = await openModal(modal([NOTE]));
    await slack.control.pressInView('aiko', 'note_value', 'pale');
    const fresh = { view_id: view['id'], hash: view['hash'], view: modal([NOTE], { title: plain('New') }) };
    expect(await call('views.update', fresh)).toMatchObject({ ok: true });
    expect(slack.control.views('aiko')[0]?.values).toMatchObject({ note: { note_value: { value: 'pale' } } });
    expect(await call('views.update', fresh)).toMatchObject({ error: 'hash_conflict' });
    expect(await call('views.update', { view_id: 'V0', view: modal([NOTE]) })).toMatchObject({ error: 'not_found' });
  });

  it('refuses a faulty view and tells where', async () => {
    const view = modal([NOTE], { title: plain('x'.repeat(25)) });
    expect(await call('views.open', { trigger_id: await trigger(), view })).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'] },
    });
    expect(await call('views.push', { trigger_id: await trigger(), view: modal([NOTE]) })).toMatchObject({
      error: 'not_found',
    });
  });

  it('tells the app of a closing it asked to hear of, also of those beneath', async () => {
    await openModal(modal([NOTE], { notify_on_close: true }));
    const more = { clear_on_close: true, notify_on_close: true };
    await call('views.push', { trigger_id: await trigger(), view: modal([NOTE], more) });
    await slack.control.closeView('aiko');
    expect(slack.control.views('aiko')).toEqual([]);
    const closings = slack.control.deliveries.filter((each) => each.type === 'view_closed');
    expect(closings.map((each) => each.payload['is_cleared'])).toEqual([true, true]);
  });
});

describe('menus and the App Home', () => {
  it('tells the chosen option of a menu in a message, and refuses what is not offered', async () => {
    const select = { type: 'static_select', action_id: 'assign', options };
    const blocks = [{ type: 'actions', block_id: 'acts', elements: [select] }];
    const { ts } = await call('chat.postMessage', { channel: 'C0CLAIMS001', text: 'a', blocks });
    await slack.control.chooseSelect('ben', '#claims', String(ts), 'assign', 'c');
    expect(lastPayload()).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0BENOKAFO1' },
      container: { type: 'message', message_ts: ts, channel_id: 'C0CLAIMS001', is_ephemeral: false },
      actions: [{ type: 'static_select', action_id: 'assign', block_id: 'acts', selected_option: options[2] }],
    });
    await expect(slack.control.chooseSelect('ben', '#claims', String(ts), 'assign', 'z')).rejects.toThrow(
      'not offered',
    );
    await expect(slack.control.press('ben', '#claims', String(ts), 'nothing')).rejects.toThrow('nothing to press');
  });

  it('publishes a home and takes presses on it', async () => {
    const button = { type: 'button', action_id: 'more', text: plain('More'), value: '2' };
    const view = { type: 'home', blocks: [{ type: 'actions', elements: [button] }] };
    expect(await call('views.publish', { user_id: 'U0AIKOMORI1', view })).toMatchObject({ ok: true });
    expect(await slack.control.pressInView('aiko', 'more', undefined, true)).toEqual({ ok: true });
    expect(lastPayload()).toMatchObject({ container: { type: 'view' }, actions: [{ action_id: 'more', value: '2' }] });
    await expect(async () => slack.control.pressInView('ben', 'more', undefined, true)).rejects.toThrow('no App Home');
  });

  it('offers no home, no direct messages and no commands that the manifest does not ask for', async () => {
    const bare = await startLocalSlack({
      transport: 'socket',
      manifest: { features: { slash_commands: [{ command: '/claim' }] } },
    });
    const { control } = bare;
    expect(() => control.openHome('aiko')).toThrow('no Home tab');
    expect(() => control.typeMessage('aiko', '@claimscope', 'hi')).toThrow('turned off');
    expect(await control.typeCommand('aiko', '#claims', '/claim')).toMatchObject({ error: 'invalid_command' });
    await expect(control.runShortcut('aiko', 'open')).rejects.toThrow('no global shortcut');
    await bare.stop();
  });
});

describe('the control', () => {
  it('waits for what is to come, and says what it waited for in vain', async () => {
    setTimeout(() => slack.control.typeMessage('aiko', '#claims', 'late'), 20);
    expect((await slack.control.waitFor(() => slack.control.messages('#claims')[0])).text).toBe('late');
    await expect(slack.control.waitFor(() => undefined, 20, 'a miracle')).rejects.toThrow(
      '20 ms in vain for a miracle',
    );
  });

  it('invites the bot, reacts, and forgets everything but the people', async () => {
    slack.control.invite('#random');
    const { ts } = slack.control.typeMessage('aiko', '#random', 'hello');
    slack.control.react('ben', '#random', ts, 'eyes');
    expect(slack.control.deliveries.map((each) => each.type)).toEqual([
      'member_joined_channel',
      'message',
      'reaction_added',
    ]);
    slack.control.reset();
    expect(slack.control.messages('#random')).toEqual([]);
    expect(slack.control.deliveries).toEqual([]);
    expect(slack.control.socketCount()).toBe(1);
  });

  it('lets no one act where they are not', () => {
    expect(() => slack.control.typeMessage('nobody', '#claims', 'a')).toThrow('no person named nobody');
    expect(() => slack.control.typeMessage('aiko', '#nowhere', 'a')).toThrow('no channel named');
    expect(() => slack.control.typeMessage('claimscope', '#random', 'a')).toThrow('is not in');
  });
});
