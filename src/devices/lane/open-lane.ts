import type { RemoteInfo } from 'node:dgram';
import { isIPv4 } from 'node:net';
import type { Credential } from '../../core/credential.ts';
import type { Clock, ReadRequest } from '../../core/ports.ts';
import type { When } from '../snmp/cell.ts';
import { isBare, knownFirstOids, rememberBare } from '../snmp/first-oids.ts';
import { isBelieved } from '../snmp/known-rows.ts';
import { type DeviceMemory, type Memory, setSize } from '../snmp/memory.ts';
import { lateAfter, learnRoundTrip, waitOfTry } from '../snmp/tries.ts';
import type { Timing } from '../timing.ts';
import {
  communityTemplate,
  fillIn,
  isInKind,
  newFrame,
  newId,
  readCommunityAnswer,
  readResponse,
  type Template,
} from './community.ts';
import { Element } from './element.ts';
import { cellsOf, isFit, isSealed, type LaneFlight, type Landing, type OnLanding, type Voice } from './flight.ts';
import { LaneFlights } from './lane-flights.ts';
import { openLines } from './lines.ts';
import { Losses } from './losses.ts';
import { answerOf, isAnswer } from './plain.ts';
import { makeRecipe, type Recipe } from './recipe.ts';
import { discoveryOf, partsOf, sealedRequest, toldEngine, type UserMessage, unseal } from './user.ts';
import { markVarbinds } from './varbinds.ts';

