import type { Clock } from '../../core/ports.ts';
import type { AbsentReason } from '../../core/value.ts';
import type { Ending } from '../stop.ts';
import type { When } from './cell.ts';
import type { Codec, Decoded, Pdu, Version } from './codec.ts';
import type { Udp } from './udp.ts';

/** What became of one request; `onlyEngine` is what it means that nothing but the engine was told. `silent` is given up for now; after `stopped`, `closed` or `refused` nothing more will come in this read. */
export type Answer = { when: When } & (
  | ({ version: Version } & Extract<Decoded, { kind: 'varbinds' | 'error' }>)
  | { kind: 'garbage' | 'silent'; said: string }
  | { kind: 'stopped' | 'closed' | 'refused'; said: string; onlyEngine?: string }
);

/** How the answers of one read ended. */
export type End = Extract<Answer, { kind: 'stopped' | 'closed' | 'refused' }>;

/** Whether an answer ends the read. */
export function isEnd(answer: Answer): answer is End {
  return answer.kind === 'stopped' || answer.kind === 'closed' || answer.kind === 'refused';
}

/** Why what could not be asked after an end is absent. */
export function reasonOf(end: End): AbsentReason {
  if (end.kind === 'refused') return 'refused';
  return end.kind === 'closed' ? 'unreachable' : 'timeout';
}

/** What one exchange works with; `sinceLastMs` of an answer counts from the last try. */
export type ExchangeOptions = {
  udp: Udp;
  signal: Ending;
  clock: Clock;
  /** Tries before it is given up. */
  patience: number;
  codecOf(version: Version): Codec;
  pduFor(version: Version): Pdu;
  /** What to ask instead at some tries, to tell a device that drops the request from one that hears nothing. */
  probe?: Pdu | undefined;
  versionOf(n: number): Version;
  waitMs(n: number): number;
  onSend(version: Version): void;
  onAnswer(version: Version, took: { sinceFirstMs: number; sinceLastMs: number }): void;
};

/** Bad datagrams in answer to one request before it is given up as garbage; the first ones may have been damaged on the way. */
const MOST_GARBAGE = 3;

/** What silence means where the engine spoke: many devices drop what they cannot decrypt. */
const ONLY_ENGINE = 'though the device told its engine: a wrong privacy key or context looks like this';

/** Timers of one duration share a list in Node, and waits follow round trips that are all different. Units: milliseconds. */
const STEP_MS = 5;

function inSteps(ms: number): number {
  return Math.ceil(ms / STEP_MS) * STEP_MS;
}

/** Whether the n-th try (from 0) is a probe: two of each four, in both versions, once three tries brought nothing. */
function isProbeTry(n: number): boolean {
  return n >= 3 && (n - 3) % 4 < 2;
}

/**
 * Asks once, and again with the same octets until an answer comes: an answer to any of the tries counts.
 * Fails: never; resolves with what happened, at the latest when the signal comes.
 */
export async function exchange(options: ExchangeOptions): Promise<Answer> {
  const { udp, signal } = options;
  return await new Promise((resolve) => {
    const firstAt = performance.now();
    const written = new Map<string, Buffer>();
    const used = new Set<Codec>();
    let lastAt = firstAt;
    let tries = 0;
    let garbage = 0;
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    /** Whether the device told its engine, so that it is there at all. */
    let isHeard = false;

    const when = (): When => ({ at: options.clock(), tookMs: Math.round(performance.now() - firstAt) });
    const noAnswer = (): string =>
      `no answer after ${tries} ${tries === 1 ? 'try' : 'tries'}${isHeard ? `, ${ONLY_ENGINE}` : ''}`;

    function finish(answer: Answer): void {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onStop);
      udp.listen(undefined);
      for (const codec of used) codec.drop();
      resolve(answer);
    }

    function onStop(): void {
      finish({ kind: 'stopped', said: noAnswer(), ...(isHeard ? { onlyEngine: ONLY_ENGINE } : {}), when: when() });
    }

    function onDecoded(version: Version, pdu: Pdu, decoded: Decoded): void {
      if (isOver) return;
      if (decoded.kind === 'garbage') {
        written.delete(keyOf(version, pdu));
        onGarbage(decoded.said);
        return;
      }
      if (decoded.kind === 'again') {
        isHeard = true;
        written.set(keyOf(version, pdu), decoded.bytes);
        transmit(version, decoded.bytes);
        return;
      }
      if (decoded.kind === 'refused') {
        finish({ when: when(), ...decoded });
        return;
      }
      const now = performance.now();
      options.onAnswer(version, { sinceFirstMs: now - firstAt, sinceLastMs: now - lastAt });
      if (pdu === options.probe) finish({ kind: 'silent', said: noAnswer(), when: when() });
      else finish({ version, when: when(), ...decoded });
    }

    function onGarbage(said: string): void {
      if (isOver) return;
      garbage += 1;
      if (garbage >= MOST_GARBAGE) finish({ kind: 'garbage', said, when: when() });
      else send();
    }

    function keyOf(version: Version, pdu: Pdu): string {
      return pdu === options.probe ? `probe ${version}` : version;
    }

    function octetsOf(version: Version, pdu: Pdu): Buffer | undefined {
      const known = written.get(keyOf(version, pdu));
      if (known !== undefined) return known;
      const codec = options.codecOf(version);
      used.add(codec);
      const bytes = codec.encode(pdu, (decoded) => onDecoded(version, pdu, decoded));
      if (bytes !== undefined) written.set(keyOf(version, pdu), bytes);
      return bytes;
    }

    function send(): void {
      const version = options.versionOf(tries);
      const probe = isProbeTry(tries) ? options.probe : undefined;
      const bytes = octetsOf(version, probe ?? options.pduFor(version));
      // A request that cannot be encoded has been reported as garbage by now.
      if (!isOver && bytes !== undefined) transmit(version, bytes);
    }

    function transmit(version: Version, bytes: Buffer): void {
      clearTimeout(timer);
      timer = setTimeout(listenLast, inSteps(options.waitMs(tries)));
      tries += 1;
      lastAt = performance.now();
      options.onSend(version);
      udp.send(bytes);
    }

    // What lay in the socket while the loop was busy has been read when setImmediate runs.
    function listenLast(): void {
      setImmediate(onSilence);
    }

    function onSilence(): void {
      if (isOver) return;
      if (tries >= options.patience) finish({ kind: 'silent', said: noAnswer(), when: when() });
      else send();
    }

    function onMessage(bytes: Buffer): void {
      let isRead = false;
      for (const codec of used) isRead = codec.take(bytes) || isRead;
      if (!isRead) onGarbage('an answer that cannot be read');
    }

    signal.addEventListener('abort', onStop, { once: true });
    udp.listen({ onMessage, onError: (said) => finish({ kind: 'closed', said, when: when() }) });
    if (signal.aborted) onStop();
    else if (!isOver) send();
  });
}
