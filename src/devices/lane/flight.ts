import type { Credential, UserCredential } from '../../core/credential.ts';
import type { DeviceAnswer, ReadRequest } from '../../core/ports.ts';
import { type Cell, toCell, type When } from '../snmp/cell.ts';
import type { Engine } from '../snmp/codec-v3.ts';
import type { DeviceMemory } from '../snmp/memory.ts';
import type { Timing } from '../timing.ts';
import type { Template } from './community.ts';
import type { Head } from './head.ts';
import type { Line } from './lines.ts';
import type { Plain } from './plain.ts';
import type { Recipe } from './recipe.ts';
import type { SealedUser } from './user-keys.ts';
import { varbindAt } from './varbinds.ts';

/** How a read in the lane ended: all was said (in octets, where they were wanted), or the rest must be found out another way. */
export type Landing =
  | { kind: 'answer'; answer: DeviceAnswer }
  | { kind: 'plain'; plain: Plain }
  | { kind: 'rest'; head: Head };

/** How a device is spoken to; `isTold` is whether it told its engine in this read. */
export type Voice = Template | { user: SealedUser; engine: Engine | undefined; isTold: boolean };

/** One device that is being asked in the lane. Units: milliseconds of our monotonic clock. */
export type LaneFlight = {
  readonly request: ReadRequest;
  readonly key: string;
  readonly known: DeviceMemory;
  readonly recipe: Recipe;
  /** What its answer must be like: of a community, or of a user at an engine, which is found out first where it is not known. */
  readonly voice: Voice;
  readonly port: number;
  id: number;
  octets: Buffer;
  readonly line: Line;
  readonly firstAt: number;
  readonly endsAt: number;
  /** Whether octets are wanted, not readings. */
  readonly isRaw: boolean;
  lastAt: number;
  dueAt: number;
  /** When its answer is late, if others are answered meanwhile. */
  lateAt: number;
  /** When the request goes out once more beside its second try, where packets are being lost; never again after that. */
  copyAt: number | undefined;
  sends: number;
  tries: number;
  leave: () => void;
  land: OnLanding;
  /** Puts it among the reads that several wait for. */
  share: (() => void) | undefined;
};

/** Hears how a read in the lane ended; once. */
export type OnLanding = (landing: Landing, flight: LaneFlight) => void;

/** Whether nothing but one request is to be expected of a read. */
export function isFit(known: DeviceMemory, request: ReadRequest, credential: Credential, timing: Timing): boolean {
  const { manners = {}, asks, deadlineMs, signal } = request;
  // The sockets are of IPv4.
  if (request.device.address.includes(':')) return false;
  if (known.isQuiet || known.spoilers !== undefined || known.restsUntil !== undefined) return false;
  if (manners.fragile === true || (manners.everySeconds ?? 0) > 0) return false;
  const isAwake = performance.now() - (known.heardAt ?? Number.NEGATIVE_INFINITY) < timing.awakeForMs;
  if (manners.wakes === true && !isAwake) return false;
  if (credential.version === '1' && known.version === '2c') return false;
  if (credential.version === '3' && !isSealed(credential)) return false;
  return signal?.aborted !== true && deadlineMs > 4 * (known.rttMs ?? timing.firstTimeoutMs) && isForSnmp(asks);
}

/** Users of the other kinds are few. */
export function isSealed(credential: UserCredential): credential is SealedUser {
  return credential.level === 'authPriv' && credential.priv.protocol !== 'des';
}

const forSnmp = new WeakMap<ReadRequest['asks'], boolean>();

/** Whether each ask begins with SNMP, so that nothing else is kept waiting. */
function isForSnmp(asks: ReadRequest['asks']): boolean {
  let is = forSnmp.get(asks);
  if (is === undefined) {
    is = asks.length > 0 && asks.every(({ places: [first] }) => first?.kind.startsWith('snmp') === true);
    forSnmp.set(asks, is);
  }
  return is;
}

/** What every object of an answer said, for who goes on from there; undefined where one is too odd to be read here. */
export function cellsOf({ names, marks }: Recipe, octets: Buffer, when: When): Cell[] | undefined {
  const cells: Cell[] = [];
  for (let n = 0; n < names.oids.length; n += 1) {
    const varbind = varbindAt(octets, marks, names, n);
    if (varbind === undefined) return undefined;
    cells.push(toCell(varbind, when));
  }
  return cells;
}
