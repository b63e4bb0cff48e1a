import { describe, expect, it } from 'vitest';
import { identifyDevice, unheardInWords } from '../../src/cli/identify.ts';
import { decodeRaw } from '../../src/core/decode.ts';
import type { DeviceAnswer, Reader, ReadRequest } from '../../src/core/ports.ts';
import type { Evidence, Reading } from '../../src/core/reading.ts';
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

/** A reader of a device that says these texts at the objects whose numbers end so, and its model, and tries the places of an ask in their order. */
function deviceOf(texts: Record<string, string>): Reader {
  return {
    read(request) {
      const readings = request.asks.map(({ item, places }): Reading => {
        const evidence: Evidence[] = [];
        for (const place of places) {
          const at = place.kind === 'snmp-get' ? place.oid : place.kind;
          const [, raw] = Object.entries(texts).find(([end]) => at.endsWith(`.${end}`)) ?? [];
          const text = item === 'saidModel' ? 'Fixture 7 V1.2' : raw;
          evidence.push({ protocol: 'snmp', place: at, raw: text ?? 'noSuchObject', at: 0, tookMs: 0 });
          const value = text === undefined ? undefined : decodeRaw(text, { kind: 'text' }, place.decode);
          if (text !== undefined && item === 'saidModel')
            return { item, value: { kind: 'text', text }, evidence, at: 0 };
          if (value?.kind === 'text') return { item, value, evidence, at: 0 };
        }
        return { item, value: { kind: 'absent', reason: 'unsupported' }, evidence, at: 0 };
      });
      return Promise.resolve({ serial: request.device.serial, outcome: { kind: 'answered' }, readings });
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
    const reader = readerOf([{ kind: 'wrong-device', said: 'ABC1' }, { kind: 'answered' }], {
      saidModel: 'Fixture 7 16.12',
    });
    const found = await identifyDevice(book, reader, AT, { deadlineMs: 1, overIpp: true });
    expect(found).toEqual({
      who: { serial: 'ABC1', model: 'Fixture 7', saidModel: 'Fixture 7 16.12' },
      profile: book.generic,
    });
    expect(reader.asked.map(({ device }) => device.serial)).toEqual(['', 'ABC1']);
  });

  it.each([
    [{ '1.17.1': 'XXXXXXXXXX', '1.1.7.0': 'MFG:A;SN:CNRXB12345;' }, 'CNRXB12345'],
    [{ '1.17.1': '-1', '3.1': 'MFG:A;SN:N/A;', '1.1.7.0': 'MFG:A;SER:00078;' }, '00078'],
    [{ '1.17.1': '*', '3.1': 'MFG:A;SN:0000;' }, undefined],
    [{ '1.17.1': '1234567890', '1.1.7.0': 'MFG:A;SN:CNRXB12345;' }, '1234567890'],
  ])('takes no placeholder for a serial number and asks in the places behind it: %j', async (texts, serial) => {
    const found = await identifyDevice(book, deviceOf(texts), AT, { deadlineMs: 5000, overIpp: true });
    expect('who' in found ? found.who : undefined).toEqual({
      ...(serial === undefined ? {} : { serial }),
      model: 'Fixture 7',
      saidModel: 'Fixture 7 V1.2',
    });
  });

  it('gives all its questions one time together', async () => {
    const reader = deviceOf({ '1.17.1': 'XXXX', '3.1': 'SN:XXXX;', '1.1.7.0': 'SN:----;' });
    const asked: number[] = [];
    const slow: Reader = {
      ...reader,
      async read(request) {
        asked.push(request.deadlineMs);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return await reader.read(request);
      },
    };
    await identifyDevice(book, slow, AT, { deadlineMs: 1000 });
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.every((each, n) => n === 0 || each < (asked[n - 1] ?? 0))).toBe(true);
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
