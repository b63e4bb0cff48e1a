import { afterEach, describe, expect, it } from 'vitest';
import { isReport, type Reading } from '../../src/core/reading.ts';
import type { ListOutcome } from '../../src/core/shared-list.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';

let open: Scene;
afterEach(() => open.close());

/** A claim on C-0, which does not offer its charge over the network. */
async function claimed(): Promise<number> {
  open = await openScene();
  open.now.ms = Date.UTC(2026, 10, 23, 12);
  for (const { serial } of fleet(8)) open.fakes.set(serial, { values: { 'copies.total': 10_000 } });
  const result = await open.desk.intake(said('serial=C-0 symptom=light-print'), 'command');
  if (result.kind !== 'claim') throw new Error('a claim is taken in');
  await open.settle();
  return result.claim.id;
}
const LIST = `serial;C-0
date;2026-11-20 14:30
code;name;value;unit
drum.charge-setting/black;;-650;V
image.density-measured/black;;oops;V
other;;1;
`;
const MADE = Date.UTC(2026, 10, 20, 14, 30);
function bring(id: number, text = LIST, key = 'list:1', name = 'list.csv'): Promise<ListOutcome | undefined> {
  return open.desk.importList(id, 'UBEN', { key, name, octets: Buffer.from(text), sharedAt: open.now.ms - HOUR });
}
async function listed(serial: string): Promise<Reading[]> {
  const [own] = await open.store.latestReadings([serial], ['drum.charge-setting'], 0);
  return (own?.readings ?? []).filter(isReport);
}
async function events(id: number): Promise<string[]> {
  return ((await open.store.getClaim(id))?.events ?? []).map(({ what }) => what);
}

describe('a service-mode list that is brought to a claim', () => {
  it('joins it with file, line and date, never as live, and the comparison is made anew', async () => {
    const id = await claimed();
    const outcome = await bring(id);
    expect(outcome).toMatchObject({
      kind: 'taken',
      format: 'template',
      readAt: MADE,
      isDated: true,
      said: { serial: 'C-0' },
      values: [{ part: 'black', value: { kind: 'number', number: -650 }, lines: [4] }],
      saved: { new: 1, same: 0, older: 0 },
      faults: [{ line: 5 }],
    });
    await open.settle();
    expect(await events(id)).toEqual(['opened', 'list-imported']);
    const fetches = await open.store.listFetches(id);
    expect(fetches.map(({ phase, key, by }) => [phase, key, by])).toMatchObject([
      ['complete', expect.any(String), 'UBEN'],
      ['complete', 'list:1', 'UBEN'],
    ]);
    const reading = fetches[1]?.readings.find(({ item }) => item === 'drum.charge-setting');
    expect(reading).toMatchObject({ part: 'black', value: { number: -650 }, at: MADE });
    expect(reading?.evidence.at(-1)).toEqual({
      protocol: 'report',
      place: 'list.csv, line 4',
      raw: 'drum.charge-setting/black;;-650;V',
      at: MADE,
      tookMs: 0,
    });
    expect(fetches[1]?.warnings.join()).toMatch(/^From a service-mode list of 2026-11-20, not read live: .*charge/i);
    expect(fetches[0]?.readings.find(({ item }) => item === 'drum.charge-setting')?.value.kind).toBe('absent');
  });

  it('delivered twice is one event and one fetch', async () => {
    const id = await claimed();
    await bring(id);
    expect(await bring(id)).toMatchObject({ saved: { new: 0, same: 1 } });
    await open.settle();
    expect(await events(id)).toEqual(['opened', 'list-imported']);
    expect(await open.store.listFetches(id)).toHaveLength(2);
    // Of which the process ended between the values and the event, the next delivery makes it.
    expect(await bring(id, LIST, 'list:2')).toMatchObject({ saved: { new: 0, same: 1 } });
    expect(await events(id)).toEqual(['opened', 'list-imported', 'list-imported']);
  });

  it.each([
    ['of another machine', LIST.replace('C-0', 'P-1'), 'The list is of P-1, not of C-0: nothing was taken from it.'],
    ['of no known form', 'hello\n', 'The list is of no known format'],
    [
      'longer than any machine has values',
      LIST + Array.from({ length: 2_001 }, (_, n) => `drum.charge-setting/p${n};;1;V\n`).join(''),
      'The list holds 2002 values',
    ],
  ])('is refused where it is %s, and changes nothing', async (_what, text, why) => {
    const id = await claimed();
    expect(await bring(id, text)).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) });
    await open.settle();
    expect(await events(id)).toEqual(['opened']);
    expect(await open.store.listFetches(id)).toHaveLength(1);
    expect((await listed('C-0')).concat(await listed('P-1'))).toEqual([]);
  });

  it('in no character set that is known is refused in words that fit wherever it was dropped', async () => {
    const id = await claimed();
    const octets = Buffer.from([0x61, 0xff, 0x80, 0x0a]);
    const outcome = await open.desk.importList(id, 'UBEN', { key: 'k', name: 'odd.csv', octets, sharedAt: MADE });
    const why = expect.stringMatching(/save it as UTF-8 and bring it again\.$/);
    expect(outcome).toMatchObject({ kind: 'refused', why });
    expect(JSON.stringify(outcome)).not.toMatch(/--|claimscope/);
  });

  it('without a value, or with nothing but what is newer known, calls for nothing', async () => {
    const id = await claimed();
    await bring(id);
    await open.settle();
    expect(await bring(id, LIST.replace('-650', ''), 'list:3')).toMatchObject({ values: [] });
    const older = LIST.replace('2026-11-20', '2026-11-19').replace('-650', '-600');
    expect(await bring(id, older, 'list:4')).toMatchObject({ saved: { new: 0, same: 0, older: 1 } });
    expect(await events(id)).toEqual(['opened', 'list-imported']);
    expect(
      await open.desk.importList(999, 'UBEN', { key: 'k', name: 'n', octets: Buffer.from(LIST), sharedAt: 0 }),
    ).toBeUndefined();
  });

  it('that does not say when it was made is of when it was shared, and its name is one line', async () => {
    const id = await claimed();
    const outcome = await bring(id, LIST.replace('date;2026-11-20 14:30\n', ''), 'list:1', 'a\n<!channel>\u202e.csv');
    expect(outcome).toMatchObject({ isDated: false, readAt: open.now.ms - HOUR });
    expect((await listed('C-0')).map(({ evidence }) => evidence.at(-1)?.place)).toEqual(['a <!channel> .csv, line 3']);
  });
});
