import type { Clock } from '../core/ports.ts';

/** Who is being asked; whoever waits long for an answer costs nothing but memory, and gives the place to another. */
type Turn = { site: Site; since: number; isAside: boolean };

type Site = { limit: number; active: number; waiting: (() => void)[]; isReady: boolean };

/** Whose turn it is to be read: so many devices at once, and so many of one site. */
export type SweepTurns = {
  /** Resolves with the way out once it is one's turn. Sites are served one after the other, those of one site in the order of coming. */
  enter(site: string, limit: number): Promise<() => void>;
};

const SLOW_MS = 1_000;
const LOOK_EVERY_MS = 250;
/** Silent devices that are waited for, beside each one that answers. */
const ASIDE_FOR_EACH = 3;

/** Opens the turns of a process. Units: `wait` in milliseconds. */
export function openSweepTurns(atOnce: number, clock: Clock, wait: (ms: number) => Promise<void>): SweepTurns {
  const sites = new Map<string, Site>();
  const turns = new Set<Turn>();
  let ready: Site[] = [];
  let aside = 0;
  let isLooking = false;

  function offer(site: Site): void {
    if (site.isReady || site.waiting.length === 0 || site.active >= site.limit) return;
    site.isReady = true;
    ready.push(site);
  }

  function letIn(): void {
    let next = 0;
    while (next < ready.length && turns.size - aside < atOnce) {
      const site = ready[next];
      next += 1;
      if (site === undefined) break;
      site.isReady = false;
      site.active += 1;
      site.waiting.shift()?.();
      offer(site);
    }
    ready = ready.slice(next);
    if (ready.length > 0) void look();
  }

  /** Looks, for as long as somebody waits, who has had no answer for long. */
  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    while (ready.length > 0) {
      await wait(LOOK_EVERY_MS);
      const before = clock() - SLOW_MS;
      for (const turn of turns) {
        if (turn.since > before || aside >= ASIDE_FOR_EACH * atOnce) break;
        if (turn.isAside) continue;
        turn.isAside = true;
        aside += 1;
      }
      letIn();
    }
    isLooking = false;
  }

  function leave(name: string, turn: Turn): void {
    if (!turns.delete(turn)) return;
    if (turn.isAside) aside -= 1;
    const { site } = turn;
    site.active -= 1;
    if (site.active === 0 && site.waiting.length === 0) sites.delete(name);
    offer(site);
    letIn();
  }

  return {
    async enter(name, limit) {
      const site = sites.get(name) ?? { limit, active: 0, waiting: [], isReady: false };
      sites.set(name, site);
      return await new Promise((resolve) => {
        site.waiting.push(() => {
          const turn: Turn = { site, since: clock(), isAside: false };
          turns.add(turn);
          resolve(() => leave(name, turn));
        });
        offer(site);
        letIn();
      });
    },
  };
}
