import { openCharts } from './chart/open-charts.ts';
import type { Config } from './config/config.ts';
import { AppError } from './core/errors.ts';
import type { Desk } from './core/intake.ts';
import type { Store } from './core/ports.ts';
import type { Tracing } from './core/tracing.ts';
import { loadDossierAsShown } from './flow/load-dossier.ts';
import type { FlowDeps } from './flow/flow-deps.ts';
import type { Log } from './log.ts';
import type { SlackSide } from './slack/options.ts';
import type { SendingOptions } from './slack/outgoing.ts';
import { startSendingShared } from './slack/start-sending-shared.ts';
import { type Sending, startSending } from './slack/start-sending.ts';
import { startSlackShared } from './slack/start-slack-shared.ts';
import { startSlack } from './slack/start-slack.ts';

/** What of the engine Slack stands on. */
type SlackEngine = { deps: FlowDeps; desk: Desk; store: Store; metrics: { log: Log }; tracing?: Tracing | undefined };

/** Variables of the environment that the bot cannot listen to Slack without. */
export function missingForSlack({ mode, botToken, appToken, signingSecret, oauth }: Config['slack']): string[] {
  return [
    ...(oauth === undefined && botToken === undefined ? ['SLACK_BOT_TOKEN'] : []),
    ...(mode === 'socket' && appToken === undefined ? ['SLACK_APP_TOKEN'] : []),
    ...(mode === 'http' && signingSecret === undefined ? ['SLACK_SIGNING_SECRET'] : []),
  ];
}

/**
 * Listens to Slack: in the workspace the bot's token is of, or in all that installed the app.
 * Fails: AppError `slack_failed` when Slack refuses, `bad_config`, `store_failed`.
 */
export function startBotSlack(config: Config, engine: SlackEngine): Promise<SlackSide> {
  const { mode, botToken, appToken, signingSecret, oauth, apiUrl, ...slack } = config.slack;
  const shared = {
    host: slack.host,
    port: slack.port,
    ...(apiUrl === undefined ? {} : { apiUrl }),
    command: slack.command,
    claimsChannels: slack.claimsChannels,
    deskChannels: slack.deskChannels,
    customerChannels: slack.customerChannels,
    postsPerSecond: slack.postsPerSecond,
    experts: config.experts,
    languages: engine.deps.book.explain,
    ...(engine.deps.zone === undefined ? {} : { zone: engine.deps.zone }),
    ...(config.admins === undefined ? {} : { admins: config.admins }),
    desk: engine.desk,
    store: engine.store,
    charts: openCharts(config.chartFonts),
    dossierOf: (claimId: number) => loadDossierAsShown(engine.deps, claimId),
    clock: Date.now,
    log: engine.metrics.log,
    tracing: engine.tracing,
  };
  if (oauth !== undefined && signingSecret !== undefined) {
    return startSlackShared({ ...shared, signingSecret, oauth, installs: engine.store });
  }
  if (botToken === undefined) throw new AppError('bad_config', 'There is no token for Slack.');
  return startSlack({
    ...shared,
    mode,
    botToken,
    inCharge: peopleInCharge(config.routes),
    ...(appToken === undefined ? {} : { appToken }),
    ...(signingSecret === undefined ? {} : { signingSecret }),
  });
}

/**
 * How a process that hears nothing from Slack sends to it.
 * Fails: AppError `bad_config` when there is no token.
 */
export function sendingTo({
  slack: { botToken, oauth },
  routes,
}: Pick<Config, 'slack' | 'routes'>): (
  options: Omit<SendingOptions, 'botToken' | 'store'> & { store: Store },
) => Promise<Sending> {
  if (oauth !== undefined) {
    return (options) => startSendingShared({ ...options, installs: options.store, oauth, clock: Date.now });
  }
  if (botToken === undefined) {
    throw new AppError('bad_config', 'Set SLACK_BOT_TOKEN in the environment: a worker shows claims in Slack.', {
      missing: ['SLACK_BOT_TOKEN'],
    });
  }
  return (options) => startSending({ ...options, botToken, inCharge: peopleInCharge(routes) });
}

/** Ids of the people whom claims go to; a group is nobody one could write to. */
function peopleInCharge(routes: Config['routes']): string[] {
  return routes.flatMap(({ handler }) => (handler.kind === 'user' ? [handler.id] : []));
}

/**
 * The desk for claims that come from no conversation: where there are several workspaces, they are shown in the first of the configuration that has a
 * claims channel. Fails: AppError `slack_failed` while none is open; whoever brings the claim brings it again.
 */
export function deskIn(slack: SlackSide, desk: Desk): Desk {
  if (slack.place === undefined) return desk;
  return {
    ...desk,
    async intake(incoming, mode) {
      return desk.intake({ ...incoming, origin: { ...incoming.origin, ...(await slack.place?.()) } }, mode);
    },
  };
}
