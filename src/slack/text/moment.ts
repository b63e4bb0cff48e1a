import { momentInText } from '../../core/moment.ts';

/**
 * A moment in the reader's own time zone, for mrkdwn.
 * Units: milliseconds since 1970.
 * Fails: never; a moment no calendar knows is called unknown.
 * Source: docs.slack.dev, "Date formatting".
 */
export function momentInSlack(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime()) || at < 0) return 'an unknown time';
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${momentInText(at)}>`;
}
