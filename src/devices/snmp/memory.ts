import type { Ask, IdentityPlaces, Manners } from '../../core/place.ts';
import { type Gate, openGate } from '../gate.ts';
import type { Engine } from './codec-v3.ts';
import type { Version } from './codec.ts';
import { forgetOldest, openDevicePlaces } from './device-places.ts';

/** How many objects a request asks for at most, before anything is known of the device. */
export const MOST_VARBINDS = 24;

/** The same for a device that is fragile. */
const FRAGILE_VARBINDS = 4;

/** Columns by OID: the indexes of their rows, or only how many there were, where they are walked each time. Never changed once made. */
export type Layout = ReadonlyMap<string, readonly string[] | number>;

/**
 * Which rows the device's tables had.
 * `owner` is the interface that owns its address, `turns` the number of the last place that was tried of an item, where it was not the first.
 * Units: times in milliseconds since 1970: when it was learnt, when tables were last found empty, when the device was started; `reads` is how many
 * reads have believed it. `isBlunt` is a device that fails a whole request over one row that is not there; `lacks` are objects over which it did so
 * by noSuchName, and when.
 */
export type KnownRows = {
  layout: Layout;
  walkedAt: number;
  reads: number;
  emptyAt: number | undefined;
  bootedAt: number | undefined;
  owner: number | undefined;
  turns: ReadonlyMap<string, number> | undefined;
  isBlunt: boolean | undefined;
  lacks: Map<string, number> | undefined;
  first: FirstOids | undefined;
};

/** The objects of the first request of a read, and what they follow from. */
export type FirstOids = Pick<KnownRows, 'layout' | 'turns' | 'owner' | 'isBlunt'> & {
  asks: Ask[];
  identity: IdentityPlaces;
  lacks: number;
  isEmptyOld: boolean;
  version: DeviceMemory['version'];
  varbinds: number;
  oids: readonly string[];
};

/**
 * What is known of one device from reading it before.
 * `version` is set once it is certain; `varbinds` is how many objects it is asked for in one request, and `most` what it took where more failed;
 * `spoilers` are objects that fail every request they are in; `engine` is who it is to users; `heardAt` and `restsUntil` are in the time of performance.now.
 * `isQuiet` is a device that did not answer when it was asked last; `flight` is its read that is going on in the lane.
 */
export type DeviceMemory = {
  gate: Gate;
  rttMs: number | undefined;
  /** What is usual of its round trips, and how much they differ from that. */
  usualMs: number | undefined;
  jitterMs: number;
  version: Exclude<Version, '3'> | undefined;
  engine: Engine | undefined;
  varbinds: number;
  most: number | undefined;
  spoilers: string[] | undefined;
  heardAt: number | undefined;
  isQuiet: boolean;
  restsUntil: number | undefined;
  rows: KnownRows | undefined;
  flight: { share: (() => void) | undefined } | undefined;
};

/**
 * What the reader remembers between reads; only ever hints, never values.
 * `rows` is the number of rows a column had on the last device of the model, so that the next is asked for as many at once. `share` gives the one
 * copy of a layout that all devices with the same rows hold, `shareOids` that of a list of objects.
 */
export type Memory = {
  device(address: string, port: number): DeviceMemory;
  /** The same, where there is something to remember. Shape: `key` is address and port with a space between. */
  peek(key: string): DeviceMemory | undefined;
  rows(model: string, column: string): number | undefined;
  learnRows(model: string, column: string, rows: number): void;
  share(layout: Layout): Layout;
  shareOids(oids: readonly string[]): readonly string[];
  /** The objects that devices are asked first of which nothing is known yet. */
  bareFirst(asks: Ask[], identity: IdentityPlaces): readonly string[] | undefined;
  learnBareFirst(asks: Ask[], identity: IdentityPlaces, oids: readonly string[]): void;
};

/** Columns of models; the oldest are forgotten. */
const MOST_COLUMNS = 20_000;
/** Layouts that devices share; one that is forgotten is only kept twice. */
const MOST_LAYOUTS = 1000;

/** An empty memory. */
export function openMemory(): Memory {
  const devices = openDevicePlaces<DeviceMemory>();
  const rows = new Map<string, number>();
  const layouts = new Map<string, Layout>();
  const lists = new Map<string, readonly string[]>();
  const bare = new WeakMap<Ask[], { identity: IdentityPlaces; oids: readonly string[] }>();
  return {
    device(address, port) {
      const key = `${address} ${port}`;
      let known = devices.find(key);
      if (known === undefined) devices.put(key, (known = newDevice()));
      return known;
    },
    peek: (key) => devices.find(key),
    rows: (model, column) => rows.get(`${model} ${column}`),
    learnRows(model, column, count) {
      forgetOldest(rows, MOST_COLUMNS, () => true);
      rows.set(`${model} ${column}`, count);
    },
    share(layout) {
      const key = JSON.stringify([...layout]);
      const known = layouts.get(key);
      if (known !== undefined) return known;
      forgetOldest(layouts, MOST_LAYOUTS, () => true);
      layouts.set(key, layout);
      return layout;
    },
    bareFirst(asks, identity) {
      const known = bare.get(asks);
      return known?.identity === identity ? known.oids : undefined;
    },
    learnBareFirst: (asks, identity, oids) => void bare.set(asks, { identity, oids }),
    shareOids(oids) {
      const key = oids.join(' ');
      const known = lists.get(key);
      if (known !== undefined) return known;
      forgetOldest(lists, MOST_LAYOUTS, () => true);
      lists.set(key, oids);
      return oids;
    },
  };
}

/** All devices have one shape, whatever becomes known of them in which order: objects of many shapes are slow. */
function newDevice(): DeviceMemory {
  return {
    gate: openGate(1),
    rttMs: undefined,
    usualMs: undefined,
    jitterMs: 0,
    version: undefined,
    engine: undefined,
    varbinds: MOST_VARBINDS,
    most: undefined,
    spoilers: undefined,
    heardAt: undefined,
    isQuiet: false,
    restsUntil: undefined,
    rows: undefined,
    flight: undefined,
  };
}

/** Sets how many objects a request asks for: as the model's manners say, but never more than the device was found to take. */
export function setSize(device: DeviceMemory, { objects = MOST_VARBINDS, fragile = false }: Manners): void {
  const wanted = fragile ? Math.min(objects, FRAGILE_VARBINDS) : objects;
  device.varbinds = Math.max(1, Math.min(wanted, device.most ?? wanted));
}

/** Remembers that requests for more objects than this failed. */
export function learnMost(device: DeviceMemory, objects: number): void {
  device.most = Math.min(objects, device.most ?? objects);
  device.varbinds = Math.min(device.varbinds, objects);
}
