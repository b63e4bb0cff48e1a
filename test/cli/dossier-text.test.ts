import { describe, expect, it } from 'vitest';
import { dossierText } from '../../src/cli/dossier-text.ts';
import type { Value } from '../../src/core/value.ts';
import { ratedRow, sampleDossier, sampleFetch, sampleReading, sampleRow } from '../slack/dossiers.ts';

describe('a dossier in the terminal', () => {
  it('says of a value from a service-mode list that it is from one, and how old it is', () => {
    const now = Date.UTC(2026, 10, 23);
    const value: Value = { kind: 'number', number: -650, unit: 'volt' };
    const at = now - 3 * 86_400_000;
    const evidence = [{ protocol: 'report' as const, place: 'list.csv, line 4', raw: 'VG : 650 V', at, tookMs: 0 }];
    const reading = sampleReading('drum.charge-setting', value, { evidence, at });
    const row = sampleRow('Drum charge', -650, 'off', { reading, figure: { ...value, from: [reading] } });
    const text = dossierText(
      sampleDossier({ now, fetches: [sampleFetch({ comparisons: [row], readings: [reading] })] }),
    );
    expect(text).toContain('-650 V (service-mode list, 3 days ago)');
    expect(text).toContain('report list.csv, line 4 · VG : 650 V · 3 days ago');
  });

  it('says of a rate of the stored past over which days it is, how old, and of which counts', () => {
    const row = ratedRow('Copies a day', 300);
    const fetch = sampleFetch({ comparisons: [row], readings: [row.reading] });
    const text = dossierText(sampleDossier({ fetches: [fetch] }));
    expect(text).toMatch(/Copies a day +300 impressions a day \(over 30 days, to 5 hours ago\)/);
    expect(text).toContain('past copies.total · 16000 impressions at 2026-10-25T04:30Z, 25000 impressions at');
  });

  it('names the field of service mode where the model offers nothing, and how its list is brought in', () => {
    const item = { item: 'a', title: 'Drum charge', because: 'b', symptom: 's', serviceMode: 'V-CONT' };
    const readings = [sampleReading('a', { kind: 'absent', reason: 'unsupported' })];
    const dossier = sampleDossier({ items: [item], fetches: [sampleFetch({ readings })] });
    const text = dossierText(dossier);
    expect(text).toContain('an engineer finds it at\n  Drum charge: V-CONT\n');
    expect(text).toContain(`claimscope import-report FILE --serial ${dossier.device.serial}\n`);
  });
});
