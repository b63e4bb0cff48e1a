import { type Claim, detailsOf } from '../core/claim.ts';
import type { Comparison, Verdict } from '../core/comparison.ts';
import type { Fetch } from '../core/dossier.ts';
import type { Store } from '../core/ports.ts';
import { readingKey } from '../core/reading.ts';
import type { RuleBook } from '../rules/book.ts';
import { replayFetch } from '../rules/replay-fetch.ts';
import { claimPages } from './claim-pages.ts';

/**
 * What other rules would have said of a claim, by its last fetch, where that is not what was said.
 * Shape: `rows` are verdicts that are not as they were; `first` the measure that stood first, then and now; `flip` whether that goes towards what ended the
 * claim or away from it, absent where the first measure is the same, or the claim is not resolved or nobody said by which measure.
 */
export type ReplayedClaim = {
  claim: number;
  rows: { item: string; part?: string | undefined; title: string; before: Verdict; now: Verdict }[];
  first: { before?: string | undefined; now?: string | undefined };
  flip?: 'towards' | 'away' | 'neither' | undefined;
};

/** What a replay found. Shape: `kept`, `gone` and `unread` as in replay-fetch.ts, the last by item; `unsealed` are claims without a complete fetch. */
export type Replay = {
  rules: string;
  claims: number;
  unsealed: number;
  otherRules: number;
  flips: ReplayedClaim[];
  kept: number;
  gone: number;
  unread: Record<string, number>;
};

/**
 * Runs the sealed evidence of claims through rules, page by page; nothing is read of any device, and nothing is written.
 * Shape: `otherRules` counts claims whose fetch was judged by other rules than these, or by none that were kept.
 * Units: `from` milliseconds since 1970.
 * Fails: when the store is down.
 */
export async function replayClaims(
  { store, book }: { store: Pick<Store, 'listClaims' | 'listFetches'>; book: RuleBook },
  { from }: { from?: number | undefined },
): Promise<Replay> {
  const unread = new Map<string, number>();
  const replay: Replay = {
    rules: book.version,
    claims: 0,
    unsealed: 0,
    otherRules: 0,
    flips: [],
    kept: 0,
    gone: 0,
    unread: {},
  };

  function add(claim: Claim, fetch: Fetch | undefined): void {
    if (fetch === undefined) {
      replay.unsealed += 1;
      return;
    }
    replay.claims += 1;
    replay.otherRules += Number(fetch.seal?.rules !== book.version);
    const about = detailsOf(claim);
    const told = about === undefined ? undefined : { about, at: claim.at };
    const again = replayFetch(book, fetch, fetch.seal ?? { symptoms: claim.symptoms, told });
    replay.kept += again.kept;
    replay.gone += again.gone;
    for (const item of again.unread) unread.set(item, (unread.get(item) ?? 0) + 1);
    const rows = rowsThatDiffer(fetch.comparisons, again.comparisons);
    const first = { before: fetch.measures[0]?.id, now: again.measures[0]?.id };
    if (rows.length === 0 && first.before === first.now) return;
    const flip = flipOf(claim, first);
    replay.flips.push({ claim: claim.id, rows, first, ...(flip === undefined ? {} : { flip }) });
  }

  for await (const claims of claimPages(store)) {
    const wanted = claims.filter(({ at }) => from === undefined || at >= from);
    const fetches = await Promise.all(wanted.map(({ id }) => store.listFetches(id)));
    for (const [index, claim] of wanted.entries()) {
      add(
        claim,
        fetches[index]?.findLast(({ phase }) => phase === 'complete'),
      );
    }
  }
  return { ...replay, unread: Object.fromEntries(unread) };
}

function rowsThatDiffer(before: readonly Comparison[], now: readonly Comparison[]): ReplayedClaim['rows'] {
  const again = new Map(now.map((comparison) => [readingKey(comparison.reading), comparison]));
  return before.flatMap(({ item, part, title, reading, verdict }) => {
    const other = again.get(readingKey(reading))?.verdict;
    if (other === undefined || other === verdict) return [];
    return [{ item, ...(part === undefined ? {} : { part }), title, before: verdict, now: other }];
  });
}

function flipOf({ status, events }: Claim, { before, now }: ReplayedClaim['first']): ReplayedClaim['flip'] {
  const worked = events.findLast(({ what }) => what === 'resolved')?.resolution?.measure;
  if (before === now || status !== 'resolved' || worked === undefined) return undefined;
  if (worked === now) return 'towards';
  return worked === before ? 'away' : 'neither';
}
