import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import { loadDossierAsShown } from '../../src/flow/load-dossier.ts';
import { takeIn } from '../../src/flow/take-in.ts';
import type { Fetch } from '../../src/core/dossier.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';

const scenes: Scene[] = [];
async function scene(options: Parameters<typeof openScene>[0] = {}): Promise<Scene> {
  const opened = await openScene(options);
  scenes.push(opened);
  return opened;
}
afterEach(async () => {
  for (const opened of scenes.splice(0)) await opened.close();
});

const CLAIM = 'serial=C-0 symptom=light-print';

function healthy(open: Scene, humidity = 45): void {
  for (const { serial } of fleet(8)) {
    open.fakes.set(serial, { values: { 'environment.humidity': humidity, 'toner-save.setting': 'off' } });
  }
}
function last(open: Scene): Fetch {
  const fetch = open.shown.at(-1)?.fetches.at(-1);
  if (fetch === undefined) throw new Error('nothing was shown');
  return fetch;
}
async function claimed(open: Scene, text = CLAIM, key?: string): Promise<number> {
  const result = await open.desk.intake(said(text, key), 'command');
  if (result.kind !== 'claim') throw new Error(`not a claim: ${JSON.stringify(result)}`);
  return result.claim.id;
}

describe('a claim', () => {
  it('is answered from stored values first and from live ones in the end, and is sealed', async () => {
    const open = await scene();
    healthy(open);
    let answer: (() => void) | undefined;
    const waitFor = new Promise<void>((resolve) => {
      answer = resolve;
    });
    open.fakes.set('C-0', { values: { 'environment.humidity': 95, 'toner-save.setting': 'on' }, waitFor });
    const id = await claimed(open);
    await expect.poll(() => open.shown.length).toBeGreaterThan(0);
    answer?.();
    await open.settle();
    expect(open.shown[0]?.fetches[0]?.phase).toBe('stored');
    const fetch = last(open);
    expect(fetch).toMatchObject({ n: 0, phase: 'complete', outcome: { kind: 'answered' } });
    expect(fetch.peers).toMatchObject({
      eligible: 8,
      customers: 4,
      asked: 8,
      live: 8,
      stored: 0,
      pending: 0,
      missing: 0,
    });
    const row = (item: string): unknown => fetch.comparisons.find((comparison) => comparison.item === item);
    expect(row('environment.humidity')).toMatchObject({
      verdict: 'off',
      side: 'high',
      baseline: { average: 45, n: 8 },
    });
    expect(row('toner-save.setting')).toMatchObject({ baseline: { kind: 'states', n: 8 } });
    expect(row('copies.total')).toMatchObject({ verdict: 'cannot-say', figure: { kind: 'absent' } });
    // Who stood behind the figures is kept with the fetch, and shown to nobody.
    expect(await open.store.listFetches(id)).toMatchObject([{ ...fetch, frame: { sets: ['0-7'] } }]);
    expect(JSON.stringify(open.shown)).not.toMatch(/"frame"|P-1/);
    expect(await open.store.listUnfinished()).toEqual([]);
    expect(open.shown.at(-1)?.claim.handler).toEqual({ kind: 'user', id: 'UAIKO' });
  });

  it('asks the claimed device before any peer', async () => {
    const open = await scene();
    healthy(open);
    await claimed(open);
    await open.settle();
    expect(open.reads[0]).toBe('C-0');
    expect(open.reads.length).toBe(9);
  });

  it('lets stored readings stand in for peers that are not asked or do not answer, and counts them', async () => {
    const open = await scene({ live: 3 });
    healthy(open);
    await open.store.saveReadings(
      fleet(8)
        .slice(1, 7)
        .map(({ serial }) => ({
          serial,
          readings: [
            {
              item: 'environment.humidity',
              value: { kind: 'number', number: 50, unit: 'percent' },
              evidence: [],
              at: open.now.ms - 2 * HOUR,
            },
          ],
        })),
    );
    for (const serial of ['P-1', 'P-2', 'P-7']) open.fakes.delete(serial);
    await claimed(open);
    await open.settle();
    const { live, stored, missing, asked, oldestStored } = last(open).peers;
    expect(asked).toBe(3);
    const asks = open.reads.filter((serial) => serial !== 'C-0');
    const silent = asks.filter((serial) => ['P-1', 'P-2', 'P-7'].includes(serial));
    expect(live).toBe(3 - silent.length);
    expect(missing).toBe(silent.includes('P-7') ? 1 : 0);
    expect(stored).toBe(6 - asks.filter((serial) => !silent.includes(serial) && serial !== 'P-8').length);
    expect(oldestStored).toBe(open.now.ms - 2 * HOUR);
  });

  it('does not use stored readings that are too old', async () => {
    const open = await scene({ live: 0 });
    healthy(open);
    const old = {
      item: 'environment.humidity',
      value: { kind: 'number', number: 50, unit: 'percent' },
      evidence: [],
    } as const;
    await open.store.saveReadings([
      { serial: 'P-1', readings: [{ ...old, evidence: [], at: open.now.ms - 25 * HOUR }] },
      { serial: 'P-2', readings: [{ ...old, evidence: [], at: open.now.ms - 23 * HOUR }] },
    ]);
    await claimed(open);
    await open.settle();
    expect(last(open).peers).toMatchObject({ asked: 0, stored: 1 });
  });

  it('withholds verdicts below five peers', async () => {
    const open = await scene({ devices: fleet(4) });
    healthy(open);
    await claimed(open);
    await open.settle();
    const humidity = last(open).comparisons.find(({ item }) => item === 'environment.humidity');
    expect(humidity).toMatchObject({ verdict: 'cannot-say', baseline: { kind: 'too-few', n: 4, needed: 5 } });
  });

  it('shows the comparison as standing while slow peers are awaited, and takes them in late', async () => {
    const open = await scene();
    healthy(open);
    let release: (() => void) | undefined;
    const late = new Promise<void>((resolve) => {
      release = resolve;
    });
    open.fakes.set('P-3', { values: { 'environment.humidity': 45 }, waitFor: late });
    const id = await claimed(open);
    await expect.poll(() => open.shown.some((dossier) => dossier.fetches[0]?.phase === 'standing')).toBe(true);
    expect(last(open).peers).toMatchObject({ live: 7, pending: 1 });
    const standing = await loadDossierAsShown(open.deps, id);
    expect(standing?.fetches[0]).toMatchObject({ phase: 'standing', outcome: { kind: 'answered' } });
    expect(standing?.fetches[0]?.comparisons).toEqual(last(open).comparisons);
    expect(standing?.fetches[0]).not.toHaveProperty('frame');
    release?.();
    await open.settle();
    expect(open.deps.running?.size).toBe(0);
    expect(last(open)).toMatchObject({ phase: 'complete', peers: { live: 8, pending: 0 } });
  });
});

