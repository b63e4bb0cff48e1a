import type { Clock } from '../../core/ports.ts';
import type { Secret } from '../../core/secret.ts';
import type { Timing } from '../timing.ts';
import { type Codec, openCodec, type Pdu, type Version } from './codec.ts';
import { type Answer, exchange } from './exchange.ts';
import type { DeviceMemory } from './memory.ts';
import { nextRtt, versionOfTry, waitOfTry } from './tries.ts';
import type { Udp } from './udp.ts';

/** One device over one connected socket: one request in flight, asked again until it answers. */
export type Link = {
  /** Asks; `pduFor` gives the request in the version the try speaks. */
  ask(pduFor: (version: Version) => Pdu): Promise<Answer>;
  /** What was tried so far, in words: `SNMP 2c and 1, 6 requests`. */
  tried(): string;
  hasAnswered(): boolean;
  /** Why nothing more will come in this read: its time is over, or the network said so. */
  end(): LinkEnd | undefined;
  close(): void;
};

/** How a link ended. */
export type LinkEnd = Extract<Answer, { kind: 'stopped' | 'closed' }>;

/** What a link needs to know. */
export type LinkOptions = {
  udp: Udp;
  credential: { version: Version; community: Secret };
  memory: DeviceMemory;
  timing: Timing;
  clock: Clock;
  signal: AbortSignal;
};

/** The smallest question there is: how long the device has been up. Every agent has it, and some drop long requests without a word. */
const PROBE: Pdu = { kind: 'get', oids: ['1.3.6.1.2.1.1.3.0'], repetitions: 0 };

/**
 * Opens the link of one read; finds out which version the device speaks and how long its round trip is.
 * Fails: never; `ask` resolves with what happened.
 */
export function openLink({ udp, credential, memory, timing, clock, signal }: LinkOptions): Link {
  const codecs = new Map<Version, Codec>();
  const spoken: Version[] = [];
  let sends = 0;
  let sure: Version | undefined;
  let isDoubtful = false;
  let end: LinkEnd | undefined;

  function codecOf(version: Version): Codec {
    const known = codecs.get(version) ?? openCodec(version, credential.community.reveal());
    codecs.set(version, known);
    return known;
  }

  function onAnswer(version: Version, took: { sinceFirstMs: number; sinceLastMs: number }): void {
    memory.rttMs = nextRtt(memory.rttMs, took);
    const isFirst = sure === undefined;
    isDoubtful = isFirst && version === '1' && credential.version === '2c' && memory.version !== '1';
    sure = version;
    if (!isDoubtful) memory.version = version;
  }

  function onSend(version: Version): void {
    sends += 1;
    if (!spoken.includes(version)) spoken.push(version);
  }

  async function ask(pduFor: (version: Version) => Pdu): Promise<Answer> {
    const leave = await memory.gate.enter(signal);
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
      waitMs: (n) => waitOfTry(n, memory.rttMs, timing),
      onSend,
      onAnswer,
    });
    leave();
    if (answer.kind === 'stopped' || answer.kind === 'closed') end = answer;
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
    close: () => udp.close(),
  };
}
