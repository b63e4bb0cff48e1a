import { WebAPIPlatformError } from '@slack/web-api';
import { afterEach, describe, expect, it } from 'vitest';
import { readClaimMemory } from '../../src/slack/blocks/forms.ts';
import { onShortcut, type Shortcut } from '../../src/slack/listeners/on-shortcut.ts';
import { onClaimForm } from '../../src/slack/listeners/on-view.ts';
import { fakeRoom } from './fakes.ts';
import { type Bot, startTestBot } from './bot.ts';

const onMessage: Shortcut = {
  user: 'U0AIKOMORI1',
  triggerId: '1.2.x',
  message: {
    channel: 'C0SERVDESK1',
    ts: '1700000000.000009',
    text: 'SIM-3500-0042 prints &lt;too&gt; light',
    photos: ['https://x.test/F1'],
  },
};

async function choose(made: ReturnType<typeof fakeRoom>, shortcut: Shortcut, withAnswer = true): Promise<string[]> {
  const told: string[] = [];
  await onShortcut(made.room, {
    shortcut,
    ack: async () => void told.push('ack'),
    ...(withAnswer ? { respond: async ({ text }: { text: string }) => void told.push(text) } : {}),
  });
  return told;
}

describe('a shortcut', () => {
  it('on a message opens the form with what was understood of it, and the claim keeps that message', async () => {
    const made = fakeRoom();
    expect(await choose(made, onMessage)).toEqual(['ack']);
    const form = JSON.parse(JSON.stringify(made.calls.forms[0]));
    const filled = form.blocks.map(({ element }: { element: Record<string, unknown> }) => {
      return element['initial_value'] ?? element['initial_option'];
    });
    expect(filled).toMatchObject(['SIM-3500-0042', { value: 'light-print' }, 'SIM-3500-0042 prints <too> light']);
    const submission = { viewId: 'V1', memory: form.private_metadata, user: 'U0AIKOMORI1', answers: { serial: 'S' } };
    await onClaimForm(made.room, submission, async () => undefined);
    expect(made.desk.heard[0]?.origin).toEqual({
      via: 'form',
      channel: 'C0SERVDESK1',
      messageTs: '1700000000.000009',
      photos: ['https://x.test/F1'],
    });
  });

  it('on a message with more photos than a form remembers keeps those that fit', async () => {
    const made = fakeRoom();
    const photos = Array.from({ length: 10 }, (_, n) => `https://x.test/${n}${'"'.repeat(490)}`);
    await choose(made, { ...onMessage, message: { channel: 'C1', ts: '2.1', text: '', photos } });
    const form = JSON.parse(JSON.stringify(made.calls.forms[0]));
    expect(form.private_metadata.length).toBeLessThanOrEqual(3000);
    expect(readClaimMemory(form.private_metadata).photos).toEqual(photos.slice(0, 2));
  });

  it('on a reply points to the root of its thread, where a pointer can stand', async () => {
    const made = fakeRoom();
    const message = { channel: 'C1', ts: '2.2', threadTs: '2.1', text: '' };
    await choose(made, { ...onMessage, message });
    const form = JSON.parse(JSON.stringify(made.calls.forms[0]));
    expect(readClaimMemory(form.private_metadata)).toEqual({ channel: 'C1', messageTs: '2.1' });
    expect(JSON.stringify(form)).not.toContain('initial_');
  });

  it('on nothing opens an empty form for the first claims channel, and says so where there is none', async () => {
    const made = fakeRoom();
    await choose(made, { user: 'U1', triggerId: 't' }, false);
    expect(JSON.stringify(made.calls.forms[0])).toContain('C0CLAIMS001');
    made.room.claimsChannels = new Set();
    await choose(made, { user: 'U1', triggerId: 't' }, false);
    expect(made.calls.forms).toHaveLength(1);
    expect(made.calls.posts[0]).toMatchObject({ channel: 'DU1', content: { text: expect.stringContaining('/claim') } });
  });

  it('says clearly when Slack takes the form too late, on the message or in a direct message', async () => {
    const made = fakeRoom();
    const gone = new WebAPIPlatformError({ ok: false, error: 'expired_trigger_id' });
    made.calls.fail('form', gone);
    expect(await choose(made, onMessage)).toEqual(['ack', expect.stringContaining('once more')]);
    made.calls.fail('form', gone);
    await choose(made, { user: 'U1', triggerId: 't' }, false);
    expect(made.calls.posts[0]?.content.text).toContain('once more');
  });

  it('reads what a form of an earlier version remembered, and never fails', () => {
    expect(readClaimMemory('C0SERVDESK1')).toEqual({ channel: 'C0SERVDESK1' });
    expect(readClaimMemory('{"channel":7}')).toEqual({ channel: '{"channel":7}' });
  });
});

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  let bot: Bot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  it('a claim comes from a message of any channel, and from the menu of all apps', async () => {
    bot = await startTestBot({ mode });
    const { control } = bot.slack;
    const message = control.typeMessage('ben', 'service-desk', 'SIM-3500-0042 is too light again', {
      files: [{ name: 'print.png', bytes: Buffer.from('png') }],
    });
    const chosen = await control.runShortcut('aiko', 'claim_from_message', { channel: 'service-desk', ts: message.ts });
    expect(chosen).toEqual({ ok: true });
    await control.waitFor(() => control.views('aiko')[0]);
    expect(await control.submitView('aiko', {})).toEqual({ kind: 'closed' });
    await control.runShortcut('carla', 'claim_new');
    await control.waitFor(() => control.views('carla')[0]);
    expect(await control.submitView('carla', { serial: 'SIM-3500-0007', words: 'light' })).toEqual({ kind: 'closed' });
    await bot.side.idle();
    expect(bot.desk.heard.map(({ origin, given }) => [origin, given?.serial])).toEqual([
      [
        {
          via: 'form',
          channel: 'C0SERVDESK1',
          messageTs: message.ts,
          photos: [expect.stringMatching(/^http.*\/print\.png$/)],
        },
        'SIM-3500-0042',
      ],
      [{ via: 'form', channel: 'C0CLAIMS001' }, 'SIM-3500-0007'],
    ]);
  });

  it('a form that comes too late is told about', async () => {
    bot = await startTestBot({ mode });
    const { control } = bot.slack;
    control.failNext('views.open', { kind: 'error', error: 'expired_trigger_id' });
    await control.runShortcut('carla', 'claim_new');
    const told = await control.waitFor(() => control.dms('carla').find(({ fromBot }) => fromBot));
    expect(told.text).toContain('once more');
  });
});
