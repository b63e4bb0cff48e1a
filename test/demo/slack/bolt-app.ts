import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { fieldsOf } from '../../../src/demo/slack/json.ts';
import type { LocalSlack } from '../../../src/demo/slack/options.ts';

/** A Bolt app that is connected to a local Slack. */
export interface BoltApp {
  readonly app: App;
  /** Where it takes requests; empty in Socket Mode. */
  readonly requestUrl: string;
  stop(): Promise<void>;
}

const MODAL = {
  type: 'modal' as const,
  callback_id: 'note',
  title: { type: 'plain_text' as const, text: 'Add a note' },
  submit: { type: 'plain_text' as const, text: 'Save' },
  notify_on_close: true,
  blocks: [
    {
      type: 'input' as const,
      block_id: 'note',
      label: { type: 'plain_text' as const, text: 'Note' },
      element: { type: 'plain_text_input' as const, action_id: 'note_text' },
    },
  ],
};

/** Starts a small Bolt app with a command, a button, a modal, a shortcut and a message listener. */
export async function startBoltApp(slack: LocalSlack, transport: 'socket' | 'http'): Promise<BoltApp> {
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, timeout: 5000 };
  const logLevel = LogLevel.ERROR;
  const receiver =
    transport === 'socket'
      ? new SocketModeReceiver({
          appToken: slack.appToken,
          logLevel,
          installerOptions: { clientOptions },
        })
      : new HTTPReceiver({ signingSecret: slack.signingSecret, logLevel });
  const app = new App({ token: slack.botToken, receiver, clientOptions, logLevel });

  app.command('/claim', async ({ ack, command, client }) => {
    if (command.text === 'empty') {
      await ack({ text: 'Say which device.', response_type: 'ephemeral' });
      return;
    }
    await ack();
    const text = `Claim: ${command.text}`;
    const root = await client.apiCall('chat.postMessage', {
      channel: command.channel_id,
      text,
      blocks: [
        { type: 'section', block_id: 'card', text: { type: 'mrkdwn', text } },
        {
          type: 'actions',
          block_id: 'acts',
          elements: [
            { type: 'button', action_id: 'take', text: { type: 'plain_text', text: 'Take' }, value: '7' },
            { type: 'button', action_id: 'note', text: { type: 'plain_text', text: 'Note' } },
          ],
        },
      ],
    });
    await client.apiCall('chat.postMessage', {
      channel: command.channel_id,
      thread_ts: fieldsOf(root)['ts'],
      text: 'reading',
    });
  });
  app.action('take', async ({ ack, body, client, respond }) => {
    await ack();
    if (body.type !== 'block_actions' || body.channel === undefined || body.message === undefined) return;
    const text = `Taken by <@${body.user.id}>`;
    const blocks = [{ type: 'section', block_id: 'card', text: { type: 'mrkdwn', text } }];
    await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text, blocks });
    await respond({ text: 'You took it.', replace_original: false });
  });
  app.action('note', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    await client.views.open({
      trigger_id: body.trigger_id,
      view: { ...MODAL, private_metadata: body.channel?.id ?? '' },
    });
  });
  app.view('note', async ({ ack, view, client }) => {
    const text = view.state.values['note']?.['note_text']?.value ?? '';
    if (text.length < 5) {
      await ack({ response_action: 'errors', errors: { note: 'Say more.' } });
      return;
    }
    await ack();
    await client.apiCall('chat.postMessage', { channel: view.private_metadata, text: `Note: ${text}` });
  });
  app.view({ callback_id: 'note', type: 'view_closed' }, async ({ ack, client }) => {
    await ack();
    await client.apiCall('chat.postMessage', { channel: slack.channels[1]?.id ?? '', text: 'closed' });
  });
  app.shortcut('open_claim', async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({
      trigger_id: shortcut.trigger_id,
      view: { ...MODAL, private_metadata: slack.channels[0]?.id ?? '' },
    });
  });
  app.message(/copier/, async ({ message, say }) => {
    if (message.subtype !== undefined) return;
    await say({ text: `heard: ${message.text ?? ''}`, thread_ts: message.ts });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    const section = { type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'Your claims' } };
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [section] } });
  });

  const server = await app.start(0);
  const address = transport === 'http' && 'address' in server ? server.address() : null;
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const requestUrl = transport === 'http' ? `http://127.0.0.1:${port}/slack/events` : '';
  return { app, requestUrl, stop: () => app.stop().then(() => undefined) };
}
