import type { RemoteInfo } from 'node:dgram';
import type { Credential } from '../../core/credential.ts';
import type { Clock, DeviceAnswer, ReadRequest } from '../../core/ports.ts';
import type { Cell, When } from '../snmp/cell.ts';
import { toCell } from '../snmp/cell.ts';
import { knownFirstOids } from '../snmp/first-oids.ts';
import { isBelieved } from '../snmp/known-rows.ts';
import { type DeviceMemory, type Memory, setSize } from '../snmp/memory.ts';
import { nextRtt, waitOfTry } from '../snmp/tries.ts';
import type { Timing } from '../timing.ts';
import {
  communityTemplate,
  fillIn,
  isInKind,
  newFrame,
  newId,
  readCommunityAnswer,
  type Template,
} from './community.ts';
import { Element } from './element.ts';
import type { Head } from './head.ts';
import { type Line, openLines } from './lines.ts';
import { answerOf, isAnswer, type Plain } from './plain.ts';
import { makeRecipe, type Recipe } from './recipe.ts';
import { markVarbinds, varbindAt } from './varbinds.ts';

/** How a read in the lane ended: all was said (in octets, where they were wanted), or the rest must be found out another way. */
export type Landing =
  | { kind: 'answer'; answer: DeviceAnswer }
  | { kind: 'plain'; plain: Plain }
  | { kind: 'rest'; head: Head };

/** One device that is being asked in the lane. Units: milliseconds of our monotonic clock. */
export type LaneFlight = {
  readonly request: ReadRequest;
  readonly key: string;
  readonly known: DeviceMemory;
  readonly recipe: Recipe;
  readonly template: Template;
  readonly port: number;
  readonly id: number;
  readonly octets: Buffer;
  readonly line: Line;
  readonly firstAt: number;
  readonly endsAt: number;
  /** Whether octets are wanted, not readings. */
  readonly isRaw: boolean;
  lastAt: number;
  dueAt: number;
  sends: number;
  leave: () => void;
  land: OnLanding;
  /** Puts it among the reads that several wait for. */
  share: (() => void) | undefined;
};

/** Hears how a read in the lane ended; once. */
export type OnLanding = (landing: Landing, flight: LaneFlight) => void;

/** A way to read a device that is known: its one request over sockets that all share, and its answer straight to readings. */
export type Lane = {
  /** Starts to read the device of this key, if this is a read for the lane; `leave` is called when the device is free again. */
  start(request: ReadRequest, key: string, land: OnLanding, isRaw: boolean): LaneFlight | undefined;
  /** The read of this device that is going on here. */
  at(key: string): LaneFlight | undefined;
  /** Lets the read go on another way. */
  end(flight: LaneFlight): void;
  close(): void;
};

/** What the lane shares with its reader. */
export type LaneOptions = {
  credentials: Record<string, Credential>;
  memory: Memory;
  timing: Timing;
  clock: Clock;
};

/** Tries before the device is asked the other way, which knows more ways to ask. */
const MOST_TRIES = 3;
/** Waits are looked over this often. Units: milliseconds. */
const TICK_MS = 4;

