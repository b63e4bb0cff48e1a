import type { Random } from '../../fleet/random.ts';
import type { Make } from './make.ts';
import type { Site } from './site.ts';

/**
 * What of one colour decides how it prints.
 * Units: what is left 0 to 1; `mix` 1 is the right share of toner in the developer; `charge` volts beside the make's; `told` is what the chip of the
 * cartridge says is left, where that is another figure.
 */
export type Ink = { toner: number; told?: number; drum: number; developer: number; mix: number; charge: number };

/** One paper feed stage. Units: `share` of all sheets; `roller` what is left; `grip` 1 is clean, more slips as many times; `media` what it is set to. */
export type Stage = { key: string; share: number; roller: number; grip: number; media: string };

/**
 * A machine as it physically is; what it says of itself follows from it (see observe.ts).
 * Units: `months` of age; shares 0 to 1; `sensor` what the density sensor sees of what is there; `drift` of the density with the adjustment off;
 * `slips` by place: how many times the usual jams; `board` the share of its impressions that were made when its board was changed, whose counters began at 0;
 * rates of the network per million packets.
 */
export type Body = {
  months: number;
  impressions: number;
  board: number;
  coverage: number;
  duplex: number;
  copyShare: number;
  humidity: number;
  temperature: number;
  autoDensity: boolean;
  drift: number;
  sensor: number;
  exposure: number;
  densitySetting: number;
  tonerSave: boolean;
  firmware: string;
  inks: Map<string, Ink>;
  fuser: number;
  transfer: number;
  waste: number;
  stages: Stage[];
  slips: Map<string, number>;
  yieldShare: number;
  powerOnsAMonth: number;
  uptimeDays: number;
  alerts: [code: string, severity: string][];
  answers: boolean;
  net: {
    dhcp: boolean;
    gateway: boolean;
    megabits: number;
    duplex: string;
    errors: number;
    discards: number;
    packetsADay: number;
  };
};

/** Places beside the feed stages where paper stops. */
export const PLACES = ['registration', 'fuser', 'exit', 'duplex', 'adf'] as const;

/** A healthy machine of a make at a site: used, worn somewhere between new and due, and set up by whoever owns it. */
export function drawBody(make: Make, site: Site, random: Random): Body {
  const months = random.between(3, 62);
  const coverage = clamp(random.logNormal(5.3 * site.coverage, 0.28), 1.5, 14);
  const spent = random.chance(0.06) ? 0.98 : 0.87;
  return {
    months,
    impressions: Math.round(months * random.logNormal(make.monthly, 0.7)) + 500,
    board: 0,
    coverage,
    duplex: random.between(0.05, 0.85),
    copyShare: make.hasAdf ? random.between(0.1, 0.6) : 0,
    humidity: clamp(site.humidity + random.normal(0, 2.5), 12, 92),
    temperature: clamp(site.temperature + random.normal(0, 1), 12, 36),
    autoDensity: !random.chance(0.015),
    drift: random.normal(0, 0.05),
    sensor: random.normal(1, 0.008),
    exposure: random.weighted([
      [0, 72],
      [-1, 12],
      [1, 14],
      [2, 2],
    ]),
    densitySetting: random.weighted([
      [3, 74],
      [2, 11],
      [4, 13],
      [5, 1],
      [1, 1],
    ]),
    tonerSave: random.chance(0.1),
    firmware: random.weighted(make.firmware),
    inks: new Map(make.colours.map((colour) => [colour, drawInk(random, spent)])),
    fuser: left(random, spent),
    transfer: left(random, spent),
    waste: 1 - random.between(0, 0.85),
    stages: drawStages(make, random, spent),
    slips: new Map(PLACES.map((place) => [place, random.logNormal(1, 0.35)])),
    yieldShare: random.between(0.84, 0.97),
    powerOnsAMonth: random.chance(0.2) ? random.between(4, 14) : random.logNormal(0.8, 0.5),
    uptimeDays: random.logNormal(16, 1.1),
    alerts: random.chance(0.12) ? [['supply-low', 'warning']] : [],
    answers: true,
    net: drawNet(site, random),
  };
}

function drawInk(random: Random, spent: number): Ink {
  // Units of a lot lie close together; every twentieth is from another one.
  const odd = random.chance(0.05) ? 2.2 : 1;
  return {
    toner: 1 - random.between(0, 0.86),
    drum: left(random, spent),
    developer: left(random, spent),
    mix: random.normal(1, 0.02 * odd),
    charge: random.normal(0, 7 * odd),
  };
}

/** What is left of a part that is changed when so much of it is spent. */
function left(random: Random, spent: number): number {
  return 1 - random.between(0, spent);
}

function drawStages(make: Make, random: Random, spent: number): Stage[] {
  const weights = make.stages.map((_, index) => random.logNormal(1 / (index + 1), 0.35));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return make.stages.map((key, index) => ({
    key,
    share: (weights[index] ?? 0) / total,
    roller: left(random, spent),
    grip: random.logNormal(1, 0.25),
    media: random.weighted([
      ['plain', 74],
      ['recycled', 22],
      ['thick', index === make.stages.length - 1 ? 12 : 2],
    ]),
  }));
}

function drawNet(site: Site, random: Random): Body['net'] {
  return {
    dhcp: site.dhcp,
    gateway: true,
    megabits: random.chance(0.1) ? 100 : site.megabits,
    duplex: 'full',
    // Most links are clean; some see a burst when a cable is moved.
    errors: random.chance(0.75) ? random.between(0, 0.5) : random.logNormal(2, 1),
    discards: random.logNormal(14 * site.traffic, 0.5),
    packetsADay: random.logNormal(200_000, 0.7),
  };
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
