import type { Claim } from '../core/claim.ts';
import type { Device } from '../core/device.ts';
import { isSameModel, modelKey, modelName } from '../core/model-name.ts';
import { type Counted, openReport, type ReportWish } from '../core/open-report.ts';
import type { Report } from '../core/report.ts';
import { claimPages } from './claim-pages.ts';
import type { FlowDeps } from './flow-deps.ts';

type Wanted = Pick<ReportWish, 'from' | 'until' | 'model' | 'customer'>;

/** A device that has left the registry, whose claims do not say what it was. */
const UNKNOWN_MODEL = 'no longer registered';
const DEVICES_A_PAGE = 1_000;

/**
 * How the desk did, from the store's claims and fetches.
 * Shape: a claim belongs to the model and the customer of its device, or to those it ended with where that has left the registry.
 * Fails: when the store is down.
 */
export async function makeReport(
  { store, book, clock }: Pick<FlowDeps, 'store' | 'book' | 'clock'>,
  wish: ReportWish,
): Promise<Report> {
  const measures = new Map(book.measures.map((measure) => [measure.id, measure]));
  const named = { measure: (id: string) => measures.get(id), symptom: (id: string) => book.symptoms.get(id)?.title };
  const report = openReport(wish, named, clock());

  async function countedOf(claim: Claim): Promise<Counted | undefined> {
    if (claim.at > wish.until || claim.at < (wish.from ?? claim.at)) return undefined;
    const device = await store.getDevice(claim.serial);
    const ended = claim.events.findLast((event) => event.ended !== undefined)?.ended;
    const model = device === undefined ? (ended?.model ?? UNKNOWN_MODEL) : modelName(device.model, device);
    if (!isWanted(wish, { model, customer: device?.customer ?? ended?.customer ?? '' })) return undefined;
    return { model, fetches: await store.listFetches(claim.id) };
  }

  for await (const page of claimPages(store)) {
    const claims = page.filter(({ origin }) => wish.team === undefined || origin.team === wish.team);
    const counted = await Promise.all(claims.map(countedOf));
    for (const [index, claim] of claims.entries()) report.add(claim, counted[index]);
  }
  return report.total(await countDevices(store, wish));
}

/** Registered devices by the key of their model, read page by page. */
async function countDevices(store: FlowDeps['store'], wish: Wanted): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let after: string | undefined; ;) {
    const devices = await store.pageDevices({ after, limit: DEVICES_A_PAGE });
    for (const device of devices) {
      if (!isWanted(wish, device)) continue;
      const key = modelKey(device.model, device);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    after = devices.at(-1)?.serial;
    if (devices.length < DEVICES_A_PAGE) return counts;
  }
}

function isWanted(wish: Wanted, { model, customer }: Pick<Device, 'model' | 'customer'>): boolean {
  if (wish.model !== undefined && !isSameModel(wish.model, model)) return false;
  return wish.customer === undefined || wish.customer.trim().toLowerCase() === customer.trim().toLowerCase();
}
