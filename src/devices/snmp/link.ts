import type { Manners } from '../../core/place.ts';
import type { Clock } from '../../core/ports.ts';
import { rest } from '../rest.ts';
import type { Head } from '../lane/head.ts';
import type { Timing } from '../timing.ts';
import type { Ending } from '../stop.ts';
import { openUserCodec } from './codec-v3.ts';
import { type Codec, openCodec, type Pdu, type Version } from './codec.ts';
import type { Credential } from '../../core/credential.ts';
import { type Answer, type End, exchange, isEnd } from './exchange.ts';
import type { DeviceMemory } from './memory.ts';
import { learnRoundTrip, versionOfTry, waitOfTry } from './tries.ts';
import type { Udp } from './udp.ts';

/** One device over one connected socket: one request in flight, asked again until it answers. */
export type Link = {
  /** Asks; `pduFor` gives the request in the version the try speaks. */
  ask(pduFor: (version: Version) => Pdu): Promise<Answer>;
  /** What was tried so far, in words: `SNMP 2c and 1, 6 requests`. */
  tried(): string;
  hasAnswered(): boolean;
  /** Why nothing more will come in this read: its time is over, or the network or the device said so. */
  end(): End | undefined;
  close(): void;
};

/** What a link needs to know; `head` is what was asked of the device, in the version it is known to speak, before the link was opened. */
export type LinkOptions = {
  udp: Udp;
  credential: Credential;
  memory: DeviceMemory;
  manners?: Manners | undefined;
  timing: Timing;
  clock: Clock;
  signal: Ending;
  head?: Head | undefined;
};

/** The smallest question there is: how long the device has been up. Every agent has it, and some drop long requests without a word. */
const PROBE: Pdu = { kind: 'get', oids: ['1.3.6.1.2.1.1.3.0'], repetitions: 0 };

/**
 * Opens the link of one read; finds out which version the device speaks and how long its round trip is. A fragile device rests between two requests,
 * and one that wakes has more time for the first, unless it was heard of late.
 * Fails: never; `ask` resolves with what happened.
 */
export function openLink({ udp, credential, memory, manners = {}, timing, clock, signal, head }: LinkOptions): Link {
  const codecs = new Map<Version, Codec>();
  const before = credential.version === '3' ? '3' : memory.version;
  const spoken: Version[] = head === undefined || before === undefined ? [] : [before];
  let sends = head?.sends ?? 0;
  let sure: Version | undefined = head?.cells === undefined ? undefined : before;
  let isDoubtful = false;
  let end: End | undefined;

  function codecOf(version: Version): Codec {
    const known = codecs.get(version) ?? newCodec(version);
    codecs.set(version, known);
    return known;
  }

  function newCodec(version: Version): Codec {
    if (credential.version === '3') return openUserCodec(credential, memory);
    return openCodec(version === '1' ? '1' : '2c', credential.community.reveal());
  }

  function onAnswer(version: Version, took: { sinceFirstMs: number; sinceLastMs: number }): void {
    // How long waking took says nothing of the round trip.
    if (!(isAsleep() && took.sinceFirstMs === took.sinceLastMs)) learnRoundTrip(memory, took);
    const isFirst = sure === undefined;
    isDoubtful = isFirst && version === '1' && credential.version === '2c' && memory.version !== '1';
    sure = version;
    memory.heardAt = performance.now();
    memory.isQuiet = false;
    if (!isDoubtful && version !== '3') memory.version = version;
  }

  /** Whether the device may be asleep: nothing was heard from it in this read, nor shortly before. */
  function isAsleep(): boolean {
    if (manners.wakes !== true || sure !== undefined) return false;
    return memory.heardAt === undefined || performance.now() - memory.heardAt > timing.awakeForMs;
  }

  function waitMs(n: number): number {
    const waking = n === 0 && isAsleep() ? timing.wakeTimeoutMs : 0;
    return Math.max(waking, waitOfTry(n, memory.rttMs, timing));
  }

  function onSend(version: Version): void {
    sends += 1;
    if (!spoken.includes(version)) spoken.push(version);
  }

  async function ask(pduFor: (version: Version) => Pdu): Promise<Answer> {
    const leave = await memory.gate.enter(signal);
    if (leave !== undefined && memory.restsUntil !== undefined) {
      await rest(memory.restsUntil - performance.now(), signal);
    }
    if (end !== undefined || leave === undefined) {
      leave?.();
      return (end ??= { kind: 'stopped', said: 'no time was left to ask', when: { at: clock(), tookMs: 0 } });
    }
    const known = { configured: credential.version, sure, remembered: memory.version, isDoubtful };
    const answer = await exchange({
      udp,
      signal,
      clock,
      patience: sure === undefined ? Number.POSITIVE_INFINITY : timing.patience,
      codecOf,
      pduFor,
      probe: sure === undefined ? PROBE : undefined,
      versionOf: (n) => versionOfTry(n, known),
      waitMs,
      onSend,
      onAnswer,
    });
    // An engine that brought no answer may be an old one; the next read asks for it.
    if (answer.kind !== 'varbinds' && answer.kind !== 'error') memory.engine = undefined;
    if (manners.fragile === true) memory.restsUntil = performance.now() + timing.fragilePauseMs;
    else memory.restsUntil = undefined;
    leave();
    if (isEnd(answer)) end = answer;
    return answer;
  }

  return {
    ask,
    tried: () =>
      sends === 0
        ? 'SNMP, no request'
        : `SNMP ${spoken.join(' and ')}, ${sends} ${sends === 1 ? 'request' : 'requests'}`,
    hasAnswered: () => sure !== undefined,
    end: () => end,
    close() {
      for (const codec of codecs.values()) codec.release();
      udp.close();
    },
  };
}
