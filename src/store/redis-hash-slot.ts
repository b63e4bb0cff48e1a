/** Slots of a Redis Cluster. Source: Redis Cluster specification, "Keys distribution model". */
const SLOTS = 16_384;

/** The slot of a key, or of the part in its first braces. Fails: never. */
export function hashSlot(key: string): number {
  const open = key.indexOf('{');
  const close = open === -1 ? -1 : key.indexOf('}', open + 1);
  return crc16(close > open + 1 ? key.slice(open + 1, close) : key) % SLOTS;
}

/** CRC16 of a text's bytes, as XMODEM has it: polynomial 0x1021, nothing reflected, from 0. */
export function crc16(text: string): number {
  let crc = 0;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc & 0x80_00) === 0 ? crc << 1 : (crc << 1) ^ 0x10_21) & 0xff_ff;
  }
  return crc;
}
