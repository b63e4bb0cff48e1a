import { afterEach, describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../../src/demo/slack/start-local-slack.ts';
import { type BoltApp, startBoltApp } from './bolt-app.ts';

let slack: LocalSlack;
let bolt: BoltApp;

async function start(transport: 'socket' | 'http'): Promise<void> {
  const way = transport === 'socket' ? ('socket' as const) : { http: 'http://127.0.0.1:9/slack/events' };
  slack = await startLocalSlack({ transport: way, limits: { postsPerSecondPerChannel: null } });
  bolt = await startBoltApp(slack, transport);
  if (transport === 'http') slack.control.setRequestUrl(bolt.requestUrl);
}

afterEach(async () => {
  await bolt.stop();
  await slack.stop();
});

describe.each(['socket', 'http'] as const)('a Bolt app over %s', (transport) => {
  it('answers a command with a thread, a button with an edit, a modal with errors and then a post', async () => {
    await start(transport);
    const { control } = slack;
    const result = await control.typeCommand('aiko', '#claims', '/claim serial=1 <b>');
    expect(result.ok).toBe(true);
    await control.waitFor(() => control.messages('#claims').length === 2);
    const [root, reply] = control.messages('#claims');
    expect(root?.text).toBe('Claim: serial=1 &lt;b&gt;');
    expect(reply?.threadTs).toBe(root?.ts);

    const ts = root?.ts ?? '';
    expect(await control.press('ben', '#claims', ts, 'take')).toEqual({ ok: true });
    await control.waitFor(() => control.ephemerals('ben').length === 1);
    expect(control.messages('#claims')[0]?.text).toContain('Taken by <@U0BENOKAFO1>');
    expect(control.messages('#claims')[0]?.edited).toBeDefined();

    await control.typeCommand('aiko', '#claims', '/claim again');
    const second = await control.waitFor(() =>
      control.messages('#claims').find((each) => each.text === 'Claim: again'),
    );
    await control.press('aiko', '#claims', second.ts, { blockId: 'acts', actionId: 'note' });
    await control.waitFor(() => control.views('aiko').length === 1);
    expect(await control.submitView('aiko', {})).toEqual({
      kind: 'errors',
      errors: { note: 'Please complete this required field.' },
    });
    expect(await control.submitView('aiko', { note: 'hm' })).toEqual({ kind: 'errors', errors: { note: 'Say more.' } });
    expect(await control.submitView('aiko', { note: 'streaks on the left' })).toEqual({ kind: 'closed' });
    await control.waitFor(() => control.messages('#claims').some((each) => each.text === 'Note: streaks on the left'));
    expect(control.views('aiko')).toEqual([]);
  });

  it('hears messages, publishes a home, opens a modal from a shortcut and learns of its closing', async () => {
    await start(transport);
    const { control } = slack;
    const message = control.typeMessage('carla', '#claims', 'the copier on floor 2 is pale');
    await control.waitFor(() => control.thread('#claims', message.ts).length === 2);
    control.openHome('carla');
    await control.waitFor(() => control.home('carla'));
    expect(await control.runShortcut('carla', 'open_claim', { channel: '#claims', ts: message.ts })).toEqual({
      ok: true,
    });
    await control.waitFor(() => control.views('carla').length === 1);
    await control.closeView('carla');
    await control.waitFor(() => control.messages('#service-desk').some((each) => each.text === 'closed'));
  });

  it('shows the text of an acknowledgement to the person only', async () => {
    await start(transport);
    const { control } = slack;
    await control.typeCommand('ben', '#random', '/claim empty');
    expect(control.ephemerals('ben').map((each) => each.text)).toEqual(['Say which device.']);
    expect(control.ephemerals('aiko')).toEqual([]);
    expect(control.messages('#random')).toEqual([]);
  });
});
