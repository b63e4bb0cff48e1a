import type { BellDevice, BellGroup, BellRule, LoggedClaim } from '../core/bell.ts';
import type { Claim } from '../core/claim.ts';
import type { Device } from '../core/device.ts';
import { modelKey, modelName } from '../core/model-name.ts';
import type { Learnt } from '../core/learnt.ts';
import type { FlowDeps } from './flow-deps.ts';

const CLAIMS_A_PAGE = 500;
const DEVICES_AT_ONCE = 100;
/** Claims get their numbers before they can be read, and may be a moment late. */
const LOOK_BACK = 100;
/** Devices of a model, and what is known of them, are looked up so often. Units: milliseconds. */
const BELIEVED_FOR_MS = 10 * 60_000;

/** The desk's claims as far back as the bell looks, kept in memory and made anew from the store at each start. */
export type BellLog = {
  /** Takes in what is new; gives it, oldest first. */
  learn: () => Promise<Claim[]>;
  /** When the desk had its first claim; undefined where it has had none. Units: milliseconds since 1970. */
  begin: () => number | undefined;
  /** Shape: oldest first, those of `until` and before. */
  upTo: (until: number) => LoggedClaim[];
  /** Those after `from`, up to `until`, newest first and one by one: whoever has seen enough goes through no more of them. */
  backFrom: (until: number, from: number) => Iterable<LoggedClaim>;
  /** Undefined of those that are not registered, or retired. */
  deviceOf: (serial: string) => BellDevice | undefined;
  /**
   * Devices of the model of a device, with what they have in common, for a claim that is looked at now.
   * Those that complained in the window up to `at` are as they are now, since it is they who are counted: whose they are, and whether they are still in service. Units: `at` milliseconds since 1970.
   */
  ofModel: (device: BellDevice, at: number) => Promise<readonly BellDevice[]>;
};

