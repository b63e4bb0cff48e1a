import { BOT } from '../cast.ts';
import type { Engine } from '../engine.ts';
import { objectsOf, textOf, unpacked } from '../json.ts';
import { newId } from '../world/ids.ts';
import { type StoredFile, wireFile } from '../world/message.ts';
import { postMessage } from '../world/post.ts';
import { findMessage } from '../world/world.ts';
import { type Methods, Refusal } from './method.ts';
import { joinedChannelOf } from './places.ts';

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  txt: 'text/plain',
  pdf: 'application/pdf',
};

/** Uploads: ask for an address, send the bytes there, complete. */
export const FILE_METHODS: Methods = {
  'files.getUploadURLExternal': {
    token: 'bot',
    tier: 4,
    scopes: () => ['files:write'],
    run({ engine, args }) {
      const name = textOf(args['filename']);
      const length = Number(args['length']);
      if (name === '' || !Number.isInteger(length) || length < 1) throw new Refusal('invalid_arguments');
      const altText = textOf(args['alt_txt']);
      if (altText.length > 1000) throw new Refusal('alt_txt_too_large');
      const file = storeFile(engine, { name, bytes: Buffer.alloc(0), user: BOT.id, altText });
      return { file_id: file.id, upload_url: `${engine.baseUrl}/upload/${file.id}` };
    },
  },
  'files.completeUploadExternal': {
    token: 'bot',
    tier: 4,
    scopes: () => ['files:write'],
    run({ engine, args }) {
      const files = objectsOf(unpacked(args['files'])).map((each) => {
        const file = engine.world.files.get(textOf(each['id']));
        if (file === undefined || file.bytes.length === 0) throw new Refusal('file_not_found');
        const titled = { ...file, title: textOf(each['title']) || file.title };
        engine.world.files.set(file.id, titled);
        return titled;
      });
      if (files.length === 0) throw new Refusal('invalid_arguments');
      const target = textOf(args['channel_id']) || textOf(args['channels']);
      if (target !== '') shareFiles(engine, args, target, files);
      return { files: files.map((file) => wireFile(file, engine.baseUrl)) };
    },
  },
  'files.info': {
    token: 'bot',
    tier: 4,
    scopes: () => ['files:read'],
    run({ engine, args }) {
      const file = engine.world.files.get(textOf(args['file']));
      if (file === undefined) throw new Refusal('file_not_found');
      return { file: wireFile(file, engine.baseUrl), comments: [] };
    },
  },
};

/** Keeps a file. */
export function storeFile(
  engine: Engine,
  given: { name: string; bytes: Buffer; user: string; altText?: string },
): StoredFile {
  const file: StoredFile = {
    id: newId('F'),
    title: given.name,
    mimetype: TYPES[given.name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream',
    created: Math.floor(Date.now() / 1000),
    ...given,
  };
  engine.world.files.set(file.id, file);
  return file;
}

function shareFiles(
  engine: Engine,
  args: Readonly<Record<string, unknown>>,
  target: string,
  files: StoredFile[],
): void {
  const channel = joinedChannelOf(engine, target);
  const threadTs = textOf(args['thread_ts']);
  if (threadTs !== '' && findMessage(engine.world, channel.id, threadTs) === undefined) {
    throw new Refusal('thread_not_found');
  }
  const thread = threadTs === '' ? {} : { threadTs };
  postMessage(engine, channel, { user: BOT.id, text: textOf(args['initial_comment']), files, ...thread });
}
