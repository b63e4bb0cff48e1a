import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Today's OpenSSL leaves plain DES out; three rounds with one and the same key are plain DES. */
const CIPHER = 'des-ede3-cbc';
const OCTETS = 8;

/**
 * Encrypts a request with DES.
 * Shape: in the names of the package that sends it. Source: RFC 3414, 8.1.1.
 */
export function encryptDes(plain: Buffer, localized: Buffer): { encryptedPdu: Buffer; msgPrivacyParameters: Buffer } {
  const salt = randomBytes(OCTETS);
  const { key, iv } = keyOf(localized, salt);
  const cipher = createCipheriv(CIPHER, key, iv).setAutoPadding(false);
  const padding = Buffer.alloc((OCTETS - (plain.length % OCTETS)) % OCTETS);
  const encryptedPdu = Buffer.concat([cipher.update(plain), cipher.update(padding), cipher.final()]);
  return { encryptedPdu, msgPrivacyParameters: salt };
}

/**
 * Decrypts an answer with DES; its padding is left on.
 * Fails: throws when the octets are no whole blocks.
 */
export function decryptDes(octets: Buffer, salt: Buffer, localized: Buffer): Buffer {
  const { key, iv } = keyOf(localized, salt);
  const decipher = createDecipheriv(CIPHER, key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(octets), decipher.final()]);
}

function keyOf(localized: Buffer, salt: Buffer): { key: Buffer; iv: Buffer } {
  const once = localized.subarray(0, OCTETS);
  const iv = Buffer.from(localized.subarray(OCTETS, 2 * OCTETS));
  for (const [at, octet] of iv.entries()) iv[at] = octet ^ (salt[at] ?? 0);
  return { key: Buffer.concat([once, once, once]), iv };
}
