import { newId } from '../world/ids.ts';

/** What a response_url answers to: a person in a channel, perhaps on a message. */
export interface ResponseTarget {
  readonly user: string;
  readonly channel: string;
  /** The message or ephemeral it came from. */
  readonly ts?: string;
  readonly threadTs?: string;
}

const USES = 5;
const LIFE_MS = 30 * 60_000;

/** The one-time addresses an app may answer to without being in the channel. */
export interface ResponseUrls {
  make(target: ResponseTarget): string;
  /** Spends one of five uses. Fails: never; a refusal carries Slack's error word. */
  use(id: string): { kind: 'ok'; target: ResponseTarget } | { kind: 'refused'; error: string };
  expireAll(): void;
}

/** Addresses that live thirty minutes and can be used five times. */
export function createResponseUrls(baseUrl: () => string): ResponseUrls {
  const known = new Map<string, { target: ResponseTarget; until: number; left: number }>();
  return {
    make(target) {
      const id = newId('R');
      known.set(id, { target, until: performance.now() + LIFE_MS, left: USES });
      return `${baseUrl()}/response/${id}`;
    },
    use(id) {
      const entry = known.get(id);
      if (entry === undefined) return { kind: 'refused', error: 'invalid_url' };
      if (performance.now() > entry.until) return { kind: 'refused', error: 'expired_url' };
      if (entry.left === 0) return { kind: 'refused', error: 'used_url' };
      entry.left -= 1;
      return { kind: 'ok', target: entry.target };
    },
    expireAll() {
      for (const entry of known.values()) entry.until = -1;
    },
  };
}
