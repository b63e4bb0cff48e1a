import { AppError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { Clock } from '../core/ports.ts';
import { INSTALL_PATH } from './connect.ts';
import { examineOwnSecret, examineSlack, type SlackToExamine } from './examine-slack.ts';
import { type Installs, type InstallStore, openInstalls } from './installs/installs.ts';
import { openSealer, type Sealer } from './installs/seal.ts';
import type { OAuth } from './options.ts';

/** What of the configuration, and of what is kept, has to agree with Slack where several workspaces install the app. */
export type InstallsToExamine = Omit<SlackToExamine, 'botToken' | 'appToken'> & {
  oauth: OAuth;
  installs: InstallStore | undefined;
};

/**
 * Looks into each workspace that may have the app: whether it has it, whether its token opens and is taken, its scopes and channels. It posts nothing, and changes nothing that is kept.
 * Fails: never for Slack's sake.
 */
export async function examineInstalls(options: InstallsToExamine, clock: Clock): Promise<Finding[]> {
  const { oauth, installs: store } = options;
  const secret = await examineOwnSecret(options);
  if (store === undefined) {
    const remedy = `start the bot, and open ${INSTALL_PATH} of its address in a browser`;
    return [secret, { what: 'installs', state: 'ill', says: 'are not looked into without the store', remedy }];
  }
  const sealer = openSealer(oauth.keys);
  const installs = openInstalls({ store, sealer, workspaces: oauth.workspaces, clock, log: () => undefined });
  const findings = [secret, await keysFinding(store, sealer)];
  for (const team of oauth.workspaces) findings.push(...(await examineTeam(options, installs, team, clock)));
  return findings;
}

async function keysFinding(store: InstallStore, sealer: Sealer): Promise<Finding> {
  const what = 'keys of tokens';
  const older = (await store.listInstallations()).filter((kept) => !sealer.isCurrent(kept));
  if (older.length === 0) return { what, state: 'well', says: 'everything kept is sealed with the first key' };
  const says = `sealed with another key than the first: ${older.map(({ team }) => team).join(', ')}`;
  return { what, state: 'unsure', says, remedy: 'keep that key in slack.oauth.keys until the bot was started once' };
}

async function examineTeam(
  { oauth: _oauth, installs: _installs, ...slack }: InstallsToExamine,
  installs: Installs,
  team: string,
  clock: Clock,
): Promise<Finding[]> {
  const what = `workspace ${team}`;
  const remedy = `open ${INSTALL_PATH} of the bot's address in a browser, as somebody who may install apps there`;
  let bot;
  try {
    bot = await installs.botOf(team);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ what, state: 'ill', says: error.message, remedy }];
  }
  if (bot === undefined) return [{ what, state: 'ill', says: 'the app is not installed there', remedy }];
  // People named as handlers, and channels of customers, are of one workspace; a desk's count for nothing, and a signature is the same for all.
  const own = { ...slack, deskChannels: [], customerChannels: [], routes: [] };
  const found = await examineSlack({ ...own, botToken: bot.token }, clock);
  return found
    .filter((one) => one.what !== 'handlers' && one.what !== 'signing secret')
    .map((one) => ({ ...one, what: `${what}, ${one.what}` }));
}
