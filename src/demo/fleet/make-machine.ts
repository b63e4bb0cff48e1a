import { SITES, type Site } from './customers.ts';
import type {
  ColourParts,
  Feed,
  History,
  JamPlace,
  Machine,
  NetworkDraw,
  ServiceDraw,
  Tally,
  Wear,
} from './machine.ts';
import type { Colour, ModelSpec } from './models.ts';
import { createRandom, type Random } from './random.ts';

const DAY = 86_400;
const NOMINAL_DENSITY: Record<Colour, number> = { black: 2.3, cyan: 2.12, magenta: 2.06, yellow: 1.94 };
const NOMINAL_CHARGE: Record<Colour, number> = { black: -620, cyan: -640, magenta: -635, yellow: -630 };

type Use = { impressions: number; colourShare: number; coverage: number; sheetsPerImpression: number };

/** Where a device stands: its site and the address it answers at. */
export type Spot = { site: Site; address: string; n: number };

/**
 * Draws one healthy device. Every device has a stream of its own, so that its data does not depend on how many others there are.
 * Shape: coherent by construction: parts wear with impressions, sheets by tray add up to the sheets, uptime is shorter than the age.
 */
export function makeMachine(spec: ModelSpec, serial: string, spot: Spot, seed: number, history: History = {}): Machine {
  const random = createRandom(`${seed}/${serial}`);
  const ageSeconds = Math.round((history.ageDays ?? 30 + 2160 * random.next() ** 0.8) * DAY);
  const monthly = random.logNormal(spec.monthly, 0.45);
  const coverage = history.coverage ?? clamp(random.logNormal(5.2, 0.18), 3, 9);
  const duplexShare = clamp(random.normal(spec.duplexShare, 0.12), 0.05, 0.9);
  const impressions = Math.max(100, Math.round((ageSeconds / (30.4 * DAY)) * monthly * random.between(0.9, 1.1)));
  const sheetsPerImpression = 1 - duplexShare / 2;
  const use = { impressions, coverage, sheetsPerImpression, colourShare: random.between(0.3, 0.55) };
  const feeds = drawFeeds(spec, use, random);
  const uptimeSeconds = Math.round(Math.min(ageSeconds * 0.9, random.logNormal(11 * DAY, 1)));
  const switchesOffDaily = random.chance(0.12);
  const powerOns = random.poisson((ageSeconds / DAY) * (switchesOffDaily ? 0.6 : 0.025)) + 1;
  return {
    serial,
    saidSerial: serial,
    spec,
    site: spot.site,
    behaviour: { kind: 'prompt' },
    ageSeconds,
    uptimeSeconds,
    powerOns,
    impressions,
    impressionsPerSecond: (spec.pagesPerMinute / 60) * random.between(0.12, 0.35),
    sheetsPerImpression,
    coverage,
    feeds,
    jams: drawJams(spec, feeds, use, duplexShare, random),
    colours: drawColours(spec, use, random),
    fuser: drawWear(1 / spec.life.fuser, impressions, random),
    transfer: drawWear(1 / spec.life.transfer, impressions, random),
    waste: drawWear(coverage / 5 / spec.life.waste, impressions, random),
    firmware: random.weighted([
      [spec.firmware[0], 62],
      [spec.firmware[1], 30],
      [spec.firmware[2], 8],
    ]),
    densitySetting: random.weighted([
      [3, 72],
      [2, 14],
      [4, 14],
    ]),
    tonerSave: random.chance(0.08),
    // A stream of its own: what is drawn besides does not move when this is added.
    copyShare: spec.hasAdf ? clamp(createRandom(`${seed}/copies/${serial}`).normal(0.4, 0.12), 0.05, 0.9) : 0,
    network: drawNetwork(spot, random),
    service: drawService(spec, spot.site, seed, random),
  };
}

/** How much of a part is used before it is replaced: parts at an engineer's visit, cartridges by the customer when the panel warns. */
const PART_USE = [0.78, 0.84] as const;
const CARTRIDGE_USE = [0.86, 0.92] as const;

/** Wear after so many impressions, with all replacements until now. */
function drawWear(
  perImpression: number,
  impressions: number,
  random: Random,
  [least, most]: readonly [number, number] = PART_USE,
): Wear {
  const usable = random.between(least, most);
  const lives = (impressions * perImpression) / usable;
  return { perImpression, replaced: Math.floor(lives), left: 1 - usable * (lives % 1) };
}

