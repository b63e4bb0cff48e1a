import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { readTarget } from '../../src/core/redis-target.ts';
import { Secret } from '../../src/core/secret.ts';

describe('where a Redis is', () => {
  it('is read from a URL with its host, port, name, password and database', () => {
    expect(readTarget({ url: 'redis://localhost' })).toEqual({
      where: 'redis://localhost',
      nodes: [{ host: 'localhost', port: 6379 }],
      isCluster: false,
      isTls: false,
      password: '',
      db: 0,
    });
    expect(readTarget({ url: new Secret('rediss://me:a%2Fb%25@[::1]:7000/3') })).toMatchObject({
      where: 'rediss://[::1]:7000/3',
      nodes: [{ host: '::1', port: 7000 }],
      isTls: true,
      username: 'me',
      password: 'a/b%',
      db: 3,
    });
    expect(readTarget({ url: 'redis://a?cluster=true', cluster: ['b:7001', 'c'] })).toMatchObject({
      isCluster: true,
      nodes: [
        { host: 'a', port: 6379 },
        { host: 'b', port: 7001 },
        { host: 'c', port: 6379 },
      ],
    });
  });

  it('has its database in the path or as ?db=, which must not differ', () => {
    const dbs = ['redis://a/4', 'redis://a?db=4', 'redis://a/?db=4', 'redis://a/4?db=4'];
    expect(dbs.map((url) => readTarget({ url }).db)).toEqual([4, 4, 4, 4]);
    for (const url of ['redis://a/4?db=5', 'redis://a/x', 'redis://a?db=-1', 'redis://a?db=4&cluster=true']) {
      expect(() => readTarget({ url })).toThrow(AppError);
    }
  });

  it('is refused with its reason and without what it holds', () => {
    for (const [url, said] of [
      ['redis://:100%hush@a', '%25'],
      ['redis://hush%:x@a', '%25'],
      ['redis://:hush%ff@a', '%25'],
      ['http://:hush@a', 'redis://'],
      ['redis://', 'name a host'],
    ] as const) {
      try {
        readTarget({ url: new Secret(url) });
        expect.unreachable(url);
      } catch (error) {
        expect(error).toMatchObject({ code: 'bad_config', message: expect.stringContaining(said) });
        expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('hush');
      }
    }
  });

  it('is told by any text, or the text is refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string()), fc.string(), (text, password) => {
        const url = `redis://:${password}@${text}`;
        try {
          const { nodes, db } = readTarget({ url });
          expect(nodes[0]?.host).not.toBe('');
          expect(db).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad_config' });
        }
      }),
    );
  });
});
