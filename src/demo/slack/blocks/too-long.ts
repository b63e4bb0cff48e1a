import { isFields } from '../json.ts';

const MAX_CHARACTERS = 13_200;
const TABLES = new Set(['table', 'data_table']);

/**
 * True when the blocks of a message are more than Slack takes in all (`msg_blocks_too_long`).
 * Shape: characters of every text outside tables, which have a limit of their own; the limit is not documented,
 * and about 13,200 is what people measured.
 * Source: github.com/slackapi/bolt-js/issues/2509.
 */
export function isTooLong(blocks: readonly unknown[]): boolean {
  return characters(blocks) > MAX_CHARACTERS;
}

function characters(node: unknown): number {
  if (Array.isArray(node)) return sum(node);
  if (!isFields(node) || (typeof node['type'] === 'string' && TABLES.has(node['type']))) return 0;
  const own = typeof node['text'] === 'string' ? node['text'].length : 0;
  return own + sum(Object.values(node).filter((each) => typeof each === 'object'));
}

function sum(nodes: readonly unknown[]): number {
  let total = 0;
  for (const node of nodes) total += characters(node);
  return total;
}
