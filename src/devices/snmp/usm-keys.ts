import { createHash } from 'node:crypto';
import snmp from 'net-snmp';
import type { AuthProtocol, PrivProtocol } from '../../core/credential.ts';
import { decryptDes, encryptDes } from './des.ts';

/** Digests of passwords, each over a mebibyte; there are as many as credentials. */
const MOST_DIGESTS = 256;
/** Keys of users at engines; one that was forgotten costs one short hash. */
const MOST_KEYS = 20_000;
/** Longer ones do not exist, so a device that sends one is not remembered. Source: RFC 3411, SnmpEngineID. */
const MOST_ENGINE_OCTETS = 32;
const PASSWORD_OCTETS = 1024 * 1024;

/** What the package calls each way to sign. */
export const AUTHS: Record<AuthProtocol, HashedProtocol> = {
  md5: snmp.AuthProtocols.md5,
  'sha-1': snmp.AuthProtocols.sha,
  'sha-224': snmp.AuthProtocols.sha224,
  'sha-256': snmp.AuthProtocols.sha256,
  'sha-384': snmp.AuthProtocols.sha384,
  'sha-512': snmp.AuthProtocols.sha512,
};
/** What the package calls each way to encrypt. */
export const PRIVS: Record<PrivProtocol, snmp.PrivProtocols> = {
  des: snmp.PrivProtocols.des,
  'aes-128': snmp.PrivProtocols.aes,
  'aes-256': snmp.PrivProtocols.aes256b,
  'aes-256-c': snmp.PrivProtocols.aes256r,
};

type HashedProtocol = Exclude<snmp.AuthProtocols, snmp.AuthProtocols.none>;
type EngineId = { engineID: Buffer };

const digests = new Map<string, Buffer>();
const keys = new Map<string, Buffer>();

/**
 * The key of a password at one engine, from a bounded memory where it was made before.
 * Source: RFC 3414, A.2; the package's own function hashes a mebibyte for each engine and forgets no key.
 */
export function localizedKey(protocol: HashedProtocol, password: string | Buffer, engineId: Buffer): Buffer {
  if (typeof password !== 'string' || engineId.length > MOST_ENGINE_OCTETS)
    return localize(protocol, password, engineId);
  const name = `${protocol} ${engineId.toString('hex')} ${password}`;
  return keys.get(name) ?? remember(keys, MOST_KEYS, name, localize(protocol, password, engineId));
}

function localize(protocol: HashedProtocol, password: string | Buffer, engineId: Buffer): Buffer {
  const digest = digestOf(protocol, password);
  return hashOf(protocol, digest, engineId, digest);
}

function digestOf(protocol: HashedProtocol, password: string | Buffer): Buffer {
  const make = (): Buffer => hashOf(protocol, Buffer.alloc(PASSWORD_OCTETS, password));
  // Octets are the key of one engine, which the older way to stretch a key takes for a password.
  if (typeof password !== 'string') return make();
  const name = `${protocol} ${password}`;
  return digests.get(name) ?? remember(digests, MOST_DIGESTS, name, make());
}

function hashOf(protocol: HashedProtocol, ...parts: Buffer[]): Buffer {
  const hash = createHash(HASHES[protocol]);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The hash under each way to sign, by its name in node:crypto. */
export const HASHES: Record<HashedProtocol, string> = {
  [snmp.AuthProtocols.md5]: 'md5',
  [snmp.AuthProtocols.sha]: 'sha1',
  [snmp.AuthProtocols.sha224]: 'sha224',
  [snmp.AuthProtocols.sha256]: 'sha256',
  [snmp.AuthProtocols.sha384]: 'sha384',
  [snmp.AuthProtocols.sha512]: 'sha512',
};

function remember(entries: Map<string, Buffer>, most: number, name: string, made: Buffer): Buffer {
  const [oldest] = entries.keys();
  if (entries.size >= most && oldest !== undefined) entries.delete(oldest);
  entries.set(name, made);
  return made;
}

/** Puts the function above and our DES in place of the package's own, which it looks up by name for each message. */
export function mendUsm(): void {
  Object.assign(snmp.Authentication, { passwordToKey: localizedKey });
  Object.assign(snmp.Encryption.algorithms[snmp.PrivProtocols.des], {
    encryptPdu: (plain: Buffer, _des: number, password: string, auth: HashedProtocol, engine: EngineId) =>
      encryptDes(plain, localizedKey(auth, password, engine.engineID)),
    decryptPdu: (
      octets: Buffer,
      _des: number,
      salt: Buffer,
      password: string,
      auth: HashedProtocol,
      engine: EngineId,
    ) => decryptDes(octets, salt, localizedKey(auth, password, engine.engineID)),
  });
}

/** What the package holds of a cipher, beyond what its types say. */
type Algorithm = {
  CRYPTO_ALGORITHM: string;
  localizationAlgorithm(algorithm: Algorithm, auth: number, password: string, engineId: Buffer): Buffer;
};

/** The key of a password for a cipher at one engine, stretched as the package does, and the cipher's name. */
export function cipherKey(
  priv: PrivProtocol,
  auth: AuthProtocol,
  password: string,
  engineId: Buffer,
): { cipher: string; key: Buffer } {
  const algorithms: Record<number, Algorithm> = snmp.Encryption.algorithms;
  const algorithm = algorithms[PRIVS[priv]];
  if (algorithm === undefined) throw new RangeError(priv);
  const key = algorithm.localizationAlgorithm(algorithm, AUTHS[auth], password, engineId);
  return { cipher: algorithm.CRYPTO_ALGORITHM, key };
}
