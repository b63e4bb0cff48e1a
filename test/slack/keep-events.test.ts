import { App, type Receiver, type ReceiverEvent } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { keepEvents, takeUpKept } from '../../src/slack/keep-events.ts';
import { register } from '../../src/slack/register.ts';
import { NOW } from './dossiers.ts';
import { fakeRoom } from './fakes.ts';

/** A real Bolt app whose receiver is this test; `deliver` is what Slack does. */
function appOver(made: ReturnType<typeof fakeRoom>): {
  deliver: (body: ReceiverEvent['body'], retryNum?: number) => Promise<void>;
} {
  const receivers: { app?: App } = {};
  const receiver: Receiver = {
    init: (app) => void Object.assign(receivers, { app }),
    start: async () => undefined,
    stop: async () => undefined,
  };
  const app = new App({
    token: 'xoxb-test',
    botId: 'B0CLAIMBOT1',
    botUserId: 'U0CLAIMBOT1',
    receiver,
    convoStore: false,
  });
  register(app, made.room, (work) => work);
  keepEvents(app, made.room);
  return {
    async deliver(body, retryNum) {
      const again = retryNum === undefined ? {} : { retryNum };
      await receivers.app?.processEvent({ body, ack: async () => void made.store.log.push('ack'), ...again });
    },
  };
}

const eventOf = (id: string, over: Record<string, unknown> = {}): ReceiverEvent['body'] => ({
  type: 'event_callback',
  team_id: 'T1',
  event_id: id,
  event: {
    type: 'message',
    channel: 'C0CLAIMS001',
    user: 'U0AIKOMORI1',
    text: 'SIM-3500-0042 too light',
    ts: '1.1',
    ...over,
  },
});

describe('a message event', () => {
  it('is on disk before Slack is told that it arrived, and noted as handled after its claim is', async () => {
    const made = fakeRoom();
    await appOver(made).deliver(eventOf('Ev1'));
    expect(made.store.log).toEqual(['keep event:Ev1', 'ack', 'claim on disk', 'done event:Ev1']);
  });

  it('is acknowledged and nothing more when it comes again', async () => {
    const made = fakeRoom();
    const { deliver } = appOver(made);
    await deliver(eventOf('Ev1'));
    await deliver(eventOf('Ev1'));
    expect(made.desk.heard).toHaveLength(1);
    expect(made.store.log.filter((line) => line === 'ack')).toHaveLength(2);
  });

  it('makes one claim when the same message comes as two events', async () => {
    const made = fakeRoom();
    const { deliver } = appOver(made);
    await Promise.all([deliver(eventOf('Ev1')), deliver(eventOf('Ev2'))]);
    expect(made.store.claims.size).toBe(1);
  });

  it('is not acknowledged when the disk does not take it, so that Slack delivers it again', async () => {
    const made = fakeRoom();
    made.store.addIncoming = () => Promise.reject(new Error('disk full'));
    await expect(appOver(made).deliver(eventOf('Ev1'))).rejects.toThrow('disk full');
    expect(made.store.log).toEqual([]);
  });

  it('is told of to whoever wrote it where the disk did not take it the last time that Slack brings it', async () => {
    const made = fakeRoom();
    made.store.addIncoming = () => Promise.reject(new Error('disk full'));
    const { deliver } = appOver(made);
    const mention = { type: 'app_mention', channel: 'C0SERVDESK1', text: '<@U0CLAIMBOT1> take', thread_ts: '0.9' };
    for (const retryNum of [undefined, 1, 2, 3]) {
      await expect(deliver(eventOf('Ev1'), retryNum)).rejects.toThrow('disk full');
      if (retryNum !== 3) expect(made.calls.whispers).toEqual([]);
    }
    await expect(deliver(eventOf('Ev2', { text: 'thanks, see you at lunch' }), 3)).rejects.toThrow('disk full');
    await expect(deliver(eventOf('Ev3', mention), 3)).rejects.toThrow('disk full');
    expect(made.calls.whispers.map(({ channel, userId, threadTs }) => [channel, userId, threadTs])).toEqual([
      ['C0CLAIMS001', 'U0AIKOMORI1', undefined],
      ['C0SERVDESK1', 'U0AIKOMORI1', '0.9'],
    ]);
    expect(made.calls.whispers[0]?.content.text).toContain('Please write it again');
  });

  it('is not kept when it cannot be a claim', async () => {
    const made = fakeRoom();
    const { deliver } = appOver(made);
    await deliver(eventOf('Ev1', { channel: 'C0RANDOM001' }));
    await deliver(eventOf('Ev2', { bot_id: 'B0CLAIMBOT1', user: 'U0CLAIMBOT1' }));
    await deliver(eventOf('Ev3', { subtype: 'message_changed' }));
    expect(made.store.log).toEqual(['ack', 'ack', 'ack']);
    expect(made.desk.heard).toEqual([]);
  });
});