/** A way to read a device that is known: its one request over sockets that all share, and its answer straight to readings. */
export type Lane = {
  /** Starts to read the device of this key, if this is a read for the lane. */
  start(request: ReadRequest, key: string, land: OnLanding, isRaw: boolean): LaneFlight | undefined;
  /** The read of this device that is going on here, for who wants to share it. Shape: `key` as `keyOfDevice` gives it. */
  at(key: string): DeviceMemory['flight'];
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
/** With each answer that comes in time, lateness matters less. */
const LESS_LAG = 0.98;
/** Others' answers count from this share of the usual round trip on, because no two devices are equally fast. */
const NEARLY = 0.5;
/** Waits are looked over this often, and where packets are being lost. Units: milliseconds. */
const TICK_MS = 3;
const LOSSY_TICK_MS = 1;
/** What loses one packet may lose the next one too: a second copy goes out so much later. Units: milliseconds. */
const COPY_AFTER_MS = 5;

/** Opens the lane of one reader; it holds sockets, but no process. Fails: never; what it is not sure of it leaves to the other way. */
export function openLane({ credentials, memory, timing, clock }: LaneOptions): Lane {
  const flights = new LaneFlights();
  const lines = openLines(onMessage);
  const recipes = new WeakMap<readonly string[], Recipe>();
  const templates = new WeakMap<Credential, WeakMap<Recipe, Template>>();
  const frame = newFrame();
  const element = new Element();
  let timer: NodeJS.Timeout | undefined;
  /** How much later than expected answers come of late, of all devices: what holds up one answer holds up the others. */
  let lagMs = 0;
  /** When any device was heard. */
  let heardAt = Number.NEGATIVE_INFINITY;
  const losses = new Losses();

  function start(request: ReadRequest, key: string, land: OnLanding, isRaw: boolean): LaneFlight | undefined {
    const { device, manners } = request;
    const port = device.snmpPort ?? 161;
    const known = memory.peek(key) ?? newcomer(request, port);
    const name = device.credential ?? 'default';
    const credential = Object.hasOwn(credentials, name) ? credentials[name] : undefined;
    if (known === undefined || credential === undefined || !isFit(known, request, credential, timing)) return undefined;
    setSize(known, manners ?? {});
    const oids = oidsOf(known, request);
    if (oids === undefined || oids.length > known.varbinds) return undefined;
    const recipe = recipeOf(oids, request);
    const voice = voiceOf(credential, known, recipe);
    const leave = voice === undefined ? undefined : known.gate.tryEnter();
    if (voice === undefined || leave === undefined) return undefined;
    const id = unusedId();
    const firstAt = performance.now();
    const flight: LaneFlight = {
      request,
      key,
      known,
      recipe,
      voice,
      port,
      id,
      octets: written(voice, recipe, id),
      line: lines.enter(),
      firstAt,
      endsAt: firstAt + request.deadlineMs,
      isRaw,
      lastAt: firstAt,
      dueAt: 0,
      lateAt: 0,
      copyAt: undefined,
      sends: 0,
      tries: 0,
      leave,
      land,
      share: undefined,
    };
    flights.add(flight);
    known.flight = flight;
    send(flight);
    timer ??= setTimeout(tick, tickMs());
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

  /** A device that nobody has met may be asked what all of its kind are asked first, if how it is spoken to is certain. */
  function newcomer({ device, asks, identity }: ReadRequest, port: number): DeviceMemory | undefined {
    const isMeant = memory.bareFirst(asks, identity) !== undefined && isIPv4(device.address);
    return isMeant ? memory.device(device.address, port) : undefined;
  }

  function oidsOf(known: DeviceMemory, { asks, identity }: ReadRequest): readonly string[] | undefined {
    if (known.rows === undefined) return memory.bareFirst(asks, identity);
    const now = clock();
    return isBelieved(known.rows, now) || isBare(known) ? knownFirstOids(known, { asks, identity, now }) : undefined;
  }

  function voiceOf(credential: Credential, known: DeviceMemory, recipe: Recipe): Voice | undefined {
    if (credential.version === '3')
      return isSealed(credential) ? { user: credential, engine: known.engine, isTold: false } : undefined;
    const { version } = known;
    if (known.rows === undefined || version === undefined) return undefined;
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
      if (flights.find(id) === undefined) return id;
    }
  }

  function send(flight: LaneFlight): void {
    flight.lastAt = performance.now();
    // Two losses in a row would keep whoever waits for all of them waiting for the slowest try.
    const isLossy = losses.isProven(flight.lastAt);
    flight.copyAt = flight.tries === 1 && isLossy ? flight.lastAt + COPY_AFTER_MS : undefined;
    flight.dueAt = flight.lastAt + waitOfTry(flight.tries, flight.known.rttMs, timing);
    // Once is enough to make up for a lost packet; a device that is slow is not helped by more.
    const lateMs = flight.tries > 0 ? Number.POSITIVE_INFINITY : lateAfter(flight.known, isLossy) + lagMs;
    flight.lateAt = flight.lastAt + lateMs;
    flight.tries += 1;
    transmit(flight);
  }

  function transmit(flight: LaneFlight): void {
    flight.sends += 1;
    flight.line.send(flight.octets, flight.port, flight.request.device.address);
  }

  // Answers that lie in the sockets while the loop was busy have been read when setImmediate runs.
  function tick(): void {
    setImmediate(lookOver);
  }

  function lookOver(): void {
    const now = performance.now();
    flights.each((flight) => {
      if (flight.copyAt !== undefined && flight.copyAt <= now) {
        flight.copyAt = Number.POSITIVE_INFINITY;
        transmit(flight);
      }
      if (!isOverdue(flight, now)) return;
      if (flight.tries >= MOST_TRIES || flight.endsAt <= now) {
        flight.known.isQuiet = true;
        end(flight);
      } else {
        send(flight);
      }
    });
    timer = flights.size === 0 ? undefined : setTimeout(tick, tickMs());
  }

  function tickMs(): number {
    return losses.isProven(performance.now()) ? LOSSY_TICK_MS : TICK_MS;
  }

  /** Where others were answered when this answer was due, it is lost; where nobody was, the network or we may only be slow. */
  function isOverdue({ dueAt, lateAt, lastAt, endsAt, known }: LaneFlight, now: number): boolean {
    if (dueAt <= now || endsAt <= now) return true;
    return lateAt <= now && heardAt >= lastAt + NEARLY * (known.usualMs ?? 0);
  }

  function onMessage(octets: Buffer, from: RemoteInfo): void {
    if (readCommunityAnswer(octets, frame)) {
      const flight = flightOf(frame.id, from);
      if (flight === undefined) {
        losses.echoed(frame.id);
        return;
      }
      if (!('user' in flight.voice) && isInKind(octets, frame, flight.voice)) onResponse(flight, octets);
      else end(flight);
      return;
    }
    const message = partsOf(octets);
    if (message === undefined) return;
    const flight = flightOf(message.id, from);
    if (flight === undefined) losses.echoed(message.id);
    else onUserMessage(flight, octets, message);
  }

  /** Anybody can send to a socket: only the device itself is heard. */
  function flightOf(id: number, { address, port }: RemoteInfo): LaneFlight | undefined {
    const flight = flights.find(id);
    return flight?.port === port && flight.request.device.address === address ? flight : undefined;
  }

  function onUserMessage(flight: LaneFlight, octets: Buffer, message: UserMessage): void {
    const { voice, known, id } = flight;
    if (!('user' in voice)) return;
    const { engine } = voice;
    const unsealed = engine && unseal(octets, message, voice.user, engine);
    if (unsealed !== undefined) {
      known.engine = engine;
      const { start, end: limit } = unsealed;
      if (readResponse(unsealed.octets, start, limit, frame) && frame.id === id) onResponse(flight, unsealed.octets);
      else end(flight);
      return;
    }
    // What a report tells of its engine is believed as soon as an answer is signed by it.
    const told = voice.isTold ? undefined : toldEngine(octets, message, engine);
    if (told === undefined) {
      end(flight);
      return;
    }
    voice.engine = told;
    voice.isTold = true;
    rename(flight);
    send(flight);
  }

  /** What is asked now is another question than before, and an answer to that is none to this. */
  function rename(flight: LaneFlight): void {
    flights.remove(flight);
    flight.id = unusedId();
    flights.add(flight);
    flight.octets = written(flight.voice, flight.recipe, flight.id);
    flight.tries = 0;
  }

  /** A response of the device, whose frame has been read. */
  function onResponse(flight: LaneFlight, octets: Buffer): void {
    const { recipe, known } = flight;
    const { marks, names } = recipe;
    if (frame.status !== 0 || !markVarbinds(octets, frame, names, marks, element)) {
      end(flight);
      return;
    }
    const now = performance.now();
    const when: When = { at: clock(), tookMs: Math.round(now - flight.firstAt) };
    const sinceLastMs = now - flight.lastAt;
    lagMs = Math.max(lagMs * LESS_LAG, flight.tries > 1 ? 0 : sinceLastMs - (known.rttMs ?? sinceLastMs));
    if (flight.tries === 2) {
      const isCopied = flight.copyAt !== undefined;
      losses.answered({ id: flight.id, sinceLastMs, usualMs: known.usualMs, isCopied, now });
    }
    learnRoundTrip(known, { sinceFirstMs: now - flight.firstAt, sinceLastMs });
    known.heardAt = now;
    heardAt = now;
    flights.remove(flight);
    finish(flight, landingOf(flight, octets, when));
  }

  function landingOf({ request, recipe, known, isRaw, sends }: LaneFlight, octets: Buffer, when: When): Landing {
    const { asks, identity } = recipe;
    const { serial } = request.device;
    if (known.rows?.turns === undefined) {
      const answer = isRaw ? undefined : answerOf(recipe, octets, when, serial);
      if (answer !== undefined || (isRaw && isAnswer(recipe, octets, serial))) {
        if (known.rows !== undefined && isBelieved(known.rows, when.at)) known.rows.reads += 1;
        else rememberBare({ device: known, memory }, { asks, identity, now: when.at }, recipe.names.oids);
        if (answer !== undefined) return { kind: 'answer', answer };
        return { kind: 'plain', plain: { serial, recipe, octets: octets.subarray(frame.start, frame.end), when } };
      }
    }
    return { kind: 'rest', head: { sends, cells: cellsOf(recipe, octets, when) } };
  }

  function finish(flight: LaneFlight, landing: Landing): void {
    flight.known.flight = undefined;
    lines.leave(flight.line);
    flight.leave();
    flight.land(landing, flight);
  }

  function end(flight: LaneFlight): void {
    if (flights.remove(flight)) finish(flight, { kind: 'rest', head: { sends: flight.sends, cells: undefined } });
  }

  return {
    start,
    at: (key) => memory.peek(key)?.flight,
    end,
    close() {
      clearTimeout(timer);
      flights.each(end);
      lines.close();
    },
  };
}

function written(voice: Voice, { names }: Recipe, id: number): Buffer {
  if (!('user' in voice)) return fillIn(voice, id);
  return voice.engine === undefined ? discoveryOf(id) : sealedRequest(voice.user, voice.engine, names, id);
}
