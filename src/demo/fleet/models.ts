export const COLOURS = ['black', 'cyan', 'magenta', 'yellow'] as const;
export type Colour = (typeof COLOURS)[number];

export const SIM_MODELS = ['SIM-1200', 'SIM-3500', 'SIM-9100'] as const;
export type SimModel = (typeof SIM_MODELS)[number];

/** One place paper is fed from; `share` is what it takes of all sheets on a usual device of the model. */
export type Tray = { key: string; name: string; capacity: number; share: number };

/**
 * What all devices of a simulated model have in common.
 * Units: `monthly` impressions a month on a usual device; `life` impressions a part is rated for (sheets for the rollers, toner at 5 % coverage);
 * `feedJams` jams per 10,000 sheets fed from a tray with new rollers.
 */
export type ModelSpec = {
  name: SimModel;
  title: string;
  /** Last number of its sysObjectID. */
  arc: number;
  pagesPerMinute: number;
  colours: readonly Colour[];
  trays: readonly Tray[];
  hasAdf: boolean;
  monthly: number;
  duplexShare: number;
  feedJams: number;
  life: {
    toner: number;
    drum: number;
    developer: number;
    fuser: number;
    transfer: number;
    waste: number;
    roller: number;
  };
  /** Newest first. */
  firmware: readonly [string, string, string];
};

const BLACK = ['black'] as const;

/** The three models of the simulated fleet: a mono printer, a colour MFP, a production MFP. */
export const MODEL_SPECS: Readonly<Record<SimModel, ModelSpec>> = {
  'SIM-1200': {
    name: 'SIM-1200',
    title: 'mono printer',
    arc: 1200,
    pagesPerMinute: 28,
    colours: BLACK,
    trays: [tray(1, 250, 0.8), tray(2, 550, 0.2)],
    hasAdf: false,
    monthly: 1_900,
    duplexShare: 0.35,
    feedJams: 2,
    life: {
      toner: 9_000,
      drum: 45_000,
      developer: 60_000,
      fuser: 60_000,
      transfer: 75_000,
      waste: 40_000,
      roller: 20_000,
    },
    firmware: ['1.8.2', '1.8.0', '1.6.5'],
  },
  'SIM-3500': {
    name: 'SIM-3500',
    title: 'colour MFP',
    arc: 3500,
    pagesPerMinute: 35,
    colours: COLOURS,
    trays: [tray(1, 550, 0.42), tray(2, 550, 0.3), tray(3, 550, 0.16), tray(4, 550, 0.1), bypass(100, 0.02)],
    hasAdf: true,
    monthly: 6_500,
    duplexShare: 0.45,
    feedJams: 1.6,
    life: {
      toner: 28_000,
      drum: 130_000,
      developer: 110_000,
      fuser: 150_000,
      transfer: 180_000,
      waste: 80_000,
      roller: 50_000,
    },
    firmware: ['2.14.1', '2.13.4', '2.11.0'],
  },
  'SIM-9100': {
    name: 'SIM-9100',
    title: 'production MFP',
    arc: 9100,
    pagesPerMinute: 95,
    colours: COLOURS,
    trays: [
      tray(1, 550, 0.12),
      tray(2, 550, 0.28),
      tray(3, 1500, 0.22),
      tray(4, 1500, 0.18),
      tray(5, 2000, 0.12),
      tray(6, 2000, 0.08),
    ],
    hasAdf: true,
    monthly: 85_000,
    duplexShare: 0.6,
    feedJams: 1.2,
    life: {
      toner: 72_000,
      drum: 800_000,
      developer: 1_000_000,
      fuser: 900_000,
      transfer: 1_100_000,
      waste: 300_000,
      roller: 300_000,
    },
    firmware: ['5.3.0', '5.2.2', '5.1.7'],
  },
};

function tray(n: number, capacity: number, share: number): Tray {
  return { key: `tray-${n}`, name: `Tray ${n}`, capacity, share };
}

function bypass(capacity: number, share: number): Tray {
  return { key: 'bypass', name: 'Bypass Tray', capacity, share };
}
