/** A short text of a trap: printable ASCII as it is, anything else left out. Units: at most 64 characters. */
export function cellText(value: unknown): string {
  const text = Buffer.isBuffer(value) ? value.toString('latin1') : typeof value === 'string' ? value : '';
  return text
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, 64);
}
