/** The octets of a key that seals. Shape: 32 octets, written as 64 hexadecimal digits or in base64. Fails: undefined for any other text. */
export function keyOctets(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}
