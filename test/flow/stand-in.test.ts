import { afterEach, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/core/dossier.ts';
import type { Reading } from '../../src/core/reading.ts';
import type { AbsentReason } from '../../src/core/value.ts';
import { reportNotes, reportsAmong, withReports, youngEnough } from '../../src/flow/stand-in.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';

const ITEM = 'image.density-measured';

function listed(volt: number, at: number, part = 'black'): Reading {
  const raw = `${ITEM}/${part};;${volt};V`;
  const evidence = [{ protocol: 'report' as const, place: 'list.csv, line 4', raw, at, tookMs: 0 }];
  return { item: ITEM, part, value: { kind: 'number', number: volt, unit: 'volt' }, evidence, at };
}

function live(number: number): Reading {
  const evidence = [{ protocol: 'snmp' as const, place: '1.3.6', raw: String(number), at: 9, tookMs: 1 }];
  return { item: ITEM, part: 'black', value: { kind: 'number', number, unit: 'volt' }, evidence, at: 9 };
}

function absent(reason: AbsentReason, item = ITEM): Reading {
  const evidence = [{ protocol: 'snmp' as const, place: '1.3.6', raw: 'noSuchObject', at: 9, tookMs: 1 }];
  return { item, value: { kind: 'absent', reason }, evidence, at: 9 };
}

describe('a service-mode list', () => {
  it('stands in for an item that the device does not offer, behind the places that were tried', () => {
    const [cyan, black] = [listed(2, 5, 'cyan'), listed(3, 5)];
    const readings = withReports([absent('unsupported'), absent('unsupported', 'uptime')], [cyan, black]);
    expect(readings.map(({ part, at, evidence }) => [part, at, evidence.map(({ protocol }) => protocol)])).toEqual([
      ['cyan', 5, ['snmp', 'report']],
      ['black', 5, ['snmp', 'report']],
      [undefined, 9, ['snmp']],
    ]);
  });

  it.each<[string, Reading]>([
    ['a value of its own', live(1)],
    ['no answer', absent('timeout')],
    ['an answer of another device', absent('wrong_device')],
    ['an answer that it does not know', absent('unknown')],
  ])('does not stand in for %s', (_, own) => {
    expect(withReports([own], [listed(3, 5)])).toEqual([own]);
  });

  it('may be older than what a device said itself, and has an age of its own beyond which it says nothing', () => {
    const ages = { storedMaxAgeMs: 10, reportMaxAgeMs: 50 };
    const stored = [listed(1, 60), listed(2, 40, 'cyan'), { ...live(3), part: 'magenta', at: 60 }];
    expect(reportsAmong(stored, 100, ages).map(({ part }) => part)).toEqual(['black']);
    expect(youngEnough([{ serial: 'a', readings: stored }], 100, ages)).toEqual([
      { serial: 'a', readings: [stored[0]] },
    ]);
    expect(youngEnough([{ serial: 'a', readings: stored }], 200, ages)).toEqual([]);
  });

  it('is named with its day and its items', () => {
    const at = Date.UTC(2026, 10, 20, 14, 30);
    expect(reportNotes([listed(1, at), listed(2, at, 'cyan'), live(3)], [])).toEqual([
      `From a service-mode list of 2026-11-20, not read live: ${ITEM}.`,
    ]);
  });
});

describe('a claim on a model that does not offer an item', () => {
  const scenes: Scene[] = [];
  afterEach(async () => {
    for (const opened of scenes.splice(0)) await opened.close();
  });

  /** A fleet that answers without the item; lists of it were brought in `hours` ago. */
  async function claimed(hours: number, own: Record<string, number> = {}): Promise<Fetch> {
    const open = await openScene();
    scenes.push(open);
    const at = open.now.ms - hours * HOUR;
    for (const { serial } of fleet(8)) open.fakes.set(serial, { values: { 'environment.humidity': 45 } });
    open.fakes.set('C-0', { values: { 'environment.humidity': 45, ...own } });
    await open.store.saveReadings(
      fleet(8).map(({ serial }, index) => ({
        serial,
        readings: [listed(serial === 'C-0' ? 1.2 : 2.3 + index / 100, at)],
      })),
    );
    await open.desk.intake(said('serial=C-0 symptom=light-print'), 'command');
    await open.settle();
    const fetch = open.shown.at(-1)?.fetches.at(-1);
    if (fetch === undefined) throw new Error('nothing was shown');
    return fetch;
  }

  it("compares what its list said with what its peers' lists said, and says from when it is", async () => {
    const fetch = await claimed(100);
    const row = fetch.comparisons.find(({ item }) => item === ITEM);
    expect(row).toMatchObject({
      part: 'black',
      verdict: 'off',
      side: 'low',
      figure: { kind: 'number', number: 1.2, unit: 'volt' },
      baseline: { kind: 'number', n: 8, oldest: 900 * HOUR },
      reading: { at: 900 * HOUR },
    });
    expect(row?.reading.evidence.map(({ protocol }) => protocol)).toEqual(['snmp', 'report']);
    const day = new Date(900 * HOUR).toISOString().slice(0, 10);
    expect(fetch.warnings.join('\n')).toContain(
      `From a service-mode list of ${day}, not read live: Image density, measured.`,
    );
    expect(fetch.peers).toMatchObject({ live: 8, stored: 0 });
  });

  it('leaves a list that is too old out of the judgement', async () => {
    const fetch = await claimed(300);
    const rows = fetch.comparisons.filter(({ item }) => item === ITEM);
    expect(rows.map(({ verdict, figure }) => [verdict, figure.kind])).toEqual([['cannot-say', 'absent']]);
    expect(fetch.warnings.join('\n')).not.toContain('service-mode list');
  });

  it('takes what the device says itself instead, where it says it', async () => {
    const fetch = await claimed(100, { [ITEM]: 2.3 });
    const rows = fetch.comparisons.filter(({ item }) => item === ITEM);
    expect(rows.map(({ part, figure }) => [part, figure.kind === 'number' ? figure.number : undefined])).toEqual([
      [undefined, 2.3],
    ]);
    expect(fetch.warnings.join('\n')).not.toContain('service-mode list');
  });
});
