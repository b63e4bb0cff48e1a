import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import { WebSocket } from 'ws';
import { type Fields, fieldsOf, parseJson } from '../../../src/demo/slack/json.ts';
import type { LocalSlack } from '../../../src/demo/slack/options.ts';

const quiet = (): void => undefined;
/** The client prints every fault of blocks as an error; here they are expected. */
export const SILENT: Logger = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  setLevel: quiet,
  getLevel: () => LogLevel.ERROR,
  setName: quiet,
};

/** A client that never tries again. */
export function clientOf(slack: LocalSlack, token = slack.botToken): WebClient {
  return new WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: SILENT });
}

/** A socket that keeps what it gets and acknowledges as it is told. */
export async function connectRaw(
  slack: LocalSlack,
  ack: (envelope: Fields) => Fields | 'silent' = () => ({}),
): Promise<{ got: Fields[]; socket: WebSocket }> {
  const { url } = await clientOf(slack, slack.appToken).apps.connections.open({});
  const socket = new WebSocket(url ?? '');
  const got: Fields[] = [];
  await new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const envelope = fieldsOf(parseJson(data.toString('utf8')));
      got.push(envelope);
      if (envelope['type'] === 'hello') return resolve();
      const payload = envelope['envelope_id'] === undefined ? 'silent' : ack(envelope);
      if (payload !== 'silent') socket.send(JSON.stringify({ envelope_id: envelope['envelope_id'], payload }));
    });
  });
  return { got, socket };
}
