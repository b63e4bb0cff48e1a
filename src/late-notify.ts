import type { Notify } from './core/ports.ts';

/**
 * A way to people that is there before Slack is: Slack needs the desk to listen, and the walks need Slack to show.
 * Shape: a claim that is early waits until `ready` was called; one from the terminal is shown by whoever asked for it.
 */
export function openLateNotify(): { notify: Notify; ready: (slack: Notify) => void } {
  let ready: (slack: Notify) => void = () => undefined;
  const slack = new Promise<Notify>((resolve) => {
    ready = resolve;
  });
  return {
    ready,
    notify: {
      async show(dossier) {
        if (dossier.claim.origin.channel !== undefined) await (await slack).show(dossier);
      },
      forget(claimId) {
        void slack.then((there) => there.forget(claimId));
      },
    },
  };
}
