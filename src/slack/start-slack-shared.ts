import type { App } from '@slack/bolt';
import type { Secret } from '../core/secret.ts';
import { boltLogger } from './bolt-logger.ts';
import { connectShared } from './connect.ts';
import { isFields } from './fields.ts';
import { openByTeam } from './installs/by-team.ts';
import { firstPlace } from './installs/first-place.ts';
import { type InstallStore, openInstalls, uninstallOf } from './installs/installs.ts';
import { ofTeam } from './installs/of-team.ts';
import { sendByTeam } from './installs/send-by-team.ts';
import { openSealer } from './installs/seal.ts';
import { factsOf } from './listeners/guard.ts';
import type { OAuth, SlackOptions, SlackSide } from './options.ts';
import { orFail } from './outgoing.ts';
import { openRedact } from './secrets.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** What an app for several workspaces is given; each has its own token. */
export type SharedSlackOptions = Omit<SlackOptions, 'mode' | 'botToken' | 'appToken' | 'signingSecret'> & {
  signingSecret: Secret;
  oauth: OAuth;
  installs: InstallStore;
};

/** What is told in a desk's channel is of claims and devices of every workspace, and none is to see those of another. */
const NO_DESK: readonly string[] = [];

type Open = { team: string; workspace: Workspace; app: App };

/**
 * Listens to Slack over HTTP for all workspaces that installed the app, and shows each claim in its own.
 * Shape: one that cannot be opened now is opened when something comes from it; messages kept by an earlier process are taken up when it is.
 * Fails: AppError `slack_failed` when the port cannot be listened on, `bad_config` for keys that are none, `store_failed`.
 */
export async function startSlackShared(options: SharedSlackOptions): Promise<SlackSide> {
  const { oauth, signingSecret, log, clock, store } = options;
  const sealer = openSealer(oauth.keys);
  const redact = openRedact([signingSecret, oauth.clientSecret]);
  const logger = boltLogger(log, redact);
  const installs = openInstalls({ store: options.installs, sealer, workspaces: oauth.workspaces, clock, log });
  await installs.renew();
  const stateSecret = sealer.secretFor('oauth state');
  const connection = connectShared({ ...options, installationStore: installs.forBolt, stateSecret }, logger);

  const opened = new Set<Open>();
  const open = openByTeam<Open>({
    installs,
    async open({ team, token, at }) {
      const onGone = (code: string): void => {
        void installs.remove(team, at, code).catch((error: unknown) => {
          log('error', 'slack.not-removed', { team, ...factsOf(error, redact) });
        });
      };
      const own = { ...ofTeam(team, options), deskChannels: NO_DESK, botToken: token, onGone };
      const workspace = await openWorkspace({ ...options, ...own });
      const app = connection.relay();
      workspace.listen(app);
      workspace.takeUp();
      log('info', 'slack.workspace-open', { team });
      const one = { team, workspace, app };
      opened.add(one);
      return one;
    },
    async close(one) {
      opened.delete(one);
      const { workspace } = one;
      workspace.leave();
      await workspace.stop();
    },
  });

  const process = connection.front.processEvent.bind(connection.front);
  connection.front.processEvent = async (event) => {
    const gone = uninstallOf(event.body);
    if (gone !== undefined) {
      await installs.remove(gone.team, gone.upTo, gone.why);
      await open.of(gone.team);
      await event.ack();
      return;
    }
    const team = teamOf(event.body);
    const one = await open.of(team).catch((error: unknown) => {
      // Slack delivers it again; Bolt says no more than that something went wrong.
      log('error', 'slack.workspace-failed', { team, ...factsOf(error, redact) });
      throw error;
    });
    // Bolt refuses what comes from a workspace that it has no token for.
    await (one === undefined ? process(event) : one.app.processEvent(event));
  };

  for (const team of await installs.teams()) {
    await open.of(team).catch((error: unknown) => {
      log('error', 'slack.workspace-failed', { team, ...factsOf(error, redact) });
    });
  }
  const url = await orFail(connection.start);

  const { show, board } = sendByTeam({
    async of(team) {
      const { workspace } = (await open.of(team)) ?? {};
      return workspace === undefined ? undefined : { show: workspace.outbox.show, board: workspace.board };
    },
    store,
    log,
  });

  let isStopped = false;
  return {
    show,
    forget(claimId) {
      for (const { workspace } of opened) workspace.outbox.forget(claimId);
    },
    board,
    news() {
      for (const { workspace } of opened) workspace.news();
    },
    url,
    deskChannels: NO_DESK,
    async place() {
      const { team, workspace } = await firstPlace(oauth.workspaces, [...opened], open.of);
      return { channel: workspace.claimsChannel, team };
    },
    async idle() {
      for (const { workspace } of opened) await workspace.idle();
    },
    async stop() {
      if (isStopped) return;
      isStopped = true;
      for (const { workspace } of opened) workspace.leave();
      await connection.stop();
      await open.stop();
    },
  };
}

/** The workspace that a request of Slack is for. Shape: where a channel is shared, the one whose install hears it. */
function teamOf(body: unknown): string {
  if (!isFields(body)) return '';
  const { team_id, team, authorizations, user } = body;
  const [first]: unknown[] = Array.isArray(authorizations) ? authorizations : [];
  const told = [
    isFields(first) ? first['team_id'] : undefined,
    team_id,
    isFields(team) ? team['id'] : undefined,
    isFields(user) ? user['team_id'] : undefined,
  ];
  return told.find((one): one is string => typeof one === 'string') ?? '';
}