describe('a device', () => {
  it('that is silent leaves absent values, with the last known beside them and no measure from old values', async () => {
    const open = await scene();
    healthy(open);
    await claimed(open, CLAIM, 'cmd:1');
    await open.settle();
    open.fakes.delete('C-0');
    open.now.ms += 3 * HOUR;
    await claimed(open, CLAIM, 'cmd:2');
    await open.settle();
    const humidity = last(open).comparisons.find(({ item }) => item === 'environment.humidity');
    expect(humidity).toMatchObject({
      verdict: 'cannot-say',
      figure: { kind: 'absent', why: 'no answer in time' },
      lastKnown: { value: { number: 45 }, at: open.now.ms - 3 * HOUR },
    });
    expect(last(open).warnings).toEqual(['C-0 did not answer: SNMP, 4 requests.']);
  });

  it('that is another device stops the reading with a plain warning', async () => {
    const open = await scene();
    healthy(open);
    open.fakes.set('C-0', { outcome: { kind: 'wrong-device', said: 'X-99' } });
    await claimed(open);
    await open.settle();
    expect(last(open).warnings[0]).toContain('says its serial number is X-99, not C-0');
    expect(last(open).measures).toEqual([]);
    expect(await open.store.latestReadings(['C-0'], ['environment.humidity'], 0)).toEqual([]);
  });

  it('whose model differs from the registry is compared all the same, with a warning', async () => {
    const open = await scene();
    healthy(open);
    open.fakes.set('C-0', { values: { 'environment.humidity': 45 }, saidModel: 'Other 9' });
    await claimed(open);
    await open.settle();
    expect(last(open).warnings[0]).toContain('The registry says M-1, the device calls itself Other 9.');
  });
});

