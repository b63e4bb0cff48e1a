import type { CastMember } from './cast-member.ts';
import type { Machine } from './machine.ts';
import type { Colour } from './models.ts';

/** Devices that are worn or wrongly set, and answer like any other. */
export const WORN_CAST: readonly CastMember[] = [
  {
    serial: 'SIM-3500-0042',
    fault: 'worn-drum',
    symptom: 'light-print',
    part: 'black',
    expect: 'black drum at 2 %, black charge about 95 V stronger than on peers, black density low, black toner fine',
    quirk: false,
    history: { ageDays: 1040, coverage: 5.4 },
    apply(machine) {
      wearOut(machine, 'black', { drum: 0.02, toner: 0.63, developer: 0.55 });
      machine.fuser.left = 0.52;
      machine.transfer.left = 0.47;
      machine.service.density.black = 1.58;
      machine.service.charge.black = -715;
    },
  },
  {
    serial: 'SIM-3500-0017',
    fault: 'thin-toner',
    symptom: 'light-print',
    part: 'cyan',
    expect: 'cyan toner at 4 %, cyan density low, cyan drum and charge normal',
    quirk: false,
    history: { ageDays: 620 },
    apply(machine) {
      wearOut(machine, 'cyan', { toner: 0.04, drum: 0.6 });
      machine.service.density.cyan = 1.52;
      machine.service.charge.cyan = -641;
    },
  },
  {
    serial: 'SIM-9100-0007',
    fault: 'worn-feed-rollers',
    symptom: 'jam-feed',
    part: 'tray-2',
    expect: 'jams at the feed of tray 2 ten times as frequent as on peers, rollers of tray 2 at 3 %',
    quirk: false,
    history: { ageDays: 900 },
    apply(machine) {
      wearOutRollers(machine, 'tray-2', 0.03, 10);
    },
  },
  {
    serial: 'SIM-1200-0031',
    fault: 'half-duplex-link',
    symptom: 'offline',
    expect: 'link at 100 Mb/s half duplex, about 21,000 errors and 9,000 discards per million packets',
    quirk: false,
    apply(machine) {
      Object.assign(machine.network, {
        megabits: 100,
        duplex: 'half',
        errorsPerMillion: 21_000,
        discardsPerMillion: 9_000,
      } satisfies Partial<Machine['network']>);
    },
  },
  {
    serial: 'SIM-3500-0035',
    fault: 'toner-save',
    symptom: 'light-print',
    expect: 'toner save on and density setting at its lowest step; everything worn is fine',
    quirk: false,
    history: { coverage: 4.9 },
    apply(machine) {
      machine.tonerSave = true;
      machine.densitySetting = 1;
    },
  },
  {
    serial: 'SIM-3500-0019',
    fault: 'density-drift',
    symptom: 'light-print',
    expect: 'automatic density adjustment off and the density of all colours low, toner fine',
    quirk: false,
    apply(machine) {
      machine.service.autoDensity = false;
      for (const [colour, density, toner] of [
        ['black', 1.78, 0.71],
        ['cyan', 1.66, 0.44],
        ['magenta', 1.6, 0.58],
        ['yellow', 1.5, 0.83],
      ] as const) {
        machine.service.density[colour] = density;
        wearOut(machine, colour, { toner });
      }
    },
  },
  {
    serial: 'SIM-3500-0027',
    fault: 'heavy-coverage',
    symptom: 'toner-cost',
    expect: 'average coverage 16 % and the darkest density setting; cartridges used far more often than on peers',
    quirk: false,
    history: { ageDays: 800, coverage: 16 },
    apply(machine) {
      machine.densitySetting = 5;
      machine.tonerSave = false;
    },
  },
  {
    serial: 'SIM-3500-0038',
    fault: 'weak-charge',
    symptom: 'background-fog',
    part: 'black',
    expect: 'black charge about 80 V weaker than on peers, waste toner box almost full, black drum fine',
    quirk: false,
    apply(machine) {
      wearOut(machine, 'black', { drum: 0.58, developer: 0.04 });
      machine.waste.left = 0.05;
      machine.service.charge.black = -540;
      machine.service.density.black = 2.49;
    },
  },
  {
    serial: 'SIM-3500-0056',
    fault: 'worn-fuser',
    symptom: 'ghosting',
    expect: 'fuser at 1 %, drums fine',
    quirk: false,
    history: { ageDays: 1300 },
    apply(machine) {
      machine.fuser.left = 0.01;
      wearOut(machine, 'black', { drum: 0.5 });
    },
  },
];

function wearOut(machine: Machine, colour: Colour, left: { toner?: number; drum?: number; developer?: number }): void {
  const parts = machine.colours[colour];
  if (parts === undefined) {
    return;
  }
  for (const part of ['toner', 'drum', 'developer'] as const) {
    parts[part].left = left[part] ?? parts[part].left;
  }
}

/** Rollers of one tray down to `left`, and its jams `times` what the model's usual tray has. */
function wearOutRollers(machine: Machine, key: string, left: number, times: number): void {
  const feed = machine.feeds.find((feed) => feed.tray.key === key);
  const place = machine.jams.find((place) => place.key === `feed-${key}`);
  if (feed === undefined || place === undefined) {
    return;
  }
  const { spec } = machine;
  feed.roller.left = left;
  // A usual tray is half worn: 1 + 0.5 ** 3 of the rate of new rollers.
  const usual = (spec.feedJams * 1.125 * feed.tray.share * (1 - spec.duplexShare / 2)) / 10_000;
  place.perImpression = usual * times;
  place.count = Math.round(place.perImpression * machine.impressions);
}
