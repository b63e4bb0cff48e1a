import type { WebClient } from '@slack/web-api';
import { AppError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { ExpertRoute, HandlerRoute } from '../core/handlers.ts';
import type { Clock } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import { boltLogger } from './bolt-logger.ts';
import type { Calls } from './calls/calls.ts';
import { codeOf, troubleOf } from './calls/trouble.ts';
import { openWebCalls } from './calls/web-calls.ts';
import { openClient } from './connect.ts';
import { type Channel, channelName, findChannel } from './find-channel.ts';
import { BOT_SCOPES } from './ids.ts';
import type { SlackOptions } from './options.ts';
import { openRedact } from './secrets.ts';

/** What of the configuration Slack has to agree with. */
export type SlackToExamine = Pick<
  SlackOptions,
  'mode' | 'apiUrl' | 'appToken' | 'signingSecret' | 'claimsChannels' | 'deskChannels' | 'customerChannels'
> & {
  botToken?: Secret | undefined;
  experts: readonly ExpertRoute[];
  routes: readonly HandlerRoute[];
};

/** A request is refused whose signature is five minutes off; how far the clocks may be apart before that is near. Units: milliseconds. */
const CLOCK_ILL_MS = 240_000;
const CLOCK_UNSURE_MS = 30_000;

const CUSTOMER_CHANNEL = "customers' channel";

/** Slack's words for a token that is of no use, and what to do. Source: docs.slack.dev, errors of auth.test and apps.connections.open. */
const TOKEN_REMEDIES: Record<string, string> = {
  invalid_auth: 'copy it again from the pages of the app: it is of another app, or was cut off',
  not_authed: 'copy it again from the pages of the app',
  token_revoked: 'install the app to the workspace again, and take the new token',
  token_expired: 'turn token rotation off, as manifest.yml does, and install the app again',
  account_inactive: 'the app was removed from the workspace: install it again, and take the new token',
  missing_scope: 'give the app token the scope connections:write',
  socket_mode_not_enabled: 'switch Socket Mode on in the pages of the app, as manifest.yml does',
};

/**
 * Looks into whether the bot can do its work in Slack: tokens, scopes, clock, channels, handlers. It posts nothing.
 * Fails: never for Slack's sake; that it cannot be reached is a finding.
 */
export async function examineSlack(options: SlackToExamine, clock: Clock): Promise<Finding[]> {
  const { botToken } = options;
  const secret = await examineOwnSecret(options);
  if (botToken === undefined) return [notSet('bot token', 'SLACK_BOT_TOKEN', 'OAuth & Permissions'), secret];
  const odd = oddToken('bot token', 'xoxb-', botToken);
  if (odd !== undefined) return [odd, secret];
  let offByMs: number | undefined;
  const client = openQuietClient({ ...options, botToken }, (headers) => {
    const date = Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(date)) offByMs = clock() - date;
  });
  const calls = openWebCalls(client);
  const token = await examineBotToken(client, calls);
  const findings = [...token, ...(offByMs === undefined ? [] : [clockFinding(offByMs)]), secret];
  if (token.some(({ what, state }) => what === 'bot token' && state === 'ill')) return findings;
  return [...findings, ...(await examineChannels(calls, options)), ...(await examineHandlers(calls, options.routes))];
}

function openQuietClient(
  { botToken, apiUrl }: { botToken: Secret; apiUrl?: string | undefined },
  onAnswer: (headers: Headers) => void = () => undefined,
): WebClient {
  const logger = boltLogger(() => undefined, openRedact([botToken]));
  return openClient({ botToken, apiUrl }, logger, async (...request) => {
    const answer = await fetch(...request);
    onAnswer(answer.headers);
    return answer;
  });
}

function notSet(what: string, variable: string, page: string): Finding {
  const remedy = `set ${variable} in the environment; it is in the pages of the app under "${page}"`;
  return { what, state: 'ill', says: `${variable} is not set`, remedy };
}

