import { describe, expect, it } from 'vitest';
import { HOSTILE_NAME } from '../../../src/demo/fleet/odd-cast.ts';
import type { Machine, Wear } from '../../../src/demo/fleet/machine.ts';
import { DEFAULT_SEED, DEFAULT_SIZE, makeRoster } from '../../../src/demo/fleet/roster.ts';
import { jamsAt, leftOf, sheetsFrom, snapshotAt } from '../../../src/demo/fleet/snapshot.ts';

const WISH = { seed: DEFAULT_SEED, size: DEFAULT_SIZE, quirks: true, deadPerHundred: 0 };
const roster = makeRoster(WISH);

function machineOf(serial: string, { machines } = roster): Machine {
  const machine = machines.find((machine) => machine.serial === serial);
  if (machine === undefined) {
    throw new Error(`no ${serial} in this roster`);
  }
  return machine;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function peersOf(machine: Machine): Machine[] {
  return roster.machines.filter((peer) => peer.spec === machine.spec && peer.site.customer !== machine.site.customer);
}

function wearsOf(machine: Machine): Wear[] {
  const colours = Object.values(machine.colours).flatMap(({ toner, drum, developer }) => [toner, drum, developer]);
  return [...colours, machine.fuser, machine.transfer, machine.waste, ...machine.feeds.map((feed) => feed.roller)];
}

describe('the roster', () => {
  it('has 50, 60 and 40 devices with serials in order and an address each', () => {
    const count = (model: string) => roster.machines.filter((machine) => machine.spec.name === model).length;
    expect([count('SIM-1200'), count('SIM-3500'), count('SIM-9100')]).toEqual([50, 60, 40]);
    expect(machineOf('SIM-3500-0060').spec.name).toBe('SIM-3500');
    const addresses = new Set(roster.machines.map((machine) => machine.network.address));
    expect(addresses.size).toBe(150);
    for (const address of addresses) {
      expect(address).toMatch(/^127\.20\.\d{1,3}\.\d{1,3}$/);
    }
    expect(new Set(roster.machines.map((machine) => machine.network.mac)).size).toBe(150);
  });

  it('spreads the devices over a dozen customers', () => {
    expect(new Set(roster.machines.map((machine) => machine.site.customer)).size).toBeGreaterThanOrEqual(12);
    for (const fault of roster.faults) {
      const machine = machineOf(fault.serial);
      expect(peersOf(machine).length).toBeGreaterThan(machine.spec.name === 'SIM-9100' ? 30 : 40);
    }
  });

  it('is the same from the same seed and another from another', () => {
    expect(makeRoster(WISH)).toEqual(roster);
    expect(makeRoster({ ...WISH, seed: 2 })).not.toEqual(roster);
  });

  it('gives a device the same data in a fleet of another size', () => {
    const small = makeRoster({ ...WISH, size: { 'SIM-3500': 45 } });
    const { network: near, ...other } = machineOf('SIM-3500-0042', small);
    const { network: far, ...same } = machineOf('SIM-3500-0042');
    expect(other).toEqual(same);
    expect(near.packetsPerSecond).toBe(far.packetsPerSecond);
  });

  it('has as many dead devices as wished, none of them of the cast', () => {
    const { machines, faults } = makeRoster({ ...WISH, quirks: false, deadPerHundred: 5 });
    const dead = machines.filter((machine) => machine.behaviour.kind === 'silent');
    expect(dead.length).toBe(3 + 3 + 2);
    const cast = new Set(faults.map((fault) => fault.serial));
    expect(dead.some((machine) => cast.has(machine.serial))).toBe(false);
  });

  it('has only worn and misadjusted devices when quirks are off', () => {
    const { machines, faults } = makeRoster({ ...WISH, quirks: false });
    expect(faults.map((fault) => fault.fault)).toContain('worn-drum');
    expect(machines.every((machine) => machine.behaviour.kind === 'prompt')).toBe(true);
    expect(machines.every((machine) => machine.saidSerial === machine.serial)).toBe(true);
    expect(machines.some((machine) => machine.hostileName !== undefined)).toBe(false);
  });
});

describe('every device of the roster, now and after a day', () => {
  const moments = roster.machines.flatMap((machine) => [snapshotAt(machine, 0), snapshotAt(machine, 86_400)]);

  it('has fed as many sheets from its trays as it printed', () => {
    for (const at of moments) {
      const { feeds, sheetsPerImpression } = at.machine;
      const sheets = feeds.reduce((sum, feed) => sum + sheetsFrom(at, feed), 0);
      expect(Math.abs(sheets - at.impressions * sheetsPerImpression)).toBeLessThanOrEqual(feeds.length);
      expect(sheetsPerImpression).toBeGreaterThanOrEqual(0.5);
      expect(sheetsPerImpression).toBeLessThanOrEqual(1);
    }
  });

  it('has been up for less than its age, and printed less since then than in its life', () => {
    for (const { machine, impressions, impressionsSincePowerOn } of moments) {
      expect(machine.ageSeconds).toBeGreaterThanOrEqual(30 * 86_400);
      expect(machine.ageSeconds).toBeLessThanOrEqual(6 * 366 * 86_400);
      expect(machine.uptimeSeconds).toBeLessThan(machine.ageSeconds);
      expect(impressionsSincePowerOn).toBeLessThan(impressions);
      expect(machine.powerOns).toBeGreaterThanOrEqual(1);
    }
  });

  it('has between nothing and all of every part left', () => {
    for (const at of moments) {
      for (const wear of wearsOf(at.machine)) {
        expect(leftOf(at, wear)).toBeGreaterThanOrEqual(0);
        expect(leftOf(at, wear)).toBeLessThanOrEqual(1);
        expect(Number.isInteger(wear.replaced)).toBe(true);
      }
    }
  });

  it('prints, feeds and jams more as time goes by, never less', () => {
    for (const machine of roster.machines) {
      const [now, later] = [snapshotAt(machine, 0), snapshotAt(machine, 86_400)];
      expect(later.impressions).toBeGreaterThan(now.impressions);
      expect(later.packetsIn).toBeGreaterThan(now.packetsIn);
      for (const place of machine.jams) {
        expect(jamsAt(later, place)).toBeGreaterThanOrEqual(jamsAt(now, place));
      }
    }
  });

  it('wears its parts by what it printed since they were replaced', () => {
    const cast = new Set(roster.faults.map((fault) => fault.serial));
    const healthy = roster.machines.filter((machine) => !cast.has(machine.serial));
    expect(healthy.length).toBe(150 - cast.size);
    for (const machine of healthy) {
      for (const wear of wearsOf(machine)) {
        // Lives used up, were each drawn to its very end, lie between the replaced parts and one more.
        const used = machine.impressions * wear.perImpression;
        expect(wear.replaced * 0.78 + (1 - wear.left)).toBeLessThanOrEqual(used + 1e-6);
        expect(wear.replaced * 0.92 + (1 - wear.left)).toBeGreaterThanOrEqual(used - 1e-6);
        expect(wear.left).toBeGreaterThanOrEqual(0.08);
      }
      expect(machine.coverage).toBeGreaterThanOrEqual(3);
      expect(machine.coverage).toBeLessThanOrEqual(9);
    }
  });
});

describe('the cast', () => {
  it('tells of every fault where it is, for which claim, and what to expect', () => {
    expect(roster.faults.map(({ serial, fault }) => `${serial} ${fault}`)).toEqual([
      'SIM-1200-0031 half-duplex-link',
      'SIM-3500-0008 slow',
      'SIM-3500-0013 hostile-name',
      'SIM-3500-0017 thin-toner',
      'SIM-3500-0019 density-drift',
      'SIM-3500-0023 asleep',
      'SIM-3500-0027 heavy-coverage',
      'SIM-3500-0029 silent',
      'SIM-3500-0035 toner-save',
      'SIM-3500-0038 weak-charge',
      'SIM-3500-0042 worn-drum',
      'SIM-3500-0044 unknown-levels',
      'SIM-3500-0051 wrong-device',
      'SIM-3500-0056 worn-fuser',
      'SIM-9100-0007 worn-feed-rollers',
      'SIM-9100-0021 slow',
    ]);
    for (const fault of roster.faults) {
      expect(fault.symptom).toMatch(/^[a-z-]+$/);
      expect(fault.expect.length).toBeGreaterThan(10);
    }
  });

  it('has a worn black drum in 0042 and nothing else out of the ordinary', () => {
    const machine = machineOf('SIM-3500-0042');
    const { toner, drum } = machine.colours.black ?? {};
    expect(drum?.left).toBe(0.02);
    expect(toner?.left).toBeGreaterThan(0.5);
    const peers = peersOf(machine);
    expect(machine.service.density.black).toBeLessThan(
      Math.min(...peers.map((peer) => peer.service.density.black ?? 9)),
    );
    expect(machine.service.charge.black).toBeLessThan(median(peers.map((peer) => peer.service.charge.black ?? 0)) - 80);
    expect(machine.service.autoDensity).toBe(true);
    expect(machine.behaviour.kind).toBe('prompt');
    expect(median(peers.map((peer) => peer.colours.black?.drum.left ?? 0))).toBeGreaterThan(0.3);
  });

  it('has jams at tray 2 of 9100-0007 ten times as often as its peers', () => {
    const machine = machineOf('SIM-9100-0007');
    const rate = (machine: Machine): number => {
      const jams = machine.jams.find((place) => place.key === 'feed-tray-2')?.count ?? 0;
      return (jams / machine.impressions) * 10_000;
    };
    const usual = median(peersOf(machine).map(rate));
    expect(rate(machine) / usual).toBeGreaterThan(7);
    expect(rate(machine) / usual).toBeLessThan(14);
    expect(machine.feeds[1]?.roller.left).toBe(0.03);
  });

  it('has the others as the demo tells them', () => {
    expect(machineOf('SIM-3500-0017').colours.cyan?.toner.left).toBe(0.04);
    expect(machineOf('SIM-1200-0031').network).toMatchObject({ duplex: 'half', megabits: 100 });
    expect(machineOf('SIM-3500-0035')).toMatchObject({ tonerSave: true, densitySetting: 1 });
    expect(machineOf('SIM-3500-0019').service.autoDensity).toBe(false);
    expect(machineOf('SIM-3500-0023').behaviour.kind).toBe('asleep');
    expect(machineOf('SIM-3500-0029').behaviour.kind).toBe('silent');
    expect(machineOf('SIM-3500-0008').behaviour.kind).toBe('slow');
    expect(machineOf('SIM-3500-0051').saidSerial).toBe('SIM-3500-9951');
    expect(machineOf('SIM-3500-0013').hostileName).toBe(HOSTILE_NAME);
    expect(machineOf('SIM-3500-0044').colours).toMatchObject({ black: { code: -2 }, cyan: { code: -3 } });
  });

  it('uses toner in 0027 far faster than its peers', () => {
    const machine = machineOf('SIM-3500-0027');
    const rate = (machine: Machine): number =>
      ((machine.colours.black?.toner.replaced ?? 0) / machine.impressions) * 10_000;
    expect(rate(machine)).toBeGreaterThan(2 * median(peersOf(machine).map(rate)));
    expect(machine.coverage).toBe(16);
  });
});
