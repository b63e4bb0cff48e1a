import { type Fields, isYes, textOf } from '../json.ts';
import type { Message } from '../world/message.ts';
import { Refusal } from './method.ts';

/** The messages between `oldest` and `latest`, the ends themselves only when `inclusive`. */
export function pageWindow(messages: readonly Message[], args: Fields): Message[] {
  const oldest = Number(textOf(args['oldest']) || 0);
  const latest = Number(textOf(args['latest']) || Infinity);
  const isInclusive = isYes(args['inclusive']);
  return messages.filter(({ ts }) => {
    const at = Number(ts);
    if (isInclusive && (at === oldest || at === latest)) return true;
    return at > oldest && at < latest;
  });
}

/** One page of a list and what a caller needs for the next. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly more: Fields;
}

/** The page a call asks for with `limit` and `cursor`. Fails: invalid_limit, invalid_cursor. */
export function pageOf<T>(all: readonly T[], args: Fields, usual: number): Page<T> {
  const limit = args['limit'] === undefined || args['limit'] === '' ? usual : Number(args['limit']);
  if (!Number.isInteger(limit) || limit < 1) throw new Refusal('invalid_limit');
  const size = Math.min(limit, 1000);
  const from = offsetOf(textOf(args['cursor']));
  const hasMore = from + size < all.length;
  const cursor = hasMore ? Buffer.from(`offset:${from + size}`).toString('base64') : '';
  return {
    items: all.slice(from, from + size),
    more: { has_more: hasMore, response_metadata: { next_cursor: cursor } },
  };
}

function offsetOf(cursor: string): number {
  if (cursor === '') return 0;
  const match = /^offset:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (match === null) throw new Refusal('invalid_cursor');
  return Number(match[1]);
}
