import { afterEach, describe, expect, it } from 'vitest';
import type { Incoming } from '../../src/core/intake.ts';
import { isSealIntact } from '../../src/core/seal.ts';
import { openDesk } from '../../src/flow/open-desk.ts';
import { fleet, HOUR, openScene, type Scene } from './scene.ts';

const open: Scene[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A scene in which claims join for a day. */
async function joining(): Promise<Scene> {
  const made = await openScene({ devices: fleet(6) });
  open.push(made);
  for (const { serial } of fleet(6)) made.fakes.set(serial, { values: { 'drum.charge': 2 } });
  return { ...made, desk: openDesk({ ...made.deps, joinMs: 24 * HOUR }, made.runner) };
}

function said({ now }: Scene, key: string, over: Partial<Incoming> = {}): Incoming {
  const origin: Incoming['origin'] = { via: 'message', channel: 'C1', messageTs: '1.1' };
  return { sourceKey: key, text: 'serial=C-0 symptom=light-print', by: 'UBEN', at: now.ms, origin, ...over };
}

describe('the same complaint again', () => {
  it('joins the claim that stands within the time, and is read no second time', async () => {
    const scene = await joining();
    const first = await scene.desk.intake(said(scene, 'a'), 'command');
    scene.now.ms += 23 * HOUR;
    const second = await scene.desk.intake(said(scene, 'b', { by: 'UCARLA' }), 'command');
    expect(first).toMatchObject({ isNew: true });
    expect(second).toMatchObject({ isNew: false, joined: true, claim: { id: 1 } });
    await scene.settle();
    expect(await scene.store.listFetches(1)).toHaveLength(1);
    expect(scene.shown.at(-1)?.claim.events.at(-1)).toMatchObject({ what: 'joined', by: 'UCARLA' });
  });

  it('keeps what another system asked for with the delivery that joined', async () => {
    const scene = await joining();
    await scene.desk.intake(said(scene, 'a'), 'command');
    const origin = { via: 'api' as const, asked: 'digest' };
    await scene.desk.intake(said(scene, 'api:erp:1', { origin }), 'command');
    expect((await scene.store.getClaim(1))?.events.at(-1)).toMatchObject({ source: 'api:erp:1', asked: 'digest' });
  });

  it('is a claim of its own in a channel that customers read, and what is said elsewhere joins none of theirs', async () => {
    const scene = await joining();
    const theirs = (channel: string): Partial<Incoming> => ({
      origin: { via: 'message', channel, messageTs: '1.1', isReadByCustomers: true },
    });
    const desk = await scene.desk.intake(said(scene, 'desk'), 'command');
    const open1 = await scene.desk.intake(said(scene, 'theirs', theirs('C2')), 'command');
    const again = await scene.desk.intake(said(scene, 'theirs again', theirs('C2')), 'command');
    const other = await scene.desk.intake(said(scene, 'of a third channel', theirs('C3')), 'command');
    const back = await scene.desk.intake(said(scene, 'desk again'), 'command');
    const told = [desk, open1, again, other, back];
    expect(told.map((one) => (one.kind === 'claim' ? [one.claim.id, one.joined ?? false] : []))).toEqual([
      [1, false],
      [2, false],
      [2, true],
      [3, false],
      [1, true],
    ]);
    // A machine says of itself what anybody may read who may read of it.
    const alert = { origin: { via: 'trap' as const, channel: 'C1' }, joinsSince: 0 };
    const trap = await scene.desk.intake(said(scene, 'trap', alert), 'command');
    expect(trap).toMatchObject({ joined: true, claim: { id: 3 } });
  });

  it('brings its photos, how the peers are to be chosen, in a fetch of its own, and what of it was not understood', async () => {
    const scene = await joining();
    await scene.desk.intake(said(scene, 'a'), 'command');
    await scene.settle();
    const origin: Incoming['origin'] = {
      via: 'message',
      channel: 'C1',
      messageTs: '2.1',
      photos: ['https://x.test/1'],
    };
    const text = 'serial=C-0 symptom=light-print own=yes tighten=shoes';
    for (let time = 0; time < 2; time += 1) {
      const result = await scene.desk.intake(said(scene, 'b', { by: 'UCARLA', origin, text }), 'command');
      expect(result).toMatchObject({ joined: true, problems: [expect.stringContaining('"shoes"')] });
      await scene.settle();
    }
    expect((await scene.store.getClaim(1))?.events.slice(1)).toMatchObject([
      { what: 'joined', by: 'UCARLA', photos: ['https://x.test/1'], options: { own: true } },
    ]);
    expect((await scene.store.listFetches(1)).map(({ by, options }) => [by, options])).toEqual([
      ['UBEN', undefined],
      ['UCARLA', { own: true }],
    ]);
  });

  it('is read no second time where what it says of the peers means nothing', async () => {
    const scene = await joining();
    await scene.desk.intake(said(scene, 'a'), 'command');
    const text = 'serial=C-0 symptom=light-print own=no tighten=shoes';
    await scene.desk.intake(said(scene, 'b', { text }), 'command');
    await scene.settle();
    expect(await scene.store.listFetches(1)).toHaveLength(1);
  });

  it('is a claim of its own later, after the first was resolved, and for whoever asks at a terminal', async () => {
    const scene = await joining();
    await scene.desk.intake(said(scene, 'a'), 'command');
    const atTerminal = said(scene, 'b', { origin: { via: 'terminal' } });
    expect(await scene.desk.intake(atTerminal, 'command')).toMatchObject({ isNew: true });
    for (const id of [1, 2]) await scene.desk.resolve(id, 'UBEN', 'done');
    expect(await scene.desk.intake(said(scene, 'c'), 'command')).toMatchObject({ isNew: true });
    scene.now.ms += 25 * HOUR;
    expect(await scene.desk.intake(said(scene, 'd'), 'command')).toMatchObject({ isNew: true });
    await scene.settle();
  });
});

describe('details that are said later', () => {
  it('count from the next fetch on, and stand for what was said of the same before', async () => {
    const scene = await joining();
    scene.fakes.set('C-0', { values: { 'copies.total': 9 } });
    await scene.desk.intake(said(scene, 'a', { text: 'serial=C-0 symptom=black-lines' }), 'command');
    await scene.settle();
    const measures = async (key: string): Promise<string[] | undefined> => {
      await scene.desk.refetch(1, key, 'UBEN');
      await scene.settle();
      return (await scene.store.listFetches(1)).at(-1)?.measures.map(({ id }) => id);
    };
    expect(await measures('before')).not.toContain('clean-scan-glass');
    await scene.desk.intake(said(scene, 'b', { text: 'serial=C-0 symptom=black-lines, on copies only' }), 'command');
    expect(await measures('joined')).toContain('clean-scan-glass');
    const text = 'serial=C-0 symptom=black-lines, on prints only';
    await scene.desk.reword(said(scene, 'a', { text, at: scene.now.ms + 5 }));
    expect(await measures('reworded')).not.toContain('clean-scan-glass');
  });
});

describe('marks that repeat', () => {
  it('put the measure for the roller that they name first, on a model whose ruler is known', async () => {
    const made = await openScene({ devices: fleet(6).map((device) => ({ ...device, model: 'SIM-3500' })) });
    open.push(made);
    for (const { serial } of fleet(6)) made.fakes.set(serial, { values: { 'fuser.life': serial === 'C-0' ? 1 : 60 } });
    await made.desk.intake(said(made, 'a', { text: 'serial=C-0 symptom=repeating-marks every 75 mm' }), 'command');
    await made.settle();
    expect(made.shown.at(-1)?.ruler?.map(({ id }) => id)).toContain('developer-roller');
    const [first, ...others] = made.shown.at(-1)?.fetches.at(-1)?.measures ?? [];
    expect(first).toMatchObject({
      id: 'check-developer-roller',
      evidence: ['The customer says: marks every 75 mm, as the developer roller 75 mm of this model'],
    });
    expect(others.map(({ id }) => id)).toContain('replace-fuser');
    const [kept] = await made.store.listFetches(1);
    expect(kept?.seal?.told).toMatchObject({ about: { repeatMm: 75 }, ruler: made.shown.at(-1)?.ruler });
    expect(kept === undefined ? undefined : isSealIntact(kept)).toBe(true);
  });
});

describe('marks that repeat on a model without a ruler', () => {
  it('put no measure first, and what was said is sealed all the same', async () => {
    const scene = await joining();
    scene.fakes.set('C-0', { values: { 'copies.total': 9 } });
    await scene.desk.intake(said(scene, 'a', { text: 'serial=C-0 symptom=repeating-marks repeat=75mm' }), 'command');
    await scene.settle();
    const [kept] = await scene.store.listFetches(1);
    expect(kept?.measures.map(({ id }) => id)).not.toContain('check-developer-roller');
    expect(kept?.seal?.told).toMatchObject({ about: { repeatMm: 75 } });
    expect(kept === undefined ? undefined : isSealIntact(kept)).toBe(true);
    expect(scene.shown.at(-1)).not.toHaveProperty('ruler');
  });
});

describe('a message that was edited or deleted', () => {
  it('gives its new words to its claim once, the newest last, and never makes a second claim', async () => {
    const scene = await joining();
    await scene.desk.intake(said(scene, 'a'), 'plain');
    const edit = (text: string, after: number): Promise<unknown> =>
      scene.desk.reword(said(scene, 'a', { text, at: scene.now.ms + after }));
    await edit('serial=P-1 symptom=jam-feed', 20);
    await edit('serial=P-1 symptom=jam-feed', 20);
    await edit('an older edit that came late', 10);
    const claims = await scene.store.listClaims({ limit: 9 });
    expect(claims).toHaveLength(1);
    const words = claims[0]?.events.filter(({ what }) => what === 'reworded').map(({ note }) => note);
    expect(words).toEqual(['serial=P-1 symptom=jam-feed']);
    await scene.settle();
  });

  it('may make the claim it did not make before, and leaves a resolved one alone', async () => {
    const scene = await joining();
    expect(await scene.desk.intake(said(scene, 'a', { text: 'hello' }), 'plain')).toEqual({ kind: 'nothing' });
    expect(await scene.desk.reword(said(scene, 'a'))).toMatchObject({ kind: 'claim', isNew: true });
    await scene.desk.resolve(1, 'UBEN', '');
    await scene.desk.reword(said(scene, 'a', { text: 'other', at: scene.now.ms + 5 }));
    expect((await scene.store.getClaim(1))?.events.map(({ what }) => what)).toEqual(['opened', 'resolved']);
    await scene.settle();
  });

  it('is noted once when it goes, the claim stands, and one that only joined is not missed', async () => {
    const scene = await joining();
    await scene.desk.intake(said(scene, 'a'), 'plain');
    await scene.desk.intake(said(scene, 'b'), 'plain');
    for (const key of ['b', 'a', 'a', 'unknown']) await scene.desk.withdraw(key, 'UBEN', scene.now.ms);
    const claim = await scene.store.getClaim(1);
    expect(claim?.status).toBe('open');
    expect(claim?.events.map(({ what }) => what)).toEqual(['opened', 'joined', 'withdrawn']);
    await scene.settle();
  });
});