/** Opens the log, empty. Shape: `learn` reads the claims of the time that `rule` looks back, at first. */
export function openBellLog({ store, clock }: Pick<FlowDeps, 'store' | 'clock'>, rule: BellRule): BellLog {
  let log: LoggedClaim[] = [];
  let last: number | undefined;
  let begin: number | undefined;
  const known = new Set<number>();
  const devices = new Map<string, BellDevice>();
  const models = new Map<string, { at: number; devices: readonly BellDevice[] }>();
  /** Models of which it was looked, since claims were taken in last, what those are now that complained after a moment. */
  const anew = new Map<string, number>();

  /** Nothing counts as learnt until all of it is: where the store fails in between, the next time begins where this one did. */
  async function learn(): Promise<Claim[]> {
    const since = clock() - rule.windowMs - rule.pastMs;
    begin ??= (await store.listClaims({ order: 'oldest', limit: 1 }))[0]?.at;
    let reached = last ?? (await firstSince(since));
    const found: Claim[] = [];
    for (let after = Math.max(0, reached - LOOK_BACK); ;) {
      const page = await store.listClaims({ order: 'oldest', after, limit: CLAIMS_A_PAGE });
      found.push(...page.filter(({ id }) => !known.has(id)));
      const end = page.at(-1);
      if (end === undefined) break;
      after = end.id;
      reached = Math.max(reached, end.id);
    }
    await learnDevices(found.map(({ serial }) => serial).filter((serial) => !devices.has(serial)));
    anew.clear();
    last = reached;
    for (const { id } of found) known.add(id);
    // What lies further back is not read again.
    for (const id of known) if (id <= reached - LOOK_BACK) known.delete(id);
    const logged = found.map(({ id, at, serial, symptoms }) => ({ id, at, serial, symptoms }));
    log = [...log, ...logged].filter(({ at }) => at >= since).toSorted((a, b) => a.at - b.at || a.id - b.id);
    return found;
  }

  /** The number of a claim before which all are older; numbers rise with time. */
  async function firstSince(since: number): Promise<number> {
    const [newest] = await store.listClaims({ limit: 1 });
    let [low, high] = [0, newest?.id ?? 0];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const [next] = await store.listClaims({ order: 'oldest', after: middle, limit: 1 });
      if (next !== undefined && next.at < since) low = Math.max(middle + 1, next.id);
      else high = middle;
    }
    return low;
  }

  /** Takes in what devices are now. Shape: those that are retired, or not registered any more, are none of a model. */
  async function learnDevices(serials: Iterable<string>): Promise<void> {
    const asked = [...new Set(serials)];
    for (let from = 0; from < asked.length; from += DEVICES_AT_ONCE) {
      const some = asked.slice(from, from + DEVICES_AT_ONCE);
      const [found, learnt] = await Promise.all([
        Promise.all(some.map((serial) => store.getDevice(serial))),
        store.listLearnt(some),
      ]);
      for (const [index, serial] of some.entries()) {
        const device = found[index];
        if (device === undefined || device.state === 'retired') devices.delete(serial);
        else devices.set(serial, bellDevice(device, learnt[index]));
      }
    }
  }

  /** What devices are that complained lately, or are of the model no more as it was looked up, as of now. */
  async function learnAnew({ model }: BellDevice, ofModel: readonly BellDevice[], windowFrom: number): Promise<void> {
    if ((anew.get(model) ?? Number.POSITIVE_INFINITY) <= windowFrom) return;
    const listed = new Set(ofModel.map(({ serial }) => serial));
    const lately = new Set(log.flatMap(({ at, serial }) => (at > windowFrom ? [serial] : [])));
    const mine = [...devices.values()].filter((one) => one.model === model).map(({ serial }) => serial);
    await learnDevices(mine.filter((serial) => lately.has(serial) || !listed.has(serial)));
    anew.set(model, windowFrom);
  }

  /** How many claims of the log are of a moment or before. */
  function countTo(until: number): number {
    let [low, high] = [0, log.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((log[middle]?.at ?? 0) <= until) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function* backFrom(until: number, from: number): Generator<LoggedClaim> {
    for (let n = countTo(until) - 1; n >= 0; n -= 1) {
      const one = log[n];
      if (one === undefined || one.at <= from) return;
      yield one;
    }
  }

  async function listModel({ model, serial }: BellDevice): Promise<readonly BellDevice[]> {
    const kept = models.get(model);
    if (kept !== undefined && clock() - kept.at < BELIEVED_FOR_MS) return kept.devices;
    const device = await store.getDevice(serial);
    if (device === undefined) return [];
    const all = (await store.listDevicesOfModel(modelName(device.model, device))).filter(
      ({ state }) => state !== 'retired',
    );
    const learnt = await store.listLearnt(all.map((one) => one.serial));
    const made = all.map((one, index) => bellDevice(one, learnt[index]));
    for (const one of made) devices.set(one.serial, one);
    models.set(model, { at: clock(), devices: made });
    return made;
  }

  return {
    learn,
    begin: () => begin,
    upTo: (until) => log.slice(0, countTo(until)),
    backFrom,
    deviceOf: (serial) => devices.get(serial),
    async ofModel(device, at) {
      const ofModel = await listModel(device);
      await learnAnew(device, ofModel, at - rule.windowMs);
      return ofModel;
    },
  };
}

/** What a device is, to the bell: firmware as it said it, part and lot as the registry's tags name them (`lot:2026-03`). */
function bellDevice(device: Device, learnt: Learnt | undefined): BellDevice {
  const { serial, model, customer, tags = [] } = device;
  const tagged = tags.flatMap((tag): BellGroup[] => {
    const [, kind, value] = /^(part|lot):\s*(\S.*)$/i.exec(tag.trim()) ?? [];
    return kind === undefined || value === undefined
      ? []
      : [{ kind: kind.toLowerCase() === 'lot' ? 'lot' : 'part', value: value.trim() }];
  });
  const firmware = learnt?.firmware;
  const groups = [...(firmware === undefined ? [] : [{ kind: 'firmware' as const, value: firmware }]), ...tagged];
  return { serial, model: modelKey(model, { serial }), customer, groups };
}
