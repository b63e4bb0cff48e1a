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
      ['paper-jam', 2],
      ['noise', 1],
    ],
    source: 'symptoms.md 17, 21, 23 (P1, P2): wear is per tray, late at the first sensor',
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
      ['paper-jam', 1],
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
      ['paper-jam', 1],
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
      ['paper-jam', 1],
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
      ['paper-jam', 1],
    ],
    source: 'symptoms.md 18 (P1)',
    inject: slip('registration', 7),
  },
  {
    kind: 'exit-rollers',
    complaints: [
      ['jam-feed', 2],
      ['jam-exit', 4],
      ['paper-jam', 1],
    ],
    source: 'symptoms.md 19 (P1, P2): lag jam',
    inject: slip('exit', 15),
  },
  {
    kind: 'fuser-path',
    complaints: [
      ['jam-feed', 2],
      ['jam-exit', 3],
      ['paper-jam', 1],
    ],
    source: 'symptoms.md 19: separation claws',
    inject: slip('fuser', 12),
  },
  {
    kind: 'duplex-path',
    complaints: [
      ['jam-feed', 2],
      ['jam-exit', 2],
      ['paper-jam', 1],
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
      ['paper-jam', 1],
    ],
    source: 'symptoms.md 20 (C1): roller wear counts originals',
    needs: ({ hasAdf }) => hasAdf,
    inject: slip('adf', 4),
  },
];
