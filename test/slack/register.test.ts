import { App, type Receiver, type ReceiverEvent } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { ACTIONS, HOME_ACTIONS, SHORTCUTS, VIEW_ACTIONS, VIEWS } from '../../src/slack/ids.ts';
import { listenersOf, register } from '../../src/slack/register.ts';
import { fakeRoom } from './fakes.ts';

/** What became of one request: whether it was acknowledged, and what listeners logged. */
async function deliver(body: ReceiverEvent['body']): Promise<{ acks: number; made: ReturnType<typeof fakeRoom> }> {
  const made = fakeRoom();
  const receiver: Receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  const app = new App({ token: 'xoxb-test', botId: 'B1', botUserId: 'U0CLAIMBOT1', receiver, convoStore: false });
  register(app, made.room, (work) => work);
  let acks = 0;
  await app.processEvent({ body, ack: async () => void (acks += 1) });
  return { acks, made };
}

const user = { id: 'U0AIKOMORI1', team_id: 'T1' };
const team = { id: 'T1' };

const pressOn = (actionId: string): ReceiverEvent['body'] => ({
  type: 'block_actions',
  user,
  team,
  channel: { id: 'C0CLAIMS001' },
  container: { channel_id: 'C0CLAIMS001', message_ts: '1.1' },
  actions: [{ type: 'button', action_id: actionId, block_id: 'b', value: '1', action_ts: '1.2' }],
  trigger_id: '1.2.3',
  response_url: 'http://127.0.0.1:9/none',
});

const submitted = (type: string, callbackId: string): ReceiverEvent['body'] => ({
  type,
  user,
  team,
  view: { id: 'V1', callback_id: callbackId, private_metadata: '', state: { values: {} } },
});

describe('what the app listens to', () => {
  it('has a listener for every id, each under one name', () => {
    const { actions, views, shortcuts } = listenersOf(fakeRoom().room, (work) => work);
    const rows = new Set<string>([ACTIONS.pick, ACTIONS.neighbourMute]);
    const ids = [...Object.values(ACTIONS), ...Object.values(VIEW_ACTIONS), ...Object.values(HOME_ACTIONS)];
    expect([...actions.keys()].sort()).toEqual(ids.map((id) => (rows.has(id) ? `${id}:` : id)).sort());
    expect([...views.keys()].sort()).toEqual(Object.values(VIEWS).sort());
    expect([...shortcuts.keys()].sort()).toEqual(Object.values(SHORTCUTS).sort());
  });

  it('is called by the name alone: a press, a row of several, a form, a shortcut', async () => {
    expect((await deliver(pressOn('claim_take'))).acks).toBe(1);
    expect((await deliver(pressOn('claim_pick:12'))).acks).toBe(1);
    expect((await deliver(submitted('view_submission', VIEWS.explain))).acks).toBe(1);
    expect((await deliver({ type: 'shortcut', callback_id: SHORTCUTS.global, user, team, trigger_id: '1' })).acks).toBe(
      1,
    );
  });

  it('leaves alone what is nobody’s: another command, an unknown id, a row of what has none, a form that was closed', async () => {
    const command = {
      command: '/other',
      text: 'help',
      user_id: 'U0AIKOMORI1',
      team_id: 'T1',
      channel_id: 'C0CLAIMS001',
    };
    for (const body of [
      command,
      pressOn('claim_nothing'),
      pressOn('claim_take:1'),
      pressOn('claim_pick'),
      submitted('view_closed', VIEWS.form),
      submitted('view_submission', 'nobody'),
    ]) {
      const { acks, made } = await deliver(body);
      expect({ acks, log: made.store.log, logged: made.logged }).toEqual({ acks: 0, log: [], logged: [] });
    }
  });

  it('acknowledges a step of ours before it runs, and no other', async () => {
    const stepOf = (callbackId: string): ReceiverEvent['body'] => ({
      type: 'event_callback',
      team_id: 'T1',
      event: { type: 'function_executed', function: { callback_id: callbackId }, function_execution_id: 'Fx1' },
    });
    expect((await deliver(stepOf('open_claim'))).acks).toBe(1);
    expect((await deliver(stepOf('other'))).acks).toBe(0);
  });
});
