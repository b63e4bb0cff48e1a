import type { Installation as SlackInstallation, InstallationQuery, InstallationStore } from '@slack/bolt';
import { AppError } from '../../core/errors.ts';
import type { Installation } from '../../core/installation.ts';
import type { Clock, Store } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { isFields } from '../fields.ts';
import type { Log } from '../options.ts';
import type { Sealer } from './seal.ts';

/** The part of the store that installs are kept in. */
export type InstallStore = Pick<
  Store,
  'putInstallation' | 'getInstallation' | 'listInstallations' | 'removeInstallation'
>;

/** The bot of one workspace. Shape: `mark` is another one after each install. */
export type InstalledBot = { team: string; token: Secret; mark: string; at: number };

/** Where the app is installed, and with which tokens. */
export type Installs = {
  /** For Bolt, which gives what an install brought and asks for it with each event. */
  forBolt: InstallationStore;
  /** Fails: AppError `bad_config` or `store_failed` when it is kept and cannot be opened. */
  botOf: (team: string) => Promise<InstalledBot | undefined>;
  teams: () => Promise<string[]>;
  /** Forgets an install that was made no later than this. Units: `upTo` milliseconds since 1970. */
  remove: (team: string, upTo: number, why: string) => Promise<void>;
  /** Seals anew what another key than the first one sealed; what cannot be opened is left as it is. */
  renew: () => Promise<void>;
};

/** Opens what is installed. Fails: never by itself. */
export function openInstalls(deps: {
  store: InstallStore;
  sealer: Sealer;
  /** Ids of the workspaces that may have the app. */
  workspaces: readonly string[];
  clock: Clock;
  log: Log;
}): Installs {
  const { store, sealer, workspaces, clock, log } = deps;

  async function put(installation: SlackInstallation): Promise<void> {
    const team = installation.team?.id;
    if (team === undefined || installation.isEnterpriseInstall === true) {
      throw new AppError('bad_input', 'The app is installed in one workspace at a time, not in a whole organisation.');
    }
    if (!workspaces.includes(team)) {
      log('warn', 'slack.install-refused', { team });
      throw new AppError('bad_input', `Workspace ${team} is none of slack.oauth.workspaces.`, { team });
    }
    if (installation.bot === undefined) throw new AppError('bad_input', 'The install gave no bot token.');
    // What the person who installed it may do is nothing of ours.
    const { user, incomingWebhook: _webhook, ...kept } = installation;
    const bare = { ...kept, user: { id: user.id } };
    await store.putInstallation({ team, at: clock(), ...sealer.seal(team, JSON.stringify(bare)) });
    log('info', 'slack.installed', { team, by: user.id });
  }

  async function read(query: InstallationQuery<boolean>): Promise<SlackInstallation> {
    const team = query.teamId ?? '';
    const kept = workspaces.includes(team) ? await store.getInstallation(team) : undefined;
    if (kept === undefined) throw new AppError('not_found', `The app is not installed in workspace ${team}.`, { team });
    return readSealed(kept);
  }

  function readSealed(kept: Installation): SlackInstallation {
    return JSON.parse(sealer.open(kept));
  }

  return {
    forBolt: { storeInstallation: put, fetchInstallation: read },
    async botOf(team) {
      const kept = workspaces.includes(team) ? await store.getInstallation(team) : undefined;
      if (kept === undefined) return undefined;
      const { bot } = readSealed(kept);
      if (bot === undefined) return undefined;
      return { team, token: new Secret(bot.token), mark: kept.sealed, at: kept.at };
    },
    async teams() {
      const teams = (await store.listInstallations()).map(({ team }) => team);
      return teams.filter((team) => workspaces.includes(team));
    },
    async remove(team, upTo, why) {
      if (await store.removeInstallation(team, upTo)) log('warn', 'slack.uninstalled', { team, why });
    },
    async renew() {
      for (const kept of await store.listInstallations()) {
        if (sealer.isCurrent(kept)) continue;
        try {
          await store.putInstallation({ ...kept, ...sealer.seal(kept.team, sealer.open(kept)) });
          log('info', 'slack.install-resealed', { team: kept.team });
        } catch (error) {
          if (!(error instanceof AppError) || error.code === 'store_failed') throw error;
          log('error', 'slack.install-locked', { team: kept.team, key: kept.key });
        }
      }
    },
  };
}

/** The workspace that an event says the app was removed from, and since when; undefined for any other event. Units: milliseconds since 1970. */
export function uninstallOf(body: unknown): { team: string; upTo: number; why: string } | undefined {
  if (!isFields(body)) return undefined;
  const { team_id: team, event, event_time } = body;
  if (!isFields(event)) return undefined;
  const { type, tokens } = event;
  const isBot = isFields(tokens) && Array.isArray(tokens['bot']) && tokens['bot'].length > 0;
  if (type !== 'app_uninstalled' && !(type === 'tokens_revoked' && isBot)) return undefined;
  if (typeof team !== 'string' || typeof event_time !== 'number') return undefined;
  // Slack tells whole seconds.
  return { team, upTo: event_time * 1000 + 999, why: type };
}
