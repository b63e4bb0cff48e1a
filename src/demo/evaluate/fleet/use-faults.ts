import { anInk, between, type FaultKind } from './fault.ts';

/** Faults of how it is set or used. */
export const USE_FAULTS: readonly FaultKind[] = [
  {
    kind: 'toner-save-on',
    complaints: [['light-print', 1]],
    source: 'symptoms.md 1: toner save on is the cheap answer',
    inject: (body) => {
      body.tonerSave = true;
    },
  },
  {
    kind: 'density-set-low',
    complaints: [['light-print', 1]],
    source: 'symptoms.md 1: density setting',
    inject: (body) => {
      body.densitySetting = 1;
    },
  },
  {
    kind: 'density-set-high',
    complaints: [
      ['toner-cost', 3],
      ['dark-print', 3],
      ['background-fog', 1],
    ],
    source: 'symptoms.md 2, 32: high density setting',
    inject: (body) => {
      body.densitySetting = 5;
    },
  },
  {
    kind: 'exposure-off',
    complaints: [
      ['light-print', 2],
      ['background-fog', 2],
      ['copy-fog', 3],
    ],
    source: 'symptoms.md 1, 3, 4: exposure, only copies show it',
    needs: ({ hasAdf }) => hasAdf,
    inject: (body, random, severity) => {
      body.exposure = (random.chance(0.5) ? -1 : 1) * Math.round(between(random, severity, 3, 4.6));
    },
  },
  {
    kind: 'high-coverage',
    complaints: [
      ['toner-cost', 3],
      ['toner-false-empty', 1],
    ],
    source: 'claims.md 5: print ratio beside 6 %; symptoms.md 28, 32: yield at the real coverage',
    inject: (body, random, severity) => {
      body.coverage = between(random, severity, 12, 26);
    },
  },
  {
    kind: 'changed-early',
    complaints: [
      ['toner-cost', 3],
      ['toner-false-empty', 1],
    ],
    source: 'claims.md 5: early replacement, level at the swap; symptoms.md 28: real yield beside the rated one',
    inject: (body, random, severity) => {
      body.yieldShare = between(random, severity, 0.4, 0.22);
      body.coverage = random.between(4, 6);
      body.months = Math.max(body.months, 24);
      body.impressions = Math.max(body.impressions, 24 * 2_000);
    },
  },
  {
    kind: 'false-level',
    complaints: [['toner-false-empty', 1]],
    source: 'symptoms.md 28: a sensor or a chip says almost empty of a cartridge that is not',
    inject: (body, random, severity) => {
      const ink = anInk(body, random);
      ink.toner = random.between(0.3, 0.9);
      ink.told = between(random, severity, 0.04, 0.005);
    },
  },
  {
    kind: 'board-changed',
    complaints: [['meter-dispute', 1]],
    source: 'claims.md 5: meter disputed: counter resets, board change; quirks.md: a changed board begins at 0',
    unfits: ['toner.cartridges-used'],
    inject: (body, random, severity) => {
      body.months = Math.max(body.months, 18);
      body.impressions = Math.max(body.impressions, 18 * 2_000);
      body.board = 1 - between(random, severity, 0.2, 0.04);
    },
  },
  {
    kind: 'cold-room',
    complaints: [
      ['ghosting', 3],
      ['smearing', 2],
    ],
    source: 'symptoms.md 11, 12: cold offset, warm-up in the morning',
    inject: (body, random, severity) => {
      body.temperature = between(random, severity, 14, 9);
    },
  },
];
