/** One notification one person got from one post. */
export interface Ping {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly why: 'mention' | 'group' | 'everyone' | 'dm' | 'thread';
  /** Units: milliseconds of performance.now. */
  readonly at: number;
}
