import { afterEach, describe, expect, it } from 'vitest';
import { neighboursInWords } from '../../src/core/neighbour-words.ts';
import type { Neighbours } from '../../src/core/neighbours.ts';
import type { Reading } from '../../src/core/reading.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';

const DAY = 24 * HOUR;
let open: Scene;
afterEach(() => open.close());

/** Twenty peers whose humidity lies about 40 %; C-0 stands in the wet. */
async function scene(): Promise<number> {
  open = await openScene({ devices: [...fleet(20), { ...fleet(0)[0]!, serial: 'C-1' }] });
  for (const [n, { serial }] of fleet(20).entries()) {
    open.fakes.set(serial, { values: { 'environment.humidity': 38 + (n % 5) } });
  }
  open.fakes.set('C-0', { values: { 'environment.humidity': 90 } });
  const result = await open.desk.intake(said('serial=C-0 symptom=light-print'), 'command');
  if (result.kind !== 'claim') throw new Error('a claim is taken in');
  await open.settle();
  return result.claim.id;
}
function humidity(number: number, at: number): Reading {
  return { item: 'environment.humidity', value: { kind: 'number', number, unit: 'percent' }, evidence: [], at };
}
async function keep(serial: string, ...numbers: number[]): Promise<void> {
  const { ms } = open.now;
  for (const [n, number] of numbers.entries()) {
    await open.store.saveReadings([
      { serial, readings: [humidity(number, ms + HOUR - (numbers.length - 1 - n) * DAY)] },
    ]);
  }
}
async function found(id: number, scope = {}): Promise<Neighbours> {
  open.now.ms += 2 * HOUR;
  const neighbours = await open.desk.neighbours(id, scope);
  if (neighbours === undefined) throw new Error('the claim is there');
  return neighbours;
}
const serials = (neighbours: Neighbours): string[] => neighbours.found.map(({ serial }) => serial);

describe('the silent neighbours of a claim', () => {
  it('are not said to be none while its comparison is not complete', async () => {
    open = await openScene();
    let answer: (value?: unknown) => void = () => undefined;
    open.fakes.set('C-0', { waitFor: new Promise((resolve) => (answer = resolve)) });
    const result = await open.desk.intake(said('serial=C-0 symptom=light-print'), 'command');
    const id = result.kind === 'claim' ? result.claim.id : 0;
    await expect.poll(() => open.shown.length).toBeGreaterThan(0);
    const early = await open.desk.neighbours(id, {});
    expect(early === undefined ? '' : neighboursInWords(early)).toContain('still being read');
    answer();
    await open.settle();
    const later = await open.desk.neighbours(id, {});
    expect(later === undefined ? '' : neighboursInWords(later)).toContain('Nothing is out of the ordinary');
  });

  it('are those odd in the same way, and those on their way there, nearest first, with what was stored and when', async () => {
    const id = await scene();
    await keep('P-3', 85);
    await keep('P-5', 29, 30, 29, 30, 48, 49, 49, 49);
    await keep('P-7', 5);
    const neighbours = await found(id);
    expect(neighbours).toMatchObject({
      claim: id,
      sign: 'Humidity at the machine on the high side',
      devices: 21,
      looked: 20,
    });
    expect(serials(neighbours)).toEqual(['P-3', 'P-5']);
    expect(neighbours.found[0]).toMatchObject({ isOdd: true, figure: '85 %', customer: 'Customer 2' });
    expect(neighbours.found[0]?.at).toBe(open.now.ms - HOUR);
    expect(neighbours.found[1]).toMatchObject({ isOdd: false, moves: { movement: 'rising' } });
    expect(open.reads.filter((serial) => serial === 'P-3')).toHaveLength(1);
  });

  it('are never of others where one customer may be told of alone, and not of muted customers, which are counted', async () => {
    const id = await scene();
    await keep('P-3', 85);
    await keep('P-4', 86);
    await keep('C-1', 88);
    expect(serials(await found(id))).toEqual(['C-1', 'P-4', 'P-3']);
    const own = await found(id, { customer: 'Acme' });
    expect(serials(own)).toEqual(['C-1']);
    expect(JSON.stringify(own)).not.toMatch(/P-\d|Customer \d/);
    const muted = await found(id, { muted: ['Customer 2', 'nobody'] });
    expect(serials(muted)).toEqual(['C-1', 'P-4']);
    expect(muted.muted).toBe(5);
  });

  it('have no claim of the symptom yet, are in use, and were read of late', async () => {
    const id = await scene();
    for (const serial of ['P-3', 'P-4', 'P-8', 'P-9']) await keep(serial, 85);
    await open.store.putDevices([{ ...fleet(20)[8]!, state: 'retired' }]);
    open.fakes.set('P-4', { values: { 'environment.humidity': 85 } });
    const other = await open.desk.intake(said('serial=P-4 symptom=light-print', 'cmd:2'), 'command');
    expect(other.kind).toBe('claim');
    await open.settle();
    const neighbours = await found(id);
    expect(serials(neighbours).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['P-3', 'P-9']);
    expect(neighbours.claimed).toBe(1);
    open.now.ms += 30 * DAY;
    expect(await found(id)).toMatchObject({ looked: 0, found: [] });
  });

  it('are none of a claim in which nothing is odd, and of no claim nothing', async () => {
    open = await openScene();
    const result = await open.desk.intake(said('serial=C-0 symptom=light-print'), 'command');
    await open.settle();
    const id = result.kind === 'claim' ? result.claim.id : 0;
    const none = await found(id);
    expect(none).toMatchObject({ found: [], looked: 0 });
    expect(none.sign).toBeUndefined();
    expect(await open.desk.neighbours(99, {})).toBeUndefined();
  });

  it('are looked for among the first five thousand devices, and it is said of how many', async () => {
    const id = await scene();
    const [one] = fleet(1);
    await open.store.putDevices(Array.from({ length: 5_000 }, (_, n) => ({ ...one!, serial: `X-${n}` })));
    const neighbours = await found(id);
    expect(neighbours).toMatchObject({ devices: 5_021, among: 5_000 });
    expect(neighboursInWords(neighbours)).toContain('young enough, out of the first 5000 of 5021');
    const few = await found(id, { customer: 'Customer 2' });
    expect(few.among).toBeUndefined();
    expect(neighboursInWords(few)).toContain(`young enough, out of ${few.devices})`);
  });
});
