import type { Body } from './body.ts';
import { anInk, between, type FaultKind } from './fault.ts';

/** What drifts with the adjustment off goes the same way for all colours. */
function drift(body: Body, by: number): void {
  body.autoDensity = false;
  body.drift = by;
}

/** Faults of the engine: what is worn, spent or out of its range. Sources: rows of symptoms.md with their manuals. */
export const ENGINE_FAULTS: readonly FaultKind[] = [
  {
    kind: 'worn-drum',
    complaints: [
      ['light-print', 5],
      ['background-fog', 3],
      ['ghosting', 2],
      ['black-lines', 1],
      ['repeating-marks', 1],
      ['banding', 1],
      ['noise', 1],
    ],
    source: 'symptoms.md 1, 3, 9, 11, 23: a drum at its end prints light or grey while its charge is driven up',
    inject: (body, random, severity) => {
      anInk(body, random).drum = between(random, severity, 0.045, 0.005);
    },
  },
  {
    kind: 'toner-low',
    complaints: [
      ['light-print', 4],
      ['white-lines', 1],
      ['toner-false-empty', 1],
    ],
    source:
      'symptoms.md 1, 8, 28: near-empty toner is the cheap answer; toner low at one side; a level of 1 % that is told as out',
    inject: (body, random, severity) => {
      anInk(body, random).toner = between(random, severity, 0.06, 0.005);
    },
  },
  {
    kind: 'low-concentration',
    complaints: [
      ['light-print', 5],
      ['uneven-density', 1],
      ['colour-shift', 1],
    ],
    source: 'symptoms.md 1 (R1 to R3): low toner concentration, Vsp above an eighth of Vsg, Vt high, cartridge full',
    inject: (body, random, severity) => {
      const ink = anInk(body, random);
      ink.mix = 1 - between(random, severity, 0.2, 0.36);
      ink.toner = Math.max(ink.toner, random.between(0.25, 0.9));
      body.alerts = [];
    },
  },
  {
    kind: 'over-toning',
    complaints: [
      ['toner-cost', 3],
      ['dark-print', 2],
      ['background-fog', 1],
    ],
    source: 'symptoms.md 2: over-toning in fixed supply mode; claims.md 5: toner density',
    inject: (body, random, severity) => {
      const by = between(random, severity, 0.24, 0.42);
      for (const ink of body.inks.values()) ink.mix += by;
    },
  },
  {
    kind: 'refilled-cartridge',
    complaints: [
      ['background-fog', 4],
      ['ghosting', 1],
    ],
    source: 'symptoms.md 3, 28: refilled or foreign toner charges badly, more of it is laid down',
    inject: (body, random, severity) => {
      const ink = anInk(body, random);
      ink.mix += between(random, severity, 0.24, 0.4);
      ink.toner = random.between(0.55, 0.98);
    },
  },
  {
    kind: 'dirty-density-sensor',
    complaints: [
      ['toner-cost', 3],
      ['dark-print', 2],
      ['light-print', 2],
    ],
    source: 'symptoms.md 2 (R1): a blind sensor reads low for every colour and the engine goes wrong',
    inject: (body, random, severity) => {
      body.sensor = 1 - between(random, severity, 0.17, 0.38);
    },
  },
  {
    kind: 'dirty-charge-roller',
    complaints: [
      ['background-fog', 5],
      ['black-lines', 1],
      ['dark-print', 1],
      ['banding', 1],
    ],
    source: 'symptoms.md 3, 6, 7, 9: insufficient charge leaves toner on white areas',
    inject: (body, random, severity) => {
      anInk(body, random).charge += between(random, severity, 45, 110);
    },
  },
  {
    kind: 'charge-lost',
    complaints: [['black-page', 1]],
    source: 'symptoms.md 6 (H1): without charge the whole drum develops',
    inject: (body, random, severity) => {
      anInk(body, random).charge += between(random, severity, 260, 480);
    },
  },
  {
    kind: 'charge-too-strong',
    complaints: [
      ['light-print', 4],
      ['ghosting', 2],
    ],
    source: 'symptoms.md 1, 11: bias and charge drift',
    inject: (body, random, severity) => {
      anInk(body, random).charge -= between(random, severity, 50, 115);
    },
  },
  {
    kind: 'developer-at-end',
    complaints: [
      ['light-print', 4],
      ['background-fog', 3],
      ['uneven-density', 1],
      ['white-lines', 1],
      ['banding', 1],
      ['noise', 1],
    ],
    source: 'symptoms.md 1, 3, 8, 9, 23 (S1): developer at 9 % beside a light print',
    inject: (body, random, severity) => {
      anInk(body, random).developer = between(random, severity, 0.06, 0.005);
    },
  },
  {
    kind: 'transfer-at-end',
    complaints: [
      ['light-print', 3],
      ['ghosting', 2],
      ['uneven-density', 2],
      ['misregistration', 1],
      ['banding', 1],
    ],
    source: 'symptoms.md 1, 9, 11, 13, 15: weak transfer, belt worn',
    inject: (body, random, severity) => {
      body.transfer = between(random, severity, 0.055, 0.005);
    },
  },
  {
    kind: 'fuser-at-end',
    complaints: [
      ['ghosting', 3],
      ['smearing', 3],
      ['wrinkles', 1],
      ['banding', 1],
      ['noise', 1],
    ],
    source: 'symptoms.md 9, 11, 12, 22, 23: fuser offset, under-temperature, pressure roller',
    inject: (body, random, severity) => {
      body.fuser = between(random, severity, 0.04, 0.005);
    },
  },
  {
    kind: 'fuser-overheats',
    complaints: [['danger', 1]],
    source: 'symptoms.md 12 (K1): alerts of the temperature of the fuser, codes 1001 to 1004',
    inject: (body) => {
      body.alerts = [['fuser-over-temperature', 'critical']];
    },
  },
  {
    kind: 'waste-full',
    complaints: [
      ['background-fog', 2],
      ['waste-toner-full', 3],
      ['noise', 1],
    ],
    source: 'symptoms.md 3, 23, 29: what the cleaning takes off has nowhere to go',
    inject: (body, random, severity) => {
      body.waste = between(random, severity, 0.06, 0);
    },
  },
  {
    kind: 'adjustment-off',
    complaints: [
      ['light-print', 3],
      ['background-fog', 2],
      ['toner-cost', 1],
      ['colour-shift', 1],
    ],
    source: 'symptoms.md 1, 3, 14: adjustment off, density follows wear and weather',
    inject: (body, random, severity) => {
      drift(body, between(random, severity, 0.1, 0.28) * (random.chance(0.6) ? -1 : 1));
    },
  },
];
