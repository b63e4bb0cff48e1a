import { App, HTTPReceiver } from '@slack/bolt';

// A process of its own: the least that Bolt can do with a slash command, for what ours does to be held against.

const [, , port = '', signingSecret = '', token = ''] = process.argv;
const receiver = new HTTPReceiver({ signingSecret, endpoints: '/slack/events' });
// The ids spare Bolt a call to Slack, as ours are given to it.
const app = new App({ receiver, token, botId: 'B0CLAIMBOT1', botUserId: 'U0CLAIMBOT1', convoStore: false });
app.command('/claim', async ({ ack }) => ack());
await receiver.start({ port: Number(port), host: '127.0.0.1' });
process.stdout.write('{"started":true}\n');
process.once('SIGTERM', () => process.exit(0));
