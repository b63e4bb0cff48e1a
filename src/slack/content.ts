import { createHash } from 'node:crypto';
import type { KnownBlock } from '@slack/types';

/** A message as it should stand: blocks, and the text that notifications and readers without blocks show. */
export type Content = { text: string; blocks: KnownBlock[] };

/** A short name of a content, to see whether a message is current without asking Slack. */
export function digestOf(content: Content): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}

/** Longest `text` we send. Slack cuts at 40,000 and advises 4,000; ours holds every row, so that nothing is lost without blocks. */
export const LONGEST_TEXT = 12_000;

/**
 * Total size of blocks we stay under, counted as JSON, which is more than any way Slack may count.
 * Source: bolt-js issue 2509, `msg_blocks_too_long` from about 13,200 characters on.
 */
export const LARGEST_BLOCKS = 12_600;
