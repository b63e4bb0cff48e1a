import type { Bulletin, DigestClaim, DueBulletin } from '../core/bulletin.ts';
import { type ChannelSettings, zoneOf } from '../core/channel-settings.ts';
import type { Claim } from '../core/claim.ts';
import { callbackAmong } from '../core/look-back.ts';
import type { FlowDeps } from './flow-deps.ts';
import { makeReport } from './make-report.ts';
import { openClaims } from './open-claims.ts';

type BulletinDeps = Pick<FlowDeps, 'store' | 'book' | 'clock' | 'zone' | 'callbackMs'>;

/** Earlier claims of a device that are looked through for the one that this comes back after. */
const EARLIER_CLAIMS = 20;

/**
 * What a channel is told: its own open claims, or the desk's report of the month; where the app is installed in several workspaces, of its own alone.
 * Shape: undefined where no claim of the channel is open: nobody is told of nothing. Fails: when the store is down.
 */
export async function makeBulletin(
  deps: BulletinDeps,
  { channel, settings }: { channel: string; settings: ChannelSettings },
  due: DueBulletin,
): Promise<Bulletin | undefined> {
  if (due.kind === 'monthly') {
    const { name: month, from, until } = due;
    const wish = { from, until, withinMs: deps.callbackMs ?? 0, team: settings.team };
    return { kind: 'monthly', month, report: await makeReport(deps, wish) };
  }
  const claims: DigestClaim[] = [];
  for await (const page of openClaims(deps.store)) {
    const its = page.filter(({ origin }) => origin.channel === channel);
    claims.push(...(await Promise.all(its.map((claim) => digestClaim(deps, claim)))));
  }
  if (claims.length === 0) return undefined;
  claims.sort((a, b) => a.claim.at - b.claim.at || a.claim.id - b.claim.id);
  return { kind: 'daily', claims, now: deps.clock(), timeZone: zoneOf(settings, deps.zone ?? 'UTC') };
}

async function digestClaim({ store, book, callbackMs = 0 }: BulletinDeps, claim: Claim): Promise<DigestClaim> {
  const { serial } = claim;
  const device = await store.getDevice(serial);
  const earlier = await store.listClaims({ serial, limit: EARLIER_CLAIMS });
  const isBack = claim.events.some(({ what, followUp }) => what === 'reopened' && followUp !== undefined);
  return {
    claim,
    symptoms: claim.symptoms.map((id) => book.symptoms.get(id)?.title ?? id),
    customer: device?.customer,
    isCallback: isBack || callbackAmong(earlier, claim, callbackMs) !== undefined,
  };
}