/** What can be told of a token without sending it. */
function oddToken(what: string, beginning: string, token: Secret): Finding | undefined {
  if (!token.reveal().startsWith(beginning)) {
    const remedy = `the ${what} begins with ${beginning}; see that the two are not in each other's place`;
    return { what, state: 'ill', says: `does not begin with ${beginning}`, remedy };
  }
  if (/^[\x21-\x7e]+$/.test(token.reveal())) return undefined;
  return {
    what,
    state: 'ill',
    says: 'holds a space or a sign that no token has',
    remedy: TOKEN_REMEDIES['not_authed'],
  };
}

/** What proves who is who where Slack speaks to us: the app token over Socket Mode, the signing secret over HTTP. */
export async function examineOwnSecret({
  mode,
  appToken,
  signingSecret,
  apiUrl,
}: Pick<SlackToExamine, 'mode' | 'appToken' | 'signingSecret' | 'apiUrl'>): Promise<Finding> {
  if (mode === 'http') {
    const what = 'signing secret';
    if (signingSecret === undefined) return notSet(what, 'SLACK_SIGNING_SECRET', 'Basic Information');
    return { what, state: 'unsure', says: 'is set; whether it is the right one shows with the first request of Slack' };
  }
  const what = 'app token';
  if (appToken === undefined) return notSet(what, 'SLACK_APP_TOKEN', 'Basic Information, App-Level Tokens');
  const odd = oddToken(what, 'xapp-', appToken);
  if (odd !== undefined) return odd;
  try {
    await openQuietClient({ botToken: appToken, apiUrl }).apps.connections.open({});
    return { what, state: 'well', says: 'opens Socket Mode' };
  } catch (error) {
    return tokenFinding(what, error);
  }
}

async function examineBotToken(client: WebClient, calls: Calls): Promise<Finding[]> {
  try {
    const { team, url, response_metadata: answer } = await client.auth.test();
    const { name } = await calls.whoAmI();
    const token: Finding = {
      what: 'bot token',
      state: 'well',
      says: `is ${name} in ${team ?? 'Slack'} (${url ?? ''})`,
    };
    return [token, scopesFinding(answer?.scopes ?? [])];
  } catch (error) {
    return [tokenFinding('bot token', error)];
  }
}

function tokenFinding(what: string, error: unknown): Finding {
  if (error instanceof AppError) return { what, state: 'ill', says: error.message, remedy: 'set the bot token there' };
  const trouble = troubleOf(error);
  const code = codeOf(trouble);
  if (code !== undefined) {
    const remedy = TOKEN_REMEDIES[code] ?? 'look the word up in the reference of Slack';
    return { what, state: 'ill', says: `Slack refuses it: ${code}`, remedy };
  }
  const says = trouble?.kind === 'limited' ? 'Slack answers that it is asked too often' : 'Slack cannot be reached';
  return { what, state: 'ill', says, remedy: 'look at the network, the proxy and slack.apiUrl, and try again' };
}

function scopesFinding(given: readonly string[]): Finding {
  const what = 'scopes';
  const absent = Object.entries(BOT_SCOPES).filter(([scope]) => !given.includes(scope));
  const all = Object.keys(BOT_SCOPES).length;
  if (absent.length === 0) return { what, state: 'well', says: `all ${all} that are needed are given` };
  const says = `not given: ${absent.map(([scope, use]) => `${scope} (for ${use})`).join('; ')}`;
  return { what, state: 'ill', says, remedy: 'put manifest.yml in the pages of the app and install the app again' };
}

function clockFinding(offByMs: number): Finding {
  const off = Math.abs(offByMs);
  const seconds = Math.round(off / 1000);
  const what = 'clock';
  if (off < CLOCK_UNSURE_MS) return { what, state: 'well', says: `is within ${seconds} s of Slack's` };
  const says = `is ${seconds} s ${offByMs > 0 ? 'ahead of' : 'behind'} Slack's`;
  const remedy =
    'let the machine set its clock by NTP; signatures five minutes off are refused, and ages are shown wrong';
  return { what, state: off < CLOCK_ILL_MS ? 'unsure' : 'ill', says, remedy };
}

