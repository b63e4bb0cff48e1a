import type { Board, Notify } from '../../core/ports.ts';
import type { Log, SlackStore } from '../options.ts';

/** What of one workspace brings claims and bulletins there. */
type Sender = Pick<Notify, 'show'> & { board: Board };

/** Brings each claim, and each bulletin, to its own workspace. Shape: where the app is installed no more, nothing is sent, and the log says so. */
export function sendByTeam(deps: {
  of: (team: string) => Promise<Sender | undefined>;
  store: Pick<SlackStore, 'getChannel'>;
  log: Log;
}): Sender {
  async function senderOf(team: string | undefined, facts: Record<string, unknown>): Promise<Sender | undefined> {
    const sender = team === undefined ? undefined : await deps.of(team);
    if (sender === undefined)
      deps.log('warn', 'slack.no-workspace', { ...facts, ...(team === undefined ? {} : { team }) });
    return sender;
  }
  return {
    async show(dossier) {
      const { id, origin } = dossier.claim;
      if (origin.channel === undefined) return;
      await (await senderOf(origin.team, { claim: id }))?.show(dossier);
    },
    board: {
      async post(place, make) {
        const team = (await deps.store.getChannel(place.channel))?.team;
        await (await senderOf(team, { channel: place.channel }))?.board.post(place, make);
      },
    },
  };
}
