import type { InstalledBot, Installs } from './installs.ts';

/** Something for each workspace, opened with its token when it is first needed, and anew after each install. */
export type ByTeam<T> = {
  /** Undefined where the app is not installed. Fails: when the token cannot be had, or what it opens does not. */
  of: (team: string) => Promise<T | undefined>;
};

/** Starts with nothing open. Shape: `close` is given what belongs to a token that is another now, or none. */
export function openByTeam<T>(deps: {
  installs: Pick<Installs, 'botOf'>;
  open: (bot: InstalledBot) => Promise<T>;
  close: (opened: T) => Promise<void>;
}): ByTeam<T> {
  const known = new Map<string, { mark: string; opened: Promise<T> }>();
  return {
    async of(team) {
      const bot = await deps.installs.botOf(team);
      const had = known.get(team);
      if (had !== undefined && had.mark === bot?.mark) return had.opened;
      known.delete(team);
      if (had !== undefined) void had.opened.then(deps.close).catch(() => undefined);
      if (bot === undefined) return undefined;
      const opened = deps.open(bot);
      known.set(team, { mark: bot.mark, opened });
      // One that could not be opened is tried again when it is needed next.
      opened.catch(() => {
        if (known.get(team)?.opened === opened) known.delete(team);
      });
      return opened;
    },
  };
}
