import { BOT } from '../cast.ts';
import { contentOf, metadataOf } from '../api/content.ts';
import { Refusal } from '../api/method.ts';
import type { Engine } from '../engine.ts';
import { type Fields, isYes, textOf } from '../json.ts';
import { deleteMessage, editMessage, postEphemeral, postMessage, withBlockIds } from '../world/post.ts';
import { changed, findMessage } from '../world/world.ts';
import type { ResponseTarget } from './response-urls.ts';

/**
 * Does what an app's answer to a command or an interaction says: a note to one person, a message, a change.
 * Shape: as sent to a response_url, or as the acknowledgement of a slash command.
 * Fails: with a Refusal (no_text, invalid_blocks, channel_not_found).
 */
export function answerWith(engine: Engine, target: ResponseTarget, body: Fields): void {
  const channel = engine.world.channels.get(target.channel);
  if (channel === undefined) throw new Refusal('channel_not_found');
  if (isYes(body['delete_original'])) return removeOriginal(engine, target);
  const content = contentOf(body);
  if (isYes(body['replace_original']) && replaceOriginal(engine, target, content)) return;
  const threadTs = textOf(body['thread_ts']);
  const thread = threadTs === '' ? {} : { threadTs };
  if (body['response_type'] === 'in_channel') {
    const metadata = metadataOf(body['metadata']);
    postMessage(engine, channel, { user: BOT.id, ...content, ...thread, ...(metadata && { metadata }) });
    return;
  }
  const { text, blocks } = content;
  postEphemeral(engine, { channel: channel.id, to: target.user, from: BOT.id, text, blocks, ...thread });
}

function removeOriginal(engine: Engine, target: ResponseTarget): void {
  const { world } = engine;
  const channel = world.channels.get(target.channel);
  world.ephemerals = world.ephemerals.filter((each) => each.ts !== target.ts);
  const message = findMessage(world, target.channel, target.ts ?? '');
  if (channel !== undefined && message?.fromBot === true) deleteMessage(engine, channel, message);
  changed(world);
}

function replaceOriginal(engine: Engine, target: ResponseTarget, content: { text: string; blocks: Fields[] }): boolean {
  const { world } = engine;
  const ephemeral = world.ephemerals.find((each) => each.ts === target.ts);
  if (ephemeral !== undefined) {
    ephemeral.text = content.text;
    ephemeral.blocks = withBlockIds(content.blocks);
    changed(world);
    return true;
  }
  const channel = world.channels.get(target.channel);
  const message = findMessage(world, target.channel, target.ts ?? '');
  if (channel === undefined || message?.fromBot !== true) return false;
  editMessage(engine, channel, message, content);
  return true;
}
