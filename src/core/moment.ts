/**
 * A moment for texts that know no reader's time zone (plain text, pictures), in UTC to the minute.
 * Units: milliseconds since 1970.
 * Fails: never; a moment no calendar knows is called unknown.
 */
export function momentInText(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return 'an unknown time';
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
