import type { Claim } from '../../core/claim.ts';
import { LARGEST_LIST } from '../../core/shared-list.ts';
import { importedMessage, notFetchedMessage, notAListMessage } from '../blocks/list-message.ts';
import type { FileFacts } from '../calls/calls.ts';
import { FileRefused } from '../calls/fetch-file.ts';
import { troubleOf } from '../calls/trouble.ts';
import type { Content } from '../content.ts';
import { sendOnce } from '../outbox/send-once.ts';
import type { Room } from '../room.ts';
import { claimOfThread } from './claim-of-thread.ts';
import type { Said, SharedFile } from './said.ts';

/** Under which the store knows that something is being said about a list. */
export const LIST_KEY = 'list:';

/** What is a picture, a film or a recording is no list, and needs no word. */
const NO_TEXT = /^(image|video|audio)\//;
/** What may be a list: text, and what a browser calls it when it does not know. */
const TEXT = /^(text\/|application\/(csv|octet-stream|vnd\.ms-excel$|json$|xml$)|$)/;
/** Files of these endings are no text, whatever they are called. */
const BINARY = /\.(xlsx?|xlsm|ods|docx?|odt|pptx?|pdf|zip|gz|7z|rar|rtf|eml|msg)$/i;

/**
 * Files that were dropped in a claim's thread: each that may be a service-mode list is brought in, and the thread is told what became of it.
 * Shape: handled at least once and with one effect, and one word for each file. Nothing where the thread is of no claim.
 * Fails: when the store is down or Slack gives no answer; done again, it goes on where it stood.
 */
export async function takeLists(room: Room, said: Said): Promise<void> {
  const { files = [] } = said;
  const claim = await claimOfThread(room, said);
  if (claim === undefined) return;
  for (const file of files) {
    const facts = 'url' in file ? file : await factsOf(room, file.id);
    const word =
      facts === undefined ? notFetchedMessage('The file', 'gone') : await takeList(room, { said, claim, file: facts });
    if (word !== undefined) await sayOnce(room, said, file, word);
  }
}

/** What Slack tells of a file when it is asked; undefined where it tells nothing. */
async function factsOf(room: Room, id: string): Promise<FileFacts | undefined> {
  try {
    return await room.lanes.call('read', () => room.calls.fileFacts(id));
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble?.kind !== 'refused') throw error;
    room.log('warn', 'slack.file-refused', { why: trouble.code });
    return undefined;
  }
}

async function takeList(
  room: Room,
  { said, claim, file }: { said: Said; claim: Claim; file: FileFacts },
): Promise<Content | undefined> {
  const { name } = file;
  if (NO_TEXT.test(file.mimetype)) return undefined;
  if (BINARY.test(name) || !TEXT.test(file.mimetype)) return notAListMessage(name);
  if (file.size > LARGEST_LIST) return notFetchedMessage(name, 'too-large');
  try {
    const octets = await room.lanes.call('file', () => room.calls.download(file.url, LARGEST_LIST));
    const list = { key: keyOf(said, file), name, octets, sharedAt: Math.round(Number(said.ts) * 1000) };
    const outcome = await room.desk.importList(claim.id, said.user, list);
    room.log('info', 'slack.list', { claim: claim.id, outcome: outcome?.kind ?? 'no-claim' });
    return outcome && importedMessage(name, outcome);
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    room.log('warn', 'slack.file-refused', { claim: claim.id, why: error.why });
    return notFetchedMessage(name, error.why);
  }
}

function keyOf({ channel, ts }: Said, { id }: Pick<SharedFile, 'id'>): string {
  return `${LIST_KEY}${channel}:${ts}:${id}`;
}

async function sayOnce(room: Room, said: Said, file: SharedFile, content: Content): Promise<void> {
  const key = keyOf(said, file);
  const identity = { list: key };
  const { isNew } = await room.store.addIncoming(key, identity, room.clock());
  await sendOnce(room, {
    to: { channel: said.channel, threadTs: said.threadTs },
    identity,
    since: Number(said.ts) * 1000,
    priority: 3,
    isUncertain: !isNew,
    content: () => content,
    sent: async () => undefined,
  });
  await room.store.doneIncoming(key);
}
