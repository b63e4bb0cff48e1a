import { afterEach, describe, expect, it } from 'vitest';
import type { Device } from '../../src/core/device.ts';
import type { Ask } from '../../src/core/place.ts';
import type { DeviceAnswer, Reader, ReadRequest } from '../../src/core/ports.ts';
import type { Protocol } from '../../src/core/reading.ts';
import type { AbsentReason } from '../../src/core/value.ts';
import { openReader, type ReaderOptions } from '../../src/devices/open-reader.ts';
import { optionsOf } from './printer.ts';

/** What the other side does; `another` answers soundly, but is a device of another serial. */
export type Behaviour = 'answers' | 'offers-nothing' | 'silent' | 'garbage' | 'refuses' | 'another';

/** The other side of an adapter, on loopback. */
export type OtherSide = { port: number; close(): Promise<void> };

/** One adapter: what it is asked, what it should find, and what of the contract its protocol has no words for. */
export type Adapter = {
  name: string;
  protocol: Protocol;
  ask: Ask;
  number: number;
  start(behaviour: Behaviour): Promise<OtherSide>;
  /** Where the device is to be found when the other side listens on this port. */
  device(port: number): Partial<Device>;
  options?(port: number): Partial<ReaderOptions>;
  identity?: ReadRequest['identity'];
  /** A closed port of a protocol that a device may do without means that it does not offer it. */
  nobodyListens: AbsentReason;
  /** What a refusal is of the device as a whole; undefined where the protocol knows no refusal. A service refuses for itself, not for the device. */
  refusal?: DeviceAnswer['outcome']['kind'];
  /** Whether the other side says whose answers these are. */
  namesSerial: boolean;
};

export const SERIAL = 'SIM-3500-0042';
const DEADLINE_MS = 400;
const LONG_MS = 20_000;
/** What a busy machine may add to a deadline. */
const SLACK_MS = 2500;

/** What every adapter must do, whatever it speaks, over real sockets. */
export function adapterContract(adapter: Adapter): void {
  describe(`${adapter.name}, as an adapter`, () => {
    let side: OtherSide | undefined;
    let reader: Reader | undefined;

    afterEach(async () => {
      await reader?.close();
      await side?.close();
      [side, reader] = [undefined, undefined];
    });

    function read(port: number, deadlineMs: number): Promise<DeviceAnswer> {
      reader = openReader({ ...optionsOf(), ...adapter.options?.(port) });
      return reader.read({
        device: {
          serial: SERIAL,
          model: 'SIM-3500',
          customer: 'Kita',
          address: '127.0.0.1',
          ...adapter.device(port),
        },
        asks: [adapter.ask],
        identity: adapter.identity ?? { serial: [], model: [] },
        deadlineMs,
      });
    }

    async function readFrom(behaviour: Behaviour, deadlineMs = LONG_MS): Promise<DeviceAnswer> {
      side = await adapter.start(behaviour);
      return await read(side.port, deadlineMs);
    }

    /** The only reading: why it has no value. Each reason has evidence of what was tried, and where. */
    function whyAbsent({ readings }: DeviceAnswer): AbsentReason | 'a value' {
      expect(readings).toHaveLength(1);
      const [reading] = readings;
      const last = reading?.evidence.at(-1);
      expect(last?.place).not.toBe('');
      expect(last?.raw).toMatch(/\S/);
      return reading?.value.kind === 'absent' ? reading.value.reason : 'a value';
    }

    it('answers a value with its evidence', async () => {
      const { outcome, readings } = await readFrom('answers');
      expect(outcome).toEqual({ kind: 'answered' });
      expect(readings.map(({ value }) => (value.kind === 'number' ? value.number : value))).toEqual([adapter.number]);
      const evidence = readings[0]?.evidence.at(-1);
      expect(evidence).toMatchObject({ protocol: adapter.protocol, place: expect.stringMatching(/\S/) });
      expect(evidence?.raw).toContain(String(adapter.number));
      expect(Number.isFinite(evidence?.tookMs)).toBe(true);
    });

    it('says that it is not offered where the other side does not have it', async () => {
      expect(whyAbsent(await readFrom('offers-nothing'))).toBe('unsupported');
    });

    it('ends at the deadline when the other side is silent', async () => {
      const started = performance.now();
      expect(whyAbsent(await readFrom('silent', DEADLINE_MS))).toBe('timeout');
      expect(performance.now() - started).toBeLessThan(DEADLINE_MS + SLACK_MS);
    });

    it('says so where nobody listens, long before the deadline', async () => {
      const gone = await adapter.start('answers');
      await gone.close();
      const started = performance.now();
      expect(whyAbsent(await read(gone.port, LONG_MS))).toBe(adapter.nobodyListens);
      expect(performance.now() - started).toBeLessThan(LONG_MS / 2);
    });

    it('takes garbage for nothing else', async () => {
      expect(whyAbsent(await readFrom('garbage'))).toBe('malformed');
    });

    const { refusal } = adapter;
    if (refusal !== undefined) {
      it('tells a refusal from silence', async () => {
        const answer = await readFrom('refuses');
        expect(whyAbsent(answer)).toBe('refused');
        expect(answer.outcome.kind).toBe(refusal);
      });
    }

    if (adapter.namesSerial) {
      it('never believes another device', async () => {
        const answer = await readFrom('another');
        expect(whyAbsent(answer)).toBe('wrong_device');
        expect(answer.outcome.kind).toBe('wrong-device');
      });
    }

    it('lets every socket go, and closes while a silent one is still waited for', async () => {
      for (const behaviour of ['answers', 'garbage', 'silent'] as const) {
        const own = await adapter.start(behaviour);
        const before = heldSockets();
        const reading = read(own.port, behaviour === 'silent' ? LONG_MS : DEADLINE_MS);
        if (behaviour === 'silent') await new Promise((resolve) => void setTimeout(resolve, 60));
        else await reading;
        const started = performance.now();
        await reader?.close();
        expect(performance.now() - started, behaviour).toBeLessThan(LONG_MS / 4);
        await reading;
        expect(await heldBeyond(before), behaviour).toBe(0);
        await own.close();
      }
    });
  });
}

function heldSockets(): number {
  return process.getActiveResourcesInfo().filter((held) => /UDP|TCP|TLS/.test(held)).length;
}

/** Sockets that are held after all; both sides of a connection live here and take some turns of the loop to be gone. */
async function heldBeyond(before: number): Promise<number> {
  for (let left = 40; left > 0 && heldSockets() > before; left -= 1)
    await new Promise((resolve) => void setTimeout(resolve, 25));
  return Math.max(0, heldSockets() - before);
}
