import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';

function sweepOf(yaml: string): Config['sweep'] {
  const file = join(mkdtempSync(join(tmpdir(), 'claimscope-config-')), 'claimscope.yml');
  writeFileSync(file, yaml);
  return loadConfig({ file, env: {} }).sweep;
}

describe('what the configuration says of sweeps', () => {
  it('is once a day, at the hours of this machine, where it says nothing', () => {
    const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(sweepOf('')).toEqual({
      isOn: true,
      everyMs: 86_400_000,
      atOnce: 64,
      atOncePerSite: 4,
      quiet: { timeZone, spans: [] },
      rules: [],
      sites: [],
    });
  });

  it('is how often, how many at once and when not, with rules of their own for models, tags and sites', () => {
    const yaml = `sweep:
  every: 12h
  atOnce: 32
  timeZone: Europe/Berlin
  quiet: [22:00-06:00]
  intervals: [{ tag: lobby, every: 30m }, { model: M-1, every: 7d }]
  sites:
    - { site: Tokyo, customer: Acme, timeZone: Asia/Tokyo, atOnce: 1 }
    - { site: Lab, quiet: [] }
    - { customer: Bond, quiet: ['09:30-11:00', '13:00-14:00'] }`;
    expect(sweepOf(yaml)).toEqual({
      isOn: true,
      everyMs: 43_200_000,
      atOnce: 32,
      atOncePerSite: 4,
      quiet: { timeZone: 'Europe/Berlin', spans: [{ from: 1320, to: 360 }] },
      rules: [
        { tag: 'lobby', everyMs: 1_800_000 },
        { model: 'M-1', everyMs: 604_800_000 },
      ],
      sites: [
        {
          site: 'Tokyo',
          customer: 'Acme',
          atOnce: 1,
          quiet: { timeZone: 'Asia/Tokyo', spans: [{ from: 1320, to: 360 }] },
        },
        { site: 'Lab', quiet: { timeZone: 'Europe/Berlin', spans: [] } },
        {
          customer: 'Bond',
          quiet: {
            timeZone: 'Europe/Berlin',
            spans: [
              { from: 570, to: 660 },
              { from: 780, to: 840 },
            ],
          },
        },
      ],
    });
  });

  it('can be nothing', () => {
    expect(sweepOf('sweep: { every: off }').isOn).toBe(false);
  });

  it.each([
    ['every: 24', 'must be an interval such as 30m, 24h or 7d'],
    ['every: 1m', 'must be from 5m to 90d'],
    ['timeZone: Mars/Base', 'must be a time zone such as Europe/Berlin'],
    ['quiet: [25:00-26:00]', 'must be hours such as 22:00-06:00'],
    ['quiet: [06:00-06:00]', 'must end at another time than it begins'],
    ['quiet: [00:00-12:00, 12:00-00:00]', 'must leave some of the day'],
  ])('is a fault with its place where it is %s', (line, said) => {
    expect(() => sweepOf(`sweep:\n  ${line}`)).toThrow(said);
    expect(() => sweepOf(`sweep:\n  ${line}`)).toThrow(/:2:\d+: sweep\./);
  });
});
