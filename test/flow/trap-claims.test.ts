import { afterEach, describe, expect, it } from 'vitest';
import type { Trap } from '../../src/core/trap.ts';
import { openTrapClaims, THE_MACHINE } from '../../src/flow/trap-claims.ts';
import { symptomsOfTrap } from '../../src/rules/symptom-of-trap.ts';
import { fleet, HOUR, openScene, type Scene } from './scene.ts';

const open: Scene[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const JAM: Trap = { from: '127.0.0.9', code: 8, group: 8 };

async function listening(): Promise<{ scene: Scene; hear: (trap: Trap) => Promise<void>; logged: string[] }> {
  const [first, ...others] = fleet(3);
  if (first === undefined) throw new Error('no fleet');
  const scene = await openScene({ devices: [{ ...first, address: '127.0.0.9' }, ...others] });
  open.push(scene);
  const logged: string[] = [];
  const { deps, desk } = scene;
  const hear = openTrapClaims({ ...deps, log: (_level, event) => void logged.push(event), desk, channel: 'C1' });
  return { scene, hear, logged };
}

describe('what machines tell', () => {
  it('means what the rules say: a jam by its code, a restart by its kind, and nothing else', async () => {
    const { scene } = await listening();
    const meant = (trap: Partial<Trap>): string[] =>
      symptomsOfTrap(scene.deps.book, { from: 'x', ...trap }).map(({ symptom }) => symptom);
    expect(meant({ code: 8 })).toEqual(['jam-feed']);
    expect(meant({ generic: 'cold-start' })).toEqual(['offline']);
    expect(meant({ code: 13 })).toEqual([]);
    expect(meant({ generic: 'link-up' })).toEqual([]);
    expect(meant({})).toEqual([]);
  });

  it('is a claim once it was told often enough, by the machine itself, in the first claims channel, and one until it is resolved', async () => {
    const { scene, hear } = await listening();
    const claims = (): ReturnType<Scene['store']['listClaims']> => scene.store.listClaims({ limit: 9 });
    await hear(JAM);
    await hear({ ...JAM, from: '::ffff:127.0.0.9' });
    expect(await claims()).toEqual([]);
    for (let n = 0; n < 50; n += 1) await hear(JAM);
    expect(await claims()).toMatchObject([
      { serial: 'C-0', symptoms: ['jam-feed'], by: THE_MACHINE, origin: { via: 'trap', channel: 'C1' } },
    ]);
    scene.now.ms += 300 * HOUR;
    for (let n = 0; n < 50; n += 1) await hear(JAM);
    const [claim, ...others] = await claims();
    expect(others).toEqual([]);
    expect(claim?.events.map(({ what }) => what)).toEqual(['opened', 'joined']);
    await scene.desk.resolve(1, 'UBEN', 'cleared');
    scene.now.ms += 2 * HOUR;
    for (let n = 0; n < 3; n += 1) await hear(JAM);
    expect(await claims()).toHaveLength(2);
    await scene.settle();
  });

  it.each([
    [
      { ...JAM, description: 'Paper jam, peers=region tray 2 since 3.11.' },
      'Paper jam, peers=region tray 2 since 3.11.',
    ],
    [JAM, 'alert code 8, alert group 8'],
    [{ from: JAM.from, generic: 'cold-start' as const }, 'cold-start'],
  ])('keeps what it said, and reads nothing into it: %j', async (trap, words) => {
    const { scene, hear } = await listening();
    for (let n = 0; n < 4; n += 1) await hear(trap);
    const [claim] = await scene.store.listClaims({ limit: 9 });
    expect(claim).toMatchObject({ words, by: THE_MACHINE });
    expect(claim?.options).toBeUndefined();
    expect(claim?.about).toMatchObject({ parts: [], codes: [] });
    expect(claim?.about?.since).toBeUndefined();
    await scene.settle();
  });

  it('is forgotten when it is not told again in time', async () => {
    const { scene, hear } = await listening();
    for (let n = 0; n < 9; n += 1) {
      await hear(JAM);
      scene.now.ms += 40 * 60_000;
    }
    expect(await scene.store.listClaims({ limit: 9 })).toEqual([]);
  });

  it('is not believed of an unknown address, nor of one of several devices unless its serial is named; each is one log line', async () => {
    const { scene, hear, logged } = await listening();
    for (let n = 0; n < 9; n += 1) {
      await hear({ ...JAM, from: '192.0.2.1' });
      await hear({ ...JAM, from: '127.0.0.1' });
      await hear({ ...JAM, serial: 'P-1' });
    }
    expect(await scene.store.listClaims({ limit: 9 })).toEqual([]);
    expect(logged).toEqual(['trap.unknown-address', 'trap.unclear-device', 'trap.unclear-device']);
    for (let n = 0; n < 3; n += 1) await hear({ ...JAM, from: '127.0.0.1', serial: 'p-2' });
    expect(await scene.store.listClaims({ limit: 9 })).toMatchObject([{ serial: 'P-2' }]);
    await scene.settle();
  });

  describe('that names a serial', () => {
    async function claimed(serials: string[], serial: string): Promise<unknown[]> {
      const scene = await openScene({ devices: serials.map((own) => ({ ...fleet(0)[0]!, serial: own })) });
      open.push(scene);
      const claims: unknown[] = [];
      const intake: Scene['desk']['intake'] = async ({ given }) => {
        claims.push(given?.serial);
        return { kind: 'nothing' };
      };
      const hear = openTrapClaims({ ...scene.deps, log: () => undefined, desk: { intake }, channel: undefined });
      for (let n = 0; n < 3; n += 1) await hear({ ...JAM, from: '127.0.0.1', serial });
      return claims;
    }

    it.each([' 0042-ab', '42AB', '42AB\0'])('is of that machine, in whatever writing: %j', async (serial) => {
      expect(await claimed(['43AB', '0042-AB'], serial)).toEqual(['0042-AB']);
      expect(await claimed(['43AB'], serial)).toEqual([]);
    });

    it.each(['0000000000', 'N/A', '-2', ' '])('which is none is of the one at its address: %j', async (serial) => {
      expect(await claimed(['C-0'], serial)).toEqual(['C-0']);
      expect(await claimed(['C-0', 'C-1'], serial)).toEqual([]);
    });
  });

  it('opens a bounded number of claims a minute, with one log line', async () => {
    const devices = Array.from({ length: 30 }, (_, n) => ({
      ...fleet(0)[0]!,
      serial: `S-${n}`,
      address: `10.0.0.${n}`,
    }));
    const scene = await openScene({ devices });
    open.push(scene);
    const logged: string[] = [];
    const heard: string[] = [];
    const intake: Scene['desk']['intake'] = async ({ sourceKey }) => {
      heard.push(sourceKey);
      return { kind: 'nothing' };
    };
    const log = (_level: string, event: string): void => void logged.push(event);
    const hear = openTrapClaims({ ...scene.deps, log, desk: { intake }, channel: 'C1' });
    for (const { address } of devices) for (let n = 0; n < 3; n += 1) await hear({ ...JAM, from: address });
    expect(heard).toHaveLength(20);
    expect(logged).toEqual(['trap.storm']);
  });

  it('is a claim with the next trap when the store was away at first, and one alone', async () => {
    const { scene, logged } = await listening();
    let isAway = true;
    const intake: Scene['desk']['intake'] = (...said) =>
      isAway ? Promise.reject(new Error('away')) : scene.desk.intake(...said);
    const log = (_level: string, event: string): void => void logged.push(event);
    const hear = openTrapClaims({ ...scene.deps, log, desk: { intake }, channel: 'C1' });
    for (let n = 0; n < 4; n += 1) await hear(JAM);
    expect(logged).toEqual(['trap.failed', 'trap.failed']);
    isAway = false;
    scene.now.ms += 60_000;
    for (let n = 0; n < 9; n += 1) await hear(JAM);
    const [claim, ...others] = await scene.store.listClaims({ limit: 9 });
    expect(claim).toMatchObject({ serial: 'C-0', symptoms: ['jam-feed'] });
    expect(claim?.events.map(({ what }) => what)).toEqual(['opened']);
    expect(others).toEqual([]);
    await scene.settle();
  });

  it('that comes while the claim is being stored makes no other one', async () => {
    const { scene, hear } = await listening();
    await Promise.all(Array.from({ length: 30 }, () => hear(JAM)));
    const [claim, ...others] = await scene.store.listClaims({ limit: 9 });
    expect(claim?.events.map(({ what }) => what)).toEqual(['opened']);
    expect(others).toEqual([]);
    await scene.settle();
  });

  it('never fails, even when the store is away', async () => {
    const { scene, logged } = await listening();
    const store = { ...scene.store, pageDevices: () => Promise.reject(new Error('away')) };
    const log = (_level: string, event: string): void => void logged.push(event);
    const hear = openTrapClaims({ ...scene.deps, store, log, desk: scene.desk, channel: undefined });
    await hear(JAM);
    expect(logged).toEqual(['trap.failed']);
  });
});
