import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import type { Installation } from '../../core/installation.ts';
import { keyOctets } from '../../core/sealing-key.ts';
import type { Secret } from '../../core/secret.ts';

/** Seals what an install gave, for its workspace alone. */
export type Sealer = {
  /** Seals with the first key. */
  seal: (team: string, text: string) => Pick<Installation, 'key' | 'sealed'>;
  /**
   * Opens with whichever key it was sealed with.
   * Fails: AppError `bad_config` when that key is not configured any more, `store_failed` when what is kept was changed.
   */
  open: (installation: Installation) => string;
  /** Whether it was sealed with the first key. */
  isCurrent: (installation: Pick<Installation, 'key'>) => boolean;
  /** A secret of its own for another use, the same in every process. */
  secretFor: (use: string) => string;
};

const CIPHER = 'aes-256-gcm';
/** Source: NIST SP 800-38D, 8.2: 96 bits, never twice with one key; drawn, since an install is sealed seldom. */
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;

/**
 * Seals by AES-256-GCM. The first key seals, and all open: a new one is put before the old one until nothing needs that any more.
 * Shape: a key goes by the beginning of its own digest, so that none can be taken for another.
 * Fails: AppError `bad_config` when there is none, or one is not 32 octets.
 */
export function openSealer(keys: readonly Secret[]): Sealer {
  const known = new Map<string, Buffer>();
  for (const key of keys) {
    const octets = keyOctets(key.reveal());
    if (octets === undefined) throw new AppError('bad_config', 'A key of slack.oauth.keys is not 32 octets.');
    known.set(createHash('sha256').update('claimscope key').update(octets).digest('hex').slice(0, 16), octets);
  }
  const [first] = known;
  if (first === undefined) throw new AppError('bad_config', 'slack.oauth.keys names no key.');
  const [current, currentKey] = first;

  return {
    seal(team, text) {
      const nonce = randomBytes(NONCE_OCTETS);
      const cipher = createCipheriv(CIPHER, currentKey, nonce).setAAD(purposeOf(team));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return { key: current, sealed: Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64') };
    },
    open({ team, key, sealed }) {
      const octets = known.get(key);
      if (octets === undefined) {
        const said = `The install of workspace ${team} was sealed with the key ${key}, which slack.oauth.keys does not name: put it back, or install the app there again.`;
        throw new AppError('bad_config', said, { team, key });
      }
      const bytes = Buffer.from(sealed, 'base64');
      try {
        const decipher = createDecipheriv(CIPHER, octets, bytes.subarray(0, NONCE_OCTETS), {
          authTagLength: TAG_OCTETS,
        });
        decipher.setAAD(purposeOf(team)).setAuthTag(bytes.subarray(NONCE_OCTETS, NONCE_OCTETS + TAG_OCTETS));
        const body = bytes.subarray(NONCE_OCTETS + TAG_OCTETS);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch (error) {
        const said = `The install of workspace ${team} was changed since it was sealed: install the app there again.`;
        throw new AppError('store_failed', said, { team }, error);
      }
    },
    isCurrent: ({ key }) => key === current,
    secretFor: (use) => Buffer.from(hkdfSync('sha256', currentKey, '', `claimscope ${use}`, 32)).toString('hex'),
  };
}

/** What is sealed for one workspace opens for no other. */
function purposeOf(team: string): Buffer {
  return Buffer.from(`claimscope install ${team}`);
}
