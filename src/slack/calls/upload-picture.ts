import type { WebClient } from '@slack/web-api';
import { request } from 'undici';
import { AppError } from '../../core/errors.ts';
import type { Address, Picture, SharedFile } from './calls.ts';

/** Slack's own place for the bytes is awaited for so long. */
const BYTES_TIMEOUT_MS = 10_000;

/** The bytes of a picture did not arrive; nothing of it is shown anywhere, and it may be sent again. */
export class BytesLost extends Error {}

/**
 * Uploads a picture in the three steps there are: ask for a place, send the bytes there, complete the file. It is shared with nobody; a block shows it.
 * The web client's own way through them calls the alternative text `alt_text`, which Slack does not know.
 * Fails: with the web client's error, or BytesLost.
 * Source: Slack, files.getUploadURLExternal (`alt_txt`) and files.completeUploadExternal.
 */
export async function uploadPicture(client: WebClient, { name, png, alt }: Picture): Promise<string> {
  const id = await sendFile(client, { name, bytes: png }, { alt_txt: alt });
  await client.apiCall('files.completeUploadExternal', {
    files: JSON.stringify([{ id, title: name }]),
  });
  return id;
}

/**
 * Uploads files in the same steps and shares them in one message.
 * Fails: with the web client's error, or BytesLost; nothing is shared then.
 */
export async function shareFiles(
  client: WebClient,
  { channel, threadTs }: Address,
  files: readonly SharedFile[],
): Promise<void> {
  const sent: { id: string; title: string }[] = [];
  for (const file of files) sent.push({ id: await sendFile(client, file), title: file.name });
  await client.apiCall('files.completeUploadExternal', {
    files: JSON.stringify(sent),
    channel_id: channel,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
  });
}

async function sendFile(
  client: WebClient,
  { name, bytes }: SharedFile,
  more: Record<string, string> = {},
): Promise<string> {
  const answer = await client.apiCall('files.getUploadURLExternal', { filename: name, length: bytes.length, ...more });
  const { upload_url: url, file_id: id }: Record<string, unknown> = { ...answer };
  if (typeof url !== 'string' || typeof id !== 'string') {
    throw new AppError('slack_failed', 'Slack gave no place to send a file to.');
  }
  await sendBytes(url, bytes);
  return id;
}

async function sendBytes(url: string, bytes: Uint8Array): Promise<void> {
  const timeouts = { headersTimeout: BYTES_TIMEOUT_MS, bodyTimeout: BYTES_TIMEOUT_MS };
  try {
    const { statusCode, body } = await request(url, { method: 'POST', body: bytes, ...timeouts });
    await body.dump();
    if (statusCode !== 200) throw new BytesLost(`http ${statusCode}`);
  } catch (error) {
    if (error instanceof BytesLost) throw error;
    throw new BytesLost('no answer', { cause: error });
  }
}
