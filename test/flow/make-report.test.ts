import { afterEach, describe, expect, it } from 'vitest';
import { isSealIntact } from '../../src/core/seal.ts';
import { makeReport } from '../../src/flow/make-report.ts';
import { aClaim } from '../store/contract/samples.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';

let open: Scene;
afterEach(() => open.close());

const wish = { until: Number.MAX_SAFE_INTEGER, withinMs: 60 * 24 * HOUR };

describe('the report of the desk', () => {
  it('is made of what the claims and their fetches say', async () => {
    open = await openScene();
    for (const { serial } of fleet(8)) open.fakes.set(serial, { values: { 'toner-save.setting': 'off' } });
    open.fakes.set('C-0', { values: { 'toner-save.setting': 'on' } });
    const taken = await open.desk.intake(said('serial=C-0 symptom=light-print'), 'command');
    if (taken.kind !== 'claim') throw new Error('a claim is taken in');
    open.now.ms += 5_000;
    await open.settle();
    const [fetch] = await open.store.listFetches(taken.claim.id);
    expect(fetch?.stoodAt).toBeLessThanOrEqual(fetch?.doneAt ?? 0);
    expect(fetch?.seal).toMatchObject({
      claim: taken.claim.id,
      serial: 'C-0',
      model: 'M-1',
      symptoms: ['light-print'],
      rules: open.deps.book.version,
    });
    expect(fetch && isSealIntact(fetch)).toBe(true);
    expect(fetch && isSealIntact({ ...fetch, doneAt: 1 })).toBe(false);
    open.now.ms += 5_000;
    await open.desk.take(taken.claim.id, 'UBEN');
    open.now.ms += HOUR;
    const first = fetch?.measures[0]?.id ?? '';
    await open.desk.resolve(taken.claim.id, 'UBEN', '', { cause: 'setting', measure: first, proposed: [first] });
    const report = await makeReport(open.deps, wish);
    expect(report).toMatchObject({
      claims: { all: 1, resolved: 1 },
      withoutEvidence: 0,
      take: { n: 1, values: [10_000] },
      resolve: { n: 1, values: [HOUR + 10_000] },
      firstCall: { n: 1, of: 1, undecided: 1 },
      models: [{ model: 'M-1', claims: 1, devices: 9 }],
      symptoms: [{ symptom: 'light-print', claims: 1 }],
      measures: [{ measure: first, tried: 1, worked: 1, first: 1, firstWorked: 1 }],
      avoided: { n: 1, of: 1 },
      noMeasure: { n: 0, of: 1 },
    });
    expect(report.evidence.values?.[0]).toBeLessThanOrEqual(5_000);
  });

  it('reads claims page by page and keeps to time, model and customer; who left the registry is no customer', async () => {
    open = await openScene();
    for (let n = 0; n < 230; n += 1) {
      await open.store.addClaim(
        aClaim({ sourceKey: `k:${n}`, serial: n === 229 ? 'GONE' : `P-${(n % 4) + 1}`, at: n }),
      );
    }
    let [most, pages] = [0, 0];
    const store = {
      ...open.store,
      listClaims: async (filter: Parameters<typeof open.store.listClaims>[0]) => {
        const claims = await open.store.listClaims(filter);
        most = Math.max(most, claims.length);
        pages += 1;
        return claims;
      },
    };
    const all = await makeReport({ ...open.deps, store }, wish);
    expect([all.claims.all, most, pages]).toEqual([230, 100, 4]);
    expect(all.models.map(({ model, claims, devices }) => [model, claims, devices])).toEqual([
      ['M-1', 229, 9],
      ['no longer registered', 1, 0],
    ]);
    const some = async (more: object): Promise<number> =>
      (await makeReport(open.deps, { ...wish, ...more })).claims.all;
    expect(await some({ from: 10, until: 19 })).toBe(10);
    expect(await some({ customer: ' customer 1' })).toBe(57);
    expect(await some({ model: 'm 1' })).toBe(229);
    expect(await some({ model: 'M-2' })).toBe(0);
    expect(await some({ team: 'T1' })).toBe(0);
    const origin = { via: 'command' as const, channel: 'C1', team: 'T1' };
    await open.store.addClaim(aClaim({ sourceKey: 'k:team', serial: 'P-1', at: 1, origin }));
    expect([await some({ team: 'T1' }), await some({})]).toEqual([1, 231]);
  });
});