async function examineChannels(
  calls: Calls,
  { claimsChannels, deskChannels = [], customerChannels = [], experts }: SlackToExamine,
): Promise<Finding[]> {
  const named = (what: string, names: readonly string[], risk = ''): { what: string; name: string; risk: string }[] =>
    [...new Set(names.map(channelName))].map((name) => ({ what, name, risk }));
  const wanted = [
    ...named('claims channel', claimsChannels),
    ...named('desk channel', deskChannels),
    ...named(CUSTOMER_CHANNEL, channelsOf(customerChannels), '; until then it is treated as one of the desk'),
    ...named("experts' channel", channelsOf(experts)),
  ];
  const findings: Finding[] = [];
  if (claimsChannels.length === 0) {
    const says = 'none is configured: claims come by the command, the form, the API and traps only';
    findings.push({ what: 'claims channel', state: 'unsure', says, remedy: 'name one under slack.claimsChannels' });
  }
  if (wanted.length === 0) return findings;
  let channels;
  try {
    channels = await calls.listChannels();
  } catch (error) {
    return [{ ...tokenFinding('claims channel', error), remedy: 'mend the scopes and try again' }];
  }
  return [...findings, ...wanted.map((one) => channelFinding(channels, one))];
}

function channelsOf(list: readonly { channel: string }[]): string[] {
  return list.map(({ channel }) => channel);
}

function channelFinding(
  channels: readonly Channel[],
  { what, name, risk }: { what: string; name: string; risk: string },
): Finding {
  const found = findChannel(channels, name);
  if (found?.isMember === true) return { what, state: 'well', says: `#${found.name}: the bot is in it` };
  const remedy = 'write /invite and the name of the bot in the channel';
  if (found !== undefined) return { what, state: 'ill', says: `#${found.name}: the bot is not in it`, remedy };
  const says = `"${name}" is none that the bot can see: no such channel, an archived one, or a private one it is not in`;
  return { what, state: 'ill', says: `${says}${risk}`, remedy: `mend the name, or ${remedy}` };
}

async function examineHandlers(calls: Calls, routes: readonly HandlerRoute[]): Promise<Finding[]> {
  const what = 'handlers';
  if (routes.length === 0) {
    const says = 'none is configured: nobody is told of a claim';
    return [{ what, state: 'unsure', says, remedy: 'name people or user groups under handlers' }];
  }
  const users = new Set(routes.flatMap(({ handler }) => (handler.kind === 'user' ? [handler.id] : [])));
  const findings: Finding[] = [];
  for (const user of users) {
    try {
      await calls.userName(user);
    } catch (error) {
      const why = codeOf(troubleOf(error)) ?? 'Slack cannot be reached';
      findings.push({ what, state: 'ill', says: `${user}: ${why}`, remedy: 'copy the member id from the profile' });
    }
  }
  const groups = new Set(routes.flatMap(({ handler }) => (handler.kind === 'group' ? [handler.id] : [])));
  findings.push(...(await examineGroups(calls, what, groups)));
  if (findings.length > 0) return findings;
  const counts = [counted(users.size, 'person', 'people'), counted(groups.size, 'user group', 'user groups')];
  return [{ what, state: 'well', says: `in Slack: ${counts.filter((one) => one !== '').join(', ')}` }];
}

/** What is wrong with user groups; nothing where nothing is. */
async function examineGroups(calls: Calls, what: string, groups: ReadonlySet<string>): Promise<Finding[]> {
  if (groups.size === 0) return [];
  try {
    const known = new Set((await calls.listGroups()).map(({ id }) => id));
    const remedy = 'take the id from the link of the group; one that is not in use any more counts as none';
    return [...groups]
      .filter((group) => !known.has(group))
      .map((group) => ({ what, state: 'ill', says: `${group}: there is no such user group`, remedy }));
  } catch (error) {
    const why = codeOf(troubleOf(error)) ?? 'Slack cannot be reached';
    return [{ what, state: 'unsure', says: `user groups: ${why}`, remedy: 'mend the scopes and try again' }];
  }
}

function counted(n: number, one: string, many: string): string {
  return n === 0 ? '' : `${n} ${n === 1 ? one : many}`;
}
