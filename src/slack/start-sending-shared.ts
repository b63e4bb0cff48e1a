import type { Clock } from '../core/ports.ts';
import { openByTeam } from './installs/by-team.ts';
import { type InstallStore, openInstalls } from './installs/installs.ts';
import { sendByTeam } from './installs/send-by-team.ts';
import { openSealer } from './installs/seal.ts';
import type { OAuth } from './options.ts';
import type { SendingOptions } from './outgoing.ts';
import { type Sending, startSending } from './start-sending.ts';

/** What a process needs that sends to all workspaces and hears of none. */
export type SharedSendingOptions = Omit<SendingOptions, 'botToken' | 'appToken' | 'onGone'> & {
  oauth: Pick<OAuth, 'keys' | 'workspaces'>;
  installs: InstallStore;
  clock: Clock;
};

/**
 * Begins to send to all workspaces that installed the app, each with its own token.
 * Shape: a workspace is spoken to when there is something for it; that its token is none any more is for the process to find out that listens.
 * Fails: AppError `bad_config` for keys that are none.
 */
export async function startSendingShared(options: SharedSendingOptions): Promise<Sending> {
  const { store, log, clock, oauth } = options;
  const sealer = openSealer(oauth.keys);
  const installs = openInstalls({ store: options.installs, sealer, workspaces: oauth.workspaces, clock, log });
  const opened = new Set<Sending>();
  const open = openByTeam<Sending>({
    installs,
    async open({ token }) {
      const sending = await startSending({ ...options, botToken: token });
      opened.add(sending);
      return sending;
    },
    async close(sending) {
      opened.delete(sending);
      await sending.stop();
    },
  });
  return {
    ...sendByTeam({ of: open.of, store, log }),
    forget(claimId) {
      for (const sending of opened) sending.forget(claimId);
    },
    async idle() {
      for (const sending of opened) await sending.idle();
    },
    stop: open.stop,
  };
}
