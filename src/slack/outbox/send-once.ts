import type { Address, Calls, Identity } from '../calls/calls.ts';
import { isAboutBlocks, troubleOf } from '../calls/trouble.ts';
import type { Content } from '../content.ts';
import type { Log } from '../options.ts';
import type { Lanes } from './lanes.ts';

/**
 * A message that must stand once and no more.
 * Shape: `content` is asked for when its turn has come, so that a message that waited says the latest; `isUncertain` tells that it may stand already.
 * Units: `since` milliseconds since 1970, the earliest it can have been sent.
 */
export type OnceMessage = {
  to: Address;
  identity: Identity;
  since: number;
  priority: number;
  isUncertain: boolean;
  content: () => Content;
  /** Called with what stands before the lane goes on; durable when it resolves. */
  sent: (message: { ts: string; channel: string; content: Content }) => Promise<void>;
};

/** What became of it: sent now, or found standing from before with a content we cannot know. */
export type OnceOutcome = { kind: 'sent' } | { kind: 'found'; ts: string };

/**
 * Sends a message once. Shape: the store knows the message is being sent before this is called.
 * Fails: with the web client's error; after one whose trouble is `unknown` the message may stand, and the next try must be uncertain.
 */
export async function sendOnce(
  deps: { calls: Calls; lanes: Lanes; log: Log },
  message: OnceMessage,
): Promise<OnceOutcome> {
  if (message.isUncertain) {
    const ts = await findStanding(deps, message);
    if (ts !== undefined) return { kind: 'found', ts };
  }
  await deps.lanes.post(message.to.channel, message.priority, async () => {
    const content = message.content();
    const { ts, channel } = await withoutBlocksIfRefused(deps.log, message.identity, content, (shown) =>
      deps.calls.post(message.to, shown, message.identity),
    );
    await message.sent({ ts, channel, content });
  });
  return { kind: 'sent' };
}

/** The ts of a message that may stand already; undefined where it does not, or where we may not look. Fails: with the web client's error when Slack gives no answer. */
export async function findStanding(
  deps: { calls: Calls; lanes: Lanes; log: Log },
  message: Pick<OnceMessage, 'to' | 'identity' | 'since'>,
): Promise<string | undefined> {
  try {
    return await deps.lanes.call('read', () => deps.calls.find(message.to, message.identity, message.since));
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble?.kind !== 'refused') throw error;
    // Where we may not look (a scope is missing), a message that may stand twice is better than none.
    deps.log('warn', 'slack.cannot-look', { ...message.identity, code: trouble.code });
    return undefined;
  }
}

/** Sends blocks, if Slack refuses them those without a picture, and if it refuses these the text alone: a claim in plain text is better than none. */
export async function withoutBlocksIfRefused<T>(
  log: Log,
  identity: Identity,
  content: Content,
  send: (content: Content) => Promise<T>,
): Promise<T> {
  try {
    return await send(content);
  } catch (error) {
    const trouble = troubleOf(error);
    if (!isAboutBlocks(trouble)) throw error;
    const code = trouble?.kind === 'refused' ? trouble.code : '';
    const withoutPictures = content.blocks.filter(({ type }) => type !== 'image');
    if (withoutPictures.length < content.blocks.length) {
      // Slack refuses a picture that it has not looked at yet like any other fault of blocks.
      log('warn', 'slack.picture-refused', { ...identity, code });
      return withoutBlocksIfRefused(log, identity, { ...content, blocks: withoutPictures }, send);
    }
    log('error', 'slack.blocks-refused', { ...identity, code });
    return send({ text: content.text, blocks: [] });
  }
}
