/** It is put between < and |, so it must be an address and nothing else. */
const ADDRESS = /^https?:\/\/[^\s<>|]+$/;

/** A link as Slack gives it; undefined where that is no address. */
export function linkIn(said: string | undefined): string | undefined {
  return said !== undefined && ADDRESS.test(said) ? said : undefined;
}

/**
 * The link to a message that stands and is in no thread, under the address of its workspace, as Slack writes it; undefined without an address.
 * Source: docs.slack.dev, auth.test (`url`) and chat.getPermalink: `https://ghostbusters.slack.com/archives/C1H9RESGA/p135854651500008`.
 */
export function linkUnder(site: string | undefined, channel: string, ts: string): string | undefined {
  if (site === undefined || site === '') return undefined;
  return linkIn(`${site.replace(/\/+$/, '')}/archives/${channel}/p${ts.replace('.', '')}`);
}
