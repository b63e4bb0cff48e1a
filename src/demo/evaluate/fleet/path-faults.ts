import type { Random } from '../../fleet/random.ts';
import type { Body } from './body.ts';
import { aStage, type FaultKind } from './fault.ts';

function times(random: Random, severity: number): number {
  return (5 + 12 * severity) * random.between(0.85, 1.15);
}

/** Jams are told by counting them: a machine that hardly ever ran has none. */
function used(body: Body): void {
  body.impressions = Math.max(body.impressions, 20_000);
}

/**
 * More jams at a place: `least` times the usual are about three in 10,000 pages, from which on we take it that people complain.
 */
function slip(place: string, least: number): FaultKind['inject'] {
  return (body, random, severity) => {
    used(body);
    body.slips.set(place, least * (1 + 2 * severity) * random.between(0.85, 1.15));
  };
}

/** Faults along the way of the paper. */
export const PAPER_FAULTS: readonly FaultKind[] = [
  {
    kind: 'worn-tray-rollers',
    complaints: [
      ['jam-feed', 6],
      ['no-feed', 2],
      ['multi-feed', 1],
      ['skew', 1],
    ],
    source: 'symptoms.md 17, 21 (P1, P2): wear is per tray, late at the first sensor',
    inject: (body, random, severity) => {
      used(body);
      const stage = aStage(body, random);
      stage.roller = 0.045 - 0.04 * severity;
      stage.grip = Math.max(stage.grip, 1) * (1 + severity);
    },
  },
  {
    kind: 'dirty-tray-rollers',
    complaints: [
      ['jam-feed', 5],
      ['no-feed', 1],
    ],
    source: 'symptoms.md 17: dust and paper on rollers with life left',
    inject: (body, random, severity) => {
      used(body);
      const stage = aStage(body, random);
      stage.roller = Math.max(stage.roller, 0.25);
      stage.grip = times(random, severity);
    },
  },
  {
    kind: 'damp-paper',
    complaints: [
      ['jam-feed', 4],
      ['light-print', 1],
      ['wrinkles', 1],
      ['jam-registration', 1],
    ],
    source: 'symptoms.md 18, 21, 22 (J1): humid paper curls, several trays at once',
    inject: (body, random, severity) => {
      used(body);
      body.humidity = 73 + 14 * severity + random.normal(0, 1.5);
    },
  },
  {
    kind: 'dry-air',
    complaints: [
      ['ghosting', 2],
      ['jam-feed', 2],
      ['multi-feed', 2],
    ],
    source: 'symptoms.md 11, 21: low humidity, static',
    inject: (body, random, severity) => {
      used(body);
      body.humidity = 22 - 8 * severity + random.normal(0, 1);
    },
  },
  {
    kind: 'wrong-media',
    complaints: [
      ['jam-feed', 2],
      ['ghosting', 2],
      ['smearing', 2],
      ['tray-mismatch', 2],
    ],
    source: 'symptoms.md 11, 12, 31: heavy paper set as plain, tray set to other media',
    inject: (body, random, severity) => {
      const stage = body.stages.at(random.chance(0.7) ? 0 : 1) ?? aStage(body, random);
      stage.media = random.weighted([
        ['labels', 2],
        ['transparency', 1],
        ['extra-thick', 2],
      ]);
      stage.grip *= 1 + severity;
    },
  },
  {
    kind: 'registration-roller',
    complaints: [
      ['jam-feed', 2],
      ['jam-registration', 4],
    ],
    source: 'symptoms.md 18 (P1)',
    inject: slip('registration', 7),
  },
  {
    kind: 'exit-rollers',
    complaints: [
      ['jam-feed', 2],
      ['jam-exit', 4],
    ],
    source: 'symptoms.md 19 (P1, P2): lag jam',
    inject: slip('exit', 15),
  },
  {
    kind: 'fuser-path',
    complaints: [
      ['jam-feed', 2],
      ['jam-exit', 3],
    ],
    source: 'symptoms.md 19: separation claws',
    inject: slip('fuser', 12),
  },
  {
    kind: 'duplex-path',
    complaints: [
      ['jam-feed', 2],
      ['jam-exit', 2],
    ],
    source: 'symptoms.md 19: duplex count',
    inject: (body, random, severity) => {
      body.duplex = Math.max(body.duplex, 0.25);
      slip('duplex', 20)(body, random, severity);
    },
  },
  {
    kind: 'adf-rollers',
    complaints: [
      ['jam-adf', 4],
      ['jam-feed', 1],
    ],
    source: 'symptoms.md 20 (C1): roller wear counts originals',
    needs: ({ hasAdf }) => hasAdf,
    inject: slip('adf', 4),
  },
];

