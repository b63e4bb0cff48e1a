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

/** The same for places without dates (modals, plain text), in UTC. */
export function momentInText(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return 'an unknown time';
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