/** Opens the lane of one reader; it holds sockets, but no process. Fails: never; what it is not sure of it leaves to the other way. */
export function openLane({ credentials, memory, timing, clock }: LaneOptions): Lane {
  const byId = new Map<number, LaneFlight>();
  const byKey = new Map<string, LaneFlight>();
  const lines = openLines(onMessage);
  const recipes = new WeakMap<readonly string[], Recipe>();
  const templates = new WeakMap<Credential, WeakMap<Recipe, Template>>();
  const frame = newFrame();
  const element = new Element();
  let timer: NodeJS.Timeout | undefined;

  function start(request: ReadRequest, key: string, land: OnLanding, isRaw: boolean): LaneFlight | undefined {
    const { device, asks, identity, manners } = request;
    const port = device.snmpPort ?? 161;
    const known = memory.peek(device.address, port);
    const name = device.credential ?? 'default';
    const credential = Object.hasOwn(credentials, name) ? credentials[name] : undefined;
    if (known?.rows === undefined || credential === undefined || !isFit(known, request, credential, timing))
      return undefined;
    const { version } = known;
    if (credential.version === '3' || version === undefined) return undefined;
    setSize(known, manners ?? {});
    const now = clock();
    const oids = isBelieved(known.rows, now) ? knownFirstOids(known, { asks, identity, now }) : undefined;
    if (oids === undefined || oids.length > known.varbinds) return undefined;
    const leave = known.gate.tryEnter();
    if (leave === undefined) return undefined;
    const recipe = recipeOf(oids, request);
    const template = templateOf(credential, version, recipe);
    const id = unusedId();
    const firstAt = performance.now();
    const flight: LaneFlight = {
      request,
      key,
      known,
      recipe,
      template,
      port,
      id,
      octets: fillIn(template, id),
      line: lines.enter(),
      firstAt,
      endsAt: firstAt + request.deadlineMs,
      isRaw,
      lastAt: firstAt,
      dueAt: 0,
      sends: 0,
      leave,
      land,
      share: undefined,
    };
    byId.set(id, flight);
    byKey.set(key, flight);
    send(flight);
    timer ??= setTimeout(tick, TICK_MS);
    return flight;
  }

  function recipeOf(oids: readonly string[], { asks, identity }: ReadRequest): Recipe {
    let recipe = recipes.get(oids);
    if (recipe === undefined || recipe.asks !== asks || recipe.identity !== identity) {
      recipe = makeRecipe(asks, identity, oids);
      recipes.set(oids, recipe);
    }
    return recipe;
  }

  function templateOf(
    credential: Exclude<Credential, { version: '3' }>,
    version: '1' | '2c',
    recipe: Recipe,
  ): Template {
    let own = templates.get(credential);
    if (own === undefined) templates.set(credential, (own = new WeakMap()));
    let template = own.get(recipe);
    if (template === undefined || template.version !== (version === '1' ? 0 : 1)) {
      template = communityTemplate(credential, version, recipe.names);
      own.set(recipe, template);
    }
    return template;
  }

  function unusedId(): number {
    for (;;) {
      const id = newId();
      if (!byId.has(id)) return id;
    }
  }

  function send(flight: LaneFlight): void {
    flight.lastAt = performance.now();
    flight.dueAt = flight.lastAt + waitOfTry(flight.sends, flight.known.rttMs, timing);
    flight.sends += 1;
    flight.line.socket.send(flight.octets, flight.port, flight.request.device.address);
  }

  // Answers that lie in the sockets while the loop was busy have been read when setImmediate runs.
  function tick(): void {
    setImmediate(lookOver);
  }

  function lookOver(): void {
    const now = performance.now();
    for (const flight of byId.values()) {
      if (flight.dueAt > now && flight.endsAt > now) continue;
      if (flight.sends >= MOST_TRIES || flight.endsAt <= now) {
        flight.known.isQuiet = true;
        end(flight);
      } else {
        send(flight);
      }
    }
    timer = byId.size === 0 ? undefined : setTimeout(tick, TICK_MS);
  }

  function onMessage(octets: Buffer, from: RemoteInfo): void {
    if (!readCommunityAnswer(octets, frame)) return;
    const flight = byId.get(frame.id);
    // Anybody can send to a socket: only the device itself is heard.
    if (flight === undefined || from.address !== flight.request.device.address || from.port !== flight.port) return;
    const { recipe, known } = flight;
    const { marks, names } = recipe;
    const isSound =
      frame.status === 0 &&
      isInKind(octets, frame, flight.template) &&
      markVarbinds(octets, frame, names, marks, element);
    if (!isSound) {
      end(flight);
      return;
    }
    const now = performance.now();
    const when: When = { at: clock(), tookMs: Math.round(now - flight.firstAt) };
    known.rttMs = nextRtt(known.rttMs, { sinceFirstMs: now - flight.firstAt, sinceLastMs: now - flight.lastAt });
    known.heardAt = now;
    finish(flight, landingOf(flight, octets, when));
  }

  function landingOf({ request, recipe, known, isRaw, sends }: LaneFlight, octets: Buffer, when: When): Landing {
    const { rows } = known;
    const { serial } = request.device;
    if (rows !== undefined && rows.turns === undefined) {
      const answer = isRaw ? undefined : answerOf(recipe, octets, when, serial);
      if (answer !== undefined || (isRaw && isAnswer(recipe, octets, serial))) {
        rows.reads += 1;
        if (answer !== undefined) return { kind: 'answer', answer };
        return { kind: 'plain', plain: { serial, recipe, octets: octets.subarray(frame.start, frame.end), when } };
      }
    }
    return { kind: 'rest', head: { sends, cells: cellsOf(recipe, octets, when) } };
  }

  function finish(flight: LaneFlight, landing: Landing): void {
    byId.delete(flight.id);
    byKey.delete(flight.key);
    lines.leave(flight.line);
    flight.leave();
    flight.land(landing, flight);
  }

  function end(flight: LaneFlight): void {
    if (byId.get(flight.id) === flight)
      finish(flight, { kind: 'rest', head: { sends: flight.sends, cells: undefined } });
  }

  return {
    start,
    at: (key) => byKey.get(key),
    end,
    close() {
      clearTimeout(timer);
      for (const flight of byId.values()) end(flight);
      lines.close();
    },
  };
}

/** Whether nothing but one request is to be expected of a read. */
function isFit(known: DeviceMemory, request: ReadRequest, credential: Credential, timing: Timing): boolean {
  const { manners = {}, asks, deadlineMs, signal } = request;
  if (known.rttMs === undefined || known.isQuiet || known.spoilers !== undefined || known.restsUntil !== undefined)
    return false;
  if (manners.fragile === true || (manners.everySeconds ?? 0) > 0) return false;
  const isAwake = performance.now() - (known.heardAt ?? Number.NEGATIVE_INFINITY) < timing.awakeForMs;
  if (manners.wakes === true && !isAwake) return false;
  if (credential.version === '1' && known.version === '2c') return false;
  return signal?.aborted !== true && deadlineMs > 4 * known.rttMs && isForSnmp(asks);
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
function cellsOf({ names, marks }: Recipe, octets: Buffer, when: When): Cell[] | undefined {
  const cells: Cell[] = [];
  for (let n = 0; n < names.oids.length; n += 1) {
    const varbind = varbindAt(octets, marks, names, n);
    if (varbind === undefined) return undefined;
    cells.push(toCell(varbind, when));
  }
  return cells;
}
