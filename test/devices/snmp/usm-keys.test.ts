import { createHash } from 'node:crypto';
import fc from 'fast-check';
import snmp from 'net-snmp';
import { describe, expect, it } from 'vitest';
import { decryptDes, encryptDes } from '../../../src/devices/snmp/des.ts';
import { localizedKey } from '../../../src/devices/snmp/usm-keys.ts';

const ENGINE = Buffer.from('000000000000000000000002', 'hex');

describe('keys of users', () => {
  it('are those of the standard', () => {
    const key = (protocol: 'md5' | 'sha'): string =>
      localizedKey(snmp.AuthProtocols[protocol], 'maplesyrup', ENGINE).toString('hex');
    // RFC 3414, A.3.1 and A.3.2; asked twice, because the second time they are remembered.
    for (let n = 0; n < 2; n += 1) {
      expect(key('md5')).toBe('526f5eed9fcce26f8964c2930787d82b');
      expect(key('sha')).toBe('6695febc9288e36282235fc7151f128497b38f3f');
    }
  });

  it('differ by protocol, password and engine, and are whole hashes', () => {
    const protocols = ['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
    const keys = protocols.flatMap((protocol) =>
      ['password-1', 'password-2', Buffer.from('password-3')].flatMap((password) =>
        [ENGINE, Buffer.alloc(33, 1)].map((engine) => localizedKey(snmp.AuthProtocols[protocol], password, engine)),
      ),
    );
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(36);
    expect([...new Set(keys.map((key) => key.length))]).toEqual([16, 20, 28, 32, 48, 64]);
  });

  it('stay right when more engines were seen than are remembered', () => {
    const password = 'long-enough';
    const digest = createHash('sha1').update(Buffer.alloc(1_048_576, password)).digest();
    for (let n = 0; n < 20_100; n += 1) {
      const engine = Buffer.alloc(8);
      engine.writeUInt32BE(n);
      const key = localizedKey(snmp.AuthProtocols.sha, password, engine);
      if (n % 1000 !== 0) continue;
      expect(key).toEqual(createHash('sha1').update(digest).update(engine).update(digest).digest());
    }
  });
});

describe('DES', () => {
  it('gives back what was encrypted, padded to whole blocks', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.uint8Array({ minLength: 16, maxLength: 20 }),
        (octets, key) => {
          const plain = Buffer.from(octets);
          const { encryptedPdu, msgPrivacyParameters } = encryptDes(plain, Buffer.from(key));
          const back = decryptDes(encryptedPdu, msgPrivacyParameters, Buffer.from(key));
          expect(back.length).toBe(Math.ceil(plain.length / 8) * 8);
          expect(back.subarray(0, plain.length)).toEqual(plain);
        },
      ),
    );
  });
});
