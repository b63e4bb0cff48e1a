import { describe, expect, it } from 'vitest';
import { spreadOf } from '../../../src/demo/bench/figures.ts';
import { goalInWords, goalsOf, type SizeRow } from '../../../src/demo/bench/fleet-goals.ts';

const good = (devices: number): SizeRow => ({
  devices,
  put: 12_000,
  ingest: 60_000,
  ingestCpu: 150_000,
  counted: 2_000,
  bytes: 2_300,
  atFirst: spreadOf([25]),
  thousand: spreadOf([15]),
  large: spreadOf([70]),
  largePeers: devices / 10,
  startMs: 2_000,
  card: spreadOf([200]),
  stands: spreadOf([500]),
  botMib: 400,
});
const missed = (rows: SizeRow[]): string[] =>
  goalsOf(rows, undefined)
    .filter(({ isMet }) => !isMet)
    .map(goalInWords);

describe('what a fleet must come to', () => {
  it('is met by figures that are good enough, and each figure that is not is named', () => {
    expect(missed([good(10_000), good(1_000_000)])).toEqual([]);
    expect(missed([good(10_000), { ...good(1_000_000), ingest: 49_999 }])).toEqual([
      'SQLite: readings kept: 49999 a second; it must be at least 50000: not met',
    ]);
    expect(missed([good(10_000), { ...good(1_000_000), thousand: spreadOf([20]), large: spreadOf([150]) }])).toEqual([
      'SQLite: a comparison with 1,000 peers, median: 20.0 ms; it must be below 20: not met',
      'SQLite: a comparison with 100000 peers, median: 150 ms; it must be below 150: not met',
    ]);
    expect(missed([good(10_000), { ...good(1_000_000), startMs: 3_000 }])).toEqual([
      'start beside it: 3000 ms; it must be below 3000: not met',
    ]);
  });

  it('counts the memory of every size, and what a reading costs beside the smallest', () => {
    expect(missed([{ ...good(10_000), botMib: 512 }, good(1_000_000)])).toEqual([
      'most memory of the bot: 512 MiB; it must be below 512: not met',
    ]);
    expect(missed([good(10_000), { ...good(1_000_000), ingestCpu: 120_000 }])).toEqual([
      'SQLite: readings kept a second of CPU with 1000000 devices, of those with 10000: 80.0 %; it must be at least 90: not met',
    ]);
  });

  it('asks the same of Redis, and nothing of what was not measured', () => {
    const { atFirst, thousand, large, largePeers } = good(1_000_000);
    const redis = {
      atFirst,
      thousand,
      large,
      largePeers,
      devicesPerSecond: 1,
      readingsPerCpuSecond: 1,
      counted: 1,
      bytes: 1,
    };
    expect(goalsOf([], undefined)).toEqual([]);
    expect(goalsOf([], { ...redis, readingsPerSecond: 50_000 }).map(({ isMet }) => isMet)).toEqual([true, true, true]);
    expect(goalsOf([], { ...redis, readingsPerSecond: 1 }).map(goalInWords)[0]).toBe(
      'Redis: readings kept: 1.0 a second; it must be at least 50000: not met',
    );
  });

  it('leaves a model of few devices to be compared one by one', () => {
    expect(goalsOf([good(10_000)], undefined).some(({ what }) => what.includes('with 1000 peers'))).toBe(false);
  });
});
