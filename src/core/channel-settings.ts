import type { Handler } from './claim.ts';

/** What is set for one channel of claims; what is absent is as the configuration says. */
export type ChannelSettings = {
  /** Who is in charge of the channel's claims, before the routes of the configuration. */
  handler?: Handler | undefined;
  /** In which language customers are told of its claims. */
  language?: string | undefined;
};