function drawColours(spec: ModelSpec, use: Use, random: Random): Partial<Record<Colour, ColourParts>> {
  const parts: Partial<Record<Colour, ColourParts>> = {};
  for (const colour of spec.colours) {
    const share = colour === 'black' ? 1 : use.colourShare;
    const ink = (use.coverage / 5) * (colour === 'black' ? 1 : random.between(0.85, 1.15));
    // No two units of a kind wear quite alike.
    const drift = random.between(0.94, 1.06);
    parts[colour] = {
      toner: drawWear((share * ink) / spec.life.toner, use.impressions, random, CARTRIDGE_USE),
      drum: drawWear((share * drift) / spec.life.drum, use.impressions, random),
      developer: drawWear(share / drift / spec.life.developer, use.impressions, random),
    };
  }
  return parts;
}

function drawFeeds(spec: ModelSpec, use: Use, random: Random): Feed[] {
  const weights = spec.trays.map((tray) => random.logNormal(tray.share, 0.25));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return spec.trays.map((tray, i) => {
    const share = (weights[i] ?? 0) / total;
    const isBypass = tray.key === 'bypass';
    return {
      tray,
      share,
      media: random.weighted([
        ['Plain', isBypass ? 50 : 70],
        ['Recycled', isBypass ? 8 : 29],
        ['Thick', isBypass ? 42 : 1],
      ]),
      level: isBypass ? 0 : Math.round((random.whole(1, 4) / 4) * tray.capacity),
      roller: drawWear((share * use.sheetsPerImpression) / spec.life.roller, use.impressions, random),
    };
  });
}

function drawJams(spec: ModelSpec, feeds: Feed[], use: Use, duplexShare: number, random: Random): JamPlace[] {
  const tally = (per10k: number): Tally => {
    const perImpression = random.logNormal(per10k, 0.25) / 10_000;
    return { count: random.poisson(use.impressions * perImpression), perImpression };
  };
  const places: JamPlace[] = feeds
    .filter((feed) => feed.tray.key !== 'bypass')
    .map((feed) => {
      const worn = 1 + (1 - feed.roller.left) ** 3;
      const per10k = spec.feedJams * worn * feed.share * use.sheetsPerImpression;
      return { key: `feed-${feed.tray.key}`, name: `Feed, ${feed.tray.name}`, ...tally(per10k) };
    });
  places.push(
    { key: 'registration', name: 'Registration', ...tally(spec.feedJams * 0.25) },
    { key: 'fuser', name: 'Fuser', ...tally(spec.feedJams * 0.15) },
    { key: 'exit', name: 'Exit', ...tally(spec.feedJams * 0.12) },
    { key: 'duplex', name: 'Duplex path', ...tally(spec.feedJams * 0.4 * duplexShare) },
  );
  if (spec.hasAdf) {
    places.push({ key: 'adf', name: 'Document feeder', ...tally(spec.feedJams * 0.6) });
  }
  return places;
}

function drawNetwork(spot: Spot, random: Random): NetworkDraw {
  const bytes = [random.whole(0, 255), random.whole(0, 255), spot.n & 255];
  const fast = random.chance(0.82);
  return {
    address: spot.address,
    hostname: `mfp-${spot.address.split('.').slice(2).join('-')}`,
    // Locally administered, and spells SIM.
    mac: ['52', '53', '49', ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))].join(':'),
    dhcp: random.chance(0.7),
    megabits: fast ? 1000 : 100,
    duplex: 'full',
    packetsPerSecond: random.logNormal(6, 0.6),
    errorsPerMillion: random.chance(0.7) ? 0 : random.between(0.2, 6),
    discardsPerMillion: random.logNormal(12, 0.6),
  };
}

function drawService(spec: ModelSpec, site: Site, seed: number, random: Random): ServiceDraw {
  const climate = createRandom(`${seed}/climate/${SITES.indexOf(site)}`);
  const density: Partial<Record<Colour, number>> = {};
  const charge: Partial<Record<Colour, number>> = {};
  for (const colour of spec.colours) {
    density[colour] = clamp(random.normal(NOMINAL_DENSITY[colour], 0.05), 1.75, 2.5);
    charge[colour] = Math.round(clamp(random.normal(NOMINAL_CHARGE[colour], 8), -665, -590));
  }
  return {
    density,
    charge,
    exposure: random.weighted([
      [0, 70],
      [-1, 13],
      [1, 17],
    ]),
    autoDensity: random.chance(0.97),
    humidity: clamp(climate.normal(46, 6) + random.normal(0, 2), 25, 75),
    temperature: clamp(climate.normal(22.5, 1.2) + random.normal(0, 0.6), 16, 32),
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