describe('the door', () => {
  it('makes one claim of the same delivery twice', async () => {
    const open = await scene();
    healthy(open);
    const ids = await Promise.all([claimed(open), claimed(open)]);
    expect(new Set(ids).size).toBe(1);
    await open.settle();
    expect(open.reads.filter((serial) => serial === 'C-0').length).toBe(1);
  });

  it('never guesses a serial: an unknown one gives at most three near candidates', async () => {
    const open = await scene();
    const result = await open.desk.intake(said('serial=P-O symptom=light-print'), 'command');
    expect(result.kind).toBe('which-device');
    if (result.kind === 'which-device') expect(result.candidates.length).toBeLessThanOrEqual(3);
    expect(await open.store.listClaims({ limit: 10 })).toEqual([]);
  });

  it('tells those who may know of one customer’s devices of no other, whatever they say', async () => {
    const open = await scene();
    healthy(open);
    const taken = (text: string, mode: 'command' | 'plain', customers?: string[]) =>
      open.desk.intake({ ...said(text, `cmd:${text}${mode}${customers?.join() ?? ''}`), customers }, mode);
    // C-0 is Acme's, P-1 another's.
    for (const mode of ['command', 'plain'] as const) {
      expect(await taken('serial=P-1 symptom=light-print', mode, ['Acme'])).toMatchObject({
        kind: 'which-device',
        candidates: [],
      });
      expect(await taken('serial=C-O symptom=light-print', mode, ['Customer 0', 'Customer 1'])).toMatchObject({
        kind: 'which-device',
        candidates: [],
      });
    }
    expect(await taken('serial=C-O symptom=light-print', 'command', [' acme '])).toMatchObject({
      candidates: [{ serial: 'C-0' }],
    });
    expect(await open.store.listClaims({ limit: 10 })).toEqual([]);
    expect((await taken(CLAIM, 'command', [' acme '])).kind).toBe('claim');
    await open.settle();
  });

  it('asks for what is missing', async () => {
    const open = await scene();
    expect(await open.desk.intake(said('symptom=light-print'), 'command')).toMatchObject({
      kind: 'which-device',
      said: '',
    });
    expect(await open.desk.intake(said('serial=C-0'), 'command')).toMatchObject({
      kind: 'which-symptom',
      serial: 'C-0',
    });
    expect(await open.desk.intake(said('serial=C-0 symptom=light-pint'), 'command')).toMatchObject({
      kind: 'which-symptom',
      serial: 'C-0',
      candidates: [{ id: 'light-print' }],
    });
    expect(await open.desk.intake(said('serial=C-0 symptom=xyzzyx'), 'command')).toMatchObject({ kind: 'help' });
    expect(await open.desk.intake(said('hello'), 'command')).toMatchObject({ kind: 'help' });
    expect(await open.desk.intake(said('thanks, see you tomorrow'), 'plain')).toEqual({ kind: 'nothing' });
  });

  it('offers first what the rules offer first where only a device was named, then the rest by title', async () => {
    const open = await scene();
    const question = await open.desk.intake(said('serial=C-0'), 'command');
    const candidates = question.kind === 'which-symptom' ? question.candidates : [];
    expect(candidates).toHaveLength(open.deps.book.symptoms.size);
    const numbers = candidates.map(({ id }) => open.deps.book.symptoms.get(id)?.offered);
    const marked = numbers.filter((number) => number !== undefined);
    expect(marked.length).toBeGreaterThanOrEqual(8);
    expect(new Set(marked).size).toBe(marked.length);
    expect(numbers.slice(0, marked.length)).toEqual(marked.toSorted((a, b) => a - b));
    expect(candidates[0]?.id).toBe('light-print');
    const rest = candidates.slice(marked.length).map(({ title }) => title);
    expect(rest).toEqual(rest.toSorted());
    const titles = open.desk.symptoms().map(({ title }) => title);
    expect(titles).toEqual(titles.toSorted());
  });

  it('asks what is wrong when a message names a machine it knows in words it does not know, and is silent otherwise', async () => {
    const devices = [...fleet(5), { serial: 'SIM-3500-0042', model: 'M-1', customer: 'Acme', address: '127.0.0.1' }];
    const open = await scene({ devices });
    const odd = 'SIM-3500-0042 behaves a bit oddly when somebody walks past';
    expect(await open.desk.intake(said(odd), 'plain')).toMatchObject({
      kind: 'which-symptom',
      serial: 'SIM-3500-0042',
    });
    expect(await open.desk.intake({ ...said(odd), customers: ['Customer 0'] }, 'plain')).toEqual({ kind: 'nothing' });
    expect(await open.desk.intake(said('QX-9999-1 behaves a bit oddly'), 'plain')).toEqual({ kind: 'nothing' });
    for (const talk of ['SIM-3500-0042 is fine, thanks', 'who has been at SIM-3500-0042?']) {
      expect(await open.desk.intake(said(talk), 'plain')).toEqual({ kind: 'nothing' });
    }
  });

  it('says what it did not understand of a claim it opened', async () => {
    const open = await scene();
    healthy(open);
    const result = await open.desk.intake(said('serial=C-0 symptom=light-print colour=blue'), 'command');
    expect(result).toMatchObject({ kind: 'claim', problems: [expect.stringContaining('colour')] });
    await open.settle();
  });

  it('joins a fetch that is going on instead of reading the fleet twice', async () => {
    const open = await scene();
    healthy(open);
    const id = await claimed(open);
    await open.desk.refetch(id, 'act:1', 'UBEN');
    await open.desk.refetch(id, 'act:2', 'UCARLA');
    await open.settle();
    expect((await open.store.listFetches(id)).length).toBe(1);
  });

  it('makes of any text a claim, a question or nothing, and never throws', async () => {
    const open = await scene();
    const words = fc.constantFrom(
      'C-0',
      'serial=',
      'symptom=',
      'light-print',
      'too light',
      'Papierstau',
      '“',
      '=',
      ',',
      '\u202e',
      '薄い',
    );
    const text = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.array(fc.oneof(words, fc.string()), { maxLength: 8 }).map((parts) => parts.join(' ')),
    );
    let key = 0;
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom('command', 'plain'), async (anything, mode) => {
        key += 1;
        const result = await takeIn(open.deps, said(anything, `any:${key}`), mode);
        expect(['claim', 'which-device', 'which-symptom', 'help', 'nothing']).toContain(result.kind);
        if (result.kind === 'which-device') expect(result.candidates.length).toBeLessThanOrEqual(3);
        if (result.kind === 'claim') expect(result.claim.words).toBe(anything);
        if (mode === 'command') expect(result.kind).not.toBe('nothing');
      }),
      { numRuns: 300 },
    );
  });

  it('takes fields chosen in a form over those in the text', async () => {
    const open = await scene();
    const incoming = { ...said('it looks odd'), given: { serial: 'c-0', symptoms: ['ghosting'] } };
    const result = await open.desk.intake(incoming, 'command');
    expect(result).toMatchObject({
      kind: 'claim',
      claim: { serial: 'C-0', symptoms: ['ghosting'], words: 'it looks odd' },
    });
    await open.settle();
  });
});

