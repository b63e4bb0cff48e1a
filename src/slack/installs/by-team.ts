import { AppError } from '../../core/errors.ts';
import type { InstalledBot, Installs } from './installs.ts';

/** Something for each workspace, opened with its token when it is first needed, and anew after each install. */
export type ByTeam<T> = {
  /** Undefined where the app is not installed. Fails: when the token cannot be had, or what it opens does not; AppError `slack_failed` once stopped. */
  of: (team: string) => Promise<T | undefined>;
  /** Opens nothing more, and resolves when all is closed, what was being opened or closed too. */
  stop: () => Promise<void>;
};

/** Starts with nothing open. Shape: `close` is given what belongs to a token that is another now, or none, and all when it is stopped. */
export function openByTeam<T>(deps: {
  installs: Pick<Installs, 'botOf'>;
  open: (bot: InstalledBot) => Promise<T>;
  close: (opened: T) => Promise<void>;
}): ByTeam<T> {
  const known = new Map<string, { mark: string; opened: Promise<T> }>();
  const closing = new Set<Promise<void>>();
  let isStopped = false;

  function close(opened: Promise<T>): void {
    const closed = opened
      .then(deps.close)
      // One that did not open has nothing to close.
      .catch(() => undefined)
      .finally(() => closing.delete(closed));
    closing.add(closed);
  }

  return {
    async of(team) {
      const bot = await deps.installs.botOf(team);
      if (isStopped) throw new AppError('slack_failed', 'The Slack side was stopped.');
      const had = known.get(team);
      if (had !== undefined && had.mark === bot?.mark) return had.opened;
      known.delete(team);
      if (had !== undefined) close(had.opened);
      if (bot === undefined) return undefined;
      const opened = deps.open(bot);
      known.set(team, { mark: bot.mark, opened });
      // One that could not be opened is tried again when it is needed next.
      opened.catch(() => {
        if (known.get(team)?.opened === opened) known.delete(team);
      });
      return opened;
    },
    async stop() {
      isStopped = true;
      for (const { opened } of known.values()) close(opened);
      known.clear();
      await Promise.all(closing);
    },
  };
}