/** Faults of the network and the power, and of what runs in the machine. */
export const NETWORK_FAULTS: readonly FaultKind[] = [
  {
    kind: 'half-duplex',
    complaints: [
      ['offline', 3],
      ['slow', 2],
    ],
    source: 'symptoms.md 24: half duplex or errors',
    inject: (body, random, severity) => {
      Object.assign(body.net, {
        duplex: 'half',
        megabits: 100,
        errors: random.logNormal(2_000 + 18_000 * severity, 0.3),
      });
    },
  },
  {
    kind: 'cable-errors',
    complaints: [
      ['offline', 3],
      ['slow', 2],
      ['scan-fault', 1],
    ],
    source: 'symptoms.md 24: interface errors; RFC 2863 ifInErrors',
    inject: (body, random, severity) => {
      body.net.errors = random.logNormal(300 + 6_000 * severity, 0.3);
    },
  },
  {
    kind: 'switch-load',
    complaints: [
      ['offline', 3],
      ['slow', 2],
    ],
    source: 'symptoms.md 24: discards; RFC 2863 ifInDiscards',
    inject: (body, random, severity) => {
      body.net.discards = random.logNormal(1_200 + 8_000 * severity, 0.3);
    },
  },
  {
    kind: 'slow-link',
    complaints: [
      ['slow', 3],
      ['offline', 1],
    ],
    source: 'symptoms.md 24: ifSpeed',
    inject: (body) => {
      body.net.megabits = 10;
    },
  },
  {
    kind: 'address-changed',
    complaints: [['offline', 1]],
    source: 'symptoms.md 25: IP changed by DHCP, which happens where a machine comes back after being off',
    inject: (body, random) => {
      body.net.dhcp = true;
      body.uptimeDays = random.between(0.05, 1.8);
    },
  },
  {
    kind: 'gateway-missing',
    complaints: [
      ['offline', 2],
      ['scan-fault', 2],
    ],
    source: 'symptoms.md 25, 26: mask, gateway, DNS',
    inject: (body) => {
      body.net.gateway = false;
      body.net.dhcp = false;
    },
  },
  {
    kind: 'switched-off',
    complaints: [
      ['offline', 3],
      ['slow', 1],
    ],
    source: 'symptoms.md 24, 25: power-on count, warm-up',
    inject: (body, random, severity) => {
      body.powerOnsAMonth = random.between(70, 90) + 90 * severity;
      body.months = Math.max(body.months, 12);
      body.impressions = Math.min(body.impressions, body.months * 3_000);
    },
  },
  {
    kind: 'asleep-or-hung',
    complaints: [['offline', 1]],
    source: 'symptoms.md 25: sleeping NIC, hung, off',
    inject: (body) => {
      body.answers = false;
    },
  },
  {
    kind: 'stopped-by-alert',
    complaints: [
      ['offline', 2],
      ['jam-feed', 1],
      ['error-code', 2],
      ['blank-page', 1],
    ],
    source: 'symptoms.md 25, 30: printer in error, cover open, tray out',
    inject: (body, random) => {
      body.alerts = [
        [
          random.weighted([
            ['cover-open', 2],
            ['tray-missing', 1],
            ['service-call', 1],
          ]),
          'critical',
        ],
      ];
    },
  },
  {
    kind: 'firmware-regression',
    complaints: [
      ['offline', 2],
      ['slow', 1],
    ],
    source: 'symptoms.md 24, 25: fw',
    inject: (body) => {
      body.firmware = '4.3-beta';
    },
  },
];
