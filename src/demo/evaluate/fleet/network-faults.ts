import type { FaultKind } from './fault.ts';

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
      ['fax-fault', 1],
    ],
    source: 'symptoms.md 24, 25, 27: power-on count, warm-up; what is off receives no fax',
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
      ['fax-fault', 1],
      ['noise', 1],
    ],
    source: 'symptoms.md 23, 25, 27, 30: printer in error, cover open, tray out, fan or motor',
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
      ['fax-fault', 1],
    ],
    source: 'symptoms.md 24, 25, 27: fw',
    inject: (body) => {
      body.firmware = '4.3-beta';
    },
  },
];
