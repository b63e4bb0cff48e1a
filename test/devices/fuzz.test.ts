import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBer, writeBer } from '../../src/demo/fuzz/ber-tree.ts';
import { mutateSnmp } from '../../src/demo/fuzz/mutate-snmp.ts';
import { mutateText } from '../../src/demo/fuzz/mutate-text.ts';
import type { FuzzOptions, FuzzReport } from '../../src/demo/fuzz/run-fuzz.ts';
import { createRandom } from '../../src/demo/fleet/random.ts';
import { NO_SUCH_OBJECT, octets, response, TAGS, varbind } from './ber.ts';

// The devices have a process of their own, which runs what `npm run build` left in dist; `npm test` makes it first.
const compiled = new URL('../../dist/demo/fuzz/run-fuzz.js', import.meta.url);
type Module = { runFuzz: (options: FuzzOptions) => Promise<FuzzReport> };
const { runFuzz }: Module = await import(compiled.href);

const REQUEST = { version: 1, community: 'public', tag: TAGS.get, id: 77, first: 0, second: 0, oids: [] } as const;
const ANSWER = response({ ...REQUEST, oids: [] }, [
  varbind('1.3.6.1.2.1.1.5.0', octets('a name')),
  varbind('1.3.6.1.2.1.1.6.0', NO_SUCH_OBJECT),
]);

describe('a reader among devices that answer anything', () => {
  const once = `ci ${randomBytes(6).toString('hex')}`;
  it.each(['ci', once])(
    'never throws, overruns, hoards or believes what cannot be, with the seed "%s"',
    async (seed) => {
      const report = await runFuzz({ answers: 1500, seed });
      expect(report.faults, `npm run fuzz -- --answers 1500 --seed "${seed}"`).toEqual([]);
      expect(Object.values(report.answers).reduce((sum, one) => sum + one)).toBeGreaterThanOrEqual(1500);
      for (const [protocol, answers] of Object.entries(report.answers))
        expect(answers, protocol).toBeGreaterThanOrEqual(70);
      // What was damaged is only part of the proof: what was not must still be read.
      for (const kind of ['number', 'text', 'state', 'absent: malformed', 'absent: timeout'])
        expect(report.values[kind], kind).toBeGreaterThan(0);
    },
    60_000,
  );
});

describe('mutated answers', () => {
  it('are the same for the same seed, and mostly not what they were', () => {
    const of = (seed: string): Buffer => mutateSnmp(ANSWER, createRandom(seed), ANSWER);
    const seeds = Array.from({ length: 300 }, (_none, n) => `seed ${n}`);
    expect(seeds.map((seed) => of(seed).toString('hex'))).toEqual(seeds.map((seed) => of(seed).toString('hex')));
    expect(seeds.filter((seed) => of(seed).equals(ANSWER)).length).toBeLessThan(100);
    expect(new Set(seeds.map((seed) => of(seed).toString('hex'))).size).toBeGreaterThan(150);
  });

  it('can be made of anything, again and again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, seed) => {
        const random = createRandom(seed);
        let answer = Buffer.from(bytes);
        for (let n = 0; n < 5; n += 1)
          answer = Buffer.from(mutateText(mutateSnmp(answer, random, ANSWER), random, ANSWER));
        expect(answer.length).toBeLessThanOrEqual(4 * 65_000);
      }),
      { numRuns: 100 },
    );
  });

  it('are taken apart and put together without loss where nothing is changed', () => {
    const [message] = readBer(ANSWER) ?? [];
    expect(message === undefined ? undefined : writeBer(message)).toEqual(ANSWER);
    expect(readBer(Buffer.from([0x30, 0x05, 0x02]))).toBeUndefined();
  });
});