describe('refetch, take, resolve', () => {
  it('adds a fetch and never overwrites the first', async () => {
    const open = await scene();
    healthy(open);
    const id = await claimed(open);
    await open.settle();
    const before = last(open);
    open.fakes.set('C-0', { values: { 'environment.humidity': 60, 'toner-save.setting': 'off' } });
    open.now.ms += HOUR;
    await open.desk.refetch(id, 'act:1', 'UCARLA');
    await open.desk.refetch(id, 'act:1', 'UCARLA');
    await open.settle();
    const fetches = open.shown.at(-1)?.fetches ?? [];
    expect(fetches.length).toBe(2);
    expect(fetches[0]).toEqual(before);
    expect(fetches[1]).toMatchObject({ n: 1, by: 'UCARLA', phase: 'complete' });
    expect(open.shown.at(-1)?.claim.events.map(({ what }) => what)).toEqual(['opened', 'refetched']);
  });

  it('shows who took and who resolved it, and with what', async () => {
    const open = await scene();
    healthy(open);
    const id = await claimed(open);
    await open.settle();
    await open.desk.take(id, 'UCARLA');
    await open.desk.resolve(id, 'UCARLA', 'replaced the drum');
    await open.settle();
    expect(open.shown.at(-1)?.claim).toMatchObject({
      status: 'resolved',
      events: [{ what: 'opened' }, { what: 'taken', by: 'UCARLA' }, { what: 'resolved', note: 'replaced the drum' }],
    });
    expect(await open.desk.take(999, 'UCARLA')).toBeUndefined();
  });
});

describe('the runner', () => {
  it('shows a claim in the end although Slack was down for a while', async () => {
    const open = await scene();
    healthy(open);
    open.failShows(6);
    await claimed(open);
    await open.settle();
    expect(last(open).phase).toBe('complete');
    expect(await open.store.listUnfinished()).toEqual([]);
  });

  it('takes up in a new process what the old one left', async () => {
    const first = await scene();
    healthy(first);
    first.fakes.set('C-0', { waitFor: new Promise(() => undefined) });
    await claimed(first);
    await expect.poll(() => first.shown.length).toBeGreaterThan(0);
    expect(await first.store.listUnfinished()).toEqual([1]);

    const second = await openScene({ path: first.path });
    healthy(second);
    expect(await second.runner.resume()).toBe(1);
    await second.settle();
    expect(last(second).phase).toBe('complete');
    expect(await second.store.listUnfinished()).toEqual([]);
    await second.close();
    // The first process is never told to end its read: it is as good as killed.
    scenes.splice(scenes.indexOf(first), 1);
  });
});
