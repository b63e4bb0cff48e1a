import { setMaxListeners } from 'node:events';
import type { Dossier } from '../../core/dossier.ts';
import type { Charts } from '../../core/ports.ts';
import { type ChartShown, shownFetch } from '../blocks/view.ts';
import type { Calls } from '../calls/calls.ts';
import { troubleOf } from '../calls/trouble.ts';
import { BytesLost } from '../calls/upload-picture.ts';
import type { Log, SlackStore } from '../options.ts';
import type { Lanes } from './lanes.ts';

/**
 * The charts of claims as files in Slack. They are shown inside the comparison, whose edits ring nobody's bell.
 */
export type ChartFiles = {
  /** Learns which charts an earlier process uploaded. Fails: AppError `store_failed`. */
  learn: (dossier: Dossier) => Promise<void>;
  /**
   * Draws and uploads the chart of a finished fetch, and gives Slack time to look at it; true when there is one that there was not before.
   * Fails: as `learn`; a chart that cannot be drawn or sent is logged.
   */
  bring: (dossier: Dossier) => Promise<boolean>;
  chartOf: (dossier: Dossier) => ChartShown | undefined;
  /** Another process may upload the next ones: they are learnt anew. */
  forget: (claimId: number) => void;
  stop: () => void;
};

/** Units: `settleMs` milliseconds that Slack is given to look at a picture before it stands in a block. */
export type ChartDeps = {
  calls: Pick<Calls, 'upload'>;
  lanes: Pick<Lanes, 'call'>;
  store: Pick<SlackStore, 'claimSlot' | 'fillSlot' | 'listSlots'>;
  charts?: Charts | undefined;
  log: Log;
  settleMs: number;
  pause: (ms: number, signal?: AbortSignal) => Promise<void>;
};

/** Tries while Slack gives no clear answer; the pauses between them double. The comparison stands without it. */
const TRIES = 4;
const FIRST_PAUSE_MS = 500;
/** Claims whose charts are remembered at most. */
const MOST_CLAIMS = 500;
/** Fetches remembered at most for which no chart will ever be shown. */
const MOST_HOPELESS = 5_000;

/** What is known of the charts of one claim: the file of each fetch, and what is being made. */
type Known = { files: Map<number, string>; learning: Promise<void>; making: Map<number, Promise<boolean>> };

/** Opens it. Shape: a file that was uploaded and not noted is shown nowhere, so an upload may be made twice. */
export function openChartFiles(deps: ChartDeps): ChartFiles {
  const stopped = new AbortController();
  setMaxListeners(0, stopped.signal);
  const claims = new Map<number, Known>();
  /** Fetches whose chart was refused, could not be drawn or shows nothing. They outlive what is forgotten: nothing that others do changes them. */
  const hopeless = new Set<string>();

  function giveUp(claimId: number, fetch: number): false {
    hopeless.add(`${claimId} ${fetch}`);
    const [oldest] = hopeless;
    if (hopeless.size > MOST_HOPELESS && oldest !== undefined) hopeless.delete(oldest);
    return false;
  }

  function knownOf(claimId: number): Known {
    const known = claims.get(claimId);
    if (known !== undefined) return known;
    const files = new Map<number, string>();
    const made: Known = { files, learning: readFiles(claimId, files), making: new Map() };
    // Whoever awaits it hears of the failure; the next claim shown asks again.
    made.learning.catch(() => claims.delete(claimId));
    claims.set(claimId, made);
    const [oldest] = claims.keys();
    if (claims.size > MOST_CLAIMS && oldest !== undefined) claims.delete(oldest);
    return made;
  }

  async function readFiles(claimId: number, into: Map<number, string>): Promise<void> {
    for (const { slot, ts } of await deps.store.listSlots(claimId)) {
      const [, n] = /^chart-(\d+)$/.exec(slot) ?? [];
      if (n !== undefined && ts !== undefined) into.set(Number(n), ts);
    }
  }

  async function make(dossier: Dossier, known: Known): Promise<boolean> {
    await known.learning;
    const fetch = dossier.fetches.at(-1);
    if (deps.charts === undefined || fetch === undefined || known.files.has(fetch.n)) return false;
    const { claim } = dossier;
    if (hopeless.has(`${claim.id} ${fetch.n}`)) return false;
    const facts = { claim: claim.id, fetch: fetch.n };
    const chart = await deps.charts.draw(dossier, fetch).catch((error: unknown) => {
      deps.log('error', 'chart.not-drawn', { ...facts, error });
      return undefined;
    });
    if (chart === undefined) return giveUp(claim.id, fetch.n);
    const picture = { ...chart, name: `claim-${claim.id}-${fetch.n + 1}.png` };
    const channel = claim.origin.channel ?? '';
    await deps.store.claimSlot({ claimId: claim.id, slot: `chart-${fetch.n}`, channel });
    for (let tries = 1; tries <= TRIES && !stopped.signal.aborted; tries += 1) {
      try {
        const file = await deps.lanes.call('upload', () => deps.calls.upload(picture));
        // What stands in place of a message's ts is what a file is known by.
        await deps.store.fillSlot(claim.id, `chart-${fetch.n}`, { ts: file, channel, digest: picture.name });
        await deps.pause(deps.settleMs, stopped.signal);
        known.files.set(fetch.n, file);
        return true;
      } catch (error) {
        const trouble = troubleOf(error);
        if (trouble === undefined && !(error instanceof BytesLost)) throw error;
        if (trouble?.kind === 'refused') {
          deps.log('error', 'chart.refused', { ...facts, code: trouble.code });
          return giveUp(claim.id, fetch.n);
        }
        deps.log('warn', 'chart.no-answer', { ...facts, tries });
        await deps.pause(FIRST_PAUSE_MS * 2 ** (tries - 1), stopped.signal);
      }
    }
    return false;
  }

  return {
    learn: ({ claim }) => knownOf(claim.id).learning,
    async bring(dossier) {
      const fetch = dossier.fetches.at(-1);
      if (fetch?.phase !== 'complete' || stopped.signal.aborted) return false;
      const known = knownOf(dossier.claim.id);
      const making = known.making.get(fetch.n) ?? make(dossier, known);
      known.making.set(fetch.n, making);
      return making;
    },
    chartOf(dossier) {
      const fetch = shownFetch(dossier);
      const file = fetch === undefined ? undefined : claims.get(dossier.claim.id)?.files.get(fetch.n);
      if (fetch === undefined || file === undefined) return undefined;
      const alt = deps.charts?.describe(dossier, fetch);
      return alt === undefined ? undefined : { file, alt };
    },
    forget: (claimId) => void claims.delete(claimId),
    stop: () => stopped.abort(),
  };
}
