import type { Random } from '../../fleet/random.ts';

/**
 * What machines of one make have in common.
 * Units: `monthly` impressions; `jams` a 10,000 sheets; `density` and `charge` volts; `rated` pages a cartridge at 5 %.
 * Shape: `lacks` names the items that its agents do not offer.
 */
export type Make = {
  colours: string[];
  stages: string[];
  hasAdf: boolean;
  monthly: number;
  jams: number;
  density: number;
  charge: number;
  rated: number;
  firmware: [string, number][];
  lacks: Set<string>;
};

/** Items that come from the machine's service mode or from its maker's service, and are missing together. */
const SERVICE_MODE = [
  'image.density-measured',
  'drum.charge-setting',
  'density.auto-adjust-setting',
  'exposure.setting',
  'environment.humidity',
  'environment.temperature',
];
/** What single makes leave out: many agents tell no duplex, few count cartridges, and not all know their rollers. */
const OFTEN_LACKING: [string, number][] = [
  ['network.duplex', 0.04],
  ['toner.cartridges-used', 0.12],
  ['engine.power-ons', 0.12],
  ['copies.by-feed-stage', 0.2],
  ['feed-roller.life', 0.04],
  ['toner-save.setting', 0.02],
  ['environment.temperature', 0.05],
  ['developer.life', 0.04],
];

/** A mono printer, an office copier or a production machine. */
export function drawMake(random: Random): Make {
  const size = random.weighted([
    [0, 3],
    [1, 6],
    [2, 2],
  ] as const);
  const isColour = size > 0 && random.chance(0.8);
  const newest = random.between(35, 75);
  const lacks = new Set(OFTEN_LACKING.filter(([, share]) => random.chance(share)).map(([item]) => item));
  if (random.chance(0.03)) for (const item of SERVICE_MODE) lacks.add(item);
  return {
    colours: isColour ? ['black', 'cyan', 'magenta', 'yellow'] : ['black'],
    stages: Array.from({ length: [2, 4, 5][size] ?? 2 }, (_, index) => `tray-${index + 1}`),
    hasAdf: size > 0,
    monthly: [1_800, 6_000, 45_000][size] ?? 1_800,
    jams: random.between(1, 2.4),
    density: random.between(1.9, 2.4),
    charge: -random.between(560, 700),
    rated: [9_000, 26_000, 70_000][size] ?? 9_000,
    firmware: [
      ['4.2', newest],
      ['4.1', 92 - newest],
      ['3.9', 6],
      ['3.7', 2],
    ],
    lacks,
  };
}
