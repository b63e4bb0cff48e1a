/**
 * A kind or key as BullMQ takes it: neither empty nor a number, without a colon, and no two texts alike.
 * Shape: as in JSON where it is no ordinary text, since UTF-8 has no lone surrogates.
 */
export function bullName(text: string): string {
  return `~${encodeURIComponent(JSON.stringify(text).slice(1, -1))}`;
}
