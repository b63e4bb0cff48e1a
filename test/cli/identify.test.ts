import { describe, expect, it } from 'vitest';
import { identifyDevice, unheardInWords } from '../../src/cli/identify.ts';
import type { DeviceAnswer, Reader, ReadRequest } from '../../src/core/ports.ts';
import { loadRules } from '../../src/rules/load.ts';

const book = await loadRules();
const AT = { address: '127.0.0.1' };

/** A reader that gives these outcomes one after the other, the last one again and again, and says these texts once it answers. */
function readerOf(
  outcomes: DeviceAnswer['outcome'][],
  said: Record<string, string> = {},
): Reader & { asked: ReadRequest[] } {
  const asked: ReadRequest[] = [];
  return {
    asked,
    read(request) {
      const outcome = outcomes[Math.min(asked.length, outcomes.length - 1)] ?? { kind: 'silent', tried: '' };
      asked.push(request);
      const readings = request.asks.map(({ item }) => {
        const text = outcome.kind === 'answered' ? said[item] : undefined;
        const value =
          text === undefined
            ? { kind: 'absent' as const, reason: 'timeout' as const }
            : { kind: 'text' as const, text };
        return { item, value, evidence: [], at: 0 };
      });
      return Promise.resolve({ serial: request.device.serial, outcome, readings });
    },
    close: () => Promise.resolve(),
  };
}

describe('identifyDevice', () => {
  it('tells a device that refuses apart from one that is silent', async () => {
    const refusing = await identifyDevice(book, readerOf([{ kind: 'refused', said: 'wrong key' }]), AT, {
      deadlineMs: 1,
    });
    expect(refusing).toEqual({ address: '127.0.0.1', silent: 'wrong key', isRefused: true });
    const silent = await identifyDevice(book, readerOf([{ kind: 'silent', tried: 'SNMP' }]), AT, { deadlineMs: 1 });
    expect(silent).toEqual({ address: '127.0.0.1', silent: 'SNMP', isRefused: false });
    if (!('silent' in refusing) || !('silent' in silent)) throw new Error('answered');
    expect(unheardInWords(refusing)).toBe('127.0.0.1 is there and refused to answer: wrong key');
    expect(unheardInWords(silent)).toBe('127.0.0.1 did not answer: SNMP');
  });

  it('asks a device again as itself, once it has told its serial over IPP', async () => {
    const reader = readerOf([{ kind: 'wrong-device', said: 'ABC1' }, { kind: 'answered' }], { model: 'Fixture 7' });
    const found = await identifyDevice(book, reader, AT, { deadlineMs: 1, overIpp: true });
    expect(found).toEqual({ who: { serial: 'ABC1', model: 'Fixture 7' }, profile: book.generic });
    expect(reader.asked.map(({ device }) => device.serial)).toEqual(['', 'ABC1']);
  });

  it("asks in the places of the profile that fits as well, in that profile's manner, without its time between two reads", async () => {
    const own = book.profiles.find(
      ({ identity, match }) => identity?.serial !== undefined && match?.sysObjectID !== undefined,
    );
    const sysObjectID = [own?.match?.sysObjectID ?? ''].flat()[0] ?? '';
    const reader = readerOf([{ kind: 'answered' }], { sysObjectID });
    await identifyDevice(book, reader, AT, { deadlineMs: 1 });
    const places = reader.asked.map(({ asks }) => asks.find(({ item }) => item === 'serial')?.places.length ?? 0);
    expect(places).toHaveLength(2);
    expect(places[1]).toBeGreaterThan(places[0] ?? 0);
    expect(reader.asked.every(({ manners }) => manners?.everySeconds === undefined)).toBe(true);
  });
});
