/** The workspace. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

/** Someone who can write: a person, the bot, or the workspace's own helper that shows notices. */
export interface Person {
  readonly id: string;
  readonly handle: string;
  readonly realName: string;
  readonly email?: string;
  readonly isBot: boolean;
}

/** A named group of people that can be mentioned together. */
export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
}

/** A place where messages stand: a channel, a private channel, or a direct conversation. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'channel' | 'group' | 'im' | 'mpim';
  readonly members: Set<string>;
  readonly topic: string;
}

/** A channel as the options name it. */
export interface ChannelOption {
  readonly id: string;
  readonly name: string;
  readonly isPrivate?: boolean;
  readonly topic?: string;
  /** User ids. */
  readonly members: readonly string[];
}

export const TEAM: Team = { id: 'T0LOCALTEAM', name: 'Toner & Co', domain: 'toner-and-co' };
export const APP_ID = 'A0CLAIMAPP1';
export const BOT_ID = 'B0CLAIMBOT1';

export const BOT: Person = { id: 'U0CLAIMBOT1', handle: 'claimscope', realName: 'claimscope', isBot: true };
/** Who shows a person what went wrong with a command or a button. */
export const NOTICES: Person = { id: 'USLACKBOT', handle: 'slackbot', realName: 'Slackbot', isBot: true };

export const DEFAULT_USERS: readonly Person[] = [
  { id: 'U0AIKOMORI1', handle: 'aiko', realName: 'Aiko Mori', email: 'aiko@example.test', isBot: false },
  { id: 'U0BENOKAFO1', handle: 'ben', realName: 'Ben Okafor', email: 'ben@example.test', isBot: false },
  { id: 'U0CARLARUI1', handle: 'carla', realName: 'Carla Ruiz', email: 'carla@example.test', isBot: false },
];

export const DEFAULT_GROUPS: readonly UserGroup[] = [
  { id: 'S0TONERDESK', handle: 'toner-desk', name: 'Toner desk', users: ['U0AIKOMORI1', 'U0BENOKAFO1'] },
];

const EVERYBODY = DEFAULT_USERS.map((user) => user.id);

export const DEFAULT_CHANNELS: readonly ChannelOption[] = [
  { id: 'C0CLAIMS001', name: 'claims', topic: 'One message, one claim', members: [...EVERYBODY, BOT.id] },
  { id: 'C0SERVDESK1', name: 'service-desk', topic: 'Dispatch and the field', members: [...EVERYBODY, BOT.id] },
  { id: 'C0RANDOM001', name: 'random', topic: 'Anything else', members: EVERYBODY },
];
