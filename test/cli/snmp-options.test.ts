import { describe, expect, it } from 'vitest';
import { credentialsFor, type SnmpOptions } from '../../src/cli/snmp-options.ts';
import { Secret } from '../../src/core/secret.ts';

const ENV = { AUTH: 'authkey-1', PRIV: 'privkey-1', SHORT: 'short', EMPTY: '' };
const BRANCH = { version: '1' as const, community: new Secret('branch') };

function of(options: SnmpOptions): unknown {
  return credentialsFor(options, ENV, { credentials: { branch: BRANCH } }).default;
}

describe('credentialsFor', () => {
  it('makes the user of version 3 that the keys make', () => {
    expect(of({ user: 'u', context: 'c' })).toEqual({ version: '3', user: 'u', context: 'c', level: 'noAuthNoPriv' });
    const signed = of({ user: 'u', authKeyEnv: 'AUTH', authProtocol: 'sha-256' });
    expect(signed).toMatchObject({ level: 'authNoPriv', auth: { protocol: 'sha-256' } });
    expect(signed).not.toHaveProperty('priv');
    expect(of({ user: 'u', authKeyEnv: 'AUTH', privKeyEnv: 'PRIV' })).toMatchObject({
      level: 'authPriv',
      auth: { protocol: 'sha-1' },
      priv: { protocol: 'aes-128' },
    });
  });

  it('takes keys from the environment alone, and shows them nowhere', () => {
    const made = credentialsFor({ user: 'u', authKeyEnv: 'AUTH' }, ENV, { credentials: {} }).default;
    expect(JSON.stringify(made)).not.toContain('authkey');
    expect(made.version === '3' && made.level === 'authNoPriv' ? made.auth.key.reveal() : '').toBe('authkey-1');
  });

  it('falls back to the configuration, then to what devices are delivered with', () => {
    expect(of({ credential: 'branch' })).toBe(BRANCH);
    expect(of({})).toMatchObject({ version: '2c' });
    expect(credentialsFor({}, ENV, { credentials: { default: BRANCH } }).default).toBe(BRANCH);
  });

  it.each<[SnmpOptions, string]>([
    [{ user: 'u', communityEnv: 'AUTH' }, 'Only one of --user and --community-env can say how to speak to the device.'],
    [{ level: 'authPriv' }, '--level belongs to a user of version 3: add --user.'],
    [{ user: 'u', level: 'authPriv', authKeyEnv: 'AUTH' }, 'The level authPriv needs --priv-key-env.'],
    [{ user: 'u', privKeyEnv: 'PRIV' }, 'The level authPriv needs --auth-key-env.'],
    [
      { user: 'u', level: 'noAuthNoPriv', authKeyEnv: 'AUTH' },
      '--auth-key-env says nothing at the level noAuthNoPriv.',
    ],
    [{ user: 'u', authKeyEnv: 'EMPTY' }, 'The environment variable EMPTY is not set.'],
    [{ user: 'u', authKeyEnv: 'SHORT' }, 'The environment variable SHORT holds too few characters'],
    [{ credential: 'constructor' }, 'The configuration has no credential constructor.'],
  ])('refuses %j, saying why', (options, said) => {
    expect(() => of(options)).toThrow(said);
  });
});
