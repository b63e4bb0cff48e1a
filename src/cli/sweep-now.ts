import type { Config } from '../config/config.ts';
import { seatOf, type Device } from '../core/device.ts';
import { AppError } from '../core/errors.ts';
import type { Learnt } from '../core/learnt.ts';
import { type ItemChange, itemChanges } from '../core/sweep-changes.ts';
import { isDue } from '../core/sweep-due.ts';
import { sweepPlanOf } from '../core/sweep-settings.ts';
import type { Heard } from '../flow/note-seen.ts';
import { openSweeper, type SweepCounts, sweepDevices, type SweepEntry } from '../flow/sweep-devices.ts';
import { openWanted, type Wanted } from '../flow/sweep-wanted.ts';
import { openLog } from '../log.ts';
import { type Engine, openEngine } from '../open-engine.ts';
import { type FleetFilter, fitsFilter } from './fleet-list.ts';
import { fleetPages } from './fleet-pages.ts';
import { namedDevices } from './named-devices.ts';
import type { Progress } from './progress-bar.ts';

/** Which devices are swept. `serials` are names of any kind; `isDueOnly` leaves out what was read of late. */
export type SweepWish = Pick<FleetFilter, 'model' | 'customer' | 'site'> & {
  serials?: readonly string[] | undefined;
  isDueOnly: boolean;
  atOnce?: number | undefined;
};

/** What is another than it was when the device was last heard: facts (model, address) as texts, items as values. */
export type ChangedDevice = {
  serial: string;
  facts: { what: string; before: string; now: string }[];
  items: ItemChange[];
};

/** What came of a sweep. `asked` were to be read and `of` how many that would have been. Units: `tookMs` milliseconds. */
export type SweepReport = SweepCounts & {
  of: number;
  changed: number;
  changes: ChangedDevice[];
  wrong: { serial: string; address: string; said: string }[];
  tookMs: number;
  perSecond: number;
  isStopped: boolean;
};

/** Of a fleet in which everything changed, what a person or a script can still look through. */
const MOST_LISTED = 10_000;

/**
 * Reads the devices that are wished for, once, and keeps what they say.
 * Shape: retired and unmonitored devices are left alone, whatever was wished. When the signal comes, what was read is kept and told.
 * Fails: AppError `not_found` where no device fits, but for none that is due, or where a name is nobody's; as the rules and the store do.
 */
export async function sweepNow(
  config: Config,
  wish: SweepWish,
  options: { signal: AbortSignal; onProgress?: ((progress: Progress) => void) | undefined },
): Promise<SweepReport> {
  const log = openLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const nobody = { show: async () => undefined, forget: () => undefined };
  const engine = await openEngine(config, nobody, log, { isAlone: true });
  try {
    return await sweepWith(engine, config, wish, options);
  } finally {
    await engine.close();
  }
}

async function sweepWith(
  { deps }: Engine,
  config: Config,
  wish: SweepWish,
  { signal, onProgress }: { signal: AbortSignal; onProgress?: ((progress: Progress) => void) | undefined },
): Promise<SweepReport> {
  const settings = { ...config.sweep, ...(wish.atOnce === undefined ? {} : { atOnce: wish.atOnce }) };
  const isWanted = await openWanted(deps.store, deps.clock).now();
  const pick = (): AsyncGenerator<SweepEntry> => entriesOf(deps, { wish, settings, isWanted });
  let of = 0;
  for await (const _ of pick()) of += 1;
  if (of === 0 && !wish.isDueOnly) throw new AppError('not_found', 'No device fits that could be read.', { wish });
  const changes: ChangedDevice[] = [];
  const wrong: SweepReport['wrong'] = [];
  let changed = 0;
  let heard = 0;
  const from = performance.now();
  const counts = await sweepDevices(deps, openSweeper(deps, settings), pick(), {
    signal,
    onHeard({ device, answer }, { read }) {
      heard += 1;
      onProgress?.({ asked: heard, of, found: read, what: 'devices' });
      if (answer.outcome.kind !== 'wrong-device' || wrong.length >= MOST_LISTED) return;
      wrong.push({ serial: device.serial, address: seatOf(device), said: answer.outcome.said });
    },
    async beforeKept(portion) {
      const found = await changesOf(deps, portion);
      changed += found.length;
      changes.push(...found.slice(0, MOST_LISTED - changes.length));
    },
  });
  const tookMs = performance.now() - from;
  const rest = { tookMs: Math.round(tookMs), perSecond: Math.round(heard / (tookMs / 1000)) };
  return { ...counts, of, changed, changes, wrong, ...rest, isStopped: signal.aborted };
}

type Picking = { wish: SweepWish; settings: Config['sweep']; isWanted: Wanted };

async function* entriesOf(deps: Engine['deps'], picking: Picking): AsyncGenerator<SweepEntry> {
  const { wish, settings, isWanted } = picking;
  const now = deps.clock();
  for await (const page of pagesOf(deps, wish.serials)) {
    for (const { device, learnt } of page) {
      if (device.state !== undefined || !fitsFilter(device, wish)) continue;
      const plan = sweepPlanOf(settings, device);
      if (wish.isDueOnly && !isDue({ device, learnt, plan, isWanted: isWanted(device) }, now)) continue;
      yield { device, learnt };
    }
  }
}

async function* pagesOf({ store }: Engine['deps'], names: readonly string[] | undefined): AsyncGenerator<SweepEntry[]> {
  if (names === undefined) {
    yield* fleetPages(store);
    return;
  }
  const devices = await namedDevices(store, names, 'Nothing was read.');
  const learnt = await store.listLearnt(devices.map(({ serial }) => serial));
  yield devices.map((device, index) => ({ device, learnt: learnt[index] }));
}

/** What of these devices is another than the store has it. */
async function changesOf({ store, book }: Engine['deps'], heard: readonly Heard[]): Promise<ChangedDevice[]> {
  const answered = heard.filter(({ answer }) => answer.outcome.kind === 'answered');
  const serials = answered.map(({ device }) => device.serial);
  const learnt = await store.listLearnt(serials);
  const kept = await store.latestReadings(serials, [...book.items.keys()], 0);
  const before = new Map(kept.map(({ serial, readings }) => [serial, readings]));
  return answered.flatMap(({ device, answer }, index): ChangedDevice[] => {
    const items = itemChanges(before.get(device.serial) ?? [], answer.readings, book.items);
    const facts = factChanges(device, learnt[index], answer.saidModel);
    return items.length + facts.length === 0 ? [] : [{ serial: device.serial, facts, items }];
  });
}

function factChanges(device: Device, before: Learnt | undefined, model: string | undefined): ChangedDevice['facts'] {
  const pairs: [what: string, before: string | undefined, now: string | undefined][] = [
    ['model', before?.model, model],
    ['address', before?.address, seatOf(device)],
  ];
  return pairs.flatMap(([what, was, now]) =>
    was === undefined || now === undefined || was === now ? [] : [{ what, before: was, now }],
  );
}
