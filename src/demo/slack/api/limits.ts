/** How often a method may be called, as Slack's documentation sorts them. */
export type Tier = 1 | 2 | 3 | 4 | 'none';

const PER_MINUTE: Record<1 | 2 | 3 | 4, number> = { 1: 1, 2: 20, 3: 50, 4: 100 };

/** What the workspace allows; null switches a limit off. */
export interface LimitOptions {
  /** Slack's own is one message a second and channel. */
  readonly postsPerSecondPerChannel: number | null;
  /** Whether the tiers of the other methods count; on unless said otherwise or posts are unlimited. */
  readonly tiers?: boolean;
}

/** Counts calls and says how long a caller has to wait. */
export interface Limits {
  /** Units: whole seconds to wait, or 0 when the call may go on. */
  waitForMethod(method: string, tier: Tier): number;
  waitForPost(channel: string): number;
  forget(): void;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Buckets that fill steadily: one a method, one a channel that is posted to. */
export function createLimits(options: LimitOptions): Limits {
  const buckets = new Map<string, Bucket>();
  const posts = options.postsPerSecondPerChannel;
  const hasTiers = options.tiers ?? posts !== null;

  function take(key: string, size: number, perSecond: number): number {
    const now = performance.now();
    const bucket = buckets.get(key) ?? { tokens: size, at: now };
    bucket.tokens = Math.min(size, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  return {
    waitForMethod(method, tier) {
      if (!hasTiers || tier === 'none') return 0;
      return take(`method ${method}`, PER_MINUTE[tier], PER_MINUTE[tier] / 60);
    },
    waitForPost(channel) {
      return posts === null ? 0 : take(`posts ${channel}`, 1, posts);
    },
    forget() {
      buckets.clear();
    },
  };
}