describe('what a process that ended left behind', () => {
  it('is handled by the next, and garbage in it is passed over', async () => {
    const made = fakeRoom();
    await made.store.addIncoming(
      'event:Ev1',
      { channel: 'C0CLAIMS001', ts: '1.1', user: 'U1A', text: 'too light' },
      NOW - 5000,
    );
    await made.store.addIncoming('event:Ev2', 'garbage', NOW - 5000);
    await made.store.addIncoming('question:C0CLAIMS001:9.9', {}, NOW - 5000);
    await takeUpKept(made.room);
    expect(made.desk.heard.map(({ text }) => text)).toEqual(['too light']);
  });

  it('is kept on where it fails once more, and wanted again', async () => {
    const made = fakeRoom(() => {
      throw new Error('down');
    });
    const kept = { channel: 'C0CLAIMS001', ts: '1.1', user: 'U1A', text: 'too light', isMention: true };
    await made.store.addIncoming('event:Ev1', kept, NOW - 5000);
    await takeUpKept(made.room);
    expect((await made.store.listIncoming()).map(({ key }) => key)).toEqual(['event:Ev1']);
    expect(made.logged.map(({ event }) => event)).toContain('taken-up-later');
    // Whoever wrote it was told by the process that heard it.
    expect(made.calls.whispers).toEqual([]);
  });

  it('is handled by the next where it was a command, with one claim of it however far it had come', async () => {
    const made = fakeRoom();
    const kept = { text: 'SIM-3500-0042 too light', user: 'U1A', channel: 'C0SERVDESK1' };
    for (const key of ['cmd:1', 'cmd:2']) await made.store.addIncoming(key, kept, NOW - 5000);
    await made.store.addIncoming('cmd:3', { text: 7 }, NOW - 5000);
    const origin = { via: 'command' as const, channel: 'C0SERVDESK1' };
    // The process before ended when the claim of the second was on disk.
    await made.desk.intake({ sourceKey: 'cmd:2', text: kept.text, by: 'U1A', at: NOW - 5000, origin }, 'command');
    await Promise.all([takeUpKept(made.room), takeUpKept(made.room)]);
    expect([...made.store.claims.values()].map(({ sourceKey, at }) => [sourceKey, at])).toEqual([
      ['cmd:2', NOW - 5000],
      ['cmd:1', NOW - 5000],
    ]);
    expect(made.desk.heard).toHaveLength(3);
    expect((await made.store.listIncoming()).map(({ key }) => key)).toEqual(['cmd:3']);
    // The card says that it is open; nobody is told so twice.
    expect(made.calls.whispers).toEqual([]);
  });

  it('tells the person directly where the channel of a command does not let us in', async () => {
    const made = fakeRoom(() => ({ kind: 'which-device', said: 'X1', candidates: [], symptoms: [] }));
    made.calls.fail('whisper', new WebAPIPlatformError({ ok: false, error: 'not_in_channel' }));
    await made.store.addIncoming('cmd:1', { text: 'X1 light', user: 'U1A', channel: 'C0SERVDESK1' }, NOW - 5000);
    await takeUpKept(made.room);
    expect(made.calls.posts.map(({ channel, content }) => `${channel} ${content.text}`)).toEqual([
      expect.stringContaining('DU1A No device has the serial number "X1"'),
    ]);
  });

  it('is given up where it was a command of yesterday', async () => {
    const made = fakeRoom();
    const kept = { text: 'SIM-3500-0042 too light', user: 'U1A', channel: 'C0SERVDESK1' };
    await made.store.addIncoming('cmd:1', kept, NOW - 25 * 3_600_000);
    await takeUpKept(made.room);
    expect(made.desk.heard).toEqual([]);
    expect(await made.store.listIncoming()).toEqual([]);
    expect(made.logged.map(({ event }) => event)).toEqual(['slack.message-too-old']);
  });

  it('is given up where it was a step of yesterday: its workflow has long gone on without it', async () => {
    const made = fakeRoom();
    await made.store.addIncoming('step:Fx1', { execution: 'Fx1', inputs: {} }, NOW - 25 * 3_600_000);
    await takeUpKept(made.room);
    expect(made.calls.ends).toEqual([]);
    expect(await made.store.listIncoming()).toEqual([]);
    expect(made.logged.map(({ event }) => event)).toEqual(['slack.message-too-old']);
  });

  it('does not keep for ever what was said about a message of old', async () => {
    const made = fakeRoom();
    const old = NOW - 25 * 3_600_000;
    for (const key of ['question:C0CLAIMS001:9.9', 'joined:C0CLAIMS001:9.8'])
      await made.store.addIncoming(key, {}, old);
    await made.store.addIncoming('question:C0CLAIMS001:9.7', {}, NOW - 5000);
    // Nobody posts a digest any more a week after its time.
    await made.store.addIncoming('bulletin:daily:C0CLAIMS001:2026-11-16', {}, NOW - 8 * 24 * 3_600_000);
    await made.store.addIncoming('bulletin:monthly:C0CLAIMS001:2026-10', {}, NOW - 5 * 24 * 3_600_000);
    await takeUpKept(made.room);
    expect((await made.store.listIncoming()).map(({ key }) => key)).toEqual([
      'question:C0CLAIMS001:9.7',
      'bulletin:monthly:C0CLAIMS001:2026-10',
    ]);
  });

  it('does not ask a question again that stands already', async () => {
    const made = fakeRoom(() => ({ kind: 'which-device', said: 'x', candidates: [], symptoms: [] }));
    const body = { channel: 'C0CLAIMS001', ts: '1700000000.000100', user: 'U1A', text: 'too light' };
    await made.store.addIncoming('event:Ev1', body, NOW);
    // The process ended after it had asked and before it noted that the message was handled.
    await made.store.addIncoming('question:C0CLAIMS001:1700000000.000100', {}, NOW);
    await made.calls.post(
      { channel: 'C0CLAIMS001', threadTs: body.ts },
      { text: 'Which?', blocks: [] },
      { question: 'C0CLAIMS001:1700000000.000100' },
    );
    await takeUpKept(made.room);
    expect(made.calls.posts).toHaveLength(1);
    expect((await made.store.listIncoming()).map(({ key }) => key)).toEqual([]);
  });
});
