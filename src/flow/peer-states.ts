import { cohortInWords, stepInWords } from '../core/cohort-words.ts';
import type { PeerCounts } from '../core/dossier.ts';
import type { SavedReadings } from '../core/ports.ts';
import { isReport, type Reading } from '../core/reading.ts';
import type { Needs, Whose } from '../core/withhold.ts';
import type { ChosenPeers } from './choose-peers.ts';
import { withReports } from './stand-in.ts';

type PeerState = { kind: 'not-asked' | 'pending' | 'live' | 'gone'; readings: Reading[] };

/** What is known of each peer while a fetch runs: its stored readings until it answers, its live ones from then on. */
export type PeerStates = {
  /**
   * Stored readings stand in for peers that have not answered; those of lists also for what a peer that answers does not offer, and what was worked out of
   * its past stays beside what it says.
   */
  addStored: (stored: SavedReadings[]) => void;
  ask: (serial: string) => void;
  answer: (serial: string, readings: Reading[] | undefined) => void;
  /** The readings behind the averages and whose they are: live where there are any, else stored. */
  readings: () => { whose: Whose; readings: Reading[] }[];
  counts: () => PeerCounts;
  /** Whether a device is a peer in this fetch, narrowed away or not. */
  has: (serial: string) => boolean;
};

/** Starts with all eligible peers, none of them asked and nothing known of them. Shape: `rates` are the items that are worked out of a device's past. */
export function openPeerStates(cohort: ChosenPeers, needs: Needs, rates: ReadonlySet<string> = new Set()): PeerStates {
  const { eligible, customers, leftOut, step, whose, many, drawnOf } = cohort;
  const states = new Map<string, PeerState>(
    eligible.map(({ serial }) => [serial, { kind: 'not-asked', readings: [] }]),
  );
  const nobody: Whose = { customer: '', cell: 0 };
  const reports = new Map<string, Reading[]>();
  const ofPast = new Map<string, Reading[]>();
  let asked = 0;

  function change(serial: string, kind: PeerState['kind'], readings?: Reading[]): void {
    states.set(serial, { kind, readings: readings ?? states.get(serial)?.readings ?? [] });
  }

  /** What a peer says now, with what is stored of it that it is never asked for. */
  function complete(serial: string, live: Reading[]): Reading[] {
    const listed = reports.get(serial);
    const learnt = ofPast.get(serial);
    const said = listed === undefined ? live : withReports(live, listed);
    return learnt === undefined ? said : [...said, ...learnt];
  }

  return {
    addStored(stored) {
      for (const { serial, readings } of stored) {
        const state = states.get(serial);
        const listed = readings.filter(isReport);
        if (listed.length > 0) reports.set(serial, listed);
        const learnt = readings.filter(({ item }) => rates.has(item));
        if (learnt.length > 0) ofPast.set(serial, learnt);
        if (state !== undefined && state.kind !== 'live') states.set(serial, { kind: state.kind, readings });
      }
    },
    ask(serial) {
      asked += 1;
      change(serial, 'pending');
    },
    answer(serial, readings) {
      if (readings === undefined) change(serial, 'gone');
      else change(serial, 'live', readings);
    },
    readings() {
      return [...states].flatMap(([serial, { kind, readings }]) => {
        if (readings.length === 0) return [];
        return [
          { whose: whose.get(serial) ?? nobody, readings: kind === 'live' ? complete(serial, readings) : readings },
        ];
      });
    },
    has: (serial) => whose.has(serial),
    counts() {
      const counts: PeerCounts = {
        eligible: many?.eligible ?? drawnOf ?? eligible.length,
        customers,
        asked,
        live: 0,
        stored: many?.sums.read.n ?? 0,
        pending: 0,
        missing: 0,
        leftOut,
        step: [stepInWords(step, needs), manyInWords(cohort)].filter((said) => said !== '').join('. '),
        cohort: cohortInWords(step),
        offered: cohort.offered,
        own: eligible.filter(({ serial }) => whose.get(serial)?.isOwn === true).length,
      };
      let oldest = many?.sums.read.oldest ?? Number.POSITIVE_INFINITY;
      for (const { kind, readings } of states.values()) {
        if (kind === 'pending') counts.pending += 1;
        if (kind === 'live') {
          counts.live += 1;
        } else if (readings.length > 0) {
          counts.stored += 1;
          for (const reading of readings) oldest = Math.min(oldest, reading.at);
        } else if (kind === 'gone') {
          counts.missing += 1;
        }
      }
      return Number.isFinite(oldest) ? { ...counts, oldestStored: oldest } : counts;
    },
  };
}

/** That figures are not of all peers, or not exact; empty where they are both. */
function manyInWords({ eligible, many, drawnOf }: ChosenPeers): string {
  if (many !== undefined) return 'Approximate: of so many peers, ranks are right within 1 %';
  return drawnOf === undefined ? '' : `Of ${eligible.length} peers drawn evenly out of ${drawnOf}`;
}
